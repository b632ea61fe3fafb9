"""Searches that come in pages."""

from collections.abc import Callable, Iterator
from typing import Protocol, TypeVar

from .errors import Rejected
from .messages.paging import EMPTY_ANSWER, NOTHING_FOUND
from .transport import Transport
from .values import Json

# Rows asked for at a time: the default of the portal is ten.
PAGE_SIZE = 200


class Page(Protocol):
    """Some rows of a search, and how many pages the portal counts."""

    @property
    def rows(self) -> tuple[object, ...]:
        """The rows of this page."""

    @property
    def page_count(self) -> int:
        """How many pages there are."""


AnyPage = TypeVar("AnyPage", bound=Page)


def pages(read: Callable[[int], AnyPage], first: int = 1) -> Iterator[AnyPage]:
    """The pages from the first to the last one; one is asked for when it is taken.

    A page without rows is the last one, whatever the portal counts.

    :param read: gets the page of a number
    """
    number = first
    while True:
        page = read(number)
        yield page
        if number >= page.page_count or not page.rows:
            return
        number += 1


def search_answer(transport: Transport, path: str, request: Json) -> Json:
    """The answer of a search; one without rows where the portal answers by the error
    that there is nothing.

    :param path: of the operation, such as ``structures/v1/rechercher``
    :raises ChorusError: the search failed otherwise
    """
    try:
        return transport.call(path, request)
    except Rejected as error:
        if not error.message.startswith(NOTHING_FOUND):
            raise
        return EMPTY_ANSWER
