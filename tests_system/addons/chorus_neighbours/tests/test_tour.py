"""What a person sees in the dialogs, beside the approved platform."""

from odoo.tests import HttpCase, tagged

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

from .common import NeighbourMixin


@tagged("post_install_l10n", "post_install", "-at_install")
class TestNeighbourTour(NeighbourMixin, AccountTestInvoicingCommon, HttpCase):
    @classmethod
    @AccountTestInvoicingCommon.setup_country("fr")
    def setUpClass(cls):
        super().setUpClass()
        cls.setUpChorus()
        cls.join_platform()
        cls.accountant.lang = "fr_FR"
        # Nothing is printed: that asks this server for styles, which the test holds.
        cls.company.sudo().l10n_fr_chorus_submission_mode = "cii"

    def walk(self, address, tour):
        name = f"chorus_neighbours_{tour}"
        self.start_tour(address, name, login=self.accountant.login)

    def test_dialog(self):
        invoice = self.new_invoice()
        self.walk(f"/odoo/customer-invoices/{invoice.id}", "dialog")
        self.assertEqual(invoice.l10n_fr_chorus_state, "deposited")
        self.assertEqual(len(self.simulator.calls("deposer/flux")), 1)
        self.assertFalse(invoice.peppol_is_sent)

    def test_batch(self):
        invoices = self.new_invoice() + self.new_invoice()
        self.walk("/odoo/customer-invoices", "batch")
        self.assertTrue(all(invoices.mapped("sending_data")))
        self.env.ref("account.ir_cron_account_move_send").method_direct_trigger()
        self.env.invalidate_all()
        self.run_deposits()
        self.assertEqual(set(invoices.mapped("l10n_fr_chorus_state")), {"deposited"})
        self.assertFalse(any(invoices.mapped("peppol_is_sent")))
