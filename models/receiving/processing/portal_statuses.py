"""Which statuses the portal lets a body give, as it said when it was asked last.

At a click it is asked anew; a form shows what is remembered. ``doc/portal.md``, A 2.8.
"""

from datetime import timedelta

from odoo import fields, models

from ..acts import ACTS

# What the portal said holds for a form so long.
FRESH = timedelta(hours=12)
# What is open: where it lacks A_RECYCLER, that is withdrawn (rules of Chorus Pro v1.1).
OPEN_STATUSES = ("MISE_A_DISPOSITION", "COMPLETEE")


class ResCompany(models.Model):
    _inherit = "res.company"

    l10n_fr_chorus_next_statuses = fields.Json(
        string="Statuses That May Follow",
        copy=False,
        groups="base.group_system",
        help="By status what Chorus Pro let a body do with an invoice then, and when it"
        " was asked.",
    )

    def write(self, vals):
        # EXTENDS 'base'
        # What one portal allows says nothing of another one.
        if "l10n_fr_chorus_environment" in vals:
            vals = {"l10n_fr_chorus_next_statuses": False, **vals}
        return super().write(vals)

    def _chorus_ask_next_statuses(self, client, status):
        """Ask the portal which statuses may follow one now, and remember it.

        :return: tuple of codes
        :raises ChorusError: it does not say
        """
        statuses = list(client.list_next_statuses(status))
        account = self._chorus_account_company().sudo()
        told = account.l10n_fr_chorus_next_statuses or {}
        known = told.get(status, {}).get("statuses")
        if known != statuses or _is_old(told, status):
            row = {"statuses": statuses, "at": fields.Datetime.to_string(_now())}
            account.l10n_fr_chorus_next_statuses = {**told, status: row}
        return tuple(statuses)

    def _chorus_remembered_statuses(self, status):
        """What the portal said lately of a status.

        :return: list of codes; None where it was not asked, or long ago
        """
        told = self._chorus_account_company().sudo().l10n_fr_chorus_next_statuses or {}
        if status not in told or _is_old(told, status):
            return None
        return told[status]["statuses"]

    def _chorus_is_recycling_withdrawn(self):
        """Whether the portal has ceased to send invoices back to be routed anew."""
        told = self._chorus_account_company().sudo().l10n_fr_chorus_next_statuses or {}
        return any(
            ACTS["recycle"].status not in told[status]["statuses"]
            for status in OPEN_STATUSES
            if status in told
        )


def _is_old(told, status):
    at = fields.Datetime.to_datetime(told[status]["at"])
    return not timedelta() <= _now() - at < FRESH


def _now():
    return fields.Datetime.now()
