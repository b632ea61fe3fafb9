"""What becomes of a deposit: sent again, its report read, its invoices paired with
ours."""

import logging
import time
from datetime import timedelta

from odoo import api, fields, models

from ...chorus_api import (
    FlowUnknown,
    InvoiceSearch,
    ProtocolError,
    Rejected,
    Unavailable,
)
from ...chorus_api.statuses import (
    INTEGRATED,
    PARTLY_INTEGRATED,
    REJECTED,
    TECHNICAL_FAILURE,
    flow_status,
)
from ...tools.progress import CommitThrottle
from ...tools.row_locks import take_free_rows
from ..connection.error_texts import explain
from ..invoice.states import OPEN_STATES
from ..telling.own_reasons import (
    ANOTHER_REFUSED,
    FORMAT_NOT_FOLLOWED,
    NO_REASON,
    ONE_OF_SEVERAL,
    TECHNICAL_TROUBLE,
    own_reason,
)
from .deposit import LONGEST_DELAY, SENDING_LIMIT
from .document_sending import IDENTIFY_LIMIT

_logger = logging.getLogger(__name__)

# A check that failed is repeated after a delay that grows with the deposit's age.
SHORTEST_DELAY = timedelta(minutes=5)
# After this long without a word about its flow, a person has to ask.
OVERDUE = timedelta(days=3)


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
        if self.state in ("uncertain", "deposited") and self.flow_number:
            self._chorus_follow_flow(client)
        elif self.state == "uncertain":
            self._chorus_search_trace(client)
        elif self.state == "deposited" and self.door:
            self._chorus_close_found()  # its invoice was found before the answer came
        elif self.state == "integrated" and self.door:
            if self.next_check_at:  # no more once it is here, or given up
                self._chorus_show_file(client)
        elif self.state == "integrated" and not self.door:
            self._chorus_identify(client)
        return None

    def _chorus_send_again(self, client):
        """Send the kept bytes of a deposit that surely was not delivered.

        :return: the error of the portal, already settled, or None
        """
        if self._chorus_may_have_arrived(client):
            # The queue takes it over, and sends the rest.
            self._chorus_dissolve()
            return None
        content = self._chorus_content()
        now = fields.Datetime.now()
        self._chorus_write_deposit_state(
            "sending", sent_at=now, next_check_at=now + SENDING_LIMIT
        )
        waiting = self.document_ids.filtered(lambda d: d.state == "to_send")
        waiting._chorus_write_state("sending")
        return self._chorus_send(client, content).error

    def _chorus_may_have_arrived(self, client):
        """Whether an earlier attempt of these invoices has arrived since, may arrive,
        or is not to be looked for: the queue deals with each of them."""
        moves = self.document_ids.move_id
        if any(move._chorus_awaits_flow() for move in moves):
            return True
        lost = moves._chorus_lost_documents()
        return bool(lost) and any(lost._chorus_find_each(client))

    def _chorus_dissolve(self):
        """Let the invoices of deposits that surely did not leave wait on their own.

        One that another worker is sending right now stays as it is.
        """
        waiting = self.try_lock_for_update() if self else self
        for deposit in waiting.filtered(lambda d: d.state == "to_send"):
            # Those that somebody held when the answer came are still « sending ».
            deposit._chorus_documents_behind()._chorus_set_state("to_send")
            deposit.document_ids.deposit_id = False
            deposit._chorus_write_deposit_state("not_received", next_check_at=False)
            deposit._chorus_wake(fields.Datetime.now())

    def _chorus_step(self, pace):
        """Keep what is known so far, now and then, however long the rest takes.

        :param CommitThrottle pace: of the loop that this is a step of
        :return: False when the run, or the person who clicked, has no time left
        """
        if pace.is_due():
            self._chorus_commit()
        context = self.env.context
        end = context.get("chorus_end_time", context.get("cron_end_time"))
        return end is None or time.monotonic() < end

    # -- Report of the flow ----------------------------------------------------

    def _chorus_follow_flow(self, client):
        """Read what became of the flow; after long silence a person has to ask."""
        overdue = fields.Datetime.now() - self.deposited_at > OVERDUE
        try:
            self._chorus_read_report(client)
        except FlowUnknown:
            self._chorus_postpone()  # it is on its way to those who are asked
        except Rejected:
            if not overdue:
                raise
        if self.state == "deposited" and overdue:
            self._chorus_doubt()
        if self.state == "uncertain":
            self._chorus_search_trace(client)

    def _chorus_doubt(self):
        """Chorus Pro says nothing of a flow that it acknowledged: have it looked at."""
        self._chorus_write_deposit_state("uncertain")
        waiting = self.document_ids.filtered(lambda d: d.state == "deposited")
        waiting._chorus_set_state("uncertain")
        for document in waiting:
            document._chorus_say_state()

    def _chorus_read_report(self, client):
        """Read the flow's report and split the fate of its invoices."""
        report = client.read_flow_report(self.flow_number)
        status = flow_status(report.status)
        self.raw_status = report.status
        if not status.final:
            self._chorus_wait_for_flow(status)
            return
        self.integrated_at = fields.Datetime.now()
        self.report_details = "\n".join(report.schema_errors)
        named = _reasons_by_number(report)
        # In the portal by this flow or before it, or sent again in another one.
        open_documents = self.document_ids._chorus_without_rivals()
        open_documents = open_documents.filtered(lambda d: not d.chorus_identifier)
        if status.kind in (INTEGRATED, PARTLY_INTEGRATED):
            self._chorus_write_deposit_state(
                "integrated",
                next_check_at=fields.Datetime.now(),
                failure=self._chorus_technical(report) or named.get(""),
            )
            refused = open_documents.filtered(lambda d: d.invoice_number in named)
            refused._chorus_refuse(client, named, "")
            self._chorus_identify(client)
            return
        # Before another deposit is offered: what of it did arrive?
        if status.kind == TECHNICAL_FAILURE and not self._chorus_pair(client)[1]:
            return
        text = self._chorus_flow_failure(status, report)
        self._chorus_write_deposit_state(
            "refused",
            next_check_at=False,
            failure="\n".join(named.values()) or text,
        )
        lost = open_documents.filtered(lambda d: not d.chorus_identifier)
        lost._chorus_refuse(client, named, text)

    def _chorus_wait_for_flow(self, status):
        """Look again when the status may have changed: the older the rarer."""
        now = fields.Datetime.now()
        least = timedelta(minutes=status.check_after)
        delay = max(least, (now - self.deposited_at) / 4)
        self.next_check_at = now + min(delay, LONGEST_DELAY)

    def _chorus_flow_failure(self, status, report):
        """The sentence for invoices that a refused flow does not name."""
        env = self.company_id._chorus_lang_env()
        if technical := self._chorus_technical(report):
            return technical
        named = _reasons_by_number(report)
        if len(self.document_ids) == 1 or "" in named:
            # Said without a number, or with one written in another way: of whom else?
            named = {"": named[""]} if "" in named else named
            if named:
                return "\n".join(named.values())
        if status.kind == TECHNICAL_FAILURE:
            return own_reason(env, TECHNICAL_TROUBLE, status.label)
        if status.kind == REJECTED and report.invoice_errors:
            return own_reason(env, ANOTHER_REFUSED)
        return own_reason(env, NO_REASON, status.label)

    def _chorus_technical(self, report):
        """What is wrong with the file, a line each; what the schema finds, counted."""
        env = self.company_id._chorus_lang_env()
        lines = list(report.technical_errors)
        if report.schema_errors:
            count = len(report.schema_errors)
            lines.append(own_reason(env, FORMAT_NOT_FOLLOWED, count))
            if len(self.document_ids) > 1:
                lines.append(own_reason(env, ONE_OF_SEVERAL))
        return "\n".join(lines)

    def _chorus_identify(self, client):
        """Pair the invoices that the flow brought into the portal with ours."""
        waiting, is_complete = self._chorus_pair(client)
        if not is_complete:
            self.next_check_at = fields.Datetime.now()
            return
        if not waiting:
            self.next_check_at = False
            return
        age = fields.Datetime.now() - (self.integrated_at or self.deposited_at)
        if age < IDENTIFY_LIMIT:
            self.next_check_at = fields.Datetime.now() + SHORTEST_DELAY
            return
        pace = CommitThrottle()
        found, failures = waiting._chorus_find_each(client)
        for document, row in found.items():
            document._chorus_adopt_row(row, client)
            waiting -= document
            if not self._chorus_step(pace):
                return
        for failure in failures.values():
            if isinstance(failure, ProtocolError):
                self._chorus_commit()  # what was found stays found
                raise failure
        env = self.company_id._chorus_lang_env()
        text = env._("The flow was integrated without this invoice.")
        text = "\n".join(filter(None, [text, self.failure]))
        # Another worker may have found some since the last commit.
        waiting = waiting.filtered(lambda d: d.state in (*OPEN_STATES, "deposited"))
        waiting._chorus_refuse(client, {}, text)
        self.next_check_at = False

    def _chorus_pair(self, client):
        """Look the flow's invoices up and give each document its row.

        :return: (the documents that the portal does not show; False where the time was
            up before the end, and the deposit is due still)
        """
        waiting = self.document_ids.filtered(
            lambda d: d.state in (*OPEN_STATES, "deposited")
        )
        is_complete = True
        if waiting and self.flow_number:
            # A long lot is kept as it goes: another worker is to stay away meanwhile.
            self.next_check_at = fields.Datetime.now() + SHORTEST_DELAY
            search = InvoiceSearch(flow_number=self.flow_number)
            for page in client.search_invoices(search):
                is_complete = self._chorus_pair_page(page, waiting, client)
                if not is_complete:
                    self.next_check_at = fields.Datetime.now()
                    break
        return waiting.filtered(lambda d: not d.chorus_identifier), is_complete

    def _chorus_pair_page(self, page, waiting, client):
        """Give the documents that wait their rows of a page, kept as it goes.

        :return: False when the time is up
        """
        pace = CommitThrottle()
        domain = [("id", "in", waiting.ids)]
        pairs = waiting._chorus_pair_rows(page.rows, domain)
        plain = [(row, d) for row, d in pairs if d._chorus_is_plain(row)]
        # No call is made for these: they are held for a moment, all together.
        taken = self._chorus_take_pairs(plain)
        waiting._chorus_apply_plain_rows(taken)
        if taken and not self._chorus_step(pace):
            return False
        for pair in pairs:
            if pair not in plain and self._chorus_take_pairs([pair]):
                row, document = pair
                document._chorus_apply_row(row, client)
                if not self._chorus_step(pace):
                    return False
        return True

    @api.model
    def _chorus_take_pairs(self, pairs):
        """Lock documents with their invoices, which show what was deposited from now
        on; what somebody else works on right now is left for the next time.

        :param pairs: list of (row, document)
        :return: the pairs that are held
        """
        documents = self.env["l10n_fr_chorus_pro.document"].sudo()
        documents = take_free_rows(documents.union(*(d for _row, d in pairs)))
        moves = take_free_rows(documents.move_id, allow_referencing=True)
        documents = documents.filtered(lambda d: d.move_id in moves)
        documents._chorus_link_files()
        return [(row, document) for row, document in pairs if document in documents]


def _reasons_by_number(report):
    """Why invoices of a flow were refused: a line for each reason, by number."""
    reasons = {}
    for error in report.invoice_errors:
        known = reasons.get(error.invoice_number)
        lines = [known, error.text] if known else [error.text]
        reasons[error.invoice_number] = "\n".join(lines)
    return reasons
