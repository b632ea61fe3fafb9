"""The portal's lists of codes that an invoice as data refers to.

Nobody has write access: a reading writes all of it. Source: ``doc/portal.md``, A 4.3.
"""

import logging
from datetime import timedelta

from odoo import api, fields, models

from ...chorus_api import ChorusError
from ..connection.error_texts import explain
from ..connection.time_limits import LOOK_UP_LIMIT

_logger = logging.getLogger(__name__)

VAT_RATE, EXEMPTION, CURRENCY, MEANS = "vat_rate", "exemption", "currency", "means"
# Read when a validator is about to refuse.
REFUSAL = "refusal"
# The lists hardly change: the weekly action reads what is older.
FRESH = timedelta(days=6)


class ChorusPortalCode(models.Model):
    _name = "l10n_fr_chorus_pro.portal.code"
    _description = "Code of a List of Chorus Pro"
    _order = "kind, rate, code, id"
    _rec_names_search = ["code", "name"]

    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        ondelete="cascade",
        help="Whose technical account has read it.",
    )
    kind = fields.Selection(
        selection=[
            (VAT_RATE, "VAT rates"),
            (EXEMPTION, "Exemption reasons"),
            (CURRENCY, "Currencies"),
            (MEANS, "Payment means"),
            (REFUSAL, "Reasons of a refusal"),
        ],
        string="List",
        required=True,
    )
    code = fields.Char(required=True)
    name = fields.Char(string="Label", help="In the words of Chorus Pro.")
    rate = fields.Float(string="Rate (%)", digits=(7, 4), help="Of VAT, in percent.")

    _code_unique = models.UniqueIndex(
        "(company_id, kind, code)", "This code is known already."
    )

    @api.depends("code", "name")
    def _compute_display_name(self):
        for row in self:
            row.display_name = " – ".join(filter(None, (row.code, row.name)))


class ResCompany(models.Model):
    _inherit = "res.company"

    l10n_fr_chorus_code_ids = fields.One2many(
        comodel_name="l10n_fr_chorus_pro.portal.code",
        inverse_name="company_id",
        string="Codes of Chorus Pro",
        copy=False,
        help="VAT rates, exemption reasons, currencies and payment means that Chorus"
        " Pro has codes for.",
        groups="base.group_user",
    )
    l10n_fr_chorus_code_date = fields.Datetime(
        string="Lists of Codes Read On",
        copy=False,
        readonly=True,
        groups="base.group_user",
    )

    def _chorus_codes(self, kind):
        """The codes of a list, as the account of this company has read it.

        :param str kind: such as ``EXEMPTION``
        :rtype: l10n_fr_chorus_pro.portal.code, empty where nothing was read
        """
        self.ensure_one()
        account = self._chorus_account_company().sudo()
        return account.l10n_fr_chorus_code_ids.filtered(lambda row: row.kind == kind)

    def _chorus_has_code_lists(self):
        self.ensure_one()
        return bool(self._chorus_account_company().sudo().l10n_fr_chorus_code_date)

    def _chorus_read_code_lists(self, client):
        """Ask for the four lists, and keep the answer on the account of this company.

        It calls the portal and writes: not while an invoice is on its way.

        :raises ChorusError: the portal refused or did not answer; nothing changed
        """
        account = (self._chorus_account_company() or self).sudo()
        told = {
            # What has no rate stands for none: the percentage is sent.
            VAT_RATE: [row for row in client.list_vat_rates() if row.rate is not None],
            EXEMPTION: client.list_exemption_reasons(),
            CURRENCY: client.list_currencies(),
            MEANS: client.list_payment_means(),
        }
        # Other lists are read elsewhere.
        mine = account.l10n_fr_chorus_code_ids.filtered(lambda row: row.kind in told)
        known = {(row.kind, row.code): row for row in mine}
        new = {}
        for kind, rows in told.items():
            for row in rows:
                values = {"name": row.label, "rate": getattr(row, "rate", 0.0)}
                if found := known.pop((kind, row.code), None):
                    found.write(values)
                else:
                    key = {"company_id": account.id, "kind": kind, "code": row.code}
                    new[kind, row.code] = key | values
        account.l10n_fr_chorus_code_ids.browse(
            row.id for row in known.values()
        ).unlink()
        account.l10n_fr_chorus_code_ids.create([*new.values()])
        account.l10n_fr_chorus_code_date = fields.Datetime.now()

    def _chorus_forget_code_lists(self):
        """Another environment of Chorus Pro has other codes."""
        company = self.sudo()
        company.l10n_fr_chorus_code_ids.unlink()
        company.l10n_fr_chorus_code_date = False

    @api.model
    def _chorus_refresh_code_lists(self):
        """Read the lists anew for each account that has read its own side, where they
        are old; what fails is asked for next week.

        Commits after each account.
        """
        oldest = fields.Datetime.now() - FRESH
        for account in self._chorus_accounts():
            read_on = account.l10n_fr_chorus_code_date
            is_due = account.l10n_fr_chorus_own_date and (
                not read_on or read_on < oldest
            )
            if not is_due or account._chorus_is_paused():
                continue
            try:
                with account._chorus_client(patience=LOOK_UP_LIMIT) as client:
                    account._chorus_read_code_lists(client)
            except ChorusError as error:
                self.env.cr.rollback()
                reason = explain(account._chorus_lang_env(), error)
                _logger.info("Lists of codes for %s not read: %s", account.name, reason)
            self.env.cr.commit()  # pylint: disable=invalid-commit
