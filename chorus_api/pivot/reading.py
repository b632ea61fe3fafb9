"""From the elements of an invoice to the invoice (``doc/portal.md``, A 2.7)."""

import io
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from .bounds import Readable
from .documents import PivotDocument, free_name
from .invoice import (
    PARTY_KINDS,
    RESENT,
    PivotAccount,
    PivotInvoice,
    PivotLine,
    PivotParty,
    PivotTax,
    PivotValidation,
)
from .problems import PivotError, PivotProblem
from .tree import INVOICE, Node, read_invoices

NUMBER = re.compile(r"[+-]?(\d{1,30}(\.\d{0,30})?|\.\d{1,30})", re.ASCII)
CREDIT_NOTE = "381"
MAIN = "01"
# What no name of a file may hold.
UNNAMEABLE = re.compile(r"[\x00-\x1f\x7f]")
UNNAMED = "document"


def read_pivot(
    source: bytes | Readable,
    place: str = "",
    problems: list[PivotError] | None = None,
) -> list[PivotInvoice]:
    """The invoices of a pivot file.

    :param place: the file's name, for errors
    :param problems: gets what is wrong, and the good invoices are returned; without it
        the first error is raised
    :raises PivotError: where ``problems`` is not given
    """
    opened = io.BytesIO(source) if isinstance(source, bytes) else source
    return list(iterate(opened, place, problems))


def iterate(
    source: Readable, place: str, problems: list[PivotError] | None
) -> Iterator[PivotInvoice]:
    """The invoices of a pivot file, one at a time; see :func:`read_pivot`."""
    invoices = read_invoices(source, place)
    number = 0
    while True:
        number += 1
        where = f"{place}, {INVOICE} {number}" if place else f"{INVOICE} {number}"
        try:
            found = next(invoices, None)
            if found is None:
                return
            invoice = _Reader(where).invoice(*found)
        except PivotError as error:
            if problems is None:
                raise
            problems.append(error)
        else:
            yield invoice


class _Reader:
    """Reads one invoice.

    :param place: where it stands, for errors
    """

    def __init__(self, place: str):
        self._place = place

    def invoice(self, node: Node, version: str) -> PivotInvoice:
        """:raises PivotError: it lacks its number, or an amount is none"""
        data = node.first("DonneesFacture") or Node("DonneesFacture", {})
        value = data.value
        if not (number := value("Id")):
            raise self._error(PivotProblem.MISSING, "DonneesFacture/Id")
        return PivotInvoice(
            chorus_invoice_id=value("IdCPRO"),
            number=number,
            resent=_resent(value("Renvoi")),
            origin_number=value("IdFactureOrigine"),
            is_credit_note=value("Type") == CREDIT_NOTE,
            framework=value("Cadre"),
            issued_on=_day(value("DateEmissionFacture")),
            delivered_on=_day(value("DateLivraison")),
            received_on=_day(value("DateReception")),
            works_manager_on=_day(value("DateMiseADispositionMOE")),
            payment_code=value("ModePaiement/Code"),
            payment_label=value("ModePaiement/Libelle"),
            currency=value("Devise"),
            untaxed=self._amount(data, "Montants/MontantHT"),
            total=self._amount(data, "Montants/MontantTTC"),
            amount_due=self._amount(data, "Montants/MontantNetAPayer"),
            contract_number=value("Engagement/NumeroMarche"),
            commitment_number=value("Engagement/NumeroEngagement"),
            supplier=_party(node.first("Fournisseur"), "Identifiant"),
            bank_account=_account(node.first("Fournisseur/ReferenceBancaire")),
            entry_mode=node.value("Fournisseur/ModeEmission"),
            recipient=node.value("Debiteur/Identifiant"),
            recipient_name=node.value("Debiteur/Nom"),
            service_code=node.value("Debiteur/CodeService"),
            service_name=node.value("Debiteur/NomService"),
            taxes=tuple(map(self._tax, _told(data.all("TVAs", "TVA")))),
            lines=tuple(map(self._line, _told(data.all("Lignes", "Ligne")))),
            documents=self._documents(node),
            validations=tuple(
                map(_validation, node.all("CycleDeValidation", "ValidationUnitaire"))
            ),
            version=version,
        )

    def _error(self, problem: PivotProblem, path: str, detail: str = "") -> PivotError:
        return PivotError(problem, f"{self._place}, {path}", detail)

    def _amount(self, node: Node, path: str) -> Decimal:
        found = self._optional(node, path)
        if found is None:
            raise self._error(PivotProblem.MISSING, path)
        return found

    def _optional(self, node: Node, path: str) -> Decimal | None:
        """The amount at the end of a path; None where there is none.

        :raises PivotError: something else stands there
        """
        value = node.value(path)
        if not value:
            return None
        if not NUMBER.fullmatch(value):
            raise self._error(PivotProblem.AMOUNT, path, value)
        return Decimal(value)

    def _tax(self, node: Node) -> PivotTax:
        return PivotTax(
            rate=self._amount(node, "Taux"),
            untaxed=self._amount(node, "BaseHt"),
            vat=self._amount(node, "MontantTVA"),
        )

    def _line(self, node: Node) -> PivotLine:
        return PivotLine(
            number=node.attributes.get("NumOrdre", ""),
            product=node.value("ReferenceProduit"),
            price=self._optional(node, "PrixUnitaire"),
            quantity=self._optional(node, "Quantite"),
            untaxed=self._optional(node, "MontantHT"),
            rate=self._optional(node, "TauxTVA"),
        )

    def _documents(self, node: Node) -> tuple[PivotDocument, ...]:
        taken: set[str] = set()
        return tuple(
            self._document(found, f"PJ {number}", taken)
            for number, found in enumerate(node.all("PJ"), 1)
        )

    def _document(self, node: Node, path: str, taken: set[str]) -> PivotDocument:
        file_name = node.value("NomPJ")
        own = _file_name(node.value("NomPJOrigine"))
        content = node.first("Contenu")
        return PivotDocument(
            name=free_name(own or _file_name(file_name) or UNNAMED, taken),
            file_name=file_name,
            is_main=node.value("TypePJ") == MAIN,
            category=node.value("CategoriePJ"),
            mime_type=node.value("MimeTypePJ"),
            place=f"{self._place}, {path}",
            _content=content.content if content else None,
            _is_base64=content.is_base64 if content else True,
        )


def _told(nodes: list[Node]) -> list[Node]:
    """The elements that say anything."""
    return [n for n in nodes if any(child.text.strip() for child in n.children)]


def _resent(word: str) -> str:
    """Why an invoice comes once more; a word that is not known is kept."""
    known = (code for start, code in RESENT.items() if word.lower().startswith(start))
    return "" if word.lower() == "non" else next(known, word)


def _party(node: Node | None, identifier: str) -> PivotParty:
    node = node or Node("", {})
    kind = node.value("TypeIdentifiant")
    return PivotParty(
        kind=PARTY_KINDS.get(kind, kind),
        identifier=node.value(identifier),
        name=node.value("RaisonSociale"),
        country=node.value("CodePays"),
    )


def _account(node: Node | None) -> PivotAccount | None:
    if node is None:
        return None
    account = "".join(node.value("Compte").split())
    holder = node.value("RaisonSocialeEncaisseur")
    if not account and not holder:
        return None
    return PivotAccount(
        kind=node.attributes.get("Type", ""),
        account=account,
        bank=node.value("Etablissement"),
        holder=holder,
    )


def _validation(node: Node) -> PivotValidation:
    return PivotValidation(
        validated_on=_day(node.value("DateStatut")),
        status=node.value("CodeStatut"),
        label=node.value("ComplementStatut"),
        comment=node.value("Commentaire"),
        by=_party(node.first("ProducteurStatut"), "Id"),
    )


def _day(value: str) -> date | None:
    """A day, whose time zone is dropped; None for what is none."""
    try:
        return date.fromisoformat(value[:10])
    except ValueError:
        return None


def _file_name(name: str) -> str:
    """A name without folders and control characters."""
    bare = UNNAMEABLE.sub("", name).replace("\\", "/").rstrip("/").rpartition("/")[2]
    return bare.strip().lstrip(".")
