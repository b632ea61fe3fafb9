from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ChorusFactor(models.Model):
    """A factor to which invoices are assigned: it is paid in the supplier's place."""

    _name = "l10n_fr_chorus_pro.factor"
    _description = "Factor for Invoices to Chorus Pro"
    _order = "name, id"
    _check_company_auto = True

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Company of the Factor",
        required=True,
        check_company=True,
        ondelete="restrict",
        help="The factor as the customer must know it, with its SIRET: the payee of the"
        " invoice (BG-10).",
    )
    bank_account_id = fields.Many2one(
        comodel_name="res.partner.bank",
        string="Account to Be Paid On",
        required=True,
        check_company=True,
        ondelete="restrict",
        help="The IBAN that takes the place of yours on the invoice.",
    )
    subrogation = fields.Text(
        string="Subrogation Notice",
        required=True,
        translate=True,
        help="The words that your factor wants on each invoice. They stand on the PDF"
        " and in the data (BT-22).",
    )


class ResCompany(models.Model):
    _inherit = "res.company"

    l10n_fr_chorus_factor_id = fields.Many2one(
        comodel_name="l10n_fr_chorus_pro.factor",
        string="Factor",
        copy=False,
        domain="[('company_id', '=', id)]",
        help="Who is paid in your place for all invoices, unless the customer has"
        " another factor.",
        groups="base.group_user",
    )

    @api.constrains("l10n_fr_chorus_factor_id")
    def _check_l10n_fr_chorus_factor_id(self):
        for company in self:
            factor = company.l10n_fr_chorus_factor_id
            if factor and factor.company_id != company:
                sentence = self.env._(
                    "The factor %(factor)s is not one of %(company)s: choose another"
                    " one.",
                    factor=factor.sudo().name,
                    company=company.name,
                )
                raise ValidationError(sentence)


class ResPartner(models.Model):
    _inherit = "res.partner"

    l10n_fr_chorus_factor_id = fields.Many2one(
        comodel_name="l10n_fr_chorus_pro.factor",
        string="Factor",
        company_dependent=True,
        check_company=True,
        help="Who is paid in your place for invoices to this customer. Empty: that of"
        " the company, if any.",
        groups="base.group_user",
    )
