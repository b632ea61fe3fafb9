"""The history of an invoice (``factures/v1/consulter/historique``)."""

from dataclasses import dataclass
from datetime import datetime

from .. import values
from ..values import Json
from .paging import MAXIMUM


@dataclass(frozen=True, slots=True)
class HistoryEvent:
    """A line of the life of an invoice.

    :param kind: ``status``, ``action`` or ``event``: three spaces of identifiers
    :param remote_id: the portal's number; time and code where it gives none
    :param code: code of the status or action, or the text of an event
    :param at: naive UTC
    """

    kind: str
    remote_id: str
    code: str
    at: datetime | None
    comment: str = ""
    author: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class History:
    """The history of an invoice, oldest first; the current status stands apart."""

    current_status: str
    events: tuple[HistoryEvent, ...]
    page_count: int

    @classmethod
    def read(cls, answer: Json) -> "History":
        statuses = values.nested(answer, "historiquesDesStatuts")
        others = values.nested(answer, "historiquesDesEvenementsComplementaires")
        actions = values.nested(answer, "historiquesDesActionsUtilisateurs")
        status_items = values.objects(statuses.get("histoStatut"))
        action_items = values.objects(actions.get("histoAction"))
        events = [_status_event(item) for item in status_items]
        events += [_action_event(item) for item in action_items]
        events += [_other_event(i) for i in values.objects(others.get("evenement"))]
        return cls(
            current_status=values.text(answer, "statutCourantCode"),
            events=tuple(sorted(events, key=by_time)),
            page_count=max(
                values.integer(statuses, "pagesHistoStatut"),
                values.integer(others, "pagesEvenement"),
                values.integer(actions, "pagesHistoAction"),
            ),
        )


def by_time(event: HistoryEvent) -> tuple[datetime, int]:
    """Sort key: time first, then the portal's own number."""
    remote_id = int(event.remote_id) if values.is_reference(event.remote_id) else 0
    return event.at or datetime.min, remote_id


def _status_event(item: Json) -> HistoryEvent:
    return _person_event("status", "histoStatut", item, "DatePassage")


def _action_event(item: Json) -> HistoryEvent:
    return _person_event("action", "histoAction", item, "DateHeure")


def _person_event(kind: str, prefix: str, item: Json, moment: str) -> HistoryEvent:
    code = values.text(item, f"{prefix}Code")
    at = values.moment(item, f"{prefix}{moment}")
    return HistoryEvent(
        kind=kind,
        remote_id=values.text(item, f"{prefix}Id") or f"{at} {code}",
        code=code,
        at=at,
        comment=values.text(item, f"{prefix}Commentaire"),
        author=values.words(
            item, f"{prefix}UtilisateurPrenom", f"{prefix}UtilisateurNom"
        ),
        email=values.text(item, f"{prefix}UtilisateurEmail"),
        phone=values.text(item, f"{prefix}UtilisateurTelephone"),
    )


def _other_event(item: Json) -> HistoryEvent:
    code = values.text(item, "evenementLibelle")
    at = values.moment(item, "evenementDateHeure")
    return HistoryEvent(
        kind="event",
        remote_id=values.text(item, "evenementId") or f"{at} {code}",
        code=code,
        at=at,
        author=values.text(item, "evenementQui"),
    )


def history_request(chorus_invoice_id: str, page: int, page_size: int) -> Json:
    return {
        "idFacture": values.reference(chorus_invoice_id),
        "nbResultatsMaximum": MAXIMUM,
        "paramRechercheHistoStatuts": {
            "pageResultatDemandeeListeHistoStatut": page,
            "nbResultatsParPageListeHistoStatut": page_size,
            "triColonneListeHistoStatut": "HistoStatutDatePassage",
            "triSensListeHistoStatut": "Ascendant",
        },
        "paramRechercheHistoEvenementsComplementaires": {
            "pageResultatDemandeeListeHistoEvenement": page,
            "nbResultatsParPageListeHistoEvenement": page_size,
            "triColonneListeHistoEvenement": "EvenementDateHeure",
            "triSensListeHistoEvenement": "Ascendant",
        },
        "paramRechercheHistoActionsUtilisateurs": {
            "pageResultatDemandeeListeHistoAction": page,
            "nbResultatsParPageListeHistoAction": page_size,
            "triColonneListeHistoAction": "HistoActionDateHeure",
            "triSensListeHistoAction": "Ascendant",
        },
    }
