"""What a public body received: kept whole, written by nobody, seen by its own."""

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..models.receiving.acts import ACTS
from ..models.receiving.stages import RECEIVED_STAGES, stage_of
from .common import COMPANY_SIRET, WANTS_NOTHING
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

    def test_of_what_is_fetched_finance_chooses_the_service_alone(self):
        self.company._chorus_read_receiving_structures()
        intake = self.intakes[0].with_user(self.finance)
        intake.active = False
        for name, value in (
            ("watermark", fields.Datetime.now()),
            ("structure_ref", "77"),
            ("structure_siret", COMPANY_SIRET),
            ("company_id", self.company.id),
            ("kind", "FACTURE_TRAVAUX"),
        ):
            with self.assertRaises(AccessError):
                intake[name] = value
        with self.assertRaises(AccessError):
            intake.copy()
        with self.assertRaises(AccessError):
            intake.unlink()
        code = {"partner_id": self.company.partner_id.id, "code": "ECOLES"}
        schools = self.env["l10n_fr_chorus_pro.service"].sudo().create(code)
        intake.sudo().watermark = fields.Datetime.now()
        intake.service_id = schools
        self.assertFalse(intake.watermark)
        intake.service_id = False
        intake.action_chorus_add_service()
        every = self.company.sudo().with_context(active_test=False)
        more = every.l10n_fr_chorus_intake_ids - self.intakes
        self.assertEqual((len(more.service_id), more.active), (1, False))
        body = self.company.partner_id.sudo()
        body.l10n_fr_chorus_service_ids.active = False
        with self.assertRaisesRegex(UserError, "Aucun autre service"):
            intake.action_chorus_add_service()

    def test_a_general_reading_does_not_begin_to_receive(self):
        """By the form of the accounting, and by the settings: what is received is read
        where somebody has begun to receive."""
        self.intakes.unlink()
        company = self.company.sudo()
        values = {"company_id": self.company.id}
        form = self.env["l10n_fr_chorus_pro.accounting.settings"].create(values)
        form.action_read_own_side()
        self.assertFalse(company.l10n_fr_chorus_intake_ids)
        self.assertTrue(company.l10n_fr_chorus_is_public_body)
        company.action_chorus_do_setup("read_receiving")
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
