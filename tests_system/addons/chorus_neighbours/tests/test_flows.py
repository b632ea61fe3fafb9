"""What was declared already is rectified or told, and a user sees who declares what."""

import logging
import os
import time
from contextlib import contextmanager

from odoo.tests import tagged
from odoo.tools import SQL, html2plaintext
from odoo.tools.sql import table_columns

from .common import GATE
from .test_declared import DeclaredCase

_logger = logging.getLogger(__name__)


@tagged("post_install_l10n", "post_install", "-at_install")
class TestDeclaredTwice(DeclaredCase):
    def setUp(self):
        super().setUp()
        self.company.sudo().l10n_fr_chorus_responsible_id = self.accountant
        self.town.invoice_sending_method = "email"
        self.invoice = self.new_invoice()

    def activities(self):
        activities = self.env["mail.activity"].sudo()
        return activities.search(
            [("res_model", "=", "l10n.fr.pdp.reports.flow")], order="id"
        )

    def test_rectified_and_told_once(self):
        private = self.new_invoice(self.private)
        (flow,) = self.declare()
        self.assertEqual(flow.sent_move_ids, self.invoice + private)
        self.town.invoice_sending_method = "chorus_pro"
        self.assert_out(self.invoice)
        self.assertEqual(self.invoice.l10n_fr_chorus_declared, "twice")
        self.compare()
        rectifying = self.flows() - flow
        self.assertEqual(len(rectifying), 1)
        self.assertEqual(rectifying.initial_flow_id, flow)
        self.assertEqual(rectifying._get_moves(), private)
        activity = self.activities()
        self.assertEqual(activity.user_id, self.accountant)
        note = html2plaintext(activity.note).replace("\u202f", " ").replace("\xa0", " ")
        self.assertIn(self.invoice.name, note)
        self.assertIn("1 000,00 €", note)
        self.assertNotIn(private.name, note)
        self.compare()
        self.assertEqual(self.activities(), activity)
        self.declare()
        self.assertEqual(self.invoice.l10n_fr_chorus_declared, "kept_out")

    def test_nothing_else_to_declare(self):
        """Core cannot send an empty report: the amounts are told instead."""
        (flow,) = self.declare()
        self.town.invoice_sending_method = "chorus_pro"
        self.compare()
        self.assertEqual(self.flows(), flow)
        note = html2plaintext(self.activities().note)
        self.assertIn(self.invoice.name, note)
        self.assertIn("votre plateforme agréée", note)
        self.assertEqual(self.invoice.l10n_fr_chorus_declared, "twice")

    def test_a_payment_that_was_declared(self):
        invoice = self.service_invoice()
        payment = self.pay(invoice)
        other = self.service_invoice(self.private)
        self.pay(other)
        sent = self.declare()
        self.assertEqual(set(sent.mapped("report_type")), {"transaction", "payment"})
        self.town.invoice_sending_method = "chorus_pro"
        self.assert_out(invoice, payment)
        self.compare()
        self.assertEqual(len(self.flows() - sent), 2)
        self.assertIn(payment.name, self.activities().mapped("note")[-1])

    def test_what_came_before_us(self):
        """Stored by core before Chorus Pro was looked at: an older database."""
        self.town.invoice_sending_method = "chorus_pro"
        self.env.flush_all()
        self.env.cr.execute(
            f"UPDATE account_move SET {GATE} = 'transaction',"
            " l10n_fr_pdp_flow_10_operation_type = 'sale' WHERE id = %s",
            [self.invoice.id],
        )
        self.env.invalidate_all()
        self.assertEqual(self.gate(self.invoice), "transaction")
        self.compare()
        self.assert_out(self.invoice)

    def test_list(self):
        """What both would have declared: not what core leaves out by itself."""
        self.town.invoice_sending_method = "chorus_pro"
        with_vat = self.new_invoice(
            self.new_customer("Ville de Lyon", "21690123100011", vat="FR23334175221")
        )
        private = self.new_invoice(self.private)
        moves = self.env["account.move"].with_user(self.accountant)
        self.assertEqual(with_vat.l10n_fr_chorus_declared, "chorus_pro")
        self.assertFalse(private.l10n_fr_chorus_declared)
        found = moves.search([("l10n_fr_chorus_declared", "=", "kept_out")])
        self.assertEqual(found.sudo(), self.invoice)
        none = moves.search(
            [
                ("l10n_fr_chorus_declared", "=", False),
                ("id", "in", (self.invoice + with_vat + private).ids),
            ]
        )
        self.assertEqual(none.sudo(), private)

    def test_receipts_that_nobody_declares(self):
        """Paid, VAT on receipts, and the body never reports its payments: listed, and
        never put back."""
        self.town.invoice_sending_method = "chorus_pro"
        silent, released, unpaid = (self.service_invoice() for _ in range(3))
        for invoice in (silent, released, unpaid):
            self.integrate(invoice)
        self.simulator.set_status(released.name, "MISE_EN_PAIEMENT")
        self.run_refresh()
        payments = self.pay(silent) + self.pay(released)
        moves = self.env["account.move"].with_user(self.accountant)
        found = moves.search([("l10n_fr_chorus_receipt_missing", "=", True)])
        self.assertEqual(found.sudo(), silent)
        self.assertTrue(silent.l10n_fr_chorus_receipt_missing)
        self.assertFalse(released.l10n_fr_chorus_receipt_missing)
        self.compare()
        self.assert_out(silent, released, unpaid, *payments)

    def test_menus_are_there(self):
        menus = (
            self.env["ir.ui.menu"].with_user(self.accountant)._load_menus_blacklist()
        )
        for name in ("declared_menu", "receipt_missing_menu"):
            self.assertNotIn(self.env.ref(f"l10n_fr_chorus_pro.{name}").id, menus)

    def test_the_hook_is_put_once_and_taken_away(self):
        moves = self.env["account.move"]
        name = "_l10n_fr_pdp_get_transaction_type"
        self.town.invoice_sending_method = "chorus_pro"
        ours = getattr(type(moves), name)
        moves._register_hook()
        self.assertIs(getattr(type(moves), name), ours)
        moves._unregister_hook()
        try:
            self.assertNotIn(name, vars(type(moves)))
            self.assertEqual(self.invoice._l10n_fr_pdp_get_transaction_type(), "b2c")
        finally:
            moves._register_hook()
        self.assertFalse(self.invoice._l10n_fr_pdp_get_transaction_type())

    def test_many_at_once(self):
        """A customer of many invoices comes to Chorus Pro, and the scheduled action
        meets them where nobody had looked: by the thousand in few queries."""
        count = 10_000 if os.environ.get("CHORUS_TEST_FULL") else 200
        old = self.new_invoice(invoice_date="2020-03-01", date="2020-03-01")
        self.duplicate(self.invoice, count)
        self.duplicate(old, count)
        moves = self.env["account.move"].search(
            [("partner_id", "=", self.town.id), ("date", "=", self.invoice.date)]
        )
        self.assertEqual(set(moves.mapped(GATE)), {"transaction"})
        with self.measured("customer", count):
            self.town.invoice_sending_method = "chorus_pro"
            self.env.flush_all()
        self.assertEqual(set(moves.mapped(GATE)), {False})
        self.env.cr.execute(
            f"UPDATE account_move SET {GATE} = 'transaction',"
            " l10n_fr_pdp_flow_10_operation_type = 'sale' WHERE id = ANY(%s)",
            [moves.ids],
        )
        self.env.invalidate_all()
        with self.measured("scheduled action", count):
            self.compare()
        self.assertEqual(set(moves.mapped(GATE)), {False})

    @contextmanager
    def measured(self, what, count):
        self.env.flush_all()
        self.env.invalidate_all()
        queries, began = self.cr.sql_log_count, time.monotonic()
        yield
        queries, took = self.cr.sql_log_count - queries, time.monotonic() - began
        _logger.info("%s: %s moves, %.1f s, %s queries", what, count, took, queries)
        # Core writes stored fields by the hundred: nothing is asked for each move.
        self.assertLess(queries, 60 + count // 10)

    def duplicate(self, move, count):
        """Copy a posted move ``count`` times with its lines, faster than core posts."""
        self.env.flush_all()
        for number in range(0, count, 1000):
            self.env.cr.execute(
                SQL(
                    """
                    WITH copies AS (
                        INSERT INTO account_move (%(columns)s, name, sequence_number)
                        SELECT %(columns)s, 'COPY/' || %(base)s || '/' || n, n
                          FROM account_move, generate_series(1, %(size)s) n
                         WHERE id = %(move)s
                     RETURNING id
                    )
                    INSERT INTO account_move_line (%(line_columns)s, move_id)
                    SELECT %(line_columns)s, copies.id
                      FROM account_move_line, copies
                     WHERE move_id = %(move)s
                    """,
                    columns=self.columns("account_move", "name", "sequence_number"),
                    line_columns=self.columns("account_move_line", "move_id"),
                    base=move.id * 1_000_000 + number,
                    size=min(1000, count - number),
                    move=move.id,
                )
            )
        self.env.invalidate_all()

    def columns(self, table, *others):
        names = set(table_columns(self.env.cr, table)) - {"id", *others}
        return SQL(", ").join(SQL.identifier(name) for name in sorted(names))
