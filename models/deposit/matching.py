"""Finding invoices of ours that the portal already has, and taking them over."""

import logging
from collections import defaultdict
from datetime import date, timedelta

from odoo import models
from odoo.tools import LazyTranslate, format_date

from ...chorus_api import InvoiceSearch, ProtocolError, Rejected
from ...chorus_api.statuses import invoice_status, is_draft, is_given_up
from ...tools.portal_time import portal_date
from ...tools.row_locks import wait_for_rows
from ..invoice.states import ENDED_DEPOSITS, ENDED_STATES, OVER_STATES
from ..telling.credit_note_texts import is_credit_note

_logger = logging.getLogger(__name__)
_lt = LazyTranslate(__name__)

AMOUNT_TOLERANCE = 0.005
# What becomes of a draft that somebody deletes in the portal.
DELETED = "SUPPRIMEE"
# What is told of an invoice that the portal has, by whether it is a credit note.
FOUND_AGAIN = {
    False: _lt(
        "Chorus Pro has received the invoice on %(date)s, flow no. %(flow)s. Do not"
        " send it again."
    ),
    True: _lt(
        "Chorus Pro has received the credit note on %(date)s, flow no. %(flow)s. Do not"
        " send it again."
    ),
}
FOUND_AGAIN_BY_DOOR = {
    False: _lt(
        "Chorus Pro has received the invoice on %(date)s. Do not send it again."
    ),
    True: _lt(
        "Chorus Pro has received the credit note on %(date)s. Do not send it again."
    ),
}
ADOPTED = {
    False: _lt(
        "This invoice is in Chorus Pro since %(date)s already (%(amount)s with taxes)."
        " Odoo has taken it over; do not send it again."
    ),
    True: _lt(
        "This credit note is in Chorus Pro since %(date)s already (%(amount)s with"
        " taxes). Odoo has taken it over; do not send it again."
    ),
}
ADOPTED_UNDATED = {
    False: _lt(
        "This invoice is in Chorus Pro already (%(amount)s with taxes). Odoo has taken"
        " it over; do not send it again."
    ),
    True: _lt(
        "This credit note is in Chorus Pro already (%(amount)s with taxes). Odoo has"
        " taken it over; do not send it again."
    ),
}
# So few are searched by their numbers; more of them by the days of their deposits.
FEW = 5
# So many failures in a row are not about one invoice: the others can wait.
FAILURE_LIMIT = 3


def is_same_invoice(row, remembered):
    """Whether a row of the portal is an invoice of ours, beyond doubt.

    Number, date, supplier, recipient and total must all agree: other rows of the same
    number are another year's or another establishment's. What is handed in without a
    date has none until the portal gives it one.

    :param InvoiceRow row: of a search
    :param remembered: a document, or the values of one as a mapping
    """
    return (
        row.invoice_number == remembered["invoice_number"]
        and remembered["invoice_date"] in (row.invoice_date, False)
        and row.supplier == remembered["supplier_siret"]
        and row.recipient == remembered["recipient_siret"]
        and row.total is not None
        and abs(abs(row.total) - abs(remembered["amount_total"])) < AMOUNT_TOLERANCE
    )


def living_row(rows):
    """Of rows that are all one invoice, the one to go by.

    What was given up or deleted in the portal may stand beside what was sent instead.

    :param rows: list of InvoiceRow, not empty
    :rtype: InvoiceRow
    """
    living = [row for row in rows if not is_given_up(row.status)]
    return max(living or rows, key=lambda row: row.deposited_on or date.min)


class ChorusDocument(models.Model):
    _inherit = "l10n_fr_chorus_pro.document"

    # -- Finding ---------------------------------------------------------------

    def _chorus_find_rows(self, client):
        """The portal's invoices that are these ones, beyond doubt.

        :return: dict of InvoiceRow by document, without those that were not found
        """
        return self._chorus_same_rows(self._chorus_read_rows(client))

    def _chorus_find_each(self, client):
        """Look each of these invoices up by itself where all together fail: the portal
        may refuse to look for one, or what it says of that one cannot be read.

        :return: (dict of InvoiceRow by document, dict of the failures by document)
        """
        try:
            return self._chorus_find_rows(client), {}
        except (ProtocolError, Rejected) as error:
            if len(self) == 1:
                return {}, {self: error}
            _logger.info("One of %s cannot be looked for: %s", self, type(error))
        found, failures, in_a_row = {}, {}, 0
        for document in self:
            try:
                if in_a_row == FAILURE_LIMIT:
                    raise ProtocolError("not looked for after other failures")
                found.update(document._chorus_find_rows(client))
                in_a_row = 0
            except (ProtocolError, Rejected) as error:
                failures[document] = error
                in_a_row = min(in_a_row + 1, FAILURE_LIMIT)
        return found, failures

    def _chorus_read_rows(self, client):
        """The rows of the portal that bear the numbers of these invoices."""
        numbers = set(self.mapped("invoice_number"))
        return [
            row
            for search in self._chorus_trace_searches(numbers)
            for page in client.search_invoices(search)
            for row in page.rows
            if row.invoice_number in numbers
        ]

    def _chorus_trace_searches(self, numbers):
        if len(numbers) <= FEW:
            return [InvoiceSearch(invoice_number=number) for number in sorted(numbers)]
        first = min(d.deposit_id.sent_at or d.create_date for d in self)
        # A day before: this machine's clock is not the portal's.
        since = portal_date(self.env, first) - timedelta(days=1)
        return [InvoiceSearch(deposited_from=since)]

    def _chorus_same_rows(self, rows):
        """Which of these rows are which of these invoices; see
        :meth:`_chorus_find_rows`."""
        same = defaultdict(list)
        for row in rows:
            for document in self:
                if is_same_invoice(row, document) and document._chorus_may_have_sent(
                    row
                ):
                    same[document].append(row)
        found = {document: living_row(rows) for document, rows in same.items()}
        return {
            document: row
            for document, row in found.items()
            if not document._chorus_claimed_by_others(row)
        }

    def _chorus_may_have_sent(self, row):
        """Whether a row that is the same invoice can be this attempt.

        What was deleted, given up or never submitted in the portal counts where our
        own file can have brought it: else that may still be on its way. What is over
        keeps no invoice back that has another number by now.
        """
        if self.door and row.status == DELETED:
            return False  # a draft, which nobody has received
        is_over = invoice_status(row.status).state in OVER_STATES
        if is_over and self.move_id._chorus_number() != self.invoice_number:
            return False
        if not self.invoice_date and not self.deposit_id._chorus_may_be(row):
            # Of another year, perhaps, unless an earlier attempt was of that date.
            attempts = self.move_id.sudo().l10n_fr_chorus_document_ids
            dated = attempts.filtered("invoice_date")
            if not any(is_same_invoice(row, attempt) for attempt in dated):
                return False
        is_alive = not is_given_up(row.status) and not is_draft(row.status)
        return is_alive or self.deposit_id._chorus_may_be(row)

    def _chorus_claimed_by_others(self, row):
        """Whether the row may be another invoice of ours: it is known to be, or that
        one was once sent with this very number, date, customer and total."""
        self.ensure_one()
        others = self.sudo().search(
            [
                ("move_id", "!=", self.move_id.id),
                ("deposit_id.environment", "=", self._chorus_environment()),
                "|",
                ("chorus_identifier", "=", row.chorus_invoice_id),
                "&",
                ("invoice_number", "=", row.invoice_number),
                ("chorus_identifier", "=", False),
            ]
        )
        return any(
            other.chorus_identifier or is_same_invoice(row, other) for other in others
        )

    def _chorus_environment(self):
        """The portal of this attempt; while it waits, that of the settings."""
        account = self.company_id._chorus_account_company()
        return self.deposit_id.environment or account.l10n_fr_chorus_environment

    def _chorus_late_arrival(self, row):
        """The ended attempt of these that a row of the portal comes from after all."""
        if is_given_up(row.status):
            return self.browse()
        return self.filtered(
            lambda d: (
                is_same_invoice(row, d)
                and d._chorus_may_have_sent(row)
                and not d._chorus_claimed_by_others(row)
            )
        )[:1]

    # -- Taking over -----------------------------------------------------------

    def _chorus_take_row(self, row, client, *, reread=False):
        """Apply a row of the portal; that of an ended attempt is news indeed.

        While another attempt is under way, its answer may say that the number exists
        already: the invoice is adopted then. Under another number Chorus Pro takes
        both.
        """
        if row.status == DELETED and is_draft(self.raw_status or ""):
            if self.state not in ENDED_STATES:
                self._chorus_end_draft()
            return
        if self.state not in ENDED_STATES:
            self._chorus_apply_row(row, client, reread=reread)
            return
        wait_for_rows(self.move_id)  # written before its history is asked for
        live = self.move_id._chorus_live_document()
        if not live and self._chorus_may_have_sent(row):
            self._chorus_adopt_row(row, client)
        elif not live or self._chorus_is_double(row, live):
            self._chorus_note_row(row)

    def _chorus_adopt_row(self, row, client):
        """Take over an invoice that the portal already has, and say so.

        Where an earlier attempt brought it there, that one counts, with its file.
        """
        self.ensure_one()
        attempt = self._chorus_document_behind(row)
        if attempt != self:
            self._chorus_yield()
        attempt._chorus_join_flow(row)
        attempt._chorus_take_given(row)
        attempt._chorus_link_files()
        attempt._chorus_say_adopted(row)
        # Of one that was noted beside another attempt the row is no news.
        attempt._chorus_apply_row(row, client, reread=True)

    def _chorus_document_behind(self, row):
        """The attempt of this invoice that a row of the portal comes from."""
        attempts = self.move_id.sudo().l10n_fr_chorus_document_ids.filtered(
            lambda d: (
                d.deposit_id
                and d._chorus_environment() == self._chorus_environment()
                and is_same_invoice(row, d)
            )
        )
        of_flow = attempts.filtered(
            lambda d: row.flow_number and d.deposit_id.flow_number == row.flow_number
        )
        unanswered = attempts.filtered(
            lambda d: not d.deposit_id.flow_number and d.deposit_id._chorus_may_be(row)
        )
        if not of_flow and self in unanswered:
            return self
        return (of_flow or unanswered or self)[:1]

    def _chorus_join_flow(self, row):
        """Hang the document on the deposit of the flow that brought it."""
        deposit = self.deposit_id
        if deposit.door and deposit._chorus_may_be(row):
            if deposit.state in ENDED_DEPOSITS:
                deposit._chorus_write_deposit_state("integrated")
            return
        if not row.flow_number:
            if deposit.flow_number and deposit.state in ENDED_DEPOSITS:
                # A person typed it: the flow that refused it attests nothing of it.
                self.deposit_id = deposit._chorus_of_flow(
                    self.company_id, "", row.deposited_on
                )
            return
        if deposit.flow_number == row.flow_number:
            if deposit.state in ENDED_DEPOSITS:
                deposit._chorus_write_deposit_state("integrated")
            return
        if deposit and not deposit.flow_number and deposit._chorus_may_be(row):
            deposit._chorus_adopt(row.flow_number)
            return
        self.deposit_id = deposit._chorus_of_flow(
            self.company_id, row.flow_number, row.deposited_on
        )

    def _chorus_say_adopted(self, row):
        env = self.company_id._chorus_lang_env()
        amount = self.currency_id.with_env(env).format(self.amount_total)
        day = format_date(env, row.deposited_on) if row.deposited_on else ""
        is_ours = row.flow_number and self.deposit_id.sent_at
        if is_ours:
            kind = FOUND_AGAIN
        elif self.deposit_id.door and self.deposit_id._chorus_may_be(row):
            kind = FOUND_AGAIN_BY_DOOR
        else:
            kind = ADOPTED if day else ADOPTED_UNDATED
        title = env._(kind[is_credit_note(self)])
        title %= {
            "date": day,
            "amount": amount,
            "flow": row.flow_number,
        }
        difference = self.with_env(env)._chorus_change_since()
        self._chorus_say(title, step=difference)

    def _chorus_change_since(self):
        """That the invoice is not any more what Chorus Pro has; empty where it is.

        It was given up, changed, and then showed up in the portal after all.
        """
        self.ensure_one()
        env, now = self.env, self.move_id._chorus_document_values()
        is_same_customer = self.recipient_id in (
            self.recipient_id.browse(),  # deposited by other means than ours
            self.move_id.commercial_partner_id,
        )
        told = {"invoice_number", "invoice_date"} - self._chorus_given_by_portal()
        if is_same_customer and all(self[name] == now[name] for name in told):
            total = abs(self.amount_total) - abs(now["amount_total"])
            if abs(total) < AMOUNT_TOLERANCE:
                return ""
        return env._(
            "Chorus Pro has no. %(number)s of %(date)s, %(amount)s, for %(customer)s,"
            " and the invoice was changed in Odoo after that. Your customer works on"
            " what was sent: reset the invoice to draft and restore it, then correct it"
            " with a credit note and a new invoice.",
            number=self.invoice_number,
            date=format_date(env, self.invoice_date),
            amount=self.currency_id.with_env(env).format(self.amount_total),
            customer=self._chorus_customer().name,
        )

    def _chorus_without_rivals(self):
        """Those of whose invoice no other attempt is under way."""
        ended = self.filtered(lambda d: d.state in ENDED_STATES)
        busy = ended.move_id.filtered(lambda move: move._chorus_live_document())
        return self - ended.filtered(lambda d: d.move_id in busy)
