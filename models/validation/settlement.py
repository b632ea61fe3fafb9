"""What the public body paid to a subcontractor settles his bill, against what the body
owes us: one entry, once.
"""

from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from .bill import CLERK


class ChorusReceived(models.Model):
    _inherit = "l10n_fr_chorus_pro.received"

    settled_move_id = fields.Many2one(
        comodel_name="account.move",
        string="Settled by the Body",
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The entry that settled the bill of the subcontractor against what the"
        " public body owes. Cancel it, and the bill may be settled anew.",
    )
    may_be_settled = fields.Boolean(
        compute="_compute_may_be_settled",
        help="The bill is posted and open: what the body paid may settle it.",
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
        bill, entry = received.validated_move_id, received.settled_move_id
        if entry.state == "posted":
            return self.env._("It is settled already, by %s.", entry.display_name)
        if bill.state != "posted":
            return self.env._("Post the bill of the subcontractor first.")
        if not self._chorus_open_payable():
            return self.env._("Nothing of its bill is open any more.")
        return ""

    def _chorus_open_payable(self):
        """The lines of the bill that are still owed."""
        return self.sudo().validated_move_id.line_ids.filtered(
            lambda line: (
                line.account_type == "liability_payable" and not line.reconciled
            )
        )

    def _chorus_paying_body(self):
        """The partner that pays: of the contract, else the recipient; may be empty."""
        self.ensure_one()
        customer = self.sudo().public_contract_id.customer_id
        return customer or self.company_id._chorus_body_of(self.recipient_siret)

    def _chorus_settle_by_body(self, day, invoice=None):
        """Post the entry that settles the bill, and reconcile it.

        :param date day: of the entry: when the body paid
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
        why = self._chorus_why_not_settled()
        if not why and not self._chorus_paying_body():
            why = self.env._(
                "The public body is not in Odoo: make the contract, which names it."
            )
        if why:
            raise UserError(" – ".join((self.display_name, why)))
        entry = self._chorus_new_settlement(day)
        entry.action_post()
        received.settled_move_id = entry
        self._chorus_reconcile_settlement(entry, invoice)
        return entry

    def _chorus_new_settlement(self, day):
        payable = self._chorus_open_payable()
        bill = payable.move_id
        body = self._chorus_paying_body().with_company(self.company_id)
        owed = -sum(payable.mapped("amount_residual"))
        owed_currency = -sum(payable.mapped("amount_residual_currency"))
        name = self._chorus_settlement_name(body)
        lines = (
            (payable.account_id[:1], bill.commercial_partner_id, 1),
            (body.property_account_receivable_id, body, -1),
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
        debit, credit = entry.line_ids.sorted("balance", reverse=True)
        (payable | debit).reconcile()
        if invoice:
            owed = invoice.line_ids.filtered(
                lambda line: (
                    line.account_id == credit.account_id and not line.reconciled
                )
            )
            (owed | credit).reconcile()
