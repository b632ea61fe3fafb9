"""What a public body received: kept whole, written by nobody, seen by its own."""

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..models.receiving.acts import ACTS
from ..models.receiving.stages import RECEIVED_STAGES, stage_of
from .common import WANTS_NOTHING
from .receiving_common import ReceivingCase


@tagged("post_install_l10n", "post_install", "-at_install")
class TestReceived(ReceivingCase):
    def test_nobody_writes_it(self):
        received = self.new_received()
        for user in (self.reader, self.agent, self.orderer, self.finance):
            mine = received.with_user(user)
            self.assertEqual(mine.invoice_number, "F1")
            with self.assertRaises(AccessError):
                mine.raw_status = "MANDATEE"
        with self.assertRaises(AccessError):
            received.with_user(self.accountant).read(["invoice_number"])

    def test_the_cursor_is_nobody_s_to_write(self):
        intake = self.intakes[0].with_user(self.finance)
        intake.active = False
        with self.assertRaises(AccessError):
            intake.watermark = fields.Datetime.now()

    def test_reading_the_own_side_reads_what_is_received(self):
        """By the form of the accounting, and by the settings; once."""
        self.intakes.unlink()
        values = {"company_id": self.company.id}
        form = self.env["l10n_fr_chorus_pro.accounting.settings"].create(values)
        form.action_read_own_side()
        company = self.company.sudo()
        found = company.l10n_fr_chorus_intake_ids
        self.assertEqual(set(found.mapped("kind")), {"FACTURE", "FACTURE_TRAVAUX"})
        self.assertEqual(set(found.mapped("structure_siret")), {WANTS_NOTHING})
        self.company._chorus_test_and_read()
        self.assertEqual(company.l10n_fr_chorus_intake_ids, found)

    def test_a_status_is_told_once(self):
        received = self.new_received()
        now = fields.Datetime.now()
        self.assertTrue(received._chorus_take_status("SERVICE_FAIT", now, ""))
        self.assertFalse(received._chorus_take_status("SERVICE_FAIT", now, ""))
        self.assertEqual(received.stage, "certified")
        received._chorus_take_status("NOUVEAU_STATUT", now, "")
        self.assertEqual(received.stage, "other")

    def test_each_act_has_its_stage(self):
        for act in ACTS.values():
            self.assertNotEqual(stage_of(act.status), RECEIVED_STAGES["other"])
