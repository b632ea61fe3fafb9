"""The vendor bill of a received invoice: what it is made of, and when there is none."""

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..chorus_api.frameworks import FRAMEWORKS
from .bill_common import BillCase, pivot

PDF = b"%PDF-1.4 facture"


@tagged("post_install_l10n", "post_install", "-at_install")
class TestReceivedBill(BillCase):
    # -- Which get a bill ------------------------------------------------------

    def test_the_scheduled_action_makes_each_and_loses_none(self):
        good = self.receive("F1")
        bad = self.receive("F2", currency="ZZZ")
        broken = self.receive("F3", received={"content": {"number": "F3"}})
        last = self.receive("F4")
        with self.assertLogs("odoo.addons.l10n_fr_chorus_pro", "ERROR"):
            self.run_cron("ir_cron_received_bills")
        self.assertEqual(good.move_id.state, "draft")
        self.assertEqual(last.move_id.amount_total, 120)
        self.assertFalse((bad + broken).move_id)
        self.assertIn("ZZZ", bad.bill_failure)
        self.assertIn("administrateur", broken.bill_failure)
        self.assertFalse((good + bad + broken + last).filtered("bill_due"))

    def test_a_finance_officer_makes_it_and_nobody_else(self):
        received = self.receive()
        for user in (self.reader, self.agent, self.orderer, self.accountant):
            with self.assertRaises(AccessError):
                received.with_user(user).action_chorus_make_bill()
        action = received.with_user(self.finance).action_chorus_make_bill()
        self.assertEqual(action["res_id"], received.move_id.id)
        more = self.receive("F2") + self.receive("F3")
        more.with_user(self.finance).action_chorus_make_bill()
        self.assertEqual(len(more.move_id), 2)

    def test_many_are_left_to_the_scheduled_action(self):
        many = self.env["l10n_fr_chorus_pro.received"].union(
            *(self.receive(f"N{number}") for number in range(21))
        )
        many.sudo().bill_due = False
        action = many.with_user(self.finance).action_chorus_make_bill()
        self.assertEqual(action["tag"], "display_notification")
        self.assertEqual(len(many.filtered("bill_due")), 21)

    def test_only_what_the_body_pays_gets_a_bill(self):
        for framework in ("A4", "A5", "A7", "A15", "A17", "A20", "A22"):
            received = self.receive(
                f"P{framework}",
                framework=framework,
                received={"kind": "FACTURE_TRAVAUX"},
            )
            received._chorus_make_bill()
            self.assertFalse(received.move_id, framework)
            self.assertIn(f"({FRAMEWORKS[framework].label})", received.bill_failure)
            self.assertNotIn(framework, received.bill_failure)
        for framework in ("A6", "A8", "A16", "A19", "A23", "A24", "A25"):
            received = self.receive(
                f"P{framework}",
                framework=framework,
                received={"kind": "FACTURE_TRAVAUX"},
            )
            received._chorus_make_bill()
            self.assertTrue(received.move_id, framework)

    def test_a_rejected_invoice_and_one_not_downloaded_have_none(self):
        rejected = self.receive("R1", received={"raw_status": "REJETEE"})
        waiting = self.receive("R2", received={"content": False})
        for received in rejected + waiting:
            received._chorus_make_bill()
            self.assertFalse(received.move_id)
            self.assertTrue(received.bill_failure)

    def test_a_draft_follows_the_legal_due_date_and_a_posted_bill_does_not(self):
        was = fields.Date.add(fields.Date.today(), days=30)
        received = self.receive()
        received.due_date = was
        received._chorus_make_bill()
        bill = received.move_id
        self.assertEqual(bill.invoice_date_due, was)
        for days in (10, 20):
            received.due_date = fields.Date.add(was, days=days)
            self.env.flush_all()
            self.run_cron("ir_cron_received_bills")
            self.assertFalse(received.bill_date_moved)
            self.assertEqual(
                bill.invoice_date_due, fields.Date.add(was, days=10), bill.state
            )
            lines = bill.line_ids.filtered("date_maturity")
            self.assertEqual(lines.mapped("date_maturity"), [bill.invoice_date_due])
            if bill.state == "draft":
                bill.action_post()

    # -- What it says ----------------------------------------------------------

    def test_the_head_of_a_bill(self):
        received = self.receive(
            contract_number="2026-17",
            commitment_number="4500",
            service_code="VOIRIE",
        )
        document = self.add_document(received, "FAC.pdf", PDF, is_main=True)
        self.add_document(received, "Détail.csv", b"a;b")
        move = received._chorus_make_bill()
        self.assertRecordValues(
            move,
            [
                {
                    "move_type": "in_invoice",
                    "state": "draft",
                    "ref": "F1",
                    "invoice_date": self.today(),
                    "journal_id": self.journal.id,
                    "buyer_reference": "VOIRIE",
                    "purchase_order_reference": "4500",
                    "contract_reference": "2026-17",
                    "amount_untaxed": 100,
                    "amount_tax": 20,
                    "amount_total": 120,
                    "l10n_fr_chorus_received_gap": False,
                }
            ],
        )
        self.assertIn(received.chorus_identifier, move.narration)
        self.assertEqual(
            sorted(move.attachment_ids.mapped("name")), ["Détail.csv", "FAC.pdf"]
        )
        main = move.message_main_attachment_id
        self.assertEqual((main.name, main.raw), ("FAC.pdf", PDF))
        self.assertEqual(main.store_fname, document.store_fname)
        told = self.messages(move)[0]
        for word in ("F1", "4500", "2026-17", "VOIRIE", "Détail.csv", "120"):
            self.assertIn(word, told)

    def test_a_readable_copy_is_shown_rather_than_an_xml(self):
        received = self.receive()
        self.add_document(
            received, "f.xml", b"<a/>", is_main=True, category="Facture_UBL_AFNOR"
        )
        self.add_document(received, "annexe.pdf", PDF + b"2")
        self.add_document(received, "copie.pdf", PDF, category="Facture PDF")
        move = received._chorus_make_bill()
        self.assertEqual(move.message_main_attachment_id.name, "copie.pdf")

    def test_the_legal_time_to_pay_is_the_due_date(self):
        received = self.receive()
        move = received._chorus_make_bill()
        self.assertEqual(
            move.invoice_date_due, received.due_date or move.invoice_date_due
        )

    def test_other_currencies(self):
        dollar = self.env.ref("base.USD")
        dollar.active = True
        dollar.rate_ids.unlink()
        self.env["res.currency.rate"].create(
            {"currency_id": dollar.id, "rate": 2, "company_id": self.company.id}
        )
        move = self.bill(
            currency="USD",
            taxes=[(20, "99.99", "19.99")],
            lines=[("A", 3, "33.33", "99.99", 20)],
        )
        self.assertEqual(move.currency_id, dollar)
        self.assertAlmostEqual(move.amount_total, 119.98)
        self.assertAlmostEqual(sum(move.line_ids.mapped("balance")), 0)

    # -- Given up, and again ---------------------------------------------------

    def test_a_bill_that_is_given_up_can_be_made_again(self):
        received = self.receive()
        first = received._chorus_make_bill()
        first.with_user(self.finance).button_cancel()
        self.assertFalse(received.move_id)
        self.assertIn(self.finance.name, received.bill_failure)
        second = received._chorus_make_bill()
        self.assertNotEqual(first, second)
        second.with_user(self.finance).unlink()
        self.assertFalse(received.move_id)
        self.assertTrue(received.bill_failure)
        # Not because somebody saves a rule: it was not wanted.
        rules = self.env["l10n_fr_chorus_pro.billing.rule"].sudo()
        rules.create({"company_id": self.company.id})
        self.assertFalse(received.bill_due)
        self.assertTrue(received._chorus_make_bill())

    def test_one_that_is_reset_to_draft_is_of_its_invoice_again(self):
        received = self.receive()
        move = received._chorus_make_bill().with_user(self.finance)
        move.button_cancel()
        account = self.env["res.partner.bank"].create(
            {
                "acc_number": "FR7630006000011234567890189",
                "partner_id": move.partner_id.id,
            }
        )
        move.partner_bank_id = account
        move.button_draft()
        self.assertEqual(received.move_id, move)
        self.assertFalse(received.bill_failure)
        self.assertFalse(move.partner_bank_id)
        with self.assertRaises(ValidationError):
            move.partner_bank_id = account
        move.button_cancel()
        other = received._chorus_make_bill()
        with self.assertRaisesRegex(UserError, "F1"):
            move.button_draft()
        self.assertEqual((received.move_id, move.state), (other, "cancel"))

    def test_one_that_came_again_updates_its_draft(self):
        received = self.receive()
        self.add_document(received, "FAC.pdf", PDF, is_main=True)
        move = received._chorus_make_bill()
        self.come_again(received, pivot())
        self.assertEqual(len(self.messages(move)), 1)
        self.add_document(received, "Bon.pdf", b"%PDF-1.4 bon")
        self.come_again(received, pivot(service_code="ECOLES"), "recycled")
        self.assertEqual(received.move_id, move)
        self.assertEqual(move.buyer_reference, "ECOLES")
        self.assertEqual(len(move.attachment_ids), 2)
        self.assertEqual(len(self.messages(move)), 2)
        self.assertIn("ECOLES", self.messages(move)[-1])

    def test_amounts_never_change_and_it_is_said(self):
        received = self.receive()
        move = self.post(received._chorus_make_bill())
        changed = pivot(taxes=[(20, 200, 40)], contract_number="M2")
        self.come_again(received, changed)
        self.assertEqual((move.amount_total, move.state), (120, "posted"))
        self.assertFalse(move.contract_reference)
        self.assertIn("240", move.l10n_fr_chorus_received_doubts)
        self.assertIn("M2", self.messages(move)[-1])

    def test_doubts_of_what_came_again_are_kept_once(self):
        received = self.receive("A1", is_credit_note=True)
        move = received._chorus_make_bill()
        for _time in range(2):
            received.origin_number = "F9"
            self.come_again(received, pivot("A1", is_credit_note=True))
        doubts = move.l10n_fr_chorus_received_doubts
        self.assertEqual(doubts.count("F9"), 1, doubts)
        self.assertEqual(len(self.messages(move)), 2)

    # -- What is to be paid ----------------------------------------------------

    def test_paid_already(self):
        move = self.bill(framework="A2", amount_due=0)
        self.assertIn("déjà payée", move.l10n_fr_chorus_received_doubts)

    def test_what_a_works_piece_holds_back_is_explained(self):
        move = self.bill(
            framework="A19", amount_due=100, received={"kind": "FACTURE_TRAVAUX"}
        )
        self.assertEqual(move.l10n_fr_chorus_received_due, 100)
        self.assertEqual(move.l10n_fr_chorus_unexplained, 20)
        mine = move.with_user(self.finance)
        mine.write({"l10n_fr_chorus_retention": 6, "l10n_fr_chorus_advance": 14})
        self.assertEqual(mine.l10n_fr_chorus_unexplained, 0)
        with self.assertRaises(AccessError):
            mine.l10n_fr_chorus_received_due = 1

    def test_a_credit_note_is_of_its_bill_whichever_came_first(self):
        first = self.bill("F-001")
        credit = self.receive(
            "A1", is_credit_note=True, origin_number="F001", taxes=[(20, 50, 10)]
        )
        self.assertEqual(credit._chorus_make_bill().reversed_entry_id, first)
        self.assertEqual(credit.move_id.move_type, "in_refund")
        self.assertEqual(first.l10n_fr_chorus_net_to_pay, 60)
        negative = self.receive(
            "A2",
            is_credit_note=True,
            origin_number="F2",
            taxes=[(20, -50, -10)],
            lines=[("Retour", 1, -50, -50, 20)],
        )
        move = negative._chorus_make_bill()
        self.assertEqual((move.move_type, move.amount_total), ("in_refund", 60))
        self.assertIn("F2", move.l10n_fr_chorus_received_doubts)
        late = self.receive("F2")
        self.assertEqual(late.net_to_pay, 60)
        bill = late._chorus_make_bill()
        self.assertEqual(move.reversed_entry_id, bill)
        self.assertEqual(bill.l10n_fr_chorus_net_to_pay, 60)

    def test_a_credit_note_is_not_paid_already(self):
        """The portal says zero of what is left to pay of one."""
        credit = self.receive("A1", is_credit_note=True, amount_due=0)
        move = credit._chorus_make_bill()
        doubts = move.l10n_fr_chorus_received_doubts or ""
        self.assertNotIn("déjà payée", doubts)
        self.assertEqual(move.l10n_fr_chorus_received_due, 120)

    def test_what_is_left_to_pay_whatever_the_writing(self):
        own = {"is_credit_note": True, "amount_due": 0}
        for number, total in (("A1", 30), ("A2", -20)):
            self.receive(
                number, taxes=[(0, total, 0)], origin_number="fac 7", **own
            )._chorus_make_bill()
        self.receive("A3", origin_number="FAC-8", **own)
        other = {"supplier": ("SIRET", "00000000000014", "B", "FR")}
        self.receive("A4", origin_number="FAC-7", **own, **other)
        received = self.receive("FAC-007")
        self.assertEqual(received.net_to_pay, 70)
        bill = received._chorus_make_bill()
        self.assertEqual(len(bill.reversal_move_ids), 2)
        self.assertEqual(bill.l10n_fr_chorus_net_to_pay, 70)
        # A search that does not tell what is left to pay: the file does.
        told = {"amount_due": 0, "content": {"amount_due": "90.00"}}
        self.assertEqual(self.new_received("F9", **told).net_to_pay, 90)

    # -- What is over ----------------------------------------------------------

    def test_the_bill_of_what_is_rejected_is_to_be_cancelled_or_reversed(self):
        received = self.receive()
        bill = self.post(received._chorus_make_bill())
        for status in ("REJETEE", "SUPPRIMEE"):
            received.raw_status = status
            self.assertIn(bill.name, received.next_step)
            self.assertIn("extourne", received.next_step.lower())
        bill._reverse_moves([{"invoice_date": bill.invoice_date}], cancel=True)
        self.assertEqual(bill.payment_state, "reversed")
        self.assertIn("rien à faire", received.next_step.lower())
        draft = self.receive("F2")
        draft._chorus_make_bill().button_cancel()
        draft.raw_status = "REJETEE"
        self.assertIn("rien à faire", draft.next_step.lower())

    def test_bills_are_found_by_what_was_received(self):
        bill, other = self.bill("F1"), self.bill("F2")
        received = bill.l10n_fr_chorus_received_ids
        moves = self.env["account.move"].with_user(self.finance)
        name = "l10n_fr_chorus_received_id"
        both = [("id", "in", (bill | other).ids)]
        self.assertEqual(moves.search([*both, (name, "=", received.id)]), bill)
        self.assertEqual(moves.search([*both, (name, "!=", received.id)]), other)
        self.assertEqual(moves.search([*both, (name, "ilike", "F2")]), other)
        self.assertFalse(moves.search([*both, (name, "=", False)]))
