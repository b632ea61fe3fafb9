"""The queue of the scheduled action: invoices that wait are sent in lots."""

import logging

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ...chorus_api import ChorusError, ConfigurationError, Unavailable, Uncertain
from ...chorus_api.files import COUNT_LIMIT
from ...tools.row_locks import WRITE_TRIES, take_free_rows
from .deposit import LOT_DELAY

_logger = logging.getLogger(__name__)


class ChorusDeposit(models.Model):
    _inherit = "l10n_fr_chorus_pro.deposit"

    @api.model
    def _chorus_pack_all(self, account, client):
        """Send what waits in lots, each written down and committed on its own.

        A file whose fate is uncertain stops the sending: were the portal in
        maintenance, every other lot would share its fate.

        :return: (whether there is time left, the error after which nothing more is
            sent, or None)
        :raises ChorusError: the portal refuses the account or asks for patience
        """
        size, conflicts, skipped = COUNT_LIMIT, 0, []
        while documents := self._chorus_take_lot(account, size, skipped):
            error = None
            try:
                free = documents._chorus_recover(client)
                count, error = self._chorus_send_lot(client, free)
                # What is known now of the others is all that this run can do for them.
                skipped += (documents - free).ids
                count += len(documents - free)
            except ChorusError:
                raise
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                # Someone changed these invoices meanwhile: take what waits anew.
                self.env.cr.rollback()
                conflicts += 1
                if conflicts == WRITE_TRIES:
                    break
                continue
            except Exception:  # noqa: BLE001 - one bad file must not starve the rest
                self.env.cr.rollback()
                count, size = self._chorus_narrow_down(account, documents)
            in_time = self.env["ir.cron"]._commit_progress(count)
            if _is_about_account(error):
                raise error
            if isinstance(error, Uncertain):
                return in_time, error
            if not in_time:
                return in_time, None
        return self._chorus_leave_rest(account, skipped), None

    @api.model
    def _chorus_send_lot(self, client, documents):
        """Pack documents into one deposit and send it.

        :return: (how many of them wait no more, error of the portal or None)
        """
        if not documents:
            return 0, None
        deposit, content = self._chorus_pack(documents)
        if not deposit:
            return len(documents), None  # the file of each was refused
        outcome = deposit._chorus_send(client, content)
        return len(deposit.document_ids), outcome.error

    # -- Which ones ------------------------------------------------------------

    @api.model
    def _chorus_take_lot(self, account, size, skipped=()):
        """The oldest documents that wait and that nobody else holds, locked.

        They are of one company and one syntax, as one deposit must be.

        :param int size: of the lot at the most, whatever the company says
        :param skipped: ids of those that this run leaves alone
        """
        domain = self._chorus_queue_domain(account) & Domain("id", "not in", skipped)
        documents = self.env["l10n_fr_chorus_pro.document"].sudo()
        for _attempt in range(WRITE_TRIES):
            try:
                waiting = documents.search(domain, order="id", limit=COUNT_LIMIT)
                return self._chorus_choose(waiting, domain, size)
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                # Somebody has just taken or changed them: look at what is left.
                self.env.cr.rollback()
                _logger.info("Documents of %s changed: taken anew", account.name)
        return documents.browse()

    @api.model
    def _chorus_choose(self, waiting, domain, size):
        """The first of these that can be locked together with their invoices; one alone
        where it goes by a door, and of the others nothing is read then."""
        while first := take_free_rows(waiting, limit=1):
            alike, lot_size = first, 1
            if not first.door:
                key = (first.company_id, first.syntax)
                alike = waiting.filtered(
                    lambda d, key=key: (d.company_id, d.syntax) == key
                )
                lot_size = max(first.company_id.l10n_fr_chorus_lot_size, 1)
            taken = take_free_rows(alike, limit=min(lot_size, size))
            taken = taken.filtered_domain(domain)
            # They change state with them. Who works on one keeps back that one alone.
            moves = take_free_rows(taken.move_id, allow_referencing=True)
            free = taken.filtered(lambda d, moves=moves: d.move_id in moves)
            if free:
                return free
            waiting -= first | taken
        return waiting.browse()

    @api.model
    def _chorus_leave_rest(self, account, skipped):
        """Look again soon at what others hold; it is no work of this run.

        :param skipped: ids of those that wait for the portal: they have time
        :return: whether there is time left
        """
        documents = self.env["l10n_fr_chorus_pro.document"].sudo()
        domain = self._chorus_queue_domain(account) & Domain("id", "not in", skipped)
        left = documents.search_count(domain)
        if left:
            self._chorus_wake(fields.Datetime.now() + LOT_DELAY)
        return bool(self.env["ir.cron"]._commit_progress(left))

    # -- A file that cannot be packed ------------------------------------------

    @api.model
    def _chorus_narrow_down(self, account, documents):
        """After a lot that could not be packed: take half as many, down to the one
        whose file is at fault, which is refused.

        :return: (how many were settled, size of the lots from now on)
        """
        # Never one that is under way by now.
        waiting = documents.filtered_domain(self._chorus_queue_domain(account))
        if len(documents) > 1 and waiting:
            return 0, len(documents) // 2
        _logger.exception("Documents %s could not be sent", documents.ids)
        for document in take_free_rows(waiting):
            if take_free_rows(document.move_id, allow_referencing=True):
                env = document.company_id._chorus_lang_env()
                document._chorus_keep_back(
                    env._(
                        "The deposit of the invoice could not be prepared, and nothing"
                        " was sent. Send the invoice again: Odoo makes a new file."
                    )
                )
        return len(waiting), COUNT_LIMIT


def _is_about_account(error):
    """Whether an error says that nothing more is to be sent for the account now."""
    return error and (
        isinstance(error, ConfigurationError | Unavailable) or error.retry_after
    )
