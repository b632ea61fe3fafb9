"""Checks of an invoice to the State against the commitment that it names.

They look at what is kept in Odoo and ask nobody: a commitment that was never looked up
fails none of them. Source: ``doc/portal.md``, R 2 and A 7.
"""

from ..commitment.account_move import kept_commitment


def _active_commitment(move):
    commitment = kept_commitment(move)
    return commitment.filtered("active")


def find_unknown(move):
    commitment = kept_commitment(move)
    if commitment and not commitment.active:
        return move.env._(
            "Chorus Pro knows no commitment %s of yours. Compare the number with the"
            " customer's order.",
            commitment.number,
        )


def find_not_ordered(move):
    commitment = _active_commitment(move)
    if commitment and commitment.state and not commitment.is_ordered:
        return move.env._(
            "The commitment %(number)s is « %(state)s » in Chorus Pro, not"
            " « Commandé »: it cannot be invoiced yet. Ask the customer.",
            number=commitment.number,
            state=commitment.state_label,
        )


def find_other_recipient(move):
    commitment = _active_commitment(move)
    siret = commitment.issuer_siret
    if siret and siret != move._chorus_recipient_siret():
        return move.env._(
            "The commitment %(number)s was made by %(issuer)s (SIRET %(siret)s), not by"
            " %(customer)s.",
            number=commitment.number,
            issuer=commitment.issuer_name,
            siret=siret,
            customer=move.commercial_partner_id.name,
        )


def find_other_service(move):
    commitment = _active_commitment(move)
    wanted, named = commitment.service_code, move._chorus_service_code()
    if not wanted or wanted.upper() == named.upper():
        return None
    values = {
        "number": commitment.number,
        "service": wanted,
        "name": commitment.service_name or "",
    }
    if named:
        return move.env._(
            "The commitment %(number)s is of the service %(service)s (%(name)s), and"
            " the invoice names the service %(named)s.",
            named=named,
            **values,
        )
    return move.env._(
        "The commitment %(number)s is of the service %(service)s (%(name)s), and"
        " the invoice names no service.",
        **values,
    )


def figures_of(move):
    """What was ordered, what other invoices ask for, and what this one asks for.

    :return: (ordered, elsewhere, this invoice) in the commitment's currency; None where
        they cannot be compared
    """
    commitment = _active_commitment(move)
    if not commitment.amount or move.currency_id != commitment.currency_id:
        return None
    amounts = commitment._chorus_invoiced(without=move)[1]
    sign = -1 if move.move_type == "out_refund" else 1
    return commitment.amount, amounts[commitment.id], sign * move.amount_total


def figures_texts(move):
    """What was ordered, invoiced and is left, with its currency: values of a sentence.

    :rtype: dict or None
    """
    figures = figures_of(move)
    if not figures:
        return None
    ordered, elsewhere, here = figures
    show = move.currency_id.format
    return {
        "number": kept_commitment(move).number,
        "ordered": show(ordered),
        "elsewhere": show(elsewhere),
        "here": show(here),
        "left": show(ordered - elsewhere - here),
        "excess": show(elsewhere + here - ordered),
    }


def find_exceeded(move):
    if move.move_type == "out_refund":
        return None
    figures = figures_of(move)
    if not figures:
        return None
    ordered, elsewhere, here = figures
    if move.currency_id.compare_amounts(elsewhere + here, ordered) > 0:
        return move.env._(
            "The commitment %(number)s is exceeded by %(excess)s: ordered %(ordered)s,"
            " invoiced elsewhere in Odoo %(elsewhere)s, this invoice %(here)s.",
            **figures_texts(move),
        )
