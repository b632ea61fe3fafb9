"""What a public body received since the last time, page by page: every two hours.

One search for each structure, service and kind brings the rows whose status changed
since its watermark; then come the histories that are owed, and the files.
"""

import logging
from collections import deque

from odoo import api, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ....chorus_api import ChorusError, ProtocolError, Rejected
from ...connection.error_texts import explain
from .received_sweep import SWEEP_PAGES

_logger = logging.getLogger(__name__)

BILLS_CRON = "l10n_fr_chorus_pro.ir_cron_received_bills"


class ChorusReceived(models.Model):
    _inherit = "l10n_fr_chorus_pro.received"

    @api.model
    def _cron_receive(self):
        """Scheduled action: fetch what is new."""
        turns = self.env["l10n_fr_chorus_pro.document"]
        turns._chorus_take_turns(self._chorus_receive_account)
        self._chorus_wake_bills()

    @api.model
    def _chorus_wake_bills(self):
        """Have the bills made of what came."""
        cron = self.env.ref(BILLS_CRON, raise_if_not_found=False)
        if cron and self.sudo().search_count([("bill_due", "=", True)], limit=1):
            cron.sudo()._trigger()

    @api.model
    def _chorus_receive_account(self, account):
        """Fetch what is new for the companies of an account.

        :return: an iterator, to be committed at each stop
        :raises ChorusError: the portal failed; what was committed is kept
        """
        intakes = account._chorus_intakes()
        if not intakes:
            return
        with account._chorus_client() as client:
            yield from intakes._chorus_in_turns(
                lambda intake: intake._chorus_read_changes_of(client)
            )
            yield from self._chorus_read_due_events(account, client)
            yield from self._chorus_download_due(account, client)
        account._chorus_note_success(client.answered)


class ChorusIntake(models.Model):
    _inherit = "l10n_fr_chorus_pro.intake"

    def _chorus_in_turns(self, work_of):
        """Read these, a page each in turns; what the portal refuses of one, answers in
        a way that is none, or others are at, keeps the rest from nothing.

        :param work_of: function from an intake to an iterator over pieces of work
        :return: an iterator, to be committed at each stop
        """
        turns = deque((intake, work_of(intake)) for intake in self)
        while turns:
            intake, work = turns.popleft()
            try:
                next(work)
                self.env.cr.flush()
            except StopIteration:
                intake._chorus_note_answer(False)
            except (Rejected, ProtocolError) as error:
                self.env.cr.rollback()
                _logger.info("Intake %s not read: %s", intake.id, type(error).__name__)
                env = intake.company_id._chorus_lang_env()
                intake._chorus_note_answer(explain(env, error))
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                self.env.cr.rollback()  # the next run reads the same page again
            except ChorusError:
                raise
            except Exception:  # noqa: BLE001 - one intake must not starve the rest
                self.env.cr.rollback()
                _logger.exception("Intake %s not read", intake.id)
            else:
                turns.append((intake, work))
            yield

    def _chorus_note_answer(self, failure):
        """
        :param failure: why the portal lets nothing be read; False where it does
        """
        if self.failure != failure:
            self.sudo().failure = failure

    def _chorus_read_changes_of(self, client):
        """The pages of the search by period of change, from the cursor on."""
        received = self.env["l10n_fr_chorus_pro.received"]
        if not self.period_ignored:
            yield from self._chorus_search_changes(
                self._chorus_first_status(),
                lambda since, number: client.search_received(
                    self._chorus_search(status_since=since), first_page=number
                ),
                lambda rows: received._chorus_receive_rows(self, rows, client),
            )
        if self.period_ignored:
            yield from self._chorus_read_months(client, SWEEP_PAGES)
