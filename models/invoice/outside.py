"""Invoices that take another way than ours, and documents that go with an invoice."""

from odoo import fields, models
from odoo.exceptions import UserError

from .reason import CANCELLING

# Only what Chorus Pro has is declared to the tax authority by Chorus Pro.
OUTSIDE_WAYS = [
    ("chorus_pro", "Deposited in Chorus Pro, outside Odoo"),
    ("other", "Sent another way"),
]


class AccountMove(models.Model):
    _inherit = "account.move"

    l10n_fr_chorus_is_works = fields.Boolean(
        string="Works Contract",
        help="The contract follows the CCAG travaux: its payment requests go through"
        " the works supervisor, not as ordinary invoices.",
        groups="base.group_user",
    )
    l10n_fr_chorus_outside_reason = fields.Char(
        string="Deposited Outside Odoo",
        copy=False,
        readonly=True,
        help="Why the invoice is not deposited from here.",
        groups="base.group_user",
        chorus_sealed=True,
    )
    l10n_fr_chorus_outside_way = fields.Selection(
        selection=OUTSIDE_WAYS,
        string="Which Way",
        copy=False,
        readonly=True,
        help="What was deposited in Chorus Pro is declared to the tax authority by"
        " Chorus Pro; what was sent another way is declared as any other sale.",
        groups="base.group_user",
        chorus_sealed=True,
    )

    def action_chorus_not_outside(self):
        """Take the mark away: the invoice is to be deposited from here after all."""
        self.check_access("write")
        for move in self.filtered("l10n_fr_chorus_outside_reason"):
            if move._chorus_cancelled_invoice():
                raise UserError(move._chorus_outside_sentence())
            move.sudo().write(
                {
                    "l10n_fr_chorus_outside_reason": False,
                    "l10n_fr_chorus_outside_way": False,
                }
            )
            move.message_post(
                body=self.env._("Chorus Pro: to be deposited from Odoo after all."),
                subtype_xmlid="mail.mt_note",
            )

    def _chorus_cancelled_invoice(self):
        """The refused invoice that this one cancels inside the accounts alone; empty
        where it is no internal credit note."""
        self.ensure_one()
        origin = self.reversed_entry_id
        is_internal = (
            self.l10n_fr_chorus_outside_reason
            and origin
            and origin._chorus_current_document().way_out in CANCELLING
        )
        return origin if is_internal else self.browse()

    def _chorus_outside_sentence(self):
        """Why the invoice is not deposited from here; None where it may be."""
        if cancelled := self._chorus_cancelled_invoice():
            return self.env._(
                "%(credit_note)s cancels %(invoice)s inside the accounts alone: Chorus"
                " Pro does not expect it, and it is not sent.",
                credit_note=self.name,
                invoice=cancelled.name,
            )
        if self.l10n_fr_chorus_outside_reason:
            return self.env._(
                "The invoice is marked as deposited outside Odoo (%s). Take the mark"
                " away to send it.",
                self.l10n_fr_chorus_outside_reason,
            )
        return None
