"""What a scheduled action writes is in the company's language: OdooBot has none."""

import base64
import os
import re

from odoo import SUPERUSER_ID, fields
from odoo.tests import tagged
from odoo.tools import html2plaintext, mute_logger

from .recovery_common import RecoveryCase

ENGLISH = re.compile(
    r"\b(the|of|is|not|has|have|was|were|been|will|this|that|it|its|with|by|from|and"
    r"|to|your|again|deposit|customer|nothing|send)\b",
    re.IGNORECASE,
)


class RobotCase(RecoveryCase):
    """Scheduled actions as Odoo runs them: as OdooBot, without a language."""

    def robot(self):
        """The environment of a scheduled action, as Odoo makes it: no language."""
        return self.env(user=SUPERUSER_ID, context={})

    def run_cron(self, name):
        module = "" if "." in name else "l10n_fr_chorus_pro."
        with self.enter_registry_test_mode():
            self.robot().ref(module + name).method_direct_trigger()
        self.env.invalidate_all()

    def send_all(self, invoices):
        """Sent from the list, then by core's own scheduled action."""
        self.open_wizard(invoices).action_send_and_print()
        self.run_cron("account.ir_cron_account_move_send")

    def told(self, record):
        """What the chatter of a record was told, as plain text."""
        bodies = record.sudo().message_ids.sorted("id").mapped("body")
        return [text for text in map(html2plaintext, filter(None, bodies)) if text]


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestBackgroundFrench(RobotCase):
    def assert_french(self, *invoices, says):
        """Their chatters, reasons and activities are in French, and the first one's say
        something."""
        self.env.cr.flush()
        all_texts = []
        for invoice in invoices:
            texts = self.told(invoice)
            documents = invoice.sudo().l10n_fr_chorus_document_ids
            texts += filter(None, documents.mapped("reason"))
            texts += filter(None, documents.deposit_id.mapped("failure"))
            texts += map(html2plaintext, invoice.sudo().activity_ids.mapped("note"))
            texts += [a["message"] for a in (invoice.alerts or {}).values()]
            for text in texts:
                self.assertNotRegex(text, ENGLISH)
            all_texts.append(" ".join(texts))
        self.assertIn(says, all_texts[0])

    # -- The queue -------------------------------------------------------------

    def test_a_batch_that_our_checks_stop(self):
        good, bad = self.new_invoice(), self.new_invoice()
        bad.buyer_reference = "FACTURES_PUBLIQUES"
        self.send_all(good | bad)
        self.assertEqual(bad.l10n_fr_chorus_state, "not_sent")
        self.assertEqual(good.l10n_fr_chorus_state, "to_send")
        self.assert_french(bad, good, says="FACTURES_PUBLIQUES")
        before = self.told(bad)
        self.send_all(bad | good)
        self.assertEqual(len(bad.l10n_fr_chorus_document_ids), 1)
        self.assertEqual(self.told(bad)[len(before) :], before[-1:])
        # Nothing has left: it can be corrected, and even deleted.
        bad.button_draft()
        bad.buyer_reference = False
        bad.action_post()
        self.send(bad)
        self.assertEqual(bad.l10n_fr_chorus_state, "deposited")

    def test_a_company_without_a_language(self):
        """It was made before French was installed; nobody has set one since."""
        self.company.partner_id.lang = False
        bad, other = self.new_invoice(), self.new_invoice()
        bad.buyer_reference = "FACTURES_PUBLIQUES"
        self.send_all(bad | other)
        self.assert_french(bad, says="FACTURES_PUBLIQUES")

    def test_a_second_click_on_an_uncertain_lot_says_nothing(self):
        invoices = self.lose_lot(3)
        self.assert_french(*invoices, says="ne nous est pas parvenue")
        before = [self.told(invoice) for invoice in invoices]
        self.send_all(invoices)
        self.assertEqual([self.told(invoice) for invoice in invoices], before)
        self.assertEqual(self.posts(), 1)

    def test_a_lot_that_the_account_does_not_let_leave(self):
        invoices = self.queue(self.new_invoice(), self.new_invoice())
        self.simulator.control(
            "POST", "settings", {"unsubscribed_families": ["factures"]}
        )
        with mute_logger(
            "odoo.addons.l10n_fr_chorus_pro.models.connection.res_company_health"
        ):
            for _run in range(3):
                self.run_deposits()
                self.resume()
        self.assert_french(*invoices, says="Souscrivez")
        for text in self.told(self.company.partner_id):
            self.assertNotRegex(text, ENGLISH)
        self.assertIn("a cessé de suivre", " ".join(self.told(self.company.partner_id)))

    def test_a_file_that_is_too_large(self):
        large, other = self.queue(self.new_invoice(), self.new_invoice())
        document = large.l10n_fr_chorus_document_ids.sudo()
        document.file = base64.b64encode(os.urandom(11 << 20))
        self.run_deposits()
        self.assertEqual(large.l10n_fr_chorus_state, "not_sent")
        self.assert_french(large, other, says="10 Mo")

    def test_a_portal_that_does_not_answer(self):
        invoices = self.queue(self.new_invoice(), self.new_invoice())
        self.simulator.fault("deposer/flux", "status", status=429, times=1)
        self.run_deposits()
        self.assertEqual(invoices[0].l10n_fr_chorus_state, "to_send")
        self.assert_french(*invoices, says="Odoo réessaie à")

    # -- What becomes of it ----------------------------------------------------

    def test_an_uncertain_one_that_is_found(self):
        invoices = self.queue(self.new_invoice(), self.new_invoice())
        self.lose_queued(invoices, "after")
        self.simulator.advance(300)
        self.run_deposits()
        self.assertEqual(invoices[0].l10n_fr_chorus_state, "made_available")
        self.assert_french(*invoices, says="a bien reçu")

    def test_an_uncertain_one_that_has_expired(self):
        invoices = self.lose_lot(2)
        self.pass_time(self.deposit_of(invoices[0]), 25)
        self.run_deposits()
        self.assertEqual(invoices[0].l10n_fr_chorus_state, "not_received")
        self.assert_french(*invoices, says="Aucune trace")

    def test_one_that_was_changed_and_arrives_after_all(self):
        invoice = self.new_invoice()
        self.give_up(invoice)
        invoice.button_draft()
        invoice.invoice_line_ids.price_unit = 400
        invoice.action_post()
        self.simulator.advance(300)
        self.run_refresh()
        self.assertEqual(invoice.l10n_fr_chorus_state, "made_available")
        self.assert_french(invoice, says="a été modifiée")

    def test_refusals_of_flows(self):
        named, other = self.queue(self.new_invoice(), self.new_invoice())
        self.run_deposits()
        self.refuse_flow(named, "Service inconnu")
        self.assertEqual(other.l10n_fr_chorus_state, "refused")
        self.assert_french(named, says="Service inconnu")
        self.assert_french(other, says="Une autre facture")
        left_out = self.queue(self.new_invoice(), self.new_invoice())[0]
        self.run_deposits()
        self.report("IN_INTEGRE")
        self.run_deposits()
        deposit = self.deposit_of(left_out).sudo()
        deposit.integrated_at = fields.Datetime.subtract(fields.Datetime.now(), hours=5)
        self.run_deposits()
        self.assertEqual(left_out.l10n_fr_chorus_state, "refused")
        self.assert_french(left_out, says="sans cette facture")

    def test_a_flow_of_which_nothing_is_said(self):
        invoices = self.queue(self.new_invoice(), self.new_invoice())
        self.run_deposits()
        deposit = self.deposit_of(invoices[0]).sudo()
        deposit.deposited_at = fields.Datetime.subtract(fields.Datetime.now(), days=4)
        self.run_deposits()
        self.assertEqual(invoices[0].l10n_fr_chorus_state, "uncertain")
        self.assert_french(*invoices, says="Suivi des flux")

    def test_every_status_of_a_life(self):
        invoice = self.new_invoice()
        self.integrate(invoice)
        for status, comment in (
            ("SUSPENDUE", "Bon de livraison manquant"),
            ("COMPLETEE", ""),
            ("MANDATEE", ""),
            ("MISE_EN_PAIEMENT", ""),
        ):
            self.simulator.advance(3600)
            self.simulator.set_status(
                invoice.l10n_fr_chorus_identifier, status, comment
            )
            self.run_refresh()
        self.assert_french(invoice, says="Bon de livraison manquant")

    def test_the_daily_summary_is_in_the_language_of_its_reader(self):
        self.accountant.sudo().write(
            {"email": "compta@lumiere.example", "l10n_fr_chorus_daily_summary": True}
        )
        invoice = self.new_invoice()
        self.integrate(invoice)
        self.simulator.set_status(
            invoice.l10n_fr_chorus_identifier, "SUSPENDUE", "Bon manquant"
        )
        self.run_refresh()
        self.env.cr.execute(
            "UPDATE mail_message SET date = date - interval '1 hour' WHERE res_id = %s",
            [invoice.id],
        )
        self.run_cron("ir_cron_daily_summary")
        mail = self.env["mail.mail"].sudo().search([], order="id desc", limit=1)
        text = f"{mail.subject} {html2plaintext(mail.body_html)}"
        self.assertIn("Bon manquant", text)
        self.assertNotRegex(text, ENGLISH)

    def test_rates_and_delays_name_their_source_in_french(self):
        for model, name in (("interest.rate", "source"), ("payment.delay", "name")):
            rows = self.env[f"l10n_fr_chorus_pro.{model}"].search([])
            for text in rows.mapped(name):
                self.assertNotRegex(text, ENGLISH)
