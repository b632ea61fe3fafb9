"""Every kind of invoice in the three formats: official schemas and rules, totals equal
to Odoo's, accepted by the portal."""

import io
import itertools

from lxml import etree
from pypdf import PdfReader

from odoo import Command, fields
from odoo.tests import tagged

from ..chorus_api.statuses import CII, UBL
from ..models.facturx_document import render
from .common import ChorusCase
from .document_cases import CASES
from .schematron import broken_rules

VALIDATOR_SIRET = "12345678200010"
SUMMATION = ".//{*}SpecifiedTradeSettlementHeaderMonetarySummation/{*}"


class DocumentCase(ChorusCase):
    """What the cases need: taxes, terms, parties."""

    numbers = itertools.count(1)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["decimal.precision"].search(
            [("name", "=", "Product Price")]
        ).digits = 6
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
                "name": f"Éco-contribution {amount}",
                "amount_type": "fixed",
                "amount": amount,
                "sequence": 1,
                "include_base_amount": in_vat_base,
                "type_tax_use": "sale",
                "company_id": self.company.id,
                "country_id": self.env.ref("base.fr").id,
            }
        )

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
            name, "12345678200051", country_id=self.env.ref(f"base.{country.lower()}").id
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

    def terms(self, invoice):
        return self.env["l10n_fr_chorus_pro.terms"]._terms(invoice)

    def amount(self, root, name):
        text = root.findtext(f"{SUMMATION}{name}")
        return float(text or 0)


@tagged("post_install_l10n", "post_install", "-at_install")
class TestDocuments(DocumentCase):
    def setUp(self):
        super().setUp()
        self.assertGreaterEqual(len(CASES), 40)

    def check_xml(self, invoice, terms):
        """Both syntaxes follow schema and rules, and say Odoo's totals."""
        for syntax in (CII, UBL):
            xml = render(terms, syntax)
            self.assertEqual(broken_rules(xml), [], f"{syntax}\n{xml.decode()}")
        root = etree.fromstring(render(terms, CII))
        rounding = self.amount(root, "RoundingAmount")
        total = self.amount(root, "GrandTotalAmount") + rounding
        self.assertAlmostEqual(total, invoice.amount_total, 2)
        due = self.amount(root, "DuePayableAmount")
        self.assertAlmostEqual(due, invoice.amount_residual, 2)
        # A tax of a fixed amount is no VAT: it is a charge.
        fixed = sum(
            abs(line.amount_currency)
            for line in invoice.line_ids
            if line.tax_line_id.amount_type == "fixed"
        )
        untaxed = self.amount(root, "TaxBasisTotalAmount") + rounding
        self.assertAlmostEqual(untaxed, invoice.amount_untaxed + fixed, 2)
        vat = self.amount(root, "TaxTotalAmount")
        self.assertAlmostEqual(vat, invoice.amount_tax - fixed, 2)

    def test_every_case_in_three_formats(self):
        for name, build in CASES.items():
            with self.subTest(case=name):
                self.simulator.reset()
                invoice = self.build(build(self))
                self.company.vat = "FR44732829320"
                self.assertEqual(invoice._chorus_checks(), [])
                terms = self.terms(invoice)
                self.check_xml(invoice, terms)
