from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from ..chorus_api.statuses import INVOICE_STATUSES, invoice_status
from ..models.worklist.work_list import WORK_LISTS
from .common import ChorusCase, ChorusHttpCase, ChorusMixin

# What the portal said last, and the lists the invoice is in.
STATUSES = {
    "DEPOSEE": {"transit"},
    "EN_COURS_ACHEMINEMENT": {"transit"},
    "A_VALIDER_1": {"transit"},
    "VALIDEE_1": {"transit"},
    "BROUILLON": {"action"},
    "ERREUR_FOURNISSEUR_SUR_VALIDEUR": {"action"},
    "REFUSEE_1": {"action"},
    "MISE_A_DISPOSITION": {"late"},
    "SERVICE_FAIT": set(),
    "SUSPENDUE": {"action"},
    "A_RECYCLER": {"action"},
    "REJETEE": {"action"},
    "MISE_EN_PAIEMENT": {"released"},
    "SUPPRIMEE": {"action"},
    "ABANDONNEE": {"action"},
}


class WorkListMixin(ChorusMixin):
    def new_document(self, invoice, status="", state="", moment="2026-03-02 09:00:00"):
        """Write an attempt down as if it had gone through Chorus Pro months ago."""
        deposit = (
            self.env["l10n_fr_chorus_pro.deposit"]
            .sudo()
            .create(
                {
                    "company_id": self.company.id,
                    "environment": "simulator",
                    "reference": f"{invoice.name} {status}{state}",
                    "state": "integrated",
                    "deposited_at": "2026-03-01 09:00:00",
                }
            )
        )
        values = {
            **invoice._chorus_document_values(),
            "deposit_id": deposit.id,
            "state": state or invoice_status(status).state,
            "raw_status": status,
            "status_date": moment,
        }
        return self.env["l10n_fr_chorus_pro.document"].sudo().create(values)

    def add_status(self, document, status, moment):
        """A later status, which becomes the current one."""
        events = self.env["l10n_fr_chorus_pro.event"].sudo()
        for code, happened_at in (
            (document.raw_status, document.status_date),
            (status, moment),
        ):
            events.create(
                {
                    "document_id": document.id,
                    "kind": "status",
                    "remote_id": f"{code} {happened_at}",
                    "code": code,
                    "happened_at": happened_at,
                }
            )
        document.write(
            {
                "raw_status": status,
                "status_date": moment,
                "state": invoice_status(status).state,
            }
        )


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestWorkList(WorkListMixin, ChorusCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.auditor = cls.new_user("auditeur", "account.group_account_readonly")

    def lists_of(self, invoice, user=None):
        moves = self.env["account.move"].with_user(user or self.accountant)
        return {
            name
            for name, _label in WORK_LISTS
            if moves.search(
                [("l10n_fr_chorus_work_list", "=", name), ("id", "=", invoice.id)]
            )
        }

    def test_every_status_stands_where_it_belongs(self):
        invoice = self.new_invoice()
        self.assertEqual(self.lists_of(invoice), {"to_send"})
        document = self.new_document(invoice, "DEPOSEE")
        with freeze_time("2026-06-01"):
            for status, expected in STATUSES.items():
                document.write(
                    {"raw_status": status, "state": invoice_status(status).state}
                )
                with self.subTest(status):
                    self.assertEqual(self.lists_of(invoice), expected)
                    self.assertEqual(self.lists_of(invoice, self.auditor), expected)
                    shown = invoice.l10n_fr_chorus_work_list
                    self.assertEqual({shown} - {False}, expected)

    def test_the_banner_says_what_the_list_says(self):
        invoice = self.new_invoice()
        document = self.new_document(invoice, "DEPOSEE")
        for code, status in INVOICE_STATUSES.items():
            document.write({"raw_status": code, "state": status.state})
            with self.subTest(code):
                is_listed = invoice.l10n_fr_chorus_work_list == "action"
                is_said = "l10n_fr_chorus_pro_action" in (invoice.alerts or {})
                self.assertEqual(is_said, is_listed)

    def test_a_blocked_payment_is_awaited_all_the_same(self):
        invoice = self.new_invoice()
        self.new_document(invoice, "SUSPENDUE")
        invoice.sudo().action_toggle_block_payment()
        self.assertEqual(invoice.payment_state, "blocked")
        self.assertEqual(self.lists_of(invoice), {"action"})

    def test_states_before_the_portal_has_it(self):
        invoice = self.new_invoice()
        document = self.new_document(invoice, state="sending")
        for state, expected in {
            "to_send": {"queued"},
            "sending": {"transit"},
            "deposited": {"transit"},
            "uncertain": {"uncertain"},
            "refused": {"action"},
            "not_received": {"action"},
            "not_sent": {"not_sent", "action"},
        }.items():
            document.state = state
            with self.subTest(state):
                self.assertEqual(self.lists_of(invoice), expected)
                # Of two lists the one that asks for most.
                shown = invoice.l10n_fr_chorus_work_list
                self.assertEqual(shown, min(expected))

    def test_what_is_settled_in_odoo_leaves_the_lists(self):
        invoice = self.new_invoice()
        self.new_document(invoice, "REJETEE")
        self.assertEqual(self.lists_of(invoice), {"action"})
        reversal = self.env["account.move.reversal"].create(
            {"move_ids": invoice.ids, "journal_id": invoice.journal_id.id}
        )
        reversal.modify_moves()
        self.assertEqual(invoice.payment_state, "reversed")
        self.assertEqual(self.lists_of(invoice), set())

    def test_an_invoice_paid_before_it_was_sent_still_asks_for_action(self):
        invoice = self.new_invoice()
        self.new_document(invoice, "SUSPENDUE")
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create({})._create_payments()
        self.assertEqual(self.lists_of(invoice), set())
        invoice.l10n_fr_chorus_framework = "A2"
        self.assertEqual(self.lists_of(invoice), {"action"})

    def test_what_a_factor_collects_is_not_ours_to_wait_for(self):
        late, released = self.new_invoice(), self.new_invoice()
        self.new_document(late, "MISE_A_DISPOSITION")
        self.new_document(released, "MISE_EN_PAIEMENT")
        with freeze_time("2026-06-01"):
            self.assertEqual(self.lists_of(late), {"late"})
            self.assertEqual(self.lists_of(released), {"released"})
            factor = self.env["l10n_fr_chorus_pro.factor"].create(
                {
                    "name": "Affacturage de France",
                    "company_id": self.company.id,
                    "partner_id": self.bank_account.partner_id.id,
                    "bank_account_id": self.bank_account.id,
                    "subrogation": "À régler à l'affactureur.",
                }
            )
            (late | released).l10n_fr_chorus_factor_id = factor
            self.assertEqual(self.lists_of(late), set())
            self.assertEqual(self.lists_of(released), set())
            self.assertEqual(late.l10n_fr_chorus_days_late, 0)

    def test_the_card_of_the_journal_counts(self):
        journal = self.company_data["default_journal_sale"]
        self.new_document(self.new_invoice(), "SUSPENDUE")
        self.new_document(self.new_invoice(), "SUSPENDUE")
        self.new_document(self.new_invoice(), "MISE_EN_PAIEMENT")
        self.new_invoice()
        for user in (self.accountant, self.auditor):
            card = journal.with_user(user)._get_journal_dashboard_data_batched()
            counts = {
                name: card[journal.id][f"chorus_{name}"] for name, _label in WORK_LISTS
            }
            self.assertEqual(
                counts,
                {
                    "to_send": 1,
                    "queued": 0,
                    "not_sent": 0,
                    "transit": 0,
                    "action": 2,
                    "late": 0,
                    "released": 1,
                    "uncertain": 0,
                },
            )
        action = journal.with_context(
            chorus_work_list="action"
        ).action_chorus_work_list()
        self.assertEqual(action["xml_id"], "l10n_fr_chorus_pro.work_list_action_action")
        self.assertEqual(action["context"]["search_default_chorus_action"], 1)
        self.assertEqual(action["domain"], [("journal_id", "=", journal.id)])

    def test_companies_without_chorus_pro_count_nothing(self):
        journal = self.company_data["default_journal_sale"]
        self.company.sudo().l10n_fr_chorus_environment = False
        card = journal._get_journal_dashboard_data_batched()
        self.assertNotIn("chorus_late", card[journal.id])

    # -- Analysis --------------------------------------------------------------

    def analyse(self, groupby, *measures):
        rows = (
            self.env["l10n_fr_chorus_pro.report"]
            .with_user(self.auditor)
            ._read_group([], groupby, measures)
        )
        return {row[: len(groupby)]: row[len(groupby) :] for row in rows}

    def test_amounts_and_delays_by_public_body(self):
        for partner, available, released in (
            (self.town, "2026-03-03 09:00:00", "2026-03-31 09:00:00"),
            (self.town, "2026-03-05 09:00:00", "2026-04-02 09:00:00"),
            (self.hospital, "2026-03-11 09:00:00", None),
        ):
            invoice = self.new_invoice(partner, buyer_reference="ACHATS")
            document = self.new_document(
                invoice, "MISE_A_DISPOSITION", moment=available
            )
            if released:
                self.add_status(document, "MISE_EN_PAIEMENT", released)
        total = invoice.amount_total_signed
        figures = self.analyse(
            ["partner_id"],
            "amount_total:sum",
            "days_to_available:avg",
            "days_to_release:avg",
            "refused:avg",
        )
        self.assertEqual(figures[self.town,], (2 * total, 3, 31, 0))
        # Nothing was released yet: no average, rather than 0 days.
        self.assertEqual(figures[self.hospital,][:2], (total, 10))
        self.assertIs(figures[self.hospital,][2], False)
        self.assertEqual(
            self.analyse(["service"], "__count"),
            {("ACHATS",): (3,)},
        )
        self.assertEqual(
            [str(month[0]) for month in self.analyse(["deposited_on:month"])],
            ["2026-03-01"],
        )

    def test_share_refused_and_why(self):
        """An invoice refused once and taken then: half the attempts, one amount."""
        invoice = self.new_invoice()
        refused = self.new_document(invoice, state="refused")
        refused.reason = "L'engagement juridique (X) est obligatoire"
        self.new_document(invoice, "MISE_A_DISPOSITION")
        figures = self.analyse(["partner_id"], "amount_total:sum", "refused:avg")
        self.assertEqual(figures[self.town,], (invoice.amount_total_signed, 0.5))
        reason = self.env.ref("l10n_fr_chorus_pro.reason_commitment_missing")
        why = self.analyse(["reason_id"], "refused:sum")
        self.assertEqual(why[reason,], (1,))

    def test_what_was_issued_anew_counts_once(self):
        rejected, new = self.new_invoice(), self.new_invoice()
        document = self.new_document(rejected, "REJETEE")
        self.new_document(new, "MISE_A_DISPOSITION")
        total = new.amount_total_signed
        for way_out, expected in (
            ("keep_open", 2 * total),
            ("cancel", total),
            ("reinvoice", total),
        ):
            document.way_out = way_out
            with self.subTest(way_out):
                figures = self.analyse(
                    ["partner_id"], "amount_total:sum", "refused:avg"
                )
                self.assertEqual(figures[self.town,], (expected, 0.5))

    def test_unanswered_attempts_tell_nothing(self):
        self.new_document(self.new_invoice(), state="uncertain")
        self.assertFalse(self.analyse(["partner_id"]))

    def test_the_dictionary_is_looked_up_again_when_it_grows(self):
        document = self.new_document(self.new_invoice(), "REJETEE")
        document.reason = "Budget clos"
        self.assertFalse(document.reason_id)
        reason = self.env["l10n_fr_chorus_pro.reason"].create(
            {"label": "Budget", "match": "budget clos", "explanation": "Attendre."}
        )
        self.assertEqual(document.reason_id, reason)

    def test_the_analysis_is_for_people_of_accounting_of_the_company(self):
        self.new_document(self.new_invoice(), "MISE_A_DISPOSITION")
        report = self.env["l10n_fr_chorus_pro.report"]
        stranger = new_test_user(
            self.env,
            login="etranger",
            groups="account.group_account_invoice",
            company_id=self.env["res.company"].create({"name": "Autre"}).id,
        )
        clerk = new_test_user(self.env, login="employe", groups="base.group_user")
        self.assertTrue(report.with_user(self.accountant).search([]))
        self.assertFalse(report.with_user(stranger).search([]))
        with self.assertRaises(AccessError):
            report.with_user(clerk).search([])


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestWorkListTour(WorkListMixin, ChorusHttpCase):
    def test_work_list(self):
        """From the card of the journal to its list; filters; why a gap; the figures."""
        self.new_document(self.new_invoice(), "MISE_EN_PAIEMENT")
        self.new_document(self.new_invoice(self.hospital), "SUSPENDUE")
        self.start_tour(
            "/odoo/accounting", "l10n_fr_chorus_pro_work_list", login="comptable"
        )
