"""Works pieces, as supplier, validator, supervisor, owner or recipient sees them.

A part of :class:`~.client.ChorusClient`, which gives it the transport. Source:
``doc/portal.md``, A 6: of its family one operation is attested, and it reads.
"""

from collections.abc import Iterator

from .messages import WorksPage, WorksSearch
from .paging import PAGE_SIZE, pages, search_answer
from .transport import Transport
from .values import Json


class WorksCalls:
    """What is known of the works family of the API, and what an integrator adds."""

    _transport: Transport

    def search_works(
        self, search: WorksSearch, *, first_page: int = 1, page_size: int = PAGE_SIZE
    ) -> Iterator[WorksPage]:
        """The pages of a search of works pieces, sorted by number, to the last one.

        Each page is asked for when it is taken. A search that finds nothing has one
        page without rows.

        :param page_size: rows of a page
        """

        def read(number: int) -> WorksPage:
            request = search.write(number, page_size)
            path = "facturesTravaux/v1/rechercher"
            answer = search_answer(self._transport, path, request)
            return WorksPage.read(answer, number)

        return pages(read, first_page)

    def call_more(self, path: str, request: Json) -> Json:
        """Call an operation once that an integrator has allowed; never repeated.

        :param path: one of the ``more_operations`` of the client, such as
            ``facturesTravaux/v1/refuser``
        :param request: as the portal wants it
        :return: the answer as it came
        :raises UnlistedOperation: nobody has allowed it; nothing was sent
        :raises Uncertain: the portal may have done it
        """
        return self._transport.call(path, request, repeatable=False)
