from odoo import api, models
from odoo.exceptions import UserError, ValidationError

from ....chorus_api.frameworks import PREPAID
from ....tools.typography import named
from ..acts import HELIOS
from .account_numbers import clean_account, half_hidden, hide_numbers


class AccountMove(models.Model):
    _inherit = "account.move"

    def _compute_partner_bank_id(self):
        # EXTENDS 'account': core takes any account of the supplier
        received = self._chorus_received_to_pay()
        ours = self.filtered(
            lambda move: move in received and move.move_type == "in_invoice"
        )
        super(AccountMove, self - ours)._compute_partner_bank_id()
        for move in ours:
            move.partner_bank_id = received[move]._chorus_payable_account()

    def _chorus_received_to_pay(self):
        """What these bills pay, or pay interest for.

        :return: dict of received invoice by bill, of those that have one
        """
        found = {}
        # Companies that receive nothing are not asked about.
        own = self.filtered(lambda move: move.company_id._chorus_is_public_body())
        moves = own.sudo()
        if stored := moves._origin.ids:
            domain = [("interest_move_id", "in", stored)]
            late = self.env["l10n_fr_chorus_pro.received"].sudo().search(domain)
            by_bill = {one.interest_move_id.id: one for one in late}
            moves_late = own.filtered(lambda move: move._origin.id in by_bill)
            found = {move: by_bill[move._origin.id] for move in moves_late}
        for move, as_super in zip(own, moves, strict=True):
            if received := as_super.l10n_fr_chorus_received_ids[:1]:
                found[move] = received
        return found

    @api.constrains("partner_bank_id")
    def _check_l10n_fr_chorus_payee(self):
        for move, received in self._chorus_received_to_pay().items():
            account = move.partner_bank_id
            if not account or move.move_type != "in_invoice":
                continue
            if account != received._chorus_payable_account():
                raise ValidationError(move._chorus_why_not_on(account))

    def _chorus_why_not_on(self, account):
        return self.env._(
            "%(bill)s came by Chorus Pro: it is paid on the account that a call-back"
            " confirmed, not on %(number)s. Have the payee called back.",
            bill=self._chorus_bill_name(),
            number=half_hidden(clean_account(account.acc_number)),
        )

    def _chorus_assert_payable(self, account=None):
        """What of these came by Chorus Pro may be paid from Odoo.

        :param account: the one that is to be paid on, where it is chosen already
        :raises UserError: it may not, or not on this account
        """
        for move, received in self._chorus_received_to_pay().items():
            if received.company_id.l10n_fr_chorus_recipient_profile == HELIOS:
                raise UserError(
                    self.env._(
                        "%s came by Chorus Pro: the public accountant pays it, outside"
                        " Odoo. Order its payment instead.",
                        move._chorus_bill_name(),
                    )
                )
            if move._chorus_waits_for_order(received):
                raise UserError(
                    self.env._(
                        "%(bill)s is « %(status)s » in Chorus Pro: it is paid once its"
                        " payment is ordered there, not before.",
                        bill=move._chorus_bill_name(),
                        status=received.with_env(self.env).status_label,
                    )
                )
            if why := received.with_env(self.env)._chorus_payee_sentence():
                raise UserError(named(self.env, move._chorus_bill_name(), why))
            if account is None or move.move_type != "in_invoice":
                continue
            if account and account != received._chorus_payable_account():
                raise UserError(move._chorus_why_not_on(account))

    def _chorus_waits_for_order(self, received):
        """Whether nobody ordered that this bill is paid: nothing is paid before that
        (decree 2012-1246, articles 11 and 18); what was paid already is not paid now.
        """
        is_paid_now = self.move_type == "in_invoice" and self == received.move_id
        if received.framework == PREPAID:
            return False
        return is_paid_now and not received._chorus_stage().ordered

    def _mail_track(self, tracked_fields, initial_values):
        # EXTENDS 'mail': a number is told half hidden
        changes, values = super()._mail_track(tracked_fields, initial_values)
        if "partner_bank_id" in changes and self._chorus_received_to_pay():
            hide_numbers(self, "partner_bank_id", values)
        return changes, values
