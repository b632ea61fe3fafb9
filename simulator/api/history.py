"""API Factures: the history of an invoice (swagger Factures)."""

from ..errors import BusinessError
from ..operations import GCU, Call, operation
from ..paging import order_by, page_of
from ..receiving import received_invoice
from ..validators import invoice_to_validate
from .factures import invoice_of


# Three lists, each with its own paging fields (style C of doc/portal.md, A 1.6).
def _page_shape(suffix: str) -> dict:
    return {
        f"pageResultatDemandee{suffix}": int,
        f"nbResultatsParPage{suffix}": int,
        f"triSens{suffix}": str,
        f"triColonne{suffix}": str,
    }


AGENT_SORTS = {
    "UtilisateurPrenom": "first_name",
    "UtilisateurNom": "last_name",
    "UtilisateurEmail": "email",
    "UtilisateurTelephone": "phone",
}
STATUS_SORTS = {
    "HistoStatutDatePassage": "at",
    "HistoStatutCode": "code",
    "HistoStatutCommentaire": "comment",
    **{f"HistoStatut{name}": column for name, column in AGENT_SORTS.items()},
}
EVENT_SORTS = {
    "EvenementDateHeure": "at",
    "EvenementLibelle": "label",
    "EvenementQui": "who",
}
ACTION_SORTS = {
    "HistoActionDateHeure": "at",
    "HistoActionCode": "code",
    "HistoAction": "code",
    **{f"HistoAction{name}": column for name, column in AGENT_SORTS.items()},
}


@operation(
    "factures",
    "consulter/historique",
    {
        "idUtilisateurCourant": int,
        "idFacture": int,
        "idEspace": int,
        "nbResultatsMaximum": int,
        "paramRechercheHistoStatuts": _page_shape("ListeHistoStatut"),
        "paramRechercheHistoEvenementsComplementaires": _page_shape(
            "ListeHistoEvenement"
        ),
        "paramRechercheHistoActionsUtilisateurs": _page_shape("ListeHistoAction"),
    },
    GCU,
)
def consult_history(call: Call) -> dict:
    """Statuses, events and users' actions of an invoice, newest first.

    doc/portal.md, A 2 (``consulter/historique``) and A 1.7.
    """
    invoice = _invoice(call)
    last = call.connection.execute(
        "SELECT id, code FROM actions WHERE invoice_id = ? ORDER BY at DESC, id DESC",
        [invoice["id"]],
    ).fetchone()
    return {
        "idFacture": invoice["id"],
        "numeroFacture": invoice["number"],
        "modeDepot": invoice["mode"],
        "statutCourantCode": invoice["status"],
        "historiquesDesStatuts": _history(
            call, invoice, "statuses", "Statuts", "HistoStatut", STATUS_SORTS
        ),
        "historiquesDesEvenementsComplementaires": _history(
            call,
            invoice,
            "events",
            "EvenementsComplementaires",
            "Evenement",
            EVENT_SORTS,
        ),
        "historiquesDesActionsUtilisateurs": _history(
            call, invoice, "actions", "ActionsUtilisateurs", "HistoAction", ACTION_SORTS
        ),
        "derniereAction": {
            "derniereActionId": last["id"],
            "derniereActionCode": last["code"],
        }
        if last
        else None,
    }


def _invoice(call: Call):
    """The invoice, of its supplier, its recipient or its validator."""
    try:
        return invoice_of(call, "idFacture")
    except BusinessError:
        if "idFacture" not in call.body:
            raise
    identifier = call.body["idFacture"]
    return invoice_to_validate(call, identifier) or received_invoice(call, identifier)


def _history(call, invoice, table, parameter, suffix, sorts) -> dict:
    asked = call.body.get(f"paramRechercheHisto{parameter}", {})
    name = "ListeHistoEvenement" if suffix == "Evenement" else f"Liste{suffix}"
    found = call.connection.execute(
        f"SELECT count(*) FROM {table} WHERE invoice_id = ?",  # noqa: S608
        [invoice["id"]],
    )
    page = page_of(
        found.fetchone()[0],
        asked.get(f"pageResultatDemandee{name}"),
        asked.get(f"nbResultatsParPage{name}"),
        call.body.get("nbResultatsMaximum"),
    )
    order = order_by(
        sorts,
        asked.get(f"triColonne{name}") or next(iter(sorts)),
        asked.get(f"triSens{name}") or "Descendant",
        "id",
    )
    rows = call.connection.execute(
        f"SELECT * FROM {table} WHERE invoice_id = ? {order}"  # noqa: S608
        " LIMIT ? OFFSET ?",
        [invoice["id"], page.limit, page.offset],
    )
    key = suffix[0].lower() + suffix[1:]
    ahead = 60 * call.settings["history_minutes_ahead"]
    return {
        key: [ITEMS[table]({**row, "at": row["at"] + ahead}, key) for row in rows],
        f"pageCourante{suffix}": page.number,
        f"pages{suffix}": page.count,
        f"nbResultatsParPage{suffix}": page.size,
        f"total{suffix}": page.total,
    }


def _agent(row, key) -> dict:
    return {
        f"{key}UtilisateurPrenom": row["first_name"],
        f"{key}UtilisateurNom": row["last_name"],
        f"{key}UtilisateurEmail": row["email"],
        f"{key}UtilisateurTelephone": row["phone"],
    }


def _status_item(row, key) -> dict:
    return {
        "histoStatutId": row["id"],
        "histoStatutCode": row["code"],
        "histoStatutDatePassage": row["at"],
        "histoStatutCommentaire": row["comment"],
        **_agent(row, key),
    }


def _event_item(row, key) -> dict:
    return {
        "evenementId": row["id"],
        "evenementLibelle": row["label"],
        "evenementQui": row["who"],
        "evenementDateHeure": row["at"],
    }


def _action_item(row, key) -> dict:
    return {
        "histoActionId": row["id"],
        "histoActionCode": row["code"],
        "histoActionDateHeure": row["at"],
        **_agent(row, key),
    }


ITEMS = {"statuses": _status_item, "events": _event_item, "actions": _action_item}
