"""The account that an invoice may be paid on today, for the bill, the export and Odoo's
own payments alike."""

from odoo import models

from ....tools.portal_time import portal_today
from .account_numbers import clean_account, half_hidden
from .payee_check import CONFIRMED
from .received import bare


class ChorusReceived(models.Model):
    _inherit = "l10n_fr_chorus_pro.received"

    def write(self, vals):
        # EXTENDS 'mail'
        res = super().write(vals)
        if vals.get("interest_move_id"):
            for received in self.sudo():
                received._chorus_put_payee()
        return res

    def _chorus_payable(self, checks=None):
        """The check by which it may be paid today: confirmed, of an account that is
        trusted still, with its assignment where it is a factor's.

        :param checks: all about its supplier, the newest first, where they are known
        :rtype: payee.check, empty where it may not
        """
        self.ensure_one()
        received = self.sudo()
        check = received.payee_check_id.browse()
        if payee := received._chorus_payee():
            check = received._chorus_payee_check(payee, checks)
        is_payable = (
            check.state == CONFIRMED
            and check._chorus_paid_account()
            and not received._chorus_why_no_assignment(check)
        )
        return check if is_payable else check.browse()

    def _chorus_payable_account(self):
        """:rtype: res.partner.bank, empty where none may be paid today"""
        account = self.env["res.partner.bank"]
        if check := self._chorus_payable():
            account = check._chorus_paid_account().sudo(False)
        return account

    def _chorus_put_payee(self):
        """Write the account to pay on the bill, and on that of interest; or none.
        Never silently."""
        self.ensure_one()
        moves = (self.move_id | self.interest_move_id).filtered(
            lambda move: move.move_type == "in_invoice"
        )
        account = self._chorus_payable_account() if moves else None
        env = self.company_id._chorus_lang_env()
        for move in moves:
            before = move.partner_bank_id
            if before == account:
                continue
            move.with_context(mail_notrack=True).partner_bank_id = account
            told = env._(
                "Account to pay on this bill: %(old)s → %(new)s",
                old=half_hidden(clean_account(before.acc_number)) or env._("none"),
                new=half_hidden(clean_account(account.acc_number))
                or env._("none before a call-back"),
            )
            if move == self.move_id:
                self._chorus_tell_news(told)
            else:
                move.message_post(body=told)

    # -- Why not ---------------------------------------------------------------

    def _chorus_why_not_paid_on(self, check):
        """Why not on an account that was confirmed."""
        env, move = self.env, self.sudo().move_id
        if check.called_by_id == env.user:
            return env._(
                "You called back about the payee yourself: somebody else orders."
            )
        if why := self._chorus_why_no_assignment(check):
            return why
        account = check._chorus_paid_account()
        on_bill = move.partner_bank_id
        if not account or (on_bill and on_bill != account):
            return env._(
                "The account in Odoo is not the one that was confirmed, %s: it was"
                " changed or archived since. Ask anew about the payee.",
                half_hidden(check.account_number),
            )
        return ""

    def _chorus_is_paid_to_factor(self, check):
        """Whether somebody else than the supplier is paid on a confirmed account."""
        payee = self.sudo()._chorus_payee()
        if payee.is_assigned:
            return True
        is_same = not payee.holder or bare(payee.holder) == bare(check.holder or "")
        is_supplier_s = check.is_supplier_s and is_same
        return (check.is_factor or payee.is_factor) and not is_supplier_s

    def _chorus_why_no_assignment(self, check):
        """Why a factor may not be paid today; empty where it may, or there is none."""
        if not self._chorus_is_paid_to_factor(check):
            return ""
        env, number = self.env, check.account_number
        on_file = check._chorus_assignments()
        valid = on_file._chorus_allows(self, number, portal_today(env))
        names = {
            "holder": check.holder or half_hidden(number),
            "supplier": check.partner_id.name,
        }
        if not valid:
            return env._(
                "%(holder)s is paid in place of %(supplier)s: record the assignment"
                " that was notified for this account, with its notice and dates.",
                **names,
            )
        caller = check.called_by_id
        if all(caller in one.create_uid | one.edited_by_id for one in valid):
            return env._(
                "%(who)s called back about %(holder)s, and recorded or changed its"
                " assignment: two persons do that. Ask anew about the payee.",
                who=caller.name,
                holder=names["holder"],
            )
        return ""
