"""What the search of works pieces does not tell: framework, contract, dossier, and
which piece answers which.

The framework is asked for as a criterion, where the portal's words stand for several;
which piece comes before another follows from the order of the circuit
(``doc/portal.md``, R 1.7).
"""

import logging

from odoo import api, models

from ...chorus_api import PaymentRequestSearch, ProtocolError, Rejected
from ...chorus_api.frameworks import short_code
from ...chorus_api.receiving import WORKS as WORKS_KIND
from ...chorus_api.roles import VALIDATOR
from ..connection.res_company_roles import WORKS
from .pieces import ANSWERED, PIECES, frameworks_of_type

_logger = logging.getLogger(__name__)


class ChorusWorksPiece(models.Model):
    _inherit = "l10n_fr_chorus_pro.works.piece"

    @api.model
    def _chorus_complete_pieces(self, cursor, client):
        """Ask for what rows have not told of new pieces, and link them.

        :return: an iterator, to be committed at each stop
        :raises ChorusError: the portal failed; the next run asks again
        """
        due = self.sudo().search(
            [
                ("company_id", "in", cursor.company_id._chorus_shared_companies().ids),
                ("environment", "=", cursor.environment),
                ("portal_role", "=", cursor.role),
                ("details_due", "=", True),
            ]
        )
        if not due:
            return
        due._chorus_find_validators(cursor, client)
        yield
        told = due._chorus_ask_payment_requests(cursor, client)
        yield
        if told is not None:
            left = due.filtered(lambda piece: piece.chorus_identifier not in told)
            yield from left._chorus_find_contract_numbers(cursor, client)
        yield from due._chorus_find_frameworks(cursor, client)
        due._chorus_link_pieces()
        due.details_due = told is None
        yield

    def _chorus_find_validators(self, cursor, client):
        """Give these to the company that is asked about them: a row does not name its
        validator, whom a search takes as a criterion."""
        companies = cursor.company_id._chorus_shared_companies().filtered(
            lambda company: company._chorus_does(WORKS)
        )
        if cursor.role != VALIDATOR or len(companies) < 2:
            return
        for company in companies:
            own = company.l10n_fr_chorus_own_structure_id.structure_ref
            rows = own and self._chorus_search_like(cursor, client, validator_ref=own)
            for piece in self._chorus_among(rows or ()):
                if piece.company_id != company:
                    piece.write(
                        {
                            **cursor._chorus_framework_values(
                                piece.framework,
                                piece.supplier_siret,
                                piece.supplier_name,
                                company,
                            ),
                            "company_id": company.id,
                            "contract_id": False,
                        }
                    )

    def _chorus_among(self, rows):
        """Those of these that rows of a search are of."""
        told = [row.chorus_invoice_id for row in rows]
        return self.filtered_domain([("chorus_identifier", "in", told)])

    def _chorus_find_contract_numbers(self, cursor, client):
        """Ask which of these each contract has, where nothing else tells it: on the
        qualification platform payment requests are not searched.

        :return: an iterator, to be committed at each stop
        """
        unknown = self.filtered(lambda piece: not piece.contract_number)
        contracts = self.env["l10n_fr_chorus_pro.contract"].sudo()
        domain = [("company_id", "in", unknown.company_id.ids), ("is_works", "=", True)]
        for number in sorted(set(contracts.search(domain).mapped("number"))):
            rows = unknown._chorus_search_like(cursor, client, contract_number=number)
            unknown._chorus_among(rows).contract_number = number
            yield

    def _chorus_ask_payment_requests(self, cursor, client):
        """Ask the search of payment requests, which tells all of it; the qualification
        platform does not have it, and so the dossier's number is missing there.

        :return: the portal's identifiers of which it tells, none where it refuses; None
            where it gave no answer
        """
        moments = [piece.status_date for piece in self if piece.status_date]
        search = PaymentRequestSearch(
            role=cursor.role,
            kind=WORKS_KIND,
            status_since=min(moments) if moments else None,
        )
        try:
            found = client.search_payment_requests(search)
        except (Rejected, ProtocolError) as error:
            _logger.info("Payment requests not searched: %s", type(error).__name__)
            return () if isinstance(error, Rejected) else None
        told = {row.chorus_invoice_id: row for row in found}
        for piece in self._chorus_among(found):
            row = told[piece.chorus_identifier]
            values = {
                "contract_number": row.contract_number,
                "dossier_number": row.dossier_number,
                "dossier_ref": row.dossier_ref,
            }
            piece.write({name: value for name, value in values.items() if value})
            piece._chorus_note_framework(cursor, short_code(row.framework))
        return tuple(told)

    def _chorus_note_framework(self, cursor, code):
        """
        :param str code: such as A15; empty where it is not told
        """
        if code and code != self.framework:
            self.write(
                cursor._chorus_framework_values(
                    code, self.supplier_siret, self.supplier_name, self.company_id
                )
            )

    def _chorus_find_frameworks(self, cursor, client):
        """Ask which of these has each framework that their types stand for."""
        unknown = self.filtered(lambda piece: not piece.framework and piece.works_type)
        types = set(unknown.mapped("works_type"))
        for code in [
            code for kind in sorted(types) for code in frameworks_of_type(kind)
        ]:
            rows = unknown._chorus_search_like(cursor, client, framework=code)
            for piece in unknown._chorus_among(rows):
                piece._chorus_note_framework(cursor, code)
            yield

    def _chorus_search_like(self, cursor, client, **criteria):
        """The rows of a search over the days on which these were deposited.

        :param criteria: others of :class:`~...chorus_api.WorksSearch`
        """
        days = [piece.deposited_at.date() for piece in self if piece.deposited_at]
        if days:
            # A day of Paris begins the evening before.
            criteria["deposited_from"] = min(days)
        search = cursor._chorus_works_search(**criteria)
        return [row for page in client.search_works(search) for row in page.rows]

    # -- Which piece answers which ---------------------------------------------

    def _chorus_link_pieces(self):
        """Link these, and those beside them, to the pieces that they answer."""
        beside = (
            self.sudo()
            .search(
                [
                    ("company_id", "in", self.company_id.ids),
                    ("environment", "in", list(set(self.mapped("environment")))),
                    ("supplier_siret", "in", self.mapped("supplier_siret")),
                    (
                        "contract_number",
                        "in",
                        [*set(self.mapped("contract_number")), False],
                    ),
                ]
            )
            .sorted(_order_of)
        )
        answered = beside.previous_id
        for piece in beside.filtered(lambda piece: not piece.previous_id):
            found = beside._chorus_answered_by(piece) - answered
            if len(found) > 1 and not (piece.dossier_number or piece.contract_number):
                continue  # several could be meant
            if found:
                piece.previous_id = found[0]
                answered |= found[0]

    def _chorus_answered_by(self, piece):
        """Those of these that a piece may answer, oldest first: of its dossier, else of
        its contract."""
        return self.filtered(
            lambda other: (
                piece.framework in getattr(PIECES.get(other.framework), "answers", ())
                and other.raw_status in ANSWERED
                and _order_of(other) < _order_of(piece)
                and _is_beside(other, piece)
            )
        )


def _is_beside(other, piece):
    if (other.company_id, other.supplier_siret, other.recipient_siret) != (
        piece.company_id,
        piece.supplier_siret,
        piece.recipient_siret,
    ):
        return False
    if other.dossier_number and piece.dossier_number:
        return other.dossier_number == piece.dossier_number
    return other.contract_number == piece.contract_number


def _order_of(piece):
    """The order in which pieces came: the portal's numbers grow."""
    return (
        piece.deposited_at.timestamp() // 86400 if piece.deposited_at else 0,
        int(piece.chorus_identifier or 0),
    )
