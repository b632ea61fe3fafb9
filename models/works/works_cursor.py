"""How far the reading of works pieces got: for each account, and each part in which it
asks. Nobody writes it by hand."""

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

from ...chorus_api.roles import SUPPLIER, VALIDATOR
from ..connection.res_company import ENVIRONMENTS

# As the portal calls them. Supervisor and owner are parts of public bodies: a company
# that is one is asked for by its own addon.
ROLES = [(SUPPLIER, "Supplier"), (VALIDATOR, "Validator")]
# What was deposited before, and did not change since, is over.
FIRST_FETCH = relativedelta(years=2)


class ChorusWorksCursor(models.Model):
    _name = "l10n_fr_chorus_pro.works.cursor"
    _inherit = ["l10n_fr_chorus_pro.cursor"]
    _description = "Works Pieces From Chorus Pro"
    _order = "company_id, environment, role"

    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        ondelete="cascade",
        help="The company whose account asks, for all companies that use it.",
    )
    environment = fields.Selection(selection=ENVIRONMENTS, required=True)
    role = fields.Selection(
        selection=ROLES, required=True, help="In which part the portal is asked."
    )
    watermark = fields.Datetime(
        help="Statuses changed until then, on the portal's clock, are known here."
    )
    next_page = fields.Integer(
        help="Page from which an interrupted search goes on; 0 when none is."
    )
    seen_until = fields.Datetime(
        help="Latest status change seen by the search that is under way."
    )
    seen_limit = fields.Datetime(
        help="The watermark stays before this moment: what changed since the search"
        " under way began may be on pages that it had read already."
    )
    sweep_month = fields.Date(
        help="Month of deposit with which an interrupted sweep goes on."
    )
    sweep_page = fields.Integer(help="Page of that month with which it goes on.")
    period_ignored = fields.Boolean(
        help="The portal was seen to answer searches by period of change with all"
        " pieces: they are swept by date of deposit instead."
    )
    failure = fields.Char(
        string="Refused", help="Why Chorus Pro does not let this account read them."
    )
    history_refused = fields.Boolean(
        help="The portal refused the history of a piece: the statuses that were seen"
        " are the history."
    )

    _cursor_unique = models.UniqueIndex(
        "(company_id, environment, role)", "These pieces are asked for already."
    )

    @api.model
    def _chorus_works_cursors(self, account):
        """What an account is asked for, in its environment of now; made where it is
        missing.

        :return: one for each part
        """
        key = {
            "company_id": account.id,
            "environment": account.l10n_fr_chorus_environment,
        }
        cursors = self.sudo().search([(name, "=", key[name]) for name in key])
        missing = dict(ROLES).keys() - set(cursors.mapped("role"))
        return cursors | cursors.create([{**key, "role": role} for role in missing])

    def _chorus_since(self):
        """From when on statuses are asked for.

        :return: naive datetime
        """
        first = fields.Datetime.now() - FIRST_FETCH
        return self._chorus_known_until() or first.replace(microsecond=0)
