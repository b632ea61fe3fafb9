"""Every kind of invoice in the three formats: official schemas and rules, totals equal
to Odoo's, accepted by the portal."""

import io
import itertools
import os
from decimal import Decimal
from types import SimpleNamespace
from unittest.mock import patch

from lxml import etree
from pypdf import PdfReader

from odoo import Command
from odoo.tests import tagged

from ..chorus_api.files import Archive
from ..chorus_api.statuses import CII, UBL
from ..models.einvoice.facturx_document import InvalidDocument, render
from .common import ChorusCase
from .document_cases_agreed import CASES
from .schematron import Schematron

FULL = bool(os.environ.get("CHORUS_TEST_FULL"))
# Without it, one case of so many, and of these one PDF of so many.
SAMPLE = 4
FACTURX_SAMPLE = 2
VALIDATOR_SIRET = "99990001200017"
SUMMATION = ".//{*}SpecifiedTradeSettlementHeaderMonetarySummation/{*}"


class DocumentCase(ChorusCase):
    """What the cases need: taxes, terms, parties."""

    numbers = itertools.count(1)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["decimal.precision"].search([("name", "=", "Product Price")]).digits = 6
        cls.dollar = cls.env.ref("base.USD")
        cls.dollar.active = True
        cls.env["res.currency.rate"].create(
            {
                "currency_id": cls.dollar.id,
                "company_id": cls.company.id,
                "name": "2026-01-01",
                "rate": 1.0837,
            }
        )
        cls.schematron = Schematron()
        cls.addClassCleanup(cls.schematron.stop)
        cls.validator = cls.new_customer("Bâtisseurs SA", VALIDATOR_SIRET)

    def tax(self, name):
        if not isinstance(name, str):
            return name
        templates = self.env["account.chart.template"].with_company(self.company)
        return templates.ref(name if name.startswith("tva_") else f"tva_{name}")

    def line(self, price, qty=1, tax="tva_normale", taxes=(), **values):
        taxes = [self.tax(t) for t in taxes or [tax]]
        return {
            "product_id": self.product_a.id,
            "name": "Éclairage public",
            "quantity": qty,
            "price_unit": price,
            "tax_ids": [Command.set([t.id for t in taxes])],
            **values,
        }

    def exempt_tax(self, code, category="E"):
        model = self.tax("tva_sale_good_0")
        return model.copy(
            {
                "name": f"0 % {category} {code or ''} {next(self.numbers)}",
                "ubl_cii_tax_category_code": category,
                "ubl_cii_tax_exemption_reason_code": code,
                "invoice_legal_notes": False,
            }
        )

    def fixed_tax(self, amount, in_vat_base):
        return self.env["account.tax"].create(
            {
                "name": f"Éco-contribution {amount} {next(self.numbers)}",
                "amount_type": "fixed",
                "amount": amount,
                "sequence": 1,
                "include_base_amount": in_vat_base,
                "type_tax_use": "sale",
                "company_id": self.company.id,
                "country_id": self.env.ref("base.fr").id,
            }
        )

    def group_of(self, *taxes):
        members = self.env["account.tax"].concat(*taxes)
        return self.env["account.tax"].create(
            {
                "name": f"Groupe {next(self.numbers)}",
                "amount_type": "group",
                "type_tax_use": "sale",
                "tax_scope": self.tax("tva_normale").tax_scope,
                "children_tax_ids": [Command.set(members.ids)],
                "company_id": self.company.id,
                "country_id": self.env.ref("base.fr").id,
            }
        )

    def defer(self, name, start, end):
        """Let lines of a name have what the addon that defers revenues gives them: it
        is not a free one, so that a stand-in for its fields is read."""
        terms = type(self.env["l10n_fr_chorus_pro.terms"])
        read = terms._line_period
        days = {"deferred_start_date": start, "deferred_end_date": end}
        deferred = SimpleNamespace(_fields=days, **days)

        def line_period(self, line):
            return read(self, deferred if line.name == name else line)

        self.patch(terms, "_line_period", line_period)

    def cash_rounding(self, strategy):
        accounts = self.company_data
        return self.env["account.cash.rounding"].create(
            {
                "name": strategy,
                "rounding": 0.05,
                "strategy": strategy,
                "profit_account_id": accounts["default_account_revenue"].id,
                "loss_account_id": accounts["default_account_expense"].id,
            }
        )

    def payment_term(self, computation):
        return self.env["account.payment.term"].create(
            {
                "name": f"Escompte {computation}",
                "early_discount": True,
                "discount_percentage": 2,
                "discount_days": 10,
                "early_pay_discount_computation": computation,
                "line_ids": [
                    Command.create(
                        {"value": "percent", "value_amount": 100, "nb_days": 30}
                    )
                ],
            }
        )

    def overseas(self, name, country):
        return self.new_customer(
            name,
            "12345678200051",
            country_id=self.env.ref(f"base.{country.lower()}").id,
        )

    def new_place(self, country):
        """An address of the town in another country."""
        return self.env["res.partner"].create(
            {
                "name": "Dépôt",
                "type": "delivery",
                "parent_id": self.town.id,
                "country_id": self.env.ref(f"base.{country}").id,
            }
        )

    def factor(self):
        partner = self.new_customer("Affactureur SA", "55208131766522")
        account = self.env["res.partner.bank"].create(
            {"acc_number": "FR1420041010050500013M02606", "partner_id": partner.id}
        )
        return self.env["l10n_fr_chorus_pro.factor"].create(
            {
                "name": "Affactureur",
                "company_id": self.company.id,
                "partner_id": partner.id,
                "bank_account_id": account.id,
                "subrogation": "Créance cédée à Affactureur SA, à payer à elle seule.",
            }
        )

    def build(self, values):
        """A posted invoice of the values of a case, paid or reversed as they say."""
        values = dict(values)
        paid, reverse = values.pop("test_paid", 0), values.pop("test_reverse", None)
        if reverse:
            origin = self.build(reverse)
            wizard = self.env["account.move.reversal"].with_context(
                active_model="account.move", active_ids=origin.ids
            )
            wizard = wizard.create({"journal_id": origin.journal_id.id})
            wizard.refund_moves()
            invoice = wizard.new_move_ids
            invoice.action_post()
        else:
            invoice = self.new_invoice(**values)
        if paid:
            self.env["account.payment.register"].with_context(
                active_model="account.move", active_ids=invoice.ids
            ).create({"amount": paid})._create_payments()
        return invoice

    def settle_by_entry(self, invoice, amount):
        """Settle an invoice by an entry of the miscellaneous journal."""
        receivable = invoice.line_ids.filtered(
            lambda line: line.display_type == "payment_term"
        )
        expense = self.company_data["default_account_expense"]
        entry = self.env["account.move"].create(
            {
                "journal_id": self.company_data["default_journal_misc"].id,
                "line_ids": [
                    Command.create(
                        {
                            "account_id": receivable.account_id.id,
                            "partner_id": invoice.commercial_partner_id.id,
                            "credit": amount,
                        }
                    ),
                    Command.create({"account_id": expense.id, "debit": amount}),
                ],
            }
        )
        entry.action_post()
        settling = entry.line_ids.filtered("credit")
        (receivable | settling).reconcile()
        return entry

    def terms(self, invoice):
        return self.env["l10n_fr_chorus_pro.terms"]._en16931(invoice)


def check_xml(test, invoice, terms):
    """Both syntaxes follow schema and rules, and say Odoo's totals."""
    for line in terms["BG-25"]:
        check_price(test, line)
    for syntax in (CII, UBL):
        xml = render(terms, syntax)
        test.assertEqual(
            test.schematron.broken_rules(xml), [], f"{syntax}\n{xml.decode()}"
        )
    root = etree.fromstring(render(terms, CII))
    rounding = summed(root, "RoundingAmount")
    total = summed(root, "GrandTotalAmount") + rounding
    test.assertAlmostEqual(total, invoice.amount_total, 2)
    # A credit note that Odoo sets off against its invoice is not paid.
    is_set_off = bool(invoice.reversed_entry_id)
    due = invoice.amount_total if is_set_off else invoice.amount_residual
    test.assertAlmostEqual(summed(root, "DuePayableAmount"), due, 2)
    kept = invoice._chorus_document_values()["amount_total"]
    test.assertAlmostEqual(summed(root, "GrandTotalAmount"), kept, 2)
    # A tax of a fixed amount is no VAT: it is a charge.
    fixed = sum(
        line.amount_currency * invoice.direction_sign
        for line in invoice.line_ids
        if line.tax_line_id.amount_type == "fixed"
    )
    untaxed = summed(root, "TaxBasisTotalAmount") + rounding
    test.assertAlmostEqual(untaxed, invoice.amount_untaxed + fixed, 2)
    vat = summed(root, "TaxTotalAmount")
    test.assertAlmostEqual(vat, invoice.amount_tax - fixed, 2)


def check_price(test, line):
    """Price times quantity is the amount of the line; what VAT and rounding to the cent
    make of a price with VAT is a cent at the most."""
    charges = sum(Decimal(charge["amount"]) for charge in line.get("BG-28", ()))
    price = Decimal(line["BT-146"]) / Decimal(line.get("BT-149", "1"))
    amount = Decimal(line["BT-131"]) - charges
    test.assertLessEqual(abs(price * Decimal(line["BT-129"]) - amount), Decimal("0.02"))


def summed(root, name):
    return float(root.findtext(f"{SUMMATION}{name}") or 0)


@tagged("post_install_l10n", "post_install", "-at_install")
class TestDocuments(DocumentCase):
    def setUp(self):
        super().setUp()
        self.assertGreaterEqual(len(CASES), 40)

    def test_every_case_in_three_formats(self):
        """Each is deposited: XML in one lot for each syntax, Factur-X by Odoo's own
        sending, for which a second goes into each PDF. Some of them, or all where there
        is time."""
        files = {CII: {}, UBL: {}}
        invoices = self.env["account.move"]
        cases = list(CASES.items())
        for name, build in cases if FULL else cases[::SAMPLE]:
            with self.subTest(case=name):
                invoice = self.build(build(self))
                self.assertEqual(invoice._chorus_checks(), [])
                terms = self.terms(invoice)
                check_xml(self, invoice, terms)
                for syntax, lot in files.items():
                    lot[f"{invoice.id}.xml"] = render(terms, syntax)
                invoices |= invoice
            self.company.vat = "FR44732829320"
        for syntax, lot in files.items():
            with self.subTest(syntax=syntax):
                self.simulator.reset()
                self.assertEqual(self.refused(lot, syntax), ("IN_INTEGRE", ()))
        self.simulator.reset()
        self.check_facturx(invoices if FULL else invoices[::FACTURX_SAMPLE])

    def refused(self, lot, syntax):
        """Deposit files straight to the portal; returns the end of their flow."""
        with Archive() as archive, self.company._chorus_client() as client:
            for name, content in lot.items():
                archive.add(name, content)
            receipt = client.deposit_flow("lot.tar.gz", archive.content(), syntax)
            self.simulator.advance(300)
            report = client.read_flow_report(receipt.flow_number)
        errors = report.invoice_errors + report.technical_errors + report.schema_errors
        return report.status, errors

    def check_facturx(self, invoices):
        sender = self.env["account.move.send"].with_user(self.accountant)
        sender._generate_and_send_invoices(invoices, sending_methods=["chorus_pro"])
        self.run_deposits()
        self.simulator.advance(300)
        # What names a validator waits for him.
        ends = {
            invoice: "to_validate"
            if invoice._chorus_needs_validator()
            else "made_available"
            for invoice in invoices
        }
        # A run of the scheduled action ends after some seconds, whatever is left.
        for _run in range(len(invoices)):
            if all(one.l10n_fr_chorus_state == end for one, end in ends.items()):
                break
            self.run_deposits()
        for invoice, end in ends.items():
            with self.subTest(invoice=invoice.name):
                self.assertEqual(invoice.l10n_fr_chorus_state, end)
                content = invoice.l10n_fr_chorus_document_ids._chorus_content()
                self.assertEqual(invoice.invoice_pdf_report_id.raw, content)
                with io.BytesIO(content) as file:
                    (xml,) = PdfReader(file).attachments["factur-x.xml"]
                self.assertEqual(xml, render(self.terms(invoice), CII))

    def test_a_broken_document_breaks_rules(self):
        """The rules really run, and the schema is really asked."""
        terms = self.terms(self.build(CASES["plain_20"](self)))
        terms["BT-112"] = "7.00"
        for syntax in (CII, UBL):
            broken = " ".join(self.schematron.broken_rules(render(terms, syntax)))
            self.assertIn("BR-CO-15", broken)
        terms["BT-3"] = ""
        terms["BT-5"] = "EUR"
        with self.assertRaises(InvalidDocument):
            render(terms, CII)

    def test_the_pdf_is_an_archive_that_holds_the_data(self):
        invoice = self.new_invoice()
        self.send(invoice)
        content = invoice.invoice_pdf_report_id.raw
        # ISO 19005-3, 6.1.2: the header at once, then a comment of binary characters.
        header, comment = content.split(b"\n", 2)[:2]
        self.assertEqual(header, b"%PDF-1.6")
        self.assertRegex(comment, b"^%[\x80-\xff]{4}")
        with io.BytesIO(content) as file:
            reader = PdfReader(file)
            catalog = reader.trailer["/Root"]
            (embedded,) = (entry.get_object() for entry in catalog["/AF"])
            self.assertEqual(embedded["/AFRelationship"], "/Data")
            self.assertEqual(embedded["/UF"], "factur-x.xml")
            xmp = catalog["/Metadata"].get_object().get_data().decode()
            self.assertEqual(reader.metadata.title[-len(invoice.name) :], invoice.name)
        for marker in (
            "<pdfaid:part>3</pdfaid:part>",
            "<pdfaid:conformance>B</pdfaid:conformance>",
            "<fx:ConformanceLevel>EN 16931</fx:ConformanceLevel>",
            "<fx:DocumentFileName>factur-x.xml</fx:DocumentFileName>",
        ):
            self.assertIn(marker, xmp)

    def test_no_builder_of_core_is_called_and_no_socket_opened(self):
        """The portal and the report's own server are all that is called."""
        invoice = self.new_invoice()
        builder = self.env.registry["account.edi.xml.cii"]
        with patch.object(builder, "_export_invoice", side_effect=AssertionError):
            self.send(invoice)
        self.assertEqual(invoice.l10n_fr_chorus_state, "deposited")
        terms = self.terms(invoice)
        with patch("socket.socket.connect", side_effect=AssertionError):
            render(terms, CII)
            render(terms, UBL)
