"""The side of a public body: the invoices that it received, and what it makes of them.

A part of :class:`~.client.ChorusClient`, which gives it the transport. Source:
``doc/portal.md``, A 2.5 to A 2.8 and R 9.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import BinaryIO

from . import messages
from .downloads import PIVOT_LIMIT
from .errors import Rejected, TooLarge
from .messages import (
    OwnStructure,
    Processed,
    ReceivedInvoice,
    ReceivedPage,
    ReceivedSearch,
)
from .paging import PAGE_SIZE, pages, search_answer
from .receiving import GROUP_LIMIT
from .transport import Transport

CONTENT_TOO_LARGE = 413


def all_pages(read: Callable[[int], ReceivedInvoice]) -> ReceivedInvoice:
    """One invoice with its three lists to their ends.

    :param read: gets the invoice with one page of each list, by number from 1
    """
    number = 1
    invoice = read(number)
    while number < max(invoice.pages.values()):
        number += 1
        more = read(number)
        # A list shorter than the others may repeat its last page.
        lists = {
            name: getattr(invoice, name) + getattr(more, name)
            for name, count in invoice.pages.items()
            if number <= count
        }
        invoice = replace(invoice, **lists)
    return invoice


class ReceiverCalls:
    """What a body does with the invoices of its suppliers.

    ``read_history`` and ``add_file`` are the same for both sides.
    """

    _transport: Transport

    def list_receiving_structures(self) -> tuple[OwnStructure, ...]:
        """The active structures for which this account receives invoices."""
        answer = self._transport.call(
            "transverses/v1/recuperer/structures/actives/destinataire"
        )
        return messages.read_own_structures(answer)

    def search_received(
        self,
        search: ReceivedSearch,
        *,
        first_page: int = 1,
        page_size: int = PAGE_SIZE,
    ) -> Iterator[ReceivedPage]:
        """The pages of a search of received invoices, sorted by number, to the last.

        Each page is asked for when it is taken. A search that finds nothing has one
        page without rows.

        :param page_size: rows of a page
        """

        def read(number: int) -> ReceivedPage:
            request = search.write(number, page_size)
            path = "factures/v1/rechercher/recipiendaire"
            answer = search_answer(self._transport, path, request)
            return ReceivedPage.read(answer, number)

        return pages(read, first_page)

    def search_received_to_do(
        self,
        structure_ref: str = "",
        *,
        first_page: int = 1,
        page_size: int = PAGE_SIZE,
    ) -> Iterator[ReceivedPage]:
        """The pages of the portal's own list of what waits: made available, or
        completed by the supplier.

        :param structure_ref: the portal's identifier of one of the own structures,
            digits; empty for all of them
        """

        def read(number: int) -> ReceivedPage:
            request = messages.received_to_do_request(structure_ref, number, page_size)
            path = "factures/v1/rechercher/atraiter/recipiendaire"
            answer = search_answer(self._transport, path, request)
            return ReceivedPage.read(answer, number)

        return pages(read, first_page)

    def read_received(self, chorus_invoice_id: str) -> ReceivedInvoice:
        """All that the portal tells of one received invoice, with all pages of its
        lines, taxes and documents.

        :param chorus_invoice_id: the portal's identifier, digits
        :raises Rejected: the portal does not know the invoice, or it is another body's
        """

        def read(page: int) -> ReceivedInvoice:
            request = messages.received_request(chorus_invoice_id, page, PAGE_SIZE)
            path = "factures/v1/consulter/recipiendaire"
            return ReceivedInvoice.read(self._transport.call(path, request))

        return all_pages(read)

    def download_received(
        self, chorus_invoice_ids: Sequence[str], target: BinaryIO
    ) -> int:
        """Write received invoices with all their documents, for
        :func:`~.pivot.read_archive` to read: one pivot file, or an archive of several.

        What was written before an error is worth nothing. The portal marks them as
        downloaded.

        :param chorus_invoice_ids: :data:`~.receiving.GROUP_LIMIT` at the most
        :return: size in bytes, 0 where the portal gave none
        :raises TooLarge: together they are more than the portal gives out at once: ask
            for a half of them
        :raises Rejected: the portal does not know one of them
        :raises ProtocolError: the file is not base64
        :raises ValueError: none, or more than are downloaded at once
        """
        if not 0 < len(chorus_invoice_ids) <= GROUP_LIMIT:
            raise ValueError(f"1 to {GROUP_LIMIT} invoices are downloaded at once")
        request = messages.pivots_request(chorus_invoice_ids)
        path = "factures/v1/telecharger/groupe"
        try:
            return self._transport.download(
                path, request, "fichierResultat", target, limit=PIVOT_LIMIT
            )
        except Rejected as error:
            if error.http_status != CONTENT_TOO_LARGE:
                raise
            raise TooLarge(
                error.message, http_status=error.http_status, payload=error.payload
            ) from error

    def process_received(
        self,
        chorus_invoice_id: str,
        status: str,
        *,
        reason: str = "",
        mandate_number: str = "",
    ) -> Processed:
        """Give a received invoice a status. It is sent once, never repeated.

        :param status: one of :data:`~.receiving.GIVEN_STATUSES`
        :param reason: for :data:`~.receiving.WITH_REASON`; the supplier reads it,
            :data:`~.receiving.REASON_LIMIT` characters at the most
        :param mandate_number: of the payment order, with MANDATEE alone
        :raises Rejected: the invoice is not known, or may not have that status now
            (code 20002): read it again
        :raises Uncertain: it may have the status: read it before any other call
        """
        request = messages.process_request(
            chorus_invoice_id, status, reason, mandate_number
        )
        answer = self._transport.call(
            "factures/v1/traiter/recue", request, repeatable=False
        )
        return Processed.read(answer)

    def list_next_statuses(self, status: str) -> tuple[str, ...]:
        """The statuses that a body may give to an invoice that has one now.

        :param status: the invoice's status code
        """
        answer = search_answer(
            self._transport,
            "transverses/v1/recuperer/etats/traitement",
            messages.next_statuses_request(status),
        )
        return messages.read_next_statuses(answer)
