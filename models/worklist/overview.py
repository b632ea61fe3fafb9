"""The overview: what the lists hold, how the connection is, what ran and was sent.

Plain data for the web client, in the words of the reader, of the companies chosen.
"""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import format_date

from ...tools.portal_time import portal_moment
from ..connection.groups import ACCOUNTING_GROUPS
from ..deposit.batch import CHECKED, TO_CORRECT, WAITING
from ..telling.activity import ACTIVITY_TYPE

SETUP = "l10n_fr_chorus_pro.setup_action"
# What is due of an invoice, where that is not the invoice; what it is old by.
AMOUNTS = {"late": "amount_residual_signed", "released": "amount_residual_signed"}
DATES = {"late": "l10n_fr_chorus_due_date", "released": "l10n_fr_chorus_release_date"}
# How much a list asks of people, where it has any.
TONES = {
    "not_sent": "danger",
    "action": "warning",
    "late": "danger",
    "uncertain": "warning",
}
CRONS = ("ir_cron_deposits", "ir_cron_invoices", "ir_cron_sweep", "ir_cron_directory")
BATCHES = 5
BATCH_DAYS = timedelta(days=7)


class ChorusOverview(models.AbstractModel):
    _name = "l10n_fr_chorus_pro.overview"
    _description = "Overview of Chorus Pro"

    @api.model
    def action_read(self):
        """All that the overview shows.

        :rtype: dict of ``mine`` and ``lists`` (counts), ``connections``, ``runs`` and
            ``batches``
        :raises AccessError: the user has no right in accounting
        """
        self._chorus_check_reader()
        companies = self.env.companies.filtered(lambda c: c._chorus_is_supplier())
        return {
            "mine": self._chorus_count("mine", self._chorus_mine_domain(), companies),
            "lists": self._chorus_lists(companies),
            "connections": self._chorus_connections(companies),
            "runs": self._chorus_runs(),
            "batches": self._chorus_batches(),
        }

    @api.model
    def action_open_mine(self):
        """Open the invoices that the user is asked to act on.

        :raises AccessError: the user has no right in accounting
        """
        self._chorus_check_reader()
        action = self.env["account.move"]._chorus_work_list_action()
        title = self.env._("For You")
        return {
            **action,
            "name": title,
            "display_name": title,
            "domain": self._chorus_mine_domain(),
        }

    def _chorus_check_reader(self):
        if not any(map(self.env.user.has_group, ACCOUNTING_GROUPS.split(","))):
            raise AccessError(
                self.env._("The overview of Chorus Pro is for people of accounting.")
            )

    # -- Invoices --------------------------------------------------------------

    @api.model
    def _chorus_mine_domain(self):
        """The invoices with an activity of ours that the user has to do."""
        activity_type = self.env["ir.model.data"]._xmlid_to_res_id(ACTIVITY_TYPE)
        mine = [
            ("user_id", "=", self.env.uid),
            ("activity_type_id", "=", activity_type),
        ]
        return [("activity_ids", "any", mine)]

    @api.model
    def _chorus_lists(self, companies):
        moves = self.env["account.move"]
        labels = moves._fields["l10n_fr_chorus_work_list"]._description_selection(
            self.env
        )
        return [
            {
                **self._chorus_count(name, moves._chorus_work_domain(name), companies),
                "label": label,
                "action": f"l10n_fr_chorus_pro.work_list_action_{name}",
            }
            for name, label in labels
        ]

    @api.model
    def _chorus_count(self, name, domain, companies):
        """How many invoices, of how much, since when, in one query.

        The amount is left out where the companies count in several currencies.
        """
        total = AMOUNTS.get(name, "amount_total_signed")
        oldest = DATES.get(name, "invoice_date")
        ((count, amount, date),) = self.env["account.move"]._read_group(
            domain, [], ["__count", f"{total}:sum", f"{oldest}:min"]
        )
        currency = companies.currency_id
        is_summed = count and len(currency) == 1
        return {
            "name": name,
            "count": count,
            "amount": currency.format(amount) if is_summed else "",
            "oldest": self.env._("oldest of %s", format_date(self.env, date))
            if date
            else "",
            "tone": TONES.get(name, "") if count else "",
        }

    # -- The connection --------------------------------------------------------

    @api.model
    def _chorus_connections(self, companies):
        """How each connection is that these companies use, and who has none."""
        accounts = {c: c._chorus_account_company() for c in companies}
        missing = companies.filtered(lambda c: not c._chorus_is_configured())
        used = self.env["res.company"].union(*accounts.values())
        used -= missing.union(*(accounts[c] for c in missing))
        is_named = len(missing) + len(used) > 1
        rows = [
            *({"tone": "danger", **self._chorus_unconnected(c)} for c in missing),
            *(self._chorus_health(account) for account in used),
        ]
        for company, row in zip([*missing, *used], rows, strict=True):
            row["company"] = company.name if is_named else ""
        return rows

    @api.model
    def _chorus_unconnected(self, company):
        is_manager = self.env.user.has_group("account.group_account_manager")
        # The checklist is of the company that the user works in.
        is_own = company == self.env.company
        return {
            "id": company.id,
            "text": self.env._("Chorus Pro is not set up: nothing is sent."),
            "setup": SETUP if is_manager and is_own else "",
        }

    @api.model
    def _chorus_health(self, account):
        known = account.sudo()
        reason = known.l10n_fr_chorus_pause_reason
        row = {"id": account.id, "setup": ""}
        if account._chorus_is_paused():
            text = self.env._(
                "Odoo does not call Chorus Pro until %(moment)s: %(reason)s",
                moment=portal_moment(self.env, known.l10n_fr_chorus_paused_until),
                reason=reason or self.env._("Chorus Pro does not answer."),
            )
            return {**row, "tone": "danger" if reason else "warning", "text": text}
        if reason:
            text = self.env._("Chorus Pro refused the last call: %s", reason)
            return {**row, "tone": "danger", "text": text}
        environments = known._fields["l10n_fr_chorus_environment"]
        labels = dict(environments._description_selection(self.env))
        text = self.env._(
            "The connection works (%s).", labels[known.l10n_fr_chorus_environment]
        )
        return {**row, "tone": "success", "text": text}

    # -- What ran --------------------------------------------------------------

    @api.model
    def _chorus_runs(self):
        """When the scheduled actions ran last, and run next."""
        labels = (
            self.env._("Deposits sent and followed"),
            self.env._("Statuses read"),
            self.env._("Every open invoice looked at"),
            self.env._("Directory of public bodies brought"),
        )
        known = [
            (self.env.ref(f"l10n_fr_chorus_pro.{name}", False), label)
            for name, label in zip(CRONS, labels, strict=True)
        ]
        crons = self.env["ir.cron"].sudo().union(*(c for c, _label in known if c))
        woken = dict(
            self.env["ir.cron.trigger"]
            .sudo()
            ._read_group([("cron_id", "in", crons.ids)], ["cron_id"], ["call_at:min"])
        )
        return [
            self._chorus_run(cron.sudo(), label, woken.get(cron.sudo()))
            for cron, label in known
            if cron
        ]

    @api.model
    def _chorus_run(self, cron, label, woken):
        following = min(filter(None, [cron.nextcall, woken]))
        soon = following <= fields.Datetime.now()
        last = cron.lastcall and portal_moment(self.env, cron.lastcall)
        moment = self.env._("at once") if soon else portal_moment(self.env, following)
        return {
            "id": cron.id,
            "label": label,
            "last": last or self.env._("never"),
            "next": moment if cron.active else self.env._("switched off"),
            "is_off": not cron.active,
        }

    # -- What was sent together ------------------------------------------------

    @api.model
    def _chorus_batches(self):
        """The last ones of a week, and whatever waits longer."""
        batches = self.env["l10n_fr_chorus_pro.batch"]
        since = fields.Datetime.now() - BATCH_DAYS
        recent = batches.search(
            ["|", ("told", "=", False), ("create_date", ">=", since)], limit=BATCHES
        )
        return [
            {
                "id": batch.id,
                "moment": portal_moment(self.env, batch.create_date),
                "user": batch.user_id.sudo().name,
                "text": batches._chorus_progress_words(counts),
                "tone": self._chorus_batch_tone(counts),
            }
            for batch, counts in recent._chorus_progress().items()
            if counts
        ]

    @api.model
    def _chorus_batch_tone(self, counts):
        if counts[TO_CORRECT] or counts[CHECKED]:
            return "warning"
        return "info" if counts[WAITING] else "success"
