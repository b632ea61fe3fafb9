"""What agent, orderer and finance officer see and click, on both kinds of screen."""

import base64
import os

from odoo import fields
from odoo.tests import tagged

from .acts_common import ActsMixin
from .payee_common import content
from .receiving_common import ReceivingHttpCase

FULL = bool(os.environ.get("CHORUS_TEST_FULL"))
TELEPHONE = "390x844"


@tagged("post_install_l10n", "post_install", "-at_install")
class TestReceivingTours(ActsMixin, ReceivingHttpCase):
    def walk(self, tour, record, user):
        action = "l10n_fr_chorus_pro.received_action"
        if record._name == "account.move":
            action = "account.action_move_in_invoice_type"
        self.start_tour(
            f"/odoo/action-{action}/{record.id}",
            f"l10n_fr_chorus_pro_receiving_{tour}",
            login=user.login,
        )
        record.invalidate_recordset()

    def on_telephone(self):
        self.patch(type(self), "browser_size", TELEPHONE)
        self.patch(type(self), "touch_enabled", True)

    def test_agent(self):
        received = self.received()
        self.walk("certify", received, self.agent)
        self.assertEqual(received.stage, "certified")

    def test_agent_on_a_telephone(self):
        self.on_telephone()
        received = self.received()
        self.walk("suspend", received, self.agent)
        self.assertEqual(received.act_ids.missing_item_ids.name, "bon de livraison")

    def test_orderer(self):
        received = self.received(status="SERVICE_FAIT")
        self.walk("order", received, self.orderer)
        self.assertEqual(received.act_ids.mandate_number, "2026-118")

    def test_orderer_is_told_why_the_payee_blocks(self):
        received = self.received(status="SERVICE_FAIT", content=content())
        self.walk("blocked", received, self.orderer)
        self.assertEqual(self.pushes(), [])

    def test_finance_officer(self):
        bill = self.env["account.move"].create(
            {
                "move_type": "in_invoice",
                "partner_id": self.hospital.id,
                "invoice_date": fields.Date.today(),
                "invoice_line_ids": [(0, 0, {"name": "Pose", "price_unit": 90})],
            }
        )
        received = self.received(move_id=bill.id)
        self.give_history(received, ("MISE_A_DISPOSITION", fields.Datetime.now()))
        data = base64.b64encode(b"%PDF-1.4")
        attachment = (
            self.env["ir.attachment"]
            .sudo()
            .create({"name": "Facture F1.pdf", "datas": data})
        )
        self.env["l10n_fr_chorus_pro.received.document"].sudo().create(
            {
                "received_id": received.id,
                "name": "Facture F1.pdf",
                "is_main": True,
                "attachment_id": attachment.id,
            }
        )
        self.walk("bill", bill, self.finance)

    def test_the_others_on_a_telephone(self):
        if not FULL:
            self.skipTest("slow: make test-full")
        self.on_telephone()
        received = self.received()
        self.walk("certify", received, self.agent)
        self.walk("order", received, self.orderer)
        self.walk("suspend", self.received("F2"), self.orderer)
