"""API Factures: operations that bring files in."""

import base64
import binascii

from ..documents.intake import GRAMMARS, is_archive
from ..errors import BusinessError
from ..flows import add_flow
from ..operations import GCU, Call, operation

NAME_LENGTH = 200
# In the official lists (doc/portal.md, A 10.4), and not read here: no account may.
NOT_ALLOWED = (
    "IN_DP_E1_CII IN_DP_E1_PES_FACTURE IN_DP_E1_XCBL IN_DP_E2_CII_MIN"
    " IN_DP_E2_PES_FACTURE_MIN IN_DP_E2_CPP_FACTURE_MIN"
    " IN_DP_PDFARCHIVE_UBL_INVOICE_MUG IN_DP_PDFARCHIVE_CII_MUG IN_DP_E3_UBL_INVOICE"
).split()


@operation(
    "factures",
    "deposer/flux",
    {
        "idUtilisateurCourant": int,
        "fichierFlux": str,
        "nomFichier": str,
        "syntaxeFlux": str,
        "avecSignature": bool,
    },
    GCU,
)
def deposit_flow(call: Call) -> dict:
    """Take a flow in; its content is read later (swagger Factures,
    ``deposerFluxFacture``; limits: annex V5.00)."""
    for name in ("fichierFlux", "nomFichier", "syntaxeFlux"):
        if not call.body.get(name):
            raise BusinessError("required_field", name)
    name, syntax = call.body["nomFichier"], call.body["syntaxeFlux"]
    if len(name) > NAME_LENGTH or not name.rpartition(".")[0]:
        raise BusinessError("file_name", f"au plus {NAME_LENGTH} et une extension")
    if syntax in NOT_ALLOWED:
        raise BusinessError("syntax_not_allowed", syntax)
    if syntax not in GRAMMARS:
        raise BusinessError("syntax_unknown", syntax)
    limit = "max_archive_bytes" if is_archive(name) else "max_file_bytes"
    content = decoded(call.body["fichierFlux"], call.settings[limit])
    with call.database.transaction() as connection:
        flow = add_flow(
            connection, name, content, syntax, call.login, call.siren, call.now
        )
    return {
        "numeroFluxDepot": flow["number"],
        "dateDepot": flow["deposited_at"],
        "syntaxeFlux": flow["syntax"],
    }


def decoded(text: str, limit: int, too_large: str = "file_too_large") -> bytes:
    """The bytes of a base64 field.

    :param too_large: the error of a file of more than ``limit`` bytes
    :raises BusinessError: not base64, empty, or too large
    """
    # Line breaks are part of the MIME flavour of base64 that some clients write.
    text = text.replace("\r", "").replace("\n", "")
    if len(text) // 4 * 3 - 2 > limit:
        raise BusinessError(too_large)
    try:
        content = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise BusinessError("not_base64") from error
    if not content:
        raise BusinessError("not_base64", "fichier vide")
    if len(content) > limit:
        raise BusinessError(too_large)
    return content
