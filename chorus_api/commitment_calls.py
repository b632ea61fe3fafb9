"""What the State has ordered: its commitments.

A part of :class:`~.client.ChorusClient`, which gives it the transport.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass

from . import messages
from .messages import Commitment, CommitmentPage, CommitmentSearch
from .paging import PAGE_SIZE, pages, search_answer
from .transport import Transport

# The portal gives out 120 MB at the most (doc/portal.md, A 1.4).
DOCUMENTS_LIMIT = 120 * 1024 * 1024
# How a file begins, and what it is then called.
SIGNATURES = ((b"%PDF", "pdf"), (b"PK\x03\x04", "zip"))


@dataclass(frozen=True, slots=True)
class CommitmentFile:
    """The documents of a commitment as one file.

    :param extension: ``pdf`` or ``zip``, ``bin`` for another kind
    """

    content: bytes
    extension: str


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

    def read_commitment_documents(self, number: str) -> CommitmentFile | None:
        """The documents of a commitment in one file, None where it has none.

        :param number: of the commitment, as orders carry it
        :raises Rejected: there is none of this number, or it is not the caller's
        """
        target = io.BytesIO()
        size = self._transport.download(
            "transverses/v1/telecharger/pieceJointe",
            messages.commitment_documents_request(number),
            "pieceJointe",
            target,
            limit=DOCUMENTS_LIMIT,
        )
        if not size:
            return None
        content = target.getvalue()
        found = (name for start, name in SIGNATURES if content.startswith(start))
        return CommitmentFile(content, next(found, "bin"))
