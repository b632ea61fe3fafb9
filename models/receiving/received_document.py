from odoo import fields, models


class ChorusReceivedDocument(models.Model):
    """A document of a received invoice, under the name that its supplier gave it.

    Written by the download alone; one that came again unchanged is not kept twice.
    """

    _name = "l10n_fr_chorus_pro.received.document"
    _description = "Document of a Received Invoice"
    _order = "is_main desc, id"

    received_id = fields.Many2one(
        comodel_name="l10n_fr_chorus_pro.received",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="received_id.company_id", store=True)
    attachment_id = fields.Many2one(
        comodel_name="ir.attachment",
        string="File",
        index="btree_not_null",
        ondelete="restrict",
        help="Empty where Chorus Pro names the document and gives no content.",
    )
    name = fields.Char(required=True)
    is_main = fields.Boolean(
        string="Main",
        help="The invoice itself, as it was handed in or as a copy to read.",
    )
    category = fields.Char(help="What it is, in the words of Chorus Pro.")
    syntax = fields.Char(
        help="ubl, cii or facturx where it is the file of an invoice that came by an"
        " approved platform."
    )
    sha256 = fields.Char(string="SHA-256", help="Fingerprint of the document.")
    content_version = fields.Integer(help="With which content it came first.")
    failure = fields.Char(help="Why its content could not be kept.")
