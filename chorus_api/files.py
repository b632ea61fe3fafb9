"""Limits of the files that Chorus Pro takes.

Source: section 2 (``deposer/flux``) of ``chorus-pro-api.md``, section 4.1 of
``chorus-pro-rules.md``.
"""

from .errors import FileError

MEGABYTE = 1024 * 1024
FILE_LIMIT = 10 * MEGABYTE
ARCHIVE_LIMIT = 30 * MEGABYTE
NAME_LIMIT = 200
ARCHIVE_SUFFIX = ".tar.gz"


def check_flow(file_name: str, content: bytes) -> None:
    """Refuse a file that the portal would refuse for its name or size.

    :raises FileError: with a message that names the limit
    """
    stem, _dot, extension = file_name.rpartition(".")
    if not stem or not extension or len(file_name) > NAME_LIMIT:
        raise FileError(f"file name: {file_name[:NAME_LIMIT]}")
    is_archive = file_name.endswith(ARCHIVE_SUFFIX)
    limit = ARCHIVE_LIMIT if is_archive else FILE_LIMIT
    if not content:
        raise FileError("empty file")
    if len(content) > limit:
        raise FileError(f"file over {limit // MEGABYTE} MB")
