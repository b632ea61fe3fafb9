from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.invoice.next_actions import DIALOGS, NEXT_ACTIONS


class AccountMoveReversal(models.TransientModel):
    _inherit = "account.move.reversal"

    l10n_fr_chorus_usual_action = fields.Selection(
        selection=NEXT_ACTIONS,
        string="Usual Answer",
        compute="_compute_l10n_fr_chorus_usual_action",
        compute_sudo=False,
        help="What is usually done with an invoice in this status: no credit note.",
        groups="base.group_user",
    )

    @api.depends("move_ids")
    def _compute_l10n_fr_chorus_usual_action(self):
        for wizard in self:
            moves = wizard.move_ids._origin
            is_one = len(moves) == 1
            action = is_one and moves.l10n_fr_chorus_next_action
            wizard.l10n_fr_chorus_usual_action = action in DIALOGS and action

    def action_chorus_usual(self):
        """Open the dialog of what is usually done with the invoice.

        :raises UserError: its status does not ask for anything any more
        """
        self.ensure_one()
        self.check_access("write")
        if not self.l10n_fr_chorus_usual_action:
            raise UserError(
                self.env._("Chorus Pro asks for nothing any more. Look at the invoice.")
            )
        actions = self.env["ir.actions.act_window"]
        return {
            **actions._for_xml_id(DIALOGS[self.l10n_fr_chorus_usual_action]),
            "context": {"default_move_id": self.move_ids.id},
        }

    def _modify_default_reverse_values(self, origin_move):
        # EXTENDS 'account'
        values = super()._modify_default_reverse_values(origin_move)
        # The invoice that replaces another one is about the same order.
        commitment = origin_move.purchase_order_reference
        return {"purchase_order_reference": commitment, **values}
