"""The whole content of an issued invoice (``factures/v1/consulter/fournisseur``)."""

from dataclasses import dataclass
from datetime import date, datetime

from .. import values
from ..values import Json


@dataclass(frozen=True, slots=True)
class Validator:
    """Who agrees to a subcontracted or co-contracted invoice before the recipient.

    :param validated_at: naive UTC; None while he has not answered
    """

    siret: str
    name: str
    validated_at: datetime | None


@dataclass(frozen=True, slots=True)
class IssuedInvoice:
    """What the portal knows of an issued invoice, without lines and taxes.

    :param mandate_number: number of the payment order, empty before there is one
    :param rejection_processed: the supplier has marked the rejection as handled
    :param validators: those named on the invoice, the first one first
    :param main_file_id: the portal's number of its PDF, empty where it has none
    :param bank_account_ref: the portal's number of the account that is paid
    """

    chorus_invoice_id: str
    invoice_number: str
    status: str
    mandate_number: str
    rejection_processed: bool
    due_date: date | None
    recipient: str
    service_code: str
    commitment_number: str
    contract_number: str
    validators: tuple[Validator, ...]
    bank_account_ref: str
    bank_account_name: str
    factor_name: str
    comment: str
    deposit_mode: str
    main_file_id: str
    invoice_date: date | None
    currency: str
    untaxed: float | None
    vat: float | None
    total: float | None
    amount_due: float | None

    @classmethod
    def read(cls, answer: Json) -> "IssuedInvoice":
        invoice = values.nested(answer, "facture")
        references = values.nested(invoice, "references")
        recipient = values.nested(invoice, "destinataire")
        supplier = values.nested(invoice, "fournisseur")
        totals = values.nested(invoice, "montantTotal")
        main_file = values.nested(invoice, "pieceJointePrincipale")
        return cls(
            chorus_invoice_id=values.required(invoice, "identifiantFactureCPP"),
            invoice_number=values.text(invoice, "numeroFacture"),
            status=values.text(invoice, "statutFacture"),
            mandate_number=values.text(references, "numeroDpMandat"),
            rejection_processed=invoice.get("rejetTraite") is True,
            due_date=values.day(references, "dateEcheancePaiement"),
            recipient=values.siret(recipient, "codeDestinataire"),
            service_code=values.text(recipient, "codeServiceExecutant"),
            commitment_number=values.text(references, "numeroBonCommande"),
            contract_number=values.text(references, "numeroMarche"),
            validators=read_validators(values.nested(invoice, "cadreDeFacturation")),
            bank_account_ref=values.text(supplier, "coordBancairesFournisseurId"),
            bank_account_name=values.text(supplier, "coordBancairesFournisseurLibelle"),
            factor_name=values.text(
                values.nested(supplier, "affactureur"), "affactureurRaisonSociale"
            ),
            comment=values.text(invoice, "commentaire"),
            deposit_mode=values.text(invoice, "modeDepot"),
            main_file_id=values.text(main_file, "idPieceJointePrincipale"),
            invoice_date=values.day(references, "dateFacture"),
            currency=values.text(references, "codeDeviseFacture"),
            untaxed=values.amount(totals, "montantHtTotal"),
            vat=values.amount(totals, "montantTVA"),
            total=values.amount(totals, "montantTtcTotal"),
            amount_due=values.amount(totals, "montantAPayer"),
        )


def read_validators(framework: Json) -> tuple[Validator, ...]:
    """The validators of an invoice, from its ``cadreDeFacturation``."""
    return tuple(
        Validator(
            siret=siret,
            name=values.text(framework, f"raisonSocialeValideur{rank}"),
            validated_at=values.moment(framework, f"dateValidation{rank}"),
        )
        for rank in (1, 2)
        if (siret := values.siret(framework, f"codeValideur{rank}"))
    )


def details_request(chorus_invoice_id: str) -> Json:
    return {
        "identifiantFactureCPP": values.reference(chorus_invoice_id),
        "codeLangue": "fr",
    }
