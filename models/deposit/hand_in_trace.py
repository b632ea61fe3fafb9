"""What a door left behind in the portal: a draft, a PDF that was read.

A draft is no invoice: nobody has received it. It is finished by handing the same data
in once more, and only once; what is not finished by that is told to a person.
"""

import contextlib
import re
from datetime import timedelta

from odoo import fields, models

from ...chorus_api import InvoiceSearch, Rejected
from ...chorus_api.statuses import DRAFTS, is_draft
from ...tools.portal_time import portal_date
from ..invoice.states import OPEN_STATES
from .matching import is_same_invoice

# The portal is not slower than that with a PDF that it has to read.
READING_LIMIT = timedelta(minutes=10)
READ = "INTERPRETEE_OCR"
# What the portal makes of an invoice without a number: the year and sixteen digits.
OWN_NUMBER = re.compile(r"\d{20}")


class ChorusDeposit(models.Model):
    _inherit = "l10n_fr_chorus_pro.deposit"

    def _chorus_finish_draft(self, found):
        """Have a draft of ours sent, where it was not tried yet.

        :param dict found: InvoiceRow by document
        :return: whether the deposit waits to be handed in once more
        """
        document = self._chorus_open_documents()
        row = found.get(document)
        if (
            not row
            or not self.door
            or not is_draft(row.status)
            or document.draft_identifier == row.chorus_invoice_id
            # Without a number of ours nothing says that both are one.
            or "invoice_number" in document._chorus_given_by_portal()
        ):
            return False
        document.draft_identifier = row.chorus_invoice_id
        self._chorus_wait_again()
        return True

    def _chorus_ask_which(self, documents):
        """The portal has invoices that may be these, and nothing says which: until a
        person does, none of them is sent again."""
        self._chorus_postpone()
        env = self.company_id._chorus_lang_env()
        text = env._(
            "The number is one that Chorus Pro has given itself, and another document"
            " has this customer and this total. Look there for the number of this one,"
            " then answer « Was It Received? »."
        )
        if self.failure == text:
            return  # told
        self.failure = text
        for document in documents:
            document._chorus_say(
                env._("Chorus Pro: to be found there by a person"), step=text
            )

    def _chorus_wait_again(self):
        """Have the scheduled action hand the data in: surely they are not in yet."""
        now = fields.Datetime.now()
        self._chorus_write_deposit_state("to_send", next_check_at=now)
        self._chorus_open_documents()._chorus_set_state("to_send")
        self._chorus_wake(now)

    def _chorus_trace_upload(self, client):
        """Look for a PDF whose upload was not answered by the portal, and that waits
        there as an invoice; go on with it, or with a new one where the portal shows
        none.

        :raises ChorusError: the portal does not answer
        """
        document = self.document_ids
        if file_id := document._chorus_find_upload(client):
            document.uploads = {**document.uploads, "main": file_id}
        elif fields.Datetime.now() - self.sent_at < READING_LIMIT:
            self._chorus_postpone()
            return
        elif not self._chorus_give_upload_up():
            return
        self._chorus_wait_again()

    def _chorus_give_upload_up(self):
        """Nothing shows a PDF whose upload the portal did not answer: say what may be
        left of it there.

        :return: whether it is to be uploaded again; what was refused would be refused
            again, and is handed to a person
        """
        document = self.document_ids
        env = self.company_id._chorus_lang_env()
        left = env._(
            "If a line « Interprétée OCR » without a number stands in Chorus Pro among"
            " your invoices, delete it."
        )
        if document.uploads.get("refused"):
            self._chorus_write_deposit_state("not_sent", next_check_at=False)
            document._chorus_keep_back("\n".join([self.failure, left]))
            return False
        title = env._("Chorus Pro: the PDF is uploaded again")
        lost = env._(
            "The answer to the first upload got lost, and Chorus Pro does not show it."
        )
        document._chorus_say(title, step=f"{lost} {left}")
        return True


class ChorusDocument(models.Model):
    _inherit = "l10n_fr_chorus_pro.document"

    def _chorus_find_trace(self, client):
        """Look for invoices whose answer is missing, and for what a door left behind of
        them: see :meth:`_chorus_find_each`.

        :return: (dict of InvoiceRow by document, dict of failures by document, those
            that may be one of several invoices there)
        """
        unnumbered = self.filtered(
            lambda d: "invoice_number" in d._chorus_given_by_portal()
        )
        found, failures = (self - unnumbered)._chorus_find_each(client)
        unclear = self.browse()
        for document in self.filtered("door"):
            row = None
            if document in unnumbered:
                row, has_choice = document._chorus_find_unnumbered(client)
                unclear |= document if has_choice else unclear
            elif document not in found and document not in failures:
                row = document._chorus_find_draft(client)
            if row:
                found[document] = row
        return found, failures, unclear

    def _chorus_find_unnumbered(self, client):
        """The invoice of an entry that was to be numbered by the portal, where all
        that is known of it fits one that is nobody's, and no other entry.

        :return: (an InvoiceRow or None, whether there is one and nothing says which)
        """
        alike = self.sudo().search_count(
            [
                ("id", "!=", self.id),
                ("door", "=", self.door),
                ("state", "in", OPEN_STATES),
                ("recipient_siret", "=", self.recipient_siret),
                ("amount_total", "=", self.amount_total),
                ("company_id", "=", self.company_id.id),
            ],
            limit=1,
        )
        search = InvoiceSearch(
            deposit_mode=self.door,
            deposited_from=portal_date(self.env, self.deposit_id.sent_at),
            total=self.amount_total,
        )
        rows = [
            row
            for page in client.search_invoices(search)
            for row in page.rows
            if OWN_NUMBER.fullmatch(row.invoice_number)
        ]
        fitting = self._chorus_fitting(rows)
        is_one = len(fitting) == 1 and not alike
        return (fitting[0] if is_one else None), bool(fitting) and not is_one

    def _chorus_could_be(self, rows):
        """The one of these rows that can be this invoice, whatever its number there.

        :param rows: list of InvoiceRow
        :return: an InvoiceRow, None where there is none or a choice
        """
        fitting = self._chorus_fitting(rows)
        return fitting[0] if len(fitting) == 1 else None

    def _chorus_fitting(self, rows):
        """Those of these rows that can be this invoice, whatever their numbers.

        Last year's may be the same in all but its date: what was handed in without one
        is none that was there before.
        """
        values = ("invoice_date", "supplier_siret", "recipient_siret", "amount_total")
        remembered = {name: self[name] for name in values}
        begun = self.deposit_id.sent_at.date()
        return [
            row
            for row in rows
            if is_same_invoice(row, remembered | {"invoice_number": row.invoice_number})
            and (self.invoice_date or (row.deposited_on or begun) >= begun)
            and not self._chorus_claimed_by_others(row)
        ]

    def _chorus_find_draft(self, client):
        """The draft of this invoice, by what it is known by or by its PDF.

        Both searches are asked: whether that of issued invoices finds drafts, and what
        the list of things to do shows of a PDF that was read, nobody tells.

        :return: an InvoiceRow, or None
        """
        rows = self._chorus_draft_rows(client)
        if same := self._chorus_same_rows(rows):
            return same[self]
        main = (self.uploads or {}).get("main")
        if not main or not self.uploads.get("is_read"):
            return None
        for row in rows:
            if row.status == READ:
                told = client.read_invoice(row.chorus_invoice_id)
                if told.main_file_id == main:
                    return row
        return None

    def _chorus_find_upload(self, client):
        """The portal's number of our PDF, where it waits there as an invoice; known by
        its bytes, for it may have been misread.

        :return: str, empty where it is not there
        """
        content = self._chorus_content()
        for row in self._chorus_draft_rows(client):
            if row.status == READ and not self._chorus_claimed_by_others(row):
                with contextlib.suppress(Rejected):  # the portal does not show it
                    file = client.download_invoice(row.chorus_invoice_id)
                    if file and file.content == content:
                        return client.read_invoice(row.chorus_invoice_id).main_file_id
        return ""

    def _chorus_draft_rows(self, client):
        """What waits in the portal since the day before this attempt, each once."""
        since = portal_date(self.env, self.deposit_id.sent_at) - timedelta(days=1)
        search = InvoiceSearch(statuses=DRAFTS, deposited_from=since)
        supplier = (self.submission or {}).get("supplier_ref", "")
        pages = [*client.search_invoices(search), *client.search_to_do(supplier)]
        rows = {}
        for page in pages:
            for row in page.rows:
                is_new = not row.deposited_on or row.deposited_on >= since
                if is_draft(row.status) and is_new:
                    rows.setdefault(row.chorus_invoice_id, row)
        return list(rows.values())

    def _chorus_end_draft(self):
        """Somebody deleted the draft in the portal: its number is free."""
        env = self.company_id._chorus_lang_env()
        if self.deposit_id.document_ids == self:  # those taken over share one
            self.deposit_id._chorus_write_deposit_state(
                "not_received", next_check_at=False
            )
        reason = env._("The draft was deleted in Chorus Pro and never sent.")
        self._chorus_end("not_received", reason)
