"""A bill that somebody cancelled or deleted: its invoice stays, without one."""

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class ChorusReceived(models.Model):
    _inherit = "l10n_fr_chorus_pro.received"

    bill_given_up = fields.Boolean(
        help="Somebody cancelled or deleted its bill, or another number of Chorus Pro"
        " took it: Odoo makes another one when it is asked to, or when the supplier"
        " sends the invoice again.",
    )
    given_up_move_ids = fields.Many2many(
        comodel_name="account.move",
        relation="l10n_fr_chorus_pro_received_given_up_rel",
        string="Cancelled Bills",
        copy=False,
        help="Those that are its bill again where they are reset to draft.",
    )

    def _chorus_take_back_bill(self, moves):
        """Its bill was cancelled and is a draft again: what holds for a bill of Chorus
        Pro holds for it once more.

        :param moves: the bill; of several the last one
        """
        self.ensure_one()
        move = moves.sorted("id")[-1:].sudo()
        self.write(
            {
                "move_id": move.id,
                "bill_failure": False,
                "bill_given_up": False,
                "given_up_move_ids": [Command.unlink(move.id)],
            }
        )
        if move.move_type == "in_invoice":
            # Meanwhile any account could be written on it.
            account = self._chorus_payable_account()
            move.with_context(mail_notrack=True).partner_bank_id = account
        env = self.company_id._chorus_lang_env()
        who = self.env.user.name
        self._chorus_tell_news(
            env._("%s reset it to draft: it is the bill of this invoice again.", who)
        )
        self._chorus_look_at_payee()


class AccountMove(models.Model):
    _inherit = "account.move"

    def button_cancel(self):
        # EXTENDS 'account'
        result = super().button_cancel()
        self.filtered(lambda move: move.state == "cancel")._chorus_let_go_of_received(
            is_deleted=False
        )
        return result

    def button_draft(self):
        # EXTENDS 'account'
        cancelled = self.filtered(lambda move: move.state == "cancel")
        given_up = cancelled._chorus_given_up_received()
        for received in given_up.filtered("move_id"):
            bill = (received.given_up_move_ids & cancelled)[:1]
            raise UserError(
                self.env._(
                    "%(invoice)s has the bill %(other)s now: %(bill)s stays cancelled."
                    " To have it back, cancel the other one first.",
                    invoice=received.display_name,
                    other=received.move_id._chorus_bill_name(),
                    bill=bill._chorus_bill_name(),
                )
            )
        result = super().button_draft()
        for received in given_up:
            received._chorus_take_back_bill(received.given_up_move_ids & cancelled)
        return result

    def unlink(self):
        # EXTENDS 'account'
        self._chorus_let_go_of_received(is_deleted=True)
        return super().unlink()

    def _chorus_given_up_received(self):
        """The received invoices whose bills these were until they were cancelled."""
        received = self.env["l10n_fr_chorus_pro.received"].sudo()
        return received.search([("given_up_move_ids", "in", self.ids)])

    def _chorus_let_go_of_received(self, *, is_deleted):
        """The received invoice stays, without a bill: it may get another one."""
        received = self.env["l10n_fr_chorus_pro.received"].sudo()
        for one in received.search([("move_id", "in", self.ids)]):
            env = one.company_id._chorus_lang_env()
            name, who = one.move_id._chorus_bill_name(), self.env.user.name
            if is_deleted:
                why = env._(
                    "The bill %(bill)s was deleted by %(who)s.", bill=name, who=who
                )
            else:
                why = env._(
                    "The bill %(bill)s was cancelled by %(who)s.", bill=name, who=who
                )
                one.given_up_move_ids = [Command.link(one.move_id.id)]
            one.write(
                {
                    "move_id": False,
                    "bill_due": False,
                    "bill_failure": why,
                    "bill_given_up": True,
                }
            )
            one._chorus_tell_news(why)
