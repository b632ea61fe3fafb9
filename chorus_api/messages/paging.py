"""The pages of searches (section 1.6 of ``chorus-pro-api.md``)."""

from .. import values
from ..values import Json


def page_request(page: int, page_size: int, column: str) -> Json:
    """:param column: a sort column of the operation; rows come in ascending order"""
    return {
        "nbResultatsParPage": page_size,
        "pageResultatDemandee": page,
        "triColonne": column,
        "triSens": "Ascendant",
    }


def page_count(answer: Json) -> int:
    return values.integer(values.nested(answer, "parametresRetour"), "pages")
