"""Reading one received invoice now, while somebody waits."""

from odoo import models
from odoo.exceptions import UserError

from ....chorus_api import ChorusError, ReceivedSearch
from ....tools.notification import notify
from ....tools.progress import Progress
from ....tools.row_locks import take_free_rows
from ....tools.typography import named
from ...connection.error_texts import explain_reading
from ...connection.time_limits import CLICK_LIMIT
from ..roles import RECIPIENT

RELOAD = {"type": "ir.actions.client", "tag": "soft_reload"}


class ChorusReceived(models.Model):
    _inherit = "l10n_fr_chorus_pro.received"

    def action_chorus_received_refresh(self):
        """Ask Chorus Pro now where these invoices are: status, history, documents.

        :raises UserError: the portal or its configuration failed, in a sentence
        """
        return self._chorus_ask_now(again=False)

    def action_chorus_download_again(self):
        """Download the files of these invoices once more.

        :raises UserError: the portal or its configuration failed, in a sentence
        """
        return self._chorus_ask_now(again=True)

    def action_chorus_fetch_now(self):
        """Fetch what is new in the background, without waiting for its hour.

        :return: a note that says so
        """
        self.check_access("read")
        self.env.ref("l10n_fr_chorus_pro.ir_cron_received").sudo()._trigger()
        text = self.env._(
            "Odoo fetches what is new in Chorus Pro, and the list shows it as it comes."
        )
        return notify(self.env, text, kind="info")

    # -- One by one ------------------------------------------------------------

    def _chorus_ask_now(self, again):
        """
        :param bool again: download what is here already
        :return: a note of what is new
        """
        self.check_access("read")
        asked = self.sudo().filtered(lambda received: received.role == RECIPIENT)
        before = {received: received._chorus_snapshot_now() for received in asked}
        click = Progress(self.env, len(asked), CLICK_LIMIT)
        for company, own in asked.grouped("company_id").items():
            own._chorus_assert_environment()
            try:
                with company._chorus_client(patience=CLICK_LIMIT) as client:
                    for received in own:
                        received._chorus_read_now(client, again)
                        click.step()
            except ChorusError as error:
                raise UserError(explain_reading(self.env, error)) from error
        lines = [
            line
            for received, known in before.items()
            if (line := received._chorus_news_line(known))
        ]
        self._chorus_wake_bills()
        text = "\n".join(lines) or self.env._("Nothing new in Chorus Pro.")
        failed = any(received.content_state == "failed" for received in before)
        kind = "warning" if failed else "success" if lines else "info"
        return notify(self.env, text, kind=kind, then=RELOAD)

    def _chorus_assert_environment(self):
        """:raises UserError: one came from another Chorus Pro than that of now"""
        for received in self:
            why = received._chorus_why_elsewhere()
            if why:
                raise UserError(why)

    def _chorus_why_elsewhere(self):
        """That this came from another Chorus Pro than that of now, whose numbers of
        invoices are others: a sentence, empty where it did not."""
        self.ensure_one()
        account = self.sudo().company_id._chorus_account_company()
        if self.environment == account.l10n_fr_chorus_environment:
            return ""
        return self.env._(
            "%s came from another environment of Chorus Pro than that of the settings.",
            self.display_name,
        )

    def _chorus_snapshot_now(self):
        return self.raw_status, self.status_date, self.content_version

    def _chorus_news_line(self, before):
        """What is new of an invoice since a snapshot; empty where nothing is."""
        status, when, version = before
        parts = []
        if (status, when) != (self.raw_status, self.status_date):
            parts.append(self.status_label)
        if self.content_version != version:
            parts.append(self.env._("new documents"))
        if self.content_state == "failed":
            parts.append(self.content_failure)
        if not parts:
            return ""
        return named(self.env, self.display_name, ", ".join(parts))

    def _chorus_read_now(self, client, again):
        # Held to the end: nobody else is at it while the portal is asked.
        if not take_free_rows(self):
            raise UserError(
                self.env._(
                    "%s is being read already. Try again in a moment.",
                    self.display_name,
                )
            )
        search = ReceivedSearch(
            kind=self.kind,
            recipient_ref=self.recipient_ref or "",
            invoice_number=self.invoice_number or "",
        )
        for page in client.search_received(search):
            for row in page.rows:
                if row.chorus_invoice_id == self.chorus_identifier:
                    self._chorus_receive_row(row, client, reread=True)
        if again or self.content_state != "downloaded":
            for _piece in self._chorus_download_group(client):
                pass  # one transaction: the click's own
