"""One invoice for each check before sending: that it stops, then lets through.

A case is a generator: it yields an invoice that fails the check, and mends it, or
yields another one that passes.
"""

from odoo import Command, fields

CASES = {}


def case(function):
    CASES[function.__name__] = function
    return function


def setting(test, **values):
    """An invoice that fails for a value of its own, and passes with its old one."""
    invoice = test.new_invoice()
    old = {name: invoice[name] for name in values}
    invoice.write(values)
    yield invoice
    invoice.write(old)


def taxed(test, *taxes):
    return test.new_invoice(
        invoice_line_ids=[Command.create(test.line(10, taxes=taxes))]
    )


def credit_note(test):
    origin = test.new_invoice()
    refund = origin._reverse_moves([{"journal_id": origin.journal_id.id}])
    refund.action_post()
    return refund


@case
def connection(test):
    invoice = test.new_invoice()
    company = test.company.sudo()
    company.l10n_fr_chorus_password = False
    yield invoice
    company.l10n_fr_chorus_password = "simulator"


@case
def outside(test):
    invoice = test.new_invoice()
    wizard = test.env["l10n_fr_chorus_pro.mark.outside"]
    wizard.create({"move_id": invoice.id, "reason": "Au guichet"}).action_confirm()
    yield invoice
    invoice.action_chorus_not_outside()


@case
def works(test):
    yield from setting(test, l10n_fr_chorus_is_works=True)


@case
def supplier(test):
    invoice = test.new_invoice()
    test.company.company_registry = "732829320"
    yield invoice
    test.company.company_registry = "73282932000074"


@case
def recipient(test):
    invoice = test.new_invoice()
    test.town.company_registry = False
    yield invoice
    test.town.company_registry = "12345678200051"


@case
def address(test):
    invoice = test.new_invoice()
    test.town.country_id = False
    yield invoice
    test.town.country_id = test.env.ref("base.fr")


@case
def number(test):
    invoice = test.new_invoice(post=False)
    invoice.name = f"FAC#{invoice.date:%Y}#0001"
    invoice.action_post()
    yield invoice
    invoice.name = f"FAC/{invoice.date:%Y}/9001"


@case
def duplicate(test):
    first, second = test.new_invoice(), test.new_invoice()
    test.send(first)
    first.l10n_fr_chorus_document_ids.sudo().invoice_number = second.name
    yield second
    first.l10n_fr_chorus_document_ids.sudo().invoice_number = first.name
    second.invalidate_recordset(["l10n_fr_chorus_namesake_id"])


@case
def framework(test):
    yield from setting(test, l10n_fr_chorus_framework="A2")


@case
def validator(test):
    invoice = test.new_invoice(l10n_fr_chorus_framework="A12")
    yield invoice
    invoice.l10n_fr_chorus_validator_id = test.validator


@case
def a9(test):
    invoice = test.new_invoice(
        l10n_fr_chorus_framework="A9", l10n_fr_chorus_validator_id=test.validator.id
    )
    yield invoice
    invoice.l10n_fr_chorus_framework = "A1"


@case
def service(test):
    yield from setting(test, buyer_reference="S" * 101)


@case
def public_service(test):
    yield from setting(test, buyer_reference="factures_publiques")


@case
def commitment(test):
    yield from setting(test, purchase_order_reference="E" * 51)


@case
def contract(test):
    yield from setting(test, contract_reference="M" * 51)


@case
def payment(test):
    second = second_account(test)
    yield from setting(test, partner_bank_id=False)
    second.active = False


@case
def account(test):
    yield from setting(test, partner_bank_id=False)


def second_account(test):
    """With two IBANs, none stands in for that of an invoice."""
    return test.env["res.partner.bank"].create(
        {
            "acc_number": "FR1420041010050500013M02606",
            "partner_id": test.company.partner_id.id,
            "allow_out_payment": True,
        }
    )


@case
def factor(test):
    owner = test.factor()
    invoice = test.new_invoice(l10n_fr_chorus_factor_id=owner.id)
    owner.partner_id.company_registry = False
    yield invoice
    owner.partner_id.company_registry = "55208131766522"


@case
def factor_company(test):
    """Put there before it went to another company."""
    owner = test.factor()
    invoice = test.new_invoice(l10n_fr_chorus_factor_id=owner.id)
    owner.company_id = test.env["res.company"].create({"name": "Autre SARL"})
    yield invoice
    owner.company_id = test.company


@case
def amount(test):
    invoice = test.new_invoice(post=False)
    invoice.invoice_line_ids.price_unit = -5
    yield invoice
    invoice.invoice_line_ids.price_unit = 5


@case
def currency(test):
    dinar = test.env.ref("base.TND")
    dinar.write({"active": True, "rounding": 0.001})
    yield test.new_invoice(currency_id=dinar.id)
    yield test.new_invoice(currency_id=test.dollar.id)


@case
def taxes(test):
    yield taxed(test, "normale", "reduite")
    yield taxed(test, "normale")


@case
def vat_number(test):
    invoice = test.new_invoice()
    test.company.vat = False
    yield invoice
    test.company.vat = "FR44732829320"


@case
def exemption(test):
    tax = test.exempt_tax(False)
    yield taxed(test, tax)
    tax.ubl_cii_tax_exemption_reason_code = "VATEX-FR-FRANCHISE"


@case
def delivery_date(test):
    test.town.vat = "FR23334175221"
    place = test.new_place("be")
    tax = test.exempt_tax(False, category="K")
    line = Command.create(test.line(10, taxes=[tax]))
    invoice = test.new_invoice(partner_shipping_id=place.id, invoice_line_ids=[line])
    yield invoice
    invoice.delivery_date = invoice.invoice_date


@case
def attachments(test):
    content = {"name": "plan.dwg", "raw": b"content"}
    invoice = test.new_invoice(l10n_fr_chorus_attachment_ids=[Command.create(content)])
    yield invoice
    invoice.l10n_fr_chorus_attachment_ids.name = "plan.pdf"


@case
def origin(test):
    yield test.new_invoice(move_type="out_refund")
    yield credit_note(test)


@case
def origin_number(test):
    refund = credit_note(test)
    origin = refund.reversed_entry_id
    origin.name = f"FACTURE/{origin.date:%Y}/000000123"
    yield refund
    origin.name = f"FAC/{origin.date:%Y}/00123"


def known_customer(test, **values):
    """A customer of which the directory has told something."""
    customer = test.new_customer("Commune connue", "12345678200051")
    tell(customer, **values)
    return customer


def tell(customer, **values):
    customer._chorus_keep_structure(
        {
            "l10n_fr_chorus_directory_state": "active",
            "l10n_fr_chorus_directory_date": fields.Datetime.now(),
            **{f"l10n_fr_chorus_{name}": value for name, value in values.items()},
        }
    )


@case
def absent(test):
    customer = known_customer(test, directory_state="absent")
    yield test.new_invoice(customer)
    tell(customer, directory_state="active")


@case
def works_owner(test):
    customer = known_customer(test, works_owner_only=True)
    yield test.new_invoice(customer)
    tell(customer, works_owner_only=False)


@case
def missing_service(test):
    customer = known_customer(test, requirement="service")
    customer._chorus_keep_services([{"code": "ACHATS"}], complete=True)
    invoice = test.new_invoice(customer)
    yield invoice
    invoice.buyer_reference = "ACHATS"


@case
def unknown_service(test):
    customer = known_customer(test)
    customer._chorus_keep_services([{"code": "ECOLES"}], complete=True)
    yield test.new_invoice(customer, buyer_reference="ACHATS")
    customer._chorus_keep_services([{"code": "ACHATS"}], complete=False)


@case
def missing_commitment(test):
    customer = known_customer(test)
    service = {"code": "ACHATS", "commitment_required": True}
    customer._chorus_keep_services([service], complete=True)
    invoice = test.new_invoice(customer, buyer_reference="ACHATS")
    yield invoice
    invoice.purchase_order_reference = "EJ-1"


@case
def not_ours(test):
    company = test.company.sudo()
    values = {"company_id": company.id, "structure_ref": "1"}
    own = test.env["l10n_fr_chorus_pro.own.structure"].sudo().create(values)
    own.siret = "73282932000017"
    company.l10n_fr_chorus_own_structure_id = own
    yield test.new_invoice()
    own.siret = company.company_registry


@case
def vies(test):
    customer = test.new_customer("Ville de Mons", False)
    customer.write({"country_id": test.env.ref("base.be").id, "vat": "BE0477472701"})
    test.env.flush_all()  # before core asks VIES
    company = test.company.sudo()
    names = ("vat_check_vies", "l10n_fr_chorus_is_public_body")
    company.write(dict.fromkeys(names, True))
    yield test.new_invoice(customer)
    company.write(dict.fromkeys(names, False))
    yield test.new_invoice()


def on_commitment(test, **wrong):
    """An invoice to the State on a commitment that suits it but for some values."""
    right = {
        "active": True,
        "state": "COMMANDE",
        "issuer_siret": "11000201100044",
        "service_code": "AAASCPV",
        "amount": 1000000,
    }
    commitments = test.env["l10n_fr_chorus_pro.commitment"].sudo()
    commitments.with_context(active_test=False).search([]).unlink()
    commitment = commitments.create(
        {
            **right,
            **wrong,
            "company_id": test.company.id,
            "environment": "simulator",
            "number": "1501966748",
            "issuer_name": "État",
            "currency_id": test.env.ref("base.EUR").id,
        }
    )
    invoice = test.new_invoice(
        test.new_customer("Préfecture du Rhône", "11000201100044"),
        purchase_order_reference="1501966748",
        buyer_reference="AAASCPV",
    )
    yield invoice
    commitment.write(right)


@case
def commitment_unknown(test):
    yield from on_commitment(test, active=False)


@case
def commitment_state(test):
    yield from on_commitment(test, state="A_TRAITER")


@case
def commitment_recipient(test):
    yield from on_commitment(test, issuer_siret="12345678200051")


@case
def commitment_service(test):
    yield from on_commitment(test, service_code="FAC0000075")


@case
def commitment_amount(test):
    yield from on_commitment(test, amount=1)
