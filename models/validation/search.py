"""What the portal is asked for in the role of a validator, and how far that got."""

from dateutil.relativedelta import relativedelta

from odoo import fields, models

from ...chorus_api import ValidationSearch
from ...tools.portal_time import portal_today
from ..connection.res_company import ENVIRONMENTS
from ..receiving.intake import KINDS
from ..receiving.roles import VALIDATOR
from ..receiving.validator_stages import validator_stage_codes

# Looked at whatever is known: an invoice may become visible late.
FIRST_MONTHS = 2


class ChorusValidationSearch(models.Model):
    """The search of one kind of invoice for all companies of an account.

    It has no period of change (``doc/portal.md``, A 2.10): each run reads what was
    deposited since the oldest invoice that is still open, page by page.
    """

    _name = "l10n_fr_chorus_pro.validation.search"
    _inherit = ["l10n_fr_chorus_pro.cursor"]
    _description = "Search of Invoices to Validate"
    _rec_name = "kind"

    company_id = fields.Many2one(
        comodel_name="res.company", required=True, index=True, ondelete="cascade"
    )
    environment = fields.Selection(selection=ENVIRONMENTS, required=True)
    kind = fields.Selection(selection=KINDS, required=True)
    sweep_month = fields.Date(
        string="Deposited Since",
        help="First day of deposit of a search that was interrupted.",
    )
    sweep_page = fields.Integer(help="Page with which it goes on.")

    _kind_unique = models.UniqueIndex(
        "(company_id, environment, kind)", "This is searched for already."
    )

    def _chorus_read_period(self, companies, client):
        """Read the pages from the oldest open invoice on, or go on with them.

        :param companies: that validate, of the account
        :return: an iterator, to be committed at each stop
        :raises ChorusError: the portal failed; pages read before are kept
        """
        self.ensure_one()
        received = self.env["l10n_fr_chorus_pro.received"]
        since = self.sweep_month or self._chorus_oldest_day(companies)
        search = ValidationSearch(
            kind=self.kind,
            deposited_from=since,
            deposited_to=portal_today(self.env),
        )
        first_page = max(self.sweep_page, 1)
        for page in client.search_validated(search, first_page=first_page):
            yield from received._chorus_take_validation_rows(
                companies, page.rows, client
            )
            self._chorus_note_sweep(since, page.page + 1)
            yield
        self._chorus_note_sweep(False, 0)
        yield

    def _chorus_oldest_day(self, companies):
        """
        :rtype: date
        """
        received = self.env["l10n_fr_chorus_pro.received"].sudo()
        oldest = received.search(
            [
                ("role", "=", VALIDATOR),
                ("company_id", "in", companies.ids),
                ("environment", "=", self.environment),
                ("kind", "=", self.kind),
                ("deposited_on", "!=", False),
                ("stage", "in", validator_stage_codes(over=False)),
            ],
            order="deposited_on, id",
            limit=1,
        )
        latest = portal_today(self.env) - relativedelta(months=FIRST_MONTHS)
        return min(filter(None, (oldest.deposited_on, latest)))


class ResCompany(models.Model):
    _inherit = "res.company"

    def _chorus_validation_searches(self):
        """The searches of this account, made where they are missing."""
        self.ensure_one()
        searches = self.env["l10n_fr_chorus_pro.validation.search"].sudo()
        common = {
            "company_id": self.id,
            "environment": self.l10n_fr_chorus_environment,
        }
        found = searches.search([(n, "=", value) for n, value in common.items()])
        missing = {kind for kind, _label in KINDS} - set(found.mapped("kind"))
        return found | searches.create(
            [{**common, "kind": kind} for kind in sorted(missing)]
        )
