"""What a supplier does from the invoice: complete, recycle, name another validator."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import WANTS_NOTHING, WANTS_SERVICE, ChorusCase

SERVICE = "SERVICE_DEST_SERV_OBL"


class ActionCase(ChorusCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.sudo().l10n_fr_chorus_submission_mode = "cii"  # nothing to print

    def suspended(self, comment="Bon de livraison manquant", status="SUSPENDUE"):
        invoice = self.new_invoice()
        self.integrate(invoice)
        self.simulator.set_status(invoice.name, status, comment)
        self.run_refresh()
        return invoice

    def dialog(self, name, invoice, **values):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            f"l10n_fr_chorus_pro.{name}_action"
        )
        return (
            self.env[action["res_model"]]
            .with_user(self.accountant)
            .create({"move_id": invoice.id, **values})
        )

    def file(self, name="bon_de_livraison.pdf", raw=b"%PDF-1.4 livraison"):
        values = {"name": name, "raw": raw, "res_model": "l10n_fr_chorus_pro.complete"}
        attachments = self.env["ir.attachment"].with_user(self.accountant)
        return attachments.create({**values, "res_id": 0})

    def at_portal(self, invoice):
        (row,) = [i for i in self.simulator.invoices() if i["number"] == invoice.name]
        return row


@tagged("post_install_l10n", "post_install", "-at_install")
class TestComplete(ActionCase):
    def test_documents_and_comment_reach_the_customer(self):
        invoice = self.suspended()
        self.assertEqual(invoice.l10n_fr_chorus_next_action, "complete")
        file = self.file()
        wizard = self.dialog(
            "complete",
            invoice,
            comment="Le bon est joint.",
            attachment_ids=[Command.set(file.ids)],
        )
        self.assertIn("Bon de livraison manquant", wizard.meaning)
        result = wizard.action_confirm()
        self.assertEqual(result["params"]["type"], "success")
        (upload,) = self.simulator.calls("ajouter/fichier")
        (call,) = self.simulator.calls("completer")
        self.assertEqual(upload["body"]["pieceJointeNom"], file.name)
        self.assertEqual(call["body"]["commentaire"], "Le bon est joint.")
        self.assertEqual(invoice.l10n_fr_chorus_status, "COMPLETEE")
        self.assertFalse(invoice.l10n_fr_chorus_next_action)
        self.assertIn("Pièces transmises le", self.messages(invoice)[-1])
        self.assertIn("Le bon est joint.", self.messages(invoice)[-1])
        self.assertEqual((file.res_model, file.res_id), ("account.move", invoice.id))
        self.assertIn(file, invoice.message_ids.sudo().attachment_ids)

    def test_nothing_is_sent_of_what_does_not_suit(self):
        invoice = self.suspended()
        long_name = "x" * 60 + ".pdf"
        cases = (
            ({}, "commentaire"),
            ({"comment": "   "}, "commentaire"),
            ({"comment": "x" * 2001}, "2001"),
            ({"attachment_ids": [Command.set(self.file("plan.exe").ids)]}, "plan.exe"),
            ({"attachment_ids": [Command.set(self.file(long_name).ids)]}, long_name),
            ({"attachment_ids": [Command.set(self.file(raw=b"").ids)]}, "vide"),
        )
        for values, word in cases:
            with self.subTest(word=word), self.assertRaises(UserError) as caught:
                self.dialog("complete", invoice, **values).action_confirm()
            self.assertIn(word, str(caught.exception))
        self.assertFalse(self.simulator.calls("ajouter/fichier"))
        self.assertFalse(self.simulator.calls("completer"))

    def test_long_names_are_shortened_on_request(self):
        file = self.file("y" * 60 + ".pdf")
        wizard = self.dialog(
            "complete", self.suspended(), attachment_ids=[Command.set(file.ids)]
        )
        self.assertTrue(wizard.has_long_names)
        action = wizard.action_shorten_names()
        self.assertEqual(action["res_id"], wizard.id)
        self.assertEqual(file.name, "y" * 46 + ".pdf")
        wizard.action_confirm()
        self.assertTrue(self.simulator.calls("completer"))

    def test_a_second_click_sends_nothing(self):
        invoice = self.suspended()
        wizard = self.dialog("complete", invoice, comment="Voici.")
        wizard.action_confirm()
        with self.assertRaises(UserError) as caught:
            wizard.action_confirm()
        self.assertIn("Complétée", str(caught.exception))
        self.assertEqual(len(self.simulator.calls("completer")), 1)

    def test_an_answer_that_got_lost_is_found_out(self):
        invoice = self.suspended()
        self.simulator.fault("completer", "cut", when="after")
        wizard = self.dialog("complete", invoice, comment="Voici.")
        result = wizard.action_confirm()
        self.assertEqual(result["params"]["type"], "success")
        self.assertEqual(invoice.l10n_fr_chorus_status, "COMPLETEE")
        self.assertEqual(len(self.simulator.calls("completer")), 1)
        self.assertIn("Voici.", self.messages(invoice)[-1])

    @mute_logger("urllib3.connectionpool")
    def test_a_request_that_got_lost_can_be_repeated(self):
        invoice = self.suspended()
        self.simulator.fault("completer", "status", status=500)
        wizard = self.dialog("complete", invoice, comment="Voici.")
        with self.assertRaises(UserError) as caught:
            wizard.action_confirm()
        self.assertIn(invoice.name, str(caught.exception))
        wizard.action_confirm()
        self.assertEqual(invoice.l10n_fr_chorus_status, "COMPLETEE")

    def test_somebody_was_faster(self):
        """Odoo still believes it suspended: the portal's refusal tells the truth."""
        invoice = self.suspended()
        self.simulator.set_status(invoice.name, "REJETEE", "MONTANT_ERR")
        before = self.messages(invoice)
        result = self.dialog("complete", invoice, comment="Voici.").action_confirm()
        self.assertEqual(result["params"]["type"], "warning")
        self.assertIn("Rejetée", result["params"]["message"])
        self.assertEqual(invoice.l10n_fr_chorus_status, "REJETEE")
        said = "".join(self.messages(invoice)[len(before) :])
        self.assertNotIn("Voici.", said)

    def test_the_new_status_may_come_later(self):
        invoice = self.suspended()
        self.simulator.fault("rechercher/fournisseur", "status", status=503)
        wizard = self.dialog("complete", invoice, comment="Voici.")
        with mute_logger("urllib3.connectionpool"):
            wizard.action_confirm()
        self.assertEqual(self.at_portal(invoice)["status"], "COMPLETEE")
        self.assertIn("Voici.", self.messages(invoice)[-1])
        self.run_refresh()
        self.assertEqual(invoice.l10n_fr_chorus_status, "COMPLETEE")

    def test_who_only_reads_cannot_act(self):
        invoice = self.suspended()
        reader = self.new_user("lectrice", "account.group_account_readonly")
        with self.assertRaises(AccessError):
            self.env["l10n_fr_chorus_pro.complete"].with_user(reader).create(
                {"move_id": invoice.id, "comment": "Non"}
            )


@tagged("post_install_l10n", "post_install", "-at_install")
class TestRecycle(ActionCase):
    def astray(self):
        return self.suspended("Mauvais service", status="A_RECYCLER")

    def test_it_goes_on_under_its_number(self):
        invoice = self.astray()
        other = self.new_customer("Département du Val", WANTS_SERVICE)
        self.assertEqual(invoice.l10n_fr_chorus_next_action, "recycle")
        form = Form(self.dialog("recycle", invoice))
        self.assertEqual(form.recipient_id, self.town)
        form.recipient_id = other
        form.service_code = SERVICE
        self.assertEqual(form.siret, WANTS_SERVICE)
        form.commitment_number = "EJ-77"
        form.save().action_confirm()
        (call,) = self.simulator.calls("recycler")
        self.assertEqual(
            call["body"]["destinataire"],
            {"codeDestinataire": WANTS_SERVICE, "codeServiceExecutant": SERVICE},
        )
        self.assertEqual(call["body"]["reference"], {"numeroBonCommande": "EJ-77"})
        self.assertEqual(invoice.buyer_reference, SERVICE)
        self.assertEqual(invoice.purchase_order_reference, "EJ-77")
        self.assertNotEqual(invoice.l10n_fr_chorus_state, "to_recycle")
        self.assertIn("Département du Val", self.messages(invoice)[-1])
        document = invoice.l10n_fr_chorus_document_ids
        self.assertEqual(document.recipient_siret, WANTS_SERVICE)
        # It is followed on: the invoice arrives at the right place.
        self.simulator.advance(600)
        self.run_refresh()
        self.assertEqual(invoice.l10n_fr_chorus_status, "MISE_A_DISPOSITION")

    def test_a_corrected_siret_is_enough(self):
        invoice = self.astray()
        self.town.company_registry = "12345678200101"
        self.dialog("recycle", invoice).action_confirm()
        (call,) = self.simulator.calls("recycler")
        self.assertEqual(
            call["body"]["destinataire"]["codeDestinataire"], "12345678200101"
        )

    def test_a_service_is_chosen_where_services_are_known(self):
        """One that was looked up from the dialog, for another recipient."""
        invoice = self.astray()
        invoice.sudo().buyer_reference = "ANCIEN"
        other = self.new_customer("Département du Val", WANTS_SERVICE)
        wizard = self.dialog("recycle", invoice, recipient_id=other.id)
        self.assertFalse(wizard.has_services)
        opened = wizard.action_look_up()["params"]["next"]
        self.assertEqual((opened["res_id"], opened["target"]), (wizard.id, "new"))
        wizard.invalidate_recordset()  # as the next click reads it
        form = Form(wizard)
        # What was sent is none of theirs: it stays to be seen.
        self.assertEqual((form.service_code, bool(form.service_id)), ("ANCIEN", False))
        service = other.sudo().l10n_fr_chorus_service_ids.filtered(
            lambda s: s.code == SERVICE
        )
        form.service_id = service.sudo(False)
        self.assertEqual(form.service_code, SERVICE)
        form.recipient_id = self.town
        self.assertFalse(form.service_id)
        form.recipient_id = other
        self.assertEqual(form.service_id, service)
        form.save().action_confirm()
        (call,) = self.simulator.calls("recycler")
        self.assertEqual(call["body"]["destinataire"]["codeServiceExecutant"], SERVICE)
        self.assertEqual(invoice.buyer_reference, SERVICE)

    def test_what_does_not_suit_is_named(self):
        invoice = self.astray()
        nameless = self.new_customer("Syndicat des eaux", False)
        cases = (
            ({}, "Rien n'a changé"),
            ({"recipient_id": nameless.id}, "Syndicat des eaux"),
            ({"service_code": "S" * 101}, "100"),
            ({"commitment_number": "E" * 51}, "50"),
        )
        for values, word in cases:
            with self.subTest(word=word), self.assertRaises(UserError) as caught:
                self.dialog("recycle", invoice, **values).action_confirm()
            self.assertIn(word, str(caught.exception))
        self.assertFalse(self.simulator.calls("recycler"))

    def test_a_refusal_of_the_portal_keeps_the_invoice_as_it_is(self):
        invoice = self.astray()
        wizard = self.dialog("recycle", invoice, service_code="INCONNU")
        with self.assertRaises(UserError) as caught:
            wizard.action_confirm()
        self.assertIn("INCONNU", str(caught.exception))
        self.assertFalse(invoice.buyer_reference)
        self.assertEqual(invoice.l10n_fr_chorus_next_action, "recycle")


@tagged("post_install_l10n", "post_install", "-at_install")
class TestCorrectValidator(ActionCase):
    def test_another_validator_is_asked(self):
        wrong = self.new_customer("Mauvais titulaire", WANTS_NOTHING)
        right = self.new_customer("Bon titulaire", "99990001200017")
        invoice = self.new_invoice(
            l10n_fr_chorus_framework="A9", l10n_fr_chorus_validator_id=wrong.id
        )
        self.integrate(invoice)
        self.simulator.set_status(invoice.name, "ERREUR_FOURNISSEUR_SUR_VALIDEUR")
        self.run_refresh()
        self.assertEqual(invoice.l10n_fr_chorus_next_action, "correct_validator")
        nameless = self.new_customer("Sans SIRET", False)
        with self.assertRaises(UserError) as caught:
            self.dialog(
                "correct_validator", invoice, validator_id=nameless.id
            ).action_confirm()
        self.assertIn("Sans SIRET", str(caught.exception))
        wizard = self.dialog("correct_validator", invoice, validator_id=right.id)
        wizard.action_confirm()
        (call,) = self.simulator.calls("corriger/valideur")
        self.assertEqual(call["body"]["identifiantStructure"], "99990001200017")
        self.assertEqual(invoice.l10n_fr_chorus_status, "A_VALIDER_1")
        self.assertEqual(invoice.l10n_fr_chorus_validator_id, right)
        self.assertIn("Bon titulaire", self.messages(invoice)[-1])


@tagged("post_install_l10n", "post_install", "-at_install")
class TestRefusedDeposit(ActionCase):
    def test_the_field_to_mend_is_named_beside_itself(self):
        hospital_invoice = self.new_invoice(self.hospital)
        self.integrate(hospital_invoice)
        self.assertEqual(hospital_invoice.l10n_fr_chorus_state, "refused")
        self.assertEqual(
            hospital_invoice.l10n_fr_chorus_mend, "purchase_order_reference"
        )
        self.assertEqual(hospital_invoice.l10n_fr_chorus_next_action, "send")
        hospital_invoice.purchase_order_reference = "EJ-1"
        self.integrate(hospital_invoice)
        self.assertFalse(hospital_invoice.l10n_fr_chorus_mend)
        self.assertEqual(hospital_invoice.l10n_fr_chorus_status, "MISE_A_DISPOSITION")

    def test_the_banner_opens_the_record_to_mend(self):
        closed = self.new_customer("Commune fusionnée", "12345678200077")
        invoice = self.new_invoice(closed)
        self.integrate(invoice)
        self.assertEqual(invoice.l10n_fr_chorus_state, "refused")
        alert = invoice.alerts["l10n_fr_chorus_pro_action"]
        self.assertEqual(alert["action"]["res_model"], "res.partner")
        self.assertEqual(alert["action"]["res_id"], closed.id)


@tagged("post_install_l10n", "post_install", "-at_install")
class TestCreditNoteDialog(ActionCase):
    def credit_note(self, invoices, user=None):
        context = {"active_model": "account.move", "active_ids": invoices.ids}
        dialog = self.env["account.move.reversal"].with_user(user or self.accountant)
        journal = invoices.journal_id.id
        return dialog.with_context(**context).create({"journal_id": journal})

    def test_the_usual_answer_is_named_and_one_click_away(self):
        for status, model in (
            ("SUSPENDUE", "complete"),
            ("A_RECYCLER", "recycle"),
            ("REJETEE", "correct"),
        ):
            with self.subTest(status=status):
                invoice = self.suspended("Voir le motif", status=status)
                opened = self.credit_note(invoice).action_chorus_usual()
                self.assertEqual(opened["res_model"], f"l10n_fr_chorus_pro.{model}")
                self.assertEqual(opened["context"], {"default_move_id": invoice.id})

    def test_nothing_is_said_of_others_and_nobody_is_kept_from_it(self):
        plain = self.new_invoice()
        self.assertFalse(self.credit_note(plain).l10n_fr_chorus_usual_action)
        suspended = self.suspended("RIB manquant")
        both = self.credit_note(plain | suspended)
        self.assertFalse(both.l10n_fr_chorus_usual_action)
        with self.assertRaises(UserError):
            both.action_chorus_usual()
        self.credit_note(suspended).refund_moves()
        self.assertTrue(suspended.reversal_move_ids)

    def test_who_only_reads_has_no_such_dialog(self):
        reader = self.new_user("lectrice", "account.group_account_readonly")
        with self.assertRaises(AccessError):
            self.credit_note(self.suspended("RIB manquant"), reader)
