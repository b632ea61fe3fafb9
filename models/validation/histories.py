"""The status of an invoice to validate: its history tells it, a search never.

A row of a search has no moment, and may be older than what somebody of this company has
answered meanwhile. Where it says otherwise than is known, the portal is asked.
"""

import logging
from functools import partial

from odoo import api, models
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ...chorus_api import ChorusError, ProtocolError, Rejected
from ...tools.row_locks import LEFT, do_alone
from ..receiving.processing.settle import last_line
from ..receiving.roles import VALIDATOR
from ..receiving.validator_stages import WAITING

_logger = logging.getLogger(__name__)

# In a run; the next one reads the others.
DUE_LIMIT = 200


class ChorusReceived(models.Model):
    _inherit = "l10n_fr_chorus_pro.received"

    @api.model
    def _chorus_read_validation_histories(self, account, client):
        """The histories that are owed: of what is new, and of what was answered.

        :return: an iterator, to be committed at each stop
        """
        domain = self._chorus_received_domain(account, VALIDATOR)
        domain &= Domain("history_due", "=", True)
        for received in self.sudo().search(domain, order="id", limit=DUE_LIMIT):
            received._chorus_follow_alone(client)
            yield

    def _chorus_follow_alone(self, client, *, is_waiting=None):
        """Read the history where nobody else is at the invoice.

        :param is_waiting: whether the portal has it on the list of what waits for us;
            None where that is not known
        :return: whether it was read
        :raises ChorusError: the portal does not answer at all
        """
        step = partial(self._chorus_follow_validation, client, is_waiting)
        try:
            return do_alone(self, step) is not LEFT
        except (Rejected, ProtocolError) as error:
            self.env.cr.rollback()
            _logger.info("History of %s not read: %s", self.id, type(error).__name__)
            # What the portal refuses it refuses again: another row asks anew.
            self.sudo().history_due = False
        except (ChorusError, *PG_CONCURRENCY_EXCEPTIONS_TO_RETRY):
            raise
        except Exception:  # noqa: BLE001 - one bad record must not starve the rest
            self.env.cr.rollback()
            _logger.exception("History of %s not applied", self.id)
        return False

    def _chorus_follow_validation(self, client, is_waiting=None):
        """Take the status that the portal shows now, and tell what is new.

        :raises ChorusError: the portal does not say
        """
        history = client.read_history(self.chorus_identifier)
        known, status = self.event_ids, history.current_status
        # A row told the status without its moment.
        told = last_line(history, self.raw_status)
        since = self.status_date or (told and told.at)
        before = self.raw_status, since, self.reason or (told and told.comment) or ""
        line = last_line(history, status)
        if line:
            self._chorus_take_status(line.code, line.at, line.comment)
        elif status:
            self._chorus_take_status(status, None, "")
        if is_waiting is not None:
            self._chorus_take_turn_of(is_waiting)
        self._chorus_keep_history(history.events)
        self.sudo().history_due = False
        self._chorus_tell_history(before, known)

    def _chorus_take_turn_of(self, is_waiting):
        """Remember whether the portal asks this company, and as which validator."""
        turn = WAITING.get(self.raw_status, 0) if is_waiting else 0
        if self.validator_turn != turn:
            self.sudo().validator_turn = turn
