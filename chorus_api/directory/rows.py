"""What the reader of the directory returns, and its report."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from .. import parties
from .archive import Failure

# What a report keeps at the most: a file of nonsense must not fill the memory.
KEPT_ROWS = 1000
KEPT_NAMES = 200
NAME_LENGTH = 80
OTHERS = "…"
# Values of a structure or a service by the names of ``layout.py``.
Fields = dict[str, Any]


class Reason(StrEnum):
    """Why a row was left out."""

    NO_IDENTIFIER = "no_identifier"
    WRONG_IDENTIFIER = "wrong_identifier"  # not 14 digits, although a SIRET
    SERVICE_WITHOUT_CODE = "service_without_code"
    COLUMNS = "columns"  # not as many cells as the header has
    OPEN_QUOTE = "open_quote"


@dataclass(frozen=True, slots=True)
class DirectoryStructure:
    """A public body; what the file does not tell is empty or None."""

    name: str = ""
    structure_ref: str = ""
    active: bool | None = None
    service_required: bool | None = None
    commitment_required: bool | None = None
    service_or_commitment_required: bool | None = None
    works_owner: bool | None = None
    works_owner_only: bool | None = None
    payment_reported: bool | None = None
    sends_edi: bool | None = None
    receives_edi: bool | None = None
    street: str = ""
    street2: str = ""
    postcode: str = ""
    town: str = ""
    country_code: str = ""
    country: str = ""
    phone: str = ""
    email: str = ""
    vat: str = ""

    @property
    def requirement(self) -> str:
        """What an invoice must name: one of :data:`~..parties.REQUIREMENTS`; empty
        where the file does not tell."""
        asked = (
            self.service_required,
            self.commitment_required,
            self.service_or_commitment_required,
        )
        if asked == (None, None, None):
            return ""
        return parties.requirement(*map(bool, asked))


@dataclass(frozen=True, slots=True)
class DirectoryService:
    code: str
    name: str = ""
    service_ref: str = ""
    active: bool | None = None
    commitment_required: bool | None = None
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class DirectoryEntry:
    """What a file tells of one structure in one place.

    :param number: of the entry, from 1: where to go on after an interruption
    :param identifier_kind: one of :data:`~..parties.IDENTIFIER_KINDS`
    :param structure: None where the file lists services alone
    :param services: None where the file lists structures alone
    :param services_complete: all services of the structure are here
    """

    number: int
    line: int
    identifier: str
    identifier_kind: str
    structure: DirectoryStructure | None
    services: tuple[DirectoryService, ...] | None
    services_complete: bool


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that was left out.

    :param line: of the file, where it ends for XML
    :param shown: what names it, cut
    """

    file_name: str
    line: int
    reason: Reason
    shown: str


@dataclass(slots=True)
class DirectoryReport:
    """What was read and what was not understood.

    :param position: number of the last entry that was passed, bad ones counted
    :param unknown_names: how often each unknown column or element came
    :param odd_values: how often a known one held what cannot be read, by its name
    :param skipped_files: members of a ZIP that are neither XML nor CSV
    :param replaced_characters: not in the encoding of the file, or forbidden in XML
    :param failure: why reading ended before the end, None where it did not
    """

    position: int = 0
    entry_count: int = 0
    service_count: int = 0
    file_name: str = ""
    unknown_names: Counter[str] = field(default_factory=Counter)
    odd_values: Counter[str] = field(default_factory=Counter)
    bad_rows: list[BadRow] = field(default_factory=list)
    bad_row_count: int = 0
    skipped_files: list[str] = field(default_factory=list)
    replaced_characters: int = 0
    failure: Failure | None = None
    detail: str = ""

    def unknown(self, name: str) -> None:
        _count(self.unknown_names, name)

    def odd(self, name: str) -> None:
        _count(self.odd_values, name)

    def bad(self, line: int, reason: Reason, shown: str) -> None:
        self.bad_row_count += 1
        if len(self.bad_rows) < KEPT_ROWS:
            row = BadRow(self.file_name, line, reason, shown[:NAME_LENGTH])
            self.bad_rows.append(row)

    def entry(
        self,
        line: int,
        fields: Fields,
        structure: bool,
        services: tuple[DirectoryService, ...] | None,
        complete: bool,
    ) -> DirectoryEntry | None:
        """Number an entry and make it, or note why it cannot be made.

        :param fields: as ``layout.py`` names them, ``identifier`` and
            ``identifier_kind`` among them
        """
        fields = dict(fields)
        self.position += 1
        identifier = fields.pop("identifier", "")
        kind = fields.pop("identifier_kind", None) or parties.SIRET
        if not identifier:
            self.bad(line, Reason.NO_IDENTIFIER, fields.get("name", ""))
            return None
        if kind == parties.SIRET and not _is_siret(identifier):
            self.bad(line, Reason.WRONG_IDENTIFIER, identifier)
            return None
        self.entry_count += 1
        self.service_count += len(services or ())
        return DirectoryEntry(
            number=self.position,
            line=line,
            identifier=identifier,
            identifier_kind=kind,
            structure=DirectoryStructure(**fields) if structure else None,
            services=services,
            services_complete=complete,
        )

    def service(self, line: int, fields: Fields) -> DirectoryService | None:
        """Make a service, or note that it has no code."""
        if not fields.get("code"):
            self.bad(line, Reason.SERVICE_WITHOUT_CODE, fields.get("name", ""))
            return None
        return DirectoryService(**fields)


def _is_siret(text: str) -> bool:
    return len(text) == 14 and text.isascii() and text.isdigit()


def _count(counter: Counter[str], name: str) -> None:
    name = name[:NAME_LENGTH]
    if name not in counter and len(counter) >= KEPT_NAMES:
        name = OTHERS
    counter[name] += 1
