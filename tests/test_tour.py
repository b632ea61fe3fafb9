from odoo.tests import HttpCase, tagged

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

from .common import ChorusMixin


@tagged("post_install_l10n", "post_install", "-at_install")
class TestTour(ChorusMixin, AccountTestInvoicingCommon, HttpCase):
    @classmethod
    @AccountTestInvoicingCommon.setup_country("fr")
    def setUpClass(cls):
        super().setUpClass()
        cls.setUpChorus()

    def test_send_and_refresh(self):
        """A person sends from the form, refreshes, and reads badge and chatter."""
        # The portal is faster than the person: the flow is integrated at once.
        delays = (
            "flow_started",
            "flow_finished",
            "invoice_routed",
            "invoice_available",
        )
        self.simulator.control(
            "POST", "settings", {f"{delay}_after": 0 for delay in delays}
        )
        self.town.invoice_sending_method = False
        self.town.email = "compta@saint-aubin.example"
        invoice = self.new_invoice()
        self.accountant.lang = "fr_FR"
        self.start_tour(
            f"/odoo/customer-invoices/{invoice.id}",
            "l10n_fr_chorus_pro_send",
            login=self.accountant.login,
        )
        self.assertEqual(invoice.l10n_fr_chorus_status, "MISE_A_DISPOSITION")
        self.assertEqual(len(self.simulator.calls("deposer/flux")), 1)
