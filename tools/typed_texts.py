"""Texts and codes as people type and paste them: without what nobody sees."""

import re
import unicodedata

# What XML cannot carry.
CONTROLS = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def visible(text):
    """A text without control characters and those of format (Unicode Cf): zero-width
    spaces, marks of direction or of byte order, soft hyphens.

    :rtype: str
    """
    text = CONTROLS.sub("", text or "")
    return "".join(c for c in text if unicodedata.category(c) != "Cf")


def typed_code(text):
    """A code as it was meant: any blank is a plain one, none stands at its ends.

    :rtype: str, empty where there is nothing to be seen
    """
    return re.sub(r"\s", " ", visible(text)).strip()


def without_blanks(text):
    """An identifier that people write in groups."""
    return typed_code(text).replace(" ", "")


def split_text(text, limit):
    """Pieces of a text, cut at the end of a line or of a word where there is one.

    :rtype: list of str, none of them empty or longer than the limit
    """
    pieces, rest = [], text.strip()
    while len(rest) > limit:
        head = rest[: limit + 1]
        cut = max(head.rfind("\n"), head.rfind(" "))
        cut = cut if cut > 0 else limit
        pieces.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [piece for piece in (*pieces, rest) if piece]
