"""Handing an invoice in by a door: its documents first, then its data.

Two calls, one promise. A document alone is no invoice: the numbers that the portal
gives to those uploaded are committed, and what fails before that leaves nothing behind
(but by ``deposer/pdf``, see ``hand_in_trace.py``). The data leave once, as a file does
(``deposit.py``): between a commit and the answer there is no SQL.
"""

import logging
from dataclasses import dataclass, replace

from odoo import fields, models
from odoo.tools import LazyTranslate, format_date

from ...chorus_api import (
    Attachment,
    ChorusError,
    ProtocolError,
    Rejected,
    Submission,
    SubmissionForm,
    Unavailable,
    Uncertain,
)
from ...chorus_api.doors import ENTRY, PDF
from ...chorus_api.files import shorten_name
from ...chorus_api.messages import InvoiceSearch
from ...chorus_api.statuses import invoice_status, is_draft
from ...tools.portal_time import portal_date, portal_moment
from ...tools.row_locks import retry_on_conflict, wait_for_rows
from ..connection.error_texts import is_refused_at_the_door
from ..telling.credit_note_texts import is_credit_note
from .deposit import SENDING_LIMIT, Outcome, outcome_of
from .matching import is_same_invoice

_logger = logging.getLogger(__name__)
_lt = LazyTranslate(__name__)

READ_PDF = "pdf_is_read"
# By door, and by whether it is a credit note.
HANDED_IN = {
    (PDF, False): _lt(
        "Handed over to Chorus Pro on %(date)s as a plain PDF, no. %(identifier)s"
        " there."
    ),
    (PDF, True): _lt(
        "Credit note handed over to Chorus Pro on %(date)s as a plain PDF, no."
        " %(identifier)s there."
    ),
    (ENTRY, False): _lt(
        "Entered into Chorus Pro on %(date)s, no. %(identifier)s there."
    ),
    (ENTRY, True): _lt(
        "Credit note entered into Chorus Pro on %(date)s, no. %(identifier)s there."
    ),
}


@dataclass(frozen=True)
class Parcel:
    """What is handed in for one invoice, read before the call.

    :param files: of (name, bytes, media type) that are still to be uploaded, by
        ``main`` for the PDF of the invoice and ``attachments`` for the others
    :param uploads: numbers of those that the portal has, in the same way
    :param is_read: the portal is to read the PDF (``deposer/pdf``)
    :param remembered: what the invoice is known by, see ``is_same_invoice``
    """

    submission: Submission
    form: SubmissionForm
    files: dict
    uploads: dict
    is_read: bool
    remembered: dict


class ChorusDeposit(models.Model):
    _inherit = "l10n_fr_chorus_pro.deposit"

    def _chorus_hand_in(self, client):
        """Hand in the invoice of a deposit that goes by a door.

        :return: the outcome, which is not written down yet; None where the uploads took
            so long that the attempt counts as cut off: it is somebody else's now
        """
        document, begun = self.document_ids, self.sent_at
        document._chorus_begin_upload()
        parcel = document._chorus_parcel()
        self._chorus_commit()
        if parcel.files:
            uploads, failure = _upload(client, parcel)
            if not retry_on_conflict(
                self.env.cr, lambda: self._chorus_keep_uploads(uploads, begun)
            ):
                return None
            if failure:
                return failure
            parcel = replace(parcel, uploads=uploads)
        return _submit(client, parcel)

    def _chorus_keep_uploads(self, uploads, begun):
        """Keep what the portal has by now, before the data leave.

        Each of them may take a minute, and after five an attempt counts as cut off: the
        data have their own five.

        :param begun: when this attempt began
        :return: False where the attempt is over, or another one has begun meanwhile
        """
        wait_for_rows(self)
        if self.state != "sending" or self.sent_at != begun:
            return False
        self.document_ids.uploads = uploads
        now = fields.Datetime.now()
        self.write({"sent_at": now, "next_check_at": now + SENDING_LIMIT})
        self._chorus_commit()
        return True

    def _chorus_look_at_once(self, client, outcome, is_click):
        """Do what is to be done after an answer, while the portal is at hand; what
        fails is left to the scheduled action.

        :return: the outcome as it is known now
        """
        is_there = outcome.state == "uncertain" and (outcome.rows or outcome.invoice)
        is_done = self.state == "integrated" and self.door == ENTRY
        if not (is_there or (is_click and is_done)):
            return outcome
        move = self.document_ids.move_id
        try:
            self._chorus_advance(client)
        except ChorusError as error:
            _logger.info("Deposit %s: looked at later: %s", self.id, type(error))
        self._chorus_commit()
        if move._chorus_live_document().chorus_identifier:
            return Outcome("deposited")  # by this attempt, or by an earlier one
        # A draft that was found waits to be finished.
        is_waiting = self.state == "to_send"
        return replace(outcome, state="to_send") if is_waiting else outcome

    def _chorus_is_uploading(self):
        """Whether the data of its invoice have not left: a document is missing yet."""
        document = self.document_ids
        return bool(self.door) and not document._chorus_is_uploaded()

    def _chorus_only_uploaded(self):
        """Whether a call that was cut off has surely left nothing in the portal."""
        if not self._chorus_is_uploading():
            return False
        return not (self.document_ids.uploads or {}).get("is_read")

    def _chorus_handed_in_news(self, documents):
        """
        :rtype: list of News
        """
        env = self.company_id._chorus_lang_env()
        values = {
            "date": portal_moment(env, self.deposited_at),
            "identifier": self.chorus_identifier,
        }
        news = []
        for document in documents:
            title = env._(HANDED_IN[self.door, is_credit_note(document)])
            title %= values
            title = " ".join([title, *document._chorus_given_sentences(env)])
            has_file = self.door == PDF
            news.append(document._chorus_state_news(title, has_file=has_file))
        return news


class ChorusDocument(models.Model):
    _inherit = "l10n_fr_chorus_pro.document"

    # -- What goes with it -----------------------------------------------------

    def _chorus_keep_attachments(self):
        """Keep the documents that go with invoices by a door as they are now: whoever
        changes one changes nothing of what is handed in."""
        for document in self.filtered("door"):
            for attachment in document.move_id.sudo().l10n_fr_chorus_attachment_ids:
                attachment.copy(
                    {
                        "name": attachment._chorus_name(),
                        "res_model": self._name,
                        "res_id": document.id,
                        "res_field": False,
                    }
                )

    def _chorus_kept_attachments(self):
        """
        :return: the ``ir.attachment`` that go with it, in the order of the invoice
        """
        attachments = self.env["ir.attachment"].sudo()
        place = [("res_model", "=", self._name), ("res_id", "=", self.id)]
        domain = [*place, ("res_field", "=", False)]
        return attachments.search(domain, order="id")

    def _chorus_begin_upload(self):
        """Write down how the documents are about to be uploaded."""
        if not self.uploads:
            is_read = self.company_id._chorus_switch(READ_PDF, False)
            self.uploads = {"is_read": is_read and self.door == PDF}

    def _chorus_is_uploaded(self):
        """Whether the portal has all documents that go with it."""
        uploads = self.uploads or {}
        has_main = self.door != PDF or uploads.get("main")
        known = len(uploads.get("attachments", ()))
        return bool(has_main) and known >= len(self._chorus_kept_attachments())

    def _chorus_parcel(self):
        """
        :rtype: Parcel
        """
        self.ensure_one()
        uploads = {"attachments": [], **(self.uploads or {})}
        files = {}
        if self.door == PDF and not uploads.get("main"):
            content = self._chorus_content()
            files["main"] = [(self.file_name, content, "application/pdf")]
        attachments = self._chorus_kept_attachments()
        if missing := attachments[len(uploads["attachments"]) :]:
            files["attachments"] = [(a.name, a.raw, a.mimetype) for a in missing]
        form = self.company_id._chorus_submission_form()
        return Parcel(
            submission=Submission.load(self.submission),
            # What has a date was given one to send.
            form=replace(form, date_in_entry=True),
            files=files,
            uploads=uploads,
            is_read=uploads.get("is_read", False),
            remembered=self.read(
                [
                    "invoice_number",
                    "invoice_date",
                    "supplier_siret",
                    "recipient_siret",
                    "amount_total",
                ]
            )[0],
        )

    # -- What came of it -------------------------------------------------------

    def _chorus_take_answer(self):
        """Take over what the portal answered on the deposit."""
        for document in self:
            deposit = document.deposit_id
            status = deposit.raw_status or "DEPOSEE"
            values = {
                "chorus_identifier": deposit.chorus_identifier,
                "raw_status": status,
            }
            given = document._chorus_given_by_portal()
            if "invoice_number" in given and deposit.invoice_number:
                values["invoice_number"] = deposit.invoice_number
            if "invoice_date" in given:
                day = portal_date(self.env, deposit.deposited_at)
                values["invoice_date"] = day
            document._chorus_write_state(invoice_status(status).state, **values)

    def _chorus_given_by_portal(self):
        """What it was handed in without, and the portal has given it.

        :return: set of names of fields
        """
        told = self.door and self.submission  # long, and read where there is one
        if not told:
            return set()
        pairs = {"number": "invoice_number", "invoice_date": "invoice_date"}
        return {name for key, name in pairs.items() if not told.get(key)}

    def _chorus_take_given(self, row):
        """Take over what the portal gave to an invoice that was found there."""
        given = self._chorus_given_by_portal()
        values = {name: getattr(row, name) for name in given}
        self.write({name: value for name, value in values.items() if value})

    def _chorus_given_sentences(self, env):
        """What the portal has given the invoice that is not as in Odoo.

        :rtype: list of str
        """
        move, sentences = self.move_id, []
        if self.invoice_number != move._chorus_number():
            sentences.append(
                env._("There its number is %(number)s.", number=self.invoice_number)
            )
        if self.invoice_date != move.invoice_date:
            day = format_date(env, self.invoice_date)
            sentences.append(env._("There its date is %(date)s.", date=day))
        return sentences


def _upload(client, parcel):
    """Upload what is missing, without touching the database.

    :return: (numbers of what the portal has, Outcome of what failed or None)
    """
    uploads = {**parcel.uploads, "attachments": [*parcel.uploads["attachments"]]}

    def upload():
        for name, content, mime_type in parcel.files.get("main", ()):
            if parcel.is_read:
                uploads["main"] = client.deposit_pdf(name, content)
            else:
                short = shorten_name(name)
                uploads["main"] = _add(client, short, content, mime_type)
        for name, content, mime_type in parcel.files.get("attachments", ()):
            uploads["attachments"].append(
                [_add(client, name, content, mime_type), name]
            )

    failure = outcome_of(upload)
    is_read = parcel.is_read and not uploads.get("main")
    if failure and failure.state == "refused":
        # By a gateway, perhaps, in no words of the portal: that may have kept the PDF.
        uploads["refused"] = is_read and not failure.error.code
        state = "uncertain" if uploads["refused"] else "not_sent"
        failure = replace(failure, state=state)  # no invoice was handed in
    if failure and failure.state == "uncertain" and not is_read:
        failure = replace(failure, state="to_send")  # a document is seen by nobody
    return uploads, failure


def _add(client, name, content, mime_type):
    """Upload a document that is linked to nothing yet.

    :raises Unavailable: also where the answer cannot be read: it may be done again
    """
    try:
        return client.add_file(name, content, mime_type)
    except ProtocolError as error:
        raise Unavailable(error.message, http_status=error.http_status) from error


def _submit(client, parcel):
    """Hand the data in, without touching the database.

    :rtype: Outcome
    """
    uploads, submission = parcel.uploads, parcel.submission
    if uploads.get("main"):
        main = Attachment(uploads["main"], submission.number)
        submission = replace(submission, main_file=main)
    attachments = tuple(Attachment(*item) for item in uploads["attachments"])
    submission = replace(submission, attachments=attachments)

    def submit():
        try:
            answer = client.submit_invoice(submission, parcel.form)
        except Rejected as error:
            return _after_refusal(client, parcel, error)
        if is_draft(answer.status):
            # Saved and not sent: what is there is looked for.
            error = Uncertain("left as a draft")
            return Outcome("uncertain", error=error, invoice=answer)
        return Outcome("deposited", invoice=answer)

    return outcome_of(submit)


def _after_refusal(client, parcel, error):
    """What a refusal means: no code is attested that says that the number exists, so
    the portal is asked for it before another attempt is offered.

    :rtype: Outcome
    """
    number = parcel.submission.number
    if is_refused_at_the_door(error):
        return Outcome("not_sent", error=error)
    if not number:
        return Outcome("refused", error=error)
    try:
        pages = client.search_invoices(InvoiceSearch(invoice_number=number))
        rows = tuple(row for page in pages for row in page.rows)
    except ChorusError:
        return Outcome("uncertain", error=error)
    is_there = any(is_same_invoice(row, parcel.remembered) for row in rows)
    return Outcome("uncertain" if is_there else "refused", error=error, rows=rows)
