"""Deposits whose answer is missing: does Chorus Pro have them?"""

from collections import Counter
from datetime import timedelta
from uuid import uuid4

from odoo import fields, models

from ...chorus_api.statuses import is_draft
from ...tools.progress import CommitThrottle
from ...tools.row_locks import wait_for_rows
from ..invoice.states import ENDED_DEPOSITS, ENDED_STATES

NOT_RECEIVED_HOURS = "24"


class ChorusDeposit(models.Model):
    _inherit = "l10n_fr_chorus_pro.deposit"

    def _chorus_search_trace(self, client):
        """Look for the invoices of an uncertain deposit in the portal, and adopt.

        A flow that begins after the attempt is that of our file, and settles the rest
        of the lot. An invoice of an older flow, or of none, was deposited by other
        means: it is taken over alone, and the others are looked for again.

        :raises ChorusError: the portal does not answer, or refuses to look for one
        """
        if self._chorus_is_uploading():
            self._chorus_trace_upload(client)
            return
        waiting = self._chorus_open_documents()
        found, failures, unclear = waiting._chorus_find_trace(client)
        # The search took its time: whoever changed an invoice meanwhile goes first.
        wait_for_rows(self._chorus_open_documents().move_id)
        if self.state == "uncertain" and self._chorus_finish_draft(found):
            return
        flow_number = self.flow_number or self._chorus_own_flow(found.values())
        if found and flow_number:
            self._chorus_adopt(flow_number)
        pace = CommitThrottle()
        for document, row in found.items():
            document._chorus_adopt_row(row, client)
            if not self._chorus_step(pace):
                return  # still due
        if (found and flow_number) or self.state != "uncertain":
            return  # or decided by somebody since the last commit
        for failure in failures.values():
            self._chorus_commit()  # what was found stays found
            raise failure
        age = fields.Datetime.now() - self.sent_at
        if not self._chorus_open_documents():
            self._chorus_close_found()
        elif unclear:
            self._chorus_ask_which(unclear)
        elif self.flow_number or age < self._chorus_receipt_delay():
            self._chorus_postpone()
        else:
            self._chorus_give_up()

    def _chorus_close_found(self):
        """All of its invoices were found; other flows brought them, or persons who
        typed them, but for one that went by a door."""
        found = self.document_ids
        if self.door:
            # One that another attempt brought has ended.
            found = found.filtered(lambda d: d.state not in ENDED_STATES)
        if self.door and found:
            self._chorus_close_door()
        else:
            state = "integrated" if found else "not_received"
            self._chorus_write_deposit_state(state, next_check_at=False)

    def _chorus_receipt_delay(self):
        """How long the portal may keep an invoice to itself, as the settings say."""
        parameters = self.env["ir.config_parameter"].sudo()
        hours = parameters.get_param(
            "l10n_fr_chorus_pro.not_received_hours", NOT_RECEIVED_HOURS
        )
        return timedelta(hours=float(hours))

    def _chorus_own_flow(self, rows):
        """The flow of found invoices that can be this deposit; empty for none.

        Where an invoice of a lot was deposited by other means on the same day, most of
        the lot is in the other flow; what is not in it is looked for by its number.
        """
        flows = Counter(row.flow_number for row in rows if self._chorus_may_be(row))
        return max(flows, key=lambda flow: (flows[flow], flow), default="")

    def _chorus_may_be(self, row):
        """Whether the flow of a found invoice can be this deposit; of what goes by a
        door, whether it came by none and by that door. A draft is not deposited yet.

        The portal's day is that of Paris, which is never before that of UTC.
        """
        if self.door:
            came = not row.flow_number and row.deposit_mode in ("", self.door)
            if came and is_draft(row.status) and not row.deposited_on:
                return True
        else:
            came = row.flow_number
        return bool(
            came
            and row.deposited_on
            and self.sent_at
            and row.deposited_on >= self.sent_at.date()
        )

    def _chorus_give_up(self, reason=False):
        """The portal does not have these invoices: they may be sent again."""
        lost = self._chorus_open_documents()
        self._chorus_write_deposit_state("not_received", next_check_at=False)
        lost._chorus_set_state("not_received", reason)
        for document in lost:
            document._chorus_say_state(reason=reason or "")
            document.move_id._chorus_free_to_send()

    def _chorus_adopt(self, flow_number):
        """The deposit turns out to have been received.

        Of one that had been given up each invoice has to be seen in the portal: the
        flow may be that of a person who uploaded one of them since.
        """
        waiting = self._chorus_open_documents()
        if self.state != "not_received":
            lost = self.document_ids.filtered(lambda d: d.state == "not_received")
            waiting |= lost._chorus_without_rivals()
        now = fields.Datetime.now()
        self._chorus_write_deposit_state(
            "deposited" if flow_number else "integrated",
            flow_number=flow_number or False,
            deposited_at=now,
            next_check_at=now if flow_number else False,
            failure=False,
        )
        waiting._chorus_set_state("deposited")

    def _chorus_of_flow(self, company, flow_number, deposited_on, is_done=True):
        """The deposit of a flow that was made by other means than ours.

        :param str flow_number: empty for invoices that were typed into the portal
        :param date deposited_on: of the invoices of the flow, if known
        :param bool is_done: the portal is done with the flow; else it is followed
        """
        account = company._chorus_account_company()
        values = {
            "company_id": company.id,
            "environment": account.l10n_fr_chorus_environment,
            "flow_number": flow_number,
        }
        deposits = self.sudo()
        found = flow_number and deposits.search(
            [(name, "=", value) for name, value in values.items()], limit=1
        )
        if found and found.state in ENDED_DEPOSITS:
            # An answer that came late, or was wrong.
            found._chorus_write_deposit_state("integrated")
        return found or deposits.create(
            {
                **values,
                "reference": uuid4().hex,
                # The invoices of one flow were deposited on one day; others may differ.
                "deposited_at": flow_number and deposited_on,
                "state": "integrated" if is_done else "deposited",
                "next_check_at": not is_done and fields.Datetime.now(),
            }
        )
