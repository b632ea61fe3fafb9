"""Every kind of invoice through the two doors beside the flow: taken by the portal with
Odoo's totals, or refused by a check that says why."""

from dataclasses import replace
from decimal import Decimal

from odoo import Command
from odoo.tests import Form, tagged

from ..chorus_api import Attachment
from ..chorus_api.doors import COMMENT_LIMIT, DOORS, ENTRY, PDF
from ..models.einvoice.en16931_amounts import rounded
from .document_cases_agreed import CASES
from .test_documents import DocumentCase

MODES = {PDF: "pdf", ENTRY: "entry"}
# What neither of them can carry: the check that says so.
NOT_CARRIED = {
    "two_exemptions": "door_exemption_code",
    "vat_points_mixed": "door_vat_points",
    "foreign_currency_rounded": "door_rounding",
    "cash_rounding_line": "door_rounding",
    "credit_note_cash_rounding_line": "door_rounding",
    "partly_paid": "door_part_payment",
    "factored": "door_payee",
    "reason_hospital": "door_exemption_code",
    "reason_travel": "door_exemption_code",
    "reason_second_hand": "door_exemption_code",
    "reason_disbursement": "door_exemption_code",
    "reason_credit_without_vat": "door_exemption_code",
    "reason_noted_overseas": "door_exemption_code",
}


class DoorCase(DocumentCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.sudo()._chorus_read_own_side()
        cls.own = cls.company.l10n_fr_chorus_own_structure_id

    def setUp(self):
        super().setUp()
        client = self.company._chorus_client()
        self.client = self.enterContext(client)

    def submission(self, invoice, door=ENTRY, **values):
        invoice.l10n_fr_chorus_submission_mode = MODES[door]
        return replace(invoice._chorus_submission(), **values)

    def submit(self, submission):
        """Hand it in.

        :return: what the portal tells of the invoice then
        """
        if submission.door == PDF:
            file_id = self.client.add_file("F.pdf", b"%PDF-1.7 F", "application/pdf")
            submission = replace(submission, main_file=Attachment(file_id, "F"))
        form = self.company._chorus_submission_form()
        answer = self.client.submit_invoice(submission, form)
        return self.client.read_invoice(answer.chorus_invoice_id)


def check_sums(test, submission):
    """Lines, whether each is rounded or not, and rates are the totals."""
    amounts = [
        line.quantity * line.unit_price - Decimal(line.discount)
        for line in submission.lines
    ]
    if amounts:
        test.assertEqual(rounded(sum(amounts)), submission.untaxed)
        test.assertEqual(sum(map(rounded, amounts)), submission.untaxed)
    test.assertEqual(sum(tax.base for tax in submission.taxes), submission.untaxed)
    test.assertEqual(sum(tax.amount for tax in submission.taxes), submission.vat)
    for line in submission.lines:
        test.assertLessEqual(len(line.name), 99)
        test.assertTrue(line.name)
        test.assertGreaterEqual(line.unit_price, 0)
        test.assertGreaterEqual(line.discount, 0)


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestDoorMatrix(DoorCase):
    def test_every_case_through_both_doors(self):
        for name, build in CASES.items():
            invoice = self.build(build(self))
            for door in DOORS:
                with self.subTest(case=name, door=door):
                    self.check(name, invoice, door)
            self.company.vat = "FR44732829320"

    def check(self, name, invoice, door):
        invoice.l10n_fr_chorus_submission_mode = MODES[door]
        blocking = {
            failure.check.name
            for failure in invoice._chorus_failures()
            if failure.check.blocking
        }
        self.assertEqual(
            blocking, {NOT_CARRIED[name]} if name in NOT_CARRIED else set()
        )
        if blocking:
            return
        # Both doors in turn, in one portal.
        number = f"{invoice.name}{MODES[door][0]}"
        submission = self.submission(invoice, door, number=number)
        check_sums(self, submission)
        kept = self.submit(submission)
        is_validated = invoice.l10n_fr_chorus_framework in ("A9", "A12")
        self.assertEqual(kept.status, "A_VALIDER_1" if is_validated else "DEPOSEE")
        self.assertEqual(kept.invoice_number, number)
        self.assertAlmostEqual(kept.total, invoice.amount_total, 6)
        self.assertAlmostEqual(kept.untaxed + kept.vat, invoice.amount_total, 6)
        is_paid = invoice.l10n_fr_chorus_framework == "A2"
        due = 0 if is_paid else invoice.amount_total
        self.assertAlmostEqual(kept.amount_due, due, 6)
        self.assertEqual(kept.currency, invoice.currency_id.name)
        if door == PDF:
            self.assertEqual(kept.invoice_date, invoice.invoice_date)


@tagged("post_install_l10n", "post_install", "-at_install")
class TestDoorData(DoorCase):
    def entry(self, *rows, **values):
        lines = [Command.create(row) for row in rows or [self.line(10)]]
        return self.submission(self.new_invoice(invoice_line_ids=lines, **values))

    def test_an_entry_says_what_was_sold_as_it_was_agreed(self):
        day = {"product_uom_id": self.env.ref("uom.product_uom_hour").id}
        title = {"display_type": "line_section", "name": "Lot 1", "sequence": 1}
        note = {"display_type": "line_note", "name": "Posé en juin", "sequence": 3}
        sold = self.line(80, qty=2, discount=10, name="Pose\nSalle A", sequence=2)
        entry = self.entry(title, sold | day, note)
        told = [(line.name, line.quantity * line.unit_price) for line in entry.lines]
        self.assertEqual(
            told, [("Lot 1", 0), ("Pose", 160), ("Salle A", 0), ("Posé en juin", 0)]
        )
        line = entry.lines[1]
        self.assertEqual((line.quantity, line.unit_price), (2, 80))
        self.assertEqual((line.discount, line.unit), (16, "Heures"))
        self.assertEqual([row.number for row in entry.lines], [1, 2, 3, 4])
        self.assertEqual({row.rate_code for row in entry.lines}, {"TVA20"})

    def test_a_price_that_makes_other_cents_is_said_in_words(self):
        self.company.tax_calculation_rounding_method = "round_per_line"
        entry = self.entry(self.line(7.77, qty=1.33, tax="tva_reduite_ttc"))
        (line,) = entry.lines
        self.assertEqual((line.quantity, line.unit_price), (1, Decimal("9.79")))
        self.assertIn("1,33", line.name)
        self.assertIn("7,364929", line.name)

    def test_fractions_of_cents_that_add_up_are_no_prices(self):
        """Eight halves of a cent are four cents, where the portal rounds no line."""
        entry = self.entry(*(self.line(0.335) for _number in range(8)))
        for line in entry.lines:
            amount = line.quantity * line.unit_price
            self.assertEqual(amount, rounded(amount))

    def test_a_discount_of_half_a_cent_takes_no_cent_off(self):
        submission = self.entry(self.line(0.005, discount=5), self.line(0.005, 0.001))
        self.assertEqual(submission.untaxed, 0)
        check_sums(self, submission)

    def test_a_comment_says_what_has_no_field(self):
        tax = self.exempt_tax("VATEX-FR-CGI261-4")
        entry = self.entry(
            self.line(10, taxes=[tax]),
            narration="<p>Merci.</p>",
            ref="Bon 4512",
            delivery_date="2026-10-05",
        )
        for text in ("Merci.", "Bon 4512", "art. 261", "05/10/2026"):
            self.assertIn(text, entry.comment)

    def test_beside_a_pdf_the_comment_is_cut(self):
        invoice = self.new_invoice(narration="<p>" + "Mot. " * 900 + "</p>")
        submission = self.submission(invoice, PDF)
        self.assertTrue(submission.comment.startswith("Mot. Mot."))
        self.assertLessEqual(len(submission.comment), COMMENT_LIMIT)
        self.assertFalse(submission.lines)

    def test_rates_without_a_code_go_by_their_percentage(self):
        codes = self.company.sudo().l10n_fr_chorus_code_ids
        codes.filtered(lambda row: row.code == "TVA20").rate = 19.6
        (tax,) = self.entry().taxes
        self.assertEqual((tax.rate, tax.rate_code), (20, ""))
        # Two codes of a rate are told apart by nothing.
        codes.filtered(lambda row: row.code in ("TVA5", "TVA10")).rate = 20
        (tax,) = self.entry().taxes
        self.assertEqual(tax.rate_code, "")

    def test_a_code_of_no_rate_is_one_of_the_same_reason(self):
        """TVA1 is the franchise: not what is exempt for another reason."""
        for reason, code, kind in (
            ("VATEX-FR-FRANCHISE", "TVA1", "EXO1"),
            ("VATEX-FR-CGI261-4", "", "EXO2"),
            ("VATEX-EU-AE", "", "EXO5"),
        ):
            tax = self.exempt_tax(reason, category=False)
            entry = self.entry(self.line(10, taxes=[tax]))
            self.assertEqual(entry.taxes[0].rate_code, code)
            self.assertEqual(entry.exemption_reason, kind)
            self.assertEqual(entry.vat_kind, "EXONERATION")

    def test_the_supplier_is_paid_on_the_details_that_were_chosen(self):
        invoice = self.new_invoice()
        self.assertEqual(self.submission(invoice).bank_account_ref, "", "two of them")
        account = self.own.bank_account_ids[-1]
        company = self.company.sudo()
        company.l10n_fr_chorus_own_bank_account_id = account
        kept = self.submit(self.submission(invoice, PDF))
        self.assertEqual(kept.bank_account_ref, account.bank_account_ref)
        invoice.l10n_fr_chorus_payment_means = "20"
        self.assertEqual(self.submission(invoice).bank_account_ref, "")
        company.l10n_fr_chorus_own_bank_account_id = False
        (self.own.bank_account_ids - account).sudo().unlink()
        invoice.l10n_fr_chorus_payment_means = "30"
        self.assertEqual(
            self.submission(invoice).bank_account_ref, account.bank_account_ref
        )

    def test_an_own_service_where_the_platform_wants_one(self):
        self.simulator.control("POST", "settings", {"supplier_service_required": True})
        service = self.company.partner_id.l10n_fr_chorus_service_ids
        self.company.sudo().l10n_fr_chorus_own_service_id = service
        submission = self.submission(self.new_invoice())
        self.assertEqual(submission.supplier_service_ref, service.service_ref)
        self.assertEqual(self.submit(submission).status, "DEPOSEE")

    def test_the_portal_numbers_and_takes_the_pdf_as_it_is_set(self):
        parameters = self.env["ir.config_parameter"].sudo()
        for name in ("entry_own_number", "main_file_as_list"):
            parameters.set_param(f"l10n_fr_chorus_pro.{name}", "False")
        settings = {"main_document_shape": "object"}
        self.simulator.control("POST", "settings", settings)
        invoice = self.new_invoice()
        by_pdf = self.submit(self.submission(invoice, PDF))
        self.assertEqual(by_pdf.invoice_number, invoice.name)
        by_entry = self.submit(self.submission(invoice))
        self.assertRegex(by_entry.invoice_number, r"\d{20}")

    def test_the_bank_details_are_chosen_in_the_settings(self):
        settings = self.env["l10n_fr_chorus_pro.accounting.settings"]
        with Form(settings) as form:
            account = self.own.bank_account_ids[0]
            form.l10n_fr_chorus_own_bank_account_id = account
        form.record.action_save()
        self.assertEqual(self.company.l10n_fr_chorus_own_bank_account_id, account)
