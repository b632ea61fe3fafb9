from odoo import fields, models

KINDS = [("document", "Document"), ("mention", "Mention")]


class ChorusMissingItem(models.Model):
    """Something that an invoice may lack, to choose from before it is suspended."""

    _name = "l10n_fr_chorus_pro.missing.item"
    _description = "What an Invoice May Lack"
    _order = "sequence, id"

    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    name = fields.Char(
        required=True, help="In French: the supplier reads it in Chorus Pro."
    )
    kind = fields.Selection(selection=KINDS, required=True, default="document")
