"""Before an invoice is sent again: what became of the earlier attempts?"""

from odoo import fields, models
from odoo.fields import Domain

from ...chorus_api import Rejected
from ..connection.error_texts import explain, explain_search
from .document_sending import IDENTIFY_LIMIT


class ChorusDocument(models.Model):
    _inherit = "l10n_fr_chorus_pro.document"

    def _chorus_recover(self, client):
        """Give attempts up that wait, where an earlier one arrived after all.

        One that the portal refuses to look for is handed to a person; one of which
        nothing can be read waits, and so does one whose earlier attempt is in a flow.

        :return: those that the portal does not have: they are to be sent
        """
        lost = self.move_id._chorus_lost_documents()
        found, failures = lost._chorus_find_each(client) if lost else ({}, {})
        for attempt, row in found.items():
            if waiting := self._chorus_waiting_for(attempt):
                waiting._chorus_yield()
                attempt._chorus_adopt_row(row, client)
        unknown = self.browse()
        for attempt, failure in failures.items():
            for document in self._chorus_waiting_for(attempt):
                env = document.company_id._chorus_lang_env()
                if isinstance(failure, Rejected):
                    document._chorus_keep_back(explain_search(env, failure))
                else:
                    document._chorus_set_state("to_send", explain(env, failure))
                    unknown |= document
        # What was found may show the flow that will bring others of its lot.
        return (self - unknown).filtered(
            lambda d: d.state == "to_send" and not d.move_id._chorus_awaits_flow()
        )

    def _chorus_waiting_for(self, attempt):
        """Those that wait to be sent in the place of an earlier attempt."""
        return self.filtered(
            lambda d: d.move_id == attempt.move_id and d.state == "to_send"
        )

    def _chorus_yield(self):
        """End an attempt because the portal has the invoice from another one."""
        env = self.company_id._chorus_lang_env()
        self._chorus_set_state(
            "not_received", env._("Chorus Pro has the invoice from another deposit.")
        )
        self.flush_recordset()  # one attempt of an invoice may live


class AccountMove(models.Model):
    _inherit = "account.move"

    def _chorus_awaits_flow(self):
        """Whether an earlier attempt is in a flow that Chorus Pro still works on, or
        has ended so lately that its invoices need not show yet."""
        shows_late = Domain("state", "=", "not_received") & Domain(
            [
                ("deposit_id.state", "=", "integrated"),
                (
                    "deposit_id.integrated_at",
                    ">=",
                    fields.Datetime.now() - IDENTIFY_LIMIT,
                ),
            ]
        )
        at_work = Domain(
            [
                ("deposit_id.state", "=", "deposited"),
                ("deposit_id.next_check_at", "!=", False),
            ]
        )
        unseen = Domain("chorus_identifier", "=", False)
        lost = self._chorus_lost_documents()
        return bool(lost.filtered_domain(unseen & (at_work | shows_late)))

    def _chorus_recover_invoices(self, client):
        """Take those over that have no live attempt, where an ended one arrived.

        :raises ChorusError: the portal does not answer
        """
        lost = self.env["l10n_fr_chorus_pro.document"].sudo()
        for move in self:
            if not move._chorus_live_document():
                lost |= move._chorus_lost_documents()
        for attempt, row in (lost._chorus_find_rows(client) if lost else {}).items():
            move = attempt.move_id
            if not move._chorus_live_document() and move.try_lock_for_update():
                attempt._chorus_adopt_row(row, client)
