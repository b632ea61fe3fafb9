"""The two doors beside the flow: a plain PDF with its data, and data alone.

Source: the enumerations of ``soumettre`` in the official swagger of the API Factures
v1.0.0 (``doc/portal.md``, A 2.1).
"""

from dataclasses import dataclass

from .tables import Table

# How an invoice comes in (``modeDepot``).
PDF = "DEPOT_PDF_API"
ENTRY = "SAISIE_API"
DOORS = (PDF, ENTRY)

# The frameworks that these doors take, of all that a flow may have.
FRAMEWORKS = ("A1", "A2", "A9", "A12")

NUMBER_LIMIT = 20
REFERENCE_LIMIT = 50
COMMENT_LIMIT = 2000
DESIGNATION_LIMIT = 100


@dataclass(frozen=True, slots=True)
class Code:
    """A code of one of the lists of ``soumettre``, with the portal's French label."""

    code: str
    label: str


VAT_ON_INVOICE = "TVA_SUR_DEBIT"
VAT_ON_PAYMENT = "TVA_SUR_ENCAISSEMENT"
EXEMPT = "EXONERATION"
WITHOUT_VAT = "SANS_TVA"

# ``typeTva``; what is EXEMPT names its reason.
VAT_KINDS: Table[Code] = Table(
    Code(VAT_ON_INVOICE, "TVA sur les débits"),
    Code(VAT_ON_PAYMENT, "TVA sur les encaissements"),
    Code(EXEMPT, "Exonération"),
    Code(WITHOUT_VAT, "Sans TVA"),
)

TRANSFER = "VIREMENT"
OTHER_MEANS = "AUTRE"

# ``modePaiement``
PAYMENT_MEANS: Table[Code] = Table(
    Code(TRANSFER, "Virement"),
    Code("PRELEVEMENT", "Prélèvement"),
    Code("CHEQUE", "Chèque"),
    Code("ESPECE", "Espèces"),
    Code("REPORT", "Report"),
    Code(OTHER_MEANS, "Autre"),
)

# From the codes of a file (``doc/portal.md``, R 4.2, S2.05); deduced from their names.
OF_FILES = {
    "10": "ESPECE",
    "20": "CHEQUE",
    "30": TRANSFER,
    "31": TRANSFER,
    "42": TRANSFER,
    "49": "PRELEVEMENT",
    "58": TRANSFER,
    "59": "PRELEVEMENT",
}


def payment_means(code: str) -> str:
    """What these doors call a payment means of a file; other ones where they have no
    word for it.

    :param code: of UNTDID 4461, such as ``30``
    """
    return OF_FILES.get(code, OTHER_MEANS)
