"""Several companies in one database: accounts of their own, branches, equal numbers."""

from unittest.mock import patch

from odoo import Command, fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.connection.res_company import CREDENTIALS
from .common import ChorusCase

JOINERY = {
    "name": "Ébénisterie du Port SAS",
    "company_registry": "99990001200017",
    "vat": "FR83404833048",
}
RENNES = "73282932000017"
LOGIN, PASSWORD = "TECH_1_0000002@cpro.fr", "another"


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestCompanies(ChorusCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.l10n_fr_chorus_submission_mode = "cii"
        cls.joinery = cls.setup_other_company(
            **JOINERY, **cls.contact(), l10n_fr_chorus_submission_mode="cii"
        )["company"]
        cls.joinery.sudo().write(
            {
                "l10n_fr_chorus_environment": "simulator",
                "l10n_fr_chorus_client_id": "simulator",
                "l10n_fr_chorus_client_secret": "simulator",
                "l10n_fr_chorus_login": LOGIN,
                "l10n_fr_chorus_password": PASSWORD,
            }
        )
        cls.branch = cls.new_branch()
        cls.accountant.company_ids |= cls.joinery | cls.branch
        for company in cls.joinery | cls.branch:
            town = cls.town.with_company(company)
            town.invoice_sending_method = "chorus_pro"
            cls.env["res.partner.bank"].create(
                {
                    "acc_number": "FR1420041010050500013M02606",
                    "partner_id": company.partner_id.id,
                }
            )
        cls.env = cls.env(
            context={
                **cls.env.context,
                "allowed_company_ids": (cls.company | cls.joinery | cls.branch).ids,
            }
        )

    @classmethod
    def new_branch(cls):
        branch = cls.env["res.company"].create(
            {
                "name": "Atelier Lumière Rennes",
                "parent_id": cls.company.id,
                "company_registry": RENNES,
                "vat": cls.company.vat,
                "l10n_fr_chorus_submission_mode": "cii",
                **cls.contact(),
            }
        )
        cls.env.cr.precommit.run()  # a branch gets its parent's chart of accounts
        cls.env["account.journal"].create(
            {
                "name": "Rennes",
                "code": "REN",
                "type": "sale",
                "company_id": branch.id,
            }
        )
        return branch

    @classmethod
    def contact(cls):
        return {
            "country_id": cls.env.ref("base.fr").id,
            "street": "1 quai du Port",
            "zip": "35400",
            "city": "Saint-Malo",
            "phone": "+33 2 99 00 00 00",
            "email": "compta@example.com",
        }

    def setUp(self):
        super().setUp()
        self.simulator.control(
            "POST",
            "accounts",
            {
                "login": LOGIN,
                "password": PASSWORD,
                "structure": JOINERY["company_registry"],
            },
        )

    def revenue_of(self, company):
        accounts = self.env["account.account"].with_company(company)
        domain = accounts._check_company_domain(company)
        return accounts.search([*domain, ("account_type", "=", "income")], limit=1)

    def invoice_of(self, company, **values):
        tax = (company.parent_id or company).account_sale_tax_id
        invoice = (
            self.env["account.move"]
            .with_company(company)
            .create(
                {
                    "move_type": "out_invoice",
                    "partner_id": self.town.id,
                    "invoice_date": fields.Date.today(),
                    "partner_bank_id": company.partner_id.bank_ids[:1].id,
                    "invoice_line_ids": [
                        Command.create(
                            {
                                "name": "Porte",
                                "account_id": self.revenue_of(company).id,
                                "price_unit": 300.0,
                                "tax_ids": [Command.set(tax.ids)],
                            }
                        )
                    ],
                    **values,
                }
            )
        )
        invoice.action_post()
        return invoice

    def send_or_lose(self, invoices):
        for invoice in invoices:
            self.env["account.move.send"]._generate_and_send_invoices(
                invoice, allow_raising=False, sending_methods=["chorus_pro"]
            )

    def test_one_number_in_two_companies(self):
        """Both answers are lost: each company finds its own invoice."""
        invoices = self.invoice_of(self.company) | self.invoice_of(self.joinery)
        self.assertEqual(len(set(invoices.mapped("name"))), 1)
        self.simulator.fault("deposer/flux", "cut", when="after", times=2)
        self.send_or_lose(invoices)
        self.assertEqual(set(invoices.mapped("l10n_fr_chorus_state")), {"uncertain"})
        self.simulator.advance(300)
        self.run_deposits()
        self.run_deposits()
        found = {str(row["id"]): row["supplier"] for row in self.simulator.invoices()}
        self.assertEqual(
            [found[i.l10n_fr_chorus_identifier] for i in invoices],
            invoices.company_id.mapped("company_registry"),
        )
        logins = {
            call["headers"]["cpro-account"]["login"]
            for call in self.simulator.calls("deposer/flux")
        }
        self.assertEqual(logins, {LOGIN, "TECH_1_0000001@cpro.fr"})

    def test_a_branch_sends_by_the_connection_of_its_parent(self):
        invoice = self.invoice_of(self.branch)
        self.assertEqual(invoice.company_id, self.branch)
        self.integrate(invoice)
        self.assertEqual(invoice.l10n_fr_chorus_state, "made_available")
        (received,) = self.simulator.invoices()
        self.assertEqual(received["supplier"], RENNES)
        self.simulator.set_status(invoice.l10n_fr_chorus_identifier, "MANDATEE")
        self.run_refresh()
        self.assertEqual(invoice.l10n_fr_chorus_state, "payment_ordered")

    def test_the_trouble_of_one_company_is_not_that_of_another(self):
        self.company.sudo().l10n_fr_chorus_password = "wrong"
        ours, theirs = self.invoice_of(self.company), self.invoice_of(self.joinery)
        self.queue(ours)
        self.queue(theirs)
        self.run_deposits()
        self.assertEqual(theirs.l10n_fr_chorus_state, "deposited")

    @mute_logger("odoo.addons.l10n_fr_chorus_pro.models.connection.res_company_health")
    def test_the_circuit_of_one_company_is_not_that_of_another(self):
        self.company.sudo().l10n_fr_chorus_password = "wrong"
        self.queue(self.invoice_of(self.company))
        for _run in range(3):
            self.run_deposits()
        self.assertTrue(self.company._chorus_is_paused())
        self.assertFalse(self.joinery._chorus_is_paused())
        theirs = self.invoice_of(self.joinery)
        self.queue(theirs)
        self.run_deposits()
        self.assertEqual(theirs.l10n_fr_chorus_state, "deposited")

    @mute_logger("odoo.addons.l10n_fr_chorus_pro.models.deposit.queue", "odoo.sql_db")
    def test_a_broken_record_of_one_company_stops_no_other(self):
        ours, theirs = self.invoice_of(self.company), self.invoice_of(self.joinery)
        self.queue(ours)
        self.queue(theirs)
        ours.l10n_fr_chorus_document_ids.sudo().file_name = False
        self.run_deposits()
        self.assertEqual(theirs.l10n_fr_chorus_state, "deposited")
        self.assertEqual(ours.l10n_fr_chorus_state, "not_sent")

    def test_much_news_of_one_company_starves_no_other(self):
        """The account with little has its turn after one piece of the other's work."""
        many = self.env["account.move"].union(
            *(self.invoice_of(self.company) for _number in range(4))
        )
        few = self.invoice_of(self.joinery)
        self.send_or_lose(many | few)
        self.simulator.advance(300)
        self.run_deposits()
        self.run_refresh()
        self.simulator.advance(60)
        for invoice in many | few:
            self.simulator.set_status(invoice.l10n_fr_chorus_identifier, "SERVICE_FAIT")
        self.simulator.control("DELETE", "calls")
        self.run_refresh()
        self.assertEqual(
            set((many | few).mapped("l10n_fr_chorus_status")), {"SERVICE_FAIT"}
        )
        logins = [
            call["headers"]["cpro-account"]["login"]
            for call in self.simulator.calls("consulter/historique")
        ]
        self.assertEqual(len(logins), 5)
        self.assertIn(LOGIN, logins[:2])

    def test_the_time_of_a_run_is_up(self):
        """What is left of each account is read by the next run."""
        invoices = self.invoice_of(self.company) | self.invoice_of(self.joinery)
        self.send_or_lose(invoices)
        self.simulator.advance(300)
        self.run_deposits()
        self.run_refresh()
        for invoice in invoices:
            self.simulator.set_status(invoice.l10n_fr_chorus_identifier, "MANDATEE")
        cron = self.env.registry["ir.cron"]
        progress = cron._commit_progress

        def no_time(record, *args, **values):
            progress(record, *args, **values)
            return 0

        with (
            patch.object(cron, "_commit_progress", no_time),
            patch("odoo.addons.base.models.ir_cron.MIN_TIME_PER_JOB", 0),
            patch("odoo.addons.base.models.ir_cron.MIN_RUNS_PER_JOB", 1),
        ):
            self.run_refresh()
        self.assertEqual(
            sorted(invoices.mapped("l10n_fr_chorus_status")),
            ["MANDATEE", "MISE_A_DISPOSITION"],
        )
        self.run_refresh()
        self.assertEqual(set(invoices.mapped("l10n_fr_chorus_status")), {"MANDATEE"})

    def queue(self, invoice):
        """Leave an invoice to the scheduled action, as a batch does."""
        sending = self.env["account.move.send"]
        sending._generate_and_send_invoices(
            invoice | self.invoice_of(invoice.company_id),
            sending_methods=["chorus_pro"],
        )

    def test_a_branch_that_takes_the_connection_of_its_parent_goes_live(self):
        """Nobody chose production for it, and its tests are over all the same."""
        parent, branch = self.company.sudo(), self.branch.sudo()
        branch.write({name: parent[name] for name in CREDENTIALS})
        branch.l10n_fr_chorus_environment = "simulator"
        tested, waiting = self.invoice_of(branch), self.invoice_of(branch)
        self.integrate(tested)
        self.queue(waiting)
        parent.l10n_fr_chorus_environment = "production"
        self.assertEqual(tested.l10n_fr_chorus_state, "made_available")
        self.assertEqual(waiting.l10n_fr_chorus_state, "to_send")
        branch.l10n_fr_chorus_environment = False
        self.assertEqual(tested.l10n_fr_chorus_state, "not_received")
        self.assertEqual(waiting.l10n_fr_chorus_state, "not_sent")
