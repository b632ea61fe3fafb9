"""Invoices of every kind that a supplier sends, one function each: taxes and prices.

A case returns the values of an invoice, and ``test_paid`` or ``test_reverse`` for what
is done to it afterwards. ``CASES`` lists them all by name.
"""

from odoo import Command

CASES = {}


def case(function):
    CASES[function.__name__] = function
    return function


def lines(*rows):
    return {"invoice_line_ids": [Command.create(row) for row in rows]}


# -- Taxes ---------------------------------------------------------------------


@case
def plain_20(test):
    return lines(test.line(100))


@case
def five_rates(test):
    taxes = ("normale", "intermediaire", "reduite", "super_reduite", "specifique")
    return lines(*(test.line(33.33, tax=f"tva_{t}", qty=3) for t in taxes))


@case
def exempt_with_code(test):
    return lines(test.line(250, tax=test.exempt_tax("VATEX-FR-CGI261-4")))


@case
def exempt_beside_charged(test):
    tax = test.exempt_tax("VATEX-FR-CGI261-4")
    return lines(test.line(250, tax=tax), test.line(99.99))


@case
def two_exemptions(test):
    first, second = map(test.exempt_tax, ("VATEX-FR-CGI261-4", "VATEX-EU-132-1I"))
    return lines(test.line(250, tax=first), test.line(100, tax=second))


@case
def franchise_293_b(test):
    test.company.vat = False
    return lines(test.line(800, tax=test.exempt_tax("VATEX-FR-FRANCHISE")))


@case
def exempt_by_legal_notes(test):
    tax = test.exempt_tax(False)
    tax.invoice_legal_notes = "<p>Exonération, art. 261 du CGI</p>"
    return lines(test.line(12.5, tax=tax))


@case
def reverse_charge(test):
    return lines(test.line(5000, tax=test.exempt_tax(False, category="AE")))


@case
def outside_scope(test):
    return lines(test.line(40, tax=test.exempt_tax(False, category="O")))


@case
def zero_rate(test):
    return lines(test.line(40, tax=test.exempt_tax(False, category="Z")))


@case
def export_to_overseas(test):
    island = test.overseas("Commune de Saint-Denis", "RE")
    tax = test.exempt_tax(False, category="G")
    return {"partner_id": island.id, **lines(test.line(700, tax=tax))}


@case
def vat_on_receipts(test):
    return lines(test.line(100, tax="tva_normale_encaissement"))


@case
def vat_points_mixed(test):
    return lines(test.line(100), test.line(10, tax="tva_intermediaire_encaissement"))


@case
def price_included(test):
    return lines(test.line(119.99, tax="tva_normale_ttc", qty=3))


@case
def price_included_rounding(test):
    return lines(*(test.line(21.53, tax="tva_normale_ttc") for _ in range(7)))


@case
def price_included_discount(test):
    return lines(test.line(59.9, tax="tva_reduite_ttc", qty=7, discount=12.5))


@case
def rounded_globally(test):
    test.company.tax_calculation_rounding_method = "round_globally"
    return lines(*(test.line(0.33, qty=n + 1) for n in range(11)))


@case
def rounded_by_line(test):
    test.company.tax_calculation_rounding_method = "round_per_line"
    return lines(*(test.line(0.33, qty=n + 1) for n in range(11)))


@case
def eco_contribution_with_vat(test):
    return lines(test.line(100, qty=2, taxes=[test.fixed_tax(1.25, True), "normale"]))


@case
def eco_contribution_without_vat(test):
    return lines(test.line(100, qty=2, taxes=["normale", test.fixed_tax(0.5, False)]))


@case
def eco_contributions_that_cancel_out(test):
    taxes = ["normale", test.fixed_tax(0.5, False)]
    return lines(test.line(100, taxes=taxes), test.line(1, qty=-1, taxes=taxes))


@case
def eco_contribution_out_of_scope(test):
    outside = test.exempt_tax(False, category="O")
    return lines(test.line(100, taxes=[test.fixed_tax(0.5, False), outside]))


# -- Prices --------------------------------------------------------------------


@case
def discount(test):
    return lines(test.line(80, qty=2, discount=10))


@case
def discount_of_a_third(test):
    return lines(test.line(9.99, qty=7, discount=33.33))


@case
def discount_of_all(test):
    return lines(test.line(50, discount=100), test.line(1))


@case
def surcharge(test):
    return lines(test.line(100, discount=-5))


@case
def many_decimals(test):
    return lines(test.line(0.123456, qty=1234.567), test.line(3.333333, qty=3))


@case
def tiny_quantity(test):
    return lines(test.line(12345.67, qty=0.001))


@case
def large_quantity(test):
    return lines(test.line(0.01, qty=99999.99), test.line(1.005, qty=10001))


@case
def zero_quantity(test):
    return lines(test.line(10, qty=0), test.line(10))


@case
def free_line(test):
    return lines(test.line(0, qty=2), test.line(10))


@case
def global_discount(test):
    return lines(
        test.line(1000),
        test.line(
            -100,
            name="Remise de fin d'année",
            extra_tax_data={"computation_key": "global_discount,1"},
        ),
    )


@case
def negative_line(test):
    return lines(test.line(1000), test.line(-150.5))


@case
def down_payment_taken_off(test):
    return lines(test.line(1000), test.line(300, qty=-1, name="Acompte déduit"))


@case
def foreign_currency(test):
    return {"currency_id": test.dollar.id, **lines(test.line(99.95, qty=3))}


@case
def foreign_currency_rounded(test):
    rounding = test.cash_rounding("add_invoice_line")
    return {
        "currency_id": test.dollar.id,
        "invoice_cash_rounding_id": rounding.id,
        **lines(test.line(99.97)),
    }


@case
def cash_rounding_line(test):
    rounding = test.cash_rounding("add_invoice_line")
    return {"invoice_cash_rounding_id": rounding.id, **lines(test.line(99.97))}


@case
def cash_rounding_tax(test):
    rounding = test.cash_rounding("biggest_tax")
    return {"invoice_cash_rounding_id": rounding.id, **lines(test.line(99.97))}
