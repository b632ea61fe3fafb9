"""A rejected invoice, and the ways out of it."""

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import WANTS_SERVICE
from .test_actions import SERVICE, ActionCase


class CorrectCase(ActionCase):
    def rejected(
        self, comment="MONTANT_ERR : prix au bordereau", status="REJETEE", **values
    ):
        invoice = self.new_invoice(**values)
        self.integrate(invoice)
        self.simulator.set_status(invoice.name, status, comment)
        self.run_refresh()
        return invoice

    def correct(self, invoice, **values):
        wizard = self.dialog("correct", invoice, **values)
        return wizard.way_out, wizard.action_confirm()

    def all_messages(self, invoice):
        return [str(body) for body in invoice.sudo().message_ids.mapped("body")]


@tagged("post_install_l10n", "post_install", "-at_install")
class TestCorrect(CorrectCase):
    def corrected(self):
        """A rejected invoice with all that it can carry, and the draft that follows."""
        invoice = self.rejected(
            partner=self.new_customer("Département du Val", WANTS_SERVICE),
            buyer_reference=SERVICE,
            purchase_order_reference="EJ-9",
            contract_reference="M-3",
            ref="Lettre du 3 mars",
            invoice_origin="S00042",
            delivery_date="2026-03-02",
            l10n_fr_chorus_attachment_ids=[Command.set(self.file().ids)],
        )
        self.assertEqual(invoice.l10n_fr_chorus_next_action, "reinvoice")
        way_out, action = self.correct(invoice, note="Vu avec Mme Roy")
        self.assertEqual(way_out, "reinvoice")
        return invoice, self.env["account.move"].browse(action["res_id"])

    def test_the_credit_note_stays_inside(self):
        invoice, _new = self.corrected()
        self.assertEqual(invoice.payment_state, "reversed")
        (credit_note,) = invoice.reversal_move_ids
        self.assertEqual(credit_note.state, "posted")
        self.assertEqual(credit_note.l10n_fr_chorus_state, "not_to_deposit")
        self.assertFalse(credit_note.l10n_fr_chorus_to_send)

    def test_the_draft_says_all_that_the_first_one_said(self):
        invoice, new = self.corrected()
        self.assertEqual(new.state, "draft")
        self.assertEqual(new.l10n_fr_chorus_replaced_id, invoice)
        self.assertEqual(invoice.l10n_fr_chorus_replacement_ids, new)
        self.assertEqual(new.buyer_reference, SERVICE)
        self.assertEqual(new.purchase_order_reference, "EJ-9")
        self.assertEqual(new.contract_reference, "M-3")
        for name in ("ref", "invoice_origin", "invoice_user_id", "delivery_date"):
            self.assertEqual(new[name], invoice[name], name)
        self.assertEqual(new.l10n_fr_chorus_framework, "A1")
        self.assertEqual(new.partner_bank_id, invoice.partner_bank_id)
        self.assertEqual(new.amount_total, invoice.amount_total)
        file, copy = (m.l10n_fr_chorus_attachment_ids for m in (invoice, new))
        self.assertEqual((copy.name, copy.raw), (file.name, file.raw))
        self.assertEqual((copy.res_model, copy.res_id), ("account.move", new.id))
        self.assertIn("prix au bordereau", "".join(self.all_messages(new)))
        alert = new.alerts["l10n_fr_chorus_pro_replaces"]
        self.assertIn(invoice.name, alert["message"])

    def test_the_portal_knows_and_nothing_asks_any_more(self):
        invoice, _new = self.corrected()
        (call,) = self.simulator.calls("traiterRejet")
        self.assertEqual(
            call["body"]["listeDemandePaiement"],
            [{"idDemandePaiement": int(invoice.l10n_fr_chorus_identifier)}],
        )
        self.assertFalse(invoice.l10n_fr_chorus_next_action)
        self.assertFalse(invoice.l10n_fr_chorus_work_list)
        self.assertNotIn("l10n_fr_chorus_pro_action", invoice.alerts or {})
        self.assertIn("Vu avec Mme Roy", "".join(self.all_messages(invoice)))
        codes = invoice.l10n_fr_chorus_event_ids.mapped("code")
        self.assertIn("TRAITEMENT_REJET", codes)

    def test_the_new_one_takes_its_way_under_its_own_number(self):
        invoice = self.rejected()
        _way_out, action = self.correct(invoice)
        new = self.env["account.move"].browse(action["res_id"])
        new.with_user(self.accountant).action_post()
        self.assertNotEqual(new.name, invoice.name)
        self.assertEqual(new.invoice_date, fields.Date.today())
        self.integrate(new)
        self.assertEqual(new.l10n_fr_chorus_status, "MISE_A_DISPOSITION")
        numbers = [row["number"] for row in self.simulator.invoices()]
        self.assertEqual(sorted(numbers), sorted([invoice.name, new.name]))

    def test_cancelled_without_another_one(self):
        invoice = self.rejected("DOUBLE_FACT")
        way_out, action = self.correct(invoice)
        self.assertEqual(way_out, "cancel")
        self.assertEqual(action["type"], "ir.actions.act_window_close")
        self.assertEqual(invoice.payment_state, "reversed")
        self.assertFalse(invoice.l10n_fr_chorus_replacement_ids)

    def test_kept_open(self):
        invoice = self.rejected("TRANSF_PMNT_REGIE")
        self.assertIn("sa régie", invoice.l10n_fr_chorus_next_step)
        way_out, _action = self.correct(invoice)
        self.assertEqual(way_out, "keep_open")
        self.assertEqual(invoice.payment_state, "not_paid")
        self.assertFalse(invoice.reversal_move_ids)
        self.assertFalse(invoice.l10n_fr_chorus_work_list)
        self.assertFalse(invoice.alerts)
        # The buyer may ask for a new invoice after all.
        self.assertEqual(invoice.l10n_fr_chorus_next_action, "reinvoice")
        self.correct(invoice, way_out="reinvoice")
        self.assertEqual(invoice.l10n_fr_chorus_way_out, "reinvoice")
        self.assertFalse(invoice.l10n_fr_chorus_next_action)
        self.assertEqual(len(self.simulator.calls("traiterRejet")), 1)

    def test_an_unknown_reason_proposes_nothing(self):
        invoice = self.rejected("Merci de nous appeler")
        wizard = self.dialog("correct", invoice, way_out="cancel")
        self.assertEqual(wizard.meaning, "«\u202fMerci de nous appeler\u202f»")
        wizard = self.env["l10n_fr_chorus_pro.correct"].new({"move_id": invoice.id})
        self.assertFalse(wizard.way_out)

    def test_the_user_decides_otherwise(self):
        invoice = self.rejected("DOUBLE_FACT")
        way_out, action = self.correct(invoice, way_out="reinvoice")
        self.assertEqual(way_out, "reinvoice")
        self.assertTrue(action["res_id"])

    def test_only_once_and_not_in_the_future(self):
        invoice = self.rejected()
        with self.assertRaises(UserError):
            self.correct(invoice, date=fields.Date.add(fields.Date.today(), days=1))
        self.correct(invoice, way_out="cancel")
        with self.assertRaises(UserError) as caught:
            self.correct(invoice, way_out="cancel")
        self.assertIn(invoice.name, str(caught.exception))
        self.assertEqual(len(invoice.reversal_move_ids), 1)

    @mute_logger("urllib3.connectionpool")
    def test_a_silent_portal_is_told_later(self):
        invoice = self.rejected()
        self.simulator.fault("traiterRejet", "status", status=503, times=1)
        self.correct(invoice)
        self.assertEqual(invoice.payment_state, "reversed")
        document = invoice.l10n_fr_chorus_document_ids
        self.assertTrue(document.rejection_due)
        self.run_refresh()
        self.assertFalse(document.rejection_due)
        self.assertEqual(len(self.simulator.calls("traiterRejet")), 2)
        self.run_refresh()
        self.assertEqual(len(self.simulator.calls("traiterRejet")), 2)

    def test_a_portal_that_refuses_the_mark_is_quoted(self):
        invoice = self.rejected()
        self.simulator.set_status(invoice.name, "SUSPENDUE", "Attendez")
        self.correct(invoice)
        self.assertFalse(invoice.l10n_fr_chorus_document_ids.rejection_due)
        self.assertIn("Traiter le rejet", "".join(self.messages(invoice)))

    def test_a_refused_validation_needs_no_mark(self):
        invoice = self.new_invoice()
        self.integrate(invoice)
        self.simulator.set_status(invoice.name, "REFUSEE_1", "Prix")
        self.run_refresh()
        self.assertEqual(invoice.l10n_fr_chorus_next_action, "reinvoice")
        self.correct(invoice, way_out="reinvoice")
        self.assertFalse(self.simulator.calls("traiterRejet"))

    def test_a_rejected_credit_note(self):
        invoice = self.new_invoice()
        self.integrate(invoice)
        refund = invoice._reverse_moves([{"invoice_date": fields.Date.today()}])
        refund.action_post()
        self.integrate(refund)
        self.integrate(self.new_invoice())  # something is still waited for
        self.simulator.set_status(refund.name, "REJETEE", "MONTANT_ERR")
        self.run_refresh()
        _way_out, action = self.correct(refund)
        new = self.env["account.move"].browse(action["res_id"])
        self.assertEqual(new.move_type, "out_refund")
        self.assertEqual(refund.amount_residual, 0)
        self.assertEqual(new.reversed_entry_id, invoice)


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestInternalCreditNote(CorrectCase):
    """What becomes of the credit note that Correct makes, and of what was paid."""

    def settled(self, **values):
        invoice = self.rejected(**values)
        self.correct(invoice, way_out="cancel")
        return invoice, invoice.reversal_move_ids

    def test_send_says_that_it_is_not_sent(self):
        invoice, credit_note = self.settled()
        (alert,) = self.open_wizard(credit_note).alerts.values()
        self.assertIn(f"annule {invoice.name}", alert["message"])
        self.assertNotIn("marque", alert["message"])
        with self.assertRaises(UserError) as caught:
            self.send(credit_note)
        self.assertIn(invoice.name, str(caught.exception))
        with self.assertRaises(UserError) as caught:
            credit_note.with_user(self.accountant).action_chorus_not_outside()
        self.assertIn(invoice.name, str(caught.exception))
        self.assertEqual(credit_note.l10n_fr_chorus_state, "not_to_deposit")

    def test_a_batch_leaves_it_out(self):
        _invoice, credit_note = self.settled()
        good = self.new_invoice()
        wizard = (
            self.env["account.move.send.batch.wizard"]
            .with_user(self.accountant)
            .with_context(
                active_model="account.move", active_ids=(credit_note + good).ids
            )
            .create({})
        )
        with self.enter_registry_test_mode():
            wizard.action_send_and_print()
            self.env.ref("account.ir_cron_account_move_send").method_direct_trigger()
        self.env.invalidate_all()
        self.run_cron("ir_cron_deposits")
        self.assertTrue(good.l10n_fr_chorus_document_ids)
        self.assertFalse(credit_note.l10n_fr_chorus_document_ids)

    def test_it_can_be_mended_in_the_accounts(self):
        """Chorus Pro knows nothing of it: nothing there binds it."""
        invoice, credit_note = self.settled()
        credit_note.with_user(self.accountant).button_draft()
        credit_note.with_user(self.accountant).action_post()
        self.assertEqual(credit_note.l10n_fr_chorus_state, "not_to_deposit")

    def test_it_is_not_older_than_the_invoice(self):
        invoice = self.rejected()
        yesterday = fields.Date.subtract(fields.Date.today(), days=1)
        with self.assertRaises(UserError) as caught:
            self.correct(invoice, date=yesterday)
        self.assertIn(invoice.name, str(caught.exception))
        self.assertFalse(invoice.reversal_move_ids)

    def test_a_locked_period_moves_it_on(self):
        invoice = self.rejected()
        today = fields.Date.today()
        self.company.sudo().sale_lock_date = today
        self.correct(invoice)
        self.assertEqual(invoice.payment_state, "reversed")
        self.assertGreater(invoice.reversal_move_ids.date, today)

    def test_what_was_paid_can_be_assigned_anew(self):
        for amount in (100, 1200):
            with self.subTest(amount=amount):
                invoice = self.new_invoice()
                self.integrate(invoice)
                self.env["account.payment.register"].with_context(
                    active_model="account.move", active_ids=invoice.ids
                ).create({"amount": amount})._create_payments()
                self.simulator.set_status(invoice.name, "REJETEE", "MONTANT_ERR")
                invoice.with_user(self.accountant).action_chorus_refresh()
                _way_out, action = self.correct(invoice)
                self.assertEqual(invoice.payment_state, "reversed")
                self.assertIn("de nouveau", "".join(self.all_messages(invoice)))
                new = self.env["account.move"].browse(action["res_id"])
                new.action_post()
                self.assertTrue(new.invoice_has_outstanding)
                self.assertEqual(new.payment_state, "not_paid")

    def test_an_unpaid_invoice_tells_of_no_payment(self):
        invoice, _credit_note = self.settled()
        self.assertNotIn("de nouveau", "".join(self.all_messages(invoice)))


@tagged("post_install_l10n", "post_install", "-at_install")
class TestWhatIsGivenUp(CorrectCase):
    def test_it_is_settled_like_a_rejection(self):
        """No money comes of it: an open invoice must not wait for ever."""
        for status in ("SUPPRIMEE", "ABANDONNEE", "NON_CONFORME"):
            with self.subTest(status):
                invoice = self.rejected(status=status, comment="")
                self.assertEqual(invoice.l10n_fr_chorus_next_action, "reinvoice")
                self.assertEqual(invoice.l10n_fr_chorus_work_list, "action")
                self.assertIn("Corriger", str(invoice.alerts))
                self.correct(invoice, way_out="reinvoice")
                self.assertFalse(invoice.l10n_fr_chorus_work_list)
                self.assertFalse(invoice.alerts)
        self.assertFalse(self.simulator.calls("traiterRejet"))
