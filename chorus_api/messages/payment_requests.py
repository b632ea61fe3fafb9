"""The search of payment requests of all kinds, in the role of one of their parties
(official swagger of the API Factures v1.0.0; ``doc/portal.md``, A 2.11)."""

from dataclasses import dataclass
from datetime import date, datetime

from .. import values
from ..values import Json
from .paging import page_items


@dataclass(frozen=True, slots=True)
class PaymentRequestSearch:
    """Criteria of a search of payment requests; moments are naive UTC.

    :param role: one of :data:`~..roles.ROLES`
    :param kind: one of :data:`~..receiving.KINDS`; empty for all
    :param works_type: what a works piece is, such as PROJET_DECOMPTE_MENSUEL
    :param framework: ``cadreFacturation``, such as A4_PROJET_DECOMPTE_MENSUEL_…
    :param dossier_number: of a works dossier (``numeroDossierFacturation``)
    """

    role: str
    kind: str = ""
    works_type: str = ""
    framework: str = ""
    number: str = ""
    contract_number: str = ""
    dossier_number: str = ""
    status_since: datetime | None = None
    status_until: datetime | None = None
    statuses: tuple[str, ...] = ()

    def write(self) -> Json:
        period = {
            "periodeDateHeureEtatCourantDu": self.status_since,
            "periodeDateHeureEtatCourantAu": self.status_until,
        }
        criteria: Json = {
            "roleUtilisateur": self.role,
            "typeDemandePaiement": self.kind,
            "typeFactureTravaux": self.works_type,
            "cadreFacturation": self.framework,
            "numeroFacture": self.number,
            "numeroMarche": self.contract_number,
            "numeroDossierFacturation": self.dossier_number,
            **{name: values.paris(at) for name, at in period.items() if at},
            "statutCourant": list(self.statuses),
        }
        return {key: value for key, value in criteria.items() if value}


@dataclass(frozen=True, slots=True)
class FoundPaymentRequest:
    """A payment request as the search returns it; ``status_at`` is naive UTC.

    :param chorus_invoice_id: the identifier that the other operations know it by
    :param framework: ``cadreFacturation``
    :param validator_refs: the portal's identifiers of its validators, the first first
    :param dossier_ref: the portal's identifier of its works dossier
    """

    chorus_invoice_id: str
    number: str
    kind: str
    invoice_type: str
    works_type: str
    framework: str
    status: str
    status_at: datetime | None
    comment: str
    issued_on: date | None
    deposited_on: date | None
    untaxed: float | None
    total: float | None
    amount_due: float | None
    contract_number: str
    supplier: str
    recipient: str
    validator_refs: tuple[str, ...]
    dossier_number: str
    dossier_ref: str

    @classmethod
    def read(cls, item: Json) -> "FoundPaymentRequest":
        validators = (values.text(item, f"idStructureValideur{n}") for n in (1, 2))
        return cls(
            chorus_invoice_id=values.text(item, "idDemandePaiement"),
            number=values.text(item, "numeroDemandePaiement"),
            kind=values.text(item, "typeDemandePaiement"),
            invoice_type=values.text(item, "typeFacture"),
            works_type=values.text(item, "typeFactureTravaux"),
            framework=values.text(item, "cadreFacturation"),
            status=values.text(item, "etatCourant"),
            status_at=values.moment(item, "dateHeureEtatCourant"),
            comment=values.text(item, "commentaireEtatCourant"),
            issued_on=values.day(item, "dateFournisseur"),
            deposited_on=values.day(item, "dateDepot"),
            untaxed=values.amount(item, "montantHT"),
            total=values.amount(item, "montantTTC"),
            amount_due=values.amount(item, "montantAPayer"),
            contract_number=values.text(item, "numeroMarche"),
            supplier=values.siret(item, "identifiantStructureFournisseur"),
            recipient=values.siret(item, "identifiantStructureDestinataire"),
            validator_refs=tuple(filter(None, validators)),
            dossier_number=values.text(item, "numeroDossierFacturation"),
            dossier_ref=values.text(item, "idDossierFacturation"),
        )


def read_payment_requests(answer: Json) -> tuple[FoundPaymentRequest, ...]:
    """The rows of the answer; those without an identifier are left out.

    :raises ProtocolError: the answer has neither rows nor a count of none
    """
    rows = map(FoundPaymentRequest.read, page_items(answer, "listeDemandePaiement"))
    return tuple(row for row in rows if values.is_reference(row.chorus_invoice_id))
