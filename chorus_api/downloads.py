"""Files that the portal gives out, in base64 inside an answer."""

import io
from dataclasses import dataclass

from .transport import Transport
from .values import Json

# The portal gives out 120 MB at the most (doc/portal.md, A 1.4).
DOWNLOAD_LIMIT = 120 * 1024 * 1024
# Documents weigh a third more in the base64 of a pivot, which is no longer than that.
PIVOT_LIMIT = DOWNLOAD_LIMIT * 3 // 2
# How a file begins, and what it is then called.
SIGNATURES = ((b"%PDF", "pdf"), (b"PK\x03\x04", "zip"))


@dataclass(frozen=True, slots=True)
class DownloadedFile:
    """One document as it is, or several as an archive.

    :param extension: ``pdf`` or ``zip``, ``bin`` for another kind
    """

    content: bytes
    extension: str


def download(
    transport: Transport, path: str, request: Json, key: str
) -> DownloadedFile | None:
    """The file of an answer, None where it has none.

    :param path: of the operation, such as ``factures/v1/telecharger/groupe``
    :param key: the field of the answer that holds the file
    :raises Rejected: there is nothing of that kind for the caller
    """
    target = io.BytesIO()
    if not transport.download(path, request, key, target, limit=DOWNLOAD_LIMIT):
        return None
    content = target.getvalue()
    found = (name for start, name in SIGNATURES if content.startswith(start))
    return DownloadedFile(content, next(found, "bin"))
