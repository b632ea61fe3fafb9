"""A piece that somebody wants to hand in, before it is written down."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from odoo import models

from ....chorus_api.frameworks import FRAMEWORKS
from ....tools.typed_texts import typed_code
from ...directory.party_identifiers import party_identifier
from ...einvoice.en16931_amounts import Vat, rounded
from .kinds import PIECE_KINDS, PieceKind
from .places import OWNER, SUPERVISOR, VALIDATOR, place_of


def tax_of(untaxed, vat):
    """The VAT of an amount.

    :param Decimal untaxed: without VAT
    :param Vat vat: what it bears
    :rtype: Decimal
    """
    return rounded(rounded(untaxed) * vat.rate / 100)


@dataclass(frozen=True, kw_only=True)
class PieceIntent:
    """
    :param contract: ``l10n_fr_chorus_pro.contract``
    :param framework: a code of ``PIECE_KINDS``
    :param number: as it is to stand at the portal
    :param day: of the piece
    :param untaxed: what is claimed, without VAT
    :param due: what is to be paid of the total with VAT; None for all of it
    :param tax: ``account.tax`` that the amount bears
    :param account: ``res.partner.bank`` to be paid on
    :param previous: ``l10n_fr_chorus_pro.works.piece`` that it answers, or empty
    :param supervisor_service: code of the works supervisor's service
    :param commitment: number of the commitment, where the body wants one
    :param pdf: the person's own document, or the page that Odoo prints
    :param is_own_document: whether somebody gave the document
    """

    contract: models.Model
    framework: str
    number: str
    day: date | None
    untaxed: Decimal
    tax: models.Model
    account: models.Model
    previous: models.Model
    supervisor: models.Model
    validator: models.Model
    supervisor_service: str = ""
    commitment: str = ""
    due: Decimal | None = None
    pdf: bytes = b""
    is_own_document: bool = False

    @property
    def env(self):
        return self.contract.env

    @property
    def company(self):
        return self.contract.company_id

    @property
    def customer(self):
        """The body that pays."""
        return self.contract.customer_id.commercial_partner_id

    @property
    def kind(self) -> PieceKind:
        return PIECE_KINDS[self.framework]

    @property
    def label(self):
        """The portal's own name of the piece."""
        return FRAMEWORKS[self.framework].label

    @property
    def contract_number(self):
        return typed_code(self.contract.number)

    @property
    def service(self):
        """Code of the service that pays (BT-10)."""
        return typed_code(self.contract.service_id.code)

    @cached_property
    def vat(self) -> Vat:
        terms = self.env["l10n_fr_chorus_pro.terms"]
        return terms._vat_between(self.company, self.customer, self.tax)

    @property
    def tax_amount(self):
        return tax_of(self.untaxed, self.vat)

    @property
    def total(self):
        return rounded(self.untaxed) + self.tax_amount

    @property
    def asked(self):
        """What is to be paid (BT-115)."""
        return self.total if self.due is None else rounded(self.due)

    # -- Who has to act --------------------------------------------------------

    def partner_of(self, role):
        """The commercial partner in a role of ``kinds``; may be empty."""
        partner = {
            VALIDATOR: self.validator,
            SUPERVISOR: self.supervisor,
            OWNER: self.contract.works_owner_id or self.contract.customer_id,
        }[role]
        return partner.commercial_partner_id

    def placed_parties(self):
        """Who stands in the file beside seller and buyer.

        :return: dict of role by term of the library; of two for one place the first
        """
        placed = {}
        for role in self.kind.parties:
            place = place_of(self.env, role)
            if place and self.partner_of(role):
                placed.setdefault(place, role)
        return placed

    def unplaced_parties(self):
        """Who has to act and stands nowhere in the file that the portal could read.

        The body that pays is in the file anyhow.

        :rtype: list of roles
        """
        placed = set(self.placed_parties().values())
        return [
            role
            for role in self.kind.parties
            if role not in placed and self.partner_of(role) != self.customer
        ]

    def siret_of(self, role):
        partner = self.partner_of(role)
        return partner and party_identifier(partner).value or ""
