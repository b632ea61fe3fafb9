"""One truth: badge, banner, button, list, activity and count ask for the same."""

from odoo.tests import tagged

from ..chorus_api.statuses import INVOICE_STATUSES, invoice_status
from ..models.invoice.next_actions import NEXT_ACTIONS
from ..models.telling.activity import ACTIVITY_TYPE
from .common import ChorusCase
from .test_work_list import WorkListMixin

# Own states while the portal has no status.
STATES = {
    "to_send": False,
    "sending": False,
    "deposited": False,
    "refused": True,
    "not_received": True,
    "not_sent": True,
}
# The statuses of the portal that want something of the supplier.
WANTING = """
    BROUILLON INTERPRETEE_OCR REFUSEE_1 REFUSEE_2 ERREUR_FOURNISSEUR_SUR_VALIDEUR
    ERREUR_COTRAITANT_SUR_VALIDEUR A_RECYCLER REJETEE SUSPENDUE ABANDONNEE SUPPRIMEE
    NON_CONFORME A_ASSOCIER_FOURNISSEUR A_COMPLETER REFUSEE_MOE REFUSEE_MOA
    REFUSEE_FOURNISSEUR EN_ATTENTE_RECYCLAGE_FOURNISSEUR ERREUR_FOURNISSEUR_SUR_MOE
    ERREUR_FOURNISSEUR_SUR_MOA ERREUR_DESTINATAIRE_PD ERREUR_DESTINATAIRE_EA
""".split()
REASONS = (
    "DOUBLE_FACT",
    "TRANSF_PMNT_REGIE",
    "SUPPR_COMP_AVOIR",
    "MONTANT_ERR",
    "Voir notre courrier",
)


@tagged("post_install_l10n", "post_install", "-at_install")
class TestAsks(WorkListMixin, ChorusCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.journal = cls.company_data["default_journal_sale"]
        cls.documents, cls.how = {}, {}
        for move_type in ("out_invoice", "out_refund"):
            for how in ("not_paid", "paid", "reversed", "cancelled", "A2"):
                if (move_type, how) == ("out_refund", "reversed"):
                    continue  # to Odoo it is paid
                move = cls.new_invoice(cls, move_type=move_type)
                if how == "A2":
                    move.l10n_fr_chorus_framework = "A2"
                # The portal is done with it: the accounts may follow.
                cls.documents[move] = cls.new_document(cls, move, "REJETEE")
                cls.how[move] = how
        for move, how in cls.how.items():
            cls.settle(move, how)
        cls.moves = cls.env["account.move"].union(*cls.documents)

    @classmethod
    def settle(cls, move, how):
        """What becomes of the invoice in Odoo, by Odoo's own ways."""
        if how in ("paid", "A2"):
            cls.env["account.payment.register"].with_context(
                active_model="account.move", active_ids=move.ids
            ).create({})._create_payments()
        elif how == "reversed":
            cls.env["account.move.reversal"].with_context(
                active_model="account.move", active_ids=move.ids
            ).create({"journal_id": move.journal_id.id}).reverse_moves(True)
        elif how == "cancelled":
            move.button_cancel()

    def test_the_accounts_are_what_the_table_says(self):
        for move, how in self.how.items():
            state = move.state if how == "cancelled" else move.payment_state
            expected = {"cancelled": "cancel", "A2": "paid"}.get(how, how)
            self.assertEqual(state, expected)

    def expected(self, wants, is_ended, is_set_off):
        """The invoices that ask for something."""
        if not wants:
            return set()
        asking = {"not_paid", "A2"} | ({"paid"} if is_ended else set())
        return {
            move
            for move, how in self.how.items()
            if (move.move_type == "out_invoice" and how in asking)
            or (
                move.move_type == "out_refund"
                and how in {"not_paid", "A2", "paid"}
                and not is_set_off
            )
        }

    def play(self, values, wants, *, is_ended=False, is_set_off=False):
        for document in self.documents.values():
            document.write({"raw_status": False, "reason": False, **values})
        self.env.cr.flush()  # what a commit does
        self.env.invalidate_all()
        expected = self.expected(wants, is_ended, is_set_off)
        surfaces = self.surfaces()
        for name, found in surfaces.items():
            self.assertEqual(set(found), expected, name)
        self.assertEqual(self.count("action"), len(expected))
        allowed = invoice_status(values.get("raw_status") or "").actions
        if allowed & {name for name, _label in NEXT_ACTIONS}:
            offered = self.moves.filtered("l10n_fr_chorus_next_action")
            self.assertEqual(set(offered), expected, "button")
        for move in self.moves if wants else ():
            says_nothing = "Rien à faire" in move.l10n_fr_chorus_next_step
            self.assertEqual(says_nothing, move not in expected, self.said(move))

    def said(self, move):
        return f"{move.move_type} {self.how[move]}: {move.l10n_fr_chorus_next_step}"

    def surfaces(self):
        activities = (
            self.env["mail.activity"]
            .sudo()
            .search(
                [
                    ("res_model", "=", "account.move"),
                    ("res_id", "in", self.moves.ids),
                    ("activity_type_id", "=", self.env.ref(ACTIVITY_TYPE).id),
                ]
            )
        )
        listed = self.env["account.move"].with_user(self.accountant)
        return {
            "badge": self.moves.filtered(
                lambda m: m.l10n_fr_chorus_tone in ("danger", "warning")
            ),
            "banner": self.moves.filtered(
                lambda m: "l10n_fr_chorus_pro_action" in (m.alerts or {})
            ),
            "list": listed.search(
                [
                    ("l10n_fr_chorus_work_list", "=", "action"),
                    ("id", "in", self.moves.ids),
                ]
            ).with_env(self.env),
            "activity": self.moves.browse(activities.mapped("res_id")),
        }

    def count(self, name):
        card = self.journal.with_user(self.accountant)
        data = card._get_journal_dashboard_data_batched()
        return data[self.journal.id][f"chorus_{name}"]

    def test_every_status(self):
        # One of each kind: it is the row of the table that decides, not the code.
        kinds = {
            (s.state, s.kind, s.actions, code in WANTING): code
            for code, s in INVOICE_STATUSES.items()
        }
        self.assertGreater(len(kinds), 20)
        for code in kinds.values():
            with self.subTest(code):
                state = INVOICE_STATUSES[code].state
                self.play({"state": state, "raw_status": code}, code in WANTING)

    def test_every_state_of_ours(self):
        for state, wants in STATES.items():
            with self.subTest(state):
                self.play({"state": state}, wants, is_ended=wants)

    def test_every_reason_of_a_rejection(self):
        for reason in REASONS:
            with self.subTest(reason):
                self.play(
                    {"state": "rejected", "raw_status": "REJETEE", "reason": reason},
                    True,
                    is_set_off=reason == "SUPPR_COMP_AVOIR",
                )

    def test_uncertain_forbids_and_asks_for_nothing(self):
        for document in self.documents.values():
            document.write({"state": "uncertain", "raw_status": False})
        self.env.cr.flush()
        surfaces = self.surfaces()
        self.assertEqual(set(surfaces["badge"]), set(self.moves))
        self.assertEqual(set(surfaces["banner"]), set(self.moves))
        self.assertFalse(surfaces["list"])
        self.assertFalse(surfaces["activity"])
        self.assertEqual(self.count("uncertain"), len(self.moves))

    def test_what_is_kept_open_may_be_corrected_until_it_is_paid(self):
        for document in self.documents.values():
            document.write(
                {"state": "rejected", "raw_status": "REJETEE", "way_out": "keep_open"}
            )
        self.env.cr.flush()
        for name, found in self.surfaces().items():
            self.assertFalse(found, name)
        offered = self.moves.filtered("l10n_fr_chorus_next_action")
        self.assertEqual(
            {(move.move_type, self.how[move]) for move in offered},
            {
                ("out_invoice", "not_paid"),
                ("out_invoice", "A2"),
                ("out_refund", "not_paid"),
                ("out_refund", "paid"),
                ("out_refund", "A2"),
            },
        )

    def test_words_of_what_is_settled(self):
        by_how = {
            how: move
            for move, how in self.how.items()
            if move.move_type == "out_invoice"
        }
        refund = next(m for m in self.moves if m.move_type == "out_refund")
        for move in (*by_how.values(), refund):
            self.documents[move].write(
                {
                    "state": "rejected",
                    "raw_status": "REJETEE",
                    "reason": "SUPPR_COMP_AVOIR",
                }
            )
        self.env.cr.flush()
        self.assertEqual(
            by_how["paid"].l10n_fr_chorus_next_step,
            "Rejetée le 02/03/2026, réglée depuis. Rien à faire.",
        )
        self.assertEqual(
            refund.l10n_fr_chorus_next_step,
            "L'avoir a été compensé par Ville de Saint-Aubin sur d'autres factures."
            " Rien à faire.",
        )
        self.documents[by_how["not_paid"]].reason = "TRANSF_PMNT_REGIE"
        self.assertEqual(
            by_how["not_paid"].l10n_fr_chorus_next_step,
            "Ville de Saint-Aubin annonce un paiement par sa régie. N'émettez ni avoir"
            " ni nouvelle facture\u202f; attendez le règlement.",
        )
