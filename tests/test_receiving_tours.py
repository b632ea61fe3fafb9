"""What agent, orderer and finance officer see and click, on both kinds of screen."""

import base64
import os
import unittest

from odoo import fields
from odoo.tests import tagged

from ..models.receiving.content import content_of_pivot
from .acts_common import ActsMixin
from .bill_common import pivot
from .payee_common import PayeeMixin, content
from .receiving_common import ReceivingHttpCase

TELEPHONE = "390x844"
# What the others click is proved without a browser; each tour takes a browser of its
# own, 10 to 20 seconds.
slow = unittest.skipUnless(
    os.environ.get("CHORUS_TEST_FULL"), "a browser each, slow: make test-full"
)


@tagged("post_install_l10n", "post_install", "-at_install")
class TestReceivingTours(ActsMixin, PayeeMixin, ReceivingHttpCase):
    browser_size = "1400x900"

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
        received = self.received(served_on=fields.Date.today())
        self.walk("certify", received, self.agent)
        self.assertEqual(received.stage, "certified")

    @slow
    def test_agent_on_a_telephone(self):
        self.on_telephone()
        received = self.received()
        self.walk("suspend", received, self.agent)
        self.assertEqual(received.act_ids.missing_item_ids.name, "bon de livraison")

    @slow
    def test_orderer(self):
        received = self.received(status="SERVICE_FAIT")
        self.walk("order", received, self.orderer)
        self.assertEqual(received.act_ids.mandate_number, "2026-118")

    @slow
    def test_orderer_is_told_why_the_payee_blocks(self):
        received = self.received(status="SERVICE_FAIT", content=content())
        self.walk("blocked", received, self.orderer)
        self.assertEqual(self.pushes(), [])

    @slow
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

    @slow
    def test_finance_officer_calls_back(self):
        received = self.came()
        self.walk("call_back", received, self.finance)
        (check,) = self.checks()
        self.assertEqual((check.state, check.called_by_id), ("confirmed", self.finance))
        self.assertEqual(check.spoke_with, "Mme Roux, comptable")

    @slow
    def test_finance_officer_makes_the_bill(self):
        received = self.received(content=content_of_pivot(pivot("F1")))
        self.walk("make_bill", received, self.finance)
        self.assertEqual(received.move_id.amount_total, 120)

    @slow
    def test_finance_officer_exports(self):
        self.walk("export", self.came(), self.finance)
        dialog = self.env["l10n_fr_chorus_pro.export"].sudo().search([], limit=1)
        self.assertTrue(dialog.with_documents)

    @slow
    def test_finance_officer_sets_up(self):
        self.intakes.unlink()
        self.delegation.unlink()
        self.start_tour(
            "/odoo/action-l10n_fr_chorus_pro.setup_action",
            "l10n_fr_chorus_pro_receiving_setup",
            login=self.finance.login,
        )
        self.assertTrue(self.company.sudo().l10n_fr_chorus_intake_ids)

    @slow
    def test_the_others_on_a_telephone(self):
        self.on_telephone()
        received = self.received(served_on=fields.Date.today())
        self.walk("certify", received, self.agent)
        self.walk("order", received, self.orderer)
        self.walk("suspend", self.received("F2"), self.orderer)
