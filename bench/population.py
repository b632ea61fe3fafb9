"""Which invoices a database of some years holds: a row for each kind of them."""

from datetime import timedelta

from odoo import fields

from .filling import AVAILABLE, DAYS, DUE, RELEASED, TOWN, Kind
from .portal import control

FEW = 20
DOUBLES = 3
# Of so many finished ones each has had a first deposit that was refused.
REFUSED_BEFORE = 300
# Customers that have nothing to do with Chorus Pro are in the same tables.
ORDINARY_SHARE = 5

# Open invoices were deposited during so many days.
OPEN_DAYS = 60
PAID = {
    "payment_state": "'paid'",
    "amount_residual": "0",
    "amount_residual_signed": "0",
}


def attempt(state, status, number="'9' || LPAD(n::text, 9, '0')", **columns):
    """Columns of an attempt that Chorus Pro has."""
    return {
        "state": f"'{state}'",
        "raw_status": f"'{status}'",
        "row_status": f"'{status}'",
        "chorus_identifier": number,
        **columns,
    }


def invoice(columns, day, *, due=DUE, released=None):
    """Columns of the invoice of such an attempt, as Odoo derives them.

    :param due: days from the deposit until it is to be paid
    :param released: days until its payment was released
    """
    return {
        "l10n_fr_chorus_state": columns["state"],
        "l10n_fr_chorus_status": columns.get("raw_status", "NULL"),
        "l10n_fr_chorus_identifier": columns.get("chorus_identifier", "NULL"),
        "l10n_fr_chorus_status_date": f"{day} + {AVAILABLE}",
        "l10n_fr_chorus_available_date": f"{day} + {AVAILABLE}",
        "l10n_fr_chorus_due_date": f"{day} + {due}",
        "l10n_fr_chorus_release_date": f"{day} + {released}" if released else "NULL",
    }


def finished(size):
    """What is over: paid three years long, a few of them rejected, others ordinary."""
    span, old = (DAYS + 60, 60), []
    for name, count, state, status, released in (
        ("old", size * 95 // 100, "payment_released", "MISE_EN_PAIEMENT", RELEASED),
        ("booked", size * 5 // 100, "booked", "COMPTABILISEE", None),
    ):
        prefix = "1" if name == "old" else "2"
        columns = attempt(
            state,
            status,
            number=f"'{prefix}' || LPAD(n::text, 9, '0')",
            # Paid before the night in which its number would have been read.
            mandate_read="n % 10 <> 0",
        )
        kind = Kind(name, count, attempt=columns, span=span, events=3)
        kind.move = PAID | invoice(columns, kind.day(), released=released)
        old.append(kind)
    columns = attempt("rejected", "REJETEE", "'3' || LPAD(n::text, 9, '0')")
    columns["way_out"] = "'cancel'"
    kind = Kind("rejected", 200, attempt=columns, span=span)
    kind.move = invoice(columns, kind.day()) | {
        "payment_state": "'reversed'",
        "l10n_fr_chorus_way_out": "'cancel'",
    }
    return [*old, kind]


def refused_before():
    """First deposits of the finished ones, which Chorus Pro had refused."""
    columns = {"state": "'refused'", "reason": "'G15'"}
    kind = Kind("old", REFUSED_BEFORE, attempt=columns, span=(DAYS + 60, 60), events=0)
    kind.deposit = {"state": "'refused'", "raw_status": "'IN_REJETE'"}
    return kind


def ordinary(count, partner):
    """Invoices of a customer who does not ask for Chorus Pro."""
    move = {"partner_id": str(partner.id), "commercial_partner_id": str(partner.id)}
    unpaid = f"n > {count} * 97 / 100"
    move["payment_state"] = f"CASE WHEN {unpaid} THEN 'not_paid' ELSE 'paid' END"
    return Kind("ordinary", count, move=move, span=(DAYS + 60, 3), messages=1)


def waiting():
    """A few of each work list."""
    kinds = [Kind("waiting", FEW)]
    for name, state, status, due, released in (
        ("deposited", "deposited", "DEPOSEE", DUE + 60, None),
        ("suspended", "suspended", "SUSPENDUE", DUE + 60, None),
        ("late", "made_available", "MISE_A_DISPOSITION", -30, None),
        ("released", "payment_released", "MISE_EN_PAIEMENT", DUE, RELEASED - 22),
    ):
        digit = 4 + len(kinds)
        number = f"'{digit}' || LPAD(n::text, 9, '0')"
        columns = attempt(state, status, number, mandate_read="TRUE")
        kind = Kind(name, FEW, attempt=columns)
        kind.move = invoice(columns, kind.day(), due=due, released=released)
        kinds.append(kind)
    kinds += map(_unanswered, ("to_send", "uncertain", "not_sent"))
    return kinds


def _unanswered(state):
    """What Chorus Pro has said nothing of; those that wait are not due yet."""
    columns = {"state": f"'{state}'"}
    kind = Kind(state, FEW, attempt=columns, span=(2, 1), events=0)
    kind.deposit = {
        "state": f"'{state}'",
        "flow_number": "NULL",
        "next_check_at": "NULL" if state == "not_sent" else "CURRENT_DATE + 2",
    }
    kind.move = {"l10n_fr_chorus_state": f"'{state}'"}
    return kind


def doubles():
    """Invoices that Chorus Pro has twice: those that count, and what was given up."""
    columns = attempt("made_available", "MISE_A_DISPOSITION", "'81' || n::text")
    kind = Kind("double", DOUBLES, attempt=columns)
    kind.move = invoice(columns, kind.day(), due=DUE + 60)
    lost = attempt("not_received", "MISE_A_DISPOSITION", "'82' || n::text")
    return kind, Kind("given", DOUBLES, attempt=lost)


def fill_open(work, simulator, size):
    """What the customer received three days ago and has not paid, as the portal has it
    too; and yesterday's watermark.

    :param Filling work: of the database
    :param str simulator: its address
    :return: the numbers of the invoices
    """
    at = fields.Datetime.now() - timedelta(days=3)
    rows = control(
        simulator,
        "invoices",
        count=size,
        prefix="BENCH-",
        supplier=work.env.company.company_registry,
        recipient=TOWN,
        at=f"{at.isoformat()}+00:00",
        days=OPEN_DAYS,
    )
    columns = attempt(
        "made_available", "MISE_A_DISPOSITION", f"({rows[0][0]} + n - 1)::text"
    )
    columns["invoice_number"] = "'BENCH-' || LPAD((n - 1)::text, 5, '0')"
    moment = f"'{at.isoformat(sep=' ')}'::timestamp"
    columns["status_date"] = columns["row_status_date"] = moment
    deposited_on = f"{moment}::date - ((n - 1) * {OPEN_DAYS} / {size})::int"
    columns["row_deposited_on"] = deposited_on
    kind = Kind("bench", size, attempt=columns, events=0)  # known by their rows
    kind.move = invoice(columns, kind.day(), due=DUE + 60)
    kind.move["name"] = columns["invoice_number"]
    work.add(kind)
    work.env.company.l10n_fr_chorus_watermark = at + timedelta(days=2)
    return [number for _identifier, number in rows]
