"""Where invoices are follows their attempts again: clients could write it until now."""

from odoo import SUPERUSER_ID, api

# One of each method that reckons them; the others of the method come along.
FIELDS = (
    "l10n_fr_chorus_state",
    "l10n_fr_chorus_due_date",
    "l10n_fr_chorus_mandate_number",
)
BATCH = 1000


def migrate(cr, version):
    """Reckon anew for each invoice that was ever sent, or says that it was."""
    moves = api.Environment(cr, SUPERUSER_ID, {})["account.move"]
    sent = moves.search(
        [
            *("|", "|", ("l10n_fr_chorus_document_ids", "!=", False)),
            ("l10n_fr_chorus_state", "!=", False),
            ("l10n_fr_chorus_outside_reason", "!=", False),
        ]
    )
    for start in range(0, len(sent), BATCH):
        batch = sent[start : start + BATCH]
        for name in FIELDS:
            moves.env.add_to_compute(moves._fields[name], batch)
        moves.env.flush_all()
        moves.env.invalidate_all()
