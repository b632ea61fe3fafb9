"""How sending and following work, in figures for a program that supervises servers.

Companies by their number, what waits by its count: no data of invoices, no names.
"""

from datetime import timedelta

from odoo import api, fields, models

from ..invoice.states import OPEN_DEPOSITS, UNANSWERED_STATES
from ..receiving.received_act import OPEN_ACTS

HOURS_PARAMETER = "l10n_fr_chorus_pro.health_waiting_hours"
# What waits to be sent for longer is stuck: an earlier flow may keep it some hours.
HOURS = 4
# So long without a good answer is more than a busy portal.
SILENCE = timedelta(hours=1)
# A scheduled action that is so late does not run.
LATENESS = timedelta(hours=1)
TO_SEND = "to_send"
# What waits for Chorus Pro, by model: its states.
WAITING = {
    "invoices": ("l10n_fr_chorus_pro.document", UNANSWERED_STATES),
    "acts": ("l10n_fr_chorus_pro.received.act", OPEN_ACTS),
    "works": ("l10n_fr_chorus_pro.works.attempt", (TO_SEND, *OPEN_DEPOSITS)),
}
# Without these nothing is sent, and nothing comes back.
NEEDED_CRONS = ("ir_cron_deposits", "ir_cron_invoices")
SILENT_FAILURES = ("unavailable", "uncertain", "protocol")


class ResCompany(models.Model):
    _inherit = "res.company"

    @api.model
    def _chorus_supervise(self):
        """The state of all connections and scheduled actions, as superuser.

        :return: dict of plain JSON: ``status`` (ok or trouble), ``companies`` (one for
            each connection) and ``scheduled_actions``, each with its ``problems``
        """
        owners = self.sudo().search([("l10n_fr_chorus_environment", "!=", False)])
        companies = [company._chorus_supervise_one() for company in owners]
        crons = self._chorus_supervise_crons()
        in_trouble = any(row["problems"] for row in (*companies, *crons))
        return {
            "status": "trouble" if in_trouble else "ok",
            "companies": companies,
            "scheduled_actions": crons,
        }

    def _chorus_supervise_one(self):
        """The state of one connection, and of what its companies wait for."""
        waiting = self._chorus_waiting()
        success, failure = self._chorus_last_calls()
        problems = {
            "not_configured": not self._chorus_is_configured(),
            "refused": bool(self.l10n_fr_chorus_pause_reason),
            "unanswered": _is_silent(success, failure),
            "waiting": self._chorus_is_stuck(waiting),
        }
        oldest = min((row["since"] for row in waiting), default=None)
        paused = self._chorus_is_paused() and self.l10n_fr_chorus_paused_until
        return {
            "id": self.id,
            "environment": self.l10n_fr_chorus_environment,
            "problems": [name for name, is_there in problems.items() if is_there],
            "last_success": _moment(success.called_at),
            "last_failure": _moment(failure.called_at),
            "last_failure_kind": failure.failure or None,
            "paused_until": _moment(paused),
            "waiting": _counts(waiting),
            "oldest_waiting_minutes": _minutes_since(oldest),
        }

    def _chorus_waiting(self):
        """What waits for Chorus Pro.

        :return: list of dicts: ``kind``, ``state``, ``count`` and ``since``
        """
        companies = self._chorus_shared_companies()
        return [
            {"kind": kind, "state": state, "count": count, "since": since}
            for kind, (model, states) in WAITING.items()
            for state, count, since in self.env[model]
            .sudo()
            ._read_group(
                [("company_id", "in", companies.ids), ("state", "in", states)],
                ["state"],
                ["__count", "create_date:min"],
            )
        ]

    def _chorus_is_stuck(self, waiting):
        """Whether something should have left for Chorus Pro long ago."""
        parameters = self.env["ir.config_parameter"].sudo()
        try:
            hours = float(parameters.get_param(HOURS_PARAMETER, HOURS))
        except ValueError:
            hours = HOURS
        return any(
            row["state"] == TO_SEND and _minutes_since(row["since"]) > hours * 60
            for row in waiting
        )

    def _chorus_last_calls(self):
        """:return: (the last call that went well, the last one that failed)"""
        calls = self.env["l10n_fr_chorus_pro.call"].sudo()
        mine = [
            ("company_id", "=", self.id),
            ("environment", "=", self.l10n_fr_chorus_environment),
        ]
        return tuple(
            calls.search([*mine, ("failure", operator, False)], limit=1)
            for operator in ("=", "!=")
        )

    @api.model
    def _chorus_supervise_crons(self):
        data = self.env["ir.model.data"].sudo()
        ours = data.search(
            [("module", "=", "l10n_fr_chorus_pro"), ("model", "=", "ir.cron")],
            order="name",
        )
        crons = self.env["ir.cron"].sudo().with_context(active_test=False)
        kept = crons.browse(ours.mapped("res_id")).exists()
        names = {row.res_id: row.name for row in ours}
        return [_supervised(names[cron.id], cron) for cron in kept]


def _supervised(name, cron):
    late = cron.active and fields.Datetime.now() - cron.nextcall > LATENESS
    off = not cron.active and name in NEEDED_CRONS
    problems = {"late": late, "off": off}
    return {
        "name": name,
        "active": cron.active,
        "last_run": _moment(cron.lastcall),
        "next_run": _moment(cron.nextcall),
        "problems": [problem for problem, is_there in problems.items() if is_there],
    }


def _is_silent(success, failure):
    """Whether the portal has not answered for long, as far as anybody asked it."""
    if failure.failure not in SILENT_FAILURES:
        return False
    heard = success.called_at
    if heard and heard >= failure.called_at:
        return False
    return not heard or fields.Datetime.now() - heard > SILENCE


def _counts(waiting):
    """{kind: {state: count}} of what waits."""
    counts = {kind: {} for kind in WAITING}
    for row in waiting:
        counts[row["kind"]][row["state"]] = row["count"]
    return counts


def _minutes_since(moment):
    if not moment:
        return None
    return max(0, int((fields.Datetime.now() - moment).total_seconds() // 60))


def _moment(value):
    """A moment as JSON has it, in UTC; None where there is none."""
    return f"{value.isoformat(timespec='seconds')}Z" if value else None
