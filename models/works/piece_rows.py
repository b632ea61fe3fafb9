"""Rows of a search: a piece that is new, or what is new of one that is known."""

import logging
from datetime import UTC, datetime, time
from functools import partial

from odoo import api, models

from ...chorus_api.roles import SUPPLIER
from ...chorus_api.values import PARIS
from ...tools.row_locks import LEFT, do_alone
from ...tools.together import create_together
from ..connection.res_company_roles import WORKS
from .pieces import ANSWERED, OVER_STATUSES, PIECES, frameworks_of_type

_logger = logging.getLogger(__name__)

# Fields by what a row calls them.
FIELD_OF_ROW = {
    "number": "number",
    "works_type": "works_type",
    "piece_date": "piece_date",
    "supplier": "supplier_siret",
    "supplier_name": "supplier_name",
    "recipient": "recipient_siret",
    "recipient_name": "recipient_name",
    "service_code": "service_code",
    "supervisor": "works_supervisor_siret",
    "supervisor_service": "works_supervisor_service",
    "owner": "works_owner_siret",
    "contract_number": "contract_number",
    "flow_number": "flow_number",
    "untaxed": "amount_untaxed",
    "total": "amount_total",
    "amount_due": "amount_due",
}
DEPOSITED = "DEPOSEE"
# What was paid or refused before it was first seen: nobody asks how it came to that. Of
# what was answered, the time to pay runs from its receipt.
FIRST_STATUSES = (
    "DEPOSEE",
    "EN_COURS_ACHEMINEMENT",
    "A_VALIDER_1",
    "MISE_A_DISPOSITION_MOE",
    "MISE_A_DISPOSITION_MOA",
    *(code for code in OVER_STATUSES if code not in ANSWERED),
)


class ChorusWorksPiece(models.Model):
    _inherit = "l10n_fr_chorus_pro.works.piece"

    @api.model
    def _chorus_keep_pieces(self, cursor, rows, client):
        """Keep what is new, and apply the rows that tell something new of what is
        known.

        :param cursor: which part of which account was asked
        :return: an iterator over the pieces of work, whose value is a list of the
            moments of the rows that could not be applied
        """
        owners = {
            row.chorus_invoice_id: cursor._chorus_owner_of_row(row) for row in rows
        }
        wanted = [row for row in rows if owners[row.chorus_invoice_id]]
        known = self._chorus_known_pieces(cursor, wanted)
        new = {
            row.chorus_invoice_id: row
            for row in wanted
            if row.chorus_invoice_id not in known
        }
        left = []
        if new:
            left += self._chorus_add_pieces(cursor, new, owners)
            yield
        for row in wanted:
            piece = known.get(row.chorus_invoice_id)
            if piece and piece._chorus_is_other(row):
                if not piece._chorus_take_piece_row(cursor, row) and row.status_at:
                    left.append(row.status_at)
                yield
        return left

    @api.model
    def _chorus_known_pieces(self, cursor, rows):
        """The pieces that rows are of, by the portal's identifier."""
        pieces = self.sudo().search(
            [
                ("environment", "=", cursor.environment),
                ("chorus_identifier", "in", [row.chorus_invoice_id for row in rows]),
                ("company_id", "in", cursor.company_id._chorus_shared_companies().ids),
            ]
        )
        return pieces.grouped("chorus_identifier")

    # -- A new piece -----------------------------------------------------------

    @api.model
    def _chorus_add_pieces(self, cursor, rows, owners):
        """Keep pieces that are not known; one that cannot be kept costs itself alone,
        and is tried again.

        :param dict rows: by the portal's identifier
        :param dict owners: companies, by the portal's identifier
        :return: moments of those that could not be kept
        """
        create_together(
            self, rows, lambda one: cursor._chorus_piece_values(rows[one], owners[one])
        )
        kept = self._chorus_known_pieces(cursor, rows.values())
        lost = [row for identifier, row in rows.items() if identifier not in kept]
        return [row.status_at for row in lost if row.status_at]

    # -- What is known ---------------------------------------------------------

    def _chorus_is_other(self, row):
        """Whether a row tells something that is not known yet."""
        self.ensure_one()
        known = (self.raw_status, self.status_date or None, self.amount_total)
        total = self.currency_id.round(row.total or 0)
        return known != (row.status, row.status_at, total)

    def _chorus_take_piece_row(self, cursor, row):
        """Apply a row where nobody else is at its piece.

        :return: whether it was applied
        """
        try:
            return (
                do_alone(self, partial(self._chorus_apply_piece_row, cursor, row))
                is not LEFT
            )
        except Exception:  # noqa: BLE001 - one bad record must not starve the rest
            self.env.cr.rollback()
            _logger.exception("Status of works piece %s not applied", self.id)
            return False

    def _chorus_apply_piece_row(self, cursor, row):
        """Take over what a row tells; what it leaves out stays as it is known."""
        told = {name: value for name, value in values_of(row).items() if value}
        changed = {name: value for name, value in told.items() if self[name] != value}
        is_other = (self.raw_status, self.status_date or None) != (
            row.status,
            row.status_at,
        )
        if is_other:
            changed |= {
                "raw_status": row.status,
                "status_date": row.status_at or False,
                "reason": row.comment or False,
                "history_due": not cursor.history_refused,
            }
        if changed:
            self.sudo().write(changed)
        if is_other:
            self._chorus_keep_event(row.status, row.status_at, row.comment)


class ChorusWorksCursor(models.Model):
    _inherit = "l10n_fr_chorus_pro.works.cursor"

    def _chorus_owner_of_row(self, row):
        """The company that a piece is of: as supplier the one that bears its SIRET or
        SIREN, as validator one that does works.

        :return: a company of the account, empty where none takes part
        """
        companies = self.company_id._chorus_shared_companies().filtered(
            lambda company: company._chorus_does(WORKS)
        )
        if self.role != SUPPLIER:
            return (companies & self.company_id or companies)[:1]
        sirets = {
            company: company._chorus_siret(company.company_registry)
            for company in companies
        }
        same = [c for c, siret in sirets.items() if siret == row.supplier]
        related = [c for c, siret in sirets.items() if siret[:9] == row.supplier[:9]]
        return (same or related or [companies.browse()])[0]

    def _chorus_piece_values(self, row, company):
        """The values of a piece, as a search tells it.

        :param company: whose it is
        """
        codes = frameworks_of_type(row.works_type)
        framework = row.framework or (codes[0] if len(codes) == 1 else "")
        event = {
            "code": row.status,
            "happened_at": row.status_at,
            "comment": row.comment,
        }
        return {
            "company_id": company.id,
            "environment": self.environment,
            "chorus_identifier": row.chorus_invoice_id,
            **values_of(row),
            **self._chorus_framework_values(
                framework, row.supplier, row.supplier_name, company
            ),
            "number": row.number or row.chorus_invoice_id,
            "currency_id": company._chorus_currency(row.currency).id,
            "deposited_at": _deposited_at(row),
            "portal_role": self.role,
            "raw_status": row.status,
            "status_date": row.status_at or False,
            "reason": row.comment or False,
            "event_ids": [(0, 0, event)] if row.status else [],
            "details_due": True,
            "history_due": (
                row.status not in FIRST_STATUSES and not self.history_refused
            ),
        }

    @api.model
    def _chorus_framework_values(self, framework, siret, name, company):
        """What follows from the framework: who deposited the piece, whether it is ours.

        :param str framework: empty where it is not known yet
        :param siret: of the supplier
        :param name: of the supplier
        """
        piece = PIECES.get(framework)
        values = {"framework": framework or False}
        if piece and piece.is_suppliers:
            own = company._chorus_siret(company.company_registry)
            values |= {
                "depositor_siret": siret or False,
                "depositor_name": name or False,
                "is_ours": bool(own) and own[:9] == (siret or "")[:9],
            }
        return values


def values_of(row):
    """Values of the fields of a row."""
    return {field: getattr(row, name) or False for name, field in FIELD_OF_ROW.items()}


def _deposited_at(row):
    """When a piece was deposited: the day begins in Paris, and the status tells the
    time of it where it is still the first one.

    :return: naive datetime in UTC, or False
    """
    if row.status == DEPOSITED and row.status_at:
        return row.status_at
    if not row.deposited_on:
        return False
    begin = datetime.combine(row.deposited_on, time(), PARIS)
    return begin.astimezone(UTC).replace(tzinfo=None)
