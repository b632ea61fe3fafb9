"""Factors, structures and bank accounts of one company are of no use to another."""

from odoo.exceptions import UserError, ValidationError
from odoo.tests import new_test_user, tagged

from .common import ChorusCase

FACTOR_SIRET = "55208131766522"
# Fields that lead to records with a company, and why nothing checks them.
FREE = {
    # Computed from what is checked, or written by a look-up alone.
    "l10n_fr_chorus_attempt_ids": "attempts of this very invoice",
    "l10n_fr_chorus_commitment_id": "computed from the company's commitments",
    "l10n_fr_chorus_document_ids": "attempts of this very invoice",
    "l10n_fr_chorus_event_ids": "computed from the attempts",
    "l10n_fr_chorus_namesake_id": "another company's is what it looks for",
    "l10n_fr_chorus_replaced_by_ids": "computed from the next one",
    "l10n_fr_chorus_replacement_ids": "the other side of a field that is checked",
    "l10n_fr_chorus_commitment_ids": "written by the dialog that attaches",
    "l10n_fr_chorus_received_id": "computed from the next one",
    "l10n_fr_chorus_received_ids": "written by fetching, which knows the company",
    "l10n_fr_chorus_claim_ids": "the other side of a field that is checked",
    "l10n_fr_chorus_validated_ids": "the other side of what makes the bill",
    "l10n_fr_chorus_withheld_move_id": "made with the invoice, in its company",
    "l10n_fr_chorus_attachment_ids": "core asks whether the user may read them",
}


@tagged("post_install_l10n", "post_install", "-at_install")
class TestCompanyRecords(ChorusCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.sudo().l10n_fr_chorus_submission_mode = "cii"
        cls.other = cls.setup_other_company(name="Autre SARL")["company"]
        cls.manager = new_test_user(
            cls.env,
            login="cheffe",
            groups="account.group_account_manager,base.group_partner_manager",
            company_id=cls.company.id,
        )
        cls.own = cls.new_factor(cls.company)
        cls.foreign = cls.new_factor(cls.other)

    @classmethod
    def new_factor(cls, company):
        partner = cls.new_customer(f"Factor de {company.name}", FACTOR_SIRET)
        account = cls.env["res.partner.bank"].create(
            {"acc_number": "FR1420041010050500013M02606", "partner_id": partner.id}
        )
        return cls.env["l10n_fr_chorus_pro.factor"].create(
            {
                "name": partner.name,
                "company_id": company.id,
                "partner_id": partner.id,
                "bank_account_id": account.id,
                "subrogation": "Payez le factor.",
            }
        )

    def test_a_factor_of_another_company_is_not_put_on_an_invoice(self):
        """It was deposited with that payee."""
        invoice = self.new_invoice(post=False)
        with self.assertRaises(UserError):
            invoice.l10n_fr_chorus_factor_id = self.foreign
        self.env.invalidate_all()
        with self.assertRaises(UserError):
            self.new_invoice(l10n_fr_chorus_factor_id=self.foreign.id)
        invoice.l10n_fr_chorus_factor_id = self.own
        self.assertEqual(invoice.l10n_fr_chorus_factor_id, self.own)

    def test_one_that_was_put_there_before_is_not_deposited(self):
        """By a version that did not ask, or moved to another company since."""
        invoice = self.new_invoice(l10n_fr_chorus_factor_id=self.own.id)
        self.own.company_id = self.other
        self.env.invalidate_all()
        self.assertIn(self.own.name, "\n".join(invoice._chorus_checks()))
        with self.assertRaisesRegex(UserError, self.own.name):
            self.send(invoice)
        self.assertFalse(self.simulator.calls("deposer/flux"))

    def test_nor_chosen_for_a_company_or_a_customer(self):
        settings = self.env["l10n_fr_chorus_pro.accounting.settings"]
        with self.assertRaises(ValidationError):
            settings.with_user(self.manager).sudo().with_company(self.company).create(
                {"l10n_fr_chorus_factor_id": self.foreign.id}
            ).action_save()
        with self.assertRaises(ValidationError):
            self.company.sudo().l10n_fr_chorus_factor_id = self.foreign
        self.env.invalidate_all()
        town = self.town.with_user(self.manager)
        with self.assertRaises(UserError):
            town.l10n_fr_chorus_factor_id = self.foreign.id
        self.env.invalidate_all()
        town.l10n_fr_chorus_factor_id = self.own.id
        self.assertEqual(self.new_invoice().l10n_fr_chorus_factor_id, self.own)

    def test_a_customer_with_the_wrong_one_can_be_invoiced(self):
        """What an older version kept of a customer stops nobody."""
        town = self.town.with_company(self.other)
        town.l10n_fr_chorus_factor_id = self.foreign
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_partner SET l10n_fr_chorus_factor_id = %s WHERE id = %s",
            [f'{{"{self.company.id}": {self.foreign.id}}}', self.town.id],
        )
        self.env.invalidate_all()
        self.assertFalse(self.new_invoice().l10n_fr_chorus_factor_id)

    def test_a_bank_account_or_a_partner_of_another_company_is_no_factors(self):
        theirs = self.new_customer("À eux", FACTOR_SIRET, company_id=self.other.id)
        account = self.env["res.partner.bank"].create(
            {"acc_number": "FR7630006000011234567890189", "partner_id": theirs.id}
        )
        factor = self.own.with_user(self.manager)
        for values in ({"partner_id": theirs.id}, {"bank_account_id": account.id}):
            with self.subTest(values=values), self.assertRaises(UserError):
                factor.write(values)
            self.env.invalidate_all()

    def test_a_validator_of_another_company_is_not_named(self):
        theirs = self.new_customer("À eux", FACTOR_SIRET, company_id=self.other.id)
        with self.assertRaises(UserError):
            self.new_invoice(l10n_fr_chorus_validator_id=theirs.id)

    def test_what_the_portal_is_told_is_checked_before(self):
        """Afterwards would be too late."""
        theirs = self.new_customer("À eux", FACTOR_SIRET, company_id=self.other.id)
        invoice = self.new_invoice()
        self.integrate(invoice)
        dialog = self.env["l10n_fr_chorus_pro.correct.validator"].create(
            {"move_id": invoice.id, "validator_id": theirs.id}
        )
        with self.assertRaisesRegex(UserError, self.company.name):
            dialog.action_confirm()
        self.assertFalse(self.simulator.calls("valideur"))

    def test_a_structure_of_another_account_is_not_ones_own(self):
        structures = self.env["l10n_fr_chorus_pro.own.structure"].sudo()
        values = {"structure_ref": "1", "siret": FACTOR_SIRET}
        theirs = structures.create({**values, "company_id": self.other.id})
        ours = structures.create({**values, "company_id": self.company.id})
        company = self.company.sudo()
        with self.assertRaises(ValidationError):
            company.l10n_fr_chorus_own_structure_id = theirs
        self.env.invalidate_all()
        company.l10n_fr_chorus_own_structure_id = ours
        branch = self.env["res.company"].create(
            {"name": "Rennes", "parent_id": company.id}
        )
        branch.l10n_fr_chorus_own_structure_id = ours  # the account of its parent

    def test_every_field_that_leads_to_a_company_is_checked(self):
        """A new one must be checked, or told above why it need not be."""
        unchecked = set()
        for model in ("account.move", "res.partner", "l10n_fr_chorus_pro.factor"):
            for name, field in self.env[model]._fields.items():
                is_ours = "chorus" in name or "chorus" in model
                if not is_ours or not field.relational or field.related:
                    continue
                target = self.env[field.comodel_name]._fields
                if "company_id" in target and not field.check_company:
                    unchecked.add(name)
        expected = {"company_id", "create_uid", "write_uid", *FREE}
        self.assertLessEqual(unchecked, expected)
