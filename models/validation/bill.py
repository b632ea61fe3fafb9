"""The bill of a subcontractor whose invoice was agreed with: in the books, and not ours
to pay.

A co-contractor's invoice is his own affair with the public body: it makes no bill.
"""

from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tools import formatLang

from ..receiving.bills.figures import RATES
from .contract_checks import AGREED

CLERK = "account.group_account_invoice"
# What somebody else pays, as long as he has not turned it down.
PAID_ELSEWHERE = AGREED
# What a sum of rounded lines may differ by.
ROUNDING = 0.05


class ChorusReceived(models.Model):
    _inherit = "l10n_fr_chorus_pro.received"

    validated_move_id = fields.Many2one(
        comodel_name="account.move",
        string="Bill of the Subcontractor",
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    has_validated_bill = fields.Boolean(
        compute="_compute_has_validated_bill",
        help="There is a bill of it, though not everybody may open bills.",
    )
    may_make_bill = fields.Boolean(
        compute="_compute_has_validated_bill",
        help="It was agreed with, it is a subcontractor's, and there is no bill yet.",
    )

    def _compute_has_validated_bill(self):
        for received in self:
            bill = received.sudo().validated_move_id
            received.has_validated_bill = bool(bill)
            is_open = not bill or bill.state == "cancel"
            received.may_make_bill = is_open and not received._chorus_why_no_bill()

    def _chorus_why_no_bill(self):
        """
        :return: a sentence; empty where a bill may be made
        """
        self.ensure_one()
        if self.stage not in AGREED:
            return self.env._("Nobody agreed with it: there is nothing to book.")
        if not self._chorus_is_subcontractor_s():
            return self.env._(
                "A co-contractor's invoice makes no bill: the public body owes him"
                " directly."
            )
        return ""

    def action_chorus_make_validated_bill(self):
        """Make the bill of this invoice, in draft, or open the one there is.

        :raises AccessError: not somebody who books bills
        :raises UserError: no bill is to be made, in a sentence
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
        received.invalidate_recordset(["validated_move_id"])
        bill = received.validated_move_id
        if not bill or bill.state == "cancel":
            if why := self._chorus_why_no_bill():
                raise UserError(" – ".join((self.display_name, why)))
            bill = self._chorus_new_validated_bill()
            received.validated_move_id = bill
        return bill.sudo(False).with_env(self.env)._get_records_action()

    def _chorus_new_validated_bill(self):
        """With the rights of the user."""
        company = self.company_id
        partner = company._chorus_body_of(self.supplier_identifier)
        if not partner:
            partner = self._chorus_new_partner(
                self.supplier_name, self.supplier_identifier
            )
        partner = partner.with_env(self.env)
        tax = self._chorus_tax_of_bill(partner)
        move_type = "in_refund" if self.is_credit_note else "in_invoice"
        names = (self.invoice_number, self.contract_number, self.recipient_name)
        moves = self.env["account.move"].with_company(company)
        bill = moves.with_context(default_move_type=move_type).create(
            {
                "company_id": company.id,
                "partner_id": partner.id,
                "ref": self.invoice_number,
                "invoice_date": self.invoice_date,
                "currency_id": self.currency_id.id,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": " – ".join(filter(None, names)),
                            "price_unit": abs(self.amount_admitted),
                            "tax_ids": [Command.set(tax.ids)],
                        }
                    )
                ],
            }
        )
        bill._chorus_tell_validated(self, tax)
        return bill

    def _chorus_tax_of_bill(self, partner):
        """Of services and supplies the subcontractor charges the VAT; of works who buys
        them owes it.

        :return: the tax; empty where somebody has to choose it
        """
        company, taxes = self.company_id, self.env["account.tax"]
        charged = self._chorus_charged_vat()
        if not charged:
            return taxes._chorus_works_tax(partner, company)
        untaxed = abs(self.amount_untaxed)
        rates = [
            rate
            for rate in RATES
            if abs(untaxed * float(rate) / 100 - charged) < ROUNDING
        ]
        found = taxes._chorus_deductible_taxes(company, rates)
        return next(iter(found.values())) if len(found) == 1 else taxes

    def _chorus_charged_vat(self):
        """The VAT that the subcontractor charged; 0 where he charged none."""
        self.ensure_one()
        charged = abs(self.amount_total) - abs(self.amount_untaxed)
        return max(0.0, self.currency_id.round(charged))


class AccountMove(models.Model):
    _inherit = "account.move"

    l10n_fr_chorus_validated_ids = fields.One2many(
        comodel_name="l10n_fr_chorus_pro.received",
        inverse_name="validated_move_id",
        string="Validated in Chorus Pro",
        copy=False,
        groups="l10n_fr_chorus_pro.group_received_validator",
    )

    def _chorus_tell_validated(self, received, tax):
        """Say on the bill where it comes from, who pays it, and what it lacks."""
        env = received.company_id._chorus_lang_env()
        told = [
            env._(
                "Chorus Pro: bill of invoice %(number)s, which the company agreed with."
                " %(body)s pays it to the subcontractor: do not pay it. Once it is"
                " paid, settle it from the invoice in « Invoices to Validate ».",
                number=received.invoice_number,
                body=received.recipient_name,
            )
        ]
        charged = received._chorus_charged_vat()
        if not tax and charged:
            told.append(
                env._(
                    "It has no VAT yet, and the subcontractor charged %s: no purchase"
                    " tax of yours has just this rate. Put the taxes of its invoice on"
                    " this bill.",
                    formatLang(env, charged, currency_obj=received.currency_id),
                )
            )
        elif not tax:
            told.append(
                env._(
                    "It has no VAT yet. Of a subcontractor's works who buys them owes"
                    " the VAT (CGI, article 283-2 nonies); no tax of yours says so."
                    " Make a purchase tax with a line of 100 % and one of -100 %, put"
                    " it on this bill: Odoo takes it for the next ones."
                )
            )
        self.message_post(body=" ".join(told))

    def _chorus_assert_ours_to_pay(self):
        """:raises UserError: the public body pays one of these bills"""
        own = self.sudo().filtered(lambda one: one.company_id._chorus_is_validator())
        for move in own:
            received = move.l10n_fr_chorus_validated_ids[:1]
            if received.stage in PAID_ELSEWHERE:
                raise UserError(
                    self.env._(
                        "%(bill)s: %(body)s pays it directly to the subcontractor. Do"
                        " not pay it twice; settle it from the invoice in « Invoices to"
                        " Validate » once it is paid.",
                        bill=move.display_name,
                        body=received.recipient_name,
                    )
                )
