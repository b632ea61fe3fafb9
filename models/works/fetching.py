"""Works pieces that changed since the last time, page by page: every two hours.

One search for each part of an account brings the rows whose status changed since its
watermark; each page is committed. A sweep at night looks at what is open by its month
of deposit. Source: ``doc/portal.md``, A 6.
"""

import logging

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

from ...chorus_api import ConfigurationError, ProtocolError, Rejected, WorksSearch
from ...chorus_api.allowed import WORKS_FAMILY
from ...chorus_api.errors import SUBSCRIPTION
from ...tools.portal_time import portal_today
from ..connection.error_texts import explain
from ..connection.res_company_roles import WORKS

_logger = logging.getLogger(__name__)

# Of a part in a night; the next night goes on with the following page.
SWEEP_PAGES = 100


class ChorusWorksPiece(models.Model):
    _inherit = "l10n_fr_chorus_pro.works.piece"

    @api.model
    def _cron_works(self):
        """Scheduled action: fetch what changed."""
        turns = self.env["l10n_fr_chorus_pro.document"]
        turns._chorus_take_turns(self._chorus_fetch_works)

    @api.model
    def _cron_sweep_works(self):
        """Scheduled action: look at every open piece."""
        turns = self.env["l10n_fr_chorus_pro.document"]
        turns._chorus_take_turns(self._chorus_sweep_works)

    @api.model
    def _chorus_fetch_works(self, account):
        """What changed of the pieces of an account's companies.

        :return: an iterator, to be committed at each stop
        :raises ChorusError: the portal failed; what was committed is kept
        """
        yield from self._chorus_ask_works(
            account, lambda cursor, client: cursor._chorus_read_works_changes(client)
        )

    @api.model
    def _chorus_sweep_works(self, account):
        """All open pieces of an account's companies; as ``_chorus_fetch_works``."""
        yield from self._chorus_ask_works(
            account, lambda cursor, client: cursor._chorus_read_works_months(client)
        )

    @api.model
    def _chorus_ask_works(self, account, work_of):
        """
        :param work_of: function from a cursor and a client to pieces of work
        """
        companies = account._chorus_shared_companies()
        if not any(company._chorus_does(WORKS) for company in companies):
            return
        cursors = self.env["l10n_fr_chorus_pro.works.cursor"]
        with account._chorus_client() as client:
            for cursor in cursors._chorus_works_cursors(account):
                yield from cursor._chorus_without_refusal(work_of(cursor, client))
            self._chorus_find_contracts(account)
            yield
            yield from self._chorus_read_piece_histories(account, client)
        account._chorus_note_success(client.answered)


class ChorusWorksCursor(models.Model):
    _inherit = "l10n_fr_chorus_pro.works.cursor"

    def _chorus_without_refusal(self, work):
        """Read one part; what the portal refuses of it, or answers in a way that is
        none, keeps the other parts, and what is sent, from nothing.

        :return: an iterator, to be committed at each stop
        :raises ChorusError: the account is refused, or the portal does not answer
        """
        try:
            yield from work
        except (Rejected, ProtocolError, ConfigurationError) as error:
            if _refuses_account(error):
                raise
            self.env.cr.rollback()
            _logger.info("Works of %s not read: %s", self.id, type(error).__name__)
            env = self.company_id._chorus_lang_env()
            self._chorus_note_works_refusal(explain(env, error))
        else:
            self._chorus_note_works_refusal(False)
        yield

    def _chorus_note_works_refusal(self, failure):
        if self.failure != failure:
            self.sudo().failure = failure

    def _chorus_works_search(self, **criteria):
        """
        :param criteria: others of :class:`~...chorus_api.WorksSearch`
        """
        return WorksSearch(role=self.role, **criteria)

    def _chorus_read_works_changes(self, client):
        """The pages of the search by period of change, from the cursor on."""
        pieces = self.env["l10n_fr_chorus_pro.works.piece"]
        if not self.period_ignored:
            yield from self._chorus_search_changes(
                self._chorus_since(),
                lambda since, number: client.search_works(
                    self._chorus_works_search(status_since=since), first_page=number
                ),
                lambda rows: pieces._chorus_keep_pieces(self, rows, client),
            )
        if self.period_ignored:
            yield from self._chorus_read_works_months(client)
        yield from pieces._chorus_complete_pieces(self, client)

    def _chorus_read_works_months(self, client):
        """The pages of the months in which what is open was deposited."""
        pieces = self.env["l10n_fr_chorus_pro.works.piece"]
        yield from self._chorus_search_months(
            self._chorus_open_piece_months(),
            lambda first, last, number: client.search_works(
                self._chorus_works_search(deposited_from=first, deposited_to=last),
                first_page=number,
            ),
            lambda rows: pieces._chorus_keep_pieces(self, rows, client),
            SWEEP_PAGES,
        )

    def _chorus_open_piece_months(self):
        """The months of deposit of open pieces, oldest first, and this one.

        :return: list of their first days
        """
        groups = self.env["l10n_fr_chorus_pro.works.piece"]._read_group(
            [
                ("company_id", "in", self.company_id._chorus_shared_companies().ids),
                ("environment", "=", self.environment),
                ("chorus_identifier", "!=", False),
                ("is_over", "=", False),
            ],
            ["deposited_at:month"],
        )
        today = portal_today(self.env)
        months = {fields.Date.to_date(month) for (month,) in groups if month}
        this = today.replace(day=1)
        return sorted(months | {this, this - relativedelta(months=1)})


def _refuses_account(error):
    """Whether an error is about the account as a whole, and not about works alone."""
    is_own = isinstance(error, ConfigurationError) and not (
        error.cause == SUBSCRIPTION and error.family == WORKS_FAMILY
    )
    return is_own
