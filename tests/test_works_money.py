"""A works contract month by month, against the table that was calculated by hand."""

import csv
from collections import defaultdict
from pathlib import Path

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ChorusCase

TABLE = Path(__file__).with_name("works_contract.csv")
USUAL = "usual"


def by_hand():
    """{case: {number of the claim: {component: amount}}}"""
    cases = defaultdict(lambda: defaultdict(dict))
    with TABLE.open(encoding="utf-8") as file:
        for row in csv.DictReader(line for line in file if line[0] != "#"):
            amounts = cases[row["case"]][int(row["claim"])]
            amounts[row["component"]] = float(row["amount"])
    return cases


@tagged("post_install_l10n", "post_install", "-at_install")
class TestWorksMoney(ChorusCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.sudo().l10n_fr_chorus_is_works = True
        cls.cases = by_hand()
        mason = cls.new_customer("Maçonnerie Durand", "55208131766522")
        cls.contract = (
            cls.env["l10n_fr_chorus_pro.contract"]
            .with_user(cls.accountant)
            .create(
                {
                    "number": "2020-T-042",
                    "customer_id": cls.town.id,
                    "amount_untaxed": 1000000,
                    "works_months": 8,
                    "party_ids": [
                        Command.create(
                            {
                                "partner_id": mason.id,
                                "accepted_on": "2020-01-02",
                                "ceiling": 150000,
                            }
                        )
                    ],
                }
            )
        )
        cls.advance = cls.contract.advance_amount
        cls.contract.advance_paid_on = "2020-01-15"
        cls.contract.amendment_ids = [
            Command.create(
                {"number": "1", "signed_on": "2020-04-10", "amount_untaxed": 80000}
            )
        ]
        cls.claims = cls.contract.claim_ids.concat(
            *(cls.new_claim(number) for number in cls.cases[USUAL])
        )

    @classmethod
    def new_claim(cls, number):
        typed = cls.cases[USUAL][number]
        share = {
            "party_id": cls.contract.party_ids.id,
            "amount_untaxed": typed["subcontracted"],
        }
        return cls.contract.claim_ids.create(
            {
                "contract_id": cls.contract.id,
                "month": f"2020-{number:02}-05",
                "works_total": typed["works_total"],
                "coefficient": typed["coefficient"],
                "share_ids": [Command.create(share)] if typed["subcontracted"] else [],
            }
        )

    def assertByHand(self, case, numbers=range(1, 7), prefix=""):
        for number in numbers:
            claim = self.claims[number - 1]
            for name, amount in self.cases[case][number].items():
                if prefix + name in claim._fields:
                    with self.subTest(case=case, claim=number, component=name):
                        self.assertEqual(claim[prefix + name], amount)

    def admit_less(self):
        """Claim 4, of which 700,000 are admitted to date."""
        claim = self.claims[3]
        claim.action_chorus_admit()
        claim.admitted_works_total = 700000
        claim._onchange_admitted_works_total()
        return claim

    def make_invoice(self, claim):
        action = claim.action_chorus_make_invoice()
        self.assertEqual(action["res_id"], claim.move_id.id)
        return claim.move_id

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

    def test_what_was_deposited_stays(self):
        self.claims[5].unlink()
        self.claims[4].action_chorus_deposited()
        with self.assertRaises(UserError):
            self.claims[4].unlink()

    # -- The invoice -----------------------------------------------------------

    def test_draft_until_admitted(self):
        claim = self.claims[0]
        invoice = self.make_invoice(claim)
        self.assertEqual(invoice.amount_total, 144000)
        self.assertEqual(invoice.contract_reference, "2020-T-042")
        with self.assertRaises(UserError):
            invoice.action_post()
        self.assertEqual(invoice.state, "draft")
        claim.action_chorus_admit()
        invoice.action_post()
        self.assertEqual(invoice.amount_residual, 136800)
        self.assertEqual(invoice.l10n_fr_chorus_claim_due, 136800)
        held = invoice.l10n_fr_chorus_withheld_move_id
        self.assertEqual(
            {line.account_id.code[:4]: line.balance for line in held.line_ids},
            {"4117": 7200, "4111": -7200},
        )

    def test_back_to_draft_by_who_makes_invoices(self):
        """Later entries have the numbers after it, and an audit wants them all."""
        claims = self.claims[:2]
        claims.action_chorus_admit()
        for claim in claims:
            self.make_invoice(claim).action_post()
        self.company.sudo().restrictive_audit_trail = True
        invoice = claims[0].move_id.with_user(self.accountant)
        held = claims[0].move_id.l10n_fr_chorus_withheld_move_id
        number = held.name
        invoice.button_draft()
        self.assertEqual((held.state, held.name), ("cancel", number))
        self.assertFalse(invoice.l10n_fr_chorus_withheld_move_id)
        invoice.action_post()
        self.assertEqual(invoice.amount_residual, 136800)
        # A locked one is reversed.
        held = claims[0].move_id.l10n_fr_chorus_withheld_move_id
        held.sudo().button_hash()
        invoice.button_draft()
        self.assertEqual(held.state, "posted")
        self.assertEqual(held.reversal_move_ids.state, "posted")
        self.assertEqual(held.reversal_move_ids.date, held.date)
        invoice.action_post()
        self.assertEqual(invoice.amount_residual, 136800)

    def test_again_after_a_cancelled_invoice(self):
        claim = self.admit_less()
        first = self.make_invoice(claim)
        amount = first.amount_total
        first.button_cancel()
        claim.invalidate_recordset()
        self.assertFalse(claim.has_invoice)
        claim.action_chorus_take_admitted()
        self.assertEqual(claim.dispute, "settled")
        self.assertEqual(first.amount_total, amount)
        again = self.make_invoice(claim)
        self.assertNotEqual(again, first)
        self.assertTrue(claim.has_invoice)
        self.assertEqual(again.amount_total, 284145.89)

    def test_it_is_not_sent(self):
        claim = self.claims[0]
        claim.action_chorus_admit()
        invoice = self.make_invoice(claim)
        invoice.action_post()
        self.assertFalse(invoice.l10n_fr_chorus_to_send)
        self.assertIn("2020-T-042", "\n".join(invoice._chorus_checks()))
        with self.assertRaises(UserError):
            self.send(invoice)
        self.assertFalse(self.simulator.calls("deposer/flux"))
        with self.assertRaises(UserError):
            invoice.l10n_fr_chorus_is_works = False

    def test_admission_is_taken_with_one_click(self):
        invoice = self.make_invoice(self.claims[3])
        self.assertEqual(invoice.amount_total, 299317.49)
        claim = self.admit_less()
        with self.assertRaises(UserError):
            invoice.action_post()
        claim.action_chorus_take_admitted()
        self.assertEqual(invoice.amount_total, 284145.89)
        self.assertEqual(claim.dispute, "settled")
        invoice.action_post()
        by_hand = self.cases["less"][4]
        # Of the subcontractor the public body pays his part itself.
        self.assertAlmostEqual(invoice.amount_residual, by_hand["due"] + 50120.40, 2)

    def test_posted_as_claimed(self):
        """The difference is an open dispute, no credit note, and invoiced once."""
        claim = self.claims[3]
        invoice = self.make_invoice(claim)
        claim.action_chorus_post_as_claimed()
        self.assertEqual((invoice.state, invoice.amount_total), ("posted", 299317.49))
        self.admit_less()
        self.assertEqual(claim.dispute, "open")
        self.assertIn("15", invoice.l10n_fr_chorus_claim_note)
        self.assertEqual(self.contract.disputed_amount, 15171.60)
        self.assertFalse(invoice.reversal_move_ids)
        with self.assertRaises(UserError):
            claim.action_chorus_take_admitted()
        after = self.make_invoice(self.claims[4])
        self.assertEqual(after.amount_total, 235417.20)
        self.claims[4].action_chorus_admit()
        after.action_post()
        both = invoice | after
        self.assertAlmostEqual(
            sum(both.mapped("l10n_fr_chorus_retention")), 26736.73, 2
        )
        self.assertEqual(sum(both.mapped("l10n_fr_chorus_advance")), 51000)
        due = self.cases["less"][4]["due"] + self.cases["less"][5]["due"]
        self.assertAlmostEqual(
            sum(both.mapped("amount_residual")), due + 50120.40 + 27379.60, 2
        )

    def test_each_invoice_is_what_is_due(self):
        """To the cent, VAT too, whether Odoo rounds each line or once."""
        company = self.company.sudo()
        for claim, method in zip(
            self.claims[-2:], ("round_per_line", "round_globally"), strict=True
        ):
            company.tax_calculation_rounding_method = method
            invoice = self.make_invoice(claim)
            self.assertEqual(invoice.amount_tax, claim.vat)
            self.assertEqual(invoice.amount_total, claim.total)
            self.assertAlmostEqual(invoice.l10n_fr_chorus_claim_due, claim.due, 2)
