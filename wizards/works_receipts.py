from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..tools.portal_time import portal_today


class ChorusWorksReceipts(models.TransientModel):
    """Who has received a final claim or a general account, and the proofs of it."""

    _name = "l10n_fr_chorus_pro.works.receipts"
    _inherit = ["l10n_fr_chorus_pro.dialog.mixin"]
    _description = "Receipts of a works piece"

    piece_id = fields.Many2one(
        comodel_name="l10n_fr_chorus_pro.works.piece", required=True, readonly=True
    )
    supervisor_received_on = fields.Date(
        compute="_compute_supervisor_received_on",
        store=True,
        readonly=False,
        string="Received by the Works Supervisor",
        help="Maître d'œuvre: the day on the acknowledgement of receipt.",
    )
    owner_received_on = fields.Date(
        compute="_compute_owner_received_on",
        store=True,
        readonly=False,
        string="Received by the Works Owner",
        help="Maître d'ouvrage: the day on the acknowledgement of receipt.",
    )
    supervisor_proof_ids = fields.Many2many(
        comodel_name="ir.attachment",
        relation="chorus_works_receipts_supervisor_proof_rel",
        string="Proofs of the Works Supervisor",
        compute="_compute_supervisor_proof_ids",
        store=True,
        readonly=False,
        # Core else asks for the rights on every attachment there is.
        bypass_search_access=True,
        help="Acknowledgements of receipt by the works supervisor.",
    )
    owner_proof_ids = fields.Many2many(
        comodel_name="ir.attachment",
        relation="chorus_works_receipts_owner_proof_rel",
        string="Proofs of the Works Owner",
        compute="_compute_owner_proof_ids",
        store=True,
        readonly=False,
        bypass_search_access=True,
        help="Acknowledgements of receipt by the works owner.",
    )

    # One each: a value that is given would keep the others from being computed.

    @api.depends("piece_id")
    def _compute_supervisor_received_on(self):
        for dialog in self:
            dialog.supervisor_received_on = dialog.piece_id.supervisor_received_on

    @api.depends("piece_id")
    def _compute_owner_received_on(self):
        for dialog in self:
            dialog.owner_received_on = dialog.piece_id.owner_received_on

    @api.depends("piece_id")
    def _compute_supervisor_proof_ids(self):
        for dialog in self:
            dialog.supervisor_proof_ids = dialog.piece_id.supervisor_proof_ids

    @api.depends("piece_id")
    def _compute_owner_proof_ids(self):
        for dialog in self:
            dialog.owner_proof_ids = dialog.piece_id.owner_proof_ids

    def action_confirm(self):
        """Keep the days and the proofs on the piece.

        :raises UserError: a day lies in the future, or nothing proves it
        """
        self.ensure_one()
        piece = self.piece_id
        # A piece is written by nobody: who may write to contracts may say this.
        self.env["l10n_fr_chorus_pro.contract"].check_access("write")
        piece.check_access("read")
        receipts = (
            (self.supervisor_received_on, self.supervisor_proof_ids),
            (self.owner_received_on, self.owner_proof_ids),
        )
        if any(day and day > portal_today(self.env) for day, _proofs in receipts):
            raise UserError(self.env._("Nobody has received it on a day to come."))
        if any(day and not proofs for day, proofs in receipts):
            raise UserError(
                self.env._(
                    "Add the acknowledgement of receipt of each: it proves the day."
                )
            )
        (self.supervisor_proof_ids | self.owner_proof_ids)._chorus_claim(piece)
        piece.sudo().write(
            {
                "supervisor_received_on": self.supervisor_received_on,
                "owner_received_on": self.owner_received_on,
                "supervisor_proof_ids": [Command.set(self.supervisor_proof_ids.ids)],
                "owner_proof_ids": [Command.set(self.owner_proof_ids.ids)],
            }
        )
        return {"type": "ir.actions.client", "tag": "soft_reload"}
