"""What the public body paid to a subcontractor settles his bill, against what the body
owes us: one entry for each payment.
"""

from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tools import formatLang

from .bill import CLERK

PAID = "paid_by_body"
# Some bodies pay and never say so.
MAY_BE_PAID = (PAID, "with_body")


class ChorusReceived(models.Model):
    _inherit = "l10n_fr_chorus_pro.received"

    settled_move_ids = fields.Many2many(
        comodel_name="account.move",
        relation="l10n_fr_chorus_received_settled_move",
        string="Settled by the Body",
        copy=False,
        help="The entries that settled the bill of the subcontractor, or a part of it,"
        " against what the public body owes. Cancel one, and as much may be settled"
        " anew.",
    )
    may_be_settled = fields.Boolean(
        compute="_compute_may_be_settled",
        help="The bill is posted and open, and the public body has it or has paid it:"
        " what it paid may settle the bill.",
    )

    def _compute_may_be_settled(self):
        for received in self:
            received.may_be_settled = not received._chorus_why_not_settled()

    def _chorus_why_not_settled(self):
        """
        :return: a sentence; empty where the bill may be settled
        """
        self.ensure_one()
        received = self.sudo()
        bill = received.validated_move_id
        entries = received.settled_move_ids.filtered(lambda one: one.state == "posted")
        if bill.state != "posted":
            return self.env._("Post the bill of the subcontractor first.")
        is_open = bool(self._chorus_open_payable())
        if not is_open and entries:
            names = ", ".join(entries.sorted("id").mapped("display_name"))
            return self.env._("It is settled already, by %s.", names)
        if received.stage not in MAY_BE_PAID:
            return self.env._(
                "It is « %s » in Chorus Pro: the public body has not paid it.",
                self.status_label,
            )
        if not is_open:
            return self.env._("Nothing of its bill is open any more.")
        return ""

    def _chorus_open_payable(self):
        """The lines of the bill that are still owed."""
        return self.sudo().validated_move_id.line_ids.filtered(
            lambda line: (
                line.account_type == "liability_payable" and not line.reconciled
            )
        )

    def _chorus_open_amount(self):
        """What of its bill is still owed; of a credit note what the subcontractor owes.

        :return: in the currency of the bill, above zero; 0 where nothing is open
        """
        return abs(sum(self._chorus_open_payable().mapped("amount_residual_currency")))

    def _chorus_paying_body(self):
        """The partner that pays: of the contract, else the recipient; may be empty."""
        self.ensure_one()
        customer = self.sudo().public_contract_id.customer_id
        return customer or self.company_id._chorus_body_of(self.recipient_siret)

    def _chorus_settle_by_body(self, day, amount, *, invoice=None, is_paid=False):
        """Post the entry that settles the bill, and reconcile it.

        :param date day: of the entry: when the body paid
        :param float amount: that it paid, in the currency of the bill
        :param bool is_paid: somebody knows that it paid, though the portal does not
        :param invoice: a posted invoice of ours to the body, which is settled too;
            None for none
        :return: the entry
        :raises AccessError: not somebody who books bills
        :raises UserError: there is nothing to settle, in a sentence
        """
        self.ensure_one()
        self.check_access("read")
        if not self.env.user.has_group(CLERK):
            raise AccessError(self.env._("This is for the accounting to do."))
        received = self.sudo()
        if not received.try_lock_for_update(allow_referencing=True):
            raise UserError(
                self.env._("Someone else is working on it right now. Try again.")
            )
        received.invalidate_recordset()
        if why := self._chorus_why_not_settled_so(amount, is_paid):
            raise UserError(" – ".join((self.display_name, why)))
        entry = self._chorus_new_settlement(day, amount, invoice)
        entry.action_post()
        received.settled_move_ids |= entry
        self._chorus_reconcile_settlement(entry, invoice)
        return entry

    def _chorus_why_not_settled_so(self, amount, is_paid):
        """
        :return: a sentence; empty where this may settle the bill
        """
        if why := self._chorus_why_not_settled():
            return why
        if self.stage != PAID and not is_paid:
            return self.env._(
                "Chorus Pro does not say that the public body paid it. Say so yourself"
                " where your bank or the subcontractor does."
            )
        if not self._chorus_paying_body():
            return self.env._(
                "The public body is not in Odoo: make the contract, which names it."
            )
        owed = self._chorus_open_amount()
        currency = self.sudo().validated_move_id.currency_id
        is_less = currency.compare_amounts(amount, owed) <= 0
        if currency.compare_amounts(amount, 0) <= 0 or not is_less:
            return self.env._(
                "The amount paid is more than zero, and at the most what is open on the"
                " bill, %s.",
                formatLang(self.env, owed, currency_obj=currency),
            )
        return ""

    def _chorus_new_settlement(self, day, amount, invoice):
        payable = self._chorus_open_payable()
        bill = payable.move_id
        body = self._chorus_paying_body().with_company(self.company_id)
        share = amount / self._chorus_open_amount()
        owed = -sum(payable.mapped("amount_residual")) * share
        owed = bill.company_currency_id.round(owed)
        is_owed_to_us = sum(payable.mapped("amount_residual_currency")) > 0
        owed_currency = -amount if is_owed_to_us else amount
        name = self._chorus_settlement_name(body)
        owing = _open_receivable(invoice).account_id[:1] if invoice else None
        lines = (
            (payable.account_id[:1], bill.commercial_partner_id, 1),
            (owing or body.property_account_receivable_id, body, -1),
        )
        return (
            self.env["account.move"]
            .with_company(self.company_id)
            .create(
                {
                    "move_type": "entry",
                    "company_id": self.company_id.id,
                    "date": day,
                    "ref": name,
                    "line_ids": [
                        Command.create(
                            {
                                "name": name,
                                "account_id": account.id,
                                "partner_id": partner.id,
                                "currency_id": bill.currency_id.id,
                                "balance": sign * owed,
                                "amount_currency": sign * owed_currency,
                            }
                        )
                        for account, partner, sign in lines
                    ],
                }
            )
        )

    def _chorus_settlement_name(self, body):
        return self.env._(
            "%(number)s of %(supplier)s, paid by %(body)s",
            number=self.invoice_number,
            supplier=self.supplier_name,
            body=body.name,
        )

    def _chorus_reconcile_settlement(self, entry, invoice):
        payable = self._chorus_open_payable().sudo(False).with_env(self.env)
        account = payable.account_id[:1]
        payable = payable.filtered(lambda line: line.account_id == account)
        settling = entry.line_ids.filtered(lambda line: line.account_id == account)
        (payable | settling).reconcile()
        if invoice:
            other = entry.line_ids - settling
            owed = _open_receivable(invoice).filtered(
                lambda line: line.account_id == other.account_id
            )
            (owed | other).reconcile()


def _open_receivable(invoice):
    """The lines of an invoice of ours that the customer still owes."""
    return invoice.line_ids.filtered(
        lambda line: line.account_type == "asset_receivable" and not line.reconciled
    )
