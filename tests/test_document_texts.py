"""Codes, dates and texts of a deposited file: as the portal knows them, none cut."""

from datetime import timedelta

from lxml import etree

from odoo import Command, fields
from odoo.tests import tagged

from ..chorus_api.statuses import CII, UBL
from ..models.einvoice.account_move_document import PAYMENT_MEANS
from ..models.einvoice.facturx_document import InvalidDocument, _prove, render
from .common import WANTS_SERVICE
from .document_cases_agreed import CASES
from .test_document_amounts import WireCase

BYTE_ORDER, ZERO_WIDTH, NO_BREAK = "\ufeff", "\u200b", "\u00a0"


@tagged("post_install_l10n", "post_install", "-at_install")
class TestCodes(WireCase):
    def school(self):
        school = self.new_customer("Lycée", WANTS_SERVICE)
        self.env["l10n_fr_chorus_pro.service"].sudo().create(
            {
                "partner_id": school.id,
                "code": "SERVICE_DEST_SERV_OBL",
                "name": "Intendance",
            }
        )
        return school

    def test_a_service_is_sent_as_the_directory_spells_it(self):
        invoice = self.new_invoice(
            self.school(), buyer_reference=f" service_dest_serv_obl{NO_BREAK}"
        )
        root = self.wire(invoice)
        self.assertEqual(self.texts(root, "BuyerReference"), ["SERVICE_DEST_SERV_OBL"])

    def test_a_commitment_and_a_contract_are_sent_as_the_register_spells_them(self):
        state = self.new_customer("Préfecture du Rhône", "11000201100044")
        self.env["l10n_fr_chorus_pro.commitment"].sudo().create(
            {
                "company_id": self.company.id,
                "environment": "simulator",
                "number": "EJ150AB",
                "contract_number": "2026-M-17",
                "state": "COMMANDE",
                "issuer_siret": "11000201100044",
                "currency_id": self.env.ref("base.EUR").id,
            }
        )
        invoice = self.new_invoice(
            state,
            purchase_order_reference=f"ej150ab{ZERO_WIDTH}",
            contract_reference="2026-m-17",
        )
        terms = self.terms(invoice)
        self.assertEqual((terms["BT-13"], terms["BT-12"]), ("EJ150AB", "2026-M-17"))

    def test_what_nobody_sees_is_not_sent(self):
        self.town.company_registry = f"{BYTE_ORDER}123 456 782{NO_BREAK}00051"
        invoice = self.new_invoice(
            buyer_reference=ZERO_WIDTH,
            purchase_order_reference=f"{BYTE_ORDER}150{ZERO_WIDTH}1966748{NO_BREAK}",
            narration=f"<p>Merci{ZERO_WIDTH} beaucoup</p>",
        )
        root = self.wire(invoice)
        self.assertEqual(self.texts(root, "BuyerReference"), [])
        self.assertEqual(
            self.texts(root, "BuyerOrderReferencedDocument", "IssuerAssignedID"),
            ["1501966748"],
        )
        self.assertIn("Merci beaucoup", self.texts(root, "IncludedNote", "Content"))
        buyer = self.texts(root, "BuyerTradeParty", "SpecifiedLegalOrganization", "ID")
        self.assertEqual(buyer, ["12345678200051"])

    def test_a_reference_of_invisible_characters_is_missing(self):
        self.hospital.sudo().l10n_fr_chorus_requirement = "commitment"
        invoice = self.new_invoice(
            self.hospital, purchase_order_reference=ZERO_WIDTH + NO_BREAK
        )
        self.assertEqual(
            [f.check.name for f in invoice._chorus_failures()], ["missing_commitment"]
        )

    def test_the_cleaned_number_is_sent_and_searched_for(self):
        invoice = self.new_invoice(post=False)
        invoice.name = f"FAC/2026/4{ZERO_WIDTH}711"
        invoice.action_post()
        root = self.wire(invoice)
        self.assertEqual(self.texts(root, "ExchangedDocument", "ID"), ["FAC/2026/4711"])
        self.simulator.advance(300)
        self.run_deposits()
        self.run_deposits()
        self.assertEqual(invoice.l10n_fr_chorus_state, "made_available")
        document = invoice.l10n_fr_chorus_document_ids
        self.assertEqual(document.invoice_number, "FAC/2026/4711")
        self.assertEqual(document._chorus_change_since(), "")


@tagged("post_install_l10n", "post_install", "-at_install")
class TestDates(WireCase):
    def test_the_first_instalment_is_the_due_date(self):
        term = self.env["account.payment.term"].create(
            {
                "name": "95 % à 30 jours, 5 % à un an",
                "line_ids": [
                    Command.create(
                        {"value": "percent", "value_amount": 95, "nb_days": 30}
                    ),
                    Command.create(
                        {"value": "percent", "value_amount": 5, "nb_days": 395}
                    ),
                ],
            }
        )
        invoice = self.new_invoice(invoice_payment_term_id=term.id)
        day = invoice.invoice_date
        root = self.wire(invoice)
        terms = "SpecifiedTradePaymentTerms"
        self.assertEqual(
            self.texts(root, terms, "DueDateDateTime", "DateTimeString"),
            [f"{day + timedelta(days=30):%Y%m%d}"],
        )
        (words,) = self.texts(root, terms, "Description")
        self.assertIn(f"{day + timedelta(days=395):%d/%m/%Y}", words)

    def test_odd_dates_are_told_and_stop_nothing(self):
        today = fields.Date.today()
        for values, words in (
            ({"invoice_date": today + timedelta(days=9)}, "à venir"),
            (
                {
                    "invoice_payment_term_id": False,
                    "invoice_date_due": today - timedelta(days=9),
                },
                "échéance",
            ),
        ):
            invoice = self.new_invoice(post=False, **values)
            invoice.write(values)
            (failure,) = invoice._chorus_failures()
            self.assertEqual(failure.check.name, "dates")
            self.assertIn(words, failure.sentence)
            self.assertFalse(invoice._chorus_checks())


@tagged("post_install_l10n", "post_install", "-at_install")
class TestTexts(WireCase):
    def sentences(self, count, what):
        return " ".join(f"{what} n° {number}." for number in range(count))

    def notes(self, root):
        document = "{*}ExchangedDocument/{*}IncludedNote/{*}Content"
        return [node.text for node in root.findall(document)]

    def test_long_terms_are_several_notes(self):
        text = self.sentences(150, "Article")
        invoice = self.new_invoice(narration=f"<p>{text}</p>")
        notes = self.notes(self.wire(invoice))
        self.assertGreater(len(notes), 1)
        self.assertLessEqual(max(map(len, notes)), 1024)
        self.assertIn(text, " ".join(notes))

    def test_long_payment_terms_go_on_as_a_note(self):
        text = self.sentences(90, "Modalité")
        term = self.payment_term("included")
        term.write({"early_discount": False, "note": f"<p>{text}</p>"})
        root = self.wire(self.new_invoice(invoice_payment_term_id=term.id))
        (words,) = self.texts(root, "SpecifiedTradePaymentTerms", "Description")
        self.assertIn(text, " ".join([words, *self.notes(root)]))

    def test_a_long_description_goes_on_as_the_note_of_its_line(self):
        text = "Dépose\n" + self.sentences(100, "Détail")
        invoice = self.new_invoice(
            invoice_line_ids=[Command.create(self.line(10, name=text))]
        )
        self.assertFalse(invoice._chorus_failures())
        root = self.wire(invoice)
        (told,) = self.texts(root, "SpecifiedTradeProduct", "Description")
        (note,) = self.texts(
            root, "AssociatedDocumentLineDocument", "IncludedNote", "Content"
        )
        self.assertEqual(f"{told} {note}", text)

    def test_what_has_no_place_is_named(self):
        text = "Dépose\n" + self.sentences(250, "Détail")
        invoice = self.new_invoice(
            invoice_line_ids=[Command.create(self.line(10, name=text))]
        )
        (failure,) = invoice._chorus_failures()
        self.assertEqual(failure.check.name, "text")
        self.assertIn("Dépose", failure.sentence)
        self.wire(invoice)

    def test_a_picture_in_the_terms_is_no_text(self):
        picture = (
            '<p>Merci<img alt="logo" src="data:image/png;base64,iVBORw0KGgo="/></p>'
        )
        notes = self.notes(self.wire(self.new_invoice(narration=picture)))
        self.assertEqual(notes[0], "Merci")

    def test_a_line_of_nothing_to_be_seen_has_the_name_of_its_product(self):
        invoice = self.new_invoice(
            invoice_line_ids=[
                Command.create(self.line(10, name="\x01\x02" + ZERO_WIDTH))
            ]
        )
        root = self.wire(invoice)
        self.assertEqual(
            self.texts(root, "SpecifiedTradeProduct", "Name"), [self.product_a.name]
        )

    def test_titles_and_notes_alone_are_nothing_to_invoice(self):
        invoice = self.new_invoice(
            invoice_line_ids=[
                Command.create({"display_type": "line_section", "name": "Lot 1"}),
                Command.create({"display_type": "line_note", "name": "Posé en juin"}),
            ]
        )
        failed = [f.check.name for f in invoice._chorus_failures() if f.check.blocking]
        self.assertEqual(failed, ["nothing"])

    def test_a_retention_belongs_to_the_payment_terms(self):
        lines = [
            Command.create(self.line(1000)),
            Command.create({**self.line(-50, name="Retenue"), "tax_ids": False}),
        ]
        (failure,) = self.new_invoice(invoice_line_ids=lines)._chorus_failures()
        self.assertEqual(failure.check.name, "taxes")
        self.assertIn("conditions de paiement", failure.sentence)
        self.assertNotIn("exonér", failure.sentence)

    def test_our_own_order_is_not_the_customers_reference(self):
        invoice = self.new_invoice(ref="S00042, BC-7", invoice_origin="S00042")
        root = self.wire(invoice)
        self.assertEqual(self.notes(root), ["Votre référence\u202f: BC-7"])
        invoice = self.new_invoice(ref="S00043", invoice_origin="S00043")
        self.assertEqual(self.notes(self.wire(invoice)), [])


@tagged("post_install_l10n", "post_install", "-at_install")
class TestCodesOfTheStandard(WireCase):
    def test_every_payment_means_that_is_offered_passes_the_rules(self):
        invoice = self.new_invoice()
        for code, _name in PAYMENT_MEANS:
            invoice.l10n_fr_chorus_payment_means = code
            for syntax in (CII, UBL):
                with self.subTest(code=code, syntax=syntax):
                    xml = render(self.terms(invoice), syntax)
                    self.assertEqual(self.schematron.broken_rules(xml), [])

    def test_a_row_of_vat_without_its_category_does_not_leave(self):
        terms = self.terms(self.build(CASES["two_exemptions"](self)))
        for syntax, name in ((CII, "CategoryCode"), (UBL, "ID")):
            root = etree.fromstring(render(terms, syntax))
            _prove(root, syntax, "en16931")
            path = {
                CII: "ApplicableHeaderTradeSettlement/{*}ApplicableTradeTax",
                UBL: "TaxSubtotal/{*}TaxCategory",
            }[syntax]
            row = root.find(f".//{{*}}{path}")
            row.remove(row.find("{*}" + name))
            with self.assertRaises(InvalidDocument):
                _prove(root, syntax, "en16931")

    def test_the_update_reads_an_undefined_payment_as_a_transfer(self):
        """And totals as their documents have them."""
        cases = self.build(CASES["cash_rounding_line"](self))
        self.send(cases)
        document = cases.l10n_fr_chorus_document_ids
        written = document.amount_total
        self.assertNotEqual(written, cases.amount_total)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE account_move SET l10n_fr_chorus_payment_means = '01' WHERE id = %s",
            [cases.id],
        )
        self.env.cr.execute(
            "UPDATE l10n_fr_chorus_pro_document SET amount_total = %s WHERE id = %s",
            [cases.amount_total, document.id],
        )
        self.migrate("19.0.1.1.0", "pre-document_terms")
        self.env.invalidate_all()
        self.assertEqual(cases.l10n_fr_chorus_payment_means, "30")
        self.assertEqual(document.amount_total, written)
