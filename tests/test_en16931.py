"""What a document says, term by term."""

import io
from datetime import date
from unittest.mock import patch

from lxml import etree
from pypdf import PdfReader

from odoo import Command
from odoo.tests import tagged

from ..chorus_api.statuses import CII, UBL
from ..models.directory.party_identifiers import party_identifier
from ..models.einvoice.facturx_document import render
from .document_cases_agreed import CASES
from .test_documents import VALIDATOR_SIRET, DocumentCase


@tagged("post_install_l10n", "post_install", "-at_install")
class TestEn16931(DocumentCase):
    def terms_of(self, case):
        return self.terms(self.build(CASES[case](self)))

    def test_no_reference_is_made_up(self):
        """Core writes the invoice's own number where nobody gave a commitment."""
        self.town.ref = "CLIENT-17"
        terms = self.terms(self.new_invoice(ref="Bon 4512"))
        for term in ("BT-10", "BT-12", "BT-13", "BT-14"):
            self.assertNotIn(term, terms)
        self.assertEqual(terms["BT-23"], "A1")
        self.assertIn("Bon 4512", terms["BG-1"][0]["BT-22"])

    def test_references_are_where_chorus_pro_looks(self):
        terms = self.terms_of("all_references")
        root = etree.fromstring(render(terms, CII))
        values = {
            "BuyerReference": "SERVICE_DEST_SERV_OBL",
            "BuyerOrderReferencedDocument/{*}IssuerAssignedID": "1501966748",
            "ContractReferencedDocument/{*}IssuerAssignedID": "2026-M-17",
            "SellerOrderReferencedDocument/{*}IssuerAssignedID": "S00042",
        }
        for path, value in values.items():
            self.assertEqual(root.findtext(f".//{{*}}{path}"), value)

    def test_both_parties_have_their_siret_and_its_scheme(self):
        terms = self.terms_of("plain_20")
        parameters = self.env["ir.config_parameter"].sudo()
        self.assertEqual(terms["BG-4"]["legal_identifier"], "73282932000074")
        self.assertEqual(terms["BG-7"]["legal_identifier"], "12345678200051")
        self.assertEqual(terms["BG-4"]["legal_identifier_schemeid"], "0002")
        parameters.set_param("l10n_fr_chorus_pro.siret_scheme", "0009")
        terms = self.terms_of("plain_20")
        self.assertEqual(terms["BG-7"]["legal_identifier_schemeid"], "0009")

    def test_parties_that_have_no_siret(self):
        """Suppliers and buyers of the Union, of elsewhere, of the Pacific."""
        self.company.l10n_fr_chorus_is_public_body = True
        parties = {
            "be": (
                "Éclairages Dupont",
                {"vat": "BE0477472701"},
                "0223",
                "BE0477472701",
            ),
            "ch": ("Lumières Genève SA", {}, "0227", "CHLumières Genève "[:18]),
            "nc": ("Mairie de Nouméa", {"company_registry": "123456 7001"}, "0228", ""),
            "pf": ("Commune de Papeete", {"company_registry": "a12345"}, "0229", ""),
        }
        for country, (name, values, scheme, identifier) in parties.items():
            with self.subTest(country=country):
                partner = self.new_customer(
                    name,
                    values.pop("company_registry", False),
                    country_id=self.env.ref(f"base.{country}").id,
                    **values,
                )
                invoice = self.build(
                    {"partner_id": partner.id, **CASES["plain_20"](self)}
                )
                self.assertEqual(invoice._chorus_checks(), [])
                terms = self.terms(invoice)
                buyer = terms["BG-7"]
                self.assertEqual(buyer["legal_identifier_schemeid"], scheme)
                if identifier:
                    self.assertEqual(buyer["legal_identifier"], identifier)
                seller = self.env["l10n_fr_chorus_pro.terms"]._party(partner)
                self.assertEqual(seller["legal_identifier_schemeid"], scheme)
                for syntax in (CII, UBL):
                    self.assertEqual(
                        self.schematron.broken_rules(render(terms, syntax)), []
                    )

    def test_suppliers_that_have_no_siret(self):
        """Chorus Pro knows them by what their country gives them."""
        company = self.company
        for country, registry, vat, (scheme, identifier) in (
            ("be", False, "BE0477472701", ("0223", "BE0477472701")),
            ("ch", False, False, ("0227", "CHAtelier Lumière ")),
            ("nc", "1234567001", False, ("0228", "1234567001")),
            ("pf", "A12345", False, ("0229", "A12345")),
        ):
            with self.subTest(country=country):
                company.vat = False
                company.write(
                    {
                        "country_id": self.env.ref(f"base.{country}").id,
                        "company_registry": registry,
                        "vat": vat,
                    }
                )
                tax = self.exempt_tax(False, category="AE" if vat else "O")
                values = {"invoice_line_ids": [Command.create(self.line(9, tax=tax))]}
                invoice = self.build(values)
                self.assertEqual(invoice._chorus_checks(), [])
                terms = self.terms(invoice)
                seller = terms["BG-4"]
                self.assertEqual(
                    (seller["legal_identifier_schemeid"], seller["legal_identifier"]),
                    (scheme, identifier),
                )
                for syntax in (CII, UBL):
                    self.assertEqual(
                        self.schematron.broken_rules(render(terms, syntax)), []
                    )

    def test_deferred_lines_have_their_period(self):
        terms = self.terms_of("deferred_over_a_year")
        year = (date(2026, 1, 1), date(2026, 12, 31))
        self.assertEqual((terms["BT-73"], terms["BT-74"]), year)
        line, plain = terms["BG-25"]
        self.assertEqual((line["BT-134"], line["BT-135"]), year)
        self.assertNotIn("BT-134", plain)

    def test_a_siret_wins_wherever_one_lives(self):
        consulate = self.new_customer(
            "Consulat", "123 456 782 00051", country_id=self.env.ref("base.be").id
        )
        self.assertEqual(party_identifier(consulate).value, "12345678200051")

    def test_a_validator_is_named_in_both_syntaxes(self):
        for case in ("subcontractor_a9", "cocontractor_a12"):
            terms = self.terms_of(case)
            cii = etree.fromstring(render(terms, CII))
            path = ".//{*}InvoiceeTradeParty/{*}SpecifiedLegalOrganization/{*}ID"
            self.assertEqual(cii.findtext(path), VALIDATOR_SIRET)
            ubl = etree.fromstring(render(terms, UBL))
            path = ".//{*}ServiceProviderParty//{*}PartyLegalEntity/{*}CompanyID"
            self.assertEqual(ubl.findtext(path), VALIDATOR_SIRET)

    def test_a_factor_is_paid_and_told(self):
        invoice = self.build(CASES["factored"](self))
        terms = self.terms(invoice)
        factor = invoice.l10n_fr_chorus_factor_id
        self.assertEqual(terms["BT-84"], factor.bank_account_id.sanitized_acc_number)
        self.assertEqual(terms["BG-10"]["legal_identifier"], "55208131766522")
        (note,) = (n for n in terms["BG-1"] if n.get("BT-21") == "ACC")
        self.assertIn("Créance cédée", note["BT-22"])
        self.send(invoice)
        text = self.pdf_text(invoice)
        self.assertIn("Créance cédée", text)
        self.assertIn(factor.bank_account_id.acc_number[-6:], text)
        self.assertNotIn(self.bank_account.acc_number[-6:], text)

    def test_core_still_shows_the_layout_of_a_printed_invoice(self):
        """Core's preview takes our changes of the printed invoice as its base."""
        invoice = self.new_invoice()
        layouts = self.env["base.document.layout"].with_context(
            active_model="account.move", active_id=invoice.id
        )
        layout = layouts.create(
            {
                "company_id": self.company.id,
                "report_layout_id": self.env.ref("web.report_layout_standard").id,
            }
        )
        layout.account_number = self.bank_account.acc_number
        self.assertIn(self.bank_account.acc_number, layout.preview)

    def pdf_text(self, invoice):
        with io.BytesIO(invoice.invoice_pdf_report_id.raw) as file:
            pages = [page.extract_text() for page in PdfReader(file).pages]
        return " ".join(" ".join(pages).split())

    def test_the_preview_of_the_layout_still_shows_an_invoice(self):
        """Core's preview looks for the account by its condition in the same report."""
        self.company.partner_id.bank_ids = self.bank_account
        invoice = self.new_invoice()
        layout = self.env["base.document.layout"].with_context(
            active_model="account.move", active_id=invoice.id
        )
        values = {
            "company_id": self.company.id,
            "report_layout_id": self.env["report.layout"].search([], limit=1).id,
        }
        preview = layout.create(values).preview
        self.assertIn(invoice.name, preview)
        self.assertIn(self.bank_account.acc_number, preview)

    def test_the_factor_comes_from_the_customer_or_the_company(self):
        factor = self.factor()
        self.company.l10n_fr_chorus_factor_id = factor
        self.assertEqual(self.new_invoice().l10n_fr_chorus_factor_id, factor)
        other = self.factor()
        self.town.l10n_fr_chorus_factor_id = other
        self.assertEqual(self.new_invoice().l10n_fr_chorus_factor_id, other)
        refund = self.new_invoice(move_type="out_refund")
        self.assertFalse(refund.l10n_fr_chorus_factor_id)

    def test_payment_means_follow_the_kind_of_invoice(self):
        self.assertEqual(self.terms_of("plain_20")["BT-81"], "30")
        self.assertEqual(self.terms_of("by_cheque")["BT-81"], "20")
        self.assertNotIn("BT-84", self.terms_of("by_cheque"))
        paid = self.terms_of("paid_a2")
        self.assertEqual(
            (paid["BT-81"], paid["BT-113"], paid["BT-115"], paid["BT-23"]),
            ("48", "1200.00", "0.00", "A2"),
        )
        credit = self.terms_of("credit_note_plain_20")
        self.assertEqual((credit["BT-3"], credit["BT-81"]), ("381", "97"))
        self.assertEqual(credit["BT-112"], "120.00")
        self.assertTrue(credit["BG-3"][0]["BT-25"])

    def test_vat_point(self):
        self.assertEqual(self.terms_of("plain_20")["BT-8"], "invoice")
        terms = self.terms_of("vat_on_receipts")
        codes = {
            CII: etree.fromstring(render(terms, CII)).findtext(".//{*}DueDateTypeCode"),
            UBL: etree.fromstring(render(terms, UBL)).findtext(".//{*}DescriptionCode"),
        }
        self.assertEqual(codes, {CII: "72", UBL: "432"})
        self.assertNotIn("BT-8", self.terms_of("vat_points_mixed"))

    def test_an_exemption_says_why(self):
        (row,) = self.terms_of("franchise_293_b")["BG-23"]
        self.assertEqual(row["BT-121"], "VATEX-FR-FRANCHISE")
        self.assertEqual(row["BT-120"], "TVA non applicable, art. 293 B du CGI")
        (row,) = self.terms_of("reverse_charge")["BG-23"]
        self.assertEqual((row["BT-118"], row["BT-120"]), ("AE", "Autoliquidation"))
        (row,) = self.terms_of("two_exemptions")["BG-23"]
        self.assertNotIn("BT-121", row)
        self.assertIn(" – ", row["BT-120"])
        (row,) = self.terms_of("exempt_by_legal_notes")["BG-23"]
        self.assertEqual(row["BT-120"], "Exonération, art. 261 du CGI")

    def test_foreign_currency_tells_the_vat_in_euros(self):
        invoice = self.build(CASES["foreign_currency"](self))
        terms = self.terms(invoice)
        self.assertEqual((terms["BT-5"], terms["BT-6"]), ("USD", "EUR"))
        self.assertAlmostEqual(float(terms["BT-111"]), invoice.amount_tax_signed, 2)
        rounded = self.terms_of("foreign_currency_rounded")
        node = etree.fromstring(render(rounded, UBL)).find(
            ".//{*}PayableRoundingAmount"
        )
        self.assertEqual(node.get("currencyID"), "USD")

    def test_lines(self):
        terms = self.terms_of("sections_and_notes")
        first, second = terms["BG-25"]
        self.assertEqual(first["BT-127-00"], [{"BT-127": "Lot 1\nPosé en juin"}])
        self.assertEqual(second["BT-127-00"], [{"BT-127": "Lot 1 bis"}])
        units = [line["BT-130"] for line in self.terms_of("units")["BG-25"]]
        self.assertEqual(units, ["HUR", "KGM", "KMT"])
        (line,) = self.terms_of("no_product")["BG-25"]
        self.assertEqual(line["BT-153"], "Forfait")
        (line,) = self.terms_of("hostile_characters")["BG-25"]
        self.assertEqual(line["BT-153"], "Câble <5 mm> & gaine")

    def test_a_gross_price_stands_with_its_discount_alone(self):
        (line,) = self.terms_of("discount")["BG-25"]
        self.assertEqual(
            (line["BT-148"], line["BT-147-00"], line["BT-146"]),
            ("80.00", [{"BT-147": "8.00"}], "72.00"),
        )
        for case in ("plain_20", "surcharge"):
            self.assertNotIn("BT-148", self.terms_of(case)["BG-25"][0])

    def test_negative_lines_have_negative_quantities(self):
        _first, line = self.terms_of("negative_line")["BG-25"]
        self.assertEqual(
            (line["BT-129"], line["BT-146"], line["BT-131"]),
            ("-1", "150.50", "-150.50"),
        )

    def test_a_global_discount_is_one_of_the_document(self):
        terms = self.terms_of("global_discount")
        self.assertEqual(len(terms["BG-25"]), 1)
        (allowance,) = terms["BG-20"]
        self.assertEqual((allowance["amount"], terms["BT-107"]), ("100.00", "100.00"))

    def test_fixed_taxes_are_charges(self):
        (line,) = self.terms_of("eco_contribution_with_vat")["BG-25"]
        self.assertEqual(line["BG-28"][0]["amount"], "2.50")
        self.assertEqual(line["BT-131"], "202.50")
        (charge,) = self.terms_of("eco_contribution_without_vat")["BG-21"]
        self.assertEqual(charge["vat_category_code"], "E")

    def test_delivery_and_persons(self):
        terms = self.terms_of("delivered_elsewhere")
        self.assertEqual(terms["BT-72"], date(2026, 10, 5))
        self.assertEqual(terms["BG-13"]["addr_l1"], "3 allée du Stade")
        contact = self.terms_of("to_a_person")["BG-7"]["contacts"][0]
        self.assertEqual(contact["name"], "Mme Le Goff")

    def test_an_xml_carries_its_documents(self):
        self.company.l10n_fr_chorus_submission_mode = "ubl"
        invoice = self.new_invoice(
            l10n_fr_chorus_attachment_ids=[
                Command.create({"name": "bon.pdf", "raw": b"%PDF-1.4 signed"})
            ]
        )
        self.integrate(invoice)
        self.assertEqual(invoice.l10n_fr_chorus_state, "made_available")
        content = invoice.l10n_fr_chorus_document_ids.deposit_id._chorus_content()
        self.assertEqual(self.schematron.broken_rules(content), [])
        node = etree.fromstring(content).find(".//{*}EmbeddedDocumentBinaryObject")
        self.assertEqual(node.get("filename"), "bon.pdf")

    def test_a_customer_has_a_format_of_its_own(self):
        """An XML alone: nothing is printed."""
        self.town.l10n_fr_chorus_submission_mode = "ubl"
        invoice = self.new_invoice()
        printer = self.env.registry["ir.actions.report"]
        with patch.object(printer, "_run_wkhtmltopdf", side_effect=AssertionError):
            self.integrate(invoice)
        deposit = invoice.l10n_fr_chorus_document_ids.deposit_id
        self.assertEqual(deposit.syntax, UBL)
        self.assertFalse(invoice.invoice_pdf_report_id)
        self.assertEqual(invoice.ubl_cii_xml_id.raw, deposit._chorus_content())
        self.assertEqual(invoice.l10n_fr_chorus_state, "made_available")
