"""For the tests of the doors beside the flow: an invoice as data, and its PDF."""

import base64
import io
from datetime import date

from reportlab.pdfgen.canvas import Canvas

from chorus_api import (
    Attachment,
    InvoiceSearch,
    Submission,
    SubmissionLine,
    SubmissionTax,
)
from chorus_api.doors import ENTRY, PDF
from tests_unit.simulator_files import PLAIN

SUBMIT = "factures/soumettre"
DEPOSIT_PDF = "factures/deposer/pdf"
OWN = "transverses/recuperer/structures/actives/fournisseur"
TODAY = date(2026, 3, 2)
LINE = SubmissionLine(1, "Licence", 2, 50.0, rate=20)
TAX = SubmissionTax(100.0, 20.0, rate=20)


def pdf(number="D1", lines=()):
    """A page such as printers make; its number is all that differs."""
    target = io.BytesIO()
    canvas = Canvas(target)
    texts = [
        f"Facture {number}",
        "Date de la facture 02/03/2026",
        "Atelier Lumière SARL, SIRET 732 829 320 00074",
        f"Commune de Sansexigence, SIRET {PLAIN}",
        "Montant hors taxes 100,00 €",
        "TVA 20 % 20,00 €",
        "Total 120,00 €",
        *lines,
    ]
    for place, text in enumerate(texts):
        canvas.drawString(60, 780 - 20 * place, text)
    canvas.save()
    return target.getvalue()


def supplier_ref(chorus):
    """The portal's identifier of the demo company."""
    return chorus.list_own_structures()[0].structure_ref


def submission(chorus, door=ENTRY, **changes):
    """A good invoice of 100 and 20 for the commune that asks for nothing."""
    values = {
        "door": door,
        "number": "D1",
        "invoice_date": TODAY,
        "framework": "A1",
        "recipient": PLAIN,
        "supplier_ref": changes.pop("supplier_ref", None) or supplier_ref(chorus),
        "untaxed": 100.0,
        "vat": 20.0,
        "total": 120.0,
        "amount_due": 120.0,
        "taxes": (TAX,),
        "lines": (LINE,) if door == ENTRY else (),
    }
    if door == PDF and "main_file" not in changes:
        file_id = chorus.add_file("D1.pdf", pdf(), "application/pdf")
        values["main_file"] = Attachment(file_id, "Facture D1")
    return Submission(**values | changes)


def found(chorus, **criteria):
    """All rows of a search."""
    pages = chorus.search_invoices(InvoiceSearch(**criteria))
    return [row for page in pages for row in page.rows]


def invoices(portal):
    """What the simulator keeps of invoices, the newest first."""
    return portal.control("state", method="get")["invoices"]


# -- On the wire ---------------------------------------------------------------


def body(client, **changes):
    """A good entry of 100 and 20; a name with a dot changes a part of it."""
    own = client.ok(OWN)["listeStructures"][0]["idStructureCPP"]
    values = {
        "modeDepot": "SAISIE_API",
        "numeroFactureSaisi": "S1",
        "destinataire": {"codeDestinataire": PLAIN},
        "fournisseur": {"idFournisseur": own},
        "cadreDeFacturation": {"codeCadreFacturation": "A1_FACTURE_FOURNISSEUR"},
        "references": {
            "deviseFacture": "EUR",
            "modePaiement": "VIREMENT",
            "typeFacture": "FACTURE",
            "typeTva": "TVA_SUR_DEBIT",
        },
        "lignePoste": [line()],
        "ligneTva": [tax()],
        "montantTotal": {
            "montantHtTotal": 100.0,
            "montantTVA": 20.0,
            "montantTtcTotal": 120.0,
            "montantAPayer": 120.0,
        },
    }
    for name, value in changes.items():
        part, _, field = name.partition("__")
        if field:
            values[part] = values[part] | {field: value}
        else:
            values[part] = value
    return values


def line(**changes):
    return {
        "lignePosteNumero": 1,
        "lignePosteDenomination": "Licence",
        "lignePosteQuantite": 2,
        "lignePosteMontantUnitaireHT": 50.0,
        "lignePosteTauxTvaManuel": 20,
    } | changes


def tax(**changes):
    return {
        "ligneTvaMontantBaseHtParTaux": 100.0,
        "ligneTvaMontantTvaParTaux": 20.0,
        "ligneTvaTauxManuel": 20,
    } | changes


def pdf_body(content=None, **changes):
    return {
        "fichierFacture": base64.b64encode(content or pdf("S1")).decode(),
        "nomFichier": "S1.pdf",
        "formatDepot": "PDF_NON_SIGNE",
    } | changes


def with_pdf(client, file_id, **changes):
    main = {
        "pieceJointePrincipaleDesignation": "S1",
        "pieceJointePrincipaleId": file_id,
    }
    values = {"modeDepot": "DEPOT_PDF_API", "dateFacture": "2026-03-02"}
    return body(client, **values | {"pieceJointePrincipale": [main]} | changes)
