"""Invoices without a flow: a plain PDF with its data, or data alone.

A part of :class:`~.client.ChorusClient`, which gives it the transport.
"""

import contextlib
from collections.abc import Iterator

from . import files, messages
from .downloads import DownloadedFile, download
from .errors import ProtocolError, Uncertain
from .messages import (
    InvoicePage,
    ListedCode,
    Submission,
    SubmissionForm,
    Submitted,
    VatRate,
)
from .paging import PAGE_SIZE, pages, search_answer
from .transport import DEPOSIT_TIMEOUT, Transport
from .values import Json

USUAL_FORM = SubmissionForm()


@contextlib.contextmanager
def _whole_answer() -> Iterator[None]:
    """Something came back that does not say what was made of the request.

    :raises Uncertain: the answer lacks what it is asked for
    """
    try:
        yield
    except ProtocolError as error:
        raise Uncertain(error.message, payload=error.payload) from error


class SubmissionCalls:
    """The two doors, what was left behind at them, and the lists that they refer to.

    A submission and a PDF for it are sent once, never repeated.
    """

    _transport: Transport

    def deposit_pdf(self, file_name: str, content: bytes) -> str:
        """Upload the PDF of an invoice; the portal tries to read it.

        It stays in the portal as an invoice that waits to be submitted, of whatever
        was read. ``add_file`` uploads without leaving anything behind.

        :param file_name: 200 characters at the most
        :return: the portal's number of the document, for ``Submission.main_file``
        :raises FileError: the file breaks a limit; nothing was sent
        :raises Uncertain: an invoice that waits may be in the portal
        """
        files.check_flow(file_name, content)
        request = messages.pdf_request(file_name, content)
        answer = self._hand_in("factures/v1/deposer/pdf", request)
        with _whole_answer():
            return messages.read_file_id(answer)

    def submit_invoice(
        self, submission: Submission, form: SubmissionForm = USUAL_FORM
    ) -> Submitted:
        """Hand an invoice in as data, with its PDF or without.

        :raises Rejected: the portal refuses it; no code is attested that says that an
            invoice of the same number is there
        :raises Uncertain: it may be in the portal, as an invoice or as a draft
        """
        request = messages.submit_request(submission, form)
        answer = self._hand_in("factures/v1/soumettre", request)
        with _whole_answer():
            return Submitted.read(answer)

    def _hand_in(self, path: str, request: Json) -> Json:
        return self._transport.call(
            path, request, repeatable=False, timeout=DEPOSIT_TIMEOUT
        )

    def search_to_do(
        self,
        supplier_ref: str = "",
        *,
        first_page: int = 1,
        page_size: int = PAGE_SIZE,
    ) -> Iterator[InvoicePage]:
        """The pages of the supplier's list of things to do, drafts among them, sorted
        by number. Its rows tell neither flow, nor when their status came.

        :param supplier_ref: the portal's identifier of one of the own structures,
            digits; empty for all of them
        """

        def read(number: int) -> InvoicePage:
            request = messages.to_do_request(supplier_ref, number, page_size)
            path = "factures/v1/rechercher/atraiter/fournisseur"
            answer = search_answer(self._transport, path, request)
            return InvoicePage.read(answer, number)

        return pages(read, first_page)

    def download_invoice(
        self, chorus_invoice_id: str, *, with_attachments: bool = False
    ) -> DownloadedFile | None:
        """An issued invoice as a PDF, the portal's own where it came as data alone.

        :param chorus_invoice_id: the portal's identifier, digits
        :param with_attachments: its other documents too, all in one archive
        :return: None where the portal gives nothing
        :raises Rejected: the portal does not know the invoice
        """
        request = messages.download_request(chorus_invoice_id, with_attachments)
        path = "factures/v1/telecharger/groupe"
        return download(self._transport, path, request, "fichierResultat")

    # -- Lists of codes ---------------------------------------------------------

    def list_vat_rates(self) -> tuple[VatRate, ...]:
        """The rates of VAT that have a code; any other is sent as a percentage."""
        return messages.read_vat_rates(self._list("tauxtva"))

    def list_exemption_reasons(self) -> tuple[ListedCode, ...]:
        """Why no VAT is due; the values of the real portal are not published."""
        return messages.read_exemption_reasons(self._list("motifs/exonerationtva"))

    def list_currencies(self) -> tuple[ListedCode, ...]:
        return messages.read_currencies(self._list("devises"))

    def list_payment_means(self) -> tuple[ListedCode, ...]:
        """Codes without labels, of :data:`~.doors.PAYMENT_MEANS` as far as known."""
        return messages.read_payment_means(self._list("modereglements"))

    def _list(self, name: str) -> Json:
        path = f"transverses/v1/recuperer/{name}"
        return self._transport.call(path, messages.lists_request())
