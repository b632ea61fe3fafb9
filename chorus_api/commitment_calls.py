"""What the State has ordered: its commitments.

A part of :class:`~.client.ChorusClient`, which gives it the transport.
"""

from collections.abc import Iterator

from . import messages
from .downloads import DownloadedFile, download
from .messages import Commitment, CommitmentPage, CommitmentSearch
from .paging import PAGE_SIZE, pages, search_answer
from .transport import Transport


class CommitmentCalls:
    """The look-ups of commitments; all of them only read and may be repeated."""

    _transport: Transport

    def search_commitments(
        self,
        search: CommitmentSearch,
        *,
        first_page: int = 1,
        page_size: int = PAGE_SIZE,
    ) -> Iterator[CommitmentPage]:
        """The pages of a search of commitments, the newest first, to the last one.

        Each page is asked for when it is taken.

        :param page_size: rows of a page
        """

        def read(number: int) -> CommitmentPage:
            request = search.write(number, page_size)
            path = "engagementsJuridiques/v1/rechercher"
            answer = search_answer(self._transport, path, request)
            return CommitmentPage.read(answer)

        return pages(read, first_page)

    def read_commitment(self, number: str) -> Commitment:
        """A commitment with its lines and what was already invoiced on it.

        The address of this operation is deduced from its older one, not attested.

        :param number: of the commitment, as orders carry it
        :raises Rejected: there is none of this number, or it is not the caller's
        """
        answer = self._transport.call(
            "engagementsJuridiques/v1/consulterDetail",
            messages.commitment_request(number),
        )
        return Commitment.read(answer)

    def read_commitment_documents(self, number: str) -> DownloadedFile | None:
        """The documents of a commitment in one file, None where it has none.

        :param number: of the commitment, as orders carry it
        :raises Rejected: there is none of this number, or it is not the caller's
        """
        path = "transverses/v1/telecharger/pieceJointe"
        request = messages.commitment_documents_request(number)
        return download(self._transport, path, request, "pieceJointe")
