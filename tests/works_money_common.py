"""The ground of tests of the money of works: a contract in six monthly claims."""

import csv
from collections import defaultdict
from pathlib import Path

from odoo import Command

from .works_common import WorksCase

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


class WorksMoneyCase(WorksCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
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

    def admit(self, claim, works_total):
        claim.action_chorus_admit()
        claim.admitted_works_total = works_total
        claim._onchange_admitted_works_total()

    def money(self, amount):
        return self.contract.currency_id.format(amount)
