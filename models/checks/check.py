"""What a row of the table of checks is, and what comes of one."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Check:
    """A row of the table.

    :param rule: where the rule comes from
    :param field: the field to mend, on the record that ``place`` gives
    :param find: from an invoice, the sentence of what is wrong, or None
    :param place: from an invoice, the record to open
    :param blocking: whether the portal would surely refuse the invoice
    :param reads: paths from the invoice of what it looks at beside that field
    """

    name: str
    rule: str
    field: str
    find: Callable
    place: Callable
    blocking: bool = True
    reads: tuple = ()


@dataclass(frozen=True)
class Failure:
    """A check that an invoice fails: its sentence, and the record to open."""

    check: Check
    sentence: str
    record: object
