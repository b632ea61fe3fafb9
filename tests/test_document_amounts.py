"""What a deposited file asks for: payments alone are taken off, prices are the agreed.

Each test reads the bytes that were deposited.
"""

from decimal import Decimal

from lxml import etree

from odoo import Command
from odoo.tests import tagged

from .by_chance import play
from .document_cases_agreed import CASES
from .recovery_common import RecoveryCase
from .test_documents import DocumentCase, check_xml
from .test_documents_random import DISCOUNTS, EXAMPLES, METHODS

DUE = "SpecifiedTradeSettlementHeaderMonetarySummation"


def prices_of(strategies):
    """Prices of two to six decimals, at any discount and quantity."""
    quantities = strategies.decimals(min_value=-50, max_value=2000, places=3)
    prices = strategies.integers(2, 6).flatmap(
        lambda places: strategies.decimals(-50, 9999, places=places)
    )
    row = strategies.tuples(
        quantities.map(float), prices, strategies.sampled_from(DISCOUNTS)
    )
    return {
        "rows": strategies.lists(row, min_size=1, max_size=5),
        "method": strategies.sampled_from(METHODS),
    }


class WireCase(DocumentCase):
    """Reads what was sent, as CII: nothing is printed."""

    def setUp(self):
        super().setUp()
        self.company.l10n_fr_chorus_submission_mode = "cii"

    def wire(self, invoice):
        """The deposited file of an invoice that is sent now, valid by all rules."""
        self.send(invoice)
        self.assertEqual(invoice.l10n_fr_chorus_state, "deposited")
        content = invoice.l10n_fr_chorus_document_ids._chorus_content()
        self.assertEqual(self.schematron.broken_rules(content), [])
        return etree.fromstring(content)

    def texts(self, root, *path):
        return [node.text for node in root.findall(".//{*}" + "/{*}".join(path))]

    def totals(self, root):
        (summary,) = root.iter("{*}" + DUE)
        return {etree.QName(node).localname: node.text for node in summary}

    def prices(self, root):
        """Of each line: gross, net, units that they are for, quantity, amount."""
        return [
            tuple(
                line.findtext(f".//{{*}}{path}")
                for path in (
                    "GrossPriceProductTradePrice/{*}ChargeAmount",
                    "NetPriceProductTradePrice/{*}ChargeAmount",
                    "NetPriceProductTradePrice/{*}BasisQuantity",
                    "BilledQuantity",
                    "LineTotalAmount",
                )
            )
            for line in root.iter("{*}IncludedSupplyChainTradeLineItem")
        ]


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestPrepaid(WireCase):
    def test_a_credit_note_that_its_invoice_absorbs_is_not_paid(self):
        credit_note = self.build({"test_reverse": CASES["plain_20"](self)})
        self.assertEqual(credit_note.amount_residual, 0)
        totals = self.totals(self.wire(credit_note))
        self.assertNotIn("TotalPrepaidAmount", totals)
        self.assertEqual(totals["DuePayableAmount"], "120.00")

    def test_an_invoice_that_was_partly_credited_asks_for_all_of_it(self):
        invoice = self.new_invoice()
        refund = invoice._reverse_moves([{"journal_id": invoice.journal_id.id}])
        refund.invoice_line_ids.quantity = 1
        refund.action_post()
        (invoice | refund).line_ids.filtered(
            lambda line: line.display_type == "payment_term"
        ).filtered(lambda line: not line.reconciled).reconcile()
        self.assertEqual(invoice.amount_residual, 600)
        totals = self.totals(self.wire(invoice))
        self.assertNotIn("TotalPrepaidAmount", totals)
        self.assertEqual(totals["DuePayableAmount"], "1200.00")

    def test_payments_are_taken_off_on_both_sides(self):
        paid = self.build({"test_paid": 50, **CASES["plain_20"](self)})
        totals = self.totals(self.wire(paid))
        self.assertEqual(totals["TotalPrepaidAmount"], "50.00")
        self.assertEqual(totals["DuePayableAmount"], "70.00")
        refund = self.new_invoice(move_type="out_refund")
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=refund.ids
        ).create({"amount": 200})._create_payments()
        totals = self.totals(self.wire(refund))
        self.assertEqual(totals["TotalPrepaidAmount"], "200.00")
        self.assertEqual(totals["DuePayableAmount"], "1000.00")

    def test_an_invoice_of_the_card_is_paid_in_full(self):
        totals = self.totals(self.wire(self.build(CASES["paid_a2"](self))))
        self.assertEqual(totals["TotalPrepaidAmount"], "1200.00")
        self.assertEqual(totals["DuePayableAmount"], "0.00")

    def test_another_entry_is_named_and_pays_nothing(self):
        invoice = self.new_invoice()
        entry = self.settle_by_entry(invoice, 500)
        (failure,) = invoice._chorus_failures()
        self.assertEqual(failure.check.name, "settlement")
        self.assertIn(entry.name, failure.sentence)
        totals = self.totals(self.wire(invoice))
        self.assertEqual(totals["DuePayableAmount"], "1200.00")
        card = self.new_invoice(l10n_fr_chorus_framework="A2")
        self.settle_by_entry(card, 1200)
        self.assertIn("framework", [f.check.name for f in card._chorus_failures()])


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestPrices(WireCase):
    def sent(self, *rows, method="round_per_line", **values):
        self.company.tax_calculation_rounding_method = method
        invoice = self.new_invoice(
            invoice_line_ids=[Command.create(row) for row in rows], **values
        )
        root = self.wire(invoice)
        check_xml(self, invoice, self.terms(invoice))
        return root

    def test_the_price_in_the_file_is_the_price_on_the_line(self):
        for method in METHODS:
            with self.subTest(method=method):
                root = self.sent(
                    self.line(33.33, qty=3, discount=10),
                    self.line(7.77, qty=1.33),
                    self.line(10.2678, qty=3),
                    self.line(5.504, qty=6, discount=20),
                    self.line(-12.5, qty=2, discount=10),
                    self.line(0.1234567, qty=12),
                    method=method,
                )
                self.assertEqual(
                    self.prices(root),
                    [
                        ("33.33", "29.997", None, "3", "89.99"),
                        (None, "7.77", None, "1.33", "10.33"),
                        (None, "10.2678", None, "3", "30.80"),
                        ("5.504", "4.4032", None, "6", "26.42"),
                        ("12.50", "11.25", None, "-2", "-22.50"),
                        (None, "1.234567", "10", "12", "1.48"),
                    ],
                )

    def test_a_price_with_vat_is_told_without(self):
        root = self.sent(self.line(119.99, tax="tva_normale_ttc", qty=3, discount=10))
        ((gross, net, base, _quantity, _amount),) = self.prices(root)
        self.assertEqual((gross, net, base), ("99.991667", "89.9925", None))

    def test_the_cent_of_a_total_changes_no_line(self):
        """The exempt line stands as it is printed, and so do all totals."""
        exempt = self.exempt_tax("VATEX-FR-CGI261-4")
        rows = [self.line(30.1, qty=3, tax=exempt)]
        rows += [self.line(0.335, qty=1, tax=exempt) for _number in range(3)]
        rows += [self.line(0.335) for _number in range(5)]
        root = self.sent(*rows, method="round_globally")
        amounts = [row[-1] for row in self.prices(root)]
        self.assertEqual(amounts, ["90.30"] + ["0.34"] * 8)
        invoice = self.env["account.move"].search([], order="id desc", limit=1)
        printed = invoice.invoice_line_ids[0].price_subtotal
        self.assertEqual(amounts[0], f"{printed:.2f}")
        totals = self.totals(root)
        self.assertEqual(totals["TaxBasisTotalAmount"], f"{invoice.amount_untaxed:.2f}")
        self.assertEqual(totals["GrandTotalAmount"], f"{invoice.amount_total:.2f}")
        self.assertNotIn("RoundingAmount", totals)
        self.assertIn("Arrondi des lignes", self.texts(root, "Reason"))

    def test_whatever_the_price(self):
        def example(**values):
            self.check_prices(**values)

        play(example, EXAMPLES, prices_of)

    def check_prices(self, rows, method):
        self.company.tax_calculation_rounding_method = method
        self.env["decimal.precision"].search([("name", "=", "Product Unit")]).digits = 3
        lines = [self.line(float(p), qty=q, discount=d) for q, p, d in rows]
        invoice = self.new_invoice(
            post=False, invoice_line_ids=[Command.create(line) for line in lines]
        )
        terms = self.env["l10n_fr_chorus_pro.terms"]._lines_and_amounts(invoice)
        for line, (quantity, price, discount) in zip(terms["BG-25"], rows, strict=True):
            base = Decimal(line.get("BT-149", "1"))
            sign = -1 if price < 0 else 1
            net = Decimal(line["BT-146"]) / base
            agreed = price * (1 - Decimal(str(discount)) / 100)
            self.assertEqual(sign * net, agreed)
            if discount and price:
                self.assertEqual(sign * Decimal(line["BT-148"]) / base, price)
            self.assertEqual(Decimal(line["BT-129"]), sign * Decimal(str(quantity)))
            self.assertLessEqual(
                abs(Decimal(line["BT-131"]) - Decimal(str(quantity)) * agreed),
                Decimal("0.005"),
            )
        total = Decimal(terms["BT-112"]) + Decimal(terms.get("BT-114", "0"))
        self.assertEqual(total, Decimal(f"{invoice.amount_total:.2f}"))


@tagged("post_install_l10n", "post_install", "-at_install")
class TestTotalAsWritten(RecoveryCase):
    def rounded_invoice(self):
        rounding = self.env["account.cash.rounding"].create(
            {
                "name": "Cinq centimes",
                "rounding": 0.05,
                "strategy": "add_invoice_line",
                "profit_account_id": self.company_data["default_account_revenue"].id,
                "loss_account_id": self.company_data["default_account_expense"].id,
            }
        )
        invoice = self.new_invoice(post=False, invoice_cash_rounding_id=rounding.id)
        invoice.invoice_line_ids.price_unit = 500.01
        invoice.action_post()
        self.assertEqual(invoice.amount_total, 1200)
        return invoice

    def test_an_uncertain_invoice_with_a_rounded_total_is_found(self):
        """What the portal shows is the total before it was rounded (BT-112)."""
        invoice = self.rounded_invoice()
        self.lose_answer(invoice, "after")
        document = invoice.l10n_fr_chorus_document_ids
        self.assertEqual(document.amount_total, 1200.02)
        self.resume()
        self.simulator.advance(120)
        self.run_deposits()
        self.run_deposits()
        self.assertEqual(invoice.l10n_fr_chorus_document_ids, document)
        self.assertEqual(invoice.l10n_fr_chorus_state, "made_available")
        self.assertEqual(document._chorus_change_since(), "")
