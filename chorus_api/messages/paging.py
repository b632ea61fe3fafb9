"""The pages of searches (``doc/portal.md``, A 1.6)."""

from collections.abc import Callable
from typing import Protocol, TypeVar

from .. import values
from ..errors import ProtocolError
from ..values import Json

# What some searches say, as an error, where there is nothing (A 1.5: 20000, and 20007
# of works), and what others answer then.
NOTHING_FOUND = ("TRA_MSG_00.015", "GFT_MSG_01.075")
EMPTY_ANSWER: Json = {"parametresRetour": {"pages": 0, "total": 0}}
# Without a maximum the portal finds 200 rows at the most.
MAXIMUM = 999_999


class Known(Protocol):
    """A row that the portal can be asked about."""

    @property
    def chorus_invoice_id(self) -> str:
        """The portal's identifier."""


Row = TypeVar("Row", bound=Known)


def whole_request(page: int, page_size: int, column: str) -> Json:
    """The part of a search's request that asks for a page, of all there is; see
    :func:`page_request`."""
    return {"nbResultatsMaximum": MAXIMUM, **page_request(page, page_size, column)}


def page_request(page: int, page_size: int, column: str) -> Json:
    """The part of a search's request that asks for a page.

    :param page: from 1
    :param page_size: rows of a page
    :param column: a sort column of the operation; rows come in ascending order
    """
    return {
        "nbResultatsParPage": page_size,
        "pageResultatDemandee": page,
        "triColonne": column,
        "triSens": "Ascendant",
    }


def page_items(answer: Json, key: str) -> list[Json]:
    """The rows of an answer to a search.

    :param key: the field of the answer that holds them
    :raises ProtocolError: there are neither rows nor a count of them: an answer that
        says nothing is not one that says there is nothing
    """
    found = answer.get(key)
    items = values.objects(found)
    if items or found == []:
        return items
    counts = (values.amount(_counts(answer), name) for name in ("total", "pages"))
    if found or all(count is None for count in counts):
        raise ProtocolError(f"the answer lacks {key}", payload=answer)
    return items


def page_count(answer: Json) -> int:
    """How many pages a search has; 0 where its answer does not tell."""
    return values.integer(_counts(answer), "pages")


def _counts(answer: Json) -> Json:
    """What tells pages and rows: an object of its own, or fields at the top."""
    return values.nested(answer, "parametresRetour") or answer


def known_rows(
    answer: Json,
    read: Callable[[Json], Row],
    identifier: str,
    key: str = "listeFactures",
) -> tuple[Row, ...]:
    """The invoices of an answer; those without an identifier are left out: nothing can
    be asked of them.

    :param read: makes a row of an item
    :param identifier: the field of an item that holds it
    :param key: the field of the answer that holds the items
    :raises ProtocolError: no row can be read, and not that there is none
    """
    items = page_items(answer, key)
    rows = [read(item) for item in items]
    known = tuple(row for row in rows if values.is_reference(row.chorus_invoice_id))
    if items and not known:
        raise ProtocolError(f"the answer lacks {identifier}", payload=answer)
    return known
