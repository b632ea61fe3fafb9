"""The scheduled action on deposits: send what waits, find what is uncertain, read
reports, and pair the integrated invoices with ours."""

import logging
from contextlib import ExitStack
from datetime import timedelta

from odoo import api, fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ..chorus_api import (
    ChorusError,
    ConfigurationError,
    InvoiceSearch,
    Unavailable,
)
from ..chorus_api.statuses import (
    INTEGRATED,
    PARTLY_INTEGRATED,
    REJECTED,
    TECHNICAL_FAILURE,
    flow_status,
)
from .deposit import Outcome
from .error_texts import explain

_logger = logging.getLogger(__name__)

BATCH = 100
# A check that failed is repeated after a delay that grows with the deposit's age.
SHORTEST_DELAY = timedelta(minutes=5)
LONGEST_DELAY = timedelta(hours=6)
# After this long an invoice of an integrated flow that the portal does not show was
# refused without being named.
IDENTIFY_LIMIT = timedelta(hours=4)
NOT_RECEIVED_HOURS = "24"


class ChorusDeposit(models.Model):
    _inherit = "l10n_fr_chorus_pro.deposit"

    @api.model
    def _chorus_due_domain(self):
        return [("next_check_at", "<=", fields.Datetime.now())]

    @api.model
    def _cron_deposits(self):
        """Scheduled action: advance every deposit that is due, oldest first."""
        domain = self._chorus_due_domain()
        due = self.sudo().search(domain, order="next_check_at, id", limit=BATCH)
        if not due:
            return
        remaining = self.sudo().search_count(domain)
        self.env["ir.cron"]._commit_progress(remaining=remaining)
        refused_accounts = set()
        with ExitStack() as stack:
            clients = {}
            for deposit in due:
                account = deposit.company_id._chorus_account_company()
                if account.id in refused_accounts:
                    continue
                if not deposit._chorus_try(account, clients, stack):
                    refused_accounts.add(account.id)
                if not self.env["ir.cron"]._commit_progress(1):
                    break

    def _chorus_try(self, account, clients, stack):
        """Advance one deposit; a failure postpones it and nothing else.

        :return: False where the account itself is refused
        """
        self.ensure_one()
        try:
            domain = self._chorus_due_domain()
            if not self.try_lock_for_update().filtered_domain(domain):
                return True  # another worker has it, or has done it
            if account.id not in clients:
                clients[account.id] = stack.enter_context(account._chorus_client())
                clients[account.id].authenticate()
            self._chorus_advance(clients[account.id])
        except ChorusError as error:
            self.env.cr.rollback()
            self._chorus_postpone(error)
            return not isinstance(error, ConfigurationError)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            self.env.cr.rollback()  # still due: the next run takes it
        except Exception:  # noqa: BLE001 - one bad record must not starve the rest
            self.env.cr.rollback()
            _logger.exception("Deposit %s could not be followed up", self.id)
            self._chorus_postpone()
        return True

    def _chorus_postpone(self, error=None):
        """Look again later: after the portal's own delay, else the older the rarer."""
        now = fields.Datetime.now()
        age = now - (self.sent_at or self.create_date)
        delay = min(max(age / 4, SHORTEST_DELAY), LONGEST_DELAY)
        if isinstance(error, Unavailable):
            delay = max(delay, timedelta(seconds=error.retry_after))
        self.next_check_at = now + delay
        if error:
            _logger.info("Deposit %s postponed: %s", self.id, explain(self.env, error))

    def _chorus_advance(self, client):
        """Take the next step of the deposit, by its state."""
        self.ensure_one()
        if self.state == "to_send":
            self._chorus_send_again(client)
        elif self.state == "sending":
            # Its call ended long ago: the process died before it wrote the answer.
            self._chorus_write_outcome(Outcome("uncertain"))
            self._chorus_search_trace(client)
        elif self.state == "uncertain":
            self._chorus_search_trace(client)
        elif self.state == "deposited":
            self._chorus_read_report(client)
        elif self.state == "integrated":
            self._chorus_identify(client)

    def _chorus_send_again(self, client):
        """Send the kept bytes of a deposit that surely was not delivered."""
        content = self._chorus_content()
        now = fields.Datetime.now()
        self.write({"state": "sending", "sent_at": now, "failure": False})
        self.next_check_at = now + timedelta(minutes=5)
        self.document_ids._chorus_set_state("sending")
        outcome = self._chorus_send(client, content)
        if outcome.error and outcome.state != "to_send":
            for document in self.document_ids:
                document._chorus_say_state(reason=self.failure)

    # -- Uncertain: was it received? -------------------------------------------

    def _chorus_search_trace(self, client):
        """Look for the invoices of an uncertain deposit in the portal, and adopt."""
        found = {}
        for document in self.document_ids:
            row = document._chorus_find(client)
            if row:
                found[document] = row
        if found:
            flow_numbers = {row.flow_number for row in found.values()} - {""}
            self._chorus_adopt(min(flow_numbers, default=""))
            for document, row in found.items():
                document._chorus_adopt_row(row, client)
            return
        hours = float(
            self.env["ir.config_parameter"]
            .sudo()
            .get_param("l10n_fr_chorus_pro.not_received_hours", NOT_RECEIVED_HOURS)
        )
        if fields.Datetime.now() - self.sent_at < timedelta(hours=hours):
            self._chorus_postpone()
            return
        self.write({"state": "not_received", "next_check_at": False})
        self.document_ids._chorus_set_state("not_received")
        for document in self.document_ids:
            document._chorus_say_state(when=fields.Datetime.now())
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
        self.document_ids._chorus_set_state("deposited")

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
        if status.kind in (INTEGRATED, PARTLY_INTEGRATED):
            self.state = "integrated"
            self.next_check_at = fields.Datetime.now()
            named = {e.invoice_number: e.text for e in report.invoice_errors}
            refused = self.document_ids.filtered(lambda d: d.invoice_number in named)
            refused._chorus_refuse(client, named, "")
            self._chorus_identify(client)
            return
        self.write({"state": "refused", "next_check_at": False})
        named = {e.invoice_number: e.text for e in report.invoice_errors}
        text = self._chorus_flow_failure(status, report)
        self.failure = text
        self.document_ids._chorus_refuse(client, named, text)

    def _chorus_flow_failure(self, status, report):
        """The sentence for invoices that a refused flow does not name."""
        env = self.company_id._chorus_lang_env()
        technical = "; ".join(report.technical_errors)
        if technical:
            return technical
        if status.kind == TECHNICAL_FAILURE:
            return env._("Technical failure in Chorus Pro: %s", status.label)
        if status.kind == REJECTED and report.invoice_errors:
            return env._("Another invoice of the same flow was refused.")
        return env._("Chorus Pro gave no reason: %s", status.label)

    def _chorus_identify(self, client):
        """Pair the invoices that the flow brought into the portal with ours."""
        waiting = self.document_ids.filtered(lambda d: d.state == "deposited")
        if waiting and self.flow_number:
            search = InvoiceSearch(flow_number=self.flow_number)
            domain = [("id", "in", waiting.ids)]
            for page in client.search_invoices(search):
                for row, document in waiting._chorus_match(page.rows, domain):
                    document.move_id._chorus_link_pdf(self)
                    document._chorus_apply_row(row, client)
            waiting = waiting.filtered(lambda d: not d.chorus_identifier)
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
