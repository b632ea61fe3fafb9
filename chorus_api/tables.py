"""Lists of codes of Chorus Pro as tables."""

from typing import Generic, Protocol, TypeVar


class Coded(Protocol):
    """Anything that is known by a code."""

    @property
    def code(self) -> str:
        """The portal's code."""


Row = TypeVar("Row", bound=Coded)


class Table(dict[str, Row], Generic[Row]):
    """Rows by code; a code that appears twice is refused when the module loads."""

    def __init__(self, *rows: Row):
        super().__init__((row.code, row) for row in rows)
        if len(self) != len(rows):
            raise ValueError("a code stands twice in the table")
