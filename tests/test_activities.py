"""Someone is told what to do, once, until it is done."""

from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import html2plaintext, mute_logger

from .. import uninstall_hook
from ..chorus_api.statuses import invoice_status
from ..models.telling.activity import ACTIVITY_TYPE
from .common import ChorusCase
from .test_work_list import WorkListMixin


@tagged("post_install_l10n", "post_install", "-at_install")
class TestActivities(WorkListMixin, ChorusCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.responsible = new_test_user(
            cls.env,
            login="responsable",
            groups="account.group_account_invoice",
            company_id=cls.company.id,
            lang="en_US",
        )
        cls.seller = new_test_user(
            cls.env,
            login="vendeuse",
            groups="base.group_user",
            company_id=cls.company.id,
        )

    def activities(self, invoice):
        self.env.cr.flush()  # what a commit does
        return (
            self.env["mail.activity"]
            .sudo()
            .search(
                [
                    ("res_model", "=", "account.move"),
                    ("res_id", "=", invoice.id),
                    ("activity_type_id", "=", self.env.ref(ACTIVITY_TYPE).id),
                ]
            )
        )

    def set_status(self, document, status, reason=False):
        document.write(
            {
                "raw_status": status,
                "state": invoice_status(status).state,
                "reason": reason,
            }
        )

    def test_suspended_is_told_and_closed_when_completed(self):
        invoice = self.new_invoice()
        self.integrate(invoice)
        self.assertFalse(self.activities(invoice))
        mails = self.env["mail.mail"].sudo().search([])
        self.simulator.set_status(
            invoice.l10n_fr_chorus_identifier, "SUSPENDUE", "Bon <b>manquant</b>"
        )
        self.run_refresh()
        activity = self.activities(invoice)
        self.assertEqual(activity.user_id, self.accountant)
        self.assertEqual(activity.summary, "Suspendue")
        text = html2plaintext(activity.note)
        self.assertIn("Ville de Saint-Aubin attend une pièce", text)
        self.assertIn("Bon <b>manquant</b>", text)
        self.simulator.advance(60)
        self.simulator.set_status(invoice.l10n_fr_chorus_identifier, "COMPLETEE")
        self.run_refresh()
        self.assertFalse(self.activities(invoice))
        self.assertEqual(self.env["mail.mail"].sudo().search([]), mails)

    def test_every_status_opens_or_closes_it(self):
        invoice = self.new_invoice()
        document = self.new_document(invoice, "DEPOSEE")
        for status, expected in {
            "BROUILLON": True,
            "DEPOSEE": False,
            "ERREUR_FOURNISSEUR_SUR_VALIDEUR": True,
            "REFUSEE_1": True,
            "A_RECYCLER": True,
            "MISE_A_DISPOSITION": False,
            "REJETEE": True,
            "SUSPENDUE": True,
            "MISE_EN_PAIEMENT": False,
            "NON_CONFORME": True,
            "STATUT_NOUVEAU": False,
        }.items():
            self.set_status(document, status)
            with self.subTest(status):
                self.assertEqual(len(self.activities(invoice)), expected)

    def test_one_activity_takes_the_new_reason(self):
        invoice = self.new_invoice()
        document = self.new_document(invoice, "SUSPENDUE")
        first = self.activities(invoice)
        self.set_status(document, "SUSPENDUE", "Autre pièce")
        second = self.activities(invoice)
        self.assertEqual(second, first)
        self.assertIn("Autre pièce", html2plaintext(second.note))

    def test_two_that_came_at_once_are_made_one(self):
        invoice = self.new_invoice()
        document = self.new_document(invoice, "SUSPENDUE")
        self.activities(invoice).copy()
        self.assertEqual(len(self.activities(invoice)), 2)
        self.set_status(document, "A_RECYCLER")
        self.assertEqual(len(self.activities(invoice)), 1)

    def test_what_is_not_at_the_portal_is_told_until_it_is_sent_again(self):
        for state in ("refused", "not_received", "not_sent"):
            invoice = self.new_invoice()
            self.new_document(invoice, state=state)
            with self.subTest(state):
                self.assertTrue(self.activities(invoice))
                self.send(invoice)
                self.assertEqual(invoice.l10n_fr_chorus_state, "deposited")
                self.assertFalse(self.activities(invoice))

    def test_it_closes_when_the_accounts_are_settled(self):
        paid, cancelled = self.new_invoice(), self.new_invoice()
        reversed_one = self.new_invoice()
        for invoice in (paid, cancelled, reversed_one):
            self.new_document(invoice, "REJETEE")
            self.assertTrue(self.activities(invoice))
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=paid.ids
        ).create({})._create_payments()
        cancelled.button_cancel()
        self.env["account.move.reversal"].with_context(
            active_model="account.move", active_ids=reversed_one.ids
        ).create({"journal_id": reversed_one.journal_id.id}).reverse_moves(True)
        for invoice in (paid, cancelled, reversed_one):
            self.assertFalse(self.activities(invoice))

    def test_it_closes_when_the_rejection_is_settled(self):
        invoice = self.new_invoice()
        document = self.new_document(invoice, "REJETEE")
        self.assertTrue(self.activities(invoice))
        document.way_out = "keep_open"
        self.assertFalse(self.activities(invoice))

    def test_a_settled_invoice_asks_for_nothing(self):
        invoice = self.new_invoice()
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create({})._create_payments()
        self.new_document(invoice, "REJETEE")
        self.assertFalse(self.activities(invoice))

    def test_who_is_told(self):
        """The salesperson who may invoice, else the responsible person in her own
        language, else who sent it; and it moves with the salesperson."""
        invoice = self.new_invoice()
        invoice.invoice_user_id = self.seller
        document = self.new_document(invoice, "SUSPENDUE")
        self.assertEqual(self.activities(invoice).user_id, document.create_uid)
        self.company.l10n_fr_chorus_responsible_id = self.responsible
        self.set_status(document, "SUSPENDUE", "x")
        activity = self.activities(invoice)
        self.assertEqual(activity.user_id, self.responsible)
        self.assertIn("waits for a document", activity.note)
        invoice.invoice_user_id = self.accountant
        self.assertEqual(self.activities(invoice), activity)
        self.assertEqual(activity.user_id, self.accountant)
        self.assertIn("attend une pièce", activity.note)

    def test_they_go_with_the_addon(self):
        invoice = self.new_invoice()
        self.new_document(invoice, "SUSPENDUE")
        activities = self.activities(invoice)
        self.assertTrue(activities)
        uninstall_hook(self.env(su=True))
        self.assertFalse(activities.exists())

    def test_a_failure_costs_the_activity_not_the_answer(self):
        invoice = self.new_invoice()
        document = self.new_document(invoice, "DEPOSEE")
        self.env.cr.flush()
        moves = self.env.registry["account.move"]
        with (
            patch.object(moves, "_chorus_responsible", side_effect=ValueError),
            mute_logger("odoo.addons.l10n_fr_chorus_pro.models.telling.activity"),
        ):
            self.set_status(document, "SUSPENDUE")
            self.assertFalse(self.activities(invoice))
        document.invalidate_recordset()
        self.assertEqual(document.raw_status, "SUSPENDUE")

    def test_the_accounting_manager_names_the_responsible_person(self):
        manager = new_test_user(
            self.env,
            login="chef",
            groups="account.group_account_manager",
            company_id=self.company.id,
        )
        settings = self.env["l10n_fr_chorus_pro.accounting.settings"]
        with Form(settings.with_user(manager)) as form:
            self.assertEqual(form.l10n_fr_chorus_submission_mode, "facturx")
            form.l10n_fr_chorus_submission_mode = "cii"
            form.l10n_fr_chorus_lot_size = 20
            form.l10n_fr_chorus_responsible_id = self.responsible
        form.record.action_save()
        self.assertEqual(self.company.l10n_fr_chorus_responsible_id, self.responsible)
        self.assertEqual(self.company.l10n_fr_chorus_submission_mode, "cii")
        self.assertEqual(self.company.l10n_fr_chorus_lot_size, 20)
        with self.assertRaises(AccessError):
            settings.with_user(self.accountant).create({})
        other = self.env["res.company"].create({"name": "Autre"})
        stolen = settings.with_user(manager).create({})
        stolen.sudo().company_id = other
        with self.assertRaises(AccessError):
            stolen.action_save()
