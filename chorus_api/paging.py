"""Searches that come in pages."""

from collections.abc import Callable, Iterator
from typing import Protocol, TypeVar


class Page(Protocol):
    rows: tuple
    page_count: int


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
