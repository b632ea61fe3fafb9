"""The history of an invoice: whole, each line once, contacts for those who may act."""

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import ChorusCase

AGENT = {
    "first_name": "Jeanne",
    "last_name": "Moreau",
    "email": "j.moreau@saint-aubin.example",
    "phone": "02 99 11 22 33",
}


@tagged("post_install_l10n", "post_install", "-at_install")
class TestRefreshHistory(ChorusCase):
    def suspended_invoice(self):
        invoice = self.new_invoice()
        self.integrate(invoice)
        number = invoice.l10n_fr_chorus_identifier
        self.simulator.advance(3600)
        for kind, values in (
            ("actions", {"code": "TELECHARGEMENT_FACTURE", "agent": AGENT}),
            ("events", {"label": "Relance du service", "who": "Système"}),
        ):
            self.simulator.control("POST", f"invoices/{number}/{kind}", values)
        self.simulator.set_status(number, "SUSPENDUE", "Pièce", agent=AGENT)
        return invoice

    def test_statuses_actions_and_events_are_kept_once(self):
        invoice = self.suspended_invoice()
        self.run_refresh()
        kinds = invoice.l10n_fr_chorus_event_ids.mapped("kind")
        self.assertEqual(set(kinds), {"status", "action", "event"})
        invoice.l10n_fr_chorus_document_ids.sudo().history_due = True
        self.run_refresh()
        self.assertEqual(invoice.l10n_fr_chorus_event_ids.mapped("kind"), kinds)

    def test_contacts_of_agents_are_for_those_who_invoice(self):
        invoice = self.suspended_invoice()
        with self.assertLogs("odoo.addons.l10n_fr_chorus_pro", "DEBUG") as logs:
            self.run_refresh()
        for value in AGENT.values():
            self.assertNotIn(value, "\n".join(logs.output))
        event = invoice.l10n_fr_chorus_event_ids.filtered(
            lambda event: event.code == "SUSPENDUE"
        ).with_user(self.accountant)
        self.assertEqual(event.author, "Jeanne Moreau")
        self.assertEqual(event.author_email, AGENT["email"])
        self.assertEqual(event.author_phone, AGENT["phone"])
        auditor = new_test_user(
            self.env,
            login="auditeur",
            groups="account.group_account_readonly",
            company_id=self.company.id,
        )
        self.assertTrue(event.with_user(auditor).read(["comment"]))
        for name in ("author", "author_email", "author_phone"):
            with self.assertRaises(AccessError):
                event.with_user(auditor).read([name])
