"""What Chorus Pro checks in a deposited invoice, one function per check.

Source: ``doc/portal.md``, R 4.2 (annex EDI) for the content; R 1.6, R 2 and R 3 for
frameworks, recipients and attachments; R 5 for the manner of the messages. Checks
run in stages: the content alone, then the directory and what exists already. All
failures of a stage are reported, and the next one runs only where there is none. Before
all of them stands the official schema: what it refuses makes the whole flow
inadmissible (see :mod:`simulator.flows`).

A check takes a :class:`~simulator.documents.parsed.ParsedInvoice` and a
:class:`Context` and yields French sentences.
"""

from collections.abc import Callable

from ..documents.parsed import ParsedInvoice
from .amounts import amounts, category, credit_note, digits, exemption, prepaid, totals
from .attachments import attachments
from .content import (
    bank_account,
    framework,
    gross_price,
    identifiers,
    issue_date,
    lengths,
    number,
    payment_means,
    type_code,
    validator,
)
from .parties import (
    DUPLICATE,
    Context,
    duplicate,
    known_validator,
    recipient,
    supplier,
)
from .submission import (
    comment,
    currency,
    due,
    lines,
    rates,
    stated_number,
    sums,
    supplier_side,
    vat_kind,
)

__all__ = [
    "DUPLICATE",
    "OF_SUBMISSIONS",
    "OPTIONAL",
    "Context",
    "failures",
    "lengths",
    "recipient",
]

STAGES: tuple[tuple[Callable, ...], ...] = (
    (
        number,
        type_code,
        issue_date,
        framework,
        identifiers,
        validator,
        payment_means,
        bank_account,
        amounts,
        digits,
        totals,
        prepaid,
        credit_note,
        category,
        exemption,
        lengths,
        gross_price,
        attachments,
    ),
    (supplier, recipient, known_validator, duplicate),
)
# Those of an invoice that comes as data, by ``soumettre``.
OF_SUBMISSIONS: tuple[tuple[Callable, ...], ...] = (
    (
        stated_number,
        issue_date,
        validator,
        digits,
        sums,
        due,
        lines,
        rates,
        vat_kind,
        currency,
        credit_note,
        lengths,
        comment,
    ),
    (supplier,),
    (supplier_side, recipient, known_validator),
)
# The checks that a setting may switch off: not those that others rely on.
OPTIONAL = frozenset({"schema", *(check.__name__ for check in STAGES[0])}) - {
    "issue_date",
    "amounts",
}


def failures(
    invoice: ParsedInvoice,
    context: Context,
    stages: tuple[tuple[Callable, ...], ...] = STAGES,
) -> list[str]:
    """Why Chorus Pro refuses the invoice: French messages, empty when it takes it."""
    for stage in stages:
        found = [
            message
            for check in stage
            if check.__name__ not in context.off
            for message in check(invoice, context)
        ]
        if found:
            return found
    return []
