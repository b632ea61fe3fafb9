"""Whose bill it is, on which accounts, and whether it was there before."""

from datetime import timedelta

from odoo import Command
from odoo.tests import tagged

from .bill_common import SUPPLIER_SIRET, BillCase, pivot
from .by_chance import FULL

GROUPED = "732 829 320 00074"
OTHER = "73282932000082"


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestReceivedBillSupplier(BillCase):
    def new_supplier(self, name="Lumière", **values):
        return self.env["res.partner"].create(
            {
                "name": name,
                "is_company": True,
                "company_registry": SUPPLIER_SIRET,
                "country_id": self.ref("base.fr"),
                **values,
            }
        )

    def enter(self, partner, ref="F1", amount=100, **values):
        """A bill that somebody enters by hand."""
        return self.env["account.move"].create(
            {
                "move_type": "in_invoice",
                "partner_id": partner.id,
                "ref": ref,
                "invoice_date": self.today(),
                "journal_id": self.journal.id,
                "invoice_line_ids": [
                    Command.create(
                        {"name": "Ampoules", "price_unit": amount, "tax_ids": False}
                    )
                ],
                **values,
            }
        )

    # -- Supplier --------------------------------------------------------------

    def test_made_where_absent_and_never_merged_by_name(self):
        namesake = self.new_supplier("Atelier Lumière SARL", company_registry=False)
        partner = self.bill().partner_id
        self.assertNotEqual(partner, namesake)
        self.assertRecordValues(
            partner,
            [
                {
                    "name": "Atelier Lumière SARL",
                    "company_registry": SUPPLIER_SIRET,
                    "is_company": True,
                    "country_code": "FR",
                    "company_id": False,
                }
            ],
        )
        self.assertEqual(self.bill("F2").partner_id, partner)

    def test_found_as_people_type_it(self):
        partner = self.new_supplier(company_registry=GROUPED)
        self.assertEqual(self.bill().partner_id, partner)

    def test_found_by_siren_or_vat_number_and_given_the_siret(self):
        for number, known in enumerate(
            (
                {"company_registry": "732 829 320"},
                {"company_registry": False, "vat": "FR44732829320"},
            )
        ):
            with self.subTest(known), self.env.cr.savepoint() as savepoint:
                self.new_supplier("Autre établissement", company_registry=OTHER)
                partner = self.new_supplier(**known)
                move = self.bill(f"S{number}")
                self.assertEqual(move.partner_id, partner)
                self.assertEqual(partner.company_registry, SUPPLIER_SIRET)
                self.assertIn(SUPPLIER_SIRET, self.messages(move)[0])
                savepoint.rollback()

    def test_asked_where_several_have_the_siren(self):
        first = self.new_supplier("Un", company_registry="732829320")
        second = self.new_supplier("Deux", company_registry=False, vat="FR44732829320")
        move = self.bill()
        self.assertIn(move.partner_id, first + second)
        self.assertIn("732829320", move.l10n_fr_chorus_received_doubts)
        self.assertTrue(move.activity_ids)
        self.assertFalse(second.company_registry)

    def test_of_two_the_one_with_bills(self):
        first, second = self.new_supplier("Un"), self.new_supplier("Deux")
        self.enter(second, "X").action_post()
        move = self.bill()
        self.assertEqual(move.partner_id, second)
        self.assertIn(first.name, move.l10n_fr_chorus_received_doubts)

    def test_of_two_without_bills_the_company(self):
        self.new_supplier("Personne", is_company=False)
        company = self.new_supplier("Société")
        self.assertEqual(self.bill().partner_id, company)

    def test_an_archived_one_rather_than_a_double(self):
        partner = self.new_supplier(active=False)
        self.assertEqual(self.bill().partner_id, partner)

    def test_not_that_of_another_company(self):
        other = self.setup_other_company(name="Autre")["company"]
        foreign = self.new_supplier(company_id=other.id)
        self.assertNotEqual(self.bill().partner_id, foreign)

    def test_each_kind_of_identifier(self):
        for number, (kind, identifier, country, expected) in enumerate(
            (
                ("UE_HORS_FRANCE", "BE0477472701", "BE", {"vat": "BE0477472701"}),
                ("UE_HORS_FRANCE", "EL094259216", "", {"country_code": "GR"}),
                ("UE_HORS_FRANCE", "DE1", "DE", {"vat": ""}),
                ("HORS_UE", "CHALPESTRAVAUX", "CH", {"country_code": "CH"}),
                ("RIDET", "123456789", "", {"company_registry": "123456789"}),
                ("TAHITI", "A12345", "PF", {"company_registry": "A12345"}),
                ("AUTRE", "EN COURS 7", "FR", {"company_registry": False}),
                ("PARTICULIER", "DURANDPAUL", "FR", {"is_company": False}),
            )
        ):
            with self.subTest(kind=kind, identifier=identifier):
                supplier = (kind, identifier, f"Fournisseur {number}", country)
                partner = self.bill(f"K{number}", supplier=supplier).partner_id
                self.assertRecordValues(partner, [expected])
                again = self.bill(f"L{number}", supplier=supplier).partner_id
                self.assertEqual(again, partner)

    # -- Accounts --------------------------------------------------------------

    def test_accounts_of_the_last_posted_bill(self):
        accounts = self.env["account.account"].search(
            [("account_type", "=", "expense")], limit=3
        )
        partner = self.new_supplier()
        lines = [("Ampoules", accounts[0]), ("Câbles", accounts[1]), ("X", accounts[1])]
        earlier = self.enter(
            partner,
            "H1",
            invoice_line_ids=[
                Command.create(
                    {"name": name, "account_id": account.id, "price_unit": 1}
                )
                for name, account in lines
            ],
        )
        self.post(earlier)
        move = self.bill(
            lines=[
                ("AMPOULES ", 1, 60, 60, 20),
                ("Pose", 1, 30, 30, 20),
                ("Câbles", 1, 10, 10, 20),
            ]
        )
        self.assertEqual(
            move.invoice_line_ids.mapped("account_id.id"),
            [accounts[0].id, accounts[1].id],
        )
        self.assertEqual(
            [line.account_id for line in move.invoice_line_ids],
            [accounts[0], accounts[1], accounts[1]],
        )

    def test_a_bill_of_interest_tells_no_account(self):
        accounts = self.env["account.account"].search(
            [("account_type", "=", "expense")], limit=2
        )
        first = self.bill()
        first.invoice_line_ids.account_id = accounts[0]
        self.post(first)
        interest = self.enter(first.partner_id, "Intérêts")
        interest.invoice_line_ids.account_id = accounts[1]
        first.sudo().l10n_fr_chorus_received_ids.interest_move_id = self.post(interest)
        self.assertEqual(self.bill("F2").invoice_line_ids.account_id, accounts[0])

    def test_then_that_of_the_journal(self):
        account = self.company_data["default_account_expense"].copy()
        self.journal.default_account_id = account
        self.assertEqual(self.bill().invoice_line_ids.account_id, account)

    # -- Doubles ---------------------------------------------------------------

    def test_one_entered_by_hand_is_linked_and_compared(self):
        partner = self.new_supplier()
        entered = self.enter(partner, "f1", amount=110)
        self.post(entered)
        received = self.receive()
        self.add_document(received, "FAC.pdf", b"%PDF-1.4", is_main=True)
        self.assertEqual(received._chorus_make_bill(), entered)
        self.assertEqual(entered.amount_total, 110)
        entered = entered.sudo()
        self.assertIn("120", entered.l10n_fr_chorus_received_doubts)
        self.assertEqual(entered.attachment_ids.name, "FAC.pdf")

    def test_one_entered_without_a_date_is_linked(self):
        entered = self.enter(self.new_supplier(), invoice_date=False)
        self.assertEqual(self.bill(), entered)
        self.assertEqual(entered.invoice_date, self.today())

    def test_not_one_of_another_year(self):
        partner = self.new_supplier()
        old = self.enter(partner, invoice_date=self.today() - timedelta(days=370))
        self.assertNotEqual(self.bill(), old)

    def test_of_two_open_invoices_with_one_number_one_has_a_bill(self):
        first = self.bill()
        again = self.receive(received={"chorus_identifier": "77"})
        again._chorus_make_bill()
        self.assertFalse(again.move_id)
        holder = first.sudo().l10n_fr_chorus_received_ids
        self.assertIn(holder.chorus_identifier, again.bill_failure)
        owed = self.enter(first.partner_id)
        self.assertEqual(again._chorus_make_bill(), owed)

    def test_one_that_comes_again_by_another_number_keeps_its_bill(self):
        for status in ("A_RECYCLER", "REJETEE"):
            with self.subTest(status):
                first = self.receive(status)
                move = first._chorus_make_bill()
                first.raw_status = status
                again = self.receive(
                    status,
                    received={"chorus_identifier": f"77{status}"},
                    service_code="ECOLES",
                )
                self.assertEqual(again._chorus_make_bill(), move)
                self.assertFalse(first.move_id)
                self.assertIn("77", first.bill_failure)
                doubts = move.l10n_fr_chorus_received_doubts
                self.assertIn(first.chorus_identifier, doubts)
                self.assertEqual(move.buyer_reference, "ECOLES")

    def test_near_doubles_are_named(self):
        partner = self.new_supplier()
        near = self.enter(partner, "FAC-0012/a", amount=119)
        move = self.bill("fac12A")
        self.assertNotEqual(move, near)
        self.assertIn("FAC-0012/a", move.l10n_fr_chorus_received_doubts)
        other = self.new_supplier("Agence", company_registry="73282932000082")
        self.enter(other, "N 7", amount=3)
        move = self.bill("N7")
        self.assertIn("N 7", move.l10n_fr_chorus_received_doubts)
        self.assertFalse(self.bill("fac13A").l10n_fr_chorus_received_doubts)

    # -- Cost ------------------------------------------------------------------

    def test_queries_do_not_grow_with_lines(self):
        def queries(count, number):
            taxes = [(20, count, count * 0.2)]
            lines = [(f"Article {n}", 1, 1, 1, 20) for n in range(count)]
            content = pivot(number, taxes=taxes, lines=lines)
            received = self.receive(number, content=content)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            received._chorus_make_bill()
            self.env.flush_all()
            self.assertFalse(received.bill_failure)
            return self.env.cr.sql_log_count - before

        queries(1, "W0")
        few, many = queries(2, "W1"), queries(60, "W2")
        self.assertLess(many, few + 10)
        self.assertLess(few, 120)

    def test_queries_of_many_bills(self):
        self.bill("V0")
        count = 50 if FULL else 10
        for number in range(count):
            lines = [(f"Article {n}", 1, 10, 10, 20) for n in range(10)]
            self.receive(f"V-{number}a", lines=lines)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.run_cron("ir_cron_received_bills")
        queries = (self.env.cr.sql_log_count - before) / count
        made = self.env["l10n_fr_chorus_pro.received"].sudo().search([])
        self.assertEqual(len(made.move_id), count + 1)
        # Core's own way from values to a draft takes two thirds of them.
        self.assertLess(queries, 110)
