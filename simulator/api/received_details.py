"""API Factures: the whole content of a received invoice (doc/portal.md, A 2.6)."""

import json

from chorus_api.works import WORKS_TYPE_OF

from ..directory import structure_by_id
from ..errors import BusinessError
from ..operations import GCU, Call, operation
from ..paging import page_of
from ..receiving import received_invoice
from .details import PAGES, attachments, parties, references, totals
from .submitted_content import submitted_content

TAXES, FILES, LINES = PAGES
# Name of the part that asks for a list, to its rows and the ends of its fields: those
# that ask, those that answer, and what the swagger calls the page size of one of them.
LISTS = {
    "rechercheligneTvaRecap": (
        "ligneTva",
        "ListeRecapitulatifTVA",
        "LignesRecapitulativesTVA",
        "ListeListeRecapitulatifTVA",
    ),
    "recherchePj": ("pieceJointe", "ListePieceJointe", "ListePiecesJointe", ""),
    "rechercheLignePoste": ("lignePoste", "LignesPoste", "LignesPoste", ""),
}


@operation(
    "factures",
    "consulter/recipiendaire",
    {
        "idUtilisateurCourant": int,
        "identifiantFactureCPP": int,
        "codeLangue": str,
        "rechercheligneTvaRecap": PAGES[TAXES],
        "recherchePj": PAGES[FILES],
        "rechercheLignePoste": PAGES[LINES],
    },
    GCU,
)
def consult_received(call: Call) -> dict:
    """A received invoice (``consulterFactureParRecipiendaire``); the lines and taxes
    of a flow are in its file alone. A list has ten rows unless more are asked for."""
    if "identifiantFactureCPP" not in call.body:
        raise BusinessError("required_field", "identifiantFactureCPP")
    row = received_invoice(call, call.body["identifiantFactureCPP"])
    return {"facture": received_content(call, row)}


def received_content(call: Call, row) -> dict:
    """``facture``: all that is told of an invoice that others issued, with the page of
    each list that the body asks for.

    :param row: with what it points to
    """
    kept = json.loads(row["content"] or "{}")
    content = submitted_content(kept)
    works_type = WORKS_TYPE_OF.get(row["framework"])
    stated = references(row, kept.get("references", {}))
    return {
        "identifiantFactureCPP": row["id"],
        "numeroFacture": row["number"],
        "statutFacture": row["status"],
        "modeDepot": row["mode"],
        **_parties(call, row),
        "references": stated | {"typeFactureTravaux": works_type},
        "recapitulatifDeTva": _page(
            call, content.get("recapitulatifDeTva", {}), "rechercheligneTvaRecap"
        ),
        "montantTotal": totals(row, kept.get("montantTotal", {})),
        "pieceJointePrincipale": row["attachment_id"]
        and {"idPieceJointePrincipale": row["attachment_id"]},
        "listeDesPiecesJointes": _page(call, attachments(call, row), "recherchePj"),
        "lignesDePoste": _page(
            call, content.get("lignesDePoste", {}), "rechercheLignePoste"
        ),
        "commentaire": row["comment"],
    }


def _parties(call: Call, row) -> dict:
    told = parties(row)
    supplier = dict(told["fournisseur"])
    supplier["designationFournisseur"] = supplier.pop("raisonSocialeFournisseur")
    structure = structure_by_id(call.connection, row["supplier_id"])
    assert structure is not None, "the supplier of an invoice exists"
    address = {
        "adresseFournisseurDetail": structure["street"],
        "adresseFournisseurCodePostal": structure["zip"],
        "adresseFournisseurVille": structure["city"],
        "adresseFournisseurCodePays": structure["country"],
    }
    return told | {"fournisseur": supplier | address}


def _page(call: Call, found: dict, part: str) -> dict:
    """The page of a list that is asked for, with its own names of the counts."""
    key, asks, answers, size = LISTS[part]
    rows = found.get(key, [])
    asked = call.body.get(part, {})
    page = page_of(
        len(rows),
        asked.get(f"pageResultatDemandee{asks}"),
        asked.get(f"nbResultatsParPage{size or asks}"),
        len(rows),
    )
    return {
        key: rows[page.offset : page.offset + page.limit],
        f"pageCourante{answers}": page.number,
        f"pages{answers}": page.count,
        f"nbResultatsParPage{answers}": page.size,
        f"total{answers}": page.total,
    }
