from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..models.receiving.roles import RECIPIENT

RECEIVED = "l10n_fr_chorus_pro.received"
# The payees of so many are looked at while the dialog opens.
LOOKED_AT = 300


class ChorusExport(models.TransientModel):
    """A file of received invoices for the financial software of the body."""

    _name = "l10n_fr_chorus_pro.export"
    _inherit = ["l10n_fr_chorus_pro.dialog.mixin"]
    _description = "Export Received Invoices"

    received_ids = fields.Many2many(
        comodel_name=RECEIVED,
        relation="l10n_fr_chorus_pro_export_received_rel",
        string="Invoices",
        required=True,
    )
    left_out = fields.Integer(
        compute="_compute_left_out",
        help="How many of the bills that were chosen did not come by Chorus Pro.",
    )
    unconfirmed = fields.Integer(
        compute="_compute_unconfirmed",
        help="How many invoices that are to be paid on an account have no IBAN in the"
        " file: their payee is not confirmed. Not counted of more than 300.",
    )
    with_documents = fields.Boolean(
        help="A ZIP with the file and all documents, a folder for each invoice."
    )

    @api.model
    def default_get(self, fields):
        # EXTENDS 'base'
        values = super().default_get(fields)
        model = self.env.context.get("active_model")
        ids = self.env.context.get("active_ids") or []
        if "received_ids" in fields and model in (RECEIVED, "account.move"):
            chosen = self._find_chosen(model, ids)
            values["received_ids"] = [Command.set(chosen.ids)]
        return values

    def _find_chosen(self, model, ids):
        """The received invoices, of themselves or of their bills.

        :raises AccessError: one of them is not for the user
        :raises UserError: none of them came by Chorus Pro
        """
        chosen = self.env[model].browse(ids).exists()
        chosen.check_access("read")
        received = chosen
        if model == RECEIVED:
            received = chosen.filtered(lambda one: one.role == RECIPIENT)
        else:
            received = chosen.l10n_fr_chorus_received_ids
        if not received:
            raise UserError(self.env._("None of these bills came by Chorus Pro."))
        return received

    @api.depends("received_ids")
    @api.depends_context("active_model", "active_ids")
    def _compute_left_out(self):
        ids = self.env.context.get("active_ids") or []
        is_of_bills = self.env.context.get("active_model") == "account.move"
        for wizard in self:
            bills = wizard.received_ids.move_id
            wizard.left_out = max(len(ids) - len(bills), 0) if is_of_bills else 0

    @api.depends("received_ids")
    def _compute_unconfirmed(self):
        for wizard in self:
            received = wizard.received_ids
            wizard.unconfirmed = 0
            if len(received) <= LOOKED_AT:
                wizard.unconfirmed = len(received._origin._chorus_without_account())

    def action_export(self):
        """Make the file, and hand it to the browser.

        :raises UserError: the documents are too large together
        """
        self.ensure_one()
        received = self.received_ids
        received.check_access("read")
        today = fields.Date.context_today(self)
        name = self.env._("received-invoices-%s", f"{today:%Y-%m-%d}")
        raw, ending = received._chorus_export(), "csv"
        if self.with_documents:
            raw, ending = received._chorus_export_archive(f"{name}.csv"), "zip"
        values = {"name": f"{name}.{ending}", "raw": raw}
        values |= {"res_model": self._name, "res_id": self.id}
        file = self.env["ir.attachment"].create(values)
        url = f"/web/content/{file.id}?download=true"
        return {"type": "ir.actions.act_url", "url": url, "target": "download"}
