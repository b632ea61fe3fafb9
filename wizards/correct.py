from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..chorus_api.statuses import REINVOICE
from ..models.reason import WAYS_OUT

# What a new invoice keeps of the one it replaces; core copies the rest.
KEPT_FIELDS = (
    "buyer_reference",
    "purchase_order_reference",
    "contract_reference",
    "l10n_fr_chorus_framework",
    "l10n_fr_chorus_payment_means",
    "l10n_fr_chorus_is_works",
    "l10n_fr_chorus_validator_id",
    "l10n_fr_chorus_factor_id",
    "partner_bank_id",
    "reversed_entry_id",
)


class ChorusCorrect(models.TransientModel):
    """Settle an invoice that the customer, or its validator, has refused."""

    _name = "l10n_fr_chorus_pro.correct"
    _inherit = ["l10n_fr_chorus_pro.action.mixin"]
    _description = "Correct a rejected invoice"

    way_out = fields.Selection(
        selection=WAYS_OUT,
        string="Decision",
        required=True,
        compute="_compute_way_out",
        store=True,
        precompute=True,
        readonly=False,
        help="Proposed by the reason of the rejection where it is a known one. The"
        " decision is yours.",
    )
    date = fields.Date(
        string="Credit Note Date",
        required=True,
        default=fields.Date.context_today,
        help="Accounting date of the internal credit note.",
    )
    note = fields.Char(help="Kept in the chatter with the decision.")

    @api.depends("move_id")
    def _compute_way_out(self):
        for wizard in self:
            document = wizard.move_id._chorus_current_document()
            wizard.way_out = document.reason_id.way_out

    def action_confirm(self):
        """Carry the decision out in the accounts, then tell Chorus Pro.

        :return: the new invoice where there is one
        :raises UserError: the invoice is settled already, or the date lies ahead
        """
        self.ensure_one()
        move = self.move_id
        document = self._take(REINVOICE)
        if document.way_out or move.payment_state == "reversed":
            raise UserError(self.env._("%s is settled already.", move.name))
        if self.date > fields.Date.context_today(self):
            raise UserError(
                self.env._("The date of the credit note may not lie in the future.")
            )
        credit_note = replacement = self.env["account.move"]
        if self.way_out != "keep_open":
            credit_note = self._cancel()
        if self.way_out == "reinvoice":
            replacement = self._reinvoice()
        self._tell(credit_note, replacement)
        document._chorus_settle(self.way_out)
        if replacement:
            return replacement._get_records_action(name=self.env._("New Invoice"))
        return {"type": "ir.actions.act_window_close"}

    def _cancel(self):
        """Cancel the invoice by a credit note that stays inside the accounts."""
        reversal = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=self.move_id.ids)
            .create(
                {
                    "date": self.date,
                    "reason": self.move_id.l10n_fr_chorus_reason,
                    "journal_id": self.move_id.journal_id.id,
                }
            )
        )
        credit_note = self.move_id._reverse_moves(
            [reversal._prepare_default_reversal(self.move_id)], cancel=True
        )
        credit_note.l10n_fr_chorus_outside_reason = self.env._(
            "Internal: it cancels %s, which the customer has refused.",
            self.move_id.name,
        )
        return credit_note

    def _reinvoice(self):
        """A draft with all that the refused invoice said, to be corrected."""
        move = self.move_id
        values = {
            name: move._fields[name].convert_to_write(move[name], move)
            for name in KEPT_FIELDS
        }
        replacement = move.with_context(include_business_fields=True).copy(
            {
                **values,
                "invoice_date": False,
                "l10n_fr_chorus_replaced_id": move.id,
            }
        )
        documents = move.sudo().l10n_fr_chorus_attachment_ids.copy(
            {"res_model": move._name, "res_id": replacement.id}
        )
        replacement.sudo().l10n_fr_chorus_attachment_ids = [Command.set(documents.ids)]
        return replacement

    def _tell(self, credit_note, replacement):
        """Keep the decision on both invoices, with links both ways."""
        move = self.move_id
        lines = [
            dict(self._fields["way_out"]._description_selection(self.env))[self.way_out]
        ]
        if credit_note:
            lines.append(
                self.env._("Credit note, not sent: %s", credit_note._get_html_link())
            )
        if replacement:
            lines.append(self.env._("New invoice: %s", replacement._get_html_link()))
        if self.note:
            lines.append(self.note)
        body = Markup("<p><strong>%s</strong></p>") % self.env._(
            "Chorus Pro: rejection settled"
        )
        body += Markup("").join(Markup("<p>%s</p>") % line for line in lines)
        move.message_post(body=body, subtype_xmlid="mail.mt_note")
        if replacement:
            replacement.message_post(
                body=Markup("<p>%s</p><p>%s</p>")
                % (
                    self.env._(
                        "Replaces %s, which the customer has refused.",
                        move._get_html_link(),
                    ),
                    self.env._("Reason: « %s »", self.reason or ""),
                ),
                subtype_xmlid="mail.mt_note",
            )
