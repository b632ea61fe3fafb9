from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ChorusCase


@tagged("post_install_l10n", "post_install", "-at_install")
class TestRefresh(ChorusCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.sudo().l10n_fr_chorus_submission_mode = "cii"  # nothing to print

    def test_suspension_tells_its_reason_and_what_to_do(self):
        invoice = self.new_invoice()
        self.integrate(invoice)
        self.simulator.advance(3600)
        self.simulator.set_status(
            invoice.l10n_fr_chorus_identifier,
            "SUSPENDUE",
            "Bon de livraison manquant",
            agent={"first_name": "Jeanne", "last_name": "Moreau"},
        )
        self.run_refresh()
        self.assertEqual(invoice.l10n_fr_chorus_state, "suspended")
        self.assertEqual(invoice.l10n_fr_chorus_reason, "Bon de livraison manquant")
        message = self.messages(invoice)[-1]
        self.assertIn("Suspendue", message)
        self.assertIn("Bon de livraison manquant", message)
        self.assertIn("Ville de Saint-Aubin attend une pièce", message)
        event = invoice.l10n_fr_chorus_event_ids[0]
        self.assertEqual(event.code, "SUSPENDUE")
        self.assertEqual(event.author, "Jeanne Moreau")
        banner = " ".join(a["message"] for a in invoice.alerts.values())
        self.assertIn("Bon de livraison manquant", banner)

    def test_an_unknown_status_is_shown_as_it_is(self):
        invoice = self.new_invoice()
        self.integrate(invoice)
        document = invoice.l10n_fr_chorus_document_ids.sudo()
        document.write({"raw_status": "STATUT_NOUVEAU", "state": "unknown"})
        self.assertEqual(invoice.l10n_fr_chorus_status_label, "STATUT_NOUVEAU")
        self.run_refresh()
        self.assertEqual(invoice.l10n_fr_chorus_status, "MISE_A_DISPOSITION")

    def test_only_what_changed_costs_a_history(self):
        invoices = self.new_invoice() | self.new_invoice() | self.new_invoice()
        for invoice in invoices:
            self.send(invoice)
        self.simulator.advance(300)
        self.run_deposits()
        self.run_refresh()
        self.simulator.control("DELETE", "calls")
        changed = invoices[1]
        self.simulator.set_status(changed.l10n_fr_chorus_identifier, "SERVICE_FAIT")
        self.run_refresh()
        self.assertEqual(changed.l10n_fr_chorus_state, "service_confirmed")
        self.assertEqual(len(self.simulator.calls("consulter/historique")), 1)
        self.assertEqual(len(self.simulator.calls("rechercher/fournisseur")), 1)

    def test_a_history_that_fails_costs_the_detail_only(self):
        invoice = self.new_invoice()
        self.integrate(invoice)
        told = len(self.messages(invoice))
        self.simulator.advance(3600)
        self.simulator.set_status(invoice.l10n_fr_chorus_identifier, "MANDATEE")
        self.simulator.fault("consulter/historique", "status", status=503)
        self.run_refresh()
        self.assertEqual(invoice.l10n_fr_chorus_state, "payment_ordered")
        self.assertEqual(len(self.messages(invoice)), told + 1)
        self.run_refresh()
        self.assertIn("MANDATEE", invoice.l10n_fr_chorus_event_ids.mapped("code"))
        self.assertEqual(len(self.messages(invoice)), told + 1)

    def test_unconfigured_companies_are_left_in_peace(self):
        self.integrate(self.new_invoice())
        self.simulator.control("DELETE", "calls")
        self.company.l10n_fr_chorus_environment = False
        with self.assertNoLogs("odoo.addons.l10n_fr_chorus_pro"):
            self.run_deposits()
            self.run_refresh()
        self.assertFalse(self.simulator.calls())

    def test_refresh_button_says_what_changed(self):
        invoice = self.new_invoice()
        self.integrate(invoice)
        action = invoice.action_chorus_refresh()
        self.assertIn("Aucune nouveauté depuis", action["params"]["message"])
        self.simulator.set_status(invoice.l10n_fr_chorus_identifier, "COMPTABILISEE")
        action = invoice.action_chorus_refresh()
        self.assertIn("Comptabilisée", action["params"]["message"])
        self.simulator.fault("rechercher/fournisseur", "html")
        with self.assertRaises(UserError):
            invoice.action_chorus_refresh()

    def test_uncertain_deposit_is_found_and_adopted(self):
        """The answer is lost after acceptance: no second flow, and the PDF arrives."""
        self.company.sudo().l10n_fr_chorus_submission_mode = "facturx"
        invoice = self.new_invoice()
        self.simulator.fault("deposer/flux", "cut", when="after")
        self.send_and_lose(invoice)
        self.assertEqual(invoice.l10n_fr_chorus_state, "uncertain")
        with self.assertRaises(UserError):
            self.send_again(invoice)
        self.simulator.advance(300)
        self.run_deposits()
        self.run_deposits()
        self.assertEqual(invoice.l10n_fr_chorus_status, "MISE_A_DISPOSITION")
        self.assertEqual(len(self.simulator.invoices()), 1)
        self.assertEqual(len(self.simulator.calls("deposer/flux")), 1)
        deposit = invoice.l10n_fr_chorus_document_ids.deposit_id
        self.assertTrue(deposit.flow_number)
        self.assertEqual(invoice.invoice_pdf_report_id.raw, deposit._chorus_content())

    def test_uncertain_deposit_that_never_arrived(self):
        invoice = self.new_invoice()
        self.simulator.fault("deposer/flux", "status", when="before", status=502)
        self.send_and_lose(invoice)
        self.run_deposits()
        self.assertEqual(invoice.l10n_fr_chorus_state, "uncertain")
        deposit = invoice.l10n_fr_chorus_document_ids.deposit_id.sudo()
        deposit.sent_at = fields.Datetime.subtract(fields.Datetime.now(), hours=25)
        self.run_deposits()
        self.assertEqual(invoice.l10n_fr_chorus_state, "not_received")
        self.assertIn("Aucune trace", self.messages(invoice)[-1])
        self.integrate(invoice)
        self.assertEqual(len(self.simulator.invoices()), 1)
        self.assertEqual(invoice.l10n_fr_chorus_status, "MISE_A_DISPOSITION")

    def send_and_lose(self, invoice):
        """Send as the asynchronous sending does: an error is told, not raised."""
        self.env["account.move.send"].with_user(
            self.accountant
        )._generate_and_send_invoices(
            invoice, allow_raising=False, sending_methods=["chorus_pro"]
        )

    def send_again(self, invoice):
        self.env["account.move.send"]._generate_and_send_invoices(
            invoice, sending_methods=["chorus_pro"]
        )
