"""Limits of the files that Chorus Pro takes.

Source: ``doc/portal.md``, A 2 (``deposer/flux``) and R 4.1.
"""

import io
import re
import tarfile
import tempfile
import unicodedata

from .errors import EMPTY, NAME, SIZE, FileError

MEGABYTE = 1024 * 1024
FILE_LIMIT = 10 * MEGABYTE
ARCHIVE_LIMIT = 30 * MEGABYTE
NAME_LIMIT = 200
ARCHIVE_SUFFIX = ".tar.gz"
COUNT_LIMIT = 500
# An end of archive, padding, and what compression adds to data it cannot shrink.
ARCHIVE_MARGIN = 64 * 1024
SPOOL_LIMIT = 4 * MEGABYTE

# Complementary documents (doc/portal.md, R 3).
ATTACHMENT_NAME_LIMIT = 50
ATTACHMENT_LIMIT = 10 * MEGABYTE
ATTACHMENTS_LIMIT = 120 * MEGABYTE
# Inside an XML: as text it grows by a third, and readers of XML refuse a node of more
# than 10,000,000 characters.
XML_ATTACHMENTS_LIMIT = 7_500_000
ATTACHMENT_EXTENSIONS = frozenset(
    "bmp bz2 csv doc docx fax gif gz gzip htm html jpeg jpg odp ods odt p7s pdf png pps"
    " ppt pptx rtf svg tgz tif tiff txt xhtml xlc xlm xls xlsx xml zip".split()
)

SEPARATORS = re.compile(r"[/\\]")
FORBIDDEN = re.compile(r'[<>:"|?*]')
# Characters that take no room, although Unicode calls them letters or marks.
BLANK = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0"
    "\U000e0100-\U000e01ef]"
)
NAMELESS = "document"


def check_flow(file_name: str, content: bytes) -> None:
    """Refuse a file that the portal would refuse for its name or size.

    :raises FileError: with a message that names the limit
    """
    stem, _dot, extension = file_name.rpartition(".")
    if not stem or not extension or len(file_name) > NAME_LIMIT:
        raise FileError(file_name[:NAME_LIMIT], rule=NAME)
    is_archive = file_name.endswith(ARCHIVE_SUFFIX)
    limit = ARCHIVE_LIMIT if is_archive else FILE_LIMIT
    if not content:
        raise FileError(file_name, rule=EMPTY)
    if len(content) > limit:
        raise FileError(file_name, rule=SIZE, limit=limit // MEGABYTE)


def check_attachment(name: str, content: bytes) -> None:
    """Refuse a complementary document that the portal would refuse.

    :raises FileError: with a message that names the file
    """
    stem, extension = split_name(name)
    named = stem and extension in ATTACHMENT_EXTENSIONS
    if not named or len(name) > ATTACHMENT_NAME_LIMIT:
        raise FileError(name[:NAME_LIMIT], rule=NAME)
    if not content:
        raise FileError(name, rule=EMPTY)
    if len(content) > ATTACHMENT_LIMIT:
        raise FileError(name, rule=SIZE, limit=ATTACHMENT_LIMIT // MEGABYTE)


class Archive:
    """A ``tar.gz`` of several files, built within the limits of a flow.

    The files are written to disk as they come: what it takes in memory is one file and,
    at the end, the archive. A context manager.

    :param count: how many files at the most
    """

    def __init__(self, count: int = COUNT_LIMIT):
        self._room = min(count, COUNT_LIMIT)
        self._names: set[str] = set()
        self._spool = tempfile.SpooledTemporaryFile(max_size=SPOOL_LIMIT)
        self._tar = tarfile.open(fileobj=self._spool, mode="w:gz", compresslevel=6)

    def __enter__(self) -> "Archive":
        return self

    def __exit__(self, *_error: object) -> None:
        self._tar.close()
        self._spool.close()

    def __len__(self) -> int:
        return len(self._names)

    def add(self, name: str, content: bytes) -> bool:
        """Add a file; False where it must wait for the next archive.

        :raises FileError: the file would be refused by itself
        """
        check_flow(name, content)
        size = self._spool.tell() + len(content) + ARCHIVE_MARGIN
        if len(self) >= self._room or (self._names and size > ARCHIVE_LIMIT):
            return False
        if name in self._names:
            stem, _dot, extension = name.rpartition(".")
            name = f"{stem}_{len(self) + 1}.{extension}"
        member = tarfile.TarInfo(name)
        member.size = len(content)
        self._tar.addfile(member, io.BytesIO(content))
        self._names.add(name)
        return True

    def content(self) -> bytes:
        """The bytes of the finished archive; nothing can be added afterwards."""
        self._tar.close()
        self._spool.seek(0)
        return self._spool.read()


def split_name(name: str) -> tuple[str, str]:
    """A file name as (stem, extension in lower case), either of which may be empty."""
    stem, dot, extension = name.rpartition(".")
    return (stem, extension.lower()) if dot else (name, "")


def clean_name(name: str) -> str:
    """A name that is the same file name wherever it arrives: in no folder, on one line,
    with nothing invisible, and no character that a system forbids."""
    seen = "".join(map(_seen, unicodedata.normalize("NFC", name)))
    own = FORBIDDEN.sub("_", SEPARATORS.split(seen)[-1])
    stem, dot, extension = own.rpartition(".")
    if not dot:
        stem, extension = own, ""
    stem = " ".join(stem.split()).strip(" .") or NAMELESS
    extension = "".join(extension.split())
    return f"{stem}.{extension}" if extension else stem


def _seen(character: str) -> str:
    """A character as a person sees it: itself, a space, or an empty text."""
    category = unicodedata.category(character)
    if category[0] == "Z" or character.isspace():
        return " "
    return "" if category[0] == "C" or BLANK.match(character) else character


def shorten_name(name: str) -> str:
    """A name cut to at most :data:`ATTACHMENT_NAME_LIMIT` characters; its extension
    stays."""
    stem, extension = split_name(clean_name(name))
    suffix = f".{extension}" if extension else ""
    return stem[: ATTACHMENT_NAME_LIMIT - len(suffix)].rstrip() + suffix
