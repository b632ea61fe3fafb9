"""A bill that was made of a received invoice: what is left to pay of it, and why."""

from odoo import api, fields, models


class AccountMove(models.Model):
    _inherit = "account.move"

    l10n_fr_chorus_received_total = fields.Monetary(
        string="Total at Chorus Pro",
        chorus_sealed=True,
        copy=False,
        help="Total with taxes of the received invoice that the bill was made of.",
        groups="base.group_user",
    )
    l10n_fr_chorus_received_due = fields.Monetary(
        string="Amount Asked For",
        chorus_sealed=True,
        copy=False,
        help="What the supplier asks for (net à payer), of the received invoice.",
        groups="base.group_user",
    )
    l10n_fr_chorus_received_gap = fields.Text(
        string="What Does Not Agree",
        chorus_sealed=True,
        copy=False,
        help="Amounts that do not agree inside the received invoice, and where.",
        groups="base.group_user",
    )
    l10n_fr_chorus_received_doubts = fields.Text(
        string="What to Look At",
        chorus_sealed=True,
        copy=False,
        help="What somebody has to look at before this bill is posted.",
        groups="base.group_user",
    )
    l10n_fr_chorus_retention = fields.Monetary(
        string="Retention",
        copy=False,
        help="Retention money (retenue de garantie) that this bill holds back.",
        groups="base.group_user",
    )
    l10n_fr_chorus_advance = fields.Monetary(
        string="Advance Paid Back",
        copy=False,
        help="Part of an advance that is taken off this bill.",
        groups="base.group_user",
    )
    l10n_fr_chorus_direct_payment = fields.Monetary(
        string="Paid to Subcontractors",
        copy=False,
        help="What is paid to subcontractors directly, and is their own invoices'.",
        groups="base.group_user",
    )
    l10n_fr_chorus_unexplained = fields.Monetary(
        string="Not Explained Yet",
        compute="_compute_l10n_fr_chorus_unexplained",
        help="Of what the supplier does not ask for, what nothing above explains.",
        groups="base.group_user",
    )
    l10n_fr_chorus_net_to_pay = fields.Monetary(
        string="Net of Credit Notes",
        compute="_compute_l10n_fr_chorus_net_to_pay",
        help="What the supplier asks for less the credit notes of this very bill.",
        groups="base.group_user",
    )

    @api.depends(
        "l10n_fr_chorus_received_total",
        "l10n_fr_chorus_received_due",
        "l10n_fr_chorus_retention",
        "l10n_fr_chorus_advance",
        "l10n_fr_chorus_direct_payment",
    )
    def _compute_l10n_fr_chorus_unexplained(self):
        for move in self:
            held = move.l10n_fr_chorus_received_total - move.l10n_fr_chorus_received_due
            held -= move.l10n_fr_chorus_retention + move.l10n_fr_chorus_advance
            move.l10n_fr_chorus_unexplained = held - move.l10n_fr_chorus_direct_payment

    @api.depends(
        "amount_total",
        "l10n_fr_chorus_received_due",
        "reversal_move_ids.amount_total",
        "reversal_move_ids.state",
    )
    def _compute_l10n_fr_chorus_net_to_pay(self):
        for move in self:
            asked = move.amount_total
            if move.l10n_fr_chorus_received_total:
                asked = move.l10n_fr_chorus_received_due
            credit_notes = move.reversal_move_ids.filtered(
                lambda note, move=move: (
                    note.state != "cancel" and note.currency_id == move.currency_id
                )
            )
            move.l10n_fr_chorus_net_to_pay = asked - sum(
                credit_notes.mapped("amount_total")
            )
