"""The category of VAT goes by its reason: what the deposited file says of it."""

from odoo import Command
from odoo.tests import tagged

from odoo.addons.account_edi_ubl_cii.models.account_edi_common import (
    TAX_EXEMPTION_MAPPING,
)

from ..models.einvoice.exemption_reasons import french_reason
from .test_document_amounts import WireCase

TAX = "ApplicableHeaderTradeSettlement/{*}ApplicableTradeTax"


@tagged("post_install_l10n", "post_install", "-at_install")
class TestVat(WireCase):
    def row(self, code, category=False, notes=False, **values):
        """The only row of the VAT breakdown of an invoice: category, code, text."""
        tax = self.exempt_tax(code, category=category)
        tax.invoice_legal_notes = notes
        line = Command.create(self.line(250, tax=tax))
        invoice = self.new_invoice(invoice_line_ids=[line], **values)
        (row,) = self.wire(invoice).findall(f".//{{*}}{TAX}")
        return tuple(
            row.findtext("{*}" + name)
            for name in ("CategoryCode", "ExemptionReasonCode", "ExemptionReason")
        )

    def test_the_code_decides_the_category(self):
        belgium = self.new_place("be")
        self.town.vat = "FR23334175221"
        reunion = self.overseas("Commune de Saint-Denis", "RE")
        abroad = {
            "VATEX-EU-IC": {
                "partner_shipping_id": belgium.id,
                "delivery_date": "2026-10-05",
            },
            "VATEX-EU-G": {"partner_id": reunion.id},
        }
        for code, category in (
            ("VATEX-EU-AE", "AE"),
            ("VATEX-FR-AE", "AE"),
            ("VATEX-EU-O", "O"),
            ("VATEX-EU-G", "G"),
            ("VATEX-EU-IC", "K"),
            ("VATEX-EU-132-1I", "E"),
            ("VATEX-EU-143-1A", "E"),
            ("VATEX-EU-309", "E"),
            ("VATEX-EU-79-C", "E"),
            ("VATEX-EU-F", "E"),
            ("VATEX-FR-CGI261-4", "E"),
            ("VATEX-FR-CNWVAT", "E"),
        ):
            with self.subTest(code=code):
                found = self.row(code, **abroad.get(code, {}))
                self.assertEqual(found, (category, code, french_reason(code)))

    def test_nothing_is_made_up_for_a_customer_overseas(self):
        """Core takes the two countries for an export, and adds its code."""
        reunion = self.overseas("Commune de Saint-Denis", "RE")
        for note in (
            "Exonération, art. 295 du CGI",
            "Exonération, art. L. 221-12 du CIBS",
        ):
            found = self.row(False, notes=f"<p>{note}</p>", partner_id=reunion.id)
            self.assertEqual(found, ("E", None, note))
        found = self.row("VATEX-FR-FRANCHISE", partner_id=reunion.id)
        self.assertEqual(found[:2], ("E", "VATEX-FR-FRANCHISE"))

    def test_a_category_that_was_chosen_has_its_own_code(self):
        self.assertEqual(
            self.row(False, category="AE"), ("AE", "VATEX-EU-AE", "Autoliquidation")
        )

    def test_a_seller_without_a_vat_number_writes_its_siren(self):
        for vat in (False, "/"):
            self.company.vat = vat
            tax = self.exempt_tax("VATEX-FR-FRANCHISE", category=False)
            line = Command.create(self.line(250, tax=tax))
            root = self.wire(self.new_invoice(invoice_line_ids=[line]))
            seller = root.find(".//{*}SellerTradeParty")
            registration = seller.findall("{*}SpecifiedTaxRegistration/{*}ID")
            found = [(node.get("schemeID"), node.text) for node in registration]
            self.assertEqual(found, [("FC", "732829320")])

    def test_a_code_stands_for_its_own_reason_alone(self):
        coded = self.exempt_tax("VATEX-FR-CGI261-4", category=False)
        noted = self.exempt_tax(False, category=False)
        noted.invoice_legal_notes = "<p>Exonération, art. 261 du CGI</p>"
        lines = [Command.create(self.line(10, tax=tax)) for tax in (coded, noted)]
        root = self.wire(self.new_invoice(invoice_line_ids=lines))
        self.assertEqual(self.texts(root, TAX, "ExemptionReasonCode"), [])

    def test_every_reason_that_core_offers_is_told_in_french(self):
        for code in TAX_EXEMPTION_MAPPING:
            with self.subTest(code=code):
                self.assertTrue(french_reason(code))
        for code, text in (
            ("VATEX-FR-CGI261-4", "Exonération de TVA, art. 261, 4 du CGI"),
            ("VATEX-FR-CGI261D-1BIS", "Exonération de TVA, art. 261 D, 1° bis du CGI"),
            (
                "VATEX-FR-298SEXDECIESA",
                "Exonération de TVA, art. 298 sexdecies A du CGI",
            ),
            (
                "VATEX-EU-132-1I",
                "Exonération de TVA, art. 132, paragraphe 1, point i), de la directive"
                " 2006/112/CE",
            ),
        ):
            self.assertEqual(french_reason(code), text)

    def test_contradictions_name_the_tax(self):
        for code, category, words in (
            ("VATEX-EU-AE", "E", "motif VATEX-EU-AE"),
            ("VATEX-FR-CGI261-4", "Z", "motif VATEX-FR-CGI261-4"),
            ("VATEX-EU-IC", False, "l'Union"),
            (False, "G", "exportations"),
        ):
            with self.subTest(code=code, category=category):
                tax = self.exempt_tax(code, category=category)
                line = Command.create(self.line(10, tax=tax))
                invoice = self.new_invoice(
                    invoice_line_ids=[line], delivery_date="2026-10-05"
                )
                (failure,) = invoice._chorus_failures()
                self.assertEqual(failure.check.name, "vat_category")
                self.assertEqual(failure.record, tax)
                self.assertIn(tax.display_name, failure.sentence)
                self.assertIn(words, failure.sentence)

    def test_what_goes_abroad_shows_the_numbers_that_it_must(self):
        place = self.new_place("be")
        values = {"partner_shipping_id": place.id, "delivery_date": "2026-10-05"}
        tax = self.exempt_tax("VATEX-EU-IC", category=False)
        line = Command.create(self.line(10, tax=tax))
        invoice = self.new_invoice(invoice_line_ids=[line], **values)
        (failure,) = invoice._chorus_failures()
        self.assertEqual(failure.check.name, "vat_category")
        self.assertIn(self.town.name, failure.sentence)
        self.town.vat = "FR23334175221"
        self.assertFalse(invoice._chorus_failures())
        self.company.vat = False
        self.assertEqual(
            [f.check.name for f in invoice._chorus_failures()], ["vat_number"]
        )

    def test_french_overseas_is_where_exports_go_by_its_postcode_as_well(self):
        self.town.write({"zip": "97400", "city": "Saint-Denis"})
        self.assertEqual(self.row("VATEX-EU-G")[0], "G")
