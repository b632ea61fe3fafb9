from odoo import api, fields, models

from ...chorus_api.actions import user_action
from ...chorus_api.statuses import invoice_status
from .validator_stages import WAITING, stage_for


class ChorusReceivedEvent(models.Model):
    """One line of the life of a received invoice, kept once and never changed."""

    _name = "l10n_fr_chorus_pro.received.event"
    _description = "Event of a Received Invoice"
    _order = "happened_at desc, id desc"

    received_id = fields.Many2one(
        comodel_name="l10n_fr_chorus_pro.received",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="received_id.company_id", store=True)
    kind = fields.Selection(
        selection=[("status", "Status"), ("action", "Action"), ("event", "Event")],
        required=True,
    )
    remote_id = fields.Char(
        required=True, help="Number that Chorus Pro gave to this line of the history."
    )
    code = fields.Char(help="Code of Chorus Pro, as it came.")
    label = fields.Char(string="What", compute="_compute_label")
    tone = fields.Char(compute="_compute_label", help="Colour of the line.")
    happened_at = fields.Datetime(string="Date")
    comment = fields.Text(string="Reason")
    author = fields.Char(help="Who did it, where Chorus Pro says so.")

    _remote_unique = models.Constraint(
        "UNIQUE(received_id, kind, remote_id)",
        "This event of Chorus Pro is already known.",
    )

    @api.depends("code", "kind")
    def _compute_label(self):
        for event in self:
            event.label, event.tone = event.code, "muted"
            if event.kind == "status":
                event.label = invoice_status(event.code).label
                turn = WAITING.get(event.code, 0)
                stage = stage_for(event.received_id.role, event.code, turn)
                event.tone = stage.colour
            elif event.kind == "action":
                event.label = user_action(event.code).label
