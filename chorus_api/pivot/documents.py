"""The documents of an invoice: on disk as the file has them, unpacked when read."""

import base64
import io
import tempfile
import zipfile
from dataclasses import dataclass, field
from typing import BinaryIO

from .bounds import DOCUMENT_LIMIT, PIECE, Bounded, files_of, open_member, open_zip
from .problems import PivotError, PivotProblem

# The main document of an invoice that came by an approved platform, by the beginning of
# its category without blanks and in small letters (A 2.7).
AFNOR_SYNTAXES = {
    "facture_ubl": "ubl",
    "facture_cii": "cii",
    "facture_factur-x": "facturx",
}
# Characters of base64 that are decoded at once, whole groups of four.
DECODED = 4 * 16 * 1024


class Store:
    """The contents of all documents of one file, one after the other, on disk.

    It lasts as long as one of its documents does.
    """

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()
        self.size = 0

    def __del__(self) -> None:
        self._file.close()

    def add(self, data: bytes) -> None:
        self._file.seek(self.size)
        self._file.write(data)
        self.size += len(data)

    def read(self, start: int, size: int) -> bytes:
        self._file.seek(start)
        return self._file.read(size)


class Content(io.RawIOBase):
    """The ZIP of one document in its store, to be read as a file of its own.

    :param start: where it lies in the store
    """

    def __init__(self, store: Store, start: int, size: int):
        self._store = store
        self._start = start
        self.size = size
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self.size}[whence]
        if base + offset < 0:
            raise OSError("before the start")  # as of a file: zipfile relies on it
        self._at = base + offset
        return self._at

    def tell(self) -> int:
        return self._at

    def read(self, size: int = -1) -> bytes:
        left = max(0, self.size - self._at)
        size = left if size is None or size < 0 else min(size, left)
        data = self._store.read(self._start + self._at, size)
        self._at += len(data)
        return data


class Decoder:
    """Takes the text of a document as it comes, and puts its bytes into a store."""

    def __init__(self, store: Store):
        self._store = store
        self._start = store.size
        self._kept = ""
        self._ended = False
        self.is_base64 = True

    def feed(self, text: str) -> None:
        self._kept += "".join(text.split())
        if len(self._kept) >= DECODED:
            whole = len(self._kept) - len(self._kept) % 4
            self._decode(self._kept[:whole])
            self._kept = self._kept[whole:]

    def close(self) -> Content:
        """The content, of what could be decoded."""
        self._decode(self._kept)
        return Content(self._store, self._start, self._store.size - self._start)

    def _decode(self, text: str) -> None:
        if not text or not self.is_base64:
            return
        try:
            # Padding ends a text: none may follow.
            if self._ended:
                raise ValueError(text)
            self._store.add(base64.b64decode(text, validate=True))
        except ValueError:
            self.is_base64 = False
        self._ended = text.endswith("=")


@dataclass(frozen=True, slots=True)
class PivotDocument:
    """A document of an invoice.

    :param name: the supplier's own where the file tells it, told apart from those of
        the other documents; without folders
    :param file_name: ``NomPJ``, which several may share
    :param is_main: the invoice itself, as it was handed in or as a readable copy
    :param category: the kind in words, such as « Bon de livraison »; empty where it is
        not told
    :param place: where it stands, for errors
    """

    name: str
    file_name: str
    is_main: bool
    category: str
    mime_type: str
    place: str
    _content: Content | None = field(repr=False, compare=False)
    _is_base64: bool = field(repr=False, compare=False)

    @property
    def is_there(self) -> bool:
        """Whether the file carries a content, good or not."""
        return self._content is not None

    @property
    def afnor_syntax(self) -> str:
        """``ubl``, ``cii`` or ``facturx``, where it is the file of an invoice that came
        by an approved platform; empty for any other document."""
        category = "".join(self.category.split()).lower()
        if not self.is_main or not category.endswith("_afnor"):
            return ""
        return AFNOR_SYNTAXES.get(category.removesuffix("_afnor"), "")

    def read(self) -> bytes:
        """The bytes of the document.

        :raises PivotError: what :meth:`copy_to` raises
        """
        target = io.BytesIO()
        self.copy_to(target)
        return target.getvalue()

    def copy_to(self, target: BinaryIO) -> int:
        """Write the document, piece by piece; worth nothing after an error.

        :return: its size in bytes
        :raises PivotError: it is named alone, is not base64, not a ZIP of exactly one
            file, or larger than the portal takes
        """
        if self._content is None:
            raise PivotError(PivotProblem.NO_CONTENT, self.place)
        if not self._is_base64:
            raise PivotError(PivotProblem.BASE64, self.place)
        self._content.seek(0)
        with open_zip(self._content, self.place) as archive:
            return self._unpack(archive, target)

    def _unpack(self, archive: zipfile.ZipFile, target: BinaryIO) -> int:
        files = files_of(archive)
        if len(files) != 1:
            raise PivotError(PivotProblem.NOT_ONE_FILE, self.place, str(len(files)))
        packed = max(1, files[0].compress_size)
        size = 0
        with open_member(archive, files[0], self.place) as opened:
            source = Bounded(opened, self.place, packed=packed, limit=DOCUMENT_LIMIT)
            while piece := source.read(PIECE):
                target.write(piece)
                size += len(piece)
        return size


def free_name(name: str, taken: set[str]) -> str:
    """A name that none of the others has, told apart by a number; it is taken then.

    :param taken: names in small letters
    """
    stem, dot, extension = name.rpartition(".")
    if not dot:
        stem, extension = name, ""
    found, number = name, 1
    while found.lower() in taken:
        number += 1
        found = f"{stem} ({number}){dot}{extension}"
    taken.add(found.lower())
    return found
