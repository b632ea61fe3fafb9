"""The commitment that an invoice names, looked up before the invoice leaves."""

from odoo import api, fields, models

from ...tools.typed_texts import typed_code
from ..connection.groups import ACCOUNTING_GROUPS
from .commitment import REGISTERED_RECIPIENTS


class AccountMove(models.Model):
    _inherit = "account.move"

    l10n_fr_chorus_commitment_id = fields.Many2one(
        comodel_name="l10n_fr_chorus_pro.commitment",
        string="Commitment",
        compute="_compute_l10n_fr_chorus_commitment_id",
        compute_sudo=True,
        groups=ACCOUNTING_GROUPS,
    )
    l10n_fr_chorus_has_commitment = fields.Boolean(
        string="Commitment of the State",
        compute="_compute_l10n_fr_chorus_has_commitment",
        help="Whether the invoice names a commitment that Chorus Pro keeps.",
        groups="base.group_user",
    )

    # The invoices of a commitment are looked for by its number.
    _chorus_commitment_index = models.Index(
        "(purchase_order_reference) WHERE purchase_order_reference IS NOT NULL"
    )

    @api.depends(
        "purchase_order_reference",
        "commercial_partner_id.company_registry",
        "move_type",
    )
    def _compute_l10n_fr_chorus_has_commitment(self):
        for move in self:
            move.l10n_fr_chorus_has_commitment = (
                move.move_type in ("out_invoice", "out_refund")
                and bool(typed_code(move.purchase_order_reference))
                and move._chorus_recipient_siret() in REGISTERED_RECIPIENTS
            )

    @api.depends(
        "l10n_fr_chorus_has_commitment", "purchase_order_reference", "company_id"
    )
    def _compute_l10n_fr_chorus_commitment_id(self):
        self.l10n_fr_chorus_commitment_id = False
        wanted = self.filtered("l10n_fr_chorus_has_commitment")
        if not wanted:
            return
        accounts = {c: c._chorus_account_company() for c in wanted.company_id}
        commitments = self.env["l10n_fr_chorus_pro.commitment"]
        typed = [typed_code(move.purchase_order_reference) for move in wanted]
        spellings = {form for n in typed for form in (n, n.upper(), n.lower())}
        kept = commitments.with_context(active_test=False).search(
            [
                ("number", "in", [*spellings]),
                ("company_id", "in", [account.id for account in accounts.values()]),
            ]
        )
        by_key = {(c.company_id.id, c.environment, c.number.upper()): c for c in kept}
        for move in wanted:
            account = accounts[move.company_id]
            number = typed_code(move.purchase_order_reference).upper()
            key = (account.id, account.l10n_fr_chorus_environment, number)
            move.l10n_fr_chorus_commitment_id = by_key.get(key, False)

    # -- Asking the portal -----------------------------------------------------


def kept_commitment(move):
    """What is kept of the commitment of an invoice, archived where Chorus Pro has none.

    :param move: an ``account.move``
    """
    return move.sudo().l10n_fr_chorus_commitment_id
