"""Requests and answers as dataclasses: the only file that knows the French keys.

Sources: official swagger of the API Factures v1.0.0 and Structures v1.0.0, sections
1.7, 2, 3 and 4.1 of ``chorus-pro-api.md``. Answers are read leniently where real ones
were seen to stray: a list of one element may come as a bare object, a number as a
string, a field may be absent.
"""

import base64
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from .errors import ProtocolError

_logger = logging.getLogger(__name__)
_PARIS = ZoneInfo("Europe/Paris")

Json = dict[str, Any]


# -- Reading values ------------------------------------------------------------


def _text(source: Json, key: str) -> str:
    value = source.get(key)
    return "" if value is None else str(value).strip()


def _required(source: Json, key: str) -> str:
    value = _text(source, key)
    if not value:
        raise ProtocolError(f"the answer lacks {key}", payload=source)
    return value


def _amount(source: Json, key: str) -> float | None:
    try:
        return float(source[key])
    except (KeyError, TypeError, ValueError):
        return None


def _integer(source: Json, key: str) -> int:
    return int(_amount(source, key) or 0)


def _objects(value: object) -> Iterable[Json]:
    """A list of objects, of which a single one may stand without its list."""
    if isinstance(value, dict):
        value = [value]
    return [item for item in value or [] if isinstance(item, dict)]


def _nested(source: Json, key: str) -> Json:
    value = source.get(key)
    return value if isinstance(value, dict) else {}


def parse_moment(value: str) -> datetime | None:
    """A date and time of the portal, as a naive datetime in UTC, to the second.

    Without an offset the portal's times are those of Paris.
    """
    if not value:
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        _logger.warning("Chorus Pro sent a date of an unknown form")
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=_PARIS)
    return moment.astimezone(UTC).replace(tzinfo=None, microsecond=0)


def parse_day(value: str) -> date | None:
    """A day of the portal, whose time of day is dropped where it has one."""
    try:
        return date.fromisoformat(value[:10]) if value else None
    except ValueError:
        _logger.warning("Chorus Pro sent a day of an unknown form")
        return None


def _paris(moment: datetime) -> str:
    local = moment.replace(tzinfo=UTC).astimezone(_PARIS)
    return local.strftime("%Y-%m-%dT%H:%M:%S")


# -- Deposit of a flow ---------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DepositReceipt:
    """The acknowledgement of a deposit, which is not its acceptance."""

    flow_number: str
    deposited_on: date | None

    @classmethod
    def read(cls, answer: Json) -> "DepositReceipt":
        return cls(
            flow_number=_required(answer, "numeroFluxDepot"),
            deposited_on=parse_day(_text(answer, "dateDepot")),
        )


def deposit_request(file_name: str, content: bytes, syntax: str) -> Json:
    return {
        "fichierFlux": base64.b64encode(content).decode(),
        "nomFichier": file_name,
        "syntaxeFlux": syntax,
        "avecSignature": False,
    }


# -- Report of a flow ----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class InvoiceError:
    """Why one invoice of a flow was refused."""

    invoice_number: str
    text: str
    supplier: str = ""
    recipient: str = ""


@dataclass(frozen=True, slots=True)
class FlowReport:
    """The report of a flow (``consulterCRDetaille``)."""

    status: str
    status_at: datetime | None
    invoice_errors: tuple[InvoiceError, ...]
    technical_errors: tuple[str, ...]

    @classmethod
    def read(cls, answer: Json) -> "FlowReport":
        return cls(
            status=_required(answer, "etatCourantDepotFlux"),
            status_at=parse_moment(_text(answer, "dateHeureEtatCourantFlux")),
            invoice_errors=tuple(
                InvoiceError(
                    invoice_number=_text(item, "numeroDP"),
                    text=_text(item, "libelleErreurDP"),
                    supplier=_text(item, "identifiantFournisseur"),
                    recipient=_text(item, "identifiantDestinataire"),
                )
                for item in _objects(answer.get("listeErreurDP"))
            ),
            technical_errors=tuple(
                " ".join(
                    filter(
                        None,
                        (_text(item, "codeErreur"), _text(item, "libelleErreur")),
                    )
                )
                for item in _objects(answer.get("listeErreurTechnique"))
            ),
        )


def flow_report_request(flow_number: str) -> Json:
    return {"numeroFluxDepot": flow_number}


# -- Search of issued invoices -------------------------------------------------


@dataclass(frozen=True, slots=True)
class InvoiceSearch:
    """Criteria of a search of issued invoices; moments are naive UTC."""

    invoice_number: str = ""
    flow_number: str = ""
    status_since: datetime | None = None
    deposited_from: date | None = None
    deposited_to: date | None = None

    def write(self, page: int, page_size: int) -> Json:
        criteria: Json = {
            "numeroFacture": self.invoice_number,
            "numeroFluxDepot": self.flow_number,
            "periodeDateHeureEtatCourantDu": self.status_since
            and _paris(self.status_since),
            "periodeDateDepotDu": self.deposited_from
            and self.deposited_from.isoformat(),
            "periodeDateDepotAu": self.deposited_to and self.deposited_to.isoformat(),
        }
        request = {key: value for key, value in criteria.items() if value}
        request["rechercheFactureParFournisseur"] = {
            # Without them the portal returns 10 rows a page and 200 at the most.
            "nbResultatsMaximum": 999_999,
            "nbResultatsParPage": page_size,
            "pageResultatDemandee": page,
            "triColonne": "NumeroFacture",
            "triSens": "Ascendant",
        }
        return request


@dataclass(frozen=True, slots=True)
class InvoiceRow:
    """An issued invoice as a search returns it; ``status_at`` is naive UTC."""

    chorus_invoice_id: str
    invoice_number: str
    flow_number: str
    status: str
    status_at: datetime | None
    comment: str
    invoice_date: date | None
    deposited_on: date | None
    supplier: str
    recipient: str
    recipient_name: str
    service_code: str
    commitment_number: str
    total: float | None
    amount_due: float | None
    currency: str
    kind: str

    @classmethod
    def read(cls, item: Json) -> "InvoiceRow":
        return cls(
            chorus_invoice_id=_text(item, "identifiantFactureCPP"),
            invoice_number=_text(item, "numeroFacture"),
            flow_number=_text(item, "numeroFluxDepot"),
            status=_text(item, "statut"),
            status_at=parse_moment(_text(item, "dateHeureEtatCourant")),
            comment=_text(item, "commentaireEtatCourant"),
            invoice_date=parse_day(_text(item, "dateFacture")),
            deposited_on=parse_day(_text(item, "dateDepot")),
            supplier=_text(item, "codeFournisseur"),
            recipient=_text(item, "codeDestinataire"),
            recipient_name=_text(item, "designationDestinataire"),
            service_code=_text(item, "codeServiceExecutant"),
            commitment_number=_text(item, "numeroBonCommande"),
            total=_amount(item, "montantTTC"),
            amount_due=_amount(item, "montantAPayer"),
            currency=_text(item, "devise"),
            kind=_text(item, "typeFacture"),
        )


@dataclass(frozen=True, slots=True)
class InvoicePage:
    rows: tuple[InvoiceRow, ...]
    page: int
    page_count: int

    @classmethod
    def read(cls, answer: Json, page: int) -> "InvoicePage":
        return cls(
            rows=tuple(
                InvoiceRow.read(item) for item in _objects(answer.get("listeFactures"))
            ),
            page=page,
            page_count=_integer(_nested(answer, "parametresRetour"), "pages"),
        )


# -- History of an invoice -----------------------------------------------------


@dataclass(frozen=True, slots=True)
class HistoryEvent:
    """A line of the life of an invoice.

    :param kind: ``status``, ``action`` or ``event``: three spaces of identifiers
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
        statuses = _nested(answer, "historiquesDesStatuts")
        others = _nested(answer, "historiquesDesEvenementsComplementaires")
        actions = _nested(answer, "historiquesDesActionsUtilisateurs")
        events = [
            *(
                _person_event("status", "histoStatut", item, "DatePassage")
                for item in _objects(statuses.get("histoStatut"))
            ),
            *(
                _person_event("action", "histoAction", item, "DateHeure")
                for item in _objects(actions.get("histoAction"))
            ),
            *(_other_event(item) for item in _objects(others.get("evenement"))),
        ]
        return cls(
            current_status=_text(answer, "statutCourantCode"),
            events=tuple(sorted(events, key=by_time)),
            page_count=max(
                _integer(statuses, "pagesHistoStatut"),
                _integer(others, "pagesEvenement"),
                _integer(actions, "pagesHistoAction"),
            ),
        )


def by_time(event: HistoryEvent) -> tuple[datetime, int]:
    """Sort key: time first, then the portal's own number."""
    remote_id = int(event.remote_id) if event.remote_id.isdigit() else 0
    return event.at or datetime.min, remote_id


def _person_event(kind: str, prefix: str, item: Json, moment: str) -> HistoryEvent:
    names = (
        _text(item, f"{prefix}UtilisateurPrenom"),
        _text(item, f"{prefix}UtilisateurNom"),
    )
    return HistoryEvent(
        kind=kind,
        remote_id=_text(item, f"{prefix}Id"),
        code=_text(item, f"{prefix}Code"),
        at=parse_moment(_text(item, f"{prefix}{moment}")),
        comment=_text(item, f"{prefix}Commentaire"),
        author=" ".join(filter(None, names)),
        email=_text(item, f"{prefix}UtilisateurEmail"),
        phone=_text(item, f"{prefix}UtilisateurTelephone"),
    )


def _other_event(item: Json) -> HistoryEvent:
    return HistoryEvent(
        kind="event",
        remote_id=_text(item, "evenementId"),
        code=_text(item, "evenementLibelle"),
        at=parse_moment(_text(item, "evenementDateHeure")),
        author=_text(item, "evenementQui"),
    )


def history_request(chorus_invoice_id: str, page: int, page_size: int) -> Json:
    return {
        "idFacture": int(chorus_invoice_id),
        "nbResultatsMaximum": 999_999,
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


# -- Structures ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StructureSummary:
    structure_ref: str
    siret: str
    name: str
    active: bool

    @classmethod
    def read(cls, item: Json) -> "StructureSummary":
        return cls(
            structure_ref=_text(item, "idStructureCPP"),
            siret=_text(item, "identifiantStructure"),
            name=_text(item, "designationStructure"),
            active=_text(item, "statut") != "INACTIVE",
        )


@dataclass(frozen=True, slots=True)
class StructurePage:
    rows: tuple[StructureSummary, ...]
    page_count: int

    @classmethod
    def read(cls, answer: Json) -> "StructurePage":
        return cls(
            rows=tuple(
                StructureSummary.read(item)
                for item in _objects(answer.get("listeStructures"))
            ),
            page_count=_integer(_nested(answer, "parametresRetour"), "pages"),
        )


@dataclass(frozen=True, slots=True)
class Structure:
    """A structure with what it asks of an invoice.

    :param password_expires_at: end of the technical account's password, naive UTC,
        told to the structure's own account alone
    """

    structure_ref: str
    siret: str
    name: str
    service_required: bool
    commitment_required: bool
    service_or_commitment_required: bool
    works_owner_only: bool
    payment_not_reported: bool
    password_expires_at: datetime | None

    @classmethod
    def read(cls, answer: Json) -> "Structure":
        general = _nested(answer, "informationGenerales")
        parameters = _nested(answer, "parametres")
        return cls(
            structure_ref=_text(general, "idStructureCPP"),
            siret=_text(general, "identifiantStructure"),
            name=_text(general, "raisonSocialeStructure")
            or _text(general, "libelleStructure"),
            service_required=bool(parameters.get("codeServiceDoitEtreRenseigne")),
            commitment_required=bool(parameters.get("numeroEJDoitEtreRenseigne")),
            service_or_commitment_required=bool(
                parameters.get("gestionNumeroEJOuCodeService")
            ),
            works_owner_only=bool(parameters.get("estMoaUniquement")),
            payment_not_reported=bool(
                parameters.get("statutMiseEnPaiementNestPasRemonte")
            ),
            password_expires_at=parse_moment(
                _text(general, "dateExpirationMotPasseCompteTech")
            ),
        )


def structure_search_request(siret: str, page: int, page_size: int) -> Json:
    return {
        "structure": {
            "identifiantStructure": siret,
            "typeIdentifiantStructure": "SIRET",
        },
        "parametres": {
            "pageResultatDemandee": page,
            "nbResultatsParPage": page_size,
            "triColonne": "IdentifiantStructure",
            "triSens": "Ascendant",
        },
    }


def structure_request(structure_ref: str) -> Json:
    return {"idStructureCPP": int(structure_ref), "codeLangue": "fr"}
