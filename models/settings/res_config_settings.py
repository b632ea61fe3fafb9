from odoo import api, fields, models

from ..connection.res_company_password import PASSWORD_END
from ..connection.res_company_roles import SUPPLIER

SECRETS = ("l10n_fr_chorus_client_secret", "l10n_fr_chorus_password")


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    l10n_fr_chorus_environment = fields.Selection(
        related="company_id.l10n_fr_chorus_environment", readonly=False
    )
    l10n_fr_chorus_client_id = fields.Char(
        related="company_id.l10n_fr_chorus_client_id", readonly=False
    )
    l10n_fr_chorus_login = fields.Char(
        related="company_id.l10n_fr_chorus_login", readonly=False
    )
    l10n_fr_chorus_submission_mode = fields.Selection(
        related="company_id.l10n_fr_chorus_submission_mode", readonly=False
    )
    l10n_fr_chorus_lot_size = fields.Integer(
        related="company_id.l10n_fr_chorus_lot_size", readonly=False
    )
    l10n_fr_chorus_factor_id = fields.Many2one(
        related="company_id.l10n_fr_chorus_factor_id", readonly=False
    )
    l10n_fr_chorus_responsible_id = fields.Many2one(
        related="company_id.l10n_fr_chorus_responsible_id", readonly=False
    )
    l10n_fr_chorus_is_offered = fields.Boolean(
        string="Chorus Pro Is Offered",
        compute="_compute_l10n_fr_chorus_is_offered",
        help="The company is French, overseas included, or is connected.",
    )
    l10n_fr_chorus_is_supplier = fields.Boolean(
        related="company_id.l10n_fr_chorus_is_supplier", readonly=False
    )
    l10n_fr_chorus_is_public_body = fields.Boolean(
        related="company_id.l10n_fr_chorus_is_public_body", readonly=False
    )
    l10n_fr_chorus_is_validator = fields.Boolean(
        related="company_id.l10n_fr_chorus_is_validator", readonly=False
    )
    l10n_fr_chorus_is_works = fields.Boolean(
        related="company_id.l10n_fr_chorus_is_works", readonly=False
    )
    l10n_fr_chorus_recipient_profile = fields.Selection(
        related="company_id.l10n_fr_chorus_recipient_profile", readonly=False
    )
    l10n_fr_chorus_one_person = fields.Boolean(
        related="company_id.l10n_fr_chorus_one_person", readonly=False
    )
    l10n_fr_chorus_receive_from = fields.Date(
        related="company_id.l10n_fr_chorus_receive_from", readonly=False
    )
    l10n_fr_chorus_account_id = fields.Many2one(
        comodel_name="res.company", compute="_compute_l10n_fr_chorus_account_id"
    )
    l10n_fr_chorus_own_structure_id = fields.Many2one(
        related="company_id.l10n_fr_chorus_own_structure_id",
        readonly=False,
        domain="[('company_id', '=', l10n_fr_chorus_account_id)]",
    )
    l10n_fr_chorus_own_bank_account_ids = fields.One2many(
        related="l10n_fr_chorus_own_structure_id.bank_account_ids",
        string="Bank Details in Chorus Pro",
    )
    l10n_fr_chorus_own_bank_account_id = fields.Many2one(
        related="company_id.l10n_fr_chorus_own_bank_account_id",
        readonly=False,
        domain="[('structure_id', '=', l10n_fr_chorus_own_structure_id)]",
    )
    l10n_fr_chorus_partner_id = fields.Many2one(related="company_id.partner_id")
    l10n_fr_chorus_own_service_id = fields.Many2one(
        related="company_id.l10n_fr_chorus_own_service_id",
        readonly=False,
        domain="[('partner_id', '=', l10n_fr_chorus_partner_id)]",
    )
    l10n_fr_chorus_own_date = fields.Datetime(
        related="company_id.l10n_fr_chorus_own_date"
    )
    l10n_fr_chorus_pause_reason = fields.Char(
        related="company_id.l10n_fr_chorus_pause_reason"
    )
    l10n_fr_chorus_client_secret = fields.Char(
        string="PISTE Client Secret",
        compute="_compute_l10n_fr_chorus_client_secret",
        inverse="_inverse_l10n_fr_chorus_client_secret",
        help="Never shown again once saved. Leave empty to keep the one that is set.",
    )
    l10n_fr_chorus_password = fields.Char(
        string="Technical Password",
        compute="_compute_l10n_fr_chorus_password",
        inverse="_inverse_l10n_fr_chorus_password",
        help="Never shown again once saved. Leave empty to keep the one that is set.",
    )
    l10n_fr_chorus_password_end = fields.Date(
        related="company_id.l10n_fr_chorus_password_end", readonly=False
    )
    l10n_fr_chorus_secret_placeholder = fields.Char(
        compute="_compute_l10n_fr_chorus_placeholders"
    )
    l10n_fr_chorus_password_placeholder = fields.Char(
        compute="_compute_l10n_fr_chorus_placeholders"
    )

    # Columns of their own would outlive those of the company, and be read back.
    def _compute_l10n_fr_chorus_client_secret(self):
        self.l10n_fr_chorus_client_secret = False

    def _compute_l10n_fr_chorus_password(self):
        self.l10n_fr_chorus_password = False

    def _inverse_l10n_fr_chorus_client_secret(self):
        self._chorus_hand_over("l10n_fr_chorus_client_secret")

    def _inverse_l10n_fr_chorus_password(self):
        self._chorus_hand_over("l10n_fr_chorus_password")

    def _chorus_hand_over(self, name):
        """Give the company what was typed, and keep nothing of it."""
        for settings in self.filtered(name):
            settings.company_id[name] = settings[name]
        self.invalidate_recordset([name], flush=False)

    @api.depends("company_id")
    def _compute_l10n_fr_chorus_placeholders(self):
        for settings in self:
            company = settings.company_id.sudo()
            secret, password = map(company._chorus_secret_hint, SECRETS)
            settings.l10n_fr_chorus_secret_placeholder = secret
            settings.l10n_fr_chorus_password_placeholder = password

    @api.depends("company_id", "l10n_fr_chorus_environment")
    def _compute_l10n_fr_chorus_is_offered(self):
        for settings in self:
            company = settings.company_id
            codes = company._get_france_country_codes()
            countries = company.account_fiscal_country_id | company.country_id
            settings.l10n_fr_chorus_is_offered = (
                settings.l10n_fr_chorus_environment
                or any(country.code in codes for country in countries)
            )

    @api.onchange("l10n_fr_chorus_environment")
    def _onchange_l10n_fr_chorus_environment(self):
        # As where the environment is written by other means: most are suppliers.
        if self.l10n_fr_chorus_environment and not (
            self.company_id.l10n_fr_chorus_environment
        ):
            self.l10n_fr_chorus_is_supplier = True

    @api.depends("company_id")
    def _compute_l10n_fr_chorus_account_id(self):
        for settings in self:
            account = settings.company_id._chorus_account_company()
            settings.l10n_fr_chorus_account_id = account.sudo(False)

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS 'base'
        # Core drops what is as before: a role left off beside a new environment.
        chosen = [vals.get(SUPPLIER) for vals in vals_list]
        # An end that is typed beside a new password is not that of the old one.
        ends = [fields.Date.to_date(vals.get(PASSWORD_END)) for vals in vals_list]
        before = self.env.company.l10n_fr_chorus_password_end
        res = super().create(vals_list)
        for settings, is_supplier, end in zip(res, chosen, ends, strict=True):
            company = settings.company_id
            if is_supplier is False and company[SUPPLIER]:
                company[SUPPLIER] = False
            if end and end != before:
                company.l10n_fr_chorus_password_end = end
        return res

    def write(self, vals):
        # EXTENDS 'base'
        res = super().write(vals)
        if vals.get(PASSWORD_END):
            self.company_id.l10n_fr_chorus_password_end = vals[PASSWORD_END]
        return res

    def action_chorus_test_connection(self):
        """Try the credentials that were typed; one dialog names what is refused.

        :return: the dialog
        """
        self.set_values()
        return self.company_id._chorus_test_connection()

    def action_chorus_read_own_side(self):
        """Try them, then read the structures of the account and their bank details.

        :return: the dialog
        """
        self.set_values()
        return self.company_id._chorus_test_and_read()

    def action_chorus_do_setup(self):
        """Press a button of the checklist, which the context names; what was typed
        counts.

        :return: an action; None where there is nothing to show
        """
        self.set_values()
        return self.company_id.action_chorus_do_setup()
