"""Invoices sent together: one note at the end, to who sent them, and never two."""

import json
from unittest.mock import patch

from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..models.deposit.batch import NOTE
from .common import ChorusCase

CORE_NOTE = "account_notification"


@tagged("post_install_l10n", "post_install", "-at_install")
class TestBatch(ChorusCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.l10n_fr_chorus_submission_mode = "cii"
        cls.nameless = cls.new_customer("Syndicat sans SIRET", False)

    def send_together(self, *invoices):
        """Sent from the list, and handed over by core's scheduled action.

        :return: the batch
        """
        wizard = self.env["account.move.send.batch.wizard"].with_user(self.accountant)
        ids = [invoice.id for invoice in invoices]
        wizard.create({"move_ids": [(6, 0, ids)]}).action_send_and_print()
        self.run_core()
        return invoices[0].sudo().l10n_fr_chorus_batch_id

    def run_core(self):
        with self.enter_registry_test_mode():
            self.env.ref("account.ir_cron_account_move_send").method_direct_trigger()
        self.env.invalidate_all()

    def notes(self, kind=NOTE):
        """What was put on the bus, oldest first."""
        self.env.cr.precommit.run()
        messages = self.env["bus.bus"].sudo().search([], order="id").mapped("message")
        read = [json.loads(message) for message in messages]
        return [m["payload"] for m in read if m["type"] == kind]

    def test_one_note_when_all_is_through(self):
        good, other = self.new_invoice(), self.new_invoice()
        bad = self.new_invoice(self.nameless)
        batch = self.send_together(good, other, bad)
        self.assertEqual(batch.user_id, self.accountant)
        self.assertEqual((good | other | bad).l10n_fr_chorus_batch_id, batch)
        # The good ones wait for ours: nobody is told of a part of them.
        self.assertFalse(self.notes())
        self.run_cron("ir_cron_deposits")
        (note,) = self.notes()
        self.assertEqual(note["message"], "2 transmises, 1 à corriger")
        self.assertEqual(note["type"], "warning")
        self.run_cron("ir_cron_deposits")
        self.run_core()
        self.assertEqual(len(self.notes()), 1)
        self.assertFalse(self.notes(CORE_NOTE))
        self.assertEqual(self.opened(batch), bad)

    def opened(self, batch):
        """What the note opens, for the person who sent them."""
        action = batch.with_user(self.accountant).action_open()
        return self.env["account.move"].search(action["domain"])

    def test_where_none_is_wrong_all_are_opened(self):
        invoices = self.new_invoice() | self.new_invoice()
        batch = self.send_together(*invoices)
        self.run_cron("ir_cron_deposits")
        (note,) = self.notes()
        self.assertEqual((note["message"], note["type"]), ("2 transmises", "success"))
        self.assertEqual(self.opened(batch), invoices)

    def test_where_all_are_wrong_core_ends_it(self):
        batch = self.send_together(
            self.new_invoice(self.nameless), self.new_invoice(self.nameless)
        )
        self.assertTrue(batch.told)
        (note,) = self.notes()
        self.assertEqual(note["message"], "2 à corriger")

    def test_one_without_an_answer_is_named(self):
        self.simulator.fault("deposer/flux", "cut", when="after")
        self.send_together(self.new_invoice(), self.new_invoice())
        self.run_cron("ir_cron_deposits")
        (note,) = self.notes()
        self.assertEqual(note["message"], "2 en cours de vérification")

    def test_a_portal_that_is_down_is_no_end(self):
        self.simulator.fault("deposer/flux", "quota", times=1)
        batch = self.send_together(self.new_invoice(), self.new_invoice())
        self.run_cron("ir_cron_deposits")
        self.assertFalse(self.notes())
        overview = self.env["l10n_fr_chorus_pro.overview"].with_user(self.accountant)
        (line,) = overview.action_read()["batches"]
        self.assertEqual((line["id"], line["text"]), (batch.id, "2 en attente"))
        self.company.sudo().l10n_fr_chorus_paused_until = False
        self.run_deposits()
        (note,) = self.notes()
        self.assertEqual(note["message"], "2 transmises")

    def test_core_tells_of_the_others(self):
        """An invoice that goes by e-mail is none of ours."""
        mailed = self.new_customer(
            "Menuiserie", False, invoice_sending_method="email", email="m@example.com"
        )
        other = self.new_invoice(mailed)
        batch = self.send_together(self.new_invoice(), other)
        self.assertFalse(other.sudo().l10n_fr_chorus_batch_id)
        (note,) = self.notes(CORE_NOTE)
        self.assertEqual(note["action_button"]["res_ids"], other.ids)
        self.run_cron("ir_cron_deposits")
        self.assertEqual([n["id"] for n in self.notes()], batch.ids)

    def test_a_note_that_fails_undoes_nothing(self):
        invoices = self.new_invoice() | self.new_invoice()
        batch = self.send_together(*invoices)
        failing = patch.object(
            self.env.registry["l10n_fr_chorus_pro.batch"],
            "_chorus_progress_words",
            side_effect=ValueError("no words"),
        )
        with (
            failing,
            mute_logger("odoo.addons.l10n_fr_chorus_pro.models.deposit.batch"),
        ):
            self.run_cron("ir_cron_deposits")
        self.assertEqual(set(invoices.mapped("l10n_fr_chorus_state")), {"deposited"})
        self.assertFalse(batch.told)
        self.run_cron("ir_cron_deposits")
        self.assertEqual(len(self.notes()), 1)

    def test_drafts_are_told_of_to_nobody(self):
        invoice = self.new_invoice(self.nameless)
        batch = self.env["l10n_fr_chorus_pro.batch"].sudo()
        invoice._chorus_remember_batch()
        invoice.button_draft()
        batch._chorus_tell_ended()
        self.assertTrue(invoice.sudo().l10n_fr_chorus_batch_id.told)
        self.assertFalse(self.notes())

    def test_colleagues_read_it_and_others_do_not(self):
        batch = self.send_together(self.new_invoice(), self.new_invoice())
        stranger = new_test_user(
            self.env,
            login="etrangere",
            groups="account.group_account_invoice",
            company_id=self.setup_other_company(name="Autre SARL")["company"].id,
        )
        batches = self.env["l10n_fr_chorus_pro.batch"]
        self.assertEqual(batches.with_user(self.accountant).search([]), batch)
        self.assertFalse(batches.with_user(stranger).search([]))
