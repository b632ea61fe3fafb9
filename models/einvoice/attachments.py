"""The documents that go with an invoice, and their names."""

from odoo import api, fields, models

from ...chorus_api.files import ATTACHMENT_NAME_LIMIT, clean_name, shorten_name


class AccountMove(models.Model):
    _inherit = "account.move"

    l10n_fr_chorus_attachment_ids = fields.Many2many(
        comodel_name="ir.attachment",
        relation="account_move_chorus_attachment_rel",
        string="Documents for Chorus Pro",
        copy=False,
        # Core else asks for the rights on every attachment there is; so, it asks for
        # those on the files found.
        bypass_search_access=True,
        help="Files that the customer receives with the invoice, such as a delivery"
        " note: each below 10 MB, with a name of at most 50 characters.",
        groups="base.group_user",
    )
    l10n_fr_chorus_has_long_names = fields.Boolean(
        compute="_compute_l10n_fr_chorus_has_long_names",
        groups="base.group_user",
    )

    @api.depends("l10n_fr_chorus_attachment_ids.name")
    def _compute_l10n_fr_chorus_has_long_names(self):
        for move in self:
            documents = move.l10n_fr_chorus_attachment_ids
            move.l10n_fr_chorus_has_long_names = documents._chorus_has_long_names()

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS 'account'
        moves = super().create(vals_list)
        moves.filtered("l10n_fr_chorus_attachment_ids")._chorus_claim_documents()
        return moves

    def write(self, vals):
        # EXTENDS 'account'
        res = super().write(vals)
        if "l10n_fr_chorus_attachment_ids" in vals:
            self._chorus_claim_documents()
        return res

    def _chorus_claim_documents(self):
        """Make the files of an unsaved invoice its own: until then they are shown to
        their author alone."""
        for move in self:
            move.sudo().l10n_fr_chorus_attachment_ids._chorus_claim(move)

    def action_chorus_shorten_names(self):
        """Shorten the names that are too long; extensions stay."""
        self.check_access("write")
        self.l10n_fr_chorus_attachment_ids._chorus_shorten_names()


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    def _chorus_name(self):
        """The name under which it leaves."""
        self.ensure_one()
        return clean_name(self.name or "")

    def _chorus_has_long_names(self):
        """Whether Chorus Pro would refuse a name for its length."""
        return any(len(a._chorus_name()) > ATTACHMENT_NAME_LIMIT for a in self)

    def _chorus_shorten_names(self):
        """Shorten the names that Chorus Pro would refuse; extensions stay."""
        for attachment in self:
            if attachment._chorus_has_long_names():
                attachment.name = shorten_name(attachment.name)

    def _chorus_claim(self, record):
        """Give a record the files that its user has just uploaded; others stay where
        they are."""
        self.sudo().filtered(
            lambda a: not a.res_id and a.create_uid == self.env.user
        ).write({"res_model": record._name, "res_id": record.id})
