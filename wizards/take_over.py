"""Take-over: invoices that were deposited by hand, or by another software before us."""

from uuid import uuid4

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..chorus_api import ChorusError, InvoiceSearch
from ..chorus_api.statuses import invoice_status
from ..models.document_recovery import is_same_invoice
from ..models.error_texts import explain
from ..models.notification import notify


class ChorusTakeOver(models.TransientModel):
    _name = "l10n_fr_chorus_pro.take.over"
    _description = "Take over invoices from Chorus Pro"

    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
    )
    start_date = fields.Date(
        string="Deposited Since",
        required=True,
        default=lambda self: fields.Date.subtract(
            fields.Date.context_today(self), months=6
        ),
        help="Invoices that were deposited in Chorus Pro since this day are looked for."
        " Older ones are left out of everything that asks for an action.",
    )
    line_ids = fields.One2many(
        comodel_name="l10n_fr_chorus_pro.take.over.line",
        inverse_name="take_over_id",
        string="Matches",
    )
    read_count = fields.Integer(string="Invoices in Chorus Pro", readonly=True)
    known_count = fields.Integer(string="Already Followed", readonly=True)
    searched = fields.Boolean()

    def action_search(self):
        """Read the portal by pages and propose the invoices that match ours.

        :raises UserError: the portal or its configuration failed, in a sentence
        """
        self.ensure_one()
        self.line_ids.unlink()
        self.read_count = self.known_count = 0
        search = InvoiceSearch(deposited_from=self.start_date)
        try:
            with self.company_id._chorus_client() as client:
                for page in client.search_invoices(search):
                    self._propose(page.rows)
        except ChorusError as error:
            raise UserError(explain(self.env, error)) from error
        self.searched = True
        return self._reopen()

    def _propose(self, rows):
        """Propose the invoices of Odoo that rows of the portal are, beyond doubt."""
        self.read_count += len(rows)
        documents = self.env["l10n_fr_chorus_pro.document"].sudo()
        identifiers = [row.chorus_invoice_id for row in rows]
        known = set(
            documents.search([("chorus_identifier", "in", identifiers)]).mapped(
                "chorus_identifier"
            )
        )
        self.known_count += len(known)
        moves = self.env["account.move"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("state", "=", "posted"),
                ("move_type", "in", ("out_invoice", "out_refund")),
                ("name", "in", [row.invoice_number for row in rows]),
            ]
        )
        by_key = {(m.name, m.invoice_date): m for m in moves if not m._chorus_is_live()}
        lines = []
        for row in rows:
            move = by_key.get((row.invoice_number, row.invoice_date))
            if not move or row.chorus_invoice_id in known:
                continue
            if is_same_invoice(row, move._chorus_document_values()):
                lines.append(Command.create(_line_values(row, move)))
        self.line_ids = lines

    def action_adopt(self):
        """Take the chosen invoices over; their history is read by the next refresh."""
        self.ensure_one()
        self.check_access("write")
        chosen = self.line_ids.filtered("chosen")
        account = self.company_id._chorus_account_company()
        self.company_id.sudo().l10n_fr_chorus_start_date = self.start_date
        for flow_number, lines in chosen.grouped("flow_number").items():
            deposit = self._adopt_deposit(account, flow_number, lines[:1].deposited_on)
            for line in lines:
                line._adopt(deposit)
        message = self.env._("%s invoices taken over from Chorus Pro.", len(chosen))
        return notify(self.env, message, then={"type": "ir.actions.act_window_close"})

    def _adopt_deposit(self, account, flow_number, deposited_on):
        """The deposit of a flow that was not ours; one for each take-over by hand."""
        deposits = self.env["l10n_fr_chorus_pro.deposit"].sudo()
        found = deposits.search(
            [("company_id", "=", self.company_id.id), ("flow_number", "=", flow_number)]
            if flow_number
            else [("id", "=", False)],
            limit=1,
        )
        return found or deposits.create(
            {
                "company_id": self.company_id.id,
                "environment": account.l10n_fr_chorus_environment,
                "reference": uuid4().hex,
                "flow_number": flow_number,
                # The invoices of one flow were deposited on one day; others may differ.
                "deposited_at": flow_number and deposited_on,
                "state": "integrated",
            }
        )

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Take Over from Chorus Pro"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }


class ChorusTakeOverLine(models.TransientModel):
    _name = "l10n_fr_chorus_pro.take.over.line"
    _description = "Invoice to take over from Chorus Pro"

    take_over_id = fields.Many2one(
        comodel_name="l10n_fr_chorus_pro.take.over", required=True, ondelete="cascade"
    )
    chosen = fields.Boolean(default=True)
    move_id = fields.Many2one(
        comodel_name="account.move", string="Invoice", required=True, readonly=True
    )
    recipient_name = fields.Char(string="Customer in Chorus Pro", readonly=True)
    total = fields.Float(readonly=True)
    deposited_on = fields.Date(readonly=True)
    status = fields.Char(string="Status Code", readonly=True)
    status_label = fields.Char(compute="_compute_status_label", string="Status")
    status_date = fields.Datetime(readonly=True)
    comment = fields.Char(readonly=True)
    flow_number = fields.Char(readonly=True)
    chorus_identifier = fields.Char(readonly=True)

    def _compute_status_label(self):
        for line in self:
            line.status_label = invoice_status(line.status).label

    def _adopt(self, deposit):
        """Follow this invoice from now on, as if it had been deposited from here."""
        self.ensure_one()
        document = (
            self.env["l10n_fr_chorus_pro.document"]
            .sudo()
            .create(
                {
                    **self.move_id._chorus_document_values(),
                    "deposit_id": deposit.id,
                    "state": invoice_status(self.status).state,
                    "raw_status": self.status,
                    "status_date": self.status_date,
                    "reason": self.comment,
                    "chorus_identifier": self.chorus_identifier,
                    "row_deposited_on": self.deposited_on,
                    "history_due": True,
                }
            )
        )
        env = document.company_id._chorus_lang_env()
        document._chorus_say_state(
            env._(
                "Taken over from Chorus Pro, where its status is: %s",
                self.status_label,
            ),
            reason=self.comment or "",
        )
        self.move_id.sudo().is_move_sent = True


def _line_values(row, move):
    return {
        "move_id": move.id,
        "recipient_name": row.recipient_name,
        "total": row.total,
        "deposited_on": row.deposited_on,
        "status": row.status,
        "status_date": row.status_at,
        "comment": row.comment or False,
        "flow_number": row.flow_number or False,
        "chorus_identifier": row.chorus_invoice_id,
    }
