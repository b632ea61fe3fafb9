"""Checks of the documents that go with the invoice (doc/portal.md, R 3)."""

from collections.abc import Iterator

MEGABYTE = 1024 * 1024
MAX_NAME = 50
MAX_SIZE = 10 * MEGABYTE
MAX_TOTAL = 120 * MEGABYTE
EXTENSIONS = frozenset(
    "BMP BZ2 CSV DOC DOCX FAX GIF GZ GZIP HTM HTML JPEG JPG ODP ODS ODT P7S PDF PNG PPS"
    " PPT PPTX RTF SVG TGZ TIF TIFF TXT XHTML XLC XLM XLS XLSX XML ZIP".split()
)


def attachments(invoice, context) -> Iterator[str]:
    for attachment in invoice.attachments:
        name = f"La piece jointe « {attachment.name[:MAX_NAME]} »"
        stem, _dot, extension = attachment.name.rpartition(".")
        if len(attachment.name) > MAX_NAME:
            yield (
                f"{name} a un nom trop long : {MAX_NAME} caracteres au maximum,"
                " extension comprise."
            )
        if not stem or extension.upper() not in EXTENSIONS:
            yield f"{name} est d'un type inconnu ou non autorise."
        if not attachment.size:
            yield f"{name} est vide."
        elif attachment.size >= MAX_SIZE:
            yield f"{name} doit peser moins de 10 Mo."
    if sum(attachment.size for attachment in invoice.attachments) > MAX_TOTAL:
        yield "Les pieces jointes depassent ensemble 120 Mo."
