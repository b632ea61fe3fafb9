"""What the public accountant of the State makes of an invoice, by his own software."""

import sqlite3

from chorus_api.receiving import ACCOUNTANT_STATUSES, ORDERED

# Statuses in the words of the portal.
LABELS = {
    "MISE_A_DISPOSITION_COMPTABLE": "Mise à disposition du comptable",
    "COMPTABILISEE": "Comptabilisée",
    "MISE_EN_PAIEMENT": "Mise en paiement",
}
# After each of these he does something; the last of his ends it.
AFTER = (ORDERED, *ACCOUNTANT_STATUSES[:-1])


def choices(invoice: sqlite3.Row) -> dict[str, str]:
    """What he may still do, as status and label of its button; nothing before payment
    was ordered."""
    if invoice["status"] not in AFTER:
        return {}
    return dict(list(LABELS.items())[AFTER.index(invoice["status"]) :])
