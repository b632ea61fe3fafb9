"""More kinds of invoices: payment, references, parties, texts, credit notes."""

from datetime import date

from .common import WANTS_SERVICE
from .document_cases import CASES, case, lines

# -- Payment -------------------------------------------------------------------


@case
def early_payment(test):
    term = test.payment_term("included")
    return {"invoice_payment_term_id": term.id, **lines(test.line(1000))}


@case
def early_payment_lowers_vat(test):
    return early(test, test.line(1000))


def early(test, *rows):
    """Lines under a discount for early payment that lowers VAT at once."""
    term = test.payment_term("mixed")
    return {"invoice_payment_term_id": term.id, **lines(*rows)}


@case
def early_payment_out_of_scope(test):
    return early(test, test.line(1000, tax=test.exempt_tax(False, category="O")))


@case
def early_payment_of_next_to_nothing(test):
    return early(test, test.line(0.01, tax=test.exempt_tax("VATEX-FR-CGI261-4")))


@case
def early_payment_of_nothing_charged(test):
    return early(test, test.line(0))


@case
def early_payment_with_eco_contribution(test):
    """Odoo counts a contribution in a group of taxes on the discount as well."""
    group = test.group_of(test.fixed_tax(0.75, True), test.tax("normale"))
    return early(test, test.line(50, qty=4, taxes=[group]))


@case
def instalments(test):
    term = test.env.ref("account.account_payment_term_advance_60days")
    return {"invoice_payment_term_id": term.id, **lines(test.line(1000))}


@case
def partly_paid(test):
    return {"test_paid": 300, **lines(test.line(1000))}


@case
def paid_a2(test):
    return {
        "l10n_fr_chorus_framework": "A2",
        "test_paid": 1200,
        **lines(test.line(1000)),
    }


@case
def by_cheque(test):
    return {"l10n_fr_chorus_payment_means": "20", **lines(test.line(10))}


@case
def second_bank_account(test):
    account = test.env["res.partner.bank"].create(
        {
            "acc_number": "FR7630004000031234567890143",
            "partner_id": test.company.partner_id.id,
            "allow_out_payment": True,
        }
    )
    return {"partner_bank_id": account.id, **lines(test.line(10))}


@case
def factored(test):
    return {"l10n_fr_chorus_factor_id": test.factor().id, **lines(test.line(900))}


# -- References, parties, texts ------------------------------------------------


@case
def all_references(test):
    return {
        "partner_id": test.new_customer("Lycée", WANTS_SERVICE).id,
        "buyer_reference": "SERVICE_DEST_SERV_OBL",
        "purchase_order_reference": "1501966748",
        "contract_reference": "2026-M-17",
        "ref": "Bon 4512",
        "invoice_origin": "S00042",
        **lines(test.line(10)),
    }


@case
def subcontractor_a9(test):
    return {
        "l10n_fr_chorus_framework": "A9",
        "l10n_fr_chorus_validator_id": test.validator.id,
        **lines(test.line(10)),
    }


@case
def cocontractor_a12(test):
    return {
        "l10n_fr_chorus_framework": "A12",
        "l10n_fr_chorus_validator_id": test.validator.id,
        **lines(test.line(10)),
    }


@case
def delivered_elsewhere(test):
    place = test.env["res.partner"].create(
        {
            "name": "Gymnase",
            "type": "delivery",
            "parent_id": test.town.id,
            "street": "3 allée du Stade",
            "zip": "35140",
            "city": "Saint-Aubin",
            "country_id": test.env.ref("base.fr").id,
        }
    )
    return {
        "partner_shipping_id": place.id,
        "delivery_date": date(2026, 10, 5),
        **lines(test.line(10)),
    }


@case
def to_a_person(test):
    person = test.env["res.partner"].create(
        {
            "name": "Mme Le Goff",
            "parent_id": test.town.id,
            "email": "compta@saint-aubin.example",
        }
    )
    return {"partner_id": person.id, **lines(test.line(10))}


@case
def sections_and_notes(test):
    return lines(
        {"display_type": "line_section", "name": "Lot 1", "sequence": 1},
        test.line(10, sequence=2),
        {"display_type": "line_note", "name": "Posé en juin", "sequence": 3},
        {"display_type": "line_subsection", "name": "Lot 1 bis", "sequence": 4},
        test.line(20, sequence=5),
    )


@case
def narration_and_long_text(test):
    return {
        "narration": "<p>Merci de votre confiance.</p><p>À bientôt &amp; merci</p>",
        **lines(test.line(10, name="Dépose\n" + "détail " * 200)),
    }


@case
def hostile_characters(test):
    return lines(test.line(10, name="Câble <5 mm> & \x0bgaine \x01"))


@case
def no_product(test):
    return lines(test.line(10, product_id=False, name="Forfait"))


@case
def units(test):
    names = ("product_uom_hour", "product_uom_kgm", "product_uom_km")
    return lines(
        *(
            test.line(7.5, qty=1.25, product_uom_id=test.env.ref(f"uom.{name}").id)
            for name in names
        )
    )


@case
def deferred_over_a_year(test):
    name = "Maintenance annuelle"
    test.defer(name, date(2026, 1, 1), date(2026, 12, 31))
    return lines(test.line(1200, name=name), test.line(10))


# -- Credit notes --------------------------------------------------------------


def credited(name):
    def build(test):
        return {"test_reverse": CASES[name](test)}

    build.__name__ = f"credit_note_{name}"
    return case(build)


for name in (
    "plain_20",
    "five_rates",
    "price_included_discount",
    "negative_line",
    "exempt_with_code",
    "foreign_currency",
    "cash_rounding_line",
    "delivered_elsewhere",
    "subcontractor_a9",
    "cocontractor_a12",
    "all_references",
    "early_payment_lowers_vat",
    "eco_contribution_without_vat",
):
    credited(name)
