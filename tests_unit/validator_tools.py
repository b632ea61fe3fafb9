"""For the tests of validators: the main contractor of the seed, what it is asked."""

from chorus_api import ValidationSearch
from tests_unit.simulator_files import DEMO, PLAIN

HOLDER = "99992001000017"
HOLDER_LOGIN = "TECH_1_0000005@cpro.fr"


def send(portal, number="F1", status="A_VALIDER_1", **values):
    """An invoice of the demo company that names the holder; its identifier."""
    draft = {"supplier": DEMO, "recipient": PLAIN, "total": 120.5, "framework": "A9"}
    draft |= {"number": number, "status": status, "validator": HOLDER}
    return str(portal.control("drafts", draft | {"automatic": True} | values)["id"])


def waiting(client):
    """The numbers of what waits for a validator."""
    pages = client.search_to_validate()
    return [row.invoice_number for page in pages for row in page.rows]


def named(client, **criteria):
    """The numbers of what names a validator."""
    pages = client.search_validated(ValidationSearch(**criteria))
    return [row.invoice_number for page in pages for row in page.rows]
