"""ZIP archives of others."""

import lzma
import struct
import zipfile
import zlib

# What the standard library raises for archives that it cannot read: broken, locked with
# a password (RuntimeError), packed in a way of its own, with names in no encoding.
UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
    struct.error,
)
