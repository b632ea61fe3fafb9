from odoo import api, fields, models

from .acts import ACTS


class ChorusReceivedAct(models.Model):
    """Who did what with a received invoice in Odoo: kept once and never changed.

    Roles change; who ordered an invoice stays who ordered it.
    """

    _name = "l10n_fr_chorus_pro.received.act"
    _description = "Act on a Received Invoice"
    _order = "done_at desc, id desc"

    received_id = fields.Many2one(
        comodel_name="l10n_fr_chorus_pro.received",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="received_id.company_id", store=True)
    act = fields.Char(required=True, help="Our own code of it, such as certify.")
    label = fields.Char(string="What", compute="_compute_label")
    user_id = fields.Many2one(
        comodel_name="res.users", string="By", required=True, ondelete="restrict"
    )
    done_at = fields.Datetime(string="Date", required=True)
    mandate_number = fields.Char(help="Number of the payment order, of an order.")

    @api.depends("act")
    @api.depends_context("lang")
    def _compute_label(self):
        for done in self:
            done.label = self.env._(ACTS[done.act].label)


class ChorusReceived(models.Model):
    _inherit = "l10n_fr_chorus_pro.received"

    act_ids = fields.One2many(
        comodel_name="l10n_fr_chorus_pro.received.act",
        inverse_name="received_id",
        string="Acts",
    )

    def _chorus_note_act(self, act, mandate_number=""):
        """Keep that the user has done this with the invoice, once Chorus Pro took it.

        :param str act: a code of ``ACTS``
        :param str mandate_number: of the payment order
        """
        self.ensure_one()
        return (
            self.env["l10n_fr_chorus_pro.received.act"]
            .sudo()
            .create(
                {
                    "received_id": self.id,
                    "act": act,
                    "user_id": self.env.user.id,
                    "done_at": fields.Datetime.now(),
                    "mandate_number": mandate_number or False,
                }
            )
        )

    def _chorus_last_act(self, act):
        """The last time that somebody did this in Odoo; empty where nobody did."""
        self.ensure_one()
        return self.sudo().act_ids.filtered(lambda done: done.act == act)[:1]
