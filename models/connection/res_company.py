import re
from functools import partial

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...chorus_api import ChorusClient, ConfigurationError, Connection
from ...chorus_api.errors import ADDRESS
from ...chorus_api.files import COUNT_LIMIT
from ...tools.french import french_env
from .res_company_cursor import FORGOTTEN_CURSOR
from .submission_modes import SUBMISSION_SELECTION

ENVIRONMENTS = [
    ("simulator", "Simulator"),
    ("sandbox", "Qualification (PISTE sandbox)"),
    ("production", "Production"),
]

CREDENTIALS = (
    "l10n_fr_chorus_client_id",
    "l10n_fr_chorus_client_secret",
    "l10n_fr_chorus_login",
    "l10n_fr_chorus_password",
)
# What a company forgets of its failures when its credentials change.
REOPENED = {
    "l10n_fr_chorus_refusals": False,
    "l10n_fr_chorus_paused_until": False,
    "l10n_fr_chorus_pause_reason": False,
}


class ResCompany(models.Model):
    _inherit = "res.company"

    l10n_fr_chorus_environment = fields.Selection(
        selection=ENVIRONMENTS,
        string="Chorus Pro",
        copy=False,
        help="Where invoices are sent: the local simulator, the portal's qualification"
        " platform for tests, or production. Empty: Chorus Pro is not used.",
        groups="base.group_user",
    )
    l10n_fr_chorus_client_id = fields.Char(
        string="PISTE Client ID",
        groups="base.group_system",
        copy=False,
        help="Client ID of the OAuth credentials of your application in PISTE.",
    )
    l10n_fr_chorus_client_secret = fields.Char(
        string="PISTE Client Secret", groups="base.group_system", copy=False
    )
    l10n_fr_chorus_login = fields.Char(
        string="Technical Account",
        groups="base.group_system",
        copy=False,
        help="Login of the technical account made in Chorus Pro, such as"
        " TECH_1_0000001@cpro.fr.",
    )
    l10n_fr_chorus_password = fields.Char(
        string="Technical Password", groups="base.group_system", copy=False
    )
    l10n_fr_chorus_submission_mode = fields.Selection(
        selection=SUBMISSION_SELECTION,
        string="Chorus Pro Format",
        default="facturx",
        required=True,
        help="How an invoice goes to Chorus Pro: as a file, as a plain PDF with data"
        " beside it, or as data alone. A customer may have another one.",
        groups="base.group_user",
    )
    l10n_fr_chorus_lot_size = fields.Integer(
        string="Invoices per Lot",
        default=50,
        help="How many invoices are deposited in one file when many are sent at once."
        " Chorus Pro takes 500 at the most.",
        groups="base.group_user",
    )
    l10n_fr_chorus_responsible_id = fields.Many2one(
        comodel_name="res.users",
        string="Responsible for Chorus Pro",
        copy=False,
        domain="[('share', '=', False)]",
        help="Who is told what needs action, where the salesperson of the invoice may"
        " not invoice.",
        groups="base.group_user",
    )
    l10n_fr_chorus_start_date = fields.Date(
        string="Chorus Pro Followed Since",
        copy=False,
        help="Invoices before this day were sent by other means: nothing is asked for"
        " them.",
        groups="base.group_user",
    )

    @api.constrains("l10n_fr_chorus_lot_size")
    def _check_l10n_fr_chorus_lot_size(self):
        for company in self:
            if not 1 <= company.l10n_fr_chorus_lot_size <= COUNT_LIMIT:
                raise ValidationError(
                    self.env._(
                        "A lot holds between 1 and %(limit)s invoices, not %(size)s.",
                        limit=COUNT_LIMIT,
                        size=company.l10n_fr_chorus_lot_size,
                    )
                )

    @api.constrains("l10n_fr_chorus_responsible_id")
    def _check_l10n_fr_chorus_responsible_id(self):
        for company in self:
            person = company.l10n_fr_chorus_responsible_id
            if person and (person.share or company not in person.company_ids):
                raise ValidationError(
                    self.env._(
                        "%(person)s cannot be responsible for Chorus Pro: choose an"
                        " internal user of %(company)s.",
                        person=person.name,
                        company=company.name,
                    )
                )

    def write(self, vals):
        if {"l10n_fr_chorus_environment", *CREDENTIALS} & set(vals):
            vals = {**REOPENED, **vals}
        # How far the refresh got belongs to the portal it was read from.
        if "l10n_fr_chorus_environment" in vals:
            vals = {**FORGOTTEN_CURSOR, **vals}
        return super().write(vals)

    @api.model
    def _chorus_siret(self, company_registry):
        """A SIRET without the spaces people type into it; empty when there is none."""
        return re.sub(r"\s", "", company_registry or "")

    def _chorus_account_company(self):
        """The company whose connection this one uses: itself or its nearest parent.

        A branch inherits the connection of its parent unless it sets its own.

        :return: a company, empty where no connection is set up
        """
        self.ensure_one()
        for company in self.sudo().parent_ids[::-1]:
            if company.l10n_fr_chorus_environment:
                return company
        return self.browse()

    def _chorus_is_configured(self):
        account = self._chorus_account_company()
        return bool(account) and all(map(account._chorus_credential, CREDENTIALS))

    def _chorus_shared_companies(self):
        """The companies that use the connection of this one."""
        self.ensure_one()
        family = self.sudo().search([("id", "child_of", self.id)])
        return family.filtered(lambda c: c._chorus_account_company() == self)

    def _chorus_url(self, kind):
        """A base address of the company's environment, from the system parameters.

        :param kind: ``oauth`` or ``api``
        """
        self.ensure_one()
        name = f"l10n_fr_chorus_pro.{self.l10n_fr_chorus_environment}_{kind}_url"
        return self.env["ir.config_parameter"].sudo().get_param(name, "").strip()

    @api.model
    def _chorus_more_operations(self):
        """Paths that an integrator allows the client to call, beside its own list."""
        name = "l10n_fr_chorus_pro.more_operations"
        paths = self.env["ir.config_parameter"].sudo().get_param(name) or ""
        return paths.replace(",", " ").split()

    def _chorus_client(self, patience=None):
        """A client of the company's account; to be closed, so use it in a ``with``.

        :param patience: seconds for all its calls together
        :raises ConfigurationError: a credential is missing, an address is not safe
        """
        account = self._chorus_account_company()
        if not self._chorus_is_configured():
            raise ConfigurationError("", cause="missing")
        if not (account._chorus_url("oauth") and account._chorus_url("api")):
            raise ConfigurationError("", cause=ADDRESS)
        client_id, client_secret, login, password = map(
            account._chorus_credential, CREDENTIALS
        )
        calls = self.env["l10n_fr_chorus_pro.call"]
        return ChorusClient(
            Connection(
                oauth_url=account._chorus_url("oauth"),
                api_url=account._chorus_url("api"),
                client_id=client_id.strip(),
                client_secret=client_secret.strip(),
                login=login.strip(),
                password=password,
            ),
            patience=patience,
            more_operations=self._chorus_more_operations(),
            on_close=partial(
                calls._chorus_journal, account.id, account.l10n_fr_chorus_environment
            ),
        )

    @api.model
    def _chorus_accounts(self):
        """The companies whose own connection is complete."""
        owners = self.sudo().search([("l10n_fr_chorus_environment", "!=", False)])
        return owners.filtered(lambda company: company._chorus_is_configured())

    def _chorus_currency(self, code):
        """The currency of what the portal tells, active or not; that of the company
        where the portal names none that is known.

        :param str code: such as EUR, may be empty
        """
        currencies = self.env["res.currency"].with_context(active_test=False)
        found = currencies.search([("name", "=", code)], limit=1)
        return found or self.currency_id

    def _chorus_lang_env(self):
        """An environment in which a scheduled action writes to the company's people.

        In a database that was made without one, a company has no language: those who
        invoice through Chorus Pro read French where it is installed.
        """
        self.ensure_one()
        if lang := self.partner_id.lang:
            return self.with_context(lang=lang).env
        return french_env(self.env)
