"""What a Factur-X PDF carries: the XML of the invoice, and further documents."""

from io import BytesIO

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from .parsed import Attachment, Unreadable

# Factur-X 1.0 and the name of its German twin.
NAMES = ("factur-x.xml", "zugferd-invoice.xml")


def read_pdf(content: bytes) -> tuple[bytes, tuple[Attachment, ...]]:
    """The bytes of the embedded invoice, and the other embedded files.

    :raises Unreadable: not a PDF, or a PDF without the embedded invoice
    """
    xml, others = b"", []
    try:
        for file in PdfReader(BytesIO(content)).attachment_list:
            if file.name.lower() in NAMES and not xml:
                xml = bytes(file.content)
            else:
                others.append(Attachment(file.name, len(file.content)))
    # pypdf lets plain Python errors through on damaged files.
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise Unreadable(
            "SIM_PDF_ILLISIBLE", f"Le fichier PDF ne peut pas être lu : {error}"
        ) from error
    if not xml:
        names = ", ".join(other.name for other in others) or "aucune"
        raise Unreadable(
            "SIM_PDF_SANS_XML",
            "Le PDF ne contient pas de fichier factur-x.xml (pièces trouvées :"
            f" {names}).",
        )
    return xml, tuple(others)
