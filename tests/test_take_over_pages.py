"""Take-over of many invoices: pages that shift, take long, or fail."""

from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..wizards import take_over
from .recovery_common import RecoveryCase

SEARCH = "rechercher/fournisseur"


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestTakeOverPages(RecoveryCase):
    def typed_invoices(self, count, page_size=2):
        """Invoices that the portal shows by number, so many on a page."""
        invoices = self.env["account.move"].union(
            *(self.new_invoice() for _number in range(count))
        )
        for invoice in invoices:
            self.typed_by_hand(invoice)
        self.simulator.control("POST", "settings", {"page_size_cap": page_size})
        return invoices

    def pages_asked(self):
        return [
            call["body"]["rechercheFactureParFournisseur"]["pageResultatDemandee"]
            for call in self.simulator.calls(SEARCH)
        ]

    def test_a_row_on_two_pages_is_one_invoice(self):
        """While pages are read, an invoice of a lower number shifts the others."""
        invoices = self.typed_invoices(3)
        wizard = self.new_take_over(days=30)
        with patch.object(take_over, "CLICK_LIMIT", -1):
            wizard.action_search()
        self.typed_by_hand(invoices[0], number="00000001")
        wizard.action_go_on()
        self.assertEqual(wizard.line_ids.move_id, invoices)
        self.assertEqual(len(wizard.line_ids), 3)
        wizard.action_adopt()
        self.assertEqual(
            set(invoices.mapped("l10n_fr_chorus_state")), {"made_available"}
        )

    def test_what_takes_too_long_goes_on_by_a_button(self):
        invoices = self.typed_invoices(5)
        wizard = self.new_take_over(days=30)
        with patch.object(take_over, "CLICK_LIMIT", -1):
            wizard.action_search()
            self.assertEqual(wizard.line_ids.move_id, invoices[:2])
            self.assertRegex(wizard.progress, "1 .* 3")
            wizard.action_go_on()
            self.assertEqual(wizard.line_ids.move_id, invoices[:4])
        wizard.action_go_on()
        self.assertEqual(self.pages_asked(), [1, 2, 3])
        self.assertFalse(wizard.progress)
        self.assertEqual(wizard.read_count, 5)
        self.assertEqual(wizard.line_ids.move_id, invoices)

    def test_what_was_found_until_now_can_be_taken_over(self):
        invoices = self.typed_invoices(3)
        wizard = self.new_take_over(days=30)
        with patch.object(take_over, "CLICK_LIMIT", -1):
            wizard.action_search()
        wizard.action_adopt()
        self.assertEqual(
            invoices.mapped("l10n_fr_chorus_state"),
            ["made_available", "made_available", False],
        )
        self.assertEqual(self.to_send(), invoices[2])

    def test_a_portal_that_fails_on_the_way_loses_nothing(self):
        invoices = self.typed_invoices(5)
        wizard = self.new_take_over(days=30)
        propose = self.env.registry["l10n_fr_chorus_pro.take.over"]._propose

        def proposed(wizard, rows):
            self.simulator.fault(SEARCH, "status", status=503, times=9)
            return propose(wizard, rows)

        with patch.object(type(wizard), "_propose", proposed):
            wizard.action_search()
        self.assertIn("503", wizard.failure)
        self.assertEqual(wizard.line_ids.move_id, invoices[:2])
        with self.assertRaises(UserError):
            wizard.action_go_on()
        self.assertEqual(wizard.line_ids.move_id, invoices[:2])
        self.simulator.control("DELETE", "faults")
        wizard.action_go_on()
        self.assertFalse(wizard.failure)
        self.assertEqual(wizard.line_ids.move_id, invoices)

    def test_going_on_keeps_what_a_person_unticked(self):
        self.typed_invoices(3)
        wizard = self.new_take_over(days=30)
        with patch.object(take_over, "CLICK_LIMIT", -1):
            wizard.action_search()
        wizard.line_ids[0].chosen = False
        wizard.action_go_on()
        self.assertEqual(wizard.line_ids.mapped("chosen"), [False, True, True])
