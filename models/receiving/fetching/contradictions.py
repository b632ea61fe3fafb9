"""Where the file of an invoice contradicts Chorus Pro, or itself: kept, and said."""

from decimal import Decimal

from odoo.tools import float_compare

CENT = Decimal("0.01")


def contradictions(received, invoice):
    """What somebody has to look at before he trusts the amounts of a file.

    :param received: the invoice as the search told it, in its reader's language
    :param PivotInvoice invoice: as its file states it
    :return: list of sentences
    """
    env = received.env
    found = []
    for name, told, stated in (
        (env._("number"), received.invoice_number, invoice.number),
        (
            env._("supplier"),
            received.supplier_identifier,
            invoice.supplier.identifier,
        ),
    ):
        if told and stated and "".join(told.split()) != "".join(stated.split()):
            found.append(_between(env, name, told, stated))
    currency = received.currency_id
    if invoice.currency and invoice.currency != currency.name:
        found.append(_between(env, env._("currency"), currency.name, invoice.currency))
    for name, told, stated in (
        (env._("total"), received.amount_total, invoice.total),
        (env._("amount to pay"), received.amount_due, invoice.amount_due),
    ):
        # A search may not tell an amount, and writes a credit note with another sign.
        if told and not _is_equal(abs(told), abs(stated), currency):
            told, stated = (currency.format(float(value)) for value in (told, stated))
            found.append(_between(env, name, told, stated))
    return found + _of_itself(env, invoice, currency)


def _between(env, name, told, stated):
    return env._(
        "Chorus Pro and the file of the invoice differ in the %(name)s: %(told)s in"
        " Chorus Pro, %(stated)s in the file.",
        name=name,
        told=told,
        stated=stated,
    )


def _of_itself(env, invoice, currency):
    """Sums of a file that do not come out; each rate may round by a cent."""
    if not invoice.taxes:
        return []
    margin = CENT * len(invoice.taxes)
    vat = sum(tax.vat for tax in invoice.taxes)
    untaxed = sum(tax.untaxed for tax in invoice.taxes)
    found = []
    for name, summed, stated in (
        (env._("total without VAT"), untaxed, invoice.untaxed),
        (env._("total with VAT"), invoice.untaxed + vat, invoice.total),
    ):
        if abs(summed - stated) > margin:
            found.append(
                env._(
                    "The file of the invoice contradicts itself: its %(name)s is"
                    " %(stated)s, and its rates of VAT add up to %(summed)s.",
                    name=name,
                    stated=currency.format(float(stated)),
                    summed=currency.format(float(summed)),
                )
            )
    return found


def _is_equal(told, stated, currency):
    digits = currency.decimal_places
    return not float_compare(told, float(stated), precision_digits=digits)
