from odoo import api, fields, models


class ChorusService(models.Model):
    """A service of a public body, to which invoices are addressed by its code.

    Nobody has write access: the directory alone writes, see ``partner_directory.py``.
    """

    _name = "l10n_fr_chorus_pro.service"
    _description = "Service of a Public Body"
    _order = "code, id"
    _rec_names_search = ["code", "name"]

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Public Body",
        required=True,
        index=True,
        ondelete="cascade",
    )
    active = fields.Boolean(
        default=True, help="A service that was closed or deleted takes no invoices."
    )
    code = fields.Char(required=True, help="Code service, BT-10 of the invoice.")
    name = fields.Char()
    service_ref = fields.Char(help="Number of the service inside Chorus Pro.")
    opened_on = fields.Date(help="First day of the service, where it is told.")
    closed_on = fields.Date(help="Last day of the service, where it is told.")
    commitment_required = fields.Boolean(
        help="It wants a commitment number, whatever its public body wants."
    )
    detail_read = fields.Boolean(
        help="What the service asks for was read, and not its name alone."
    )

    _code_unique = models.UniqueIndex(
        "(partner_id, code)", "This public body has that service already."
    )

    @api.depends("code", "name")
    def _compute_display_name(self):
        for service in self:
            names = filter(None, (service.code, service.name))
            service.display_name = " – ".join(names)

    def _chorus_is_open(self, day):
        """Whether it takes invoices on a day."""
        self.ensure_one()
        return (
            self.active
            and (not self.opened_on or self.opened_on <= day)
            and (not self.closed_on or day <= self.closed_on)
        )
