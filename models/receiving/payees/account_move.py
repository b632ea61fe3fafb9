from odoo import api, models
from odoo.exceptions import ValidationError

from .account_numbers import clean_account, half_hidden


class AccountMove(models.Model):
    _inherit = "account.move"

    def _compute_partner_bank_id(self):
        # EXTENDS 'account': core takes any account of the supplier
        received = self.sudo().filtered("l10n_fr_chorus_received_ids").sudo(False)
        ours = received.filtered(lambda move: move.move_type == "in_invoice")
        super(AccountMove, self - ours)._compute_partner_bank_id()
        for move in ours:
            move.partner_bank_id = move._chorus_confirmed_account()

    def _chorus_confirmed_account(self):
        """The bank account that a call-back confirmed for this bill's invoice."""
        received = self.sudo().l10n_fr_chorus_received_ids[:1]
        payee = received._chorus_payee()
        check = payee and received._chorus_payee_check(payee)
        if not check or check.state != "confirmed":
            return self.env["res.partner.bank"]
        return check._chorus_paid_account().sudo(False)

    @api.constrains("partner_bank_id")
    def _check_l10n_fr_chorus_payee(self):
        for move in self.sudo().filtered("l10n_fr_chorus_received_ids"):
            account = move.partner_bank_id
            received = move.l10n_fr_chorus_received_ids[:1]
            if not account or received._chorus_payee() is None:
                continue
            if account != move._chorus_confirmed_account():
                raise ValidationError(
                    self.env._(
                        "%(bill)s came by Chorus Pro: it is paid on the account that a"
                        " call-back confirmed, not on %(number)s. Have the payee called"
                        " back.",
                        bill=move.display_name,
                        number=half_hidden(clean_account(account.acc_number)),
                    )
                )
