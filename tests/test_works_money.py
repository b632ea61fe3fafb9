"""A works contract month by month, against the table that was calculated by hand."""

from datetime import date

from dateutil.relativedelta import relativedelta
from psycopg2.errors import ForeignKeyViolation, UniqueViolation

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import Form, tagged
from odoo.tools import format_date, mute_logger

from ..tools.portal_time import portal_date, portal_today
from .works_money_common import USUAL, WorksMoneyCase


@tagged("post_install_l10n", "post_install", "-at_install")
class TestWorksMoney(WorksMoneyCase):
    # -- The figures -----------------------------------------------------------

    def test_six_claims(self):
        self.assertEqual(self.advance, 51000)
        self.assertByHand(USUAL)
        self.assertEqual(self.claims.mapped("number"), [1, 2, 3, 4, 5, 6])
        self.assertEqual(self.contract.owed_total, 1310911.47)
        self.assertEqual(self.contract.retained_total, 64800)
        self.assertEqual(self.contract.advance_left, 0)
        self.assertEqual(self.contract.party_ids.share_ids[:1].left, 0)
        self.contract.retention_rate = 3
        self.assertByHand("three_percent")
        self.contract.retention_on_revision = False
        self.assertByHand("initial_prices")
        self.contract.has_guarantee = True
        self.assertEqual(set(self.claims.mapped("retention")), {0})

    def test_admitted_as_claimed(self):
        """Changes no month, and nothing is in dispute."""
        self.claims.action_chorus_admit()
        self.assertByHand(USUAL)
        self.assertByHand(USUAL, prefix="admitted_")
        self.assertEqual(set(self.claims.mapped("state")), {"admitted"})
        self.assertEqual(set(self.claims.mapped("dispute")), {"none"})
        self.assertFalse(any(self.claims.mapped("differences")))

    def test_admitted_for_less(self):
        """Which components differ; the next month goes on from what was admitted."""
        claim = self.admit_less()
        self.assertByHand(USUAL, range(1, 5))
        self.assertByHand("less", [4], "admitted_")
        self.assertByHand("less", [5])
        self.assertEqual(claim.state, "admitted_for_less")
        self.assertEqual(claim.disputed_amount, 15171.60)
        self.assertEqual(self.contract.disputed_amount, 15171.60)
        self.assertEqual(len(claim.differences.splitlines()), 6)
        claim.action_chorus_settle()
        self.assertEqual(claim.dispute, "settled")
        self.assertFalse(self.contract.disputed_amount)
        with self.assertRaises(UserError):
            claim.action_chorus_settle()

    def test_an_amendment_gives_no_advance_back(self):
        self.contract.amendment_ids = [
            Command.create(
                {"number": "2", "signed_on": "2020-05-02", "amount_untaxed": 320000}
            )
        ]
        self.assertByHand("amended")

    def test_a_large_advance_is_recovered_from_the_first_claim(self):
        contract = self.contract
        contract.write({"advance_paid_on": False, "advance_rate": 40})
        self.assertEqual(contract.advance_amount, 408000)
        contract.advance_paid_on = "2020-01-15"
        self.assertEqual((contract.recovered_from, contract.recovered_until), (0, 80))
        self.assertByHand("large_advance")
        # As it was paid: 90 % of the contract with VAT (R2191-12), and less again.
        contract.advance_amount = 1080000
        self.assertEqual((contract.recovered_from, contract.recovered_until), (0, 90))
        contract.advance_amount = 51000
        self.assertByHand(USUAL)
        # What the contract says stays, whatever the advance comes to.
        contract.recovered_from = 50
        contract.advance_amount = 408000
        self.assertEqual(contract.recovered_from, 50)

    def test_the_same_cut_counts_once(self):
        """Works are claimed to date: what was cut comes again with the next month."""
        less = self.admit_less()
        following = self.claims[4]
        self.admit(following, 905333.33 - 12480.75)
        self.assertEqual(set((less | following).mapped("dispute")), {"open"})
        # 12,480.75 + revision 3,490.67 - 3,278.49 + VAT 41,764.80 - 39,226.21
        self.assertEqual(following.disputed_amount, 15231.52)
        self.assertEqual(self.contract.disputed_amount, 15231.52)
        following.action_chorus_settle()
        self.assertEqual(less.dispute, "settled")
        following.dispute_settled_on = False
        self.admit(following, 905333.33)
        self.assertEqual(following.dispute, "none")
        self.assertEqual(less.dispute, "settled")
        self.assertFalse(self.contract.disputed_amount)
        # A penalty is of its month alone.
        less.admitted_other = 500
        self.assertEqual(less.dispute, "open")
        self.assertEqual(self.contract.disputed_amount, 500)

    def test_a_guarantee_leaves_admitted_months_alone(self):
        self.claims[:3].action_chorus_admit()
        self.env.flush_all()
        self.contract.has_guarantee = True
        self.assertEqual(set(self.claims.mapped("dispute")), {"none"})
        self.assertByHand(USUAL, range(1, 4))
        withheld = self.cases[USUAL][3]["retention_to_date"]
        self.assertEqual(self.claims[3].retention, -withheld)

    def test_the_final_claim_takes_off_the_rest_of_the_advance(self):
        self.claims[3:].unlink()
        claim = self.claims[2]
        self.assertEqual(claim.recovered, 0)
        claim.is_final = True
        self.assertEqual(claim.recovered, 51000)
        self.assertEqual(self.contract.advance_left, 0)

    def test_the_final_claim_leaves_the_retention_withheld(self):
        """Until a year from the reception, and 30 days to pay it back (R2191-35)."""
        contract, claim, today = self.contract, self.claims[5], portal_today(self.env)
        claim.is_final = True
        self.assertEqual(claim.due, self.cases[USUAL][6]["due"])
        self.assertEqual(contract.retention_held, 64800)
        self.assertIn(self.money(64800), claim.retention_note)
        self.claims.action_chorus_admit()
        contract.acceptance_notified_on = today - relativedelta(months=1)
        ends = contract.acceptance_notified_on + relativedelta(years=1)
        self.assertEqual(contract.guarantee_ends_on, ends)
        self.assertIn(format_date(self.env, ends), claim.retention_note)
        contract.guarantee_ends_on = today - relativedelta(days=30)
        self.assertIn(format_date(self.env, today), claim.retention_note)
        self.assertNotIn("aurait dû", claim.retention_note)
        contract.guarantee_ends_on = today - relativedelta(days=31)
        self.assertIn("aurait dû", claim.retention_note)
        contract.has_guarantee = True
        self.assertEqual(contract.retention_held, 64800)
        self.assertIn("R2191-36", claim.retention_note)
        contract.retention_paid_back_on = today
        self.assertEqual((contract.retained_total, contract.retention_held), (64800, 0))

    def test_of_several_rates_no_claim_is_made(self):
        with self.assertRaisesRegex(UserError, "plusieurs taux"):
            self.contract.has_several_rates = True
        other = self.contract.copy({"number": "2020-T-044", "has_several_rates": True})
        values = {"contract_id": other.id, "works_total": 100}
        with self.assertRaisesRegex(UserError, "plusieurs taux"):
            other.claim_ids.create(values)
        dialogs = self.env["l10n_fr_chorus_pro.works.deposit"]
        dialog = dialogs.create({"contract_id": other.id, "framework": "A4"})
        self.assertIn("plusieurs taux", dialog.problems)

    def test_a_claim_being_typed(self):
        """It goes on from the month before it, stored or not."""
        new = self.contract.claim_ids.new(
            {
                "contract_id": self.contract.id,
                "month": "2020-04-05",
                "works_total": 712480.75,
                "coefficient": 1.013,
            }
        )
        self.assertEqual(new.due_before, self.claims[3].due_to_date)
        self.assertEqual(new.works, 0)

    def test_a_claim_is_handed_in_as_it_states(self):
        def offered(claim):
            action = claim.with_user(self.accountant).action_chorus_deposit_claim()
            dialogs = self.env[action["res_model"]].with_user(self.accountant)
            form = Form(dialogs.with_context(**action["context"]))
            self.assertEqual(form.contract_id, self.contract)
            self.assertEqual(form.amount_untaxed, claim.works_total)
            return form.framework, form.number, form.piece_date

        claim = self.claims[1]
        found = offered(claim)
        self.assertEqual(found, ("A4", "2020-T-042-2", date(2020, 2, 29)))
        claim.is_final = True
        self.contract.number = "Marché de travaux du gymnase"
        self.assertEqual(offered(claim), ("A7", False, portal_today(self.env)))

    def test_what_was_deposited_stays(self):
        self.claims[5].unlink()
        self.claims[4].action_chorus_deposited()
        with self.assertRaises(UserError):
            self.claims[4].unlink()

    # -- What the portal says --------------------------------------------------

    def at_portal(self, number, **values):
        """A piece of this contract; its record."""
        values = {"untaxed": 249431.24, "total": 299317.49} | values
        self.claim(number, market="2020 T 042", **values)
        self.fetch()
        return self.piece(number)

    def answered(self, before, **values):
        """A statement that answers a piece; its record."""
        self.play(before, "answer", **values)
        self.fetch()
        return self.piece(values["number"])

    def test_what_chorus_pro_admits_is_taken_with_one_click(self):
        claim = self.claims[3]
        piece = self.at_portal("P2020-04")
        self.assertEqual(self.claims.piece_id, piece)
        self.assertEqual(claim.piece_id, piece)
        self.assertEqual(claim.state, "deposited")
        day = portal_date(self.env, piece.deposited_at)
        self.assertEqual(claim.deposited_on, day)
        self.assertFalse(claim.statement_note)
        less = {"untaxed": 236788.24, "total": 284145.89}
        stated = self.answered("P2020-04", framework="A15", number="EA4", **less)
        self.assertEqual(claim.statement_id, stated)
        self.assertIn(self.money(47357.65), claim.statement_note)
        self.assertFalse(claim.admitted_on)
        claim.action_chorus_take_statement()
        self.assertByHand("less", [4], "admitted_")
        self.assertByHand("less", [5])
        self.assertEqual(claim.state, "admitted_for_less")
        self.assertEqual(len(claim.differences.splitlines()), 6)
        self.assertFalse(claim.statement_note)
        # The owner admits more than the supervisor did.
        validated = self.answered(
            "EA4", framework="A19", number="EV4", untaxed=249431.24, total=299317.49
        )
        self.assertEqual(claim.statement_id, validated)
        self.assertIn(self.money(249431.24), claim.statement_note)
        self.assertByHand("less", [4], "admitted_")
        claim.action_chorus_take_statement()
        self.assertByHand(USUAL, [4], "admitted_")
        self.assertEqual(claim.dispute, "none")

    def test_what_somebody_entered_or_chose_stays(self):
        claim, other = self.claims[3], self.claims[4]
        chosen = self.at_portal("SITUATION")
        self.assertFalse(self.claims.piece_id)
        with self.assertRaises(UserError):
            claim.action_chorus_take_statement()
        claim.piece_id = chosen
        self.at_portal("D4")
        self.assertEqual(claim.piece_id, chosen)
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation):
            other.write({"piece_id": chosen.id})
            other.flush_recordset()
        claim.action_chorus_admit()
        less = {"untaxed": 236788.24, "total": 284145.89}
        self.answered("SITUATION", framework="A16", number="EA", **less)
        self.assertByHand(USUAL, [4], "admitted_")
        self.assertIn(self.money(299317.49), claim.statement_note)
        self.assertEqual(claim.piece_id, chosen)

    def test_a_piece_that_is_refused_is_made_anew(self):
        claim = self.claims[0]
        refused = self.at_portal("D1")
        self.play("D1", "refuse", comment="Contrat inconnu")
        self.fetch()
        self.assertEqual(claim.piece_id, refused)
        anew = self.at_portal("D01")
        self.assertEqual(claim.piece_id, anew)

    def test_what_was_invoiced_stays(self):
        claim = self.claims[5]
        self.make_invoice(claim)
        claim.action_chorus_post_as_claimed()
        self.assertEqual(claim.state, "draft")
        with self.assertRaisesRegex(UserError, "deux fois"):
            claim.unlink()
        with self.assertRaises(ForeignKeyViolation), mute_logger("odoo.sql_db"):
            self.contract.sudo().unlink()
