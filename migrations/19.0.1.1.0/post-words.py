"""States and decisions that the release before did not know."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    if not version:
        return
    env = api.Environment(cr, SUPERUSER_ID, {})
    documents = env["l10n_fr_chorus_pro.document"]
    # An attempt that ended without a deposit has never left.
    documents.search(
        [("state", "in", ("refused", "not_received")), ("deposit_id", "=", False)]
    ).state = "not_sent"
    # A credit note that its customer set off is settled by that.
    rejected = documents.search([("state", "=", "rejected")]).move_id
    env.add_to_compute(
        rejected._fields["l10n_fr_chorus_way_out"],
        rejected.filtered(lambda move: move.move_type == "out_refund"),
    )
    env.flush_all()
