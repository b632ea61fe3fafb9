"""Pages and sorting of searches, with the defaults of the real API.

Source: doc/portal.md, A 1.6 (annex of 2017): page 1, 10 results a page, 200 results at
most, descending. A client that sends no page size and no maximum loses rows here too.
"""

from dataclasses import dataclass

from .errors import Malformed

PAGE_SIZE = 10
MAXIMUM = 200
# The part of a request that asks for a page.
PAGE_SHAPE = {
    "nbResultatsMaximum": int,
    "pageResultatDemandee": int,
    "nbResultatsParPage": int,
    "triSens": str,
    "triColonne": str,
}
# No table has that many rows; a page beyond, or of more of them, is that one.
FARTHEST = 10**9


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a search.

    :param limit, offset: for the SQL
    :param number, count, size, total: what the answer says about it
    """

    limit: int
    offset: int
    number: int
    count: int
    size: int
    total: int

    def summary(self) -> dict:
        """The object ``parametresRetour`` of an answer."""
        return {
            "pageCourante": self.number,
            "pages": self.count,
            "nbResultatsParPage": self.size,
            "total": self.total,
        }


def page_of(
    found: int,
    number: int | None = None,
    size: int | None = None,
    maximum: int | None = None,
    cap: int = 0,
) -> Page:
    """The page a client asked for.

    :param found: rows that match
    :param number, size, maximum: what the client sent; None, 0 or less means nothing
    :param cap: the greatest page size granted, 0 for none
    """
    number = min(number, FARTHEST) if number and number > 0 else 1
    size = min(size, cap or FARTHEST) if size and size > 0 else PAGE_SIZE
    total = min(found, maximum if maximum and maximum > 0 else MAXIMUM)
    offset = (number - 1) * size
    limit = max(0, min(size, total - offset))
    return Page(limit, offset, number, -(-total // size), size, total)


def order_by(columns: dict[str, str], column: str, sense: str, tie: str) -> str:
    """The SQL of a sort; rows that compare equal are ordered by ``tie``.

    :param columns: sort columns of the API to SQL expressions
    :raises Malformed: the column or the sense is not one of the swagger's
    """
    if column not in columns:
        raise Malformed(f"triColonne {column!r}")
    if sense not in ("Ascendant", "Descendant"):
        raise Malformed(f"triSens {sense!r}")
    direction = "ASC" if sense == "Ascendant" else "DESC"
    return f"ORDER BY {columns[column]} {direction}, {tie} {direction}"
