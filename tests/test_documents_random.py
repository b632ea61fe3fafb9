"""Whatever Odoo posts: quantities, prices, discounts, taxes and decimals by chance."""

import os

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo import Command
from odoo.tests import tagged

from .test_documents import DocumentCase, check_xml

FULL = bool(os.environ.get("CHORUS_TEST_FULL"))
TAXES = (
    "tva_normale",
    "tva_intermediaire",
    "tva_reduite",
    "tva_super_reduite",
    "tva_specifique",
    "tva_normale_ttc",
    "tva_reduite_ttc",
    "tva_normale_encaissement",
)

LINES = st.lists(
    st.tuples(
        st.decimals(min_value=-500, max_value=20000, places=3).map(float),
        st.decimals(min_value=0, max_value=9999, places=6).map(float),
        st.sampled_from([0, 0, 0, 5, 12.5, 33.33, 66.67, 99.99, 100]),
        st.sampled_from(TAXES),
    ),
    min_size=1,
    max_size=6,
)


@tagged("post_install_l10n", "post_install", "-at_install")
class TestRandomDocuments(DocumentCase):
    @settings(
        max_examples=300 if FULL else 30,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(
        rows=LINES,
        method=st.sampled_from(["round_per_line", "round_globally"]),
        is_foreign=st.booleans(),
        is_refund=st.booleans(),
    )
    def test_every_document_is_valid_and_adds_up(
        self, rows, method, is_foreign, is_refund
    ):
        self.company.tax_calculation_rounding_method = method
        uom_digits = self.env["decimal.precision"].search(
            [("name", "=", "Product Unit")]
        )
        uom_digits.digits = 3
        currency = self.dollar if is_foreign else self.company.currency_id
        invoice = self.new_invoice(
            post=False,
            move_type="out_refund" if is_refund else "out_invoice",
            currency_id=currency.id,
            invoice_line_ids=[
                Command.create(self.line(price, qty=qty, tax=tax, discount=discount))
                for qty, price, discount, tax in rows
            ],
        )
        if invoice.amount_total < 0:
            return  # refused by Odoo at posting
        invoice.action_post()
        check_xml(self, invoice, self.terms(invoice))
