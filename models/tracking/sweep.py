"""The nightly sweep: every followed invoice is looked at, by its month of deposit.

The search by period of change is quick but trusts the portal's clock and filter. The
sweep trusts neither: it reads the pages of the months in which followed invoices were
deposited, never a list of statuses, which would miss what became final.
"""

from odoo import api, models
from odoo.fields import Domain

from ...chorus_api import InvoiceSearch
from ...chorus_api.statuses import INVOICE_STATUSES
from ..connection.cursor import last_day
from ..telling.money_texts import LAST_TOLD

FINAL_STATUSES = [status.code for status in INVOICE_STATUSES.values() if status.final]
# For each account and night; the next night goes on with the following page.
SWEEP_PAGES = 100


class ChorusDocument(models.Model):
    _inherit = "l10n_fr_chorus_pro.document"

    _may_change_idx = models.Index(
        "(move_id) WHERE raw_status IS NULL OR raw_status NOT IN"
        f" {tuple(FINAL_STATUSES)}"
    )

    @api.model
    def _cron_sweep_invoices(self):
        """Scheduled action: look at every invoice that is followed."""
        self._chorus_take_turns(self._chorus_sweep_account)

    @api.model
    def _chorus_sweep_account(self, account):
        """The sweep of an account.

        :return: an iterator, to be committed at each stop
        :raises ChorusError: the portal failed; pages read before are kept
        """
        if not self._chorus_sweep_months(account):
            return
        with account._chorus_client() as client:
            yield from self._chorus_sweep(account, client)
            yield from self._chorus_read_unread_histories(account, client)
        account._chorus_note_success(client.answered)

    @api.model
    def _chorus_sweep(self, account, client):
        """Read the pages of each month from the cursor on, so many in a night."""
        yield from account._chorus_search_months(
            self._chorus_sweep_months(account),
            lambda first, last, number: client.search_invoices(
                InvoiceSearch(deposited_from=first, deposited_to=last),
                first_page=number,
            ),
            lambda rows: self._chorus_apply_page(account, client, rows),
            SWEEP_PAGES,
        )

    @api.model
    def _chorus_month_search(self, month):
        """The search of what was deposited in a month.

        :param date month: its first day
        """
        return InvoiceSearch(deposited_from=month, deposited_to=last_day(month))

    @api.model
    def _chorus_sweep_months(self, account):
        """The first days of the months in which swept invoices were deposited.

        :return: list of dates, oldest first
        """
        groups = [
            group
            for kind in self._chorus_swept_kinds(account)
            for group in self.sudo()._read_group(kind, ["row_deposited_on:month"])
        ]
        return sorted({month for (month,) in groups if month})

    @api.model
    def _chorus_swept_kinds(self, account):
        """The followed invoices whose status may still change: not those at an end, nor
        those at the last status that their customer reports.

        :return: list of domains, which may overlap
        """
        last_told = Domain("raw_status", "in", LAST_TOLD)
        reported = Domain(
            "move_id.commercial_partner_id.l10n_fr_chorus_payment_not_reported",
            "!=",
            True,
        )
        return [
            kind & Domain("raw_status", "not in", FINAL_STATUSES) & part
            for kind in self._chorus_awaited_news_kinds(account)
            for part in (~last_told, last_told & reported)
        ]
