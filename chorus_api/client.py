"""What suppliers and bodies do with Chorus Pro: one method per use case."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

import requests

from . import files, messages
from .allowed import WORKS_FAMILY
from .commitment_calls import CommitmentCalls
from .connection import Connection
from .directory_calls import DirectoryCalls
from .errors import (
    FlowUnknown,
    ProtocolError,
    Rejected,
    Unavailable,
    Uncertain,
)
from .journal import Call
from .messages import (
    Attachment,
    CommitmentSearch,
    DepositReceipt,
    DepositReport,
    FlowReport,
    History,
    InvoicePage,
    InvoiceSearch,
    IssuedInvoice,
    Processed,
    WorksSearch,
)
from .paging import PAGE_SIZE, pages, search_answer
from .receiver_calls import ReceiverCalls
from .submission_calls import SubmissionCalls
from .transport import DEPOSIT_TIMEOUT, Transport
from .validator_calls import ValidatorCalls
from .values import Json
from .works_calls import WorksCalls

__all__ = [
    "FAMILIES",
    "OPTIONAL_FAMILIES",
    "Attachment",
    "ChorusClient",
    "InvoiceSearch",
]

# The API families that PISTE subscribes one by one.
FAMILIES = ("factures", "transverses", "structures")
# For those who invoice the State and look its commitments up, and for works contracts.
OPTIONAL_FAMILIES = ("engagementsJuridiques", WORKS_FAMILY)


class ChorusClient(
    CommitmentCalls,
    DirectoryCalls,
    ReceiverCalls,
    SubmissionCalls,
    ValidatorCalls,
    WorksCalls,
):
    """The access of a supplier, a validator or a body to Chorus Pro; a context manager
    that closes its connections.

    Every method raises the kinds of :class:`~.errors.ChorusError`; moments are naive
    datetimes in UTC, identifiers are strings.

    :param patience: seconds for all its calls together, for what must not keep a person
        waiting; None leaves each call its own limit
    :param more_operations: paths that an integrator allows beside those of
        ``allowed.py``, such as ``facturesTravaux/v1/refuser``
    :param on_close: is given all that was sent when the connections are closed, unless
        nothing was; it must not raise
    """

    def __init__(
        self,
        connection: Connection,
        session: requests.Session | None = None,
        patience: float | None = None,
        more_operations: Iterable[str] = (),
        on_close: Callable[[list[Call]], None] | None = None,
    ):
        self._transport = Transport(connection, session, patience, more_operations)
        self._on_close = on_close

    def __enter__(self) -> "ChorusClient":
        return self

    def __exit__(self, *_error: object) -> None:
        self._transport.close()
        calls = list(self._transport.calls)
        self._transport.calls.clear()
        if self._on_close and calls:
            self._on_close(calls)

    @property
    def answered(self) -> frozenset[str]:
        """The API families that have answered as they should, such as ``factures``."""
        return frozenset(self._transport.answered)

    def authenticate(self) -> None:
        """Fetch a token unless a valid one is at hand.

        :raises ConfigurationError: PISTE refuses the credentials
        :raises Unavailable: PISTE does not answer
        """
        self._transport.authenticate()

    def check_health(self) -> str:
        """The portal's own word on its state; empty where it says none."""
        answer = self._transport.call("transverses/v1/health-check", method="GET")
        return str(answer.get("body") or answer.get("statusCode") or "")

    def probe(self, family: str) -> None:
        """Make a harmless call, to see whether PISTE grants an API family.

        :param family: one of :data:`FAMILIES` or :data:`OPTIONAL_FAMILIES`
        :raises ConfigurationError: the application has not subscribed to the family
        """
        if family == "factures":
            search = InvoiceSearch(invoice_number="0")
            next(self.search_invoices(search, page_size=1))
        elif family == "structures":
            self.find_structures("0" * 14)
        elif family == "engagementsJuridiques":
            next(self.search_commitments(CommitmentSearch(number="0"), page_size=1))
        elif family == WORKS_FAMILY:
            next(self.search_works(WorksSearch(number="0"), page_size=1))
        else:
            self.check_health()

    def deposit_flow(
        self, file_name: str, content: bytes, syntax: str
    ) -> DepositReceipt:
        """Deposit a file of one invoice or several. It is sent once, never repeated.

        :param content: the bytes of a PDF, an XML or a ``tar.gz`` of several
        :param syntax: a code of :data:`~.statuses.SYNTAXES`
        :raises FileError: the file breaks a limit; nothing was sent
        :raises Uncertain: the portal may have accepted the file
        """
        files.check_flow(file_name, content)
        answer = self._transport.call(
            "factures/v1/deposer/flux",
            messages.deposit_request(file_name, content, syntax),
            repeatable=False,
            timeout=DEPOSIT_TIMEOUT,
        )
        try:
            return DepositReceipt.read(answer)
        except ProtocolError as error:
            raise Uncertain(error.message, payload=error.payload) from error

    def read_flow_report(self, flow_number: str) -> FlowReport:
        """What became of a deposited flow: its state, and why invoices were refused.

        :param flow_number: as the receipt of the deposit has it
        :raises FlowUnknown: the portal does not know of it, maybe not yet
        """
        answer = self._ask_about_flow("consulterCRDetaille", flow_number)
        return FlowReport.read(answer)

    def read_deposit_report(self, flow_number: str) -> DepositReport:
        """The portal's own report of a deposit, as a PDF.

        :param flow_number: as the receipt of the deposit has it
        :raises FlowUnknown: the portal does not know of it, maybe not yet
        """
        answer = self._ask_about_flow("consulterCR", flow_number)
        return DepositReport.read(answer)

    def _ask_about_flow(self, operation: str, flow_number: str) -> Json:
        request = messages.flow_report_request(flow_number)
        try:
            return self._transport.call(f"transverses/v1/{operation}", request)
        except Rejected as error:
            if not messages.says_unknown_flow(error.message):
                raise
            raise FlowUnknown(
                error.message,
                code=error.code,
                http_status=error.http_status,
                payload=error.payload,
            ) from error

    def search_invoices(
        self, search: InvoiceSearch, *, first_page: int = 1, page_size: int = PAGE_SIZE
    ) -> Iterator[InvoicePage]:
        """The pages of a search of issued invoices, sorted by number, to the last one.

        Each page is asked for when it is taken.

        :param page_size: rows of a page
        """

        def read(number: int) -> InvoicePage:
            request = search.write(number, page_size)
            path = "factures/v1/rechercher/fournisseur"
            answer = search_answer(self._transport, path, request)
            return InvoicePage.read(answer, number)

        return pages(read, first_page)

    def read_history(self, chorus_invoice_id: str) -> History:
        """All statuses, actions and events of an invoice, oldest first.

        :param chorus_invoice_id: the portal's identifier, digits
        :raises Rejected: the portal does not know the invoice
        """
        page_number = 1
        events: dict[tuple[str, str], messages.HistoryEvent] = {}
        history: History | None = None
        while history is None or page_number <= history.page_count:
            answer = self._transport.call(
                "factures/v1/consulter/historique",
                messages.history_request(chorus_invoice_id, page_number, PAGE_SIZE),
            )
            history = History.read(answer)
            # A list shorter than the others may repeat its last page.
            events.update(((e.kind, e.remote_id), e) for e in history.events)
            page_number += 1
        ordered = sorted(events.values(), key=messages.by_time)
        return replace(history, events=tuple(ordered))

    def read_invoice(self, chorus_invoice_id: str) -> IssuedInvoice:
        """What the portal tells of one invoice, such as mandate number and validators.

        :param chorus_invoice_id: the portal's identifier, digits
        :raises Rejected: the portal does not know the invoice
        """
        answer = self._transport.call(
            "factures/v1/consulter/fournisseur",
            messages.details_request(chorus_invoice_id),
        )
        return IssuedInvoice.read(answer)

    # -- What a supplier does with an issued invoice ---------------------------
    # Each is sent once: an answer that got lost raises Uncertain, and the invoice's
    # status tells whether it was done.

    def add_file(self, name: str, content: bytes, mime_type: str) -> str:
        """Upload a document, to be linked to an invoice afterwards.

        :param name: 50 characters at the most, with an extension of the list
        :return: the portal's number of the document
        :raises FileError: the file breaks a limit; nothing was sent
        :raises Unavailable: also where the answer got lost: it may be called again, a
            document that is linked to nothing is seen by nobody
        """
        files.check_attachment(name, content)
        request = messages.file_request(name, content, mime_type)
        try:
            answer = self._transport.call(
                "transverses/v1/ajouter/fichier",
                request,
                repeatable=False,
                timeout=DEPOSIT_TIMEOUT,
            )
        except Uncertain as error:
            raise Unavailable(
                error.message,
                http_status=error.http_status,
                retry_after=error.retry_after,
            ) from error
        return messages.read_file_id(answer)

    def complete_invoice(
        self,
        chorus_invoice_id: str,
        comment: str = "",
        attachments: Iterable[Attachment] = (),
    ) -> Processed:
        """Give a suspended invoice what its recipient waits for.

        :raises Rejected: code 20002 where the invoice is not suspended (any more)
        :raises Uncertain: it may be completed
        """
        request = messages.complete_request(chorus_invoice_id, comment, attachments)
        return Processed.read(self._act("factures/v1/completer", request))

    def recycle_invoice(
        self,
        chorus_invoice_id: str,
        recipient: str,
        service_code: str = "",
        commitment_number: str = "",
        comment: str = "",
    ) -> Processed:
        """Send an invoice on under its number, to another recipient or service.

        :param recipient: a SIRET
        :raises Rejected: the invoice is not to be recycled, or its new data are wrong
        :raises Uncertain: it may be recycled
        """
        request = messages.recycle_request(
            chorus_invoice_id, recipient, service_code, commitment_number, comment
        )
        return Processed.read(self._act("factures/v1/recycler", request))

    def process_rejections(self, chorus_invoice_ids: Iterable[str]) -> None:
        """Mark rejected invoices as handled (« Traiter le rejet »).

        :raises Rejected: one of them is not rejected; none is marked then
        :raises Uncertain: they may be marked
        """
        request = messages.rejections_request(chorus_invoice_ids)
        self._act("factures/v1/traiterRejet", request)

    def correct_validator(self, chorus_invoice_id: str, siret: str) -> Processed:
        """Name another validator, where the one on the invoice was the wrong one.

        :raises Rejected: nobody asks for another one, or he is not known
        :raises Uncertain: he may be named
        """
        request = messages.validator_request(chorus_invoice_id, siret)
        answer = self._act("factures/v1/corriger/valideur/facture", request)
        return Processed.read(answer)

    def _act(self, path: str, request: Json) -> Json:
        return self._transport.call(path, request, repeatable=False)
