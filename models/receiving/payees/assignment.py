from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .account_numbers import clean_account, hide_numbers, is_iban

# What says who is paid, and when.
EDITED = {
    "company_id",
    "partner_id",
    "factor_id",
    "account_number",
    "notified_on",
    "date_from",
    "date_to",
    "contract_number",
    "document_ids",
}


class ChorusAssignment(models.Model):
    """The notified assignment of what is owed to a supplier: its factor is paid.

    From the notice on, a debtor pays the assignee and not the supplier (code monétaire
    et financier, article L. 313-28).
    """

    _name = "l10n_fr_chorus_pro.assignment"
    _inherit = ["mail.thread", "l10n_fr_chorus_pro.sealed.fields"]
    _description = "Notified Assignment of Invoices"
    _order = "notified_on desc, id desc"
    _check_company_auto = True

    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
        ondelete="restrict",
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Supplier",
        required=True,
        index=True,
        check_company=True,
        ondelete="restrict",
        tracking=True,
    )
    factor_id = fields.Many2one(
        comodel_name="res.partner",
        required=True,
        check_company=True,
        ondelete="restrict",
        tracking=True,
        help="Who is paid in the supplier's place.",
    )
    account_number = fields.Char(
        string="IBAN of the Factor", required=True, tracking=True
    )
    notified_on = fields.Date(
        required=True, tracking=True, help="When the body received the notice."
    )
    date_from = fields.Date(
        string="From",
        tracking=True,
        help="First day on which it holds. Empty: from the day of its notice.",
    )
    date_to = fields.Date(
        string="Until",
        tracking=True,
        help="Last day. Empty: until the assignment is withdrawn.",
    )
    contract_number = fields.Char(
        tracking=True, help="The contract it is about. Empty: all that is owed."
    )
    document_ids = fields.Many2many(
        comodel_name="ir.attachment",
        relation="l10n_fr_chorus_pro_assignment_document_rel",
        string="Notice",
        bypass_search_access=True,
        required=True,
        help="The notice itself, with its proof of receipt.",
    )
    edited_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Last Changed By",
        chorus_sealed=True,
        copy=False,
        ondelete="restrict",
        help="Who last changed the account, the dates or the notice: somebody else"
        " calls back.",
    )

    _dates = models.Constraint(
        "CHECK (date_to IS NULL OR date_from IS NULL OR date_to >= date_from)",
        "An assignment ends after it begins.",
    )

    @api.depends("partner_id", "factor_id")
    def _compute_display_name(self):
        for assignment in self:
            names = (assignment.partner_id.name, assignment.factor_id.name)
            assignment.display_name = " → ".join(filter(None, names))

    @api.model_create_multi
    def create(self, vals_list):
        res = super().create(vals_list)
        res._chorus_note_edit()
        return res

    def write(self, vals):
        before = self.partner_id
        res = super().write(vals)
        if EDITED & vals.keys():
            self._chorus_note_edit(before)
        return res

    def _mail_track(self, tracked_fields, initial_values):
        # EXTENDS 'mail': a number is told half hidden
        changes, values = super()._mail_track(tracked_fields, initial_values)
        hide_numbers(self, "account_number", values)
        return changes, values

    def _chorus_note_edit(self, suppliers=None):
        """Keep who it was, and look again at what is paid by it.

        :param suppliers: whose it was before
        """
        self._chorus_own_notices()
        self.sudo().edited_by_id = self.env.user
        for company in self.company_id:
            of_company = self.filtered(lambda one, c=company: one.company_id == c)
            partners = of_company.partner_id | (suppliers or self.partner_id.browse())
            self.env["l10n_fr_chorus_pro.received"].sudo().search(
                [
                    ("company_id", "=", company.id),
                    ("payee_check_id.partner_id", "in", partners.ids),
                    ("stage", "!=", "ended"),
                ]
            )._chorus_look_at_payee()

    def _chorus_own_notices(self):
        """What somebody uploaded into the form is read by all who read the form."""
        for assignment in self.sudo():
            loose = assignment.document_ids.filtered(lambda file: not file.res_id)
            loose.write({"res_model": self._name, "res_id": assignment.id})

    @api.constrains("account_number", "document_ids")
    def _check_notice(self):
        for assignment in self:
            if not is_iban(clean_account(assignment.account_number)):
                raise ValidationError(
                    self.env._("%s is no IBAN.", assignment.account_number)
                )
            if not assignment.document_ids:
                raise ValidationError(
                    self.env._(
                        "Attach the notice of the assignment: without it the factor is"
                        " not paid."
                    )
                )

    def _chorus_allows(self, received, number, day):
        """Those of them by which this account is paid for an invoice on a day.

        :param str number: of the account, as ``clean_account`` writes it
        """
        return self.filtered(
            lambda assignment: (
                clean_account(assignment.account_number) == number
                and (assignment.date_from or assignment.notified_on) <= day
                and (not assignment.date_to or day <= assignment.date_to)
                and assignment.contract_number in (False, received.contract_number)
            )
        )
