from odoo import api, fields, models

from ..chorus_api.statuses import invoice_status


class ChorusTakeOverLine(models.TransientModel):
    _name = "l10n_fr_chorus_pro.take.over.line"
    _inherit = ["l10n_fr_chorus_pro.dialog.mixin"]
    _description = "Invoice to take over from Chorus Pro"

    take_over_id = fields.Many2one(
        comodel_name="l10n_fr_chorus_pro.take.over",
        required=True,
        ondelete="cascade",
        chorus_sealed=True,
    )
    chosen = fields.Boolean(default=True)
    is_doubtful = fields.Boolean(
        readonly=True,
        help="Chorus Pro has another one that may be this invoice.",
        chorus_sealed=True,
    )
    move_id = fields.Many2one(
        comodel_name="account.move",
        string="Invoice",
        required=True,
        readonly=True,
        chorus_sealed=True,
    )
    recipient_name = fields.Char(
        string="Customer in Chorus Pro", readonly=True, chorus_sealed=True
    )
    total = fields.Float(readonly=True, chorus_sealed=True)
    deposited_on = fields.Date(readonly=True, chorus_sealed=True)
    status = fields.Char(string="Status Code", readonly=True, chorus_sealed=True)
    status_label = fields.Char(compute="_compute_status_label", string="Status")
    status_date = fields.Datetime(readonly=True, chorus_sealed=True)
    comment = fields.Char(readonly=True, chorus_sealed=True)
    flow_number = fields.Char(readonly=True, chorus_sealed=True)
    chorus_identifier = fields.Char(readonly=True, chorus_sealed=True)

    def _compute_status_label(self):
        for line in self:
            line.status_label = invoice_status(line.status).label

    @api.model
    def _row_values(self, row, move):
        """A line that proposes a row of the portal for an invoice.

        :param InvoiceRow row: of a search
        """
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

    def _adopt(self, deposit):
        """Follow this invoice from now on, as if it had been deposited from here."""
        self.ensure_one()
        document = self.take_over_id._follow(
            deposit,
            {
                self.move_id: {
                    "state": invoice_status(self.status).state,
                    "raw_status": self.status,
                    "status_date": self.status_date,
                    "reason": self.comment,
                    "chorus_identifier": self.chorus_identifier,
                    "row_deposited_on": self.deposited_on,
                    "history_due": True,
                }
            },
        )
        self.take_over_id._tell_taken_over(document)
