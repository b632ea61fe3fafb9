"""Which of what a body receives it is to pay: of a works dossier the last pieces alone.

Source: ``doc/portal.md``, R 1.6 and R 1.7. What a supplier or a works manager hands in
before is addressed to the works manager or the works owner, who answer it.
"""

from ....chorus_api.receiving import WORKS

# Addressed to the financial service: validated statements, final accounts. A system
# parameter may say otherwise: the names of A24 and A25 contradict each other.
PAID_PIECES = ("A6", "A8", "A16", "A19", "A23", "A24", "A25")
PAID_PIECES_PARAMETER = "l10n_fr_chorus_pro.paid_works_pieces"
# By the portal's own words, where the framework is not told.
PAID_WORKS_TYPES = (
    "ETAT_ACOMPTE_VALIDE",
    "DECOMPTE_GENERAL_SIGNE",
    "DECOMPTE_GENERAL_DEFINITIF_TACITE",
    "DECOMPTE_GENERAL_DEFINITIF_PROCEDURE_TACITE",
)


def is_paid(received, framework):
    """Whether a received invoice is to be paid by its recipient.

    :param str framework: such as A1, empty where it is not told
    """
    if received.kind != WORKS:
        return True
    if not framework:
        return received.works_type in PAID_WORKS_TYPES
    parameters = received.env["ir.config_parameter"].sudo()
    paid = parameters.get_param(PAID_PIECES_PARAMETER) or ",".join(PAID_PIECES)
    return framework in [code.strip() for code in paid.split(",")]
