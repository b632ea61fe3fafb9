"""What the addon costs on the forms of core: what the web client reads, against core.

How much core costs is measured beside it, in the same database and with warm caches:
``core_alone.py``. ``make bench`` does so in an Odoo without the addon, and finds the
same number for core, to the query.
"""

from datetime import timedelta

from odoo import Command, fields
from odoo.tests import tagged

from ..bench.client_views import specification
from .common import ChorusCase
from .core_alone import core_alone, without_our_fields

ACTION = "account.action_move_out_invoice_type"
# More than core's. Of a customer the company does not invoice by Chorus Pro: the files
# on the invoice, and by which way the customer is invoiced.
OTHERS = 2
# The files, the attempts and what they say, their deposits, the history and what it
# says, and whether the customer has services; or his services, by code and by name.
DEPOSITED, TO_A_SERVICE = 7, 8
# However many rows: whose customer is invoiced by Chorus Pro, and so is to be sent.
LIST = 3


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestFormCost(ChorusCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        private = {"invoice_sending_method": False, "looked_up": False}
        cls.private = cls.new_customer("Menuiserie", "40483304800022", **private)
        germany = cls.env.ref("base.de").id
        cls.foreign = cls.new_customer(
            "Lichtwerk GmbH", False, country_id=germany, **private
        )

    def setUp(self):
        super().setUp()
        # Of a customer's only invoice core reads less.
        for customer in (self.private, self.foreign, self.town):
            self.new_invoice(customer)

    def leave_chorus_pro(self):
        self.company.sudo().l10n_fr_chorus_environment = False
        self.company.sudo().l10n_fr_chorus_is_supplier = False

    # -- Counting --------------------------------------------------------------

    def queries(self, action):
        """The queries of a request, once its kind has been answered before."""
        for _run in range(2):
            self.env.cr.flush()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            action()
            self.env.cr.flush()  # with the hooks of a commit
            count = self.env.cr.sql_log_count - before
        return count

    def assertCosts(self, more, action, core=None):
        """An action costs so many queries more than core's, or fewer.

        :param core: the same action where it is another one without the addon
        """
        ours = self.queries(action)
        with core_alone(self.env):
            alone = self.queries(core or action)
        self.assertLessEqual(ours - alone, more, f"{ours} queries, core {alone}")

    def views(self, kind, **context):
        """The model and the two specifications, ours and core's, of the accountant."""
        env = self.env(user=self.accountant.id, context={"lang": "fr_FR", **context})
        model, spec = specification(env, ACTION, kind)
        return model, spec, without_our_fields(spec)

    def assertFormCosts(self, more, invoice):
        model, spec, plain = self.views("form")
        move = model.browse(invoice.id)
        self.assertCosts(
            more, lambda: move.web_read(spec), lambda: move.web_read(plain)
        )

    # -- The forms of others ---------------------------------------------------

    def test_a_company_without_chorus_pro(self):
        self.leave_chorus_pro()
        _model, spec, plain = self.views("form")
        self.assertEqual(spec, plain)
        for customer in (self.private, self.foreign, self.town):
            for post in (False, True):
                with self.subTest(customer=customer.name, post=post):
                    self.assertFormCosts(0, self.new_invoice(customer, post=post))

    def test_customers_not_invoiced_by_chorus_pro(self):
        _model, spec, plain = self.views("form")
        self.assertGreater(len(spec), len(plain))
        for customer in (self.private, self.foreign):
            for post in (False, True):
                with self.subTest(customer=customer.name, post=post):
                    self.assertFormCosts(OTHERS, self.new_invoice(customer, post=post))

    def test_the_files_of_others_are_not_looked_at(self):
        """Core asks for the rights on all of them where a field does not forbid it."""
        invoice = self.new_invoice(self.private)
        others = self.env["ir.attachment"].create(
            [
                {"name": "plan.pdf", "res_model": "res.partner", "res_id": partner.id}
                for partner in (self.private, self.foreign, self.town)
            ]
        )
        model, spec, _plain = self.views("form")
        self.env.invalidate_all()
        model.browse(invoice.id).web_read(spec)
        field = others._fields["res_id"]
        self.assertFalse({*others.ids} & {*field._get_cache(self.env)})

    # -- The form of an invoice in Chorus Pro -----------------------------------

    def deposited(self, status, state, **values):
        """An invoice that the customer has, with its history."""
        invoice = self.new_invoice(self.town, **values)
        at = fields.Datetime.now() - timedelta(days=5)
        deposit = (
            self.env["l10n_fr_chorus_pro.deposit"]
            .sudo()
            .create(
                {
                    "company_id": self.company.id,
                    "environment": "simulator",
                    "reference": status,
                    "state": "integrated",
                }
            )
        )
        codes = ("DEPOSEE", "MISE_A_DISPOSITION", status)
        self.env["l10n_fr_chorus_pro.document"].sudo().create(
            {
                **invoice._chorus_document_values(),
                "deposit_id": deposit.id,
                "state": state,
                "chorus_identifier": "12345",
                "raw_status": status,
                "status_date": at,
                "event_ids": [
                    Command.create(
                        {
                            "kind": "status",
                            "remote_id": str(number),
                            "code": code,
                            "happened_at": at + timedelta(hours=number),
                        }
                    )
                    for number, code in enumerate(codes)
                ],
            }
        )
        return invoice

    def test_an_invoice_in_chorus_pro(self):
        for status, state in (
            ("MISE_A_DISPOSITION", "made_available"),
            ("SUSPENDUE", "suspended"),
        ):
            with self.subTest(status):
                self.assertFormCosts(DEPOSITED, self.deposited(status, state))

    def test_an_invoice_to_one_of_many_services(self):
        codes = [f"SERVICE-{number}" for number in range(30)]
        rows = [{"code": code, "name": code.title()} for code in codes]
        self.town._chorus_keep_services(rows, complete=True)
        for code, more in ((codes[7], TO_A_SERVICE), (False, DEPOSITED)):
            with self.subTest(code):
                invoice = self.deposited(
                    "MISE_A_DISPOSITION", "made_available", buyer_reference=code
                )
                self.assertFormCosts(more, invoice)

    # -- New ones, and lists ---------------------------------------------------

    def test_a_new_invoice_is_begun_and_posted_as_in_core(self):
        for is_supplier in (True, False):
            if not is_supplier:
                self.leave_chorus_pro()
            model, spec, plain = self.views("form")
            with self.subTest(is_supplier=is_supplier):
                self.assertCosts(
                    0,
                    lambda m=model, s=spec: m.onchange({}, [], s),
                    lambda m=model, s=plain: m.onchange({}, [], s),
                )
                for customer in (self.private, self.foreign, self.town):
                    self.assertCosts(0, lambda c=customer: self.new_invoice(c))

    def test_a_changed_line_is_saved_as_in_core(self):
        invoice = self.new_invoice(self.private, post=False)
        quantities = iter(range(3, 100))

        def save(spec):
            change = {"quantity": next(quantities)}
            lines = [Command.update(invoice.invoice_line_ids.id, change)]
            model.browse(invoice.id).web_save({"invoice_line_ids": lines}, spec)

        model, spec, plain = self.views("form")
        self.assertCosts(OTHERS, lambda: save(spec), lambda: save(plain))

    def test_a_list_costs_little_more_than_core_s(self):
        for customer in (self.private, self.town):
            for _number in range(3):
                self.new_invoice(customer)
        model, spec, plain = self.views("list")
        self.assertIn("l10n_fr_chorus_status_label", spec)
        self.assertCosts(
            LIST,
            lambda: model.web_search_read([], spec, limit=80),
            lambda: model.web_search_read([], plain, limit=80),
        )
