"""With 10,000 invoices a page costs what the first page costs, whichever it is: counted
in steps of the database, not in seconds."""

import pytest

from simulator.conformance.portal import SUPPLIER_LOGIN, TOWN_LOGIN, Portal

COUNT = 10_000
PAGE = 200
# Steps between two counts.
STEPS = 100
# What the last page may cost more than the first: it counts the rows that it passes
# over, as both count all of them.
GROWTH = 1.6
SEARCHES = {
    "rechercher/fournisseur": ("rechercheFactureParFournisseur", SUPPLIER_LOGIN),
    "rechercher/atraiter/fournisseur": (
        "rechercheFactureATraiterParFournisseur",
        SUPPLIER_LOGIN,
    ),
    "rechercher/recipiendaire": ("paramRecherche", TOWN_LOGIN),
}


@pytest.fixture(scope="module")
def portal():
    portal = Portal()
    values = {"supplier": "73282932000074", "recipient": "12345678200051"}
    values |= {"count": COUNT, "prefix": "L", "days": 300}
    portal.control("invoices", values)
    return portal


def steps(portal, operation, column, page):
    """The steps of the database for one page, and its rows."""
    part, login = SEARCHES[operation]
    asked = {"pageResultatDemandee": page, "nbResultatsParPage": PAGE}
    asked |= {"nbResultatsMaximum": 999_999}
    asked |= {"triColonne": column} if column else {}
    connection = portal.simulator.database.connection()
    count = 0

    def counted():
        nonlocal count
        count += 1

    connection.set_progress_handler(counted, STEPS)
    try:
        answer = portal.call(f"factures/v1/{operation}", {part: asked}, login)
    finally:
        connection.set_progress_handler(None, 0)
    return count, answer["listeFactures"]


@pytest.mark.parametrize("column", ["", "NumeroFacture"])
@pytest.mark.parametrize("operation", SEARCHES)
def test_a_page_costs_what_the_first_one_costs(portal, operation, column):
    last = COUNT // PAGE
    first_steps, first = steps(portal, operation, column, 1)
    last_steps, rows = steps(portal, operation, column, last)
    assert len(first) == len(rows) == PAGE
    numbers = [row["numeroFacture"] for row in (*first, *rows)]
    assert len(set(numbers)) == 2 * PAGE
    if column:
        assert numbers == sorted(numbers, reverse=True)
    assert last_steps <= GROWTH * first_steps, (first_steps, last_steps)
