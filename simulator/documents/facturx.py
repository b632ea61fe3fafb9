"""The XML inside a Factur-X PDF."""

from io import BytesIO

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from .parsed import Unreadable

# Factur-X 1.0 and the name of its German twin.
NAMES = ("factur-x.xml", "zugferd-invoice.xml")


def extract_xml(content: bytes) -> bytes:
    """The bytes of the embedded invoice.

    :raises Unreadable: not a PDF, or a PDF without the embedded file
    """
    try:
        attachments = list(PdfReader(BytesIO(content)).attachment_list)
        for attachment in attachments:
            if attachment.name.lower() in NAMES and attachment.content:
                return bytes(attachment.content)
    # pypdf lets plain Python errors through on damaged files.
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise Unreadable(
            "SIM_PDF_ILLISIBLE", f"Le fichier PDF ne peut pas être lu : {error}"
        ) from error
    names = ", ".join(attachment.name for attachment in attachments) or "aucune"
    raise Unreadable(
        "SIM_PDF_SANS_XML",
        f"Le PDF ne contient pas de fichier factur-x.xml (pièces trouvées : {names}).",
    )
