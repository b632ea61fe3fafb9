"""What a public body does with the invoices that it received, a validator with those of
others, and all with pieces of works."""

from ..samples import TOWN
from .judges import arrived
from .portal import TOWN_LOGIN, VALIDATOR_LOGIN, Portal
from .scenarios import Prepared, task


def _named(invoice: int, field: str) -> Prepared:
    return Prepared({"invoice_id": invoice}, {field: invoice})


@task(
    "list_receiving_structures",
    "transverses/recuperer/structures/actives/destinataire",
    "A 4.4",
    arrived,
    TOWN_LOGIN,
)
def list_receiving_structures(portal: Portal) -> Prepared:
    """List the structures for which the account receives invoices."""
    return Prepared()


@task(
    "search_received", "factures/rechercher/recipiendaire", "A 2.5", arrived, TOWN_LOGIN
)
def search_received(portal: Portal) -> Prepared:
    """Search the invoices (FACTURE) that the structure ``structure_id`` received."""
    portal.invoice()
    town = portal.structure(TOWN)
    return Prepared({"structure_id": town}, {"idDestinataire": town})


@task(
    "search_received_to_do",
    "factures/rechercher/atraiter/recipiendaire",
    "A 2.5",
    arrived,
    TOWN_LOGIN,
)
def search_received_to_do(portal: Portal) -> Prepared:
    """Search the received invoices that wait to be processed."""
    portal.invoice()
    return Prepared()


@task("read_received", "factures/consulter/recipiendaire", "A 2.6", arrived, TOWN_LOGIN)
def read_received(portal: Portal) -> Prepared:
    """Read the received invoice ``invoice_id``."""
    return _named(portal.invoice(), "identifiantFactureCPP")


@task("download_received", "factures/telecharger/groupe", "A 2.7", arrived, TOWN_LOGIN)
def download_received(portal: Portal) -> Prepared:
    """Download the received invoice ``invoice_id`` as a pivot file (PIVOT)."""
    told = _named(portal.invoice(), "listeFacture.idFacture")
    return Prepared(told.values, told.expected | {"format": "PIVOT"})


@task("process_received", "factures/traiter/recue", "A 2.8", arrived, TOWN_LOGIN)
def process_received(portal: Portal) -> Prepared:
    """Give the received invoice ``invoice_id`` the ``status`` for a ``reason``."""
    told = _named(portal.invoice(), "idFacture")
    values = {"status": "SUSPENDUE", "reason": "Le bon de livraison manque."}
    expected = {"nouveauStatut": values["status"], "motif": values["reason"]}
    return Prepared(told.values | values, told.expected | expected)


@task(
    "list_next_statuses",
    "transverses/recuperer/etats/traitement",
    "A 4.3",
    arrived,
    TOWN_LOGIN,
)
def list_next_statuses(portal: Portal) -> Prepared:
    """List the statuses that a body may give after ``status``."""
    status = "MISE_A_DISPOSITION"
    return Prepared({"status": status}, {"statutCourant": status})


@task(
    "search_to_validate",
    "factures/rechercher/aTraiter/valideur",
    "A 2.10",
    arrived,
    VALIDATOR_LOGIN,
)
def search_to_validate(portal: Portal) -> Prepared:
    """Search the invoices that wait for the account's agreement."""
    portal.to_validate()
    return Prepared()


@task(
    "search_validated",
    "factures/rechercher/valideur",
    "A 2.10",
    arrived,
    VALIDATOR_LOGIN,
)
def search_validated(portal: Portal) -> Prepared:
    """Search the invoices that name the account's structure as a validator."""
    portal.to_validate()
    return Prepared()


@task(
    "read_to_validate",
    "factures/consulter/valideur",
    "A 2.10",
    arrived,
    VALIDATOR_LOGIN,
)
def read_to_validate(portal: Portal) -> Prepared:
    """Read the invoice ``invoice_id``, which waits for an agreement."""
    return _named(portal.to_validate(), "identifiantFactureCPP")


@task(
    "answer_to_validate",
    "factures/traiter/factureAValider",
    "A 2.10",
    arrived,
    VALIDATOR_LOGIN,
)
def answer_to_validate(portal: Portal) -> Prepared:
    """Agree to the invoice ``invoice_id``."""
    told = _named(portal.to_validate(), "idFacture")
    return Prepared(told.values, told.expected | {"action": "VALIDATION"})


@task(
    "list_refusal_reasons",
    "transverses/recuperer/motifs/refus/Facture/AValider",
    "A 4.3",
    arrived,
    VALIDATOR_LOGIN,
)
def list_refusal_reasons(portal: Portal) -> Prepared:
    """List the reasons for which a validator may refuse."""
    return Prepared()


@task(
    "list_validator_statuses",
    "factures/recuperer/statutsFactureVisibles/valideur",
    "A 2.10",
    arrived,
    VALIDATOR_LOGIN,
)
def list_validator_statuses(portal: Portal) -> Prepared:
    """List the statuses that a validator may search by."""
    return Prepared()


@task(
    "search_payment_requests", "factures/rechercher/demandePaiement", "A 2.11", arrived
)
def search_payment_requests(portal: Portal) -> Prepared:
    """Search the payment requests of the account in the role ``role``."""
    portal.invoice()
    return _role()


def _role() -> Prepared:
    return Prepared({"role": "FOURNISSEUR"}, {"roleUtilisateur": "FOURNISSEUR"})


@task("search_works", "facturesTravaux/rechercher", "A 6", arrived)
def search_works(portal: Portal) -> Prepared:
    """Search the pieces of works contracts of the account in the role ``role``."""
    portal.invoice("MISE_A_DISPOSITION_MOE", framework="A4", market="M1")
    return _role()
