from odoo import api, fields, models
from odoo.exceptions import UserError

from ...chorus_api import ChorusError
from ...chorus_api.client import FAMILIES, OPTIONAL_FAMILIES
from ...tools.notification import notify
from ..connection.error_texts import FAMILY_NAMES, explain, explain_reading
from ..connection.res_company_roles import SUPPLIER
from ..directory.party_identifiers import party_identifier
from ..einvoice.printing import prints_headers

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
    l10n_fr_chorus_own_date = fields.Datetime(
        related="company_id.l10n_fr_chorus_own_date"
    )
    l10n_fr_chorus_own_warning = fields.Char(
        compute="_compute_l10n_fr_chorus_own_warning"
    )
    l10n_fr_chorus_prints_no_header = fields.Boolean(
        compute="_compute_l10n_fr_chorus_prints_no_header",
        help="The wkhtmltopdf of this server prints no headers and footers, where the"
        " seller and the legal mentions stand.",
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
    l10n_fr_chorus_journal_warning = fields.Char(
        compute="_compute_l10n_fr_chorus_journal_warning"
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

    def _compute_l10n_fr_chorus_prints_no_header(self):
        self.l10n_fr_chorus_prints_no_header = not prints_headers()

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

    @api.depends("company_id")
    def _compute_l10n_fr_chorus_own_warning(self):
        for settings in self:
            sentence = settings.company_id._chorus_own_sentence()
            settings.l10n_fr_chorus_own_warning = sentence

    @api.depends("company_id", "l10n_fr_chorus_environment")
    def _compute_l10n_fr_chorus_journal_warning(self):
        for settings in self:
            journals = self.env["account.journal"].search(
                [("company_id", "=", settings.company_id.id), ("type", "=", "sale")]
            )
            sentences = filter(None, (j._chorus_number_sentence() for j in journals))
            is_used = settings.l10n_fr_chorus_environment
            settings.l10n_fr_chorus_journal_warning = is_used and " ".join(sentences)

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS 'base'
        # Core drops what is as before: a role left off beside a new environment.
        chosen = [vals.get(SUPPLIER) for vals in vals_list]
        res = super().create(vals_list)
        for settings, is_supplier in zip(res, chosen, strict=True):
            company = settings.company_id
            if is_supplier is False and company[SUPPLIER]:
                company[SUPPLIER] = False
        return res

    def action_chorus_test_connection(self):
        """Try the credentials on each API family, and name the one that fails.

        :return: a note, a warning where the account works and something is amiss
        :raises UserError: with one sentence for each family that is refused
        """
        self.set_values()
        try:
            with self.company_id._chorus_client() as client:
                client.authenticate()
                if failures := self._chorus_probe(client, FAMILIES):
                    raise UserError("\n".join(failures))
                remarks = self._chorus_remarks(client)
        except ChorusError as error:
            raise UserError(explain(self.env, error)) from error
        self.company_id._chorus_account_company()._chorus_reopen()
        message = self.env._("Chorus Pro answers and accepts the account.")
        kind = "warning" if remarks else "success"
        return notify(self.env, "\n".join([message, *remarks]), kind=kind)

    def _chorus_probe(self, client, families):
        """A sentence for each API family that is refused."""
        failures = []
        for family in families:
            try:
                client.probe(family)
            except ChorusError as error:
                sentence = explain(self.env, error)
                failures.append(
                    self.env._("%(what)s: ", what=FAMILY_NAMES[family]) + sentence
                )
        return failures

    def _chorus_remarks(self, client):
        """What is amiss with an account that works.

        :rtype: list of str
        :raises ChorusError: the portal did not tell for whom the account may invoice
        """
        remarks = []
        structures = client.list_own_structures()
        siret = party_identifier(self.company_id.partner_id).value
        if siret not in [structure.identifier for structure in structures]:
            remarks.append(self._chorus_not_own_sentence(len(structures)))
        if refused := self._chorus_probe(client, OPTIONAL_FAMILIES):
            text = self.env._("Only the commitments of the State need it.")
            remarks += [*refused, text]
        return remarks

    def _chorus_not_own_sentence(self, count):
        return self.env._(
            "None of the %(count)s structures of the account has the SIRET of"
            " %(company)s. Choose one here, or correct the SIRET of the company.",
            company=self.company_id.name,
            count=count,
        )

    def action_chorus_read_own_side(self):
        """Ask Chorus Pro for the structures of the account and their bank details.

        :return: a note with how many there are
        :raises UserError: the portal refused or did not answer, in a sentence
        """
        self.set_values()
        company = self.company_id
        try:
            company.sudo()._chorus_read_own_side()
        except ChorusError as error:
            raise UserError(explain_reading(self.env, error)) from error
        account = company._chorus_account_company()
        count = len(account.l10n_fr_chorus_own_structure_ids)
        chosen = company.l10n_fr_chorus_own_structure_id
        if chosen:
            kind, message = (
                "success",
                self.env._(
                    "%(company)s invoices as %(structure)s. Structures of the account:"
                    " %(count)s.",
                    company=company.name,
                    structure=chosen.display_name,
                    count=count,
                ),
            )
        else:
            kind, message = "warning", self._chorus_not_own_sentence(count)
        reload = {"type": "ir.actions.client", "tag": "soft_reload"}
        return notify(self.env, message, kind=kind, then=reload)
