"""For the tests of the receiving side: the town that receives, and what it is sent."""

from chorus_api import ReceivedSearch
from tests_unit.simulator_files import DEMO, PLAIN

TOWN_LOGIN = "TECH_1_0000003@cpro.fr"
SEARCH = "factures/rechercher/recipiendaire"
TO_DO = "factures/rechercher/atraiter/recipiendaire"
DETAIL = "factures/consulter/recipiendaire"
DOWNLOAD = "factures/telecharger/groupe"
PROCESS = "factures/traiter/recue"
NEXT = "transverses/recuperer/etats/traitement"


def send(portal, number="F1", status="MISE_A_DISPOSITION", **values):
    """An invoice of the demo company that the town has; its identifier, a number."""
    draft = {"supplier": DEMO, "recipient": PLAIN, "total": 120}
    return portal.control(
        "drafts", draft | {"number": number, "status": status} | values
    )["id"]


def found(town, **criteria):
    """All rows of a search."""
    search = ReceivedSearch(**criteria)
    return [row for page in town.search_received(search) for row in page.rows]


def numbers(town, **criteria):
    """The numbers of the invoices that a search finds."""
    return [row.invoice_number for row in found(town, **criteria)]
