"""What a company does at Chorus Pro: what it does not do, its people do not see."""

from odoo import api, fields, models

ENVIRONMENT = "l10n_fr_chorus_environment"
SUPPLIER = "l10n_fr_chorus_is_supplier"
PUBLIC_BODY = "l10n_fr_chorus_is_public_body"
VALIDATOR = "l10n_fr_chorus_is_validator"
WORKS = "l10n_fr_chorus_is_works"
ROLES = (SUPPLIER, PUBLIC_BODY, VALIDATOR, WORKS)
# What menus depend on, which Odoo remembers for each user.
REMEMBERED = {*ROLES, ENVIRONMENT, "account_fiscal_country_id", "country_id"}


class ResCompany(models.Model):
    _inherit = "res.company"

    l10n_fr_chorus_is_supplier = fields.Boolean(
        string="Invoices Public Bodies",
        copy=False,
        help="The company sends invoices to public bodies by Chorus Pro. Where no"
        " company of a user does, he sees no menu, field or sending method of it.",
        groups="base.group_user",
    )
    l10n_fr_chorus_is_public_body = fields.Boolean(
        string="Public Body",
        help="The company is a public body itself: it may invoice the service"
        " FACTURES_PUBLIQUES and, through Chorus Pro, private companies.",
        groups="base.group_user",
    )
    l10n_fr_chorus_is_validator = fields.Boolean(
        string="Validates Invoices of Others",
        copy=False,
        help="The company agrees with invoices of its subcontractors or co-contractors"
        " in Chorus Pro before the public body receives them.",
        groups="base.group_user",
    )
    l10n_fr_chorus_is_works = fields.Boolean(
        string="Works Contracts",
        copy=False,
        help="The company takes part in public works contracts (CCAG travaux), whose"
        " invoices take a way of their own through Chorus Pro.",
        groups="base.group_user",
    )

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS 'base'
        return super().create(
            [
                {SUPPLIER: True, **vals} if vals.get(ENVIRONMENT) else vals
                for vals in vals_list
            ]
        )

    def write(self, vals):
        # EXTENDS 'base'
        joining = self.browse()
        if vals.get(ENVIRONMENT) and SUPPLIER not in vals:
            joining = self.filtered(lambda company: not company[ENVIRONMENT])
        res = super().write(vals)
        if joining:
            joining.write({SUPPLIER: True})
        if REMEMBERED & set(vals):
            self.env.registry.clear_cache()
        return res

    def _chorus_is_supplier(self):
        """Whether one of these companies invoices public bodies by Chorus Pro.

        It is French in the sense of core, and does so itself or as the branch of one
        that does: who uses the connection of its parent has its role as well.
        """
        french_codes = self._get_france_country_codes()
        return any(
            company._chorus_does(SUPPLIER)
            and company.account_fiscal_country_id.code in french_codes
            for company in self.sudo()
        )

    def _chorus_is_public_body(self):
        """Whether one of these companies receives invoices by Chorus Pro."""
        return any(company._chorus_does(PUBLIC_BODY) for company in self.sudo())

    def _chorus_is_works(self):
        """Whether one of these companies takes part in works contracts."""
        return any(company._chorus_does(WORKS) for company in self.sudo())

    def _chorus_is_validator(self):
        """Whether one of these companies agrees with invoices of others."""
        return any(company._chorus_does(VALIDATOR) for company in self.sudo())

    def _chorus_does(self, role):
        """Whether a company has a role, by itself or by a parent's connection.

        :param str role: a field of this file
        """
        self.ensure_one()
        for company in self.sudo().parent_ids[::-1]:
            if company[role]:
                return True
            if company[ENVIRONMENT]:
                return False
        return False
