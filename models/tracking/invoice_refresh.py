"""Asking Chorus Pro now, for one invoice or for many, and saying what changed."""

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_time

from ...chorus_api import (
    ChorusError,
    ConfigurationError,
    InvoiceSearch,
    Unavailable,
)
from ...tools.notification import notify
from ...tools.portal_time import PORTAL_ZONE, portal_date, portal_moment
from ...tools.progress import Progress
from ..connection.error_texts import explain
from ..connection.time_limits import CLICK_LIMIT

LINES = 10
INVOICE_URL = "/odoo/customer-invoices"


class AccountMove(models.Model):
    _inherit = "account.move"

    # -- The button and the list's action --------------------------------------

    def action_chorus_refresh(self):
        """Ask Chorus Pro now where these invoices are, and say what changed.

        :raises UserError: the portal or its configuration failed, in a sentence
        """
        self.check_access("write")
        asked = self.filtered(lambda move: move._chorus_current_document())
        before = {move.id: move._chorus_snapshot() for move in asked}
        click = Progress(self.env, len(asked), CLICK_LIMIT)
        failure, is_late = "", False
        try:
            for company, moves in asked.grouped("company_id").items():
                is_late |= not moves._chorus_refresh(company, click)
        except ChorusError as error:
            failure = explain(self.env, error)
        changed = asked.filtered(lambda m: m._chorus_snapshot() != before[m.id])
        if failure and not changed:
            raise UserError(
                self.env._("Chorus Pro could not be asked. %(why)s", why=failure)
            )
        if is_late:
            self.env.ref("l10n_fr_chorus_pro.ir_cron_invoices").sudo()._trigger()
            now = fields.Datetime.now()
            self.env["l10n_fr_chorus_pro.deposit"]._chorus_wake(now)
        # Of many each is a line to be opened; who looks at one has it before him.
        linked = changed[:LINES] if len(asked) > 1 else changed.browse()
        return notify(
            self.env,
            "\n".join(asked._chorus_summary(changed, failure, is_late)),
            kind="warning" if failure else "success" if changed else "info",
            then={"type": "ir.actions.client", "tag": "soft_reload"},
            links=[(move.name, f"{INVOICE_URL}/{move.id}") for move in linked],
            sticky=len(linked) > 1,
        )

    def action_chorus_send_now(self):
        """Send what waits because Chorus Pro did not answer, without waiting for the
        scheduled action; what is under way already is not sent a second time.

        :return: a note of what came of it
        """
        self.check_access("write")
        try:
            return self.action_chorus_refresh()
        except UserError as error:
            reload = {"type": "ir.actions.client", "tag": "soft_reload"}
            return notify(self.env, str(error), kind="warning", then=reload)

    def _chorus_summary(self, changed, failure, is_late):
        """What a refresh of these invoices brought, in lines."""
        env = self.env
        if not self:
            return [env._("None of these invoices has been sent to Chorus Pro.")]
        lines = [
            env._("%(what)s: ", what=move.name) + move.l10n_fr_chorus_status_label
            for move in changed[:LINES]
        ]
        if len(changed) > LINES:
            lines.append(env._("And %s more.", len(changed) - LINES))
        if len(self) > 1:
            text = env._(
                "%(changed)s of %(asked)s invoices have changed.",
                changed=len(changed),
                asked=len(self),
            )
            lines.insert(0, text)
        elif not changed:
            lines.append(env._("Nothing new since %s.", self._chorus_last_news()))
        if is_late:
            lines.append(
                env._(
                    "There is much news: Odoo goes on reading it in the background, and"
                    " each invoice shows it as it comes."
                )
            )
        return [*lines, failure] if failure else lines

    def _chorus_last_news(self):
        """When Chorus Pro was last heard of this invoice: the hour, of another day the
        day as well."""
        document = self._chorus_current_document()
        moment = (
            document.status_date or document.deposit_id.sent_at or document.create_date
        )
        if portal_date(self.env, moment) == portal_date(
            self.env, fields.Datetime.now()
        ):
            return format_time(self.env, moment, PORTAL_ZONE, "short")
        return portal_moment(self.env, moment)

    def _chorus_snapshot(self):
        document = self._chorus_current_document()
        return document.state, document.raw_status, document.status_date

    def _chorus_refresh(self, company, click):
        """Refresh invoices of one company: deposits first, then statuses.

        :param Progress click: what a person waits for
        :return: whether all was done in time
        :raises UserError: all of them are in another environment than the company
        """
        documents = self.env["l10n_fr_chorus_pro.document"].sudo()
        for move in self:
            documents |= move._chorus_current_document()
        documents = documents._chorus_of_environment(company)
        if not documents:
            return True
        with company._chorus_client() as client:
            if not documents._chorus_refresh_deposits(client, click):
                return False
            self._chorus_recover_invoices(client)
            known = documents.filtered("chorus_identifier")
            if len(known) > 1:
                account = company._chorus_account_company()
                return known._chorus_refresh_many(client, account, click)
            if known:
                known._chorus_refresh_one(client)
        return True


class ChorusDocument(models.Model):
    _inherit = "l10n_fr_chorus_pro.document"

    def _chorus_refresh_deposits(self, client, click):
        """Send what waits, and take the next step of the deposits under way.

        :return: whether all was done in time
        """
        waiting = self.filtered(lambda d: d.state == "to_send" and not d.deposit_id)
        for document in waiting:
            if click.is_over():
                return False
            if document._chorus_recover(client):
                outcome = document._chorus_send_now(client)
                if outcome and outcome.state == "to_send":
                    raise outcome.error  # it goes on waiting: tell what it waits for
            click.step()
        for deposit in self.deposit_id:
            deposit._chorus_catch_up()
        for deposit in self.deposit_id:
            if click.is_over():
                return False
            if deposit._chorus_is_written() and deposit.try_lock_for_update():
                in_time = deposit.with_context(chorus_end_time=click.end)
                error = in_time._chorus_advance(client)
                if isinstance(error, ConfigurationError | Unavailable):
                    raise error  # it goes on waiting: tell what it waits for
                unknown = deposit.document_ids.filtered(
                    lambda d: not d.chorus_identifier
                )
                click.step(len(unknown & self))
        return True

    def _chorus_refresh_one(self, client):
        """Ask for one invoice alone, by its number, and for all its history."""
        self.ensure_one()
        search = InvoiceSearch(invoice_number=self.invoice_number)
        for page in client.search_invoices(search):
            for row, document in self._chorus_match(page.rows, [("id", "=", self.id)]):
                document._chorus_take_row(row, client, reread=True)

    def _chorus_refresh_many(self, client, account, click):
        """Ask for many at once: what changed since the watermark; where there is none,
        the months in which they were deposited.

        :return: whether all was done in time
        """
        account = account.sudo()
        for search in self._chorus_searches(account):
            for page in client.search_invoices(search):
                domain = [("id", "in", self.ids)]
                for row, document in self._chorus_pair_rows(page.rows, domain):
                    if not document._chorus_is_news(row):
                        continue
                    if click.is_over():
                        return False
                    if document.try_lock_for_update():
                        document._chorus_take_row(row, client)
                        click.step()
                if click.is_over() and page.page < page.page_count:
                    return False
        return True

    def _chorus_searches(self, account):
        """The searches that cover these documents, as few as may be."""
        since = account._chorus_known_until()
        if since and not account.l10n_fr_chorus_period_ignored:
            return [InvoiceSearch(status_since=since)]
        months = {d.row_deposited_on.replace(day=1) for d in self if d.row_deposited_on}
        return [self._chorus_month_search(month) for month in sorted(months)]
