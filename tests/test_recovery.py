"""Uncertain deposits: the decision of a manager, adoption."""

import json

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..tools.portal_time import portal_day
from .recovery_common import RecoveryCase


@tagged("post_install_l10n", "post_install", "-at_install")
class TestRecovery(RecoveryCase):
    def test_the_dialog_of_an_uncertain_one_warns(self):
        invoice = self.new_invoice()
        self.lose_answer(invoice, "before")
        wizard = self.open_wizard(invoice)
        self.assertFalse("chorus_pro" in (wizard.sending_methods or []))
        messages = " ".join(a["message"] for a in wizard.alerts.values())
        self.assertIn("Ne renvoyez pas la facture", messages)

    def test_what_is_known_of_an_uncertain_one_is_said_once(self):
        invoice = self.new_invoice()
        self.lose_answer(invoice, "before")
        banner = invoice.alerts["l10n_fr_chorus_pro_action"]["message"]
        self.assertEqual(banner.count("Ne renvoyez pas"), 1)
        for message in self.messages(invoice):
            self.assertLessEqual(message.count("Ne renvoyez pas"), 1)

    def test_a_lost_answer_is_not_said_to_be_no_sending(self):
        """Who reads that it was not sent sends it again, by other means."""
        invoice = self.new_invoice()
        self.simulator.fault("deposer/flux", "cut", when="before")
        note = self.open_wizard(invoice).action_send_and_print()["params"]
        self.assertEqual(note["type"], "warning")
        self.assertNotIn("n'a pas été envoyée", note["message"])
        self.assertIn(f"{invoice.name} a peut-être été reçue", note["message"])
        self.lose_answer(invoice, "before")
        self.assertNotIn("n'a pas été envoyée", " ".join(self.messages(invoice)))

    def test_the_dialog_of_a_lost_answer_closes_and_mails_nothing(self):
        invoice = self.new_invoice()
        self.town.email = "compta@saint-aubin.example"
        self.simulator.fault("deposer/flux", "cut", when="after")
        wizard = self.open_wizard(invoice, sending_methods=["chorus_pro", "email"])
        mails = self.env["mail.mail"].sudo().search_count([])
        action = wizard.action_send_and_print()
        self.assertEqual(
            action["params"]["next"]["type"], "ir.actions.act_window_close"
        )
        self.assertEqual(invoice.l10n_fr_chorus_state, "uncertain")
        self.assertFalse(invoice.is_move_sent)
        self.assertEqual(self.env["mail.mail"].sudo().search_count([]), mails)
        # Who has the dialog open still is told the same, and nothing leaves again.
        again = self.open_wizard(invoice, sending_methods=["chorus_pro"])
        note = again.action_send_and_print()["params"]
        self.assertIn("Ne renvoyez pas la facture", note["message"])
        self.assertEqual(self.posts(), 1)
        self.simulator.advance(300)
        self.resume()
        self.run_deposits()
        self.run_deposits()
        self.assertEqual(invoice.l10n_fr_chorus_state, "made_available")
        self.assertTrue(invoice.is_move_sent)
        self.assertEqual((self.posts(), len(self.simulator.invoices())), (1, 1))

    def test_by_code_a_lost_answer_is_an_error(self):
        invoice = self.new_invoice()
        self.simulator.fault("deposer/flux", "cut", when="before")
        with self.assertRaises(UserError):
            self.env["account.move.send"]._generate_and_send_invoices(
                invoice, sending_methods=["chorus_pro"]
            )

    def test_a_manager_decides_that_it_was_received(self):
        invoice = self.new_invoice()
        self.lose_answer(invoice, "after")
        (flow,) = self.simulator.control("GET", "state")["flows"]
        wizard = self.decide(invoice, decision="received", flow_number=flow["number"])
        wizard.action_confirm()
        self.assertEqual(invoice.l10n_fr_chorus_state, "deposited")
        self.assertIn("responsable", self.messages(invoice)[-1])
        self.simulator.advance(300)
        self.run_deposits()
        self.assertEqual(invoice.l10n_fr_chorus_state, "made_available")
        self.assertEqual(len(self.simulator.invoices()), 1)

    def test_a_manager_decides_that_it_was_not(self):
        invoice = self.new_invoice()
        self.lose_answer(invoice, "before")
        self.decide(
            invoice, decision="not_received", note="Rien dans le suivi des flux"
        ).action_confirm()
        self.assertEqual(invoice.l10n_fr_chorus_state, "not_received")
        message = self.messages(invoice)[-1]
        self.assertIn("responsable", message)
        self.assertIn("Rien dans le suivi des flux", message)
        self.integrate(invoice)
        self.assertEqual(len(self.simulator.invoices()), 1)

    def test_others_do_not_decide(self):
        invoice = self.new_invoice()
        self.lose_answer(invoice, "before")
        with self.assertRaises(AccessError):
            self.decide(invoice, self.accountant, decision="not_received")
        wizard = self.decide(invoice, decision="received")
        with self.assertRaises(UserError):
            wizard.action_confirm()
        self.assertEqual(invoice.l10n_fr_chorus_state, "uncertain")

    def test_a_duplicate_answer_adopts_the_first(self):
        """Typed by hand before: the portal refuses ours, and has the invoice."""
        invoice = self.new_invoice()
        self.typed_by_hand(invoice)
        self.integrate(invoice)
        self.assertEqual(invoice.l10n_fr_chorus_state, "made_available")
        self.assertTrue(invoice.l10n_fr_chorus_identifier)
        (adopted,) = (m for m in self.messages(invoice) if "figure déjà" in m)
        # In Paris the day is over before that of this machine.
        day = portal_day(self.env, fields.Datetime.now())
        self.assertIn(day, adopted)
        self.assertEqual(len(self.simulator.invoices()), 1)

    def test_a_duplicate_answer_without_its_accents_adopts_too(self):
        """The portal leaves them out of many of its sentences."""
        invoice = self.new_invoice()
        self.typed_by_hand(invoice)
        self.send(invoice)
        error = {
            "numeroDP": invoice.name,
            "libelleErreurDP": "VOUS AVEZ DEJA DEPOSE UNE DEMANDE DE PAIEMENT",
        }
        report = {"etatCourantDepotFlux": "IN_REJETE", "listeErreurDP": [error]}
        self.simulator.fault(
            "consulterCRDetaille", "wrong_json", body=json.dumps(report)
        )
        self.run_deposits()
        self.assertEqual(invoice.l10n_fr_chorus_state, "made_available")

    def test_a_credit_note_is_found_whatever_its_sign(self):
        """The portal's rows may show the amount of a credit note as negative."""
        for sign in (1, -1):
            note = self.new_invoice(move_type="out_refund")
            total = sign * note.amount_total
            self.typed_by_hand(note, type="AVOIR", total=total)
            self.integrate(note)
            self.assertEqual(note.l10n_fr_chorus_state, "made_available")
            self.assertNotIn("-", self.messages(note)[1].partition("TTC")[0])

    def test_an_invoice_in_another_currency_is_found_by_its_own_amount(self):
        dinar = self.setup_other_currency("RSD", rates=[("2020-01-01", 117.0)])
        invoice = self.new_invoice(currency_id=dinar.id)
        self.lose_answer(invoice, "after")
        self.simulator.advance(300)
        self.run_deposits()
        self.run_deposits()
        self.assertEqual(invoice.l10n_fr_chorus_state, "made_available")
        (received,) = self.simulator.invoices()
        self.assertEqual(received["currency"], "RSD")
        self.assertEqual(received["total"], invoice.amount_total)
        self.assertIn("a bien reçu", " ".join(self.messages(invoice)))

    def test_a_stranger_of_the_same_number_is_not_adopted(self):
        invoice = self.new_invoice()
        self.typed_by_hand(invoice, total=1.0)
        self.integrate(invoice)
        self.assertEqual(invoice.l10n_fr_chorus_state, "refused")
        self.assertFalse(invoice.l10n_fr_chorus_identifier)

    def test_an_uncertain_one_is_not_given_up_while_the_portal_is_silent(self):
        invoice = self.new_invoice()
        self.lose_answer(invoice, "before")
        deposit = invoice.l10n_fr_chorus_document_ids.deposit_id.sudo()
        deposit.sent_at = fields.Datetime.subtract(fields.Datetime.now(), hours=30)
        self.simulator.fault("rechercher/fournisseur", "status", status=500, times=9)
        self.run_deposits()
        self.assertEqual(invoice.l10n_fr_chorus_state, "uncertain")

    def test_an_uncertain_one_is_given_up_after_a_day(self):
        """The flow of a day with much traffic may show late: not an hour earlier."""
        invoice = self.new_invoice()
        self.lose_answer(invoice, "before")
        deposit = invoice.l10n_fr_chorus_document_ids.deposit_id.sudo()
        for hours, state in ((23, "uncertain"), (25, "not_received")):
            deposit.sent_at = fields.Datetime.subtract(
                fields.Datetime.now(), hours=hours
            )
            self.run_deposits()
            self.assertEqual(invoice.l10n_fr_chorus_state, state)

    def test_one_typed_by_hand_says_nothing_of_the_rest_of_its_lot(self):
        """It is adopted; the others are looked for until they count as lost."""
        invoices = self.lose_lot(3)
        typed, *others = invoices
        self.typed_by_hand(typed)
        self.run_deposits()
        self.assertEqual(typed.l10n_fr_chorus_state, "made_available")
        self.assertEqual([i.l10n_fr_chorus_state for i in others], ["uncertain"] * 2)
        told = self.messages(typed)
        deposit = invoices.l10n_fr_chorus_document_ids.deposit_id.sudo()
        deposit.sent_at = fields.Datetime.subtract(fields.Datetime.now(), hours=25)
        self.run_deposits()
        self.assertEqual([i.l10n_fr_chorus_state for i in others], ["not_received"] * 2)
        self.assertEqual(typed.l10n_fr_chorus_state, "made_available")
        self.assertEqual(self.messages(typed), told)
        for invoice in others:
            self.integrate(invoice)
        self.assertEqual(len(self.simulator.invoices()), 3)

    def test_a_decision_leaves_those_alone_that_were_found(self):
        typed, other = self.lose_lot(2)
        self.typed_by_hand(typed)
        self.run_deposits()
        self.decide(other, decision="not_received").action_confirm()
        self.assertEqual(other.l10n_fr_chorus_state, "not_received")
        self.assertEqual(typed.l10n_fr_chorus_state, "made_available")

    def test_a_decision_needs_a_flow_that_the_portal_knows(self):
        invoice = self.new_invoice()
        self.lose_answer(invoice, "before")
        wizard = self.decide(
            invoice, decision="received", flow_number="CPP0011110000000000009999"
        )
        with self.assertRaises(UserError) as caught:
            wizard.action_confirm()
        self.assertIn("CPP0011110000000000009999", str(caught.exception))
        self.assertEqual(invoice.l10n_fr_chorus_state, "uncertain")
