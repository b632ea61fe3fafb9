"""What becomes of a deposit: sent again, looked for, its report read, its invoices
paired with ours."""

import logging
from datetime import timedelta

from odoo import fields, models

from ..chorus_api import InvoiceSearch, Unavailable
from ..chorus_api.statuses import (
    INTEGRATED,
    PARTLY_INTEGRATED,
    REJECTED,
    TECHNICAL_FAILURE,
    flow_status,
)
from .deposit import LONGEST_DELAY, SENDING_LIMIT, Outcome
from .error_texts import explain

_logger = logging.getLogger(__name__)

# A check that failed is repeated after a delay that grows with the deposit's age.
SHORTEST_DELAY = timedelta(minutes=5)
# After this long an invoice of an integrated flow that the portal does not show was
# refused without being named.
IDENTIFY_LIMIT = timedelta(hours=4)
NOT_RECEIVED_HOURS = "24"


class ChorusDeposit(models.Model):
    _inherit = "l10n_fr_chorus_pro.deposit"

    def _chorus_postpone(self, error=None):
        """Look again later: after the portal's own delay, else the older the rarer."""
        now = fields.Datetime.now()
        for deposit in self:
            age = now - deposit.create_date
            delay = min(max(age / 4, SHORTEST_DELAY), LONGEST_DELAY)
            if isinstance(error, Unavailable):
                delay = max(delay, timedelta(seconds=error.retry_after))
            deposit.next_check_at = now + delay
            if error:
                reason = explain(deposit.env, error)
                _logger.info("Deposit %s postponed: %s", deposit.id, reason)

    def _chorus_advance(self, client):
        """Take the next step of the deposit, by its state.

        :return: the error of a deposit that could not be sent, already settled, or None
        """
        self.ensure_one()
        if self.state == "to_send":
            return self._chorus_send_again(client)
        if self.state == "sending":
            # Its call ended long ago: the process died before it wrote the answer.
            self._chorus_write_outcome(Outcome("uncertain"))
            self._chorus_search_trace(client)
        elif self.state == "uncertain":
            self._chorus_search_trace(client)
        elif self.state == "deposited":
            self._chorus_read_report(client)
        elif self.state == "integrated":
            self._chorus_identify(client)
        return None

    def _chorus_send_again(self, client):
        """Send the kept bytes of a deposit that surely was not delivered."""
        content = self._chorus_content()
        now = fields.Datetime.now()
        self.write({"state": "sending", "sent_at": now})
        self.next_check_at = now + SENDING_LIMIT
        self.document_ids._chorus_set_state("sending")
        outcome = self._chorus_send(client, content)
        self._chorus_say_failure(outcome)
        return outcome.error

    def _chorus_dissolve(self):
        """Let the invoices of deposits that surely did not leave wait on their own.

        One that another worker is sending right now stays as it is.
        """
        waiting = self.try_lock_for_update() if self else self
        for deposit in waiting.filtered(lambda d: d.state == "to_send"):
            deposit.document_ids.deposit_id = False
            deposit.write({"state": "not_received", "next_check_at": False})
            deposit._chorus_wake(fields.Datetime.now())

    def _chorus_say_failure(self, outcome):
        """Tell on the invoices what no dialog tells: the sending was nobody's click."""
        if outcome.error and outcome.state != "to_send":
            for document in self.document_ids:
                document._chorus_say_state(reason=self.failure)
                if outcome.state == "refused":
                    document.move_id._chorus_free_to_send()

    # -- Uncertain: was it received? -------------------------------------------

    def _chorus_search_trace(self, client):
        """Look for the invoices of an uncertain deposit in the portal, and adopt.

        A flow that begins after the attempt is that of our file, and settles the rest
        of the lot. An invoice of an older flow, or of none, was deposited by other
        means: it is taken over alone, and the others are looked for again.
        """
        found = {}
        for document in self._chorus_open_documents():
            row = document._chorus_find(client)
            if row:
                found[document] = row
        flow_number = self._chorus_own_flow(found.values())
        if flow_number:
            self._chorus_adopt(flow_number)
        for document, row in found.items():
            document._chorus_adopt_row(row, client)
        if flow_number:
            return
        if not self._chorus_open_documents():
            flow_numbers = {row.flow_number for row in found.values()}
            self._chorus_adopt(min(flow_numbers, default=""))
            return
        hours = float(
            self.env["ir.config_parameter"]
            .sudo()
            .get_param("l10n_fr_chorus_pro.not_received_hours", NOT_RECEIVED_HOURS)
        )
        if fields.Datetime.now() - self.sent_at < timedelta(hours=hours):
            self._chorus_postpone()
            return
        self._chorus_give_up()

    def _chorus_own_flow(self, rows):
        """The flow of found invoices that can be this deposit; empty for none.

        The portal's day is that of Paris, which is never before that of UTC.
        """
        sent_on = self.sent_at.date()
        return min(
            (
                row.flow_number
                for row in rows
                if row.flow_number and row.deposited_on and row.deposited_on >= sent_on
            ),
            default="",
        )

    def _chorus_give_up(self, reason=False):
        """The portal does not have these invoices: they may be sent again."""
        lost = self._chorus_open_documents()
        self.write({"state": "not_received", "next_check_at": False})
        lost._chorus_set_state("not_received", reason)
        for document in lost:
            document._chorus_say_state(reason=reason or "")
            document.move_id._chorus_free_to_send()

    def _chorus_adopt(self, flow_number):
        """The deposit turns out to have been received."""
        now = fields.Datetime.now()
        self.write(
            {
                "state": "deposited" if flow_number else "integrated",
                "flow_number": flow_number or False,
                "deposited_at": now,
                "next_check_at": now if flow_number else False,
                "failure": False,
            }
        )
        self._chorus_open_documents()._chorus_set_state("deposited")

    # -- Report of the flow ----------------------------------------------------

    def _chorus_read_report(self, client):
        """Read the flow's report and split the fate of its invoices."""
        report = client.read_flow_report(self.flow_number)
        status = flow_status(report.status)
        self.raw_status = report.status
        if not status.final:
            age = fields.Datetime.now() - self.deposited_at
            delay = max(timedelta(minutes=status.check_after), age / 4)
            self.next_check_at = fields.Datetime.now() + min(delay, LONGEST_DELAY)
            return
        self.integrated_at = fields.Datetime.now()
        named = _reasons_by_number(report)
        # One that has its identifier is in the portal, by this flow or before it.
        open_documents = self.document_ids.filtered(lambda d: not d.chorus_identifier)
        if status.kind in (INTEGRATED, PARTLY_INTEGRATED):
            self.state = "integrated"
            self.next_check_at = fields.Datetime.now()
            refused = open_documents.filtered(lambda d: d.invoice_number in named)
            refused._chorus_refuse(client, named, "")
            self._chorus_identify(client)
            return
        text = self._chorus_flow_failure(status, report)
        self.write(
            {
                "state": "refused",
                "next_check_at": False,
                "failure": "\n".join(named.values()) or text,
            }
        )
        if status.kind == TECHNICAL_FAILURE:
            # Before another deposit is offered: what of it did arrive?
            self._chorus_pair(client)
        lost = open_documents.filtered(lambda d: not d.chorus_identifier)
        lost._chorus_refuse(client, named, text)

    def _chorus_flow_failure(self, status, report):
        """The sentence for invoices that a refused flow does not name."""
        env = self.company_id._chorus_lang_env()
        technical = "; ".join(report.technical_errors)
        if technical:
            return technical
        named = _reasons_by_number(report)
        if len(self.document_ids) == 1 or "" in named:
            # Said without a number, or with one written in another way: of whom else?
            named = {"": named[""]} if "" in named else named
            if named:
                return "\n".join(named.values())
        if status.kind == TECHNICAL_FAILURE:
            return env._("Technical failure in Chorus Pro: %s", status.label)
        if status.kind == REJECTED and report.invoice_errors:
            return env._("Another invoice of the same flow was refused.")
        return env._("Chorus Pro gave no reason: %s", status.label)

    def _chorus_identify(self, client):
        """Pair the invoices that the flow brought into the portal with ours."""
        waiting = self._chorus_pair(client)
        if not waiting:
            self.next_check_at = False
            return
        age = fields.Datetime.now() - (self.integrated_at or self.deposited_at)
        if age < IDENTIFY_LIMIT:
            self.next_check_at = fields.Datetime.now() + SHORTEST_DELAY
            return
        env = self.company_id._chorus_lang_env()
        text = env._("The flow was integrated without this invoice.")
        waiting._chorus_refuse(client, {}, text)
        self.next_check_at = False

    def _chorus_pair(self, client):
        """Look the flow's invoices up and give each document its row.

        :return: the documents that the portal does not show
        """
        waiting = self.document_ids.filtered(lambda d: d.state == "deposited")
        if waiting and self.flow_number:
            search = InvoiceSearch(flow_number=self.flow_number)
            domain = [("id", "in", waiting.ids)]
            for page in client.search_invoices(search):
                for row, document in waiting._chorus_match(page.rows, domain):
                    document._chorus_link_pdf()
                    document._chorus_apply_row(row, client)
        return waiting.filtered(lambda d: not d.chorus_identifier)


def _reasons_by_number(report):
    """Why invoices of a flow were refused: the sentences of each, by its number."""
    reasons = {}
    for error in report.invoice_errors:
        known = reasons.get(error.invoice_number)
        reasons[error.invoice_number] = f"{known} {error.text}" if known else error.text
    return reasons
