"""What came of a deposit is written down whatever happens to us meanwhile."""

import json
import logging
from types import SimpleNamespace

from odoo import fields
from odoo.tests import new_test_user, tagged

from ..models.deposit.deposit import Outcome
from .common import ChorusCase

DEPOSIT = "odoo.addons.l10n_fr_chorus_pro.models.deposit.deposit"
SETTLE = "odoo.addons.l10n_fr_chorus_pro.models.deposit.settle"
TOGETHER = "odoo.addons.l10n_fr_chorus_pro.tools.together"


@tagged("post_install_l10n", "post_install", "-at_install")
class TestSettle(ChorusCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.l10n_fr_chorus_submission_mode = "cii"
        cls.manager = new_test_user(
            cls.env,
            login="responsable",
            groups="account.group_account_manager",
            company_id=cls.company.id,
            lang="fr_FR",
        )

    def lose_answer(self, invoices, when="after"):
        self.simulator.fault("deposer/flux", "cut", when=when)
        for invoice in invoices:
            self.env["account.move.send"]._generate_and_send_invoices(
                invoice, allow_raising=False, sending_methods=["chorus_pro"]
            )

    def give_up(self, invoice):
        self.env["l10n_fr_chorus_pro.decide"].with_user(self.manager).create(
            {"move_id": invoice.id, "decision": "not_received"}
        ).action_confirm()
        self.assertEqual(invoice.l10n_fr_chorus_state, "not_received")

    def deposit_of(self, invoice):
        """The deposit of the first attempt."""
        return invoice.l10n_fr_chorus_document_ids.sudo().sorted("id")[0].deposit_id

    def answer_late(self, invoice):
        """The answer to the first attempt comes after all; returns its flow number."""
        flow_number = self.simulator.control("GET", "state")["flows"][0]["number"]
        deposit = self.deposit_of(invoice)
        deposit._chorus_settle(Outcome("deposited", flow_number=flow_number))
        return flow_number

    def test_one_whose_files_cannot_be_freed_holds_nobody_else(self):
        """A constraint of another module is in the way of one invoice of a lot."""
        invoices = self.env["account.move"].union(
            *(self.new_invoice() for _number in range(3))
        )
        self.env["account.move.send"]._generate_and_send_invoices(
            invoices, sending_methods=["chorus_pro"]
        )
        free = type(invoices)._chorus_free_to_send

        def broken(moves):
            if invoices[1].id in moves.ids:
                raise ValueError("a constraint of another module")
            return free(moves)

        self.patch(type(invoices), "_chorus_free_to_send", broken)
        body = json.dumps({"codeRetour": 20001, "libelle": "Fichier refusé"})
        self.simulator.fault("deposer/flux", "wrong_json", body=body)
        with self.assertLogs(TOGETHER, "ERROR") as logs:
            self.run_deposits()
        self.assertEqual(len(logs.output), 1)
        self.assertEqual(set(invoices.mapped("l10n_fr_chorus_state")), {"refused"})
        self.assertFalse(any((invoices[0] | invoices[2]).mapped("is_move_sent")))

    # -- A process that was killed ---------------------------------------------

    def kill_in_the_call(self, invoice):
        """The process died long ago, while it waited for the answer."""
        self.lose_answer(invoice)
        deposit = self.deposit_of(invoice)
        past = fields.Datetime.subtract(fields.Datetime.now(), hours=2)
        deposit.write({"state": "sending", "sent_at": past, "next_check_at": past})
        deposit.document_ids.write({"state": "sending", "reason": False})
        return deposit

    def test_an_old_call_is_uncertain_whatever_the_account_does(self):
        """A manager can decide then, and nobody waits for an account that is gone."""
        invoice = self.new_invoice()
        self.kill_in_the_call(invoice)
        self.company.sudo().l10n_fr_chorus_password = False
        self.run_deposits()
        self.assertEqual(invoice.l10n_fr_chorus_state, "uncertain")
        self.company.sudo().l10n_fr_chorus_password = "simulator"
        self.give_up(invoice)

    def test_a_refresh_looks_for_an_old_call(self):
        invoice = self.new_invoice()
        self.kill_in_the_call(invoice)
        self.simulator.advance(300)
        invoice.action_chorus_refresh()
        self.assertEqual(invoice.l10n_fr_chorus_state, "made_available")

    def test_a_call_under_way_is_left_alone(self):
        invoice = self.new_invoice()
        deposit = self.kill_in_the_call(invoice)
        deposit.sent_at = fields.Datetime.now()
        self.run_deposits()
        invoice.action_chorus_refresh()
        self.assertEqual(invoice.l10n_fr_chorus_state, "sending")

    def kill_after_the_answer(self, invoices, state, **values):
        """The process died when the answer was written on the deposit alone."""
        self.env["account.move.send"]._generate_and_send_invoices(
            invoices, sending_methods=["chorus_pro"]
        )
        documents = invoices.l10n_fr_chorus_document_ids.sudo()
        deposit, _content = documents.env["l10n_fr_chorus_pro.deposit"]._chorus_pack(
            documents
        )
        now = fields.Datetime.now()
        deposit.write({"state": state, "next_check_at": now, **values})

    def test_what_the_deposit_knows_reaches_its_invoices(self):
        """With its message, once, though the account is paused."""
        invoices = self.new_invoice() | self.new_invoice()
        self.kill_after_the_answer(
            invoices,
            "deposited",
            flow_number="CPP0011110000000000000042",
            deposited_at=fields.Datetime.now(),
        )
        self.company.sudo().l10n_fr_chorus_paused_until = fields.Datetime.add(
            fields.Datetime.now(), hours=1
        )
        for _run in range(2):
            self.run_deposits()
        for invoice in invoices:
            self.assertEqual(invoice.l10n_fr_chorus_state, "deposited")
            (message,) = self.messages(invoice)
            self.assertIn("CPP0011110000000000000042", message)

    def test_a_refusal_that_the_deposit_knows_frees_its_invoices(self):
        invoices = self.new_invoice() | self.new_invoice()
        self.kill_after_the_answer(invoices, "refused", failure="Flux refusé")
        self.run_deposits()
        self.assertEqual(set(invoices.mapped("l10n_fr_chorus_state")), {"refused"})
        self.assertFalse(any(invoices.mapped("is_move_sent")))
        self.assertIn("Flux refusé", self.messages(invoices[0])[-1])

    # -- An answer after a decision --------------------------------------------

    def test_a_late_answer_reopens_what_was_given_up(self):
        invoice = self.new_invoice()
        self.lose_answer(invoice)
        self.give_up(invoice)
        before = len(self.messages(invoice))
        flow_number = self.answer_late(invoice)
        self.assertEqual(invoice.l10n_fr_chorus_state, "deposited")
        self.assertTrue(invoice.is_move_sent)
        (message,) = self.messages(invoice)[before:]
        self.assertIn(flow_number, message)
        self.simulator.advance(300)
        self.run_deposits()
        self.assertEqual(invoice.l10n_fr_chorus_state, "made_available")

    def test_a_late_answer_leaves_another_attempt_alone(self):
        invoice = self.new_invoice()
        self.lose_answer(invoice)
        self.give_up(invoice)
        self.send(invoice)
        before = len(self.messages(invoice))
        flow_number = self.answer_late(invoice)
        self.assertEqual(
            invoice.l10n_fr_chorus_document_ids.sorted("id").mapped("state"),
            ["not_received", "deposited"],
        )
        self.assertEqual(self.deposit_of(invoice).flow_number, flow_number)
        (message,) = self.messages(invoice)[before:]
        self.assertIn(flow_number, message)

    def test_a_late_answer_that_is_none_is_nothing(self):
        invoice = self.new_invoice()
        self.lose_answer(invoice)
        self.give_up(invoice)
        before = self.messages(invoice)
        self.deposit_of(invoice)._chorus_settle(Outcome("uncertain"))
        self.assertEqual(invoice.l10n_fr_chorus_state, "not_received")
        self.assertEqual(self.messages(invoice), before)

    def test_a_late_answer_to_an_invoice_that_was_changed_is_told_alone(self):
        invoice = self.new_invoice()
        self.lose_answer(invoice)
        self.give_up(invoice)
        invoice.button_draft()
        flow_number = self.answer_late(invoice)
        self.assertEqual(invoice.l10n_fr_chorus_state, "not_received")
        self.assertIn(flow_number, self.messages(invoice)[-1])

    # -- The call itself -------------------------------------------------------

    def test_a_failure_that_nobody_foresaw_may_have_delivered(self):
        """It is looked for; its text, which may quote the file, is nowhere."""

        quoted = "<Invoice>secret</Invoice>"

        def deposit_flow(*_arguments):
            raise UnicodeError(quoted)

        invoices = self.new_invoice() | self.new_invoice()
        self.env["account.move.send"]._generate_and_send_invoices(
            invoices, sending_methods=["chorus_pro"]
        )
        documents = invoices.l10n_fr_chorus_document_ids.sudo()
        client = SimpleNamespace(deposit_flow=deposit_flow)
        with self.assertLogs(DEPOSIT, "ERROR") as logs:
            documents[0]._chorus_send_now(client)
        (line,) = logs.output
        self.assertIn("UnicodeError", line)
        self.assertIn("deposit_flow", line)
        self.assertNotIn("secret", line)
        self.assertEqual(documents[0].state, "uncertain")

    def test_what_was_found_is_not_sent_again_with_the_rest_of_its_lot(self):
        invoices = self.new_invoice() | self.new_invoice()
        self.env["account.move.send"]._generate_and_send_invoices(
            invoices, sending_methods=["chorus_pro"]
        )
        self.simulator.fault("deposer/flux", "quota")
        self.run_deposits()
        found = invoices[0].l10n_fr_chorus_document_ids.sudo()
        found.write({"state": "made_available", "chorus_identifier": "4711"})
        self.company.sudo().l10n_fr_chorus_paused_until = False
        self.run_deposits()
        self.assertEqual(
            [invoice.l10n_fr_chorus_state for invoice in invoices],
            ["made_available", "deposited"],
        )

    def test_the_log_tells_every_outcome_by_its_name(self):
        invoice = self.new_invoice()
        with self.assertLogs(SETTLE, logging.INFO) as logs:
            self.lose_answer(invoice, "before")
        deposit = self.deposit_of(invoice)
        self.assertIn(f"Deposit {deposit.id}: uncertain", logs.output[0])
        other = self.new_invoice()
        with self.assertLogs(SETTLE, logging.INFO) as logs:
            self.send(other)
        deposit = self.deposit_of(other)
        self.assertIn(
            f"Deposit {deposit.id}: deposited {deposit.flow_number}", logs.output[0]
        )
