"""The journal of calls: what stands in it, who reads it, how long it is kept."""

from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..models.connection import call as journal
from .common import ChorusCase

LOG = "odoo.addons.l10n_fr_chorus_pro.models.connection.call"


@tagged("post_install_l10n", "post_install", "-at_install")
class TestCalls(ChorusCase):
    def setUp(self):
        super().setUp()
        self.calls = self.env["l10n_fr_chorus_pro.call"].sudo()

    def call(self, operation):
        found = self.calls.search([("operation", "=like", f"%{operation}")])
        return found[:1]

    def test_each_call_of_a_sending_is_noted(self):
        invoice = self.new_invoice()
        self.integrate(invoice)
        deposit = invoice.l10n_fr_chorus_document_ids.deposit_id
        call = self.call("deposer/flux")
        self.assertEqual(call.subject, deposit.file_name)
        self.assertEqual((call.http_status, call.return_code), ("200", "0"))
        self.assertEqual(call.company_id, self.company)
        self.assertEqual(call.environment, "simulator")
        self.assertTrue(call.correlation_id)
        self.assertFalse(call.failure)
        report = self.call("consulterCRDetaille")
        self.assertEqual(report.subject, deposit.flow_number)
        noted = self.calls.search([]).mapped("operation")
        self.assertEqual(len(noted), len(self.simulator.calls()))

    def test_a_failure_is_noted_by_its_kind(self):
        self.simulator.fault("deposer/flux", "cut", when="after")
        invoice = self.new_invoice()
        self.env["account.move.send"]._generate_and_send_invoices(
            invoice, allow_raising=False, sending_methods=["chorus_pro"]
        )
        self.assertEqual(invoice.l10n_fr_chorus_state, "uncertain")
        call = self.call("deposer/flux")
        self.assertEqual((call.failure, call.http_status), ("uncertain", False))

    @mute_logger(LOG)
    def test_a_journal_that_cannot_be_written_changes_nothing(self):
        invoice = self.new_invoice()
        with patch.object(journal, "COLUMNS", ("no_such_column",)):
            self.integrate(invoice)
        self.assertEqual(invoice.l10n_fr_chorus_state, "made_available")
        self.assertEqual(len(self.simulator.calls("deposer/flux")), 1)
        self.assertFalse(self.calls.search([]))

    def test_old_calls_are_forgotten(self):
        self.send(self.new_invoice())
        days = journal.DAYS
        old, recent = self.calls.search([], limit=2)
        now = fields.Datetime.now()
        old.called_at = fields.Datetime.subtract(now, days=days + 1)
        recent.called_at = fields.Datetime.subtract(now, days=days - 1)
        self.calls._gc_calls()
        self.assertFalse(old.exists())
        self.assertTrue(recent.exists())
        parameters = self.env["ir.config_parameter"].sudo()
        for text, is_left in (("many", True), ("1", False)):
            parameters.set_param(journal.DAYS_PARAMETER, text)
            self.calls._gc_calls()
            self.assertEqual(bool(recent.exists()), is_left)

    def test_administrators_read_it_and_nobody_writes_it(self):
        self.send(self.new_invoice())
        administrator = new_test_user(
            self.env,
            login="administratrice",
            groups="base.group_system",
            company_id=self.company.id,
        )
        call = self.calls.search([], limit=1)
        for user in (administrator, self.accountant):
            with self.assertRaises(AccessError):
                call.with_user(user).write({"operation": "other"})
            with self.assertRaises(AccessError):
                call.with_user(user).unlink()
        self.assertTrue(call.with_user(administrator).operation)
        with self.assertRaises(AccessError):
            call.with_user(self.accountant).read(["operation"])
        other = self.env["res.company"].sudo().create({"name": "Autre"})
        administrator.sudo().write({"company_ids": other.ids, "company_id": other.id})
        calls = self.calls.with_user(administrator).with_company(other).sudo(False)
        self.assertFalse(calls.search([]))
