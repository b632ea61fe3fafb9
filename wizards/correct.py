from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import format_date

from ..chorus_api.statuses import REINVOICE
from ..models.invoice.reason import CANCELLING, WAYS_OUT

# What a new invoice keeps of the one it replaces; core copies the rest.
KEPT_FIELDS = (
    "ref",
    "invoice_origin",
    "invoice_user_id",
    "delivery_date",
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
        compute_sudo=False,
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
    contest = fields.Char(
        compute="_compute_contest",
        compute_sudo=False,
        help="What the law holds against the rejection.",
    )
    note = fields.Char(help="Kept in the chatter with the decision.")

    @api.depends("move_id")
    def _compute_way_out(self):
        for wizard in self:
            document = wizard.move_id._chorus_current_document()
            wizard.way_out = document.reason_id.way_out

    @api.depends("move_id")
    def _compute_contest(self):
        for wizard in self:
            wizard.contest = wizard.move_id._chorus_contest_sentence()

    def action_confirm(self):
        """Carry the decision out in the accounts, then tell Chorus Pro.

        :return: the new invoice where there is one
        :raises UserError: the invoice is settled already, or the date does not suit
        """
        self.ensure_one()
        move = self.move_id
        document = self._take(REINVOICE)
        if document.way_out in CANCELLING or move.payment_state == "reversed":
            raise UserError(self.env._("%s is settled already.", move.name))
        credit_note = replacement = self.env["account.move"]
        was_paid = move.payment_state in ("partial", "in_payment", "paid")
        if self.way_out in CANCELLING:
            self._check_date()
            credit_note = self._cancel()
        if self.way_out == "reinvoice":
            replacement = self._reinvoice()
        self._tell(credit_note, replacement, was_paid)
        document._chorus_settle_rejection(self.way_out)
        if replacement:
            return replacement._get_records_action(name=self.env._("New Invoice"))
        return {"type": "ir.actions.act_window_close"}

    def _check_date(self):
        if self.date > fields.Date.context_today(self):
            raise UserError(
                self.env._("The date of the credit note may not lie in the future.")
            )
        if self.date < self.move_id.invoice_date:
            raise UserError(
                self.env._(
                    "The credit note may not be older than %(invoice)s, of %(date)s.",
                    invoice=self.move_id.name,
                    date=format_date(self.env, self.move_id.invoice_date),
                )
            )

    def _cancel(self):
        """Cancel the invoice by a credit note that stays inside the accounts."""
        reversal = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=self.move_id.ids)
            .create(
                {
                    "date": self.date,
                    "reason": self.move_id._chorus_reason_words(),
                    "journal_id": self.move_id.journal_id.id,
                }
            )
        )
        credit_note = self.move_id._reverse_moves(
            [reversal._prepare_default_reversal(self.move_id)], cancel=True
        )
        credit_note.sudo().l10n_fr_chorus_outside_reason = self.env._(
            "Internal: it cancels %s, which was rejected.",
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
            {**values, "invoice_date": False}
        )
        replacement.sudo().l10n_fr_chorus_replaced_id = move
        documents = move.sudo().l10n_fr_chorus_attachment_ids.copy(
            {"res_model": move._name, "res_id": replacement.id}
        )
        replacement.sudo().l10n_fr_chorus_attachment_ids = [Command.set(documents.ids)]
        return replacement

    def _tell(self, credit_note, replacement, was_paid):
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
            # Its number is told once it has one.
            link = replacement._get_html_link(title=self.env._("new invoice"))
            lines.append(self.env._("Issued anew: %s, to be corrected and sent", link))
        if credit_note and was_paid:
            lines.append(
                self.env._(
                    "What had been paid on %s is a credit of the customer again: assign"
                    " it to the invoice that it is for.",
                    move.name,
                )
            )
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
                        "Replaces %s, which was rejected.", move._get_html_link()
                    ),
                    self.env._("Reason: « %s »", move._chorus_reason_words()),
                ),
                subtype_xmlid="mail.mt_note",
            )
