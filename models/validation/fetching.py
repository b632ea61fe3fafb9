"""What waits for our agreement, every two hours: the portal's own list of it, then what
was deposited since the oldest open invoice, then histories and documents.
"""

import logging

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ...chorus_api import ChorusError
from ...tools.notification import notify
from ...tools.row_locks import take_free_rows
from ...tools.together import create_together
from ..connection.error_texts import explain_reading
from ..connection.res_company_roles import VALIDATOR as VALIDATES
from ..connection.time_limits import CLICK_LIMIT
from ..receiving.fetching.received_now import RELOAD
from ..receiving.fetching.received_rows import CREDIT_NOTE, TOLD_FIELDS
from ..receiving.may_act import GROUP_OF_ACTOR
from ..receiving.roles import VALIDATOR
from ..receiving.validator_stages import WAITING

_logger = logging.getLogger(__name__)

# The status of what is listed without one.
FIRST = "A_VALIDER_1"
CRON = "l10n_fr_chorus_pro.ir_cron_validation"
FIELD_OF_ROW = TOLD_FIELDS | {"kind": "kind", "works_supervisor": "works_manager"}


class ChorusReceived(models.Model):
    _inherit = "l10n_fr_chorus_pro.received"

    @api.model
    def _cron_validation(self):
        """Scheduled action: fetch what waits for an agreement, and remind of it."""
        turns = self.env["l10n_fr_chorus_pro.document"]
        turns._chorus_take_turns(self._chorus_validation_of)
        self._chorus_remind_validators()

    @api.model
    def _chorus_validation_of(self, account):
        """Fetch for the companies of an account that validate.

        :return: an iterator, to be committed at each stop
        :raises ChorusError: the portal failed; what was committed is kept
        """
        companies = account._chorus_validators()
        if not companies:
            return
        with account._chorus_client() as client:
            yield from self._chorus_read_to_validate(account, companies, client)
            for search in account._chorus_validation_searches():
                yield from search._chorus_read_period(companies, client)
            yield from self._chorus_read_validation_histories(account, client)
            yield from self._chorus_read_validation_contents(account, client)
        account._chorus_note_success(client.answered)

    @api.model
    def _chorus_read_to_validate(self, account, companies, client):
        """The portal's own list, to its end; what is gone from it is asked for."""
        seen = set()
        for page in client.search_to_validate():
            yield from self._chorus_take_validation_rows(
                companies, page.rows, client, is_waiting=True
            )
            seen.update(row.chorus_invoice_id for row in page.rows)
            yield
        domain = self._chorus_received_domain(account, VALIDATOR)
        domain &= Domain("stage", "=", "to_validate")
        for received in self.sudo().search(domain, order="id"):
            if received.chorus_identifier not in seen:
                received._chorus_follow_alone(client, is_waiting=False)
                yield

    # -- Rows ------------------------------------------------------------------

    @api.model
    def _chorus_take_validation_rows(self, companies, rows, client, is_waiting=None):
        """Keep what is new, and follow what has another status than is known.

        :param companies: that validate, of the account
        :param is_waiting: True where the rows are of the list of what waits
        :return: an iterator, to be committed at each stop
        """
        owners = {
            row.chorus_invoice_id: companies._chorus_validator_of(row) for row in rows
        }
        rows = [row for row in rows if owners[row.chorus_invoice_id]]
        known = self._chorus_known_to_validate(companies, rows)
        new = {
            row.chorus_invoice_id: row
            for row in rows
            if (owners[row.chorus_invoice_id], row.chorus_invoice_id) not in known
        }
        if new:
            self._chorus_add_to_validate(owners, new, is_waiting)
            yield
        for row in rows:
            key = owners[row.chorus_invoice_id], row.chorus_invoice_id
            received = known.get(key)
            if received and received._chorus_is_otherwise(row, is_waiting):
                received._chorus_follow_alone(client, is_waiting=is_waiting)
                yield

    @api.model
    def _chorus_known_to_validate(self, companies, rows):
        """
        :return: dict of received invoices by (company, the portal's identifier)
        """
        account = companies[:1]._chorus_account_company()
        found = self.sudo().search(
            self._chorus_received_domain(account, VALIDATOR)
            & Domain("chorus_identifier", "in", [r.chorus_invoice_id for r in rows])
        )
        return {(one.company_id, one.chorus_identifier): one for one in found}

    def _chorus_is_otherwise(self, row, is_waiting):
        """Whether a row says otherwise than is known."""
        is_asked = bool(is_waiting) and not self.validator_turn
        return row.status != self.raw_status or is_asked

    @api.model
    def _chorus_add_to_validate(self, owners, rows, is_waiting):
        """Keep invoices that are not known; one that cannot be kept costs itself alone,
        and comes again with the next run.

        :param dict owners: companies by the portal's identifier
        :param dict rows: by the portal's identifier
        """
        create_together(
            self,
            rows,
            lambda one: owners[one]._chorus_to_validate_values(rows[one], is_waiting),
        )

    # -- Now -------------------------------------------------------------------

    def action_chorus_fetch_to_validate(self):
        """Fetch what is new in the background, without waiting for its hour.

        :raises AccessError: not a validator
        """
        if not self.env.user.has_group(GROUP_OF_ACTOR[VALIDATOR]):
            raise AccessError(self.env._("This is for validators to do."))
        self.env.ref(CRON).sudo()._trigger()
        text = self.env._(
            "Odoo fetches what is new in Chorus Pro, and the list shows it as it comes."
        )
        return notify(self.env, text, kind="info")

    def action_chorus_refresh_to_validate(self):
        """Ask Chorus Pro now where these invoices are, and for their documents.

        :raises UserError: the portal or its configuration failed, in a sentence
        """
        self.check_access("read")
        asked = self.sudo().filtered(lambda received: received.role == VALIDATOR)
        asked._chorus_assert_environment()
        before = {one: one.raw_status for one in asked}
        for company, own in asked.grouped("company_id").items():
            try:
                with company._chorus_client(patience=CLICK_LIMIT) as client:
                    own._chorus_refresh_validation(company, client)
            except ChorusError as error:
                raise UserError(explain_reading(self.env, error)) from error
        news = [
            f"{one.display_name}: {one.status_label}"
            for one, status in before.items()
            if one.raw_status != status
        ]
        text = "\n".join(news) or self.env._("Nothing new in Chorus Pro.")
        kind = "success" if news else "info"
        return notify(self.env, text, kind=kind, then=RELOAD)

    def _chorus_refresh_validation(self, company, client):
        """:raises ChorusError: the portal does not answer"""
        if not company._chorus_does(VALIDATES):
            return
        waiting = {
            row.chorus_invoice_id
            for page in client.search_to_validate()
            for row in page.rows
        }
        for received in self:
            if not take_free_rows(received):
                continue
            is_waiting = received.chorus_identifier in waiting
            received._chorus_follow_validation(client, is_waiting)
            if received.content_state != "downloaded":
                received._chorus_fetch_content(client)


class ResCompany(models.Model):
    _inherit = "res.company"

    def _chorus_to_validate_values(self, row, is_waiting):
        """The values of an invoice that this company is asked about.

        :param ValidationRow row: as a search tells it
        """
        told = {
            field: getattr(row, name) or False for name, field in FIELD_OF_ROW.items()
        }
        return {
            **told,
            "role": VALIDATOR,
            "company_id": self.id,
            "environment": self._chorus_account_company().l10n_fr_chorus_environment,
            "chorus_identifier": row.chorus_invoice_id,
            "is_credit_note": row.invoice_type == CREDIT_NOTE,
            "currency_id": self._chorus_currency(row.currency).id,
            "raw_status": row.status or FIRST,
            "validator_turn": WAITING.get(row.status or FIRST, 0) if is_waiting else 0,
            # Since when it waits, and what was answered before, the history tells.
            "history_due": True,
        }
