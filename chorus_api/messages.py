"""Requests and answers as dataclasses: the only file that knows the French keys.

Sources: official swagger of the API Factures v1.0.0 and Structures v1.0.0, sections 2,
3 and 4.1 of ``chorus-pro-api.md``.
"""

import base64
from dataclasses import dataclass
from datetime import date, datetime

from . import values
from .values import Json

# -- Deposit of a flow ---------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DepositReceipt:
    """The acknowledgement of a deposit, which is not its acceptance."""

    flow_number: str
    deposited_on: date | None

    @classmethod
    def read(cls, answer: Json) -> "DepositReceipt":
        return cls(
            flow_number=values.required(answer, "numeroFluxDepot"),
            deposited_on=values.day(answer, "dateDepot"),
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
            status=values.required(answer, "etatCourantDepotFlux"),
            status_at=values.moment(answer, "dateHeureEtatCourantFlux"),
            invoice_errors=tuple(
                InvoiceError(
                    invoice_number=values.text(item, "numeroDP"),
                    text=values.text(item, "libelleErreurDP"),
                    supplier=values.text(item, "identifiantFournisseur"),
                    recipient=values.text(item, "identifiantDestinataire"),
                )
                for item in values.objects(answer.get("listeErreurDP"))
            ),
            technical_errors=tuple(
                text
                for item in values.objects(answer.get("listeErreurTechnique"))
                if (text := values.words(item, "codeErreur", "libelleErreur"))
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
            and values.paris(self.status_since),
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
            chorus_invoice_id=values.text(item, "identifiantFactureCPP"),
            invoice_number=values.text(item, "numeroFacture"),
            flow_number=values.text(item, "numeroFluxDepot"),
            status=values.text(item, "statut"),
            status_at=values.moment(item, "dateHeureEtatCourant"),
            comment=values.text(item, "commentaireEtatCourant"),
            invoice_date=values.day(item, "dateFacture"),
            deposited_on=values.day(item, "dateDepot"),
            supplier=values.text(item, "codeFournisseur"),
            recipient=values.text(item, "codeDestinataire"),
            recipient_name=values.text(item, "designationDestinataire"),
            service_code=values.text(item, "codeServiceExecutant"),
            commitment_number=values.text(item, "numeroBonCommande"),
            total=values.amount(item, "montantTTC"),
            amount_due=values.amount(item, "montantAPayer"),
            currency=values.text(item, "devise"),
            kind=values.text(item, "typeFacture"),
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
                InvoiceRow.read(item)
                for item in values.objects(answer.get("listeFactures"))
            ),
            page=page,
            page_count=values.integer(
                values.nested(answer, "parametresRetour"), "pages"
            ),
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
    remote_id = int(event.remote_id) if event.remote_id.isdigit() else 0
    return event.at or datetime.min, remote_id


def _status_event(item: Json) -> HistoryEvent:
    return _person_event("status", "histoStatut", item, "DatePassage")


def _action_event(item: Json) -> HistoryEvent:
    return _person_event("action", "histoAction", item, "DateHeure")


def _person_event(kind: str, prefix: str, item: Json, moment: str) -> HistoryEvent:
    return HistoryEvent(
        kind=kind,
        remote_id=values.text(item, f"{prefix}Id"),
        code=values.text(item, f"{prefix}Code"),
        at=values.moment(item, f"{prefix}{moment}"),
        comment=values.text(item, f"{prefix}Commentaire"),
        author=values.words(
            item, f"{prefix}UtilisateurPrenom", f"{prefix}UtilisateurNom"
        ),
        email=values.text(item, f"{prefix}UtilisateurEmail"),
        phone=values.text(item, f"{prefix}UtilisateurTelephone"),
    )


def _other_event(item: Json) -> HistoryEvent:
    return HistoryEvent(
        kind="event",
        remote_id=values.text(item, "evenementId"),
        code=values.text(item, "evenementLibelle"),
        at=values.moment(item, "evenementDateHeure"),
        author=values.text(item, "evenementQui"),
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
            structure_ref=values.text(item, "idStructureCPP"),
            siret=values.text(item, "identifiantStructure"),
            name=values.text(item, "designationStructure"),
            active=values.text(item, "statut") != "INACTIVE",
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
                for item in values.objects(answer.get("listeStructures"))
            ),
            page_count=values.integer(
                values.nested(answer, "parametresRetour"), "pages"
            ),
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
        general = values.nested(answer, "informationGenerales")
        parameters = values.nested(answer, "parametres")
        return cls(
            structure_ref=values.text(general, "idStructureCPP"),
            siret=values.text(general, "identifiantStructure"),
            name=values.text(general, "raisonSocialeStructure")
            or values.text(general, "libelleStructure"),
            service_required=bool(parameters.get("codeServiceDoitEtreRenseigne")),
            commitment_required=bool(parameters.get("numeroEJDoitEtreRenseigne")),
            service_or_commitment_required=bool(
                parameters.get("gestionNumeroEJOuCodeService")
            ),
            works_owner_only=bool(parameters.get("estMoaUniquement")),
            payment_not_reported=bool(
                parameters.get("statutMiseEnPaiementNestPasRemonte")
            ),
            password_expires_at=values.moment(
                general, "dateExpirationMotPasseCompteTech"
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
