"""What comes between the calls of a door, and what is found there afterwards."""

from datetime import timedelta

from odoo.tests import tagged

from .recovery_common import RecoveryCase


@tagged("post_install_l10n", "post_install", "-at_install")
class TestKilledLot(RecoveryCase):
    def test_a_lot_whose_process_was_killed_is_looked_for(self):
        invoices = self.queue(self.new_invoice(), self.new_invoice())
        documents = invoices.l10n_fr_chorus_document_ids.sudo()
        deposit, _content = documents.deposit_id._chorus_pack(documents)
        deposit.sent_at -= timedelta(minutes=10)
        self.run_deposits()
        self.assertEqual(deposit.state, "uncertain")
        self.assertEqual(set(invoices.mapped("l10n_fr_chorus_state")), {"uncertain"})
