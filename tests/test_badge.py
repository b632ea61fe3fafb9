"""Badge, ribbon and header: each says one thing, and offers no refusal."""

from datetime import timedelta

from odoo import fields
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger
from odoo.tools.safe_eval import safe_eval

from ..models.telling.activity import ACTIVITY_TYPE
from .common import ChorusCase


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestBadge(ChorusCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.l10n_fr_chorus_submission_mode = "cii"

    # -- What a person sees ----------------------------------------------------

    def nodes(self, invoice, path):
        """The elements of the form that the accountant sees, by their order."""
        form = Form(invoice.with_user(self.accountant))
        context = form._get_eval_context()
        return [
            node
            for node in form._view["tree"].xpath(path)
            if not any(
                safe_eval(condition, context)
                for condition in node.xpath("ancestor-or-self::*/@invisible")
            )
        ]

    def header(self, invoice):
        """The buttons of the header as (label, whether it is coloured)."""
        return [
            (node.get("string"), bool({"oe_highlight", "btn-primary"} & classes))
            for node in self.nodes(invoice, "//header//button")
            for classes in [set((node.get("class") or "").split())]
        ]

    def coloured(self, invoice):
        return [label for label, is_coloured in self.header(invoice) if is_coloured]

    def ribbons(self, invoice):
        nodes = self.nodes(invoice, "//widget[@name='web_ribbon']")
        return {node.get("title") for node in nodes}

    def badge(self, invoice):
        return invoice.l10n_fr_chorus_status_label, invoice.l10n_fr_chorus_tone

    def alert(self, invoice, name):
        seen = invoice.with_user(self.accountant)
        seen.invalidate_recordset(["alerts"])
        found = [
            alert
            for key, alert in (seen.alerts or {}).items()
            if key.startswith(f"l10n_fr_chorus_pro_{name}")
        ]
        return found[0] if found else {}

    # -- Ways to a state -------------------------------------------------------

    @mute_logger("urllib3.connectionpool")
    def queued_by_silence(self):
        """An invoice that waits because nobody answered."""
        self.point_to("http://127.0.0.1:9")
        invoice = self.new_invoice()
        self.send(invoice)
        return invoice

    def point_to(self, address):
        parameters = self.env["ir.config_parameter"].sudo()
        parameters.set_param("l10n_fr_chorus_pro.simulator_oauth_url", address)

    def in_status(self, status, comment="Bon de livraison manquant"):
        invoice = self.new_invoice()
        self.integrate(invoice)
        self.simulator.set_status(invoice.name, status, comment)
        self.run_refresh()
        return invoice

    # -- To send, queued, not sent ---------------------------------------------

    def test_to_send_is_mine(self):
        invoice = self.new_invoice()
        self.assertEqual(self.badge(invoice), ("À envoyer", "warning"))
        self.assertEqual(invoice.l10n_fr_chorus_next_action, "send")
        self.assertIn("Envoyer", invoice.l10n_fr_chorus_next_step)
        self.assertEqual(self.coloured(invoice), ["Envoyer"])
        private = self.new_invoice(self.new_customer("Menuiserie", "40483304800022"))
        private.partner_id.invoice_sending_method = False
        private.invalidate_recordset()
        self.assertEqual(self.badge(private), (False, False))

    def test_what_went_by_mail_alone_is_still_to_send(self):
        invoice = self.new_invoice()
        invoice.is_move_sent = True
        self.assertEqual(self.badge(invoice)[0], "À envoyer")
        self.assertFalse(self.ribbons(invoice))
        self.assertEqual(invoice.status_in_payment, "posted")

    def test_the_ribbon_of_others_is_core_s(self):
        self.town.invoice_sending_method = False
        invoice = self.new_invoice()
        invoice.is_move_sent = True
        self.assertEqual(self.ribbons(invoice), {"Envoyé"})
        self.assertEqual(invoice.status_in_payment, "sent")

    def test_queued_in_core_and_here(self):
        invoices = self.new_invoice() | self.new_invoice()
        action = invoices.action_send_and_print()
        wizard = self.env[action["res_model"]].with_context(**action["context"])
        wizard.with_user(self.accountant).create({}).action_send_and_print()
        invoices.is_move_sent = True  # by mail, before
        for move in invoices:
            self.assertTrue(move.is_being_sent)
            self.assertEqual(move.status_in_payment, "posted")
            self.assertEqual(self.badge(move), ("En file d'attente", "info"))
            self.assertIn("Rien à faire", move.l10n_fr_chorus_next_step)
            self.assertFalse(move.l10n_fr_chorus_next_action)
        with self.enter_registry_test_mode():
            self.env.ref("account.ir_cron_account_move_send").method_direct_trigger()
        self.env.invalidate_all()
        for move in invoices:
            self.assertEqual(move.l10n_fr_chorus_state, "to_send")
            self.assertEqual(self.badge(move), ("En file d'attente", "info"))
            self.assertFalse(self.ribbons(move))
            self.assertEqual(move.status_in_payment, "posted")

    def test_not_sent_says_what_is_missing(self):
        """In red, in form and lists, with its activity."""
        self.hospital.sudo().l10n_fr_chorus_requirement = "commitment"
        invoices = self.new_invoice(self.hospital) | self.new_invoice(self.hospital)
        for move in invoices:
            move.sending_data = {
                "author_user_id": self.accountant.id,
                "author_partner_id": self.accountant.partner_id.id,
            }
        with self.enter_registry_test_mode():
            self.env.ref("account.ir_cron_account_move_send").method_direct_trigger()
        self.env.invalidate_all()
        for move in invoices:
            label, tone = self.badge(move)
            self.assertRegex(label, r"^Non envoyée\s: Centre hospitalier")
            self.assertIn("engagement", move.l10n_fr_chorus_next_step)
            self.assertLess(len(label), 80)
            self.assertEqual(tone, "danger")
            self.assertEqual(move.l10n_fr_chorus_next_action, "send")
            self.assertEqual(self.coloured(move), ["Envoyer"])
            activities = move.activity_ids.grouped("activity_type_id")
            activity = activities[self.env.ref(ACTIVITY_TYPE)]
            self.assertEqual(activity.user_id, self.accountant)

    def test_what_is_sent_once_more_is_queued(self):
        """It asks for nothing more in badge, banner, header, lists and counts."""
        self.hospital.sudo().l10n_fr_chorus_requirement = "commitment"
        moves = self.new_invoice(self.hospital) | self.new_invoice(self.hospital)
        for _time in range(2):
            action = moves.action_send_and_print()
            wizard = self.env[action["res_model"]].with_context(**action["context"])
            wizard.with_user(self.accountant).create({}).action_send_and_print()
            queued = [m.l10n_fr_chorus_status_label for m in moves]
            self.assertEqual(queued, ["En file d'attente"] * 2)
            self.assertEqual(moves.mapped("l10n_fr_chorus_tone"), ["info"] * 2)
            self.assertFalse(any(m.l10n_fr_chorus_next_action for m in moves))
            self.assertIn("Rien à faire", moves[0].l10n_fr_chorus_next_step)
            self.assertFalse(self.alert(moves[0], "action"))
            for name, count in (("queued", 2), ("not_sent", 0), ("action", 0)):
                domain = [("l10n_fr_chorus_work_list", "=", name)]
                self.assertEqual(moves.search_count(domain), count, name)
            with self.enter_registry_test_mode():
                cron = self.env.ref("account.ir_cron_account_move_send")
                cron.method_direct_trigger()
            self.env.invalidate_all()
            self.assertEqual(set(moves.mapped("l10n_fr_chorus_state")), {"not_sent"})
            self.assertTrue(self.alert(moves[0], "action"))
            self.assertEqual(moves.search_count(domain), 2)

    def test_the_badge_keeps_no_break_spaces(self):
        move = self.new_invoice()
        reason = "Le champ «\u202fN°\u202f» manque"
        documents = self.env["l10n_fr_chorus_pro.document"].sudo()
        documents._chorus_note_unsent(move, reason)
        self.assertIn(reason, move.l10n_fr_chorus_status_label)
        long = f"{reason}, et le client l'exige depuis longtemps"
        documents._chorus_note_unsent(move, long)
        label = move.l10n_fr_chorus_status_label
        self.assertTrue(label.endswith("et le client…"), label)

    def test_a_customer_reads_core_s_fields(self):
        """They say nothing more, and fail for nobody."""
        portal = new_test_user(
            self.env, "client", "base.group_portal", partner_id=self.town.id
        )
        unsent, deposited = self.new_invoice(), self.new_invoice()
        unsent.is_move_sent = True
        self.send(deposited)
        for move in (unsent, deposited):
            self.env.invalidate_all()
            names = ["status_in_payment", "show_reset_to_draft_button"]
            names.append("display_send_button")
            read = move.with_user(portal).read(names)
            self.env.invalidate_all()
            self.assertEqual(read, move.read(names))

    # -- Nobody answers --------------------------------------------------------

    def test_a_silent_portal_is_named_with_the_next_try(self):
        invoice = self.queued_by_silence()
        self.assertEqual(self.badge(invoice), ("En file d'attente", "info"))
        alert = self.alert(invoice, "waiting")
        self.assertEqual(alert["level"], "warning")
        self.assertRegex(alert["message"], r"ne répond pas.*réessaie à \d\d:\d\d")
        self.assertEqual(alert["action_text"], "Envoyer maintenant")

    @mute_logger("urllib3.connectionpool")
    def test_send_now_while_it_is_down_and_when_it_is_back(self):
        invoice = self.queued_by_silence()
        call = self.alert(invoice, "waiting")["action"]["params"]
        mine = self.env[call["model"]].with_user(self.accountant).browse(call["ids"])
        note = getattr(mine, call["method"])()["params"]
        self.assertEqual(note["type"], "warning")
        self.assertIn("Chorus Pro n'a pas pu être interrogé", note["message"])
        self.assertEqual(invoice.l10n_fr_chorus_state, "to_send")
        self.point_to(self.simulator.url)
        for _click in range(2):
            getattr(mine, call["method"])()
        self.assertEqual(invoice.l10n_fr_chorus_state, "deposited")
        self.assertFalse(self.alert(invoice, "waiting"))
        self.assertEqual(len(self.simulator.calls("deposer/flux")), 1)

    def test_who_may_only_look_is_offered_nothing(self):
        invoice = self.queued_by_silence()
        auditor = self.new_user("auditeur", "account.group_account_readonly")
        seen = invoice.with_user(auditor)
        alert = seen.alerts["l10n_fr_chorus_pro_waiting"]
        self.assertNotIn("action", alert)

    # -- Header ----------------------------------------------------------------

    def test_what_the_status_asks_for_comes_first(self):
        for status, label in (("SUSPENDUE", "Compléter"), ("REJETEE", "Corriger")):
            with self.subTest(status):
                invoice = self.in_status(status)
                buttons = self.header(invoice)
                self.assertEqual(buttons[0], (label, True))
                self.assertEqual(self.coloured(invoice), [label])
                self.assertIn(("Payer", False), buttons)
                labels = [name for name, _coloured in buttons]
                self.assertEqual(len(labels), len(set(labels)))

    def test_nothing_is_offered_that_would_be_refused(self):
        reset = "Remettre en brouillon"
        invoice = self.new_invoice()
        self.assertIn(reset, dict(self.header(invoice)))
        self.send(invoice)
        self.assertEqual(invoice.l10n_fr_chorus_state, "deposited")
        self.assertNotIn(reset, dict(self.header(invoice)))
        self.assertIn("Envoyer", dict(self.header(invoice)))  # a copy by mail
        waiting = self.queued_by_silence()
        self.assertIn(reset, dict(self.header(waiting)))
        waiting.with_user(self.accountant).button_draft()
        self.assertEqual(waiting.state, "draft")

    def test_an_uncertain_one_is_not_sent_again(self):
        self.simulator.fault("deposer/flux", "cut", "after")
        invoice = self.new_invoice()
        with mute_logger("urllib3.connectionpool"):
            self.env["account.move.send"]._generate_and_send_invoices(
                invoice, sending_methods=["chorus_pro"], allow_raising=False
            )
        self.assertEqual(invoice.l10n_fr_chorus_state, "uncertain")
        labels = dict(self.header(invoice))
        self.assertNotIn("Envoyer", labels)
        self.assertNotIn("Remettre en brouillon", labels)
        self.assertEqual(self.coloured(invoice), [])
        self.assertFalse(self.ribbons(invoice))

    # -- Banner ----------------------------------------------------------------

    def test_the_banner_does_the_thing(self):
        alert = self.alert(self.in_status("SUSPENDUE"), "action")
        self.assertEqual(alert["action_text"], "Compléter")
        self.assertTrue(alert["action"]["params"]["dialog"].endswith("complete_action"))

    def test_the_banner_goes_to_the_field(self):
        self.hospital.sudo().l10n_fr_chorus_requirement = "commitment"
        invoice = self.new_invoice(self.hospital)
        alert = self.alert(invoice, "missing_commitment")
        params = alert["action"]["params"]
        self.assertEqual(params["fields"], ["purchase_order_reference"])
        self.assertEqual(params["id"], invoice.id)
        self.assertEqual(params["opened"]["res_id"], invoice.id)

    def test_a_refusal_is_told_once_and_in_our_words(self):
        self.wants_nothing_yet(self.hospital)
        invoice = self.new_invoice(self.hospital)
        self.send(invoice)
        self.simulator.advance(120)
        self.run_deposits()
        self.assertEqual(invoice.l10n_fr_chorus_state, "refused")
        self.hospital.sudo().l10n_fr_chorus_requirement = "commitment"
        invoice.invalidate_recordset(["alerts"])
        self.assertFalse(self.alert(invoice, "missing_commitment"))
        alert = self.alert(invoice, "action")
        raw = alert["l10n_fr_chorus_raw"]
        self.assertEqual(raw, invoice.l10n_fr_chorus_reason)
        # The one quotation is the label of the field.
        self.assertEqual(alert["message"].count("«"), 1)
        self.assertRegex(alert["message"], r"«\sN° d'engagement\s»")
        fields_meant = alert["action"]["params"]["fields"]
        self.assertEqual(fields_meant, ["purchase_order_reference"])

    def test_the_next_try_is_never_in_the_past(self):
        invoice = self.queued_by_silence()
        cron = self.env.ref("l10n_fr_chorus_pro.ir_cron_deposits").sudo()
        cron.nextcall = fields.Datetime.now() - timedelta(days=2)
        self.env["ir.cron.trigger"].sudo().search([("cron_id", "=", cron.id)]).unlink()
        self.company.sudo().l10n_fr_chorus_paused_until = False
        self.assertIn("de lui-même", self.alert(invoice, "waiting")["message"])

    def test_a_credit_note_names_no_other_answer_where_there_is_none(self):
        """What is still to be sent has core's button, and no dialog of ours."""
        invoice = self.new_invoice()
        self.assertEqual(invoice.l10n_fr_chorus_next_action, "send")
        wizard = self.env["account.move.reversal"].with_context(
            active_model="account.move", active_ids=invoice.ids
        )
        dialog = Form(wizard.with_user(self.accountant))
        self.assertFalse(dialog.l10n_fr_chorus_usual_action)

    def test_a_far_try_has_its_day(self):
        invoice = self.queued_by_silence()
        later = fields.Datetime.now() + timedelta(hours=20)
        self.company.sudo().l10n_fr_chorus_paused_until = later
        message = self.alert(invoice, "waiting")["message"]
        self.assertRegex(message, r"réessaie le \d\d/\d\d/\d{4} \d\d:\d\d")
