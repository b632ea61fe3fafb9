"""What the ways beside the flow cannot carry is told before it is sent."""

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .test_documents import DocumentCase


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestDoorChecks(DocumentCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.sudo()._chorus_read_own_side()

    def by_door(self, door="entry", **values):
        return self.new_invoice(l10n_fr_chorus_submission_mode=door, **values)

    def sentences(self, invoice):
        return "\n".join(invoice.with_context(lang="en_US")._chorus_checks())

    def test_the_same_invoice_goes_as_a_file(self):
        """Each sentence names the way that can."""
        rounding = self.cash_rounding("add_invoice_line")
        tax = self.tax("tva_intermediaire_encaissement")
        for values in (
            {"l10n_fr_chorus_factor_id": self.factor().id},
            {
                "invoice_cash_rounding_id": rounding.id,
                "invoice_line_ids": [Command.create(self.line(99.97))],
            },
            {
                "invoice_line_ids": [
                    Command.create(self.line(10)),
                    Command.create(self.line(10, taxes=[tax])),
                ]
            },
        ):
            invoice = self.by_door("pdf", **values)
            self.assertRegex(self.sentences(invoice), "choose Factur-X")
            invoice.l10n_fr_chorus_submission_mode = "facturx"
            self.assertFalse(invoice._chorus_checks())

    def test_the_tax_without_a_reason_of_the_portal_is_named_and_mended(self):
        tax = self.exempt_tax("VATEX-EU-309", category=False)
        line = Command.create(self.line(10, taxes=[tax]))
        invoice = self.by_door(invoice_line_ids=[line])
        self.assertIn(tax.display_name, self.sentences(invoice))
        reasons = self.company.l10n_fr_chorus_code_ids
        tax.l10n_fr_chorus_exemption_id = reasons.filtered(lambda r: r.code == "EXO6")
        self.assertFalse(invoice._chorus_checks())
        self.assertEqual(invoice._chorus_submission().exemption_reason, "EXO6")

    def test_a_reason_is_one_of_the_portals_own_list(self):
        tax = self.exempt_tax("VATEX-EU-309")
        other = self.setup_other_company(name="Autre SARL")["company"]
        code = {"company_id": other.id, "kind": "exemption", "code": "EXO6"}
        theirs = self.env["l10n_fr_chorus_pro.portal.code"].sudo().create(code)
        with self.assertRaises(UserError):
            tax.l10n_fr_chorus_exemption_id = theirs

    def test_documents_have_no_limits_of_an_xml(self):
        """Whatever kind of file, whatever they weigh together; each for itself."""
        heavy = {"name": "plan.zip", "raw": b"x" * (9 * 1024 * 1024)}
        invoice = self.by_door(l10n_fr_chorus_attachment_ids=[Command.create(heavy)])
        self.assertFalse(invoice._chorus_checks())
        invoice.l10n_fr_chorus_submission_mode = "cii"
        self.assertTrue(invoice._chorus_checks())
        invoice.l10n_fr_chorus_submission_mode = "entry"
        invoice.l10n_fr_chorus_attachment_ids.name = "n" * 60 + ".zip"
        self.assertIn("50 characters", self.sentences(invoice))

    def test_an_entry_without_bank_details_is_told(self):
        def told():
            return [failure.sentence for failure in invoice._chorus_failures()]

        invoice, company = self.by_door(), self.company.sudo()
        accounts = company.l10n_fr_chorus_own_structure_id.bank_account_ids
        (sentence,) = told()
        for account in accounts:
            self.assertIn(account.name, sentence)
        company.l10n_fr_chorus_own_bank_account_id = accounts[0]
        self.assertEqual(told(), [])
        accounts.unlink()
        self.assertIn("n'a pas de coordonnées bancaires", "".join(told()))
        # Nothing is paid there, and a PDF has its IBAN.
        invoice.l10n_fr_chorus_payment_means = "20"
        self.assertEqual(told(), [])
        self.assertFalse(self.by_door("pdf")._chorus_failures())

    def test_a_date_is_told_unless_the_portal_takes_it(self):
        company = self.company.sudo()
        accounts = company.l10n_fr_chorus_own_structure_id.bank_account_ids
        company.l10n_fr_chorus_own_bank_account_id = accounts[0]
        day = fields.Date.subtract(fields.Date.today(), days=3)
        invoice = self.by_door(invoice_date=day)
        (failure,) = invoice._chorus_failures()
        self.assertEqual(failure.check.name, "entry_date")
        self.assertFalse(invoice._chorus_checks())
        self.assertFalse(self.by_door("pdf", invoice_date=day)._chorus_failures())
        parameters = self.env["ir.config_parameter"].sudo()
        parameters.set_param("l10n_fr_chorus_pro.entry_date", "True")
        self.assertFalse(invoice._chorus_failures())
        self.assertTrue(self.company._chorus_submission_form().date_in_entry)

    def test_how_many_lines_is_a_setting(self):
        lines = [Command.create(self.line(10)) for _number in range(3)]
        invoice = self.by_door(invoice_line_ids=lines)
        self.assertFalse(invoice._chorus_checks())
        parameters = self.env["ir.config_parameter"].sudo()
        parameters.set_param("l10n_fr_chorus_pro.entry_line_limit", "2")
        self.assertIn("3", self.sentences(invoice))
        invoice.l10n_fr_chorus_submission_mode = "pdf"
        self.assertFalse(invoice._chorus_checks())

    def test_nothing_is_asked_of_the_portal(self):
        invoice = self.by_door()
        self.simulator.reset()
        self.assertFalse(invoice._chorus_checks())
        invoice._chorus_submission()
        self.assertFalse(self.simulator.calls())

    def test_titles_alone_are_nothing_to_enter(self):
        title = {"display_type": "line_section", "name": "Lot 1"}
        invoice = self.by_door(invoice_line_ids=[Command.create(title)])
        (sentence,) = invoice._chorus_checks()
        self.assertIn("rien à facturer", sentence)

    def test_an_invoice_by_a_file_needs_nothing_of_it(self):
        self.company.sudo()._chorus_forget_own_side()
        invoice = self.new_invoice()
        self.assertFalse(invoice._chorus_checks())
        invoice.l10n_fr_chorus_submission_mode = "pdf"
        self.assertIn("Read from Chorus Pro", self.sentences(invoice))
