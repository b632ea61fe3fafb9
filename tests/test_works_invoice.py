"""The invoice of a works claim: in draft until it is admitted."""

from functools import partial

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .works_money_common import WorksMoneyCase


@tagged("post_install_l10n", "post_install", "-at_install")
class TestWorksInvoice(WorksMoneyCase):
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

    def test_a_credit_note_takes_back_what_was_withheld(self):
        claim = self.claims[0]
        claim.action_chorus_admit()
        first = self.make_invoice(claim)
        first.action_post()
        held = first.l10n_fr_chorus_withheld_move_id
        retained = self.contract.retention_account_id
        first._reverse_moves([{}], cancel=True)
        self.assertEqual(held.state, "cancel")
        self.assertEqual(first.payment_state, "reversed")
        claim.invalidate_recordset()
        again = self.make_invoice(claim)
        again.action_post()
        self.assertEqual(again.amount_residual, 136800)
        entries = self.env["account.move.line"].search(
            [("account_id", "=", retained.id), ("parent_state", "=", "posted")]
        )
        self.assertEqual(sum(entries.mapped("balance")), 7200)

    def pay(self, lines, account, amount, day):
        """Pay a part of what an account of these lines waits for."""
        rows = (
            (account, -amount),
            (self.company.sudo().transfer_account_id, amount),
        )
        entry = lines.move_id.create(
            {
                "move_type": "entry",
                "date": day,
                "line_ids": [
                    Command.create({"account_id": one.id, "balance": balance})
                    for one, balance in rows
                ],
            }
        )
        entry.action_post()
        (lines | entry.line_ids).filtered(
            lambda line: line.account_id == account and not line.reconciled
        ).reconcile()

    def declared(self, tax):
        """(day, amount) of what was declared of a tax."""
        account = tax.invoice_repartition_line_ids.account_id
        domain = [("account_id", "=", account.id), ("parent_state", "=", "posted")]
        found = self.env["account.move.line"].search(domain, order="date, id")
        return [(str(line.date), -line.balance) for line in found]

    def test_vat_on_payment_of_a_retention_waits_for_it(self):
        """CGI, article 269, 2 c: it is due when the retention is paid back."""
        charts = self.env["account.chart.template"].with_company(self.company)
        tax = charts.ref("tva_normale_encaissement")
        self.contract.works_tax_id = tax
        self.claims[0].action_chorus_admit()
        invoice = self.make_invoice(self.claims[0])
        invoice.invoice_date = "2020-02-29"
        invoice.action_post()
        self.assertEqual(invoice.amount_residual, 136800)
        lines = (invoice | invoice.l10n_fr_chorus_withheld_move_id).line_ids

        pay = partial(self.pay, lines)
        declared = partial(self.declared, tax)
        self.assertEqual(declared(), [])
        owed = lines.filtered(lambda line: line.display_type == "payment_term")
        pay(owed.account_id, 136800, "2020-03-01")
        first = ("2020-03-01", 22800)
        self.assertEqual(declared(), [first])
        self.assertEqual(self.claims[0].state, "paid")
        retained = self.contract.retention_account_id
        pay(retained, 4200, "2021-05-01")
        self.assertEqual(self.contract.retention_held, 64800 - 4200)
        pay(retained, 3000, "2021-06-01")
        self.assertEqual(declared(), [first, ("2021-05-01", 700), ("2021-06-01", 500)])
        self.assertTrue(invoice.line_ids.filtered("tax_line_id").reconciled)
        # Nothing is declared of what was not paid after all.
        lines.filtered(lambda line: line.account_id == retained).remove_move_reconcile()
        self.assertEqual(sum(amount for _day, amount in declared()), 22800)

    def test_a_retention_that_a_month_gives_back_is_owed_where_it_waits(self):
        self.claims[0].action_chorus_admit()
        first = self.make_invoice(self.claims[0])
        first.action_post()
        self.contract.has_guarantee = True
        self.claims[1].action_chorus_admit()
        second = self.make_invoice(self.claims[1])
        second.action_post()
        self.assertEqual(second.l10n_fr_chorus_retention, -7200)
        self.assertFalse(second.l10n_fr_chorus_withheld_move_id)
        # 201,804.00 of the month, 30,000.00 of it to the subcontractor
        self.assertEqual(second.amount_residual, 201804)
        self.assertEqual(second.l10n_fr_chorus_claim_due, 179004)
        (waiting,) = first._chorus_retention_lines()
        self.assertEqual(waiting.amount_residual, 7200)

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

    def test_a_draft_made_before_the_statement(self):
        """What is taken off is what was admitted, penalties too."""
        claim = self.claims[0]
        invoice = self.make_invoice(claim)
        claim.action_chorus_admit()
        claim.write({"admitted_retention": 4320, "admitted_other": 1000})
        invoice.action_post()
        self.assertEqual(invoice.amount_residual, 139680)
        held = invoice.l10n_fr_chorus_withheld_move_id.line_ids
        self.assertEqual(sorted(held.mapped("balance")), [-4320, 4320])
        self.assertEqual(invoice.l10n_fr_chorus_claim_due, 138680)
        self.assertIn("pénalités", invoice.l10n_fr_chorus_claim_note)

    def test_it_is_in_the_currency_of_the_contract(self):
        dollar = self.env.ref("base.USD").sudo()
        dollar.active = True
        sales = (
            self.env["account.journal"]
            .sudo()
            .search([("type", "=", "sale"), ("company_id", "=", self.company.id)])
        )
        sales.currency_id = dollar
        invoice = self.make_invoice(self.claims[0])
        self.assertEqual(invoice.currency_id, self.contract.currency_id)

    def test_a_subcontractor_does_not_invoice_the_public_body(self):
        contract = self.contract.create(
            {
                "number": "2020-T-043",
                "customer_id": self.town.id,
                "our_role": "subcontractor",
                "main_contractor_id": self.contract.party_ids.partner_id.id,
            }
        )
        self.assertFalse(contract.works_tax_id)
        claim = contract.claim_ids.create(
            {"contract_id": contract.id, "month": "2020-01-05", "works_total": 100}
        )
        self.assertEqual(claim.vat, 0)
        with self.assertRaisesRegex(UserError, "titulaire"):
            claim.action_chorus_make_invoice()
        contract.our_role = "co_contractor"
        self.assertEqual(contract.works_tax_id, self.contract.works_tax_id)

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
