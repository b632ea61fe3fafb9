"""The overview, the lists with their buttons, the cards on a telephone."""

import os

from odoo import Command, fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from ..models.deposit.batch import NOTE
from ..models.worklist.work_list import WORK_LISTS
from .common import ChorusCase, ChorusHttpCase
from .test_work_list import WorkListMixin

OVERVIEW = "l10n_fr_chorus_pro.overview"


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestOverview(WorkListMixin, ChorusCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.auditor = cls.new_user("auditeur", "account.group_account_readonly")

    def overview(self, user=None):
        return self.env[OVERVIEW].with_user(user or self.accountant).action_read()

    def counts(self, user=None):
        return {row["name"]: row["count"] for row in self.overview(user)["lists"]}

    def test_each_list_with_count_amount_and_age(self):
        invoice = self.new_invoice()
        self.new_document(invoice, "SUSPENDUE")
        self.new_invoice()
        for state in ("to_send", "not_sent"):
            self.new_document(self.new_invoice(), state=state)
        expected = dict.fromkeys(dict(WORK_LISTS), 0)
        # What was not sent wants somebody, too.
        expected |= {"to_send": 1, "queued": 1, "not_sent": 1, "action": 2}
        for user in (self.accountant, self.auditor):
            self.assertEqual(self.counts(user), expected)
        rows = {row["name"]: row for row in self.overview()["lists"]}
        total = invoice.currency_id.format(invoice.amount_total_signed)
        self.assertEqual(rows["to_send"]["amount"], total)
        today = fields.Date.today().strftime("%d/%m/%Y")
        self.assertIn(today, rows["to_send"]["oldest"])
        self.assertEqual(rows["not_sent"]["tone"], "danger")
        self.assertEqual(rows["late"]["tone"], "")

    def test_what_is_mine(self):
        self.new_document(self.new_invoice(), "SUSPENDUE")
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.assertEqual(self.overview()["mine"]["count"], 1)
        self.assertEqual(self.overview(self.auditor)["mine"]["count"], 0)
        action = self.env[OVERVIEW].with_user(self.accountant).action_open_mine()
        self.assertEqual(self.env["account.move"].search_count(action["domain"]), 1)

    def test_it_is_for_people_of_accounting(self):
        clerk = new_test_user(self.env, login="employe", groups="base.group_user")
        with self.assertRaises(AccessError):
            self.overview(clerk)
        with self.assertRaises(AccessError):
            self.env[OVERVIEW].with_user(clerk).action_open_mine()

    def test_other_companies_count_for_themselves(self):
        self.new_invoice()
        other = self.setup_other_company(name="Autre SARL")["company"]
        self.accountant.company_ids = [Command.link(other.id)]
        overview = self.env[OVERVIEW].with_user(self.accountant)
        overview = overview.with_context(allowed_company_ids=other.ids)
        rows = {row["name"]: row["count"] for row in overview.action_read()["lists"]}
        self.assertEqual(rows["to_send"], 0)

    def test_how_the_connection_is(self):
        company = self.company.sudo()
        (row,) = self.overview()["connections"]
        self.assertEqual(row["tone"], "success")
        company.l10n_fr_chorus_paused_until = fields.Datetime.add(
            fields.Datetime.now(), minutes=30
        )
        (row,) = self.overview()["connections"]
        self.assertEqual(row["tone"], "warning")
        company.l10n_fr_chorus_pause_reason = "Chorus Pro refuse l'accès."
        (row,) = self.overview()["connections"]
        self.assertEqual(row["tone"], "danger")
        self.assertIn("refuse l'accès", row["text"])
        company.l10n_fr_chorus_password = False
        (row,) = self.overview()["connections"]
        self.assertIn("n'est pas configuré", row["text"])
        self.assertFalse(row["setup"])
        self.accountant.group_ids |= self.env.ref("account.group_account_manager")
        (row,) = self.overview()["connections"]
        self.assertTrue(row["setup"])

    def test_the_set_up_of_the_company_that_one_works_in(self):
        """The checklist is of no other one of those that are chosen."""
        other = self.setup_other_company(name="Autre SARL")["company"]
        other.sudo().l10n_fr_chorus_environment = "simulator"
        self.accountant.company_ids = [Command.link(other.id)]
        self.accountant.group_ids |= self.env.ref("account.group_account_manager")
        overview = self.env[OVERVIEW].with_user(self.accountant)
        for companies, is_offered in (
            (self.company | other, False),
            (other | self.company, True),
        ):
            chosen = overview.with_context(allowed_company_ids=companies.ids)
            rows = {row["id"]: row for row in chosen.action_read()["connections"]}
            self.assertEqual(bool(rows[other.id]["setup"]), is_offered)

    def queries_of_steps(self, name):
        """What it costs to say what to do with all invoices of a list."""
        moves = self.env["account.move"].with_user(self.accountant)
        listed = moves.search(moves._chorus_work_domain(name))
        self.assertTrue(listed)
        listed.mapped("l10n_fr_chorus_next_step")
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        listed.mapped("l10n_fr_chorus_next_step")
        return self.env.cr.sql_log_count - before

    def new_queued(self):
        document = self.new_document(self.new_invoice(), state="to_send")
        document.deposit_id = False

    def new_late(self):
        invoice = self.new_invoice()
        document = self.new_document(invoice, "MISE_A_DISPOSITION")
        self.add_status(document, "SERVICE_FAIT", "2026-03-05 09:00:00")

    def test_a_list_costs_the_same_for_any_number_of_invoices(self):
        for name, make in (("queued", self.new_queued), ("late", self.new_late)):
            make()
            few = self.queries_of_steps(name)
            for _number in range(5):
                make()
            with self.subTest(name):
                self.assertEqual(self.queries_of_steps(name), few)

    def test_when_the_scheduled_actions_run(self):
        cron = self.env.ref("l10n_fr_chorus_pro.ir_cron_deposits").sudo()
        cron.active = False
        rows = {row["id"]: row for row in self.overview()["runs"]}
        self.assertEqual(len(rows), 4)
        self.assertTrue(rows[cron.id]["is_off"])

    def test_it_costs_the_same_for_any_number_of_invoices(self):
        for count in (1, 5):
            for _number in range(count):
                self.new_document(self.new_invoice(), "SUSPENDUE")
            self.env.cr.precommit.run()
            self.overview()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.overview()
            queries = self.env.cr.sql_log_count - before
            if count == 1:
                few = queries
        self.assertEqual(queries, few)

    # -- Who is offered what ---------------------------------------------------

    def test_buttons_on_rows_are_for_those_who_may(self):
        for view in ("list", "kanban"):
            view_id = self.env.ref(f"l10n_fr_chorus_pro.work_list_view_{view}").id
            moves = self.env["account.move"]
            for user, is_offered in ((self.accountant, True), (self.auditor, False)):
                arch = moves.with_user(user).get_view(view_id, view)["arch"]
                self.assertEqual("Compléter" in arch, is_offered, view)
                self.assertIn("l10n_fr_chorus_next_step", arch)

    def test_each_list_has_its_own_words_when_it_is_empty(self):
        actions = self.env["ir.actions.act_window"].with_context(lang="fr_FR")
        texts = set()
        for name, _label in WORK_LISTS:
            action = f"l10n_fr_chorus_pro.work_list_action_{name}"
            text = actions._for_xml_id(action)["help"]
            self.assertIn("Tout est à jour", text)
            texts.add(text)
        self.assertEqual(len(texts), len(WORK_LISTS))


class ListsTourCase(WorkListMixin, ChorusHttpCase):
    def in_the_lists(self):
        """One invoice suspended, one late, two sent together, of which one failed."""
        suspended = self.new_invoice(self.hospital)
        document = self.new_document(suspended, "SUSPENDUE")
        document.reason = "Bon de livraison manquant"
        together = self.new_invoice() | self.new_invoice()
        together._chorus_remember_batch()
        self.new_document(together[0], "MISE_A_DISPOSITION")
        document = self.new_document(together[1], state="not_sent")
        document.reason = "Le SIRET manque"
        return suspended, together


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestOverviewTour(ListsTourCase):
    def test_overview(self):
        """By the menu to the overview, to a list, to the button on a row, and to those
        that were sent together; others are sent, and their end is told."""
        self.company.l10n_fr_chorus_submission_mode = "cii"
        self.in_the_lists()
        invoices = self.new_invoice() | self.new_invoice()
        self.start_tour(
            "/odoo/customer-invoices",
            "l10n_fr_chorus_pro_overview",
            login=self.accountant.login,
        )
        self.env.ref("account.ir_cron_account_move_send").method_direct_trigger()
        self.run_cron("ir_cron_deposits")
        self.assertEqual(set(invoices.mapped("l10n_fr_chorus_state")), {"deposited"})
        batch = invoices.sudo().l10n_fr_chorus_batch_id
        self.assertTrue(batch.told)
        self.env.cr.precommit.run()
        told = self.env["bus.bus"].sudo().search([("message", "like", NOTE)])
        self.assertIn("2 transmises", told.sorted("id")[-1:].message)

    def test_overview_of_a_manager(self):
        if not os.environ.get("CHORUS_TEST_FULL"):
            self.skipTest("the same tour for another role")
        self.in_the_lists()
        self.new_invoice()
        self.new_invoice()
        self.accountant.group_ids |= self.env.ref("account.group_account_manager")
        self.start_tour(
            "/odoo/customer-invoices",
            "l10n_fr_chorus_pro_overview",
            login=self.accountant.login,
        )

    def test_overview_of_an_auditor(self):
        if not os.environ.get("CHORUS_TEST_FULL"):
            self.skipTest("the same tour for another role")
        self.in_the_lists()
        self.new_user("auditeur", "account.group_account_readonly")
        self.start_tour(
            "/odoo/chorus-pro", "l10n_fr_chorus_pro_overview_read", login="auditeur"
        )


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestCardsTour(ListsTourCase):
    browser_size = "390x844"
    touch_enabled = True

    def test_cards(self):
        """On a telephone: a card says what to do, and does it."""
        self.in_the_lists()
        self.start_tour(
            "/odoo/chorus-pro", "l10n_fr_chorus_pro_cards", login=self.accountant.login
        )
