"""What the first row of an invoice tells alone, and when its history comes."""

from dataclasses import replace
from unittest.mock import patch

from odoo.tests import new_test_user, tagged

from ..chorus_api import ChorusClient
from ..models.tracking import history
from .refresh_common import HISTORY, RefreshCase

EVENT = "l10n_fr_chorus_pro.event"
AVAILABLE = "Mise à disposition du destinataire"


class FirstRowsMixin:
    def new_available(self, count=1):
        """Invoices that the portal has made available, known by their rows alone."""
        invoices = self.env["account.move"].union(
            *(self.new_invoice() for _number in range(count))
        )
        self.env["account.move.send"]._generate_and_send_invoices(
            invoices, sending_methods=["chorus_pro"]
        )
        self.run_deposits()
        self.simulator.advance(300)
        self.run_deposits()
        for invoice in invoices:
            self.assertEqual(invoice.l10n_fr_chorus_status, "MISE_A_DISPOSITION")
        return invoices

    def codes(self, invoice):
        events = invoice.l10n_fr_chorus_event_ids.filtered(
            lambda event: event.kind == "status"
        )
        return events.sorted("id").mapped("code")

    def told(self, invoice):
        """How often each status was told."""
        titles = [text.partition("*\n")[0] for text in self.messages(invoice)]
        return [title.partition("* –")[0].strip("*") for title in titles]


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestFirstRows(FirstRowsMixin, RefreshCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.l10n_fr_chorus_submission_mode = "cii"

    def test_a_lot_costs_no_history(self):
        invoices = self.new_available(3)
        self.assertFalse(self.simulator.calls(HISTORY))
        for invoice in invoices:
            self.assertEqual(len(self.messages(invoice)), 2)
            self.assertIn(AVAILABLE, self.messages(invoice)[-1])
            self.assertTrue(invoice.l10n_fr_chorus_available_date)

    def test_a_first_row_that_wants_somebody_has_its_history(self):
        invoice = self.new_invoice()
        self.send(invoice)
        self.simulator.advance(300)
        number = self.simulator.invoices()[0]["id"]
        self.simulator.set_status(str(number), "SUSPENDUE", "Pièce manquante")
        self.run_deposits()
        self.assertIn("SUSPENDUE", self.codes(invoice))
        self.assertEqual(
            [text for text in self.told(invoice) if "Suspendue" in text],
            ["Chorus Pro\u202f: Suspendue"],
        )

    def test_the_next_change_brings_it_and_tells_nothing_twice(self):
        invoice = self.new_available()
        before = self.messages(invoice)
        self.simulator.advance(3600)
        self.change(invoice, "SUSPENDUE", "Pièce manquante")
        self.run_refresh()
        self.assertEqual(self.codes(invoice)[0], "DEPOSEE")
        self.assertEqual(self.codes(invoice)[-1], "SUSPENDUE")
        new = self.messages(invoice)
        self.assertEqual(new[:-1], before)
        self.assertIn("Pièce manquante", new[-1])

    def test_the_sweep_brings_some_each_night(self):
        invoices = self.new_available(3)
        before = [self.messages(invoice) for invoice in invoices]
        with patch.object(history, "UNREAD_BATCH", 2):
            self.run_sweep()
            self.assertEqual(len(self.simulator.calls(HISTORY)), 2)
            self.run_sweep()
            self.assertEqual(len(self.simulator.calls(HISTORY)), 3)
            self.run_sweep()
        self.assertEqual(len(self.simulator.calls(HISTORY)), 3)
        for invoice in invoices:
            self.assertIn("MISE_A_DISPOSITION", self.codes(invoice))
        self.assertEqual([self.messages(invoice) for invoice in invoices], before)

    def test_who_opens_the_list_has_it_read(self):
        invoice = self.new_available()
        before = self.messages(invoice)
        action = invoice.with_user(self.accountant).action_chorus_history()
        events = self.env["l10n_fr_chorus_pro.event"].search(action["domain"])
        self.assertIn("MISE_A_DISPOSITION", events.mapped("code"))
        self.assertEqual(self.messages(invoice), before)
        self.forget_calls()
        invoice.with_user(self.accountant).action_chorus_history()
        self.assertFalse(self.simulator.calls())

    def test_a_silent_portal_is_named_to_who_opens_it(self):
        invoice = self.new_available()
        self.simulator.control("POST", "settings", {"maintenance": True})
        sentence = invoice.with_user(self.accountant).action_chorus_read_history()
        self.assertIn("Chorus Pro", sentence)
        self.assertFalse(self.codes(invoice))

    def test_another_environment_is_not_asked(self):
        """Left for another portal to try, the invoice is still where it was sent."""
        invoice = self.new_available()
        invoice.l10n_fr_chorus_document_ids.sudo().deposit_id.environment = "sandbox"
        self.forget_calls()
        invoice = invoice.with_user(self.accountant)
        self.assertEqual(invoice.action_chorus_read_history(), "")
        self.assertEqual(invoice.action_chorus_history()["res_model"], EVENT)
        self.assertFalse(self.simulator.calls(HISTORY))

    def test_a_history_that_lags_behind_is_read_again(self):
        """Suspended twice between two refreshes, and the history knows of the first."""
        invoice = self.new_available()
        for days, status in ((2, "SUSPENDUE"), (2, "COMPLETEE"), (2, "SUSPENDUE")):
            self.simulator.advance(days * 86400)
            self.change(invoice, status, f"Motif de {status} {days}")
        whole = ChorusClient.read_history

        def lagging(client, number):
            history = whole(client, number)
            reading.stop()
            begun = next(e for e in history.events if e.code == "SUSPENDUE")
            return replace(
                history, events=[e for e in history.events if e.at <= begun.at]
            )

        reading = patch.object(ChorusClient, "read_history", lagging)
        reading.start()
        self.run_refresh()
        self.assertEqual(invoice.l10n_fr_chorus_state, "suspended")
        self.run_refresh()
        self.assertEqual(
            self.codes(invoice)[-3:], ["SUSPENDUE", "COMPLETEE", "SUSPENDUE"]
        )
        titles = [title.rpartition("\u202f: ")[2] for title in self.told(invoice)]
        self.assertEqual(titles[-2:], ["Suspendue", "Suspendue"])

    def test_who_may_not_see_histories_asks_for_none(self):
        invoice = self.new_available()
        seller = new_test_user(self.env, login="vendeuse", company_id=self.company.id)
        self.forget_calls()
        self.assertEqual(invoice.with_user(seller).action_chorus_read_history(), "")
        self.assertFalse(self.simulator.calls())

    def test_a_history_on_another_clock_tells_nothing_twice(self):
        """A zone apart either way, or a minute."""
        for minutes in (0, 1, -1, 59, 120, -120):
            with self.subTest(minutes):
                self.simulator.control(
                    "POST", "settings", {"history_minutes_ahead": minutes}
                )
                invoice = self.new_available()
                statuses = ("SUSPENDUE", "COMPLETEE", "SUSPENDUE", "COMPLETEE")
                for number, status in enumerate((*statuses, "MANDATEE")):
                    self.simulator.advance(3 * 3600)
                    self.change(invoice, status, f"Motif {number}")
                    self.forget_calls()
                    self.run_refresh()
                    self.run_refresh()
                    self.assertEqual(len(self.simulator.calls(HISTORY)), 1, status)
                titles = self.told(invoice)[1:]
                self.assertEqual(
                    [title.rpartition("\u202f: ")[2] for title in titles],
                    [
                        AVAILABLE,
                        *("Suspendue", "Complétée", "Suspendue", "Complétée"),
                        "Mandatée",
                    ],
                )

    def test_another_clock_and_several_changes_at_once(self):
        for minutes in (120, -120):
            with self.subTest(minutes):
                self.simulator.control(
                    "POST", "settings", {"history_minutes_ahead": minutes}
                )
                invoice = self.new_available()
                for status in ("SUSPENDUE", "COMPLETEE", "SERVICE_FAIT"):
                    self.simulator.advance(600)
                    self.change(invoice, status)
                self.run_refresh()
                self.run_refresh()
                titles = self.told(invoice)[2:]
                self.assertEqual(
                    [title.rpartition("\u202f: ")[2] for title in titles],
                    ["Suspendue", "Complétée", "Service fait"],
                )
