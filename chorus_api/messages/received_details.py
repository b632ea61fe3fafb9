"""The whole content of a received invoice (``factures/v1/consulter/recipiendaire``).

Source: official swagger of the API Factures v1.0.0; ``doc/portal.md``, A 2.6.
"""

from dataclasses import dataclass
from datetime import date

from .. import values
from ..values import Json
from .details import Validator, read_validators


@dataclass(frozen=True, slots=True)
class BankDetails:
    """The account that a supplier wants to be paid to, in the parts that it has.

    :param kind: RIB or IBAN; empty where none is told
    :param name: what the supplier calls it
    """

    reference: str
    kind: str
    name: str
    country: str
    iban_key: str
    bank: str
    branch: str
    account: str
    rib_key: str
    bic: str

    @classmethod
    def read(cls, supplier: Json) -> "BankDetails":
        prefix = "coordBancairesFournisseur"
        return cls(
            reference=values.text(supplier, f"{prefix}Id"),
            kind=values.text(supplier, f"{prefix}Type"),
            name=values.text(supplier, f"{prefix}Libelle"),
            country=values.text(supplier, f"{prefix}CodePays"),
            iban_key=values.text(supplier, f"{prefix}CleIban"),
            bank=values.text(supplier, f"{prefix}CodeBanque"),
            branch=values.text(supplier, "coordBancairesCodeGuichet"),
            account=values.text(supplier, f"{prefix}CompteBancaire"),
            rib_key=values.text(supplier, f"{prefix}CleRib"),
            bic=values.text(supplier, "coordBancairesBicSwift"),
        )


@dataclass(frozen=True, slots=True)
class ReceivedTax:
    """What one rate of VAT applies to; the rate is in percent."""

    code: str
    rate: float | None
    untaxed: float | None
    vat: float | None

    @classmethod
    def read(cls, item: Json) -> "ReceivedTax":
        rate = values.amount(item, "ligneTvaTauxManuel")
        if rate is None:
            rate = values.amount(item, "ligneTvaTauxRefValeur")
        return cls(
            code=values.text(item, "ligneTvaTauxRefCode"),
            rate=rate,
            untaxed=values.amount(item, "ligneTvaMontantBaseHtParTaux"),
            vat=values.amount(item, "ligneTvaMontantTvaParTaux"),
        )


@dataclass(frozen=True, slots=True)
class ReceivedLine:
    """A line of an invoice that came as data; the rate is in percent, or a code."""

    number: int
    reference: str
    name: str
    quantity: float | None
    unit: str
    price: float | None
    discount: float | None
    rate_code: str
    rate: float | None
    untaxed: float | None

    @classmethod
    def read(cls, item: Json) -> "ReceivedLine":
        return cls(
            number=values.integer(item, "lignePosteNumero"),
            reference=values.text(item, "lignePosteReference"),
            name=values.text(item, "lignePosteDenomination"),
            quantity=values.amount(item, "lignePosteQuantite"),
            unit=values.text(item, "lignePosteUniteLibelle"),
            price=values.amount(item, "lignePosteMontantUnitaireHT"),
            discount=values.amount(item, "lignePosteMontantRemiseHT"),
            rate_code=values.text(item, "lignePosteTauxTva"),
            rate=values.amount(item, "lignePosteTauxTvaManuel"),
            untaxed=values.amount(item, "lignePosteMontantHtApresRemise"),
        )


@dataclass(frozen=True, slots=True)
class ReceivedDocument:
    """A document that goes with an invoice; the pivot file has its content."""

    file_id: str
    link_id: str
    name: str
    kind: str
    kind_label: str
    extension: str

    @classmethod
    def read(cls, item: Json) -> "ReceivedDocument":
        return cls(
            file_id=values.text(item, "pieceJointeId"),
            link_id=values.text(item, "pieceJointeIdLiaison"),
            name=values.text(item, "pieceJointeDesignation"),
            kind=values.text(item, "pieceJointeTypeCode"),
            kind_label=values.text(item, "pieceJointeTypeLibelle"),
            extension=values.text(item, "pieceJointeExtension"),
        )


@dataclass(frozen=True, slots=True)
class ReceivedInvoice:
    """What the portal knows of a received invoice.

    Lines and taxes are told of an invoice that came as data; of one that came as a
    file the pivot has them.

    :param framework: ``codeCadreFacturation``, such as A1_FACTURE_FOURNISSEUR
    :param previous_id: the piece of a works dossier that this one follows
    :param pages: how many pages each of its three lists has, by name
    """

    chorus_invoice_id: str
    invoice_number: str
    status: str
    deposit_mode: str
    framework: str
    invoice_type: str
    works_type: str
    invoice_date: date | None
    deposited_on: date | None
    due_date: date | None
    currency: str
    vat_kind: str
    exemption_reason: str
    payment_means: str
    contract_number: str
    commitment_number: str
    origin_number: str
    mandate_number: str
    comment: str
    recipient_ref: str
    recipient: str
    service_ref: str
    service_code: str
    supplier_ref: str
    supplier: str
    supplier_kind: str
    supplier_name: str
    bank: BankDetails
    factor: str
    factor_name: str
    validators: tuple[Validator, ...]
    previous_id: str
    untaxed: float | None
    vat: float | None
    total: float | None
    amount_due: float | None
    discount: float | None
    taxes: tuple[ReceivedTax, ...]
    lines: tuple[ReceivedLine, ...]
    documents: tuple[ReceivedDocument, ...]
    pages: dict[str, int]

    @classmethod
    def read(cls, answer: Json) -> "ReceivedInvoice":
        """:raises ProtocolError: there is no invoice in the answer"""
        invoice = values.nested(answer, "facture")
        framework = values.nested(invoice, "cadreDeFacturation")
        return cls(
            chorus_invoice_id=values.required(invoice, "identifiantFactureCPP"),
            invoice_number=values.text(invoice, "numeroFacture"),
            status=values.text(invoice, "statutFacture"),
            deposit_mode=values.text(invoice, "modeDepot"),
            framework=values.text(framework, "codeCadreFacturation"),
            validators=read_validators(framework),
            previous_id=values.text(
                values.nested(invoice, "piecePrecedente"), "idPiecePrecedente"
            ),
            comment=values.text(invoice, "commentaire"),
            **_references(values.nested(invoice, "references")),
            **_recipient(values.nested(invoice, "destinataire")),
            **_supplier(values.nested(invoice, "fournisseur")),
            **_totals(values.nested(invoice, "montantTotal")),
            **_lists(invoice),
        )


def _references(source: Json) -> Json:
    return {
        "invoice_type": values.text(source, "typeFacture"),
        "works_type": values.text(source, "typeFactureTravaux"),
        "invoice_date": values.day(source, "dateFacture"),
        "deposited_on": values.day(source, "dateDepot"),
        "due_date": values.day(source, "dateEcheancePaiement"),
        "currency": values.text(source, "codeDeviseFacture"),
        "vat_kind": values.text(source, "typeTva"),
        "exemption_reason": values.text(source, "libelleMotifExonerationTva")
        or values.text(source, "motifExonerationTva"),
        "payment_means": values.text(source, "modePaiement"),
        "contract_number": values.text(source, "numeroMarche"),
        "commitment_number": values.text(source, "numeroBonCommande"),
        "origin_number": values.text(source, "numeroFactureOrigine"),
        "mandate_number": values.text(source, "numeroDpMandat"),
    }


def _recipient(source: Json) -> Json:
    return {
        "recipient_ref": values.text(source, "idDestinataire"),
        "recipient": values.siret(source, "codeDestinataire"),
        "service_ref": values.text(source, "idServiceExecutant"),
        "service_code": values.text(source, "codeServiceExecutant"),
    }


def _supplier(source: Json) -> Json:
    factor = values.nested(source, "affactureur")
    return {
        "supplier_ref": values.text(source, "idFournisseur"),
        "supplier": values.siret(source, "codeFournisseur"),
        "supplier_kind": values.text(source, "typeIdentifiantFournisseur"),
        # The swagger of the supplier's side calls it raisonSociale.
        "supplier_name": values.text(source, "designationFournisseur")
        or values.text(source, "raisonSocialeFournisseur"),
        "bank": BankDetails.read(source),
        "factor": values.siret(factor, "affactureurCode"),
        "factor_name": values.text(factor, "affactureurRaisonSociale"),
    }


def _totals(source: Json) -> Json:
    return {
        "untaxed": values.amount(source, "montantHtTotal"),
        "vat": values.amount(source, "montantTVA"),
        "total": values.amount(source, "montantTtcTotal"),
        "amount_due": values.amount(source, "montantAPayer"),
        "discount": values.amount(source, "montantRemiseGlobaleTTC"),
    }


def _lists(invoice: Json) -> Json:
    taxes = values.nested(invoice, "recapitulatifDeTva")
    lines = values.nested(invoice, "lignesDePoste")
    documents = values.nested(invoice, "listeDesPiecesJointes")
    return {
        "taxes": tuple(
            ReceivedTax.read(item) for item in values.objects(taxes.get("ligneTva"))
        ),
        "lines": tuple(
            ReceivedLine.read(item) for item in values.objects(lines.get("lignePoste"))
        ),
        "documents": tuple(
            ReceivedDocument.read(item)
            for item in values.objects(documents.get("pieceJointe"))
        ),
        "pages": {
            "taxes": values.integer(taxes, "pagesLignesRecapitulativesTVA"),
            "lines": values.integer(lines, "pagesLignesPoste"),
            "documents": values.integer(documents, "pagesListePiecesJointe"),
        },
    }


def received_request(chorus_invoice_id: str, page: int, page_size: int) -> Json:
    return {
        "identifiantFactureCPP": values.reference(chorus_invoice_id),
        "codeLangue": "fr",
        # "ListeListe" is the swagger's word.
        "rechercheligneTvaRecap": {
            "pageResultatDemandeeListeRecapitulatifTVA": page,
            "nbResultatsParPageListeListeRecapitulatifTVA": page_size,
            "triColonneListeRecapitulatifTVA": "LigneTvaTauxRefCode",
            "triSensListeRecapitulatifTVA": "Ascendant",
        },
        "recherchePj": {
            "pageResultatDemandeeListePieceJointe": page,
            "nbResultatsParPageListePieceJointe": page_size,
            "triColonneListePiecesJointes": "PieceJointeDesignation",
            "triSensListePiecesJointes": "Ascendant",
        },
        "rechercheLignePoste": {
            "pageResultatDemandeeLignesPoste": page,
            "nbResultatsParPageLignesPoste": page_size,
            "triColonneListeLignesPoste": "LignePosteNumero",
            "triSensListeLignesPoste": "Ascendant",
        },
    }
