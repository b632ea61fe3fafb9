"""Totals of a bill: to the cent those of the invoice, and what lies between is told."""

from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from itertools import product

from odoo.tests import tagged

from ..models.receiving.bills.figures import RATES, figures_of
from .bill_common import BillCase, pivot
from .by_chance import FULL, play

CENT = Decimal("0.01")
SIGNS = tuple(product((1, -1), repeat=3))


def rounded(amount):
    return amount.quantize(CENT, ROUND_HALF_UP)


# What an invoice says (values of ``pivot``); the lines of the bill as (text begins
# with, amount, rate), and whether something does not agree.
CASES = {
    "lines as they are": (
        {"lines": [("A", 2, 30, 60, 20), ("B", 1, 40, 40, 20)]},
        [("A", 60, 20), ("B", 40, 20)],
        False,
    ),
    "no lines: one for each rate": (
        {"taxes": [(20, 100, 20), ("5.5", 10, "0.55"), (0, 7, 0)]},
        [
            ("Total soumis à la TVA à 20 %", 100, 20),
            ("Total soumis à la TVA à 5,5 %", 10, 5.5),
            ("Total soumis à la TVA à 0 %", 7, 0),
        ],
        False,
    ),
    "overseas": (
        {
            "taxes": [("8.5", 100, "8.50"), ("2.1", 50, "1.05"), (10, 10, 1)],
            "lines": [
                ("A", 1, 100, 100, "8.5"),
                ("B", 1, 50, 50, "2.1"),
                ("C", 1, 10, 10, 10),
            ],
        },
        [("A", 100, 8.5), ("B", 50, 2.1), ("C", 10, 10)],
        False,
    ),
    "nothing but totals, of a rate in force": (
        {"taxes": [], "untaxed": 200, "total": 240},
        [("Total hors taxes", 200, 20)],
        False,
    ),
    "nothing but totals, without VAT": (
        {"taxes": [], "untaxed": 200, "total": 200},
        [("Total hors taxes", 200, 0)],
        False,
    ),
    "nothing but totals, of no rate": (
        {"taxes": [], "untaxed": 200, "total": 231},
        [("Total hors taxes", 200, 0), ("TVA", 31, 0)],
        True,
    ),
    "lines without breakdown": (
        {"taxes": [], "untaxed": 100, "total": 120, "lines": [("A", 1, 100, 100, 20)]},
        [("A", 100, 20)],
        False,
    ),
    "lines without a rate, of the only one": (
        {"lines": [("A", 1, 100, 100, None)]},
        [("A", 100, 20)],
        False,
    ),
    "lines without a rate, of several": (
        {
            "taxes": [(20, 60, 12), (10, 40, 4)],
            "lines": [("A", 1, 100, 100, None)],
        },
        [("A", None, 0), ("Total soumis à la TVA à 20 %", 60, 20), ("Total", 40, 10)],
        True,
    ),
    "lines at a rate that the breakdown does not have": (
        {"lines": [("A", 1, 100, 100, "0.2")]},
        [("A", None, 0), ("Total soumis à la TVA à 20 %", 100, 20)],
        True,
    ),
    "an untaxed line that the breakdown leaves out": (
        {
            "untaxed": 110,
            "total": 130,
            "lines": [("A", 1, 100, 100, 20), ("Port", 1, 10, 10, 0)],
        },
        [("A", 100, 20), ("Port", 10, 0)],
        False,
    ),
    "an allowance of the whole": (
        {"lines": [("A", 1, 130, 130, 20)]},
        [("A", 130, 20), ("Remise globale soumise à la TVA à 20 %", -30, 20)],
        True,
    ),
    "a charge of the whole": (
        {"lines": [("A", 1, 90, 90, 20)]},
        [("A", 90, 20), ("Frais globaux soumis à la TVA à 20 %", 10, 20)],
        True,
    ),
    "a discount on the total with taxes": (
        {"total": 115, "lines": [("A", 1, 100, 100, 20)]},
        [("A", 100, 20), ("Remise sur le total TTC", -5, 0)],
        True,
    ),
    "a total that is more than its parts": (
        {"total": 121},
        [("Total soumis à la TVA", 100, 20), ("Part du total TTC", 1, 0)],
        True,
    ),
    "VAT that is not that of its rate": (
        {"taxes": [(20, 100, 19)]},
        [("Total soumis à la TVA", 100, 20), ("TVA en écart", -1, 0)],
        True,
    ),
    "VAT that is rounded line by line": (
        {
            "taxes": [(20, "0.99", "0.21")],
            "lines": [(name, 1, "0.33", "0.33", 20) for name in "ABC"],
        },
        [("A", 0.33, 20), ("B", 0.33, 20), ("C", 0.33, 20)],
        False,
    ),
    "a rate that is named and not charged": (
        {"taxes": [(20, 100, 0)], "lines": [("A", 1, 100, 100, 20)]},
        [("A", 100, 0)],
        True,
    ),
    "bases that are not the untaxed total": (
        {"untaxed": 150, "total": 170},
        [("Total soumis à la TVA", 100, 20), ("Part du total HT", 50, 0)],
        True,
    ),
    "a line without an amount is a note": (
        {"lines": [("Chantier nord", None, None, None, None), ("A", 1, 100, 100, 20)]},
        [("Chantier nord", None, 0), ("A", 100, 20)],
        False,
    ),
    "quantities that Odoo does not keep": (
        {"lines": [("Sable", "3.333", 30, 100, 20)]},
        [("Sable (3,333 × 30,00", 100, 20)],
        False,
    ),
    "a discount of the line": (
        {"lines": [("A", 4, "31.25", 100, 20)]},
        [("A", 100, 20)],
        False,
    ),
    "a negative line": (
        {"lines": [("A", 1, 120, 120, 20), ("Reprise", -1, 20, -20, 20)]},
        [("A", 120, 20), ("Reprise", -20, 20)],
        False,
    ),
    "rates told twice": (
        {"taxes": [(20, 60, 12), ("20.00", 40, 8)]},
        [("Total soumis à la TVA", 100, 20)],
        False,
    ),
}


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestReceivedBillFigures(BillCase):
    def test_the_table(self):
        for number, (name, case) in enumerate(CASES.items()):
            values, expected, differs = case
            with self.subTest(name):
                content = pivot(f"C{number}", **values)
                move = self.bill(f"C{number}", content=content)
                self.assertEqual(Decimal(str(move.amount_total)), content.total)
                lines = move.invoice_line_ids.sorted("sequence")
                self.assertEqual(len(lines), len(expected), lines.mapped("name"))
                for line, (text, amount, rate) in zip(lines, expected, strict=True):
                    self.assertTrue(line.name.startswith(text), (line.name, text))
                    if amount is None:
                        self.assertEqual(line.display_type, "line_note")
                        continue
                    self.assertAlmostEqual(line.price_subtotal, amount)
                    self.assertEqual(sum(line.tax_ids.mapped("amount")), rate)
                self.assertEqual(bool(move.l10n_fr_chorus_received_gap), differs)

    def test_a_credit_note_however_its_parts_are_signed(self):
        for number, (head, taxes, lines) in enumerate(SIGNS):
            with self.subTest(head=head, taxes=taxes, lines=lines):
                move = self.bill(
                    f"S{number}",
                    is_credit_note=True,
                    untaxed=100 * head,
                    total=120 * head,
                    taxes=[(20, 100 * taxes, 20 * taxes)],
                    lines=[("Retour", lines, 100, 100 * lines, 20)],
                )
                self.assertEqual(move.move_type, "in_refund")
                self.assertEqual((move.amount_untaxed, move.amount_tax), (100, 20))
                self.assertEqual(len(move.invoice_line_ids), 1)
                self.assertFalse(move.l10n_fr_chorus_received_gap)

    def test_figures_make_their_totals(self):
        play(self.check_figures, 400 if FULL else 200, invoices)

    def test_bills_make_their_totals(self):
        play(self.check_bill, 100 if FULL else 20, invoices)

    def check_figures(self, rows, off, total_off):
        content = made_up(rows, off, total_off)
        figures = figures_of(content)
        amounts = [line.untaxed for line in figures.lines if line.kind != "note"]
        self.assertEqual(sum(amounts), figures.untaxed)
        self.assertEqual(figures.untaxed + sum(figures.vat.values()), figures.total)
        self.assertEqual(figures.total, abs(content.total))
        if not off and not total_off and content.untaxed:
            for head, of_taxes, of_lines in SIGNS:
                other = signed(content, head, of_taxes, of_lines)
                turned = figures_of(other)
                self.assertTrue(turned.is_refund)
                self.assertEqual(
                    (turned.vat, turned.untaxed, turned.total, turned.differences),
                    (figures.vat, figures.untaxed, figures.total, figures.differences),
                )
        for line in figures.lines:
            price = line.price * line.quantity * (1 - line.discount / 100)
            self.assertEqual(rounded(price), line.untaxed)
        made = sum(tax.untaxed + tax.vat for tax in content.taxes)
        if off or content.total != made:
            self.assertTrue(figures.differences)

    def check_bill(self, rows, off, total_off):
        content = made_up(rows, off, total_off)
        with self.env.cr.savepoint() as savepoint:
            move = self.bill("P1", content=content)
            self.assertEqual(
                Decimal(str(round(move.amount_total, 2))), abs(content.total)
            )
            for rate, vat in figures_of(content).vat.items():
                lines = move.line_ids.filtered(
                    lambda line, rate=rate: line.tax_line_id.amount == float(rate)
                )
                told = sum(lines.mapped("balance")) * move.direction_sign
                self.assertAlmostEqual(told, float(vat))
            savepoint.rollback()


def signed(content, head, of_taxes, of_lines):
    """An invoice as a credit note, its head, taxes and lines each with a sign."""
    return replace(
        content,
        is_credit_note=True,
        untaxed=content.untaxed * head,
        total=content.total * head,
        taxes=tuple(
            replace(tax, untaxed=tax.untaxed * of_taxes, vat=tax.vat * of_taxes)
            for tax in content.taxes
        ),
        lines=tuple(
            replace(
                line,
                quantity=line.quantity * of_lines,
                untaxed=line.untaxed * of_lines,
            )
            for line in content.lines
        ),
    )


def invoices(strategies):
    amounts = strategies.decimals(-500, 5000, places=2)
    row = strategies.tuples(
        strategies.decimals("0.01", 99, places=3),
        strategies.decimals("0.01", 500, places=4),
        strategies.sampled_from([*RATES, Decimal(0)]),
    )
    return {
        "rows": strategies.lists(row, min_size=1, max_size=8),
        "off": strategies.one_of(strategies.just(Decimal(0)), amounts),
        "total_off": strategies.one_of(strategies.just(Decimal(0)), amounts),
    }


def made_up(rows, off, total_off):
    """An invoice of these lines.

    :param rows: (quantity, price, rate)
    :param off: allowance or charge at the rate of the first line
    :param total_off: what the total is beside its parts
    """
    lines = [
        (f"Article {number}", quantity, price, rounded(quantity * price), rate)
        for number, (quantity, price, rate) in enumerate(rows)
    ]
    bases = {}
    for _name, _quantity, _price, amount, rate in lines:
        bases[rate] = bases.get(rate, Decimal(0)) + amount
    bases[rows[0][2]] += off
    taxes = [(rate, base, rounded(base * rate / 100)) for rate, base in bases.items()]
    total = sum(base + vat for _rate, base, vat in taxes) + total_off
    if total < 0:
        total_off, total = Decimal(0), total - total_off
    untaxed = sum(bases.values())
    return pivot("P1", lines=lines, taxes=taxes, untaxed=untaxed, total=total)
