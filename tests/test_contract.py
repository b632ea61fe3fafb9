"""Contracts that the company works on: their number, their amount, who sees them."""

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import WANTS_COMMITMENT, WANTS_NOTHING, ChorusCase

MENU = "l10n_fr_chorus_pro.contract_menu"
VENDORS_MENU = "l10n_fr_chorus_pro.contract_vendors_menu"


@tagged("post_install_l10n", "post_install", "-at_install")
class TestContract(ChorusCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contracts = cls.env["l10n_fr_chorus_pro.contract"].with_user(cls.accountant)
        cls.mason = cls.new_customer("Maçonnerie Durand", "55208131766522")
        cls.contract = cls.contracts.create(
            {
                "number": " 2026-T 042\u200b",
                "lot": "2",
                "name": "Gros œuvre",
                "customer_id": cls.town.id,
                "amount_untaxed": 1000000,
                "amendment_ids": [
                    Command.create(
                        {
                            "number": str(rank),
                            "signed_on": f"2026-0{rank}-01",
                            "amount_untaxed": amount,
                        }
                    )
                    for rank, amount in ((1, 80000), (2, -30000))
                ],
            }
        )

    def test_what_a_contract_says(self):
        self.assertEqual(self.contract.number, "2026-T 042")
        self.assertEqual(self.contract.display_name, "2026-T 042 – lot 2 – Gros œuvre")
        self.assertEqual(self.contract.total_untaxed, 1050000)
        self.assertEqual(self.contract.works_owner_id, self.town)
        self.assertFalse(self.contract._chorus_is_validated())

    def test_the_owner_stays_as_chosen(self):
        with Form(self.contracts) as form:
            form.number = "7"
            form.works_owner_id = self.hospital
            form.customer_id = self.town
        self.assertEqual(form.record.works_owner_id, self.hospital)

    def test_found_by_its_bare_number(self):
        find = self.contracts._chorus_contracts_of
        for written in ("2026T042", "2026 t/042", "2026-T-042 "):
            self.assertEqual(find(self.company, written), self.contract, written)
        self.assertEqual(find(self.company, "2026T042", WANTS_NOTHING), self.contract)
        self.assertFalse(find(self.company, "2026T042", WANTS_COMMITMENT))
        for written in ("2026T04", "", False, "-"):
            self.assertFalse(find(self.company, written), written)
        other = self.setup_other_company(name="Autre SARL")["company"]
        self.assertFalse(find(other, "2026T042"))
        self.assertIn(
            self.contract.id, [row[0] for row in self.contracts.name_search("2026T042")]
        )

    def test_lots_share_a_number(self):
        again = {"number": "2026-T 042", "customer_id": self.town.id}
        third = self.contracts.create({**again, "lot": "3"})
        found = self.contracts._chorus_contracts_of(self.company, "2026T042")
        self.assertEqual(found, self.contract | third)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.contracts.create({**again, "lot": "2"})

    def test_what_is_refused(self):
        with self.assertRaises(ValidationError):
            self.contract.number = " – "
        with self.assertRaises(ValidationError):
            self.contract.write(
                {
                    "our_role": "subcontractor",
                    "main_contractor_id": self.company.partner_id.id,
                }
            )

    def test_who_is_paid_directly(self):
        """An accepted subcontractor of rank 1, unless somebody says otherwise."""
        parties = self.contract.party_ids.create(
            [
                {"contract_id": self.contract.id, "partner_id": self.mason.id, **values}
                for values in (
                    {},
                    {"accepted_on": "2026-01-31"},
                    {"accepted_on": "2026-01-31", "rank": 2},
                    {"accepted_on": "2026-01-31", "is_paid_directly": False},
                    {"kind": "co_contractor"},
                )
            ]
        )
        self.assertEqual(
            parties.mapped("is_paid_directly"), [False, True, False, False, True]
        )
        with self.assertRaises(ValidationError):
            parties[0].rank = 0

    def test_who_sees_them(self):
        menu = self.env.ref(MENU)
        menus = self.env["ir.ui.menu"].with_user(self.accountant)
        self.assertIn(menu.id, menus._load_menus_blacklist())
        self.company.sudo().l10n_fr_chorus_is_works = True
        self.assertNotIn(menu.id, menus._load_menus_blacklist())
        self.company.sudo().l10n_fr_chorus_is_works = False
        self.company.sudo().l10n_fr_chorus_is_validator = True
        self.assertNotIn(menu.id, menus._load_menus_blacklist())
        # Who sends nothing there has it among the menus of its vendors.
        vendors = self.env.ref(VENDORS_MENU)
        self.assertNotIn(vendors.id, menus.load_menus(False))
        self.company.sudo().l10n_fr_chorus_is_supplier = False
        shown = menus.load_menus(False)
        self.assertIn(vendors.id, shown)
        self.assertNotIn(menu.id, shown)
        self.company.sudo().l10n_fr_chorus_is_validator = False
        self.assertNotIn(vendors.id, menus.load_menus(False))
        other = self.setup_other_company(name="Encore une SARL")["company"]
        stranger = self.new_user("ailleurs", "account.group_account_invoice")
        stranger.write({"company_ids": other.ids, "company_id": other.id})
        for record in (self.contract, self.contract.amendment_ids[0]):
            with self.assertRaises(AccessError):
                record.with_user(stranger).read(["number"])
