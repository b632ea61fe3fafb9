"""What a supplier does with Chorus Pro: one method per use case."""

from collections.abc import Iterator
from dataclasses import replace

import requests

from . import files, messages
from .errors import ProtocolError, Uncertain
from .messages import (
    DepositReceipt,
    FlowReport,
    History,
    InvoicePage,
    InvoiceSearch,
    Structure,
    StructurePage,
    StructureSummary,
)
from .transport import DEPOSIT_TIMEOUT, Connection, Transport

__all__ = ["FAMILIES", "ChorusClient", "InvoiceSearch"]

PAGE_SIZE = 200

# The API families that PISTE subscribes one by one.
FAMILIES = ("factures", "transverses", "structures")


class ChorusClient:
    """A supplier's access to Chorus Pro; a context manager that closes its line.

    Every method raises the kinds of :class:`~.errors.ChorusError`; moments are naive
    datetimes in UTC, identifiers are strings.
    """

    def __init__(self, connection: Connection, session: requests.Session | None = None):
        self._transport = Transport(connection, session)

    def __enter__(self) -> "ChorusClient":
        return self

    def __exit__(self, *_error) -> None:
        self._transport.close()

    def authenticate(self) -> None:
        """Make sure of a token before anything is written down or sent."""
        self._transport.authenticate()

    def check_health(self) -> str:
        """What the portal says of its own state."""
        answer = self._transport.call("transverses/v1/health-check", method="GET")
        return str(answer.get("body") or answer.get("statusCode") or "")

    def probe(self, family: str) -> None:
        """Call something harmless of an API family: PISTE grants them one by one.

        :param family: one of :data:`FAMILIES`
        """
        if family == "factures":
            search = InvoiceSearch(invoice_number="0")
            next(self.search_invoices(search, page_size=1))
        elif family == "structures":
            self.find_structures("0" * 14)
        else:
            self.check_health()

    def deposit_flow(
        self, file_name: str, content: bytes, syntax: str
    ) -> DepositReceipt:
        """Hand over a file. It is sent once: nothing here repeats it.

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
        answer = self._transport.call(
            "transverses/v1/consulterCRDetaille",
            messages.flow_report_request(flow_number),
        )
        return FlowReport.read(answer)

    def search_invoices(
        self, search: InvoiceSearch, *, first_page: int = 1, page_size: int = PAGE_SIZE
    ) -> Iterator[InvoicePage]:
        """The pages of a search of issued invoices, to the last one, by number."""
        page_number = first_page
        while True:
            answer = self._transport.call(
                "factures/v1/rechercher/fournisseur",
                search.write(page_number, page_size),
            )
            page = InvoicePage.read(answer, page_number)
            yield page
            if page_number >= page.page_count:
                return
            page_number += 1

    def read_history(self, chorus_invoice_id: str) -> History:
        """The whole life of an invoice, oldest event first."""
        page_number, events, history = 1, {}, None
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

    def find_structures(self, siret: str) -> tuple[StructureSummary, ...]:
        """The structures of a SIRET: none or one, more where the portal errs."""
        page_number, rows = 1, []
        while True:
            answer = self._transport.call(
                "structures/v1/rechercher",
                messages.structure_search_request(siret, page_number, PAGE_SIZE),
            )
            page = StructurePage.read(answer)
            rows += page.rows
            if page_number >= page.page_count:
                return tuple(rows)
            page_number += 1

    def read_structure(self, structure_ref: str) -> Structure:
        answer = self._transport.call(
            "structures/v1/consulter", messages.structure_request(structure_ref)
        )
        return Structure.read(answer)
