from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..models.receiving.payees.account_numbers import clean_account, is_iban
from ..models.receiving.payees.payee_check import CONFIRMED, REFUSED, SOURCES
from ..tools.notification import notify


class ChorusCallBack(models.TransientModel):
    """A second person called the supplier: what came of it."""

    _name = "l10n_fr_chorus_pro.call.back"
    _inherit = ["l10n_fr_chorus_pro.dialog.mixin"]
    _description = "Record a Call-Back About Bank Details"

    check_id = fields.Many2one(
        comodel_name="l10n_fr_chorus_pro.payee.check",
        string="Bank Details",
        required=True,
        readonly=True,
    )
    partner_id = fields.Many2one(related="check_id.partner_id")
    old_account = fields.Char(related="check_id.old_account")
    account_number = fields.Char(related="check_id.account_number")
    holder = fields.Char(related="check_id.holder")
    why = fields.Text(related="check_id.why")
    obstacle = fields.Text(
        string="Why You Cannot Call Back", compute="_compute_obstacle"
    )
    decision = fields.Selection(
        selection=[
            (CONFIRMED, "The supplier confirms this account"),
            (REFUSED, "It is not the supplier's account"),
        ],
        required=True,
    )
    phone = fields.Char(
        string="Number Called",
        required=True,
        help="Never one that stands on the invoice or came with it.",
    )
    phone_source = fields.Selection(
        selection=SOURCES, string="Where the Number Is From", required=True
    )
    phone_source_detail = fields.Char(
        string="Which One", help="Such as the number of the contract, or the directory."
    )
    spoke_with = fields.Char(required=True, help="Name and post of who answered.")
    is_supplier_s = fields.Boolean(
        string="The Holder Is the Supplier Under Another Name",
        help="Such as its trade name. A factor is not: its notified assignment has to"
        " be on file.",
    )
    is_factor = fields.Boolean(
        string="The Account Is a Factor's",
        help="The supplier says so. It is paid once the notified assignment is on"
        " file.",
    )
    note = fields.Text()

    @api.depends("check_id")
    def _compute_obstacle(self):
        for wizard in self:
            check = wizard.check_id
            wizard.obstacle = check and check._chorus_why_not_caller() or False

    def action_confirm(self):
        """Record the call-back in the user's name, for good.

        :raises UserError: he is not a second person, or the number proves nothing
        """
        self.ensure_one()
        check = self.check_id
        check.check_access("read")
        if why := check._chorus_why_not_caller():
            raise UserError(why)
        if why := check._chorus_why_not_number(self.phone, self.phone_source):
            raise UserError(why)
        if self.is_supplier_s and self.is_factor:
            raise UserError(
                self.env._("The account is the supplier's or a factor's, not both.")
            )
        if self.is_supplier_s and not check.holder:
            raise UserError(
                self.env._(
                    "The invoice itself tells of a factor: record the assignment that"
                    " was notified."
                )
            )
        names = ("phone", "phone_source", "phone_source_detail", "spoke_with", "note")
        values = {name: self[name] for name in (*names, "is_supplier_s")}
        values["is_factor"] = check.is_factor or self.is_factor
        check._chorus_answer(self.decision, values)
        close = {"type": "ir.actions.act_window_close"}
        return notify(self.env, self.env._("The call-back is recorded."), then=close)


class ChorusPayeeEntry(models.TransientModel):
    """Bank details from the supplier's file, for an invoice that names none."""

    _name = "l10n_fr_chorus_pro.payee.entry"
    _inherit = ["l10n_fr_chorus_pro.dialog.mixin"]
    _description = "Enter Bank Details of a Supplier"

    received_id = fields.Many2one(
        comodel_name="l10n_fr_chorus_pro.received",
        string="Invoice",
        required=True,
        readonly=True,
    )
    account_number = fields.Char(string="IBAN", required=True)
    holder = fields.Char(help="Who receives the money, where it is not the supplier.")

    @api.constrains("account_number")
    def _check_account_number(self):
        for wizard in self:
            if not is_iban(clean_account(wizard.account_number)):
                raise ValidationError(
                    self.env._("%s is no IBAN.", wizard.account_number)
                )

    def action_confirm(self):
        """Keep them for another person to call back.

        :raises UserError: the invoice names an account itself, or has no supplier yet
        """
        self.ensure_one()
        received = self.received_id
        received.check_access("read")
        if not received.sudo().partner_id:
            raise UserError(self.env._("Have the bill of this invoice made first."))
        payee = received._chorus_payee()
        if not payee or payee.number:
            raise UserError(
                self.env._("The invoice names the account to pay itself, or none.")
            )
        received._chorus_enter_payee(self.account_number, self.holder or "")
        close = {"type": "ir.actions.act_window_close"}
        message = self.env._("Now a second person calls the supplier back.")
        return notify(self.env, message, then=close)
