from odoo import api, fields, models

from ...chorus_api.actions import user_action
from ...chorus_api.statuses import invoice_status
from ..connection.groups import INVOICING_GROUP
from .status_colour import colour_of_status


class ChorusEvent(models.Model):
    """One line of the life of an invoice at Chorus Pro, kept once and never changed.

    Statuses, user actions and other events have three spaces of remote identifiers.
    """

    _name = "l10n_fr_chorus_pro.event"
    _description = "Chorus Pro Event"
    _order = "happened_at desc, id desc"

    document_id = fields.Many2one(
        comodel_name="l10n_fr_chorus_pro.document",
        required=True,
        index=True,
        ondelete="cascade",
    )
    move_id = fields.Many2one(related="document_id.move_id", store=True, index=True)
    company_id = fields.Many2one(related="document_id.company_id", store=True)
    kind = fields.Selection(
        selection=[
            ("status", "Status"),
            ("action", "Action"),
            ("event", "Event"),
        ],
        required=True,
    )
    remote_id = fields.Char(
        required=True, help="Number that Chorus Pro gave to this line of the history."
    )
    code = fields.Char(help="Code of Chorus Pro, as it came.")
    label = fields.Char(string="What", compute="_compute_label")
    tone = fields.Char(
        compute="_compute_label", help="Colour of the line in the timeline."
    )
    happened_at = fields.Datetime(string="Date")
    comment = fields.Text(string="Reason")
    author = fields.Char(
        groups=INVOICING_GROUP, help="Who did it, where Chorus Pro says so."
    )
    author_email = fields.Char(string="Email", groups=INVOICING_GROUP)
    author_phone = fields.Char(string="Phone", groups=INVOICING_GROUP)

    _remote_unique = models.Constraint(
        "UNIQUE(document_id, kind, remote_id)",
        "This event of Chorus Pro is already known.",
    )

    @api.depends("code", "kind")
    def _compute_label(self):
        for event in self:
            event.label, event.tone = event.code, "muted"
            if event.kind == "status":
                event.label = invoice_status(event.code).label
                event.tone = colour_of_status(event.code)
            elif event.kind == "action":
                event.label = user_action(event.code).label
