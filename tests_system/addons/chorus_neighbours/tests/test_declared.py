"""What Chorus Pro declares stays out of e-reporting, and nothing else does."""

from odoo import Command
from odoo.tests import tagged

from odoo.addons.account.tests.common import AccountTestInvoicingCommon
from odoo.addons.l10n_fr_chorus_pro.models.invoice.states import STATES

from .common import NeighbourMixin

# (customer, SIRET, country, VAT number, what core makes of it, and is it French)
CUSTOMERS = [
    ("Commune de Plélan", "12345678200051", "fr", False, "transaction", True),
    ("Collège Jean-Jaurès", "12345678200028", "fr", False, "transaction", True),
    ("État", "11000201100044", "fr", False, "transaction", True),
    ("Saint-Denis de la Réunion", "12345678200036", "re", False, "transaction", True),
    ("Nouméa", False, "nc", False, "transaction", True),
    ("Ville de Lyon", "21690123100011", "fr", "FR23334175221", False, True),
    ("Région Réunion", "23974001200012", "re", "FR23334175221", False, True),
    ("Cayenne", "21973302100013", "gf", "FR23334175221", "transaction", True),
    ("Ville de Namur", False, "be", "BE0477472701", "transaction", False),
]
# What leaves the invoice to core, once its customer is not one of Chorus Pro.
FREE_STATES = ("refused", "not_received")


class DeclaredCase(NeighbourMixin, AccountTestInvoicingCommon):
    @classmethod
    @AccountTestInvoicingCommon.setup_country("fr")
    def setUpClass(cls):
        super().setUpClass()
        cls.setUpChorus()

    def assert_out(self, *moves):
        for move in moves:
            self.assertFalse(self.gate(move), move.display_name)
            self.assertNotIn(move, self.in_flows())
            if move.state == "posted":
                self.assertEqual(move.l10n_fr_pdp_status, "out_of_scope")


@tagged("post_install_l10n", "post_install", "-at_install")
class TestGate(DeclaredCase):
    def test_the_platform_stands_above_us(self):
        """The stage is real: a plain override of ours would never be reached. Where the
        real one stands hangs on what else is installed; our answers come first."""
        if "l10n_fr_pdp_stand_in" not in self.registry._init_modules:
            self.skipTest("not beside the stand-in")
        classes = self.registry["account.move"]._model_classes__
        modules = [getattr(cls, "_module", None) or "" for cls in classes]
        theirs = min(modules.index(m) for m in modules if m.startswith("l10n_fr_pdp"))
        self.assertLess(theirs, modules.index("l10n_fr_chorus_pro"))

    def test_by_customer(self):
        for name, siret, country, vat, core, is_french in CUSTOMERS:
            with self.subTest(customer=name):
                customer = self.new_customer(
                    name,
                    siret,
                    country_id=self.env.ref(f"base.{country}").id,
                    vat=vat,
                    invoice_sending_method="email",
                )
                invoice = self.new_invoice(customer)
                self.assertEqual(self.gate(invoice), core)
                customer.invoice_sending_method = "chorus_pro"
                kept = False if is_french else core
                self.assertEqual(self.gate(invoice), kept)
                self.assertEqual(self.gate(self.new_invoice(customer)), kept)
                customer.invoice_sending_method = "email"
                self.assertEqual(self.gate(invoice), core)

    def test_by_state(self):
        """Whatever its customer's method is: what Chorus Pro has, it declares."""
        self.town.invoice_sending_method = "email"
        for state, _label in STATES:
            if state == "not_to_deposit":
                continue
            with self.subTest(state=state):
                invoice = self.new_invoice()
                self.assertEqual(self.gate(invoice), "transaction")
                document = self.new_document(invoice, state)
                free = state in (*FREE_STATES, "not_sent")
                self.assertEqual(bool(self.gate(invoice)), free)
                document.state = "deposited"
                self.assert_out(invoice)

    def new_document(self, invoice, state):
        documents = self.env["l10n_fr_chorus_pro.document"].sudo()
        return documents.create(
            {"move_id": invoice.id, "invoice_number": invoice.name, "state": state}
        )

    def test_given_up_in_the_portal(self):
        invoice = self.new_invoice()
        document = self.new_document(invoice, "deposited")
        self.assert_out(invoice)
        document.write({"state": "cancelled", "raw_status": "SUPPRIMEE"})
        self.assertEqual(self.gate(invoice), "transaction")
        document.raw_status = "REMPLACEE_PAR_A22"
        self.assert_out(invoice)

    def test_bills_and_entries_are_core_s(self):
        bill = self.env["account.move"].create(
            {
                "move_type": "in_invoice",
                "partner_id": self.new_customer(
                    "Fournisseur allemand",
                    False,
                    vat="DE462612124",
                    country_id=self.env.ref("base.de").id,
                ).id,
                "invoice_date": self.new_invoice().invoice_date,
                "invoice_line_ids": [
                    Command.create({"product_id": self.product_a.id, "price_unit": 10})
                ],
            }
        )
        bill.action_post()
        self.assertEqual(self.gate(bill), "transaction")

    def test_marked_as_outside(self):
        deposited, mailed = self.new_invoice(), self.new_invoice()
        self.mark_outside(deposited, "chorus_pro")
        self.mark_outside(mailed, "other")
        self.assert_out(deposited)
        self.assertEqual(self.gate(mailed), "transaction")
        self.assertFalse(mailed.l10n_fr_chorus_declared)
        mailed.with_user(self.accountant).action_chorus_not_outside()
        self.assert_out(mailed)
        self.assertFalse(mailed.l10n_fr_chorus_outside_way)

    def test_what_the_platform_took(self):
        invoice = self.new_invoice()
        invoice.peppol_move_state = "processing"
        self.assertEqual(self.gate(invoice), "transaction")

    def test_before_e_reporting(self):
        """An invoice of the past is not touched, neither by core nor by us."""
        old = self.new_invoice(invoice_date="2020-03-01", date="2020-03-01")
        self.assert_out(old)
        self.assertFalse(old.l10n_fr_chorus_declared)


@tagged("post_install_l10n", "post_install", "-at_install")
class TestLife(DeclaredCase):
    """A town without a VAT number, from the deposit to the end."""

    def test_deposit_release_payment_credit_note(self):
        invoice = self.service_invoice()
        self.assert_out(invoice)
        self.integrate(invoice)
        self.simulator.set_status(invoice.name, "MISE_EN_PAIEMENT")
        self.run_refresh()
        self.assertEqual(invoice.l10n_fr_chorus_state, "payment_released")
        payment = self.pay(invoice)
        self.assert_out(invoice, payment)
        refund = invoice._reverse_moves()
        refund.action_post()
        self.assert_out(refund)
        self.integrate(refund)
        self.assert_out(refund)

    def test_rejection_and_its_internal_credit_note(self):
        invoice = self.new_invoice()
        self.integrate(invoice)
        self.simulator.set_status(invoice.name, "REJETEE", "Erreur de montant")
        self.run_refresh()
        self.assertEqual(invoice.l10n_fr_chorus_state, "rejected")
        wizard = self.env["l10n_fr_chorus_pro.correct"].with_user(self.accountant)
        action = wizard.create({"move_id": invoice.id, "way_out": "reinvoice"})
        new = self.env["account.move"].browse(action.action_confirm()["res_id"])
        new.invoice_date = invoice.invoice_date
        new.action_post()
        refund = invoice.reversal_move_ids
        self.town.invoice_sending_method = "email"
        self.assert_out(invoice, refund)
        self.town.invoice_sending_method = "chorus_pro"
        self.integrate(new)
        self.assert_out(invoice, refund, new)

    def test_refusal_and_correction(self):
        self.wants_nothing_yet(self.hospital)  # the portal alone knows better
        invoice = self.new_invoice(self.hospital)
        self.integrate(invoice)
        self.assertEqual(invoice.l10n_fr_chorus_state, "refused")
        self.assert_out(invoice)
        self.assertIn(invoice, self.out_of_scope())
        invoice.button_draft()
        invoice.purchase_order_reference = "EJ-2026-0042"
        invoice.action_post()
        self.assert_out(invoice)
        self.integrate(invoice)
        self.assertEqual(invoice.l10n_fr_chorus_state, "made_available")
        self.assert_out(invoice)

    def out_of_scope(self):
        moves = self.env["account.move"]
        return moves.search([("l10n_fr_pdp_status", "=", "out_of_scope")])

    def test_recovery(self):
        """An invoice whose answer was lost is found in the portal, and stays out."""
        invoice = self.new_invoice()
        self.simulator.fault("deposer/flux", "cut", when="after")
        self.env["account.move.send"]._generate_and_send_invoices(
            invoice, allow_raising=False
        )
        self.assertEqual(invoice.l10n_fr_chorus_state, "uncertain")
        self.assert_out(invoice)
        self.simulator.advance(120)
        self.run_deposits()
        self.assertNotIn(invoice.l10n_fr_chorus_state, (False, "uncertain"))
        self.assert_out(invoice)

    def test_payments(self):
        """One transfer for both: the private share alone is declared."""
        public = self.service_invoice()
        private = self.service_invoice(self.private)
        self.assertEqual(self.gate(private), "transaction")
        mixed = self.pay(public, private)
        self.assertEqual(self.gate(mixed), "payment")
        self.assertEqual(mixed._l10n_fr_pdp_get_matched_transactions(), private)
        alone = self.pay(self.service_invoice())
        self.assert_out(public, alone)

    def test_a_payment_follows_its_invoice(self):
        self.town.invoice_sending_method = "email"
        invoice = self.service_invoice()
        payment = self.pay(invoice)
        self.assertEqual(self.gate(payment), "payment")
        self.town.invoice_sending_method = "chorus_pro"
        self.assert_out(invoice, payment)
        self.town.invoice_sending_method = "email"
        self.assertEqual(self.gate(invoice), "transaction")
        self.assertEqual(self.gate(payment), "payment")
