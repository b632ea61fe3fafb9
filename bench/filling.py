"""Many invoices at once, by SQL: what years of use leave in a database.

An invoice and its attempt are made by Odoo, then copied with other values; events and
messages come with each copy. Nothing here is what a bench measures.
"""

from dataclasses import dataclass, field
from uuid import uuid4

from odoo import fields
from odoo.tools import SQL

from .plans import BIG

TOWN, LOT = "12345678200051", 50
YEARS = 3
DAYS = YEARS * 365
# Days from the deposit until the customer has it, must have paid it, has paid it.
AVAILABLE, DUE, RELEASED = 2, 32, 25


@dataclass
class Kind:
    """Invoices that are alike; their values are SQL, in which ``n`` counts from 1.

    :param move: columns of the invoice; ``attempt``: of what was deposited of it, None
        where nothing was; ``deposit``: of the lots
    :param span: (days ago of the oldest, days ago of the latest)
    """

    name: str
    count: int
    move: dict = field(default_factory=dict)
    attempt: dict | None = None
    deposit: dict = field(default_factory=dict)
    span: tuple = (50, 3)
    events: int = 2
    messages: int = 2

    def day(self):
        """The day of the n-th of them, the oldest first."""
        first, last = self.span
        return f"(CURRENT_DATE - {first} + n * {first - last} / {self.count})"


def example(env):
    """A posted invoice to the town of the demo, to be copied."""
    town = env["res.partner"].search([("company_registry", "=", TOWN)])
    product = env["product.product"].search([("name", "=", "Pose de luminaires")])
    move = env["account.move"].create(
        {
            "move_type": "out_invoice",
            "partner_id": town.id,
            "invoice_date": fields.Date.today(),
            "invoice_line_ids": [(0, 0, {"product_id": product.id})],
        }
    )
    move.action_post()
    return move


class Filling:
    """Copies of one invoice in a database."""

    def __init__(self, move, *, with_lines=True):
        """
        :param move: a posted invoice, which no attempt was made of
        :param bool with_lines: copy its journal items too
        """
        self.env = move.env
        self.move, self.with_lines = move, with_lines
        self.deposit = (
            self.env["l10n_fr_chorus_pro.deposit"]
            .sudo()
            .create(
                {
                    "company_id": move.company_id.id,
                    "environment": "simulator",
                    "reference": uuid4().hex,
                    "state": "integrated",
                    "syntax": "in_cii",
                }
            )
        )
        self.attempt = (
            self.env["l10n_fr_chorus_pro.document"]
            .sudo()
            .create(
                {
                    "deposit_id": self.deposit.id,
                    "move_id": move.id,
                    "invoice_number": move.name,
                    "invoice_date": move.invoice_date,
                    "supplier_siret": move.company_id.company_registry,
                    "recipient_siret": TOWN,
                    "recipient_id": move.partner_id.id,
                    "amount_total": move.amount_total,
                    "state": "not_received",
                }
            )
        )
        self.env.flush_all()

    def add(self, kind):
        """Copy the invoice for a kind, with all that belongs to it.

        :param Kind kind: what is to be made
        :return: id of the first invoice; the others follow it
        """
        first = self._add_moves(kind)
        if kind.attempt is not None:
            self.add_attempts(kind, first)
        if kind.messages:
            self._add_messages(kind, first)
        return first

    def done(self):
        """Take what was copied away, and have PostgreSQL look at the tables; who calls
        commits."""
        # Its number stays taken: nobody asks for it.
        self.attempt.unlink()
        self.deposit.unlink()
        self.env.flush_all()
        for table in BIG:
            self.env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))
        self.env.invalidate_all()

    # -- Tables ----------------------------------------------------------------

    def _add_moves(self, kind):
        day = kind.day()
        values = {
            "name": f"'{kind.name.upper()}-' || LPAD(n::text, 6, '0')",
            "sequence_prefix": f"'{kind.name.upper()}-'",
            "sequence_number": "n",
            "invoice_date": day,
            "date": day,
            "create_date": day,
            "write_date": day,
            "invoice_date_due": f"{day} + 30",
            # The model has an attempt, to be copied as well.
            "l10n_fr_chorus_state": "NULL",
            **kind.move,
        }
        first = self._copy(self.move, values, kind.count)
        if self.with_lines:
            self._add_lines(first, kind.count)
        return first

    def _add_lines(self, first, count):
        values = {
            "move_id": "n",
            "move_name": "m.name",
            "date": "m.date",
            "invoice_date": "m.invoice_date",
            "reconciled": "account_move_line.reconciled",
            "partner_id": "m.partner_id",
        }
        model = self.move.line_ids
        kept = self._columns(model, values, "account_move_line")
        self.env.cr.execute(
            SQL(
                "INSERT INTO account_move_line (%s, %s) SELECT %s, %s"
                " FROM account_move_line, generate_series(%s, %s) n"
                " JOIN account_move m ON m.id = n WHERE account_move_line.id IN %s",
                _names(values),
                SQL(", ").join(SQL.identifier(name) for name in kept),
                _expressions(values),
                SQL(", ").join(
                    SQL.identifier("account_move_line", name) for name in kept
                ),
                first,
                first + count - 1,
                tuple(model.ids),
            )
        )

    def add_attempts(self, kind, first):
        """The attempts of invoices, in lots of fifty, with their history.

        :param Kind kind: with the columns of the attempts
        :param int first: id of the first invoice
        """
        day = kind.day()
        deposit = {
            "reference": "md5(random()::text)",
            "flow_number": "'CPP' || md5(random()::text)",
            **{
                name: f"CURRENT_DATE - {kind.span[0]}"
                f" + n * {kind.span[0] - kind.span[1]} / {-(-kind.count // LOT)}"
                for name in ("sent_at", "deposited_at", "integrated_at", "create_date")
            },
            **kind.deposit,
        }
        lots = self._copy(self.deposit, deposit, -(-kind.count // LOT))
        values = {
            "deposit_id": f"{lots} + (n - 1) / {LOT}",
            "move_id": f"{first} + n - 1",
            "invoice_number": f"'{kind.name.upper()}-' || LPAD(n::text, 6, '0')",
            "invoice_date": day,
            "create_date": day,
            "write_date": f"{day} + {RELEASED}",
            "status_date": f"{day} + {AVAILABLE}",
            "row_status_date": f"{day} + {AVAILABLE}",
            "row_deposited_on": day,
            **kind.attempt,
        }
        attempts = self._copy(self.attempt, values, kind.count)
        if kind.events:
            self._add_events(kind, attempts)

    def _add_events(self, kind, first):
        self.env.cr.execute(
            SQL(
                "INSERT INTO l10n_fr_chorus_pro_event (document_id, move_id,"
                " company_id, kind, remote_id, code, happened_at)"
                " SELECT d.id, d.move_id, d.company_id, 'status', e::text,"
                " (ARRAY['DEPOSEE', 'MISE_A_DISPOSITION', d.raw_status])[e],"
                " d.row_deposited_on + e * INTERVAL '1 day'"
                " FROM l10n_fr_chorus_pro_document d, generate_series(1, %s) e"
                " WHERE d.id >= %s",
                kind.events,
                first,
            )
        )

    def _add_messages(self, kind, first):
        self.env.cr.execute(
            SQL(
                "INSERT INTO mail_message (model, res_id, date, create_date, body,"
                " message_type, subtype_id, author_id)"
                " SELECT 'account.move', m.id, m.date + e, m.date + e, %s,"
                " 'notification', %s, %s"
                " FROM account_move m, generate_series(1, %s) e WHERE m.id >= %s",
                "<p>Chorus Pro: received by the customer.</p>",
                self.env.ref("mail.mt_note").id,
                self.env.company.partner_id.id,
                kind.messages,
                first,
            )
        )

    def _copy(self, model, values, count):
        """Copy one record so many times.

        :param dict values: SQL by column, in which ``n`` counts from 1
        :return: id of the first copy
        """
        cursor, table = self.env.cr, model._table
        cursor.execute(SQL("SELECT nextval(%s)", f"{table}_id_seq"))
        first = cursor.fetchone()[0]
        values = {"id": f"{first} + n - 1", **values}
        kept = SQL(", ").join(
            SQL.identifier(name) for name in self._columns(model, values, table)
        )
        cursor.execute(
            SQL(
                "INSERT INTO %s (%s, %s) SELECT %s, %s"
                " FROM %s, generate_series(1, %s) n WHERE id = %s",
                SQL.identifier(table),
                _names(values),
                kept,
                _expressions(values),
                kept,
                SQL.identifier(table),
                count,
                model.id,
            )
        )
        cursor.execute(SQL("SELECT setval(%s, %s)", f"{table}_id_seq", first + count))
        return first

    def _columns(self, model, values, table):
        self.env.cr.execute(
            SQL(
                "SELECT column_name FROM information_schema.columns"
                " WHERE table_name = %s AND column_name <> 'id'",
                table,
            )
        )
        return [name for (name,) in self.env.cr.fetchall() if name not in values]


def _names(values):
    return SQL(", ").join(SQL.identifier(name) for name in values)


def _expressions(values):
    return SQL(", ").join(SQL(text.replace("%", "%%")) for text in values.values())
