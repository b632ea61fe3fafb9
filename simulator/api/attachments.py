"""API Transverses: documents that a supplier uploads (doc/portal.md, A 4.2)."""

from ..errors import BusinessError
from ..operations import GCU, Call, operation
from ..submissions import add_attachment
from .deposits import decoded

NAME_LENGTH = 50
MIME_TYPE_LENGTH = 255
MAX_BYTES = 10 * 1024 * 1024
EXTENSIONS = (
    "BMP BZ2 CSV DOC DOCX FAX GIF GZ GZIP HTM HTML JPEG JPG ODP ODS ODT P7S PDF PNG PPS"
    " PPT PPTX RTF SVG TGZ TIF TIFF TXT XHTML XLC XLM XLS XLSX XML XSD XSL ZIP"
).split()


@operation(
    "transverses",
    "ajouter/fichier",
    {
        "idUtilisateurCourant": int,
        "pieceJointeFichier": str,
        "pieceJointeNom": str,
        "pieceJointeTypeMime": str,
        "pieceJointeExtension": str,
    },
    GCU,
)
def upload_document(call: Call) -> dict:
    """Keep a document on the account, under an identifier that invoices refer to."""
    names = "pieceJointeFichier pieceJointeNom pieceJointeTypeMime pieceJointeExtension"
    for field in names.split():
        if not call.body.get(field):
            raise BusinessError("required_field", field)
    content, name, mime_type, extension = (call.body[field] for field in names.split())
    if len(name) > NAME_LENGTH or extension.upper() not in EXTENSIONS:
        raise BusinessError("attachment_name", f"{name} ({extension})")
    if len(mime_type) > MIME_TYPE_LENGTH:
        raise BusinessError("too_long", "pieceJointeTypeMime")
    data = decoded(content, MAX_BYTES, "attachment_too_large")
    with call.database.transaction() as connection:
        row = add_attachment(connection, call.siren, name, mime_type, extension, data)
        return {"pieceJointeId": row["id"]}
