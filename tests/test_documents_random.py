"""Whatever Odoo posts: quantities, prices, discounts, taxes and decimals by chance.

Either a check says in a sentence why the invoice cannot go, or its document is valid
and its totals are Odoo's.
"""

import os
from collections import Counter

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .by_chance import play
from .test_documents import DocumentCase, check_xml
from .test_door_data import check_sums

FULL = bool(os.environ.get("CHORUS_TEST_FULL"))
EXAMPLES = 300 if FULL else 30
RATES = (
    "tva_normale",
    "tva_intermediaire",
    "tva_reduite",
    "tva_super_reduite",
    "tva_specifique",
    "tva_normale_ttc",
    "tva_reduite_ttc",
    "tva_normale_encaissement",
)
METHODS = ("round_per_line", "round_globally")
DISCOUNTS = (0, 0, 0, 5, 12.5, 33.33, 66.67, 99.99, 100)
# Taxes of a line that a document can say; others, that a check refuses.
SAID = (
    ("tva_normale",),
    ("tva_normale_ttc",),
    ("tva_reduite",),
    ("fixed_in_base", "tva_normale"),
    ("fixed_outside", "tva_normale"),
    ("fixed_in_base", "fixed_outside", "tva_reduite"),
    ("fixed_in_base", "tva_normale_ttc"),
    ("fixed_outside", "tva_normale_ttc"),
    ("fixed_included", "tva_normale"),
    ("fixed_included", "tva_normale_ttc"),
    ("fixed_negative", "tva_normale"),
    ("fixed_in_base", "exempt"),
    ("exempt",),
    ("reverse_charge",),
    ("zero_rate",),
    ("group",),
)
NOT_SAID = (
    # Not beside others.
    ("outside_scope",),
    ("fixed_outside", "outside_scope"),
    ("fixed_outside",),
    ("group_of_two_rates",),
    ("on_base", "tva_normale"),
    ("negative_rate",),
    ("division",),
    ("tva_normale", "tva_reduite"),
    (),
)


def check_entry(test, invoice):
    """The same as data: lines with their quantities and prices are its totals too."""
    invoice.l10n_fr_chorus_submission_mode = "entry"
    check_sums(test, invoice._chorus_submission())


def lines_of(st):
    line = st.tuples(
        st.decimals(min_value=-500, max_value=20000, places=3).map(float),
        st.decimals(min_value=0, max_value=9999, places=6).map(float),
        st.sampled_from(DISCOUNTS),
        st.sampled_from(RATES),
    )
    return {"rows": st.lists(line, min_size=1, max_size=6), **header_of(st)}


def odd_lines_of(st):
    """Rare in the lines above: nothing at all, next to nothing, less than nothing."""
    odd = (0, 0.005, 0.004999, 0.01, 0.333333, 1.005, -3.335, 99.99, 1e6)
    line = st.tuples(
        st.sampled_from((0, 0.001, 1, 1, 3, 7, 365, -1, -2.5, 1e6)),
        st.sampled_from(odd)
        | st.decimals(min_value=-999, max_value=9999, places=6).map(float),
        st.sampled_from((*DISCOUNTS, -10)),
        st.sampled_from(SAID * 3 + NOT_SAID),
    )
    return {
        "rows": st.lists(line, min_size=1, max_size=4),
        **header_of(st),
        "is_rounded": st.booleans(),
        "is_early": st.booleans(),
    }


def header_of(st):
    return {
        "method": st.sampled_from(METHODS),
        "is_foreign": st.booleans(),
        "is_refund": st.booleans(),
    }


class RandomCase(DocumentCase):
    def post(self, method, rows, **values):
        """An invoice of these lines, posted.

        :param rows: (quantity, price, discount, taxes)
        :return: the invoice, empty where Odoo itself refuses to post it
        """
        self.company.tax_calculation_rounding_method = method
        digits = self.env["decimal.precision"].search([("name", "=", "Product Unit")])
        digits.digits = 3
        try:
            with self.env.cr.savepoint():
                return self.new_invoice(
                    invoice_line_ids=[
                        Command.create(
                            self.line(price, qty, discount=discount, **taxes)
                        )
                        for qty, price, discount, taxes in rows
                    ],
                    **values,
                )
        except UserError:
            return self.env["account.move"]


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestRandomDocuments(RandomCase):
    def test_every_document_is_valid_and_adds_up(self):
        def example(**values):
            self.check_document(**values)

        play(example, EXAMPLES, lines_of)

    def check_document(self, rows, method, is_foreign, is_refund):
        currency = self.dollar if is_foreign else self.company.currency_id
        rows = [(*row, {"tax": tax}) for *row, tax in rows]
        invoice = self.post(
            method,
            rows,
            move_type="out_refund" if is_refund else "out_invoice",
            currency_id=currency.id,
        )
        if invoice:
            check_xml(self, invoice, self.terms(invoice))
            check_entry(self, invoice)


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestRandomOddities(RandomCase):
    def setUp(self):
        super().setUp()
        self.odd_taxes = self.make_odd_taxes()
        self.rounding = self.cash_rounding("add_invoice_line")
        self.early = self.payment_term("mixed")

    def make_odd_taxes(self):
        normal = self.tax("tva_normale")
        fixed_included = self.fixed_tax(0.75, True)
        fixed_included.price_include_override = "tax_included"

        def other(name, **values):
            return normal.copy({"name": name, **values})

        on_base = other("Taxe sur base", amount=2.5, include_base_amount=True)
        on_base.sequence = 0
        return {
            "fixed_in_base": self.fixed_tax(1.25, True),
            "fixed_outside": self.fixed_tax(0.5, False),
            "fixed_included": fixed_included,
            "fixed_negative": self.fixed_tax(-0.35, True),
            "exempt": self.exempt_tax("VATEX-FR-CGI261-4"),
            "reverse_charge": self.exempt_tax(False, category="AE"),
            "outside_scope": self.exempt_tax(False, category="O"),
            "zero_rate": self.exempt_tax(False, category="Z"),
            "on_base": on_base,
            "negative_rate": other("Moins cinq", amount=-5),
            "division": other("Division", amount_type="division"),
            "group": self.group_of(fixed_included.copy(), normal),
            "group_of_two_rates": self.group_of(normal, self.tax("tva_reduite")),
        }

    def test_what_cannot_be_said_is_refused(self):
        outcomes = Counter()

        def example(rows, method, **switches):
            invoice = self.post(
                method, map(self.odd_row, rows), **self.odd_values(**switches)
            )
            if not invoice:
                return
            failures = [f.check.name for f in invoice._chorus_failures()]
            if invoice._chorus_checks():
                outcomes.update(failures)
                return
            outcomes["sent"] += 1
            check_xml(self, invoice, self.terms(invoice))
            check_entry(self, invoice)

        play(example, EXAMPLES, odd_lines_of)
        self.assertGreater(outcomes["sent"], 0)
        self.assertGreater(outcomes["taxes"], 0)

    def odd_row(self, row):
        quantity, price, discount, taxes = row
        taxes = [self.odd_taxes.get(name, name) for name in taxes]
        values = {"taxes": taxes} if taxes else {"tax_ids": False}
        return quantity, price, discount, values

    def odd_values(self, is_foreign, is_refund, is_rounded, is_early):
        currency = self.dollar if is_foreign else self.company.currency_id
        return {
            "move_type": "out_refund" if is_refund else "out_invoice",
            "currency_id": currency.id,
            "invoice_cash_rounding_id": is_rounded and self.rounding.id,
            "invoice_payment_term_id": is_early and self.early.id,
        }
