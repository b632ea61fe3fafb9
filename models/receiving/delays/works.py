"""Which works pieces a body is to pay, and whose receipt opens the time to pay.

Of a works dossier the last pieces alone are paid: what a supplier or a works manager
hands in before is addressed to the works manager or the works owner, who answer it
(``doc/portal.md``, R 1.6 and R 1.7; CCAG Travaux 2021, 12.1 to 12.4).
"""

from ....chorus_api.receiving import WORKS

# A month's claim: received by the body, or by the works manager where the contract
# says so (R2192-12).
MONTHLY = "monthly"
# The balance: from the final general account at the works owner's (R2192-16).
BALANCE = "balance"

# Addressed to the financial service: validated statements, final accounts. A system
# parameter may say otherwise: the names of A24 and A25 contradict each other.
PAID_PIECES = {
    "A6": MONTHLY,
    "A8": BALANCE,
    "A16": MONTHLY,
    "A19": MONTHLY,
    "A23": BALANCE,
    "A24": BALANCE,
    "A25": BALANCE,
}
PAID_PIECES_PARAMETER = "l10n_fr_chorus_pro.paid_works_pieces"
# By the portal's own words, where the framework is not told.
PAID_WORKS_TYPES = {
    "ETAT_ACOMPTE_VALIDE": MONTHLY,
    "DECOMPTE_GENERAL_SIGNE": BALANCE,
    "DECOMPTE_GENERAL_DEFINITIF_TACITE": BALANCE,
    "DECOMPTE_GENERAL_DEFINITIF_PROCEDURE_TACITE": BALANCE,
}
# A subcontractor's claim: the body has the agreement to it, and the time runs.
SUBCONTRACTOR = "A10"
SUBCONTRACTOR_TYPE = "DP_DE_SOUSTRAITANT_TRAVAUX"

# Statuses that say who has a piece before the body that pays (R 1.1).
AT_THE_MANAGER = ("MISE_A_DISPOSITION_MOE", "PRISE_EN_COMPTE_MOE")
AT_THE_OWNER = ("MISE_A_DISPOSITION_MOA", "PRISE_EN_COMPTE_MOA")


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


def framework_of(received):
    """The invoicing framework of what was received; of a subcontractor's claim before
    it was downloaded too.

    :rtype: str, empty where nobody knows
    """
    if not received.framework and received.works_type == SUBCONTRACTOR_TYPE:
        return SUBCONTRACTOR
    return received.framework or ""


def claim_of(received):
    """What a works piece claims.

    :return: MONTHLY or BALANCE; None where no time to pay runs for it
    """
    framework = framework_of(received)
    if framework == SUBCONTRACTOR:
        return MONTHLY
    if not is_paid(received, framework):
        return None
    kinds = PAID_PIECES if framework else PAID_WORKS_TYPES
    return kinds.get(framework or received.works_type, MONTHLY)
