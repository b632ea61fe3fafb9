"""Before an invoice is sent again: what became of the earlier attempts?"""

import logging

from odoo import fields, models
from odoo.fields import Domain

from ..chorus_api import ProtocolError, Rejected
from .document import ENDED_STATES, IDENTIFY_LIMIT
from .document_recovery import FAILURE_LIMIT
from .error_texts import explain_search

_logger = logging.getLogger(__name__)

# Of an ended attempt whose flow has shown and is followed to its end: it may arrive.
AWAITED_FLOW = [
    ("state", "in", ENDED_STATES),
    ("chorus_identifier", "=", False),
    ("deposit_id.state", "=", "deposited"),
    ("deposit_id.next_check_at", "!=", False),
]


class ChorusDocument(models.Model):
    _inherit = "l10n_fr_chorus_pro.document"

    def _chorus_recover(self, client):
        """Give attempts up that wait, where an earlier one arrived after all.

        :return: those that the portal does not have: they are to be sent
        """
        lost = self.move_id._chorus_lost_attempts()
        for attempt, row in (lost._chorus_find(client) if lost else {}).items():
            waiting = self.filtered(
                lambda d, move=attempt.move_id: (
                    d.move_id == move and d.state == "to_send"
                )
            )
            if waiting:
                waiting._chorus_yield()
                attempt._chorus_adopt_row(row, client)
        # What was found may show the flow that will bring others of its lot.
        return self.filtered(
            lambda d: d.state == "to_send" and not d.move_id._chorus_awaits_flow()
        )

    def _chorus_yield(self):
        """End an attempt because the portal has the invoice from another one."""
        env = self.company_id._chorus_lang_env()
        self._chorus_set_state(
            "not_received", env._("Chorus Pro has the invoice from another deposit.")
        )
        self.flush_recordset()  # one attempt of an invoice may live

    def _chorus_recover_each(self, client):
        """The same for a lot, where the portal may refuse to look for one of them: that
        one is handed to a person and keeps nobody else from leaving. One of which
        nothing can be read waits.

        :return: those that the portal does not have: they are to be sent
        :raises ProtocolError: none is left beside those of which nothing can be read
        """
        try:
            return self._chorus_recover(client)
        except (ProtocolError, Rejected) as error:
            if len(self) == 1 and isinstance(error, ProtocolError):
                raise
            _logger.info("Search failed for one of the documents %s", self.ids)
        left, unreadable, failures = self.browse(), None, 0
        for document in self:
            try:
                if failures < FAILURE_LIMIT or not document._chorus_is_sent_again():
                    left |= document._chorus_recover(client)
            except Rejected as error:
                env = document.company_id._chorus_lang_env()
                document._chorus_refuse_one(explain_search(env, error))
            except ProtocolError as error:
                unreadable, failures = error, failures + 1
        if unreadable and not left:
            raise unreadable
        return left

    def _chorus_awaiting(self):
        """Those that wait because an earlier attempt may still arrive."""
        waiting = self.filtered(lambda d: d.state == "to_send" and not d.deposit_id)
        return waiting.filtered(lambda d: d.move_id._chorus_awaits_flow())

    def _chorus_is_sent_again(self):
        """Whether an earlier attempt of the invoice has to be looked for."""
        return bool(self.move_id._chorus_lost_attempts())


class AccountMove(models.Model):
    _inherit = "account.move"

    def _chorus_lost_attempts(self):
        """The attempts that were given up or refused by the portal of the settings: the
        invoice may be there all the same."""
        documents = self.sudo().l10n_fr_chorus_document_ids
        return documents.filtered(
            lambda d: (
                d.state in ENDED_STATES
                and d.deposit_id.environment
                == d.company_id._chorus_account_company().l10n_fr_chorus_environment
            )
        )

    def _chorus_awaits_flow(self):
        """Whether an earlier attempt is in a flow that Chorus Pro still works on, or
        has ended so lately that its invoices need not show yet."""
        shows_late = (
            Domain("state", "=", "not_received")
            & Domain("chorus_identifier", "=", False)
            & Domain("deposit_id.state", "=", "integrated")
            & Domain(
                "deposit_id.integrated_at", ">=", fields.Datetime.now() - IDENTIFY_LIMIT
            )
        )
        lost = self._chorus_lost_attempts()
        return bool(lost.filtered_domain(Domain(AWAITED_FLOW) | shows_late))

    def _chorus_recover(self, client):
        """Take those over that have no live attempt, where an ended one arrived.

        :raises ChorusError: the portal does not answer
        """
        lost = self.env["l10n_fr_chorus_pro.document"].sudo()
        for move in self:
            if not move._chorus_live_document():
                lost |= move._chorus_lost_attempts()
        for attempt, row in (lost._chorus_find(client) if lost else {}).items():
            move = attempt.move_id
            if not move._chorus_live_document() and move.try_lock_for_update():
                attempt._chorus_adopt_row(row, client)
