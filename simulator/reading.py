"""What the web page shows of files and reports, made readable."""

import re
from collections.abc import Iterable

from .documents.intake import Member, read_flow
from .documents.parsed import Attachment
from .flows import SEPARATOR, XSD_CODE

# Where a value stands in the file, as the portal names it: after what is meant, or as
# what is meant.
PATH = re.compile(r"\s*\((?:balise ?: ?)?FichierXml[\w.]*\)?")
BARE_PATH = re.compile(r"FichierXml\.(?:\w+\.)*?(\w+\.\w+?)(?:\.value)?\b(?!\.)")
SCHEMA = "Le fichier ne respecte pas le schéma officiel de son format"
# More of a file than anybody reads.
SHOWN_TEXT = 200_000


def refusals(errors: Iterable) -> list[dict]:
    """The errors of a report, one of each invoice and one of all against the schema.

    :param errors: rows of ``flow_errors``
    :return: dictionaries of ``number``, ``supplier``, ``recipient``, ``code`` (each may
        be None), ``sentences`` and ``technical``, the texts as the API gives them
    """
    found: list[dict] = []
    schema: dict | None = None
    for error in errors:
        label = error["label"]
        row = {
            name: error[name] for name in ("number", "supplier", "recipient", "code")
        }
        if error["code"] == XSD_CODE:
            if schema:
                schema["technical"].append(label)
                continue
            schema = row
            row |= {"sentences": [SCHEMA], "technical": [label]}
        else:
            texts = [text.strip() for text in label.split(SEPARATOR) if text.strip()]
            sentences = [BARE_PATH.sub(r"\1", PATH.sub("", text)) for text in texts]
            row |= {
                "sentences": sentences,
                "technical": [label] if sentences != [label] else [],
            }
        found.append(row)
    if schema and len(schema["technical"]) > 1:
        schema["sentences"] = [f"{SCHEMA} ({len(schema['technical'])} erreurs)"]
    return found


def is_pdf(content: bytes) -> bool:
    return content.startswith(b"%PDF-")


def xml_text(content: bytes) -> str:
    """An XML file as text, cut where it is long; nothing of another file."""
    if not content.lstrip(b"\xef\xbb\xbf \r\n").startswith(b"<"):
        return ""
    return content[:SHOWN_TEXT].decode(errors="replace")


def attached(name: str, content: bytes, syntax: str) -> tuple[Attachment, ...]:
    """The documents inside the file of an invoice that was integrated."""
    members: list[Member] = read_flow(name, content, syntax, 1, len(content))
    return members[0].invoice.attachments if members and members[0].invoice else ()
