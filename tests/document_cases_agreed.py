"""Kinds of invoices where a valid document was not yet a right one: prices as agreed,
reasons of exemption, texts and dates."""

from datetime import date

from odoo import Command

from .document_cases import case, lines
from .document_cases_header import CASES, credited

__all__ = ["CASES"]

# -- Prices and totals ---------------------------------------------------------


def by_line(test, *rows):
    test.company.tax_calculation_rounding_method = "round_per_line"
    return lines(*rows)


@case
def agreed_prices_by_line(test):
    return by_line(
        test,
        test.line(33.33, qty=3, discount=10),
        test.line(7.77, qty=1.33),
        test.line(10.2678, qty=3),
        test.line(5.504, qty=6, discount=20),
        test.line(0.1234567, qty=12, discount=33.33),
    )


@case
def agreed_prices_with_vat_by_line(test):
    return by_line(
        test,
        test.line(119.99, tax="tva_normale_ttc", qty=3, discount=10),
        test.line(7.77, tax="tva_reduite_ttc", qty=1.33),
    )


@case
def negative_price_with_discount(test):
    return lines(test.line(1000), test.line(-12.5, qty=2, discount=10))


@case
def cents_of_an_exempt_line(test):
    test.company.tax_calculation_rounding_method = "round_globally"
    exempt = test.exempt_tax("VATEX-FR-CGI261-4")
    small = [test.line(0.335, tax=exempt) for _number in range(3)]
    charged = [test.line(0.335) for _number in range(5)]
    return lines(test.line(30.1, qty=3, tax=exempt), *small, *charged)


@case
def cents_of_prices_with_vat(test):
    test.company.tax_calculation_rounding_method = "round_globally"
    rows = [test.line(21.53, tax="tva_normale_ttc") for _number in range(3)]
    return lines(*rows, test.line(-100.015, tax="tva_normale"), test.line(1000.004))


# -- Taxes ---------------------------------------------------------------------


def reasoned(name, code):
    def build(test):
        return lines(test.line(250, tax=test.exempt_tax(code, category=False)))

    build.__name__ = f"reason_{name}"
    return case(build)


for name, code in (
    ("reverse_charge", "VATEX-EU-AE"),
    ("reverse_charge_in_france", "VATEX-FR-AE"),
    ("outside_scope", "VATEX-EU-O"),
    ("hospital", "VATEX-EU-132-1B"),
    ("travel", "VATEX-EU-309"),
    ("second_hand", "VATEX-EU-F"),
    ("disbursement", "VATEX-EU-79-C"),
    ("credit_without_vat", "VATEX-FR-CNWVAT"),
):
    reasoned(name, code)


@case
def reason_export_overseas(test):
    island = test.overseas("Commune de Saint-Denis", "RE")
    tax = test.exempt_tax("VATEX-EU-G", category=False)
    return {"partner_id": island.id, **lines(test.line(700, tax=tax))}


@case
def reason_noted_overseas(test):
    island = test.overseas("Commune de Saint-Denis", "RE")
    tax = test.exempt_tax(False, category=False)
    tax.invoice_legal_notes = "<p>Exonération, art. 295 du CGI</p>"
    return {"partner_id": island.id, **lines(test.line(700, tax=tax))}


@case
def reason_of_the_union(test):
    place = test.new_place("be")
    test.town.vat = "FR23334175221"
    tax = test.exempt_tax("VATEX-EU-IC", category=False)
    return {
        "partner_shipping_id": place.id,
        "delivery_date": date(2026, 10, 5),
        **lines(test.line(700, tax=tax)),
    }


@case
def franchise_without_a_number(test):
    test.company.vat = "/"
    tax = test.exempt_tax("VATEX-FR-FRANCHISE", category=False)
    return lines(test.line(800, tax=tax))


# -- Dates and texts -----------------------------------------------------------


@case
def retention_by_terms(test):
    rows = [("percent", 95, 30), ("percent", 5, 395)]
    term = test.env["account.payment.term"].create(
        {
            "name": "95 % à 30 jours, 5 % à un an",
            "line_ids": [
                Command.create({"value": kind, "value_amount": share, "nb_days": days})
                for kind, share, days in rows
            ],
        }
    )
    return {"invoice_payment_term_id": term.id, **lines(test.line(1000))}


@case
def texts_of_every_length(test):
    text = " ".join(f"Article {number}." for number in range(150))
    name = "Dépose\n" + " ".join(f"Détail {number}." for number in range(120))
    return {"narration": f"<p>{text}</p>", **lines(test.line(10, name=name))}


@case
def characters_that_nobody_sees(test):
    return {
        "purchase_order_reference": "\ufeff150\u200b1966748\u00a0",
        "buyer_reference": "\u200b",
        **lines(test.line(10, name="\x01\u200b")),
    }


for name in (
    "agreed_prices_by_line",
    "cents_of_an_exempt_line",
    "reason_reverse_charge_in_france",
    "partly_paid",
):
    credited(name)
