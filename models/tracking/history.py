"""The histories that were left unread, for rows told all there was to know: the sweep
reads some of them each night, and who opens one has it read."""

from functools import partial

from odoo import api, models

from ...chorus_api import ChorusError, Unavailable
from ...tools.notification import notify
from ...tools.progress import Progress
from ...tools.row_locks import do_alone
from ..connection.error_texts import explain
from ..connection.time_limits import CLICK_LIMIT

# For each account and night, the oldest first.
UNREAD_BATCH = 100


class ChorusDocument(models.Model):
    _inherit = "l10n_fr_chorus_pro.document"

    @api.model
    def _chorus_read_unread_histories(self, account, client):
        """Read histories of followed invoices that were left unread.

        :return: an iterator, to be committed at each stop
        """
        unread = self.sudo().browse()
        for kind in self._chorus_swept_kinds(account):
            domain = kind & self._chorus_unread_domain()
            unread |= unread.search(domain, order="id", limit=UNREAD_BATCH)
        oldest = unread.sorted("id")[:UNREAD_BATCH]
        yield from oldest._chorus_read_each_history(client)

    def _chorus_read_each_history(self, client):
        """Read the histories that are owed; silence ends it.

        :return: an iterator, to be committed at each stop
        """
        for document in self:
            step = partial(document._chorus_read_owed_history, client)
            failure = do_alone(document, step)
            yield
            if isinstance(failure, Unavailable):
                return

    def _chorus_read_owed_history(self, client):
        """
        :return: the error of the portal, or None
        """
        # Nothing is told of an invoice that was taken over with its past.
        before = self._chorus_standing() if self.row_status else None
        return self._chorus_read_history(client, before)

    def _chorus_refresh_each(self, client, click):
        """Ask for each of these, its history included, while the person waits."""
        for document in self:
            if click.is_over():
                return
            if document.try_lock_for_update():
                document._chorus_refresh_one(client)
                click.step()


class AccountMove(models.Model):
    _inherit = "account.move"

    def action_chorus_history(self):
        """Open the history of these invoices as a list, to filter or export it."""
        failure = self.action_chorus_read_history()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "l10n_fr_chorus_pro.event_action"
        )
        action["domain"] = [("move_id", "in", self.ids)]
        if failure:
            return notify(self.env, failure, kind="warning", then=action)
        return action

    def action_chorus_read_history(self):
        """Ask Chorus Pro for the histories that it was not asked for yet.

        :return: a sentence where that failed, else an empty one
        :rtype: str
        """
        if not self.env["l10n_fr_chorus_pro.event"].has_access("read"):
            return ""
        documents = self.env["l10n_fr_chorus_pro.document"].sudo()
        for move in self._filtered_access("read"):
            documents |= move._chorus_current_document()
        unread = documents.filtered(lambda d: d._chorus_is_unread())
        click = Progress(self.env, len(unread), CLICK_LIMIT)
        try:
            for company, own in unread.grouped("company_id").items():
                account = company._chorus_account_company()
                domain = own._chorus_account_domain(account)
                with company._chorus_client() as client:
                    # Another environment than that of the settings knows nothing.
                    known = own.filtered_domain(domain)
                    known._chorus_refresh_each(client, click)
        except ChorusError as error:
            return explain(self.env, error)
        return ""
