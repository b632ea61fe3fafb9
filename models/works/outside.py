"""« Deposited outside Odoo »: a piece that a person has declared, until the portal
shows it; then it is one with what the portal shows.
"""

from odoo import api, models

# What people have added to the declared piece.
KEPT = ("supervisor_received_on", "owner_received_on", "contested_on")


class ChorusWorksPiece(models.Model):
    _inherit = "l10n_fr_chorus_pro.works.piece"

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS 'mail'
        pieces = super().create(vals_list)
        pieces.filtered("chorus_identifier")._chorus_take_declared()
        return pieces

    def _chorus_take_declared(self):
        """Take over what was declared of these, which the portal shows now."""
        if not self:
            return
        declared = self.sudo().search(
            [
                ("is_outside", "=", True),
                ("company_id", "in", self.company_id.ids),
                ("number", "in", self.mapped("number")),
            ]
        )
        for piece in self if declared else ():
            same = declared.filtered(
                lambda one, piece=piece: (
                    one.company_id == piece.company_id
                    and one.environment == piece.environment
                    and one.number == piece.number
                    and (one.framework == piece.framework or not piece.framework)
                )
            )[:1]
            if same:
                piece.sudo()._chorus_absorb(same)
                declared -= same

    def _chorus_absorb(self, declared):
        """Become one with a declared piece: its days, proofs, messages and answers."""
        self.ensure_one()
        self.write(
            {
                **{name: declared[name] for name in KEPT if not self[name]},
                "proof_ids": [(4, one.id) for one in declared.proof_ids],
            }
        )
        self.search([("previous_id", "=", declared.id)]).previous_id = self
        declared.message_ids.write({"res_id": self.id})
        attachments = self.env["ir.attachment"].search(
            [("res_model", "=", self._name), ("res_id", "=", declared.id)]
        )
        attachments.write({"res_id": self.id})
        declared.unlink()
