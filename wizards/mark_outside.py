from odoo import fields, models

from ..models.invoice.outside import OUTSIDE_WAYS


class ChorusMarkOutside(models.TransientModel):
    """Say that an invoice was deposited by other means, and why."""

    _name = "l10n_fr_chorus_pro.mark.outside"
    _inherit = ["l10n_fr_chorus_pro.dialog.mixin"]
    _description = "Mark an invoice as deposited outside Odoo"

    move_id = fields.Many2one(
        comodel_name="account.move", string="Invoice", required=True, readonly=True
    )
    way = fields.Selection(
        selection=OUTSIDE_WAYS,
        string="Which Way",
        required=True,
        default="chorus_pro",
        help="What is in Chorus Pro is declared to the tax authority by Chorus Pro, and"
        " stays out of e-reporting. What was sent another way is declared as any sale.",
    )
    reason = fields.Char(
        required=True,
        help="How it was deposited, such as: statement given to the works supervisor.",
    )

    def action_confirm(self):
        """Keep the reason and its author on the invoice.

        :raises UserError: Chorus Pro has the invoice, or may have it
        """
        self.ensure_one()
        self.move_id.check_access("write")
        self.move_id._chorus_withdraw()
        self.move_id._chorus_refuse_change()
        # Fields that nobody writes but this dialog.
        self.move_id.sudo().write(
            {
                "l10n_fr_chorus_outside_reason": self.reason,
                "l10n_fr_chorus_outside_way": self.way,
            }
        )
        self.move_id.message_post(
            body=self._note(),
            subtype_xmlid="mail.mt_note",
        )
        return {"type": "ir.actions.act_window_close"}

    def _note(self):
        if self.way == "other":
            return self.env._("Chorus Pro: sent another way. %s", self.reason)
        return self.env._("Chorus Pro: deposited outside Odoo. %s", self.reason)
