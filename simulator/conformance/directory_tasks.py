"""Look-ups: the directory, one's own side, lists of codes, what the State ordered."""

from ..samples import TOWN
from .judges import arrived
from .portal import COMPANY, Portal
from .scenarios import Prepared, task

COMMITMENT = "1501966748"


@task("health", "transverses/health-check", "A 4.1", arrived)
def health(portal: Portal) -> Prepared:
    """Ask whether the portal is there."""
    return Prepared()


@task("search_structures", "structures/rechercher", "A 3", arrived)
def search_structures(portal: Portal) -> Prepared:
    """Search the structure of the SIRET ``identifier``."""
    return Prepared({"identifier": TOWN}, {"structure.identifiantStructure": TOWN})


@task("read_structure", "structures/consulter", "A 3", arrived)
def read_structure(portal: Portal) -> Prepared:
    """Read what the structure ``structure_id`` asks for."""
    return _structure(portal, TOWN, "idStructureCPP")


def _structure(portal: Portal, siret: str, field: str) -> Prepared:
    identifier = portal.structure(siret)
    return Prepared({"structure_id": identifier}, {field: identifier})


@task("list_services", "structures/rechercher/services", "A 3", arrived)
def list_services(portal: Portal) -> Prepared:
    """List the services of the structure ``structure_id``."""
    return _structure(portal, TOWN, "idStructure")


@task("read_service", "structures/consulter/service", "A 3", arrived)
def read_service(portal: Portal) -> Prepared:
    """Read what the service ``service_id`` of the structure ``structure_id`` asks
    for."""
    told = list_services(portal)
    service = portal.value(
        "SELECT id FROM services WHERE structure_id = ?", told.values["structure_id"]
    )
    values = told.values | {"service_id": service}
    return Prepared(values, told.expected | {"idService": service})


@task("search_recipients", "transverses/rechercher/destinataire", "A 4.4", arrived)
def search_recipients(portal: Portal) -> Prepared:
    """Search the public bodies whose name, town or postcode is like ``text``."""
    text = "Sansexigence"
    return Prepared({"text": text}, {"nomVilleCodePostal": text})


@task(
    "download_directory",
    "transverses/telecharger/annuaire/destinataire",
    "A 4.4",
    arrived,
)
def download_directory(portal: Portal) -> Prepared:
    """Download the directory of all public bodies."""
    return Prepared()


@task(
    "list_own_structures",
    "transverses/recuperer/structures/actives/fournisseur",
    "A 4.4",
    arrived,
)
def list_own_structures(portal: Portal) -> Prepared:
    """List the structures in whose name the account invoices."""
    return Prepared()


@task("list_bank_accounts", "transverses/recuperer/coordbanc/valides", "A 4.4", arrived)
def list_bank_accounts(portal: Portal) -> Prepared:
    """List the bank details of the own structure ``structure_id``."""
    return _structure(portal, COMPANY.identifier, "idStructure")


@task("list_vat_rates", "transverses/recuperer/tauxtva", "A 4.3", arrived)
def list_vat_rates(portal: Portal) -> Prepared:
    """List the rates of VAT."""
    return Prepared()


@task(
    "list_exemption_reasons",
    "transverses/recuperer/motifs/exonerationtva",
    "A 4.3",
    arrived,
)
def list_exemption_reasons(portal: Portal) -> Prepared:
    """List the reasons for which no VAT is due."""
    return Prepared()


@task("list_currencies", "transverses/recuperer/devises", "A 4.3", arrived)
def list_currencies(portal: Portal) -> Prepared:
    """List the currencies."""
    return Prepared()


@task("list_payment_means", "transverses/recuperer/modereglements", "A 4.3", arrived)
def list_payment_means(portal: Portal) -> Prepared:
    """List the means of payment."""
    return Prepared()


@task("search_commitments", "engagementsJuridiques/rechercher", "A 7", arrived)
def search_commitments(portal: Portal) -> Prepared:
    """Search the State's commitment ``commitment_number``."""
    return _commitment("numeroEngagementJuridique")


def _commitment(field: str) -> Prepared:
    return Prepared({"commitment_number": COMMITMENT}, {field: COMMITMENT})


@task("read_commitment", "engagementsJuridiques/consulterDetail", "A 7", arrived)
def read_commitment(portal: Portal) -> Prepared:
    """Read the State's commitment ``commitment_number``."""
    return _commitment("numeroEngagementJuridique")


@task("download_commitment", "transverses/telecharger/pieceJointe", "A 4.2", arrived)
def download_commitment(portal: Portal) -> Prepared:
    """Download the documents of the commitment ``commitment_number``."""
    return _commitment("engagementJuridique.numeroEngagementJuridique")
