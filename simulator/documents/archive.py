"""A deposited ``tar.gz``: opened with limits on count, size and paths."""

import tarfile
import zlib
from io import BytesIO

from .parsed import Unreadable

# What all files of one archive may weigh once unpacked: a small archive can hide a
# huge content.
MAX_TOTAL_BYTES = 256 * 1024 * 1024


def unpack(
    content: bytes, max_files: int, max_file_bytes: int
) -> list[tuple[str, bytes]]:
    """The files of an archive, in its order, as (name, bytes) pairs.

    Nothing is written to disk. Folders are passed over; links, devices, absolute
    paths and paths that climb are refused with the whole archive.

    :raises Unreadable: not an archive, or beyond a limit
    """
    files: list[tuple[str, bytes]] = []
    names: set[str] = set()
    total = 0
    try:
        with tarfile.open(fileobj=BytesIO(content), mode="r:gz") as archive:
            for count, member in enumerate(archive, 1):
                total += member.size
                if count > max_files or total > MAX_TOTAL_BYTES:
                    raise Unreadable(
                        "SIM_ARCHIVE_LIMITE",
                        f"L'archive dépasse {max_files} fichiers ou la taille admise.",
                    )
                if member.isdir():
                    continue
                _check(member, max_file_bytes, names)
                names.add(member.name)
                source = archive.extractfile(member)
                assert source is not None, "an ordinary file"
                files.append((member.name, source.read()))
    except (tarfile.TarError, zlib.error, OSError, EOFError) as error:
        raise Unreadable(
            "SIM_ARCHIVE_ILLISIBLE", f"L'archive ne peut pas être lue : {error}"
        ) from error
    if not files:
        raise Unreadable("SIM_ARCHIVE_VIDE", "L'archive est vide.")
    return files


def _check(member: tarfile.TarInfo, max_file_bytes: int, names: set[str]) -> None:
    path = member.name
    if not member.isreg():
        raise Unreadable(
            "SIM_ARCHIVE_TYPE", f"« {path} » n'est pas un fichier ordinaire."
        )
    if path.startswith(("/", "\\")) or ".." in path.replace("\\", "/").split("/"):
        raise Unreadable("SIM_ARCHIVE_CHEMIN", f"Le chemin « {path} » est refusé.")
    if path in names:
        raise Unreadable("SIM_ARCHIVE_DOUBLON", f"« {path} » est présent deux fois.")
    if member.size > max_file_bytes:
        raise Unreadable("SIM_ARCHIVE_TAILLE", f"« {path} » est trop volumineux.")
