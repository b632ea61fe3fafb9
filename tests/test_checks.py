"""Each check before sending: one invoice that it stops, one that it lets through."""

import io

from pypdf import PdfReader

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..models.checks.table import CHECKS
from .common import ChorusCase


@tagged("post_install_l10n", "post_install", "-at_install")
class TestChecks(ChorusCase):
    def cases(self):
        """By name of a check: (values of an invoice that it stops, words it says)."""
        card = self.env["res.partner.bank"].create(
            {"acc_number": "12345", "partner_id": self.company.partner_id.id}
        )
        return {
            "works": ({"l10n_fr_chorus_is_works": True}, "marché de travaux"),
            "framework": ({"l10n_fr_chorus_framework": "A2"}, "A2"),
            "service": ({"buyer_reference": "S" * 101}, "100"),
            "public_service": (
                {"buyer_reference": "FACTURES_PUBLIQUES"},
                "FACTURES_PUBLIQUES",
            ),
            "commitment": ({"purchase_order_reference": "E" * 51}, "engagement"),
            "contract": ({"contract_reference": "M" * 51}, "marché"),
            "payment": ({"partner_bank_id": card.id}, "IBAN"),
            "attachments": (
                {"l10n_fr_chorus_attachment_ids": [self.document("plan.dwg")]},
                "plan.dwg",
            ),
            "origin": ({"move_type": "out_refund"}, "avoir"),
        }

    def document(self, name, content=b"content"):
        return Command.create({"name": name, "raw": content})

    def failed(self, invoice):
        return {f.check.name: f.sentence for f in invoice._chorus_failures()}

    def test_a_plain_invoice_passes_them_all(self):
        self.assertFalse(self.failed(self.new_invoice()))
        self.assertFalse(self.failed(self.new_invoice(post=False)))

    def test_each_check_of_an_invoice_fires(self):
        for name, (values, words) in self.cases().items():
            with self.subTest(check=name):
                failed = self.failed(self.new_invoice(**values))
                self.assertEqual(set(failed), {name})
                self.assertIn(words, failed[name])

    def test_every_field_to_mend_exists(self):
        invoice = self.new_invoice()
        for check in CHECKS:
            with self.subTest(check=check.name):
                self.assertIn(check.field, check.place(invoice)._fields)

    def test_supplier_and_amount(self):
        invoice = self.new_invoice()
        self.company.company_registry = "732 829 320"
        self.assertIn("14 chiffres", self.failed(invoice)["supplier"])
        negative = self.new_invoice(post=False)
        negative.invoice_line_ids.price_unit = -5
        self.assertIn("négatif", self.failed(negative)["amount"])

    def test_numbers(self):
        today = fields.Date.today()
        for number, words in {
            f"{today:%Y/%m}/24": "date",
            f"24{today:%m%Y}": "date",
            "FAC  2026": "espaces",
            "FAC#2026": "FAC#2026",
            "F" * 21: "20",
        }.items():
            with self.subTest(number=number):
                invoice = self.new_invoice(post=False)
                invoice.name = number
                invoice.action_post()
                self.assertIn(words, self.failed(invoice)["number"])

    def test_digits_that_are_no_date_are_a_number(self):
        for number in ("000123", "20261399", "202611001"):
            invoice = self.new_invoice(post=False)
            invoice.name = number
            invoice.action_post()
            self.assertFalse(self.failed(invoice))

    def test_a_journal_is_judged_on_the_draft(self):
        """The longest number to come, credit notes too, before it is too late."""
        journal = self.company_data["default_journal_sale"]
        self.assertFalse(journal._chorus_number_sentence())
        invoice = self.new_invoice(post=False)
        invoice.name = f"FACTURES/{invoice.date:%Y}/000001"
        invoice.action_post()
        draft = self.new_invoice(post=False)
        self.assertIn(invoice.name, self.failed(draft)["number"])

    def test_two_companies_of_one_siren_number_apart(self):
        sister = self.setup_other_company()["company"]
        sister.company_registry = "73282932000082"
        sentence = self.company_data["default_journal_sale"]._chorus_number_sentence()
        self.assertIn(sister.name, sentence)
        self.assertIn("00074", sentence)
        sister.company_registry = "55208131766522"
        self.assertFalse(
            self.company_data["default_journal_sale"]._chorus_number_sentence()
        )

    def test_a_number_that_a_sister_company_used_is_stopped(self):
        first, second = self.new_invoice(), self.new_invoice()
        self.send(first)
        first.l10n_fr_chorus_document_ids.sudo().invoice_number = second.name
        self.assertIn("SIREN", self.failed(second)["duplicate"])

    def test_what_is_deposited_elsewhere_is_marked_with_reason_and_author(self):
        invoice = self.new_invoice(l10n_fr_chorus_is_works=True)
        with self.assertRaises(UserError):
            self.send(invoice)
        self.env["l10n_fr_chorus_pro.mark.outside"].with_user(self.accountant).create(
            {"move_id": invoice.id, "reason": "Remise au maître d'œuvre"}
        ).action_confirm()
        self.assertEqual(invoice.l10n_fr_chorus_state, "not_to_deposit")
        self.assertFalse(invoice.l10n_fr_chorus_to_send)
        message = invoice.message_ids[0]
        self.assertIn("Remise au maître d", message.body)
        self.assertEqual(message.author_id, self.accountant.partner_id)
        self.assertIn("Remise au maître", self.failed(invoice)["outside"])
        invoice.l10n_fr_chorus_is_works = False
        invoice.with_user(self.accountant).action_chorus_not_outside()
        self.assertFalse(invoice.l10n_fr_chorus_state)
        self.integrate(invoice)
        self.assertEqual(invoice.l10n_fr_chorus_state, "made_available")

    def test_documents_within_the_rules(self):
        long_name = "Bon de livraison signé par le régisseur du gymnase municipal.pdf"
        invoice = self.new_invoice(
            l10n_fr_chorus_attachment_ids=[
                self.document(long_name),
                self.document("vide.pdf", b""),
                self.document("plan.pdf"),
                self.document("plan.pdf"),
            ]
        )
        sentence = self.failed(invoice)["attachments"]
        for words in (long_name, "vide.pdf est vide", "Deux documents", "50"):
            self.assertIn(words, sentence)
        self.assertTrue(invoice.l10n_fr_chorus_has_long_names)
        invoice.action_chorus_shorten_names()
        names = invoice.l10n_fr_chorus_attachment_ids.mapped("name")
        self.assertLessEqual(max(map(len, names)), 50)
        self.assertTrue(all(name.endswith(".pdf") for name in names))

    def test_a_document_is_not_named_as_the_data(self):
        """The PDF has one place of that name: the document would not go along."""
        invoice = self.new_invoice(
            l10n_fr_chorus_attachment_ids=[self.document("Factur-X.xml", b"<a/>")]
        )
        self.assertIn("Factur-X.xml", self.failed(invoice)["attachments"])
        invoice.l10n_fr_chorus_attachment_ids.name = "Factur-X 2.xml"
        self.assertFalse(self.failed(invoice))

    def test_documents_travel_inside_the_invoice(self):
        invoice = self.new_invoice(
            l10n_fr_chorus_attachment_ids=[self.document("bon.pdf", b"signed")]
        )
        self.integrate(invoice)
        self.assertEqual(invoice.l10n_fr_chorus_state, "made_available")
        deposit = invoice.l10n_fr_chorus_document_ids.deposit_id
        with io.BytesIO(deposit._chorus_content()) as file:
            embedded = PdfReader(file).attachments
            self.assertEqual(embedded["bon.pdf"], [b"signed"])
            self.assertIn("factur-x.xml", embedded)

    def test_an_xml_alone_carries_few_kinds_of_documents(self):
        self.company.l10n_fr_chorus_submission_mode = "cii"
        documents = [self.document("bon.docx"), self.document("bon.pdf", b"%PDF-1.4")]
        invoice = self.new_invoice(l10n_fr_chorus_attachment_ids=documents)
        sentence = self.failed(invoice)["attachments"]
        self.assertIn("bon.docx", sentence)
        self.assertNotIn("bon.pdf", sentence)

    def test_documents_fit_into_one_file(self):
        half = b"x" * (6 * 1024 * 1024)
        documents = [self.document("a.pdf", half), self.document("b.pdf", half)]
        invoice = self.new_invoice(l10n_fr_chorus_attachment_ids=documents)
        self.assertIn("10 Mo", self.failed(invoice)["attachments"])

    def test_the_banner_names_the_field_and_opens_its_record(self):
        self.town.company_registry = False
        draft = self.new_invoice(post=False)
        (alert,) = (a for a in draft.alerts.values() if "SIRET" in a["message"])
        self.assertEqual(alert["action"]["res_id"], self.town.id)
        self.town.invoice_sending_method = "email"
        draft.invalidate_recordset(["alerts"])
        self.assertFalse(
            [a for a in (draft.alerts or {}).values() if "SIRET" in a["message"]]
        )
