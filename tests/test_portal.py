"""Customers on the portal: their invoice as always, and nothing of Chorus Pro."""

from contextlib import suppress

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import ChorusHttpCase

# Core shows everybody the fields that users decide for themselves, by their list.
OWN_CHOICE = "l10n_fr_chorus_daily_summary"
ADDONS = {
    "l10n_fr_chorus_pro",
    "l10n_fr_chorus_pro_purchase",
    "l10n_fr_chorus_pro_sale",
}


@tagged("post_install_l10n", "post_install", "-at_install")
class TestPortal(ChorusHttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = new_test_user(
            cls.env, login="client", groups="base.group_portal", partner_id=cls.town.id
        )

    def known_invoice(self):
        """An invoice of which Chorus Pro has told something."""
        invoice = self.new_invoice()
        self.integrate(invoice)
        self.simulator.set_status(
            invoice.l10n_fr_chorus_identifier, "SUSPENDUE", "RIB manquant"
        )
        self.run_refresh()
        self.assertEqual(invoice.l10n_fr_chorus_state, "suspended")
        return invoice

    def our_fields(self):
        """Names by model of what our addons add to the models of others."""
        found = {}
        for field in self.env["ir.model.fields"].sudo().search([]):
            modules = set(field.modules.split(", "))
            if modules <= ADDONS and "l10n_fr_chorus_pro" not in field.model:
                found.setdefault(field.model, set()).add(field.name)
        return found

    def test_none_of_our_fields_is_for_customers(self):
        ours = self.our_fields()
        self.assertIn("l10n_fr_chorus_state", ours["account.move"])
        self.assertIn("l10n_fr_chorus_environment", ours["res.company"])
        for model, names in ours.items():
            records = self.env[model].with_user(self.customer)
            if records.has_access("read"):
                with self.subTest(model=model):
                    shown = names & set(records.fields_get()) - {OWN_CHOICE}
                    self.assertEqual(shown, set())

    def test_a_customer_reads_the_invoice_and_nothing_of_ours(self):
        """By any call: all at once, one by one, by a domain, in groups."""
        invoice = self.known_invoice().with_user(self.customer)
        names = set(invoice.fields_get())
        self.assertIn("amount_total", names)
        self.assertNotIn("alerts", names, "the banner speaks of Chorus Pro")
        for name in names:
            # Core lets a customer read some of them, and fails on others.
            with suppress(AccessError):
                self.assertNotIn("RIB manquant", str(invoice.read([name])))
        for name in self.our_fields()["account.move"]:
            with self.subTest(field=name), self.assertRaises(AccessError):
                invoice.read([name])
            if invoice._fields[name].store and invoice._fields[name].column_type:
                with self.subTest(field=name), self.assertRaises(AccessError):
                    invoice.search_count([(name, "!=", False)])
                with self.subTest(field=name), self.assertRaises(AccessError):
                    invoice.formatted_read_group([], [name], ["__count"])

    def test_a_customer_opens_and_downloads_the_invoice(self):
        invoice = self.known_invoice()
        deposited = invoice.sudo().invoice_pdf_report_id.raw
        self.authenticate("client", "client")
        page = self.url_open("/my/invoices")
        self.assertIn(invoice.name, page.text)
        page = self.url_open(f"/my/invoices/{invoice.id}")
        self.assertEqual(page.status_code, 200)
        self.assertTrue(page.url.endswith(f"/my/invoices/{invoice.id}"), page.url)
        self.assertIn(invoice.name, page.text)
        self.assertNotIn("RIB manquant", page.text)
        file = self.url_open(f"/my/invoices/{invoice.id}?report_type=pdf&download=true")
        self.assertEqual(file.content, deposited, "the bytes that were deposited")
        shown = self.url_open(f"/my/invoices/{invoice.id}?report_type=html")
        self.assertIn(invoice.name, shown.text)

    def test_a_customer_with_a_link_opens_it_without_an_account(self):
        invoice = self.known_invoice()
        page = self.url_open(invoice.get_portal_url())
        self.assertIn(invoice.name, page.text)

    def test_a_customer_opens_his_account(self):
        self.authenticate("client", "client")
        page = self.url_open("/my/account")
        self.assertEqual(page.status_code, 200)
