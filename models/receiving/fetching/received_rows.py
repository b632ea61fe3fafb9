"""Rows of a search: an invoice that is new, or what is new of one that is known."""

import logging
from functools import partial

from odoo import api, models
from odoo.fields import Domain

from ....chorus_api import ChorusError, ConfigurationError
from ....chorus_api.receiving import INVOICE
from ....tools.row_locks import LEFT, do_alone
from ....tools.together import create_together
from ...payment.rules import AVAILABLE
from ..roles import RECIPIENT

_logger = logging.getLogger(__name__)

# Fields by what a row calls them: of every search of the invoices of others.
TOLD_FIELDS = {
    "invoice_type": "invoice_type",
    "works_type": "works_type",
    "invoice_number": "invoice_number",
    "invoice_date": "invoice_date",
    "deposited_on": "deposited_on",
    "supplier": "supplier_identifier",
    "supplier_kind": "supplier_kind",
    "supplier_name": "supplier_name",
    "recipient_ref": "recipient_ref",
    "recipient": "recipient_siret",
    "recipient_name": "recipient_name",
    "service_code": "service_code",
    "service_name": "service_name",
    "contract_number": "contract_number",
    "commitment_number": "commitment_number",
    "untaxed": "amount_untaxed",
    "total": "amount_total",
    "amount_due": "amount_due",
    "works_owner": "works_owner",
}
FIELD_OF_ROW = TOLD_FIELDS | {"works_manager": "works_manager", "size": "size"}
# A size is kept in 32 bits, and no invoice is so large.
LARGEST_SIZE = 2**31 - 1
CREDIT_NOTE = "AVOIR"


class ChorusReceived(models.Model):
    _inherit = "l10n_fr_chorus_pro.received"

    @api.model
    def _chorus_received_domain(self, account, role=RECIPIENT):
        """What an account's companies have received in the environment of now.

        :param str role: a code of ``ROLES``; empty for all of them
        """
        domain = Domain("company_id", "in", account._chorus_shared_companies().ids) & (
            Domain("environment", "=", account.l10n_fr_chorus_environment)
        )
        return domain & Domain("role", "=", role) if role else domain

    # -- A page ----------------------------------------------------------------

    @api.model
    def _chorus_receive_rows(self, intake, rows, client):
        """Keep what is new, and apply the rows that tell something new of what is
        known, each committed on its own.

        :return: an iterator over the pieces, whose value is a list of the moments of
            the rows that could not be applied
        """
        known = self._chorus_known_rows(intake, rows)
        new = {
            row.chorus_invoice_id: row
            for row in rows
            if row.chorus_invoice_id not in known and intake._chorus_wants(row)
        }
        left = []
        if new:
            left += self._chorus_add_rows(intake, new)
            yield
        for row in rows:
            received = known.get(row.chorus_invoice_id)
            if received and received._chorus_is_told_news(row):
                if not received._chorus_receive_alone(row, client) and row.status_at:
                    left.append(row.status_at)
                yield
        return left

    @api.model
    def _chorus_known_rows(self, intake, rows):
        """The received invoices that rows are of, by the portal's identifier: perhaps
        of the company that received for this structure before."""
        received = self.sudo().search(
            [
                ("role", "=", RECIPIENT),
                ("environment", "=", intake.environment),
                ("chorus_identifier", "in", [row.chorus_invoice_id for row in rows]),
            ]
        )
        return received.grouped("chorus_identifier")

    def _chorus_receive_alone(self, row, client):
        """Apply a row where nobody else is at its invoice.

        :return: whether it was applied
        """
        step = partial(self._chorus_receive_row, row, client)
        try:
            return do_alone(self, step) is not LEFT
        except ChorusError:
            raise
        except Exception:  # noqa: BLE001 - one bad record must not starve the rest
            self.env.cr.rollback()
            _logger.exception("Status of received invoice %s not applied", self.id)
            return False

    # -- A new invoice ---------------------------------------------------------

    @api.model
    def _chorus_add_rows(self, intake, rows):
        """Keep invoices that are not known; one that cannot be kept costs itself alone,
        and is tried again.

        :param dict rows: by the portal's identifier
        :return: moments of those that could not be kept
        """
        services = intake._chorus_services_of(rows.values())
        create_together(
            self, rows, lambda one: intake._chorus_first_values(rows[one], services)
        )
        kept = self._chorus_known_rows(intake, rows.values())
        lost = [row for identifier, row in rows.items() if identifier not in kept]
        return [row.status_at for row in lost if row.status_at]

    # -- What is known ---------------------------------------------------------

    def _chorus_is_told_news(self, row):
        """Whether a row tells something that is not known yet."""
        self.ensure_one()
        known = (self.raw_status, self.status_date or None, self.reason or "")
        return known != (row.status, row.status_at, row.comment)

    def _chorus_receive_row(self, row, client, *, reread=False):
        """Take over what a row tells, with the history behind it, and tell it once.

        :param bool reread: ask for the history, news or not
        """
        if self._chorus_is_overtaken(row, client):
            return
        before = self.raw_status, self.status_date, self.reason or ""
        is_other = self._chorus_take_status(row.status, row.status_at, row.comment)
        self._chorus_update_from(row)
        if is_other or reread or self.history_due:
            self._chorus_read_events(client, before)
        else:
            self._chorus_tell_statuses(before, self.event_ids)

    def _chorus_is_overtaken(self, row, client):
        """Whether a row was read before somebody of this body gave the status that is
        known. An earlier moment alone does not tell: the portal decides."""
        known = self.status_date
        is_later = not (known and row.status_at) or row.status_at >= known
        if row.status == self.raw_status or is_later:
            return False
        try:
            history = client.read_history(self.chorus_identifier)
        except ConfigurationError:
            raise
        except ChorusError:
            return False  # the row is taken, and the history is read again
        return history.current_status == self.raw_status

    def _chorus_update_from(self, row):
        """What the row says otherwise than before: another service, another amount."""
        told = {name: value for name, value in _values(row).items() if value}
        if told.get("service_code", self.service_code) != self.service_code:
            body = self.company_id._chorus_body_of(row.recipient)
            told["service_id"] = body._chorus_service_of(row).id
        changed = {n: value for n, value in told.items() if self[n] != value}
        if changed:
            self.sudo().write(changed)


class ChorusIntake(models.Model):
    _inherit = "l10n_fr_chorus_pro.intake"

    def _chorus_first_values(self, row, services):
        """The values of a received invoice, as a search tells it.

        :param dict services: ids by their codes
        """
        return {
            "company_id": self.company_id.id,
            "environment": self.environment,
            "chorus_identifier": row.chorus_invoice_id,
            "kind": self.kind or INVOICE,
            "is_credit_note": row.invoice_type == CREDIT_NOTE,
            **_values(row),
            "currency_id": self.company_id._chorus_currency(row.currency).id,
            "service_id": services.get(row.service_code),
            "raw_status": row.status or AVAILABLE,
            "status_date": row.status_at or False,
            "reason": row.comment or False,
            # Of the first status that its recipient sees the history says no more.
            "history_due": row.status != AVAILABLE,
        }

    def _chorus_services_of(self, rows):
        """The services that rows are addressed to, those added that are not known.

        :return: ids by their codes
        """
        body = self.company_id._chorus_body_of(self.structure_siret)
        by_code = {row.service_code: row for row in rows if row.service_code}
        return {code: body._chorus_service_of(row).id for code, row in by_code.items()}


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _chorus_service_of(self, row):
        """The service of this body that a received invoice is addressed to, added where
        the directory has not brought it.

        :param ReceivedRow row: with the code of a service
        """
        if not self:
            return self.env["l10n_fr_chorus_pro.service"]
        every = self.sudo().with_context(active_test=False)
        services = every.l10n_fr_chorus_service_ids
        found = services.filtered(lambda service: service.code == row.service_code)
        if not found and row.service_code:
            values = {
                "code": row.service_code,
                "name": row.service_name or False,
                "service_ref": row.service_ref or False,
            }
            self._chorus_keep_services([values], complete=False)
            services = every.l10n_fr_chorus_service_ids
            found = services.filtered(lambda service: service.code == row.service_code)
        return found


def _values(row):
    """Values of the fields of a row."""
    values = {
        field: getattr(row, name) or False for name, field in FIELD_OF_ROW.items()
    }
    values["size"] = min(row.size, LARGEST_SIZE)
    return values
