"""The bill of interest: drafted for the accountant, once, and never posted from here.

A body pays interest by an order of its own (mandat), beside that of the invoice.
"""

from odoo import api, fields, models
from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.fields import Command, Domain
from odoo.tools import format_date

from ....tools.portal_time import portal_today
from ....tools.row_locks import hold_or_refuse
from ...payment.rules import RECOVERY_FEE
from .res_company import FINANCE


class ChorusReceived(models.Model):
    _inherit = "l10n_fr_chorus_pro.received"

    interest_move_id = fields.Many2one(
        comodel_name="account.move",
        string="Bill of Interest",
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="Drafted here, for the accountant to look at and post.",
    )

    is_interest_owed = fields.Boolean(
        string="Interest to Pay",
        compute="_compute_is_interest_owed",
        search="_search_is_interest_owed",
        compute_sudo=True,
        help="It was paid late, and no bill of the interest holds.",
    )

    @api.depends("days_paid_late", "interest_move_id.state")
    def _compute_is_interest_owed(self):
        for received in self:
            wants = received._chorus_wants_interest_bill()
            received.is_interest_owed = wants and received.days_paid_late > 0

    @api.model
    def _search_is_interest_owed(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        cancelled = Domain("interest_move_id.state", "=", "cancel")
        without = Domain("interest_move_id", "=", False) | cancelled
        # Not everybody who looks at what was received may look at bills.
        found = self.sudo()._search(Domain("days_paid_late", ">", 0) & without)
        return Domain("id", "in", found)

    def action_chorus_draft_interest_bill(self):
        """Draft the bill of what is owed for late payment, or open the one there is.

        :return: an action that opens it
        :raises AccessError: not a finance officer
        :raises UserError: nothing is owed, or something is missing; in a sentence
        """
        self.ensure_one()
        self.check_access("read")
        if not self.env.user.has_group(FINANCE):
            raise AccessError(self.env._("This is for the finance officer to do."))
        received = self.sudo()
        hold_or_refuse(received)
        received.invalidate_recordset(["interest_move_id"])
        if received._chorus_wants_interest_bill():
            self._chorus_assert_interest_known()
            received.interest_move_id = self._chorus_new_interest_bill()
            received._chorus_close_what_is_done()
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": received.interest_move_id.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def _chorus_wants_interest_bill(self):
        """Whether there is none, or none that holds."""
        bill = self.interest_move_id
        return not bill or bill.state == "cancel"

    def _chorus_assert_interest_known(self):
        """:raises UserError: it cannot be reckoned, or nobody is to be paid"""
        received = self.sudo()
        if not received.days_paid_late:
            raise UserError(
                self.env._(
                    "%s was not paid late: neither interest nor the fixed sum is owed.",
                    self.display_name,
                )
            )
        if received.is_rate_missing:
            raise RedirectWarning(
                self.env._(
                    "%(invoice)s: %(why)s Enter it, then draft the bill.",
                    invoice=self.display_name,
                    why=received.interest_reckoning,
                ),
                self.env.ref("l10n_fr_chorus_pro.interest_rate_action").id,
                self.env._("Rates of the European Central Bank"),
            )
        if not received._chorus_payee_of_interest():
            raise UserError(
                self.env._(
                    "%s: its supplier is not known in Odoo yet. Make the bill of the"
                    " invoice first.",
                    self.display_name,
                )
            )

    def _chorus_payee_of_interest(self):
        return self.partner_id or self.move_id.partner_id

    def _chorus_new_interest_bill(self):
        """The draft, in the name of the user and in the language of the company."""
        received = self.sudo()
        env = received.company_id._chorus_lang_env()
        told = received.with_env(env(su=True))
        title = env._("Interest for late payment – %s", received.invoice_number)
        moves = self.env["account.move"].with_company(received.company_id)
        bill = moves.with_context(default_move_type="in_invoice").create(
            {
                "move_type": "in_invoice",
                "company_id": received.company_id.id,
                "currency_id": received.company_id.currency_id.id,
                "partner_id": received._chorus_payee_of_interest().id,
                # The account that was confirmed for the invoice, if any.
                "partner_bank_id": False,
                "ref": title,
                "invoice_date": portal_today(self.env),
                "invoice_date_due": received.interest_deadline,
                "invoice_payment_term_id": False,
                "invoice_origin": received.invoice_number,
                "invoice_line_ids": [
                    Command.create(line) for line in told._chorus_interest_lines()
                ],
            }
        )
        received._chorus_tell_interest(bill, env)
        return bill

    def _chorus_tell_interest(self, bill, env):
        """Say on a new bill why it is owed, and on the invoice that it was drafted.

        :param env: of the company's language
        """
        told = self.with_env(env(su=True))
        reason = env._(
            "Owed without being asked for, for the late payment of %(invoice)s, by"
            " %(until)s (L2192-13, R2192-31 to 36): %(reckoning)s, and the fixed sum of"
            " %(fee)s for the cost of recovery.",
            invoice=self._get_html_link(),
            until=format_date(env, self.interest_deadline),
            reckoning=told.interest_reckoning,
            fee=told.recovery_fee,
        )
        bill.message_post(body=reason)
        title = env._("A bill of interest for late payment was drafted.")
        self._chorus_tell_news(title)

    def _chorus_interest_lines(self):
        """Its lines, without VAT: what compensates a damage bears none."""
        account = self._chorus_last_interest_account()
        common = {"quantity": 1, "tax_ids": [Command.clear()]}
        if account:
            common["account_id"] = account.id
        company = self.company_id
        amount = self.currency_id._convert(
            self.late_interest, company.currency_id, company, self.released_on
        )
        return [
            {
                **common,
                "name": self.env._(
                    "Interest for late payment: %s", self.interest_reckoning
                ),
                "price_unit": amount,
            },
            {
                **common,
                "name": self.env._("Fixed sum for the cost of recovery (D2192-35)"),
                "price_unit": RECOVERY_FEE,
            },
        ]

    def _chorus_last_interest_account(self):
        """The account that the accountant chose for the last such bill."""
        last = self.search(
            [
                ("company_id", "=", self.company_id.id),
                ("interest_move_id.state", "=", "posted"),
            ],
            order="interest_move_id desc",
            limit=1,
        )
        return last.interest_move_id.invoice_line_ids.account_id[:1]


class AccountMove(models.Model):
    _inherit = "account.move"

    def button_cancel(self):
        # EXTENDS 'account': the interest is owed still, and somebody is told again
        result = super().button_cancel()
        if self.company_id._chorus_is_public_body():
            received = self.env["l10n_fr_chorus_pro.received"].sudo()
            received.search(
                [("interest_move_id", "in", self.ids)]
            ).interest_told = False
        return result
