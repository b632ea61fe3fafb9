"""Our meaning first, then the portal's own words, and each thing said once."""

import re

from freezegun import freeze_time

from odoo import SUPERUSER_ID, Command
from odoo.tests import new_test_user, tagged
from odoo.tools import html2plaintext

from odoo.addons.mail.tools.discuss import Store

from ..models.connection.portal_words import portal_words
from ..models.telling.activity import ACTIVITY_TYPE
from ..models.telling.credit_note_texts import CREDIT_NOTE_TEXTS
from ..tools.day_count import days_text
from .common import WANTS_SERVICE
from .recovery_common import RecoveryCase
from .test_correct import CorrectCase
from .test_money import MoneyCase
from .test_work_list import WorkListMixin

PATH = "FichierXml.SupplyChainTradeTransaction.ApplicableHeaderTradeSettlement"
# A text of the portal, and what a person reads of it.
WORDS = (
    (f"L'element {PATH}.TypeCode.value est obligatoire.", "“TypeCode” est obligatoire"),
    ("Le service (FichierXml.BuyerReference.value) manque", "Le service manque"),
    ("Le destinataire (balise : X) est inactif", "Le destinataire est inactif"),
    ("Le numero (X.ID.value) n'est pas une date.", "Le numero n'est pas une date"),
    ("GCU_MSG_01_003 : numéro invalide", "numéro invalide"),
    ("POQ_MSG_01.003 - Flux introuvable.", "Flux introuvable"),
    ("SE_ERR – mauvais service", "mauvais service"),
    ("SE_ERR", ""),
    ("La piece jointe « plan.exe » est refusee", "La piece jointe « plan.exe » est"),
    ("Voir le Plan.pdf du 3.12", "Voir le Plan.pdf du 3.12"),
    ("", ""),
    (False, ""),
)


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestWords(WorkListMixin, CorrectCase):
    def all_texts(self, invoice):
        """What a person reads of the invoice: chatter, banner, activity, lists."""
        self.env.cr.flush()
        return {
            "chatter": self.messages(invoice)[-1],
            "banner": invoice.alerts["l10n_fr_chorus_pro_action"]["message"],
            "activity": html2plaintext(invoice.sudo().activity_ids.note),
            "list": invoice.l10n_fr_chorus_meaning,
        }

    def test_words_of_the_portal(self):
        for text, expected in WORDS:
            with self.subTest(text=text):
                self.assertIn(expected, portal_words(text))
                self.assertNotIn("value", portal_words(text))

    def test_our_meaning_stands_before_the_words_of_the_customer(self):
        invoice = self.rejected("SE_ERR – mauvais service")
        for where, text in self.all_texts(invoice).items():
            with self.subTest(where):
                self.assertLess(
                    text.index("n'est pas celui du service"),
                    text.index("«\u202fmauvais service\u202f»"),
                )
                self.assertEqual(text.count("mauvais service"), 1)
                self.assertNotIn("SE_ERR", text)
                self.assertNotIn("Motif", text)
        # The whole is kept, for whoever asks the portal's support.
        self.assertEqual(invoice.l10n_fr_chorus_reason, "SE_ERR – mauvais service")

    def test_a_code_alone_is_named(self):
        invoice = self.rejected("SE_ERR")
        self.assertIn("SE (service exécutant) incorrect", self.messages(invoice)[-1])

    def test_a_refused_deposit_names_the_field_as_the_form_does(self):
        invoice = self.new_invoice(self.new_customer("École", WANTS_SERVICE))
        self.wants_nothing_yet(invoice.commercial_partner_id)
        self.integrate(invoice)
        self.assertEqual(invoice.l10n_fr_chorus_state, "refused")
        for where, text in self.all_texts(invoice).items():
            with self.subTest(where):
                self.assertNotIn("FichierXml", text)
                self.assertNotIn("balise", text)
                if where != "list":  # it says why, not what to do
                    self.assertIn("«\u202fCode service\u202f»", text)
        deposit = invoice.l10n_fr_chorus_document_ids.deposit_id.sudo()
        self.assertNotIn("BuyerReference", deposit.failure_words)
        self.assertIn("BuyerReference", deposit.failure)

    # -- Completing ------------------------------------------------------------

    def test_completing_is_one_message_and_gives_no_reason(self):
        invoice = self.suspended()
        before = self.messages(invoice)
        wizard = self.dialog(
            "complete",
            invoice,
            comment="Le bon est joint.",
            attachment_ids=[Command.set(self.file().ids)],
        )
        wizard.action_confirm()
        (message,) = self.messages(invoice)[len(before) :]
        self.assertIn("Pièces transmises le", message)
        self.assertIn("bon_de_livraison.pdf", message)
        self.assertIn("«\u202fLe bon est joint.\u202f»", message)
        self.assertIn("Un nouveau délai court, échéance le", message)
        self.assertNotIn("Motif", message)
        self.assertFalse(invoice.l10n_fr_chorus_reason)
        self.run_refresh()
        self.assertEqual(len(self.messages(invoice)), len(before) + 1)
        # What is completed in the portal is news again.
        for status in ("SUSPENDUE", "COMPLETEE"):
            self.simulator.advance(3600)
            self.simulator.set_status(invoice.name, status, "Voici.")
            self.run_refresh()
        self.assertIn("Complétée", self.messages(invoice)[-1])
        self.assertIn("«\u202fVoici\u202f»", self.messages(invoice)[-1])

    # -- Credit notes ----------------------------------------------------------

    def test_a_credit_note_is_called_one(self):
        refund = self.new_invoice(move_type="out_refund")
        document = self.new_document(refund, "DEPOSEE")
        for code in CREDIT_NOTE_TEXTS:
            is_state = code in dict(document._fields["state"].selection)
            values = {"state": code, "raw_status": False} if is_state else {}
            document.write(values or {"raw_status": code, "state": "rejected"})
            with self.subTest(code):
                step = re.sub("«.*?»", "", refund.l10n_fr_chorus_next_step)
                self.assertRegex(step, r"[Aa]voir|accepté\.")
                self.assertNotRegex(step, r"facture|\w+ée\b")

    # -- Correcting ------------------------------------------------------------

    def test_the_number_of_a_new_invoice_is_told_once_it_has_one(self):
        invoice = self.rejected()
        _way_out, action = self.correct(invoice)
        new = self.env["account.move"].browse(action["res_id"])
        told = " ".join(self.all_messages(invoice))
        self.assertNotIn("brouillon", told)
        new.invoice_date = invoice.invoice_date
        new.action_post()
        count = sum(new.name in text for text in self.all_messages(invoice))
        self.assertEqual(count, 1)
        new.button_draft()
        new.action_post()
        again = sum(new.name in text for text in self.all_messages(invoice))
        self.assertEqual(again, 1)

    # -- Whom to call ----------------------------------------------------------

    def test_the_activity_names_whom_to_call_to_those_who_may_see_it(self):
        auditor = new_test_user(
            self.env,
            login="auditrice",
            groups="account.group_account_readonly",
            company_id=self.company.id,
        )
        invoice = self.suspended()
        event = invoice.l10n_fr_chorus_event_ids.sudo()[:1]
        event.write({"author": "Mme Roy", "author_phone": "02 99 00 00 00"})
        self.env.cr.flush()
        activity = invoice.sudo().activity_ids.filtered(
            lambda a: a.activity_type_id == self.env.ref(ACTIVITY_TYPE)
        )
        self.assertNotIn("Mme Roy", activity.note)
        shown = {}
        for user in (self.accountant, auditor):
            records = activity.sudo(False).with_user(user)
            (data,) = Store().add(records).get_result()["mail.activity"]
            shown[user] = html2plaintext(str(data["note"]))
        self.assertIn("Mme Roy, 02 99 00 00 00", shown[self.accountant])
        self.assertNotIn("Roy", shown[auditor])
        self.assertIn("Bon de livraison manquant", shown[auditor])


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestMoneyWords(MoneyCase):
    def released(self, **values):
        invoice = self.new_available(**values)
        self.set_history(
            invoice,
            ("2026-03-02 09:00:00", "MISE_A_DISPOSITION"),
            ("2026-04-21 09:00:00", "MISE_EN_PAIEMENT"),
        )
        return invoice

    def test_paid_late_stays_readable_and_can_be_claimed(self):
        invoice = self.released()
        late = "Payée avec 20 jours de retard"
        self.assertEqual(days_text(self.env, 1), "1 jour")
        self.assertIn("Mise en paiement par le comptable", self.step(invoice))
        self.assertIn(late, self.step(invoice))
        self.pay(invoice, invoice.amount_residual)
        self.assertIn("règlement enregistré", self.step(invoice))
        self.assertNotIn("À réception", self.step(invoice))
        self.assertIn(late, self.step(invoice))
        banner = invoice._get_alerts()["l10n_fr_chorus_pro_paid_late"]["message"]
        self.assertIn("40,00", banner)
        self.town.email = "compta@saint-aubin.example"
        _action, composer = self.compose(invoice)
        text = html2plaintext(composer.body)
        self.assertIn("20 jours après", text)
        self.assertIn(invoice.currency_id.format(invoice.l10n_fr_chorus_interest), text)

    def test_paid_in_time_there_is_nothing_to_do(self):
        with freeze_time("2026-03-20"):
            invoice = self.new_available()
            self.set_history(
                invoice,
                ("2026-03-02 09:00:00", "MISE_A_DISPOSITION"),
                ("2026-03-20 09:00:00", "MISE_EN_PAIEMENT"),
            )
            self.assertIn("À réception du virement", self.step(invoice))
            self.pay(invoice, invoice.amount_residual)
            self.assertIn("Rien à faire", self.step(invoice))
            self.assertNotIn("réception", self.step(invoice))

    def test_the_money_of_a_factored_invoice_goes_to_the_factor(self):
        invoice = self.released()
        invoice.l10n_fr_chorus_factor_id = self.env["l10n_fr_chorus_pro.factor"].create(
            {
                "name": "Affacturage de France",
                "company_id": self.company.id,
                "partner_id": self.bank_account.partner_id.id,
                "bank_account_id": self.bank_account.id,
                "subrogation": "À régler à l'affactureur.",
            }
        )
        self.assertIn("Le virement va à Affacturage de France", self.step(invoice))
        self.assertNotIn("enregistrez", self.step(invoice))
        self.assertNotIn("retard", self.step(invoice))

    def test_a_gap_whose_reason_is_given_asks_no_more(self):
        invoice = self.released()
        self.pay(invoice, invoice.amount_total - 60)
        self.assertEqual(invoice.l10n_fr_chorus_work_list, "released")
        invoice.with_user(self.accountant).l10n_fr_chorus_gap_reason = "retention"
        self.assertFalse(invoice.l10n_fr_chorus_work_list)
        self.assertNotIn("l10n_fr_chorus_pro_released", invoice._get_alerts())

    def test_the_reminder_says_what_is_joined(self):
        invoice = self.new_available()
        self.town.email = "compta@saint-aubin.example"
        joined = "accompagne ce message"
        with freeze_time("2026-04-21"):
            _action, composer = self.compose(invoice)
            self.assertIn(joined, html2plaintext(composer.body))
            report = self.env["ir.attachment"].sudo()
            domain = [("res_field", "=", "report_file")]
            report.search(domain).unlink()
            self.simulator.fault("consulterCR", "status", status=503, times=5)
            _action, composer = self.compose(invoice)
            self.assertNotIn(joined, html2plaintext(composer.body))

    def test_an_update_renews_a_reminder_that_nobody_has_edited(self):
        template = self.env.ref("l10n_fr_chorus_pro.mail_template_reminder").sudo()
        new, old = template.body_html, "<p>Voici le compte rendu.</p>"
        for author, body in ((SUPERUSER_ID, new), (self.accountant.id, old)):
            with self.subTest(author=author):
                template.with_user(SUPERUSER_ID).body_html = old
                self.env.flush_all()
                self.env.cr.execute(
                    "UPDATE mail_template SET write_uid = %s WHERE id = %s",
                    (author, template.id),
                )
                template.invalidate_recordset()
                self.migrate("19.0.1.1.0", "post-reminder")
                template.invalidate_recordset()
                self.assertEqual(template.body_html, body)

    def step(self, invoice):
        return invoice.l10n_fr_chorus_next_step


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestDoorWords(RecoveryCase):
    def test_an_uncertain_answer_stands_in_the_chatter(self):
        invoice = self.new_invoice()
        self.lose_answer(invoice, "before")
        self.assertIn("ne nous est pas parvenue", self.messages(invoice)[-1])

    def test_what_is_refused_at_the_door_is_not_sent(self):
        for status, words in ((403, "Souscrivez"), (413, "taille admise")):
            with self.subTest(status):
                invoice = self.new_invoice()
                self.simulator.fault("deposer/flux", "status", status=status)
                self.env["account.move.send"]._generate_and_send_invoices(
                    invoice, allow_raising=False, sending_methods=["chorus_pro"]
                )
                self.assertEqual(invoice.l10n_fr_chorus_state, "not_sent")
                self.assertIn(words, invoice.l10n_fr_chorus_reason)
                self.assertEqual(invoice.l10n_fr_chorus_work_list, "action")
                self.assertEqual(invoice.l10n_fr_chorus_tone, "danger")
                self.send(invoice)
                self.assertEqual(invoice.l10n_fr_chorus_state, "deposited")

    def test_what_a_person_typed_is_not_proved_by_the_flow_that_was_refused(self):
        invoice = self.new_invoice()
        self.send(invoice)
        refused = self.deposit_of(invoice)
        self.refuse_flow(invoice)
        self.assertEqual(invoice.l10n_fr_chorus_state, "refused")
        self.typed_by_hand(invoice)
        self.run_refresh()
        self.assertEqual(invoice.l10n_fr_chorus_state, "made_available")
        self.assertNotEqual(self.deposit_of(invoice), refused)
        self.assertFalse(self.deposit_of(invoice)._chorus_report_file())

    def test_settings_and_company_form_as_an_administrator_meets_them(self):
        arch = self.env["res.config.settings"].get_view(
            self.env.ref("l10n_fr_chorus_pro.res_config_settings_view_form").id
        )["arch"]
        # The first click tests; it does not ask to save first.
        self.assertEqual(arch.count('noSaveDialog="true"'), 2)
        arch = self.env["res.company"].get_view(
            self.env.ref("base.view_company_form").id
        )["arch"]
        self.assertIn('string="SIRET"', arch)
