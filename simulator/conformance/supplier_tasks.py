"""What a supplier does with its invoices, one task an operation.

The sentence of each function is told to whoever writes a client.
"""

import base64

from ..samples import HOLDER, TOWN
from .judges import arrived
from .portal import COMPANY, Portal
from .scenarios import Prepared, task

CII = "IN_DP_E1_CII_16B"
SERVICE_WANTED = "12345678200028"
SERVICE = "SERVICE_DEST_SERV_OBL"


def deposit_of(portal: Portal, content: bytes, name: str = "F1.xml") -> Prepared:
    """A file to deposit, and how it has to arrive."""
    expected = {
        "fichierFlux": base64.b64encode(content).decode(),
        "nomFichier": name,
        "syntaxeFlux": CII,
    }
    return Prepared(portal.file(name, content) | {"syntax": CII}, expected)


@task("deposit", "factures/deposer/flux", "A 2", arrived)
def deposit(portal: Portal) -> Prepared:
    """Deposit ``file`` under the name ``file_name`` in ``syntax``, once; where the
    portal surely has not taken it, again after the time that it asks for."""
    return deposit_of(portal, portal.xml())


@task("flow_report", "transverses/consulterCRDetaille", "A 4.1", arrived)
def flow_report(portal: Portal) -> Prepared:
    """Read what became of the flow ``flow_number``, with its errors."""
    number = portal.flow(portal.xml())
    return Prepared({"flow_number": number}, {"numeroFluxDepot": number})


@task("flow_report_file", "transverses/consulterCR", "A 4.1", arrived)
def flow_report_file(portal: Portal) -> Prepared:
    """Read the portal's own report of the flow ``flow_number``."""
    return flow_report(portal)


@task("search_invoices", "factures/rechercher/fournisseur", "A 2", arrived)
def search_invoices(portal: Portal) -> Prepared:
    """Search the issued invoices of the flow ``flow_number``."""
    return flow_report(portal)


@task("read_invoice", "factures/consulter/fournisseur", "A 2", arrived)
def read_invoice(portal: Portal) -> Prepared:
    """Read the issued invoice ``invoice_id``."""
    return _named(portal.invoice())


@task("read_history", "factures/consulter/historique", "A 2", arrived)
def read_history(portal: Portal) -> Prepared:
    """Read the history of the invoice ``invoice_id``."""
    return _named(portal.invoice(), "idFacture")


def _named(invoice: int, field: str = "identifiantFactureCPP") -> Prepared:
    return Prepared({"invoice_id": invoice}, {field: invoice})


@task("complete", "factures/completer", "A 2", arrived)
def complete(portal: Portal) -> Prepared:
    """Complete the suspended invoice ``invoice_id`` by the text ``comment``."""
    told = _named(portal.invoice("SUSPENDUE"))
    comment = {"comment": "Le bon est joint."}
    expected = {"commentaire": comment["comment"]}
    return Prepared(told.values | comment, told.expected | expected)


@task("recycle", "factures/recycler", "A 2", arrived)
def recycle(portal: Portal) -> Prepared:
    """Send the invoice ``invoice_id`` on to the SIRET ``recipient`` and its
    ``service``."""
    told = _named(portal.invoice("A_RECYCLER"))
    target = {"recipient": SERVICE_WANTED, "service": SERVICE}
    expected = {
        "destinataire.codeDestinataire": SERVICE_WANTED,
        "destinataire.codeServiceExecutant": SERVICE,
    }
    return Prepared(told.values | target, told.expected | expected)


@task("process_rejection", "factures/traiterRejet", "A 2", arrived)
def process_rejection(portal: Portal) -> Prepared:
    """Mark the rejected invoice ``invoice_id`` as handled."""
    field = "listeDemandePaiement.idDemandePaiement"
    return _named(portal.invoice("REJETEE"), field)


@task("correct_validator", "factures/corriger/valideur/facture", "A 2", arrived)
def correct_validator(portal: Portal) -> Prepared:
    """Name the SIRET ``validator`` as the validator of the invoice ``invoice_id``."""
    told = _named(portal.to_validate("ERREUR_FOURNISSEUR_SUR_VALIDEUR"), "idFacture")
    expected = {"identifiantStructure": HOLDER}
    return Prepared(told.values | {"validator": HOLDER}, told.expected | expected)


def entry(portal: Portal) -> Prepared:
    """An invoice as data, and how it has to arrive."""
    supplier = portal.structure(COMPANY.identifier)
    values = {
        "number": "S1",
        "date": portal.today().isoformat(),
        "supplier_id": supplier,
        "recipient": TOWN,
        "line": "Licence",
        "rate": 20,
        "untaxed": 100,
        "vat": 20,
        "total": 120,
    }
    expected = {
        "numeroFactureSaisi": "S1",
        "destinataire.codeDestinataire": TOWN,
        "fournisseur.idFournisseur": supplier,
        "montantTotal.montantHtTotal": 100,
        "montantTotal.montantTtcTotal": 120,
        "montantTotal.montantAPayer": 120,
    }
    return Prepared(values, expected)


@task("submit", "factures/soumettre", "A 2.1", arrived)
def submit(portal: Portal) -> Prepared:
    """Submit the invoice ``number`` as data (SAISIE_API) to the SIRET ``recipient``,
    in the name of the portal's ``supplier_id``: one ``line`` of ``untaxed`` at
    ``rate`` per cent, hence ``vat`` and ``total``."""
    told = entry(portal)
    return Prepared(told.values, told.expected | {"modeDepot": "SAISIE_API"})


@task("deposit_pdf", "factures/deposer/pdf", "A 2.2", arrived)
def deposit_pdf(portal: Portal) -> Prepared:
    """Upload the PDF ``file`` of an invoice, for the portal to read."""
    file = portal.pdf()
    return Prepared(file, {"nomFichier": file["file_name"]})


@task("search_to_do", "factures/rechercher/atraiter/fournisseur", "A 2.3", arrived)
def search_to_do(portal: Portal) -> Prepared:
    """Search what the supplier has to do."""
    portal.invoice("SUSPENDUE")
    return Prepared()


@task("download_invoice", "factures/telecharger/groupe", "A 2.4", arrived)
def download_invoice(portal: Portal) -> Prepared:
    """Download the issued invoice ``invoice_id`` as a PDF."""
    told = _named(portal.invoice(), "listeFacture.idFacture")
    return Prepared(told.values, told.expected | {"format": "PDF"})


@task("upload_document", "transverses/ajouter/fichier", "A 4.2", arrived)
def upload_document(portal: Portal) -> Prepared:
    """Upload the document ``file``, a PDF, to be linked to an invoice later."""
    file = portal.pdf()
    return Prepared(file, {"pieceJointeNom": file["file_name"]})
