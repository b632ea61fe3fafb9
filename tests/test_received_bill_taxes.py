"""VAT of a bill: part of the cost unless a rule says otherwise, owed by the body itself
where a stranger charges none."""

from odoo import Command
from odoo.tests import tagged

from .bill_common import BillCase

BELGIAN = ("UE_HORS_FRANCE", "BE0477472701", "Carrières du Hainaut", "BE")
SWISS = ("HORS_UE", "CHALPESTRAVAUX", "Alpes Travaux", "CH")


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestReceivedBillTaxes(BillCase):
    def rule(self, **values):
        return (
            self.env["l10n_fr_chorus_pro.billing.rule"]
            .with_user(self.finance)
            .create({"company_id": self.company.id, **values})
        )

    def new_service(self, code):
        self.company.partner_id._chorus_keep_services([{"code": code}], complete=False)
        services = self.env["l10n_fr_chorus_pro.service"]
        return services.search([("code", "=", code)], limit=1)

    def test_the_cost_is_the_price_with_vat(self):
        move = self.bill(lines=[("A", 1, 60, 60, 20), ("B", 1, 40, 40, 20)])
        expense = move.invoice_line_ids.account_id
        on_it = move.line_ids.filtered(lambda line: line.account_id == expense)
        self.assertEqual(sum(on_it.mapped("balance")), 120)
        tax = move.invoice_line_ids.tax_ids
        self.assertEqual(tax.name, "TVA 20 % non déductible")
        self.assertEqual(self.bill("F2").invoice_line_ids.tax_ids, tax)
        self.assertFalse(tax.invoice_repartition_line_ids.account_id)
        self.assertTrue(self.post(move).payment_state)

    def test_a_refund_takes_the_cost_back(self):
        move = self.bill("A1", is_credit_note=True)
        expense = move.invoice_line_ids.account_id
        on_it = move.line_ids.filtered(lambda line: line.account_id == expense)
        self.assertEqual(sum(on_it.mapped("balance")), -120)

    def test_a_tax_of_their_own_is_used(self):
        group = self.env["account.tax.group"].search([], limit=1)
        parts = [
            Command.create({"repartition_type": "base"}),
            Command.create({"repartition_type": "tax"}),
        ]
        own = self.env["account.tax"].create(
            {
                "name": "TVA perdue",
                "amount": 20,
                "type_tax_use": "purchase",
                "company_id": self.company.id,
                "tax_group_id": group.id,
                "invoice_repartition_line_ids": parts,
                "refund_repartition_line_ids": parts,
            }
        )
        self.assertEqual(self.bill().invoice_line_ids.tax_ids, own)

    def test_deductible_by_service(self):
        water = self.new_service("EAU")
        journal = self.journal.copy({"name": "Eau", "code": "EAU", "sequence": 90})
        account = self.company_data["default_account_expense"].copy()
        self.rule(
            service_id=water.id,
            vat_deductible=True,
            journal_id=journal.id,
            account_id=account.id,
        )
        move = self.bill("F1", service_code="EAU", received={"service_code": "EAU"})
        self.assertEqual(move.journal_id, journal)
        self.assertEqual(move.invoice_line_ids.account_id, account)
        vat = move.line_ids.filtered("tax_line_id")
        self.assertTrue(vat.account_id.code.startswith("445"))
        other = self.bill("F2")
        self.assertEqual(other.journal_id, self.journal)
        self.assertIn("non déductible", other.invoice_line_ids.tax_ids.name)
        self.rule(vat_deductible=True)
        third = self.bill("F3")
        self.assertNotIn("non déductible", third.invoice_line_ids.tax_ids.name)

    def test_a_rule_is_of_the_service_of_its_structure(self):
        """Another structure of the company has a service of the same code."""
        own = self.new_service("EAU")
        other = self.env["res.partner"].create(
            {"name": "CCAS", "company_registry": "110 002 011 00044"}
        )
        other._chorus_keep_services([{"code": "EAU"}], complete=False)
        theirs = other.l10n_fr_chorus_service_ids
        journal = self.journal.copy({"name": "CCAS", "code": "CCAS", "sequence": 90})
        rule = self.rule(service_id=theirs.id, journal_id=journal.id)
        self.assertNotIn(theirs, rule.choice_ids)
        self.assertIn(own, rule.choice_ids)
        intake = self.intakes[0].copy({"service_id": own.id, "active": True})
        intake.structure_siret = "11000201100044"
        rule.invalidate_recordset(["choice_ids"])
        self.assertIn(theirs, rule.choice_ids)
        named = {"service_code": "EAU"}
        self.assertEqual(self.bill("F1", received=named).journal_id, self.journal)
        away = {**named, "recipient_siret": "11000201100044"}
        self.assertEqual(self.bill("F2", received=away).journal_id, journal)
        away = {"service_id": theirs.id, "recipient_siret": "11000201100044"}
        self.assertEqual(self.bill("F3", received=away).journal_id, journal)

    def test_a_new_rule_tries_again(self):
        received = self.receive(currency="ZZZ")
        received._chorus_make_bill()
        self.assertFalse(received.bill_due)
        self.rule()
        self.assertTrue(received.bill_due)

    # -- From abroad -----------------------------------------------------------

    def test_a_body_without_vat_owes_none(self):
        move = self.bill(supplier=BELGIAN, taxes=[(0, 100, 0)])
        self.assertFalse(move.invoice_line_ids.tax_ids)
        self.assertFalse(move.l10n_fr_chorus_received_doubts)

    def test_foreign_vat_is_part_of_the_cost_whatever_the_rule(self):
        self.rule(vat_deductible=True)
        move = self.bill(supplier=BELGIAN, taxes=[(21, 100, 21)])
        self.assertEqual(move.amount_total, 121)
        self.assertEqual(move.invoice_line_ids.tax_ids.name, "TVA 21 % non déductible")

    def test_an_identified_body_is_asked_then_follows(self):
        self.company.vat = "FR40303265045"
        move = self.bill(supplier=BELGIAN, taxes=[(0, 100, 0)])
        self.assertIn("étranger", move.l10n_fr_chorus_received_doubts)
        self.assertEqual(move.activity_ids.user_id, self.finance)
        self.assertFalse(move.invoice_line_ids.tax_ids)
        services = self.env["account.tax"].search(
            [
                ("company_id", "=", self.company.id),
                ("name", "=", "20% EU S"),
                ("type_tax_use", "=", "purchase"),
            ]
        )
        move.invoice_line_ids.tax_ids = services
        self.assertEqual(self.post(move).amount_total, 100)
        second = self.bill("F2", supplier=BELGIAN, taxes=[(0, 80, 0)])
        self.assertEqual(second.invoice_line_ids.tax_ids, services)
        self.assertEqual(second.amount_total, 80)
        self.assertFalse(second.activity_ids)

    def test_the_only_tax_of_a_position_needs_no_question(self):
        self.company.vat = "FR40303265045"
        partner = self.env["res.partner"].create(
            {
                "name": "Alpes Travaux",
                "is_company": True,
                "country_id": self.ref("base.ch"),
            }
        )
        position = self.env["account.fiscal.position"].with_company(self.company)
        position = position._get_fiscal_position(partner)
        owed = position.tax_ids.filtered(
            lambda tax: (
                tax.type_tax_use == "purchase" and tax._chorus_is_self_assessed()
            )
        )
        self.assertTrue(owed)
        (owed[1:]).active = False
        move = self.bill(supplier=SWISS, taxes=[(0, 100, 0)])
        self.assertEqual(move.partner_id, partner)
        tax = move.invoice_line_ids.tax_ids
        self.assertIn("non déductible", tax.name)
        self.assertEqual(move.amount_total, 100)
        expense = move.invoice_line_ids.account_id
        on_it = move.line_ids.filtered(lambda line: line.account_id == expense)
        self.assertEqual(sum(on_it.mapped("balance")), 120)
        self.post(move)
