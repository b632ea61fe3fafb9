"""What the approved-platform module has declared already, beside Chorus Pro.

A scheduled action compares: what is still on its way into a report leaves it, and what
was sent is rectified by the module's own means, or told with its amounts.
"""

import logging

from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import format_amount, format_date, split_every

from .approved_platform import GATE, SALES

_logger = logging.getLogger(__name__)

BATCH = 1000
# Reports of the same scope follow each other: the first, then those that rectify it.
SCOPE = ("company_id", "period_start", "period_end", "operation_type", "report_type")
# A report that is not sent yet; all other states are of sent ones.
OPEN_FLOW = "ready"


def _later_flows(flow, *domain):
    """Reports that follow one, of the same period and kind."""
    scope = [
        (name, "=", flow[name].id if name == "company_id" else flow[name])
        for name in SCOPE
    ]
    return flow.search([*scope, ("id", ">", flow.id), *domain], order="id")


class AccountMove(models.Model):
    _inherit = "account.move"

    l10n_fr_chorus_twice_told = fields.Date(
        string="Declared Twice, Told On",
        copy=False,
        readonly=True,
        help="When the responsible person was told that e-reporting has declared what"
        " Chorus Pro declares.",
        groups="base.group_user",
        chorus_sealed=True,
    )

    def _chorus_sent_flow(self):
        """The report in which the approved platform has declared it, and still does;
        empty where there is none, or where a later one left it out."""
        self.ensure_one()
        flow = self.sudo().l10n_fr_pdp_sent_in_flow_ids.sorted("id")[-1:]
        if flow and _later_flows(flow, ("state", "!=", OPEN_FLOW)):
            return flow.browse()
        return flow

    # -- Scheduled -------------------------------------------------------------

    @api.model
    def _cron_chorus_declared_once(self):
        """Scheduled action: compare e-reporting with what Chorus Pro declares."""
        companies = self.env["res.company"]._chorus_reporting_companies()
        for company in companies._chorus_reporting_starts():
            if not self.sudo()._chorus_leave_reports(company):
                return
            if not self.sudo()._chorus_follow_sent_flows(company):
                return

    @api.model
    def _chorus_leave_reports(self, company):
        """Take out of e-reporting what came there before Chorus Pro was looked at: at
        an update, or where the module was not there yet.

        :return: False when the time of the run is up
        """
        domain = self._chorus_reported_domain(company) & Domain(GATE, "!=", False)
        ids = self._search(domain, order="id").get_result_ids()
        for batch in split_every(BATCH, ids):
            wrong = self.browse(batch).filtered(lambda move: move._chorus_reports())
            wrong._chorus_gate_again()
            self.env.flush_all()
            # So many at once, each batch for good; those that are right are cheap.
            if not self.env["ir.cron"]._commit_progress(len(batch)):
                return False
            self.env.invalidate_all()
        return True

    @api.model
    def _chorus_follow_sent_flows(self, company):
        """Rectify, and tell once, what was declared twice.

        :return: False when the time of the run is up
        """
        sent = self.search(
            [
                ("company_id", "=", company.id),
                ("l10n_fr_pdp_sent_in_flow_ids", "!=", False),
                (GATE, "=", False),
                ("l10n_fr_chorus_twice_told", "=", False),
                ("move_type", "in", (*SALES, "entry")),
                ("state", "=", "posted"),
            ],
            order="date, id",
        )
        twice = sent.filtered(lambda move: move._chorus_is_kept_out())
        for flow, moves in twice.grouped(lambda m: m._chorus_sent_flow()).items():
            if not flow:
                continue
            try:
                with self.env.cr.savepoint():
                    moves._chorus_tell_twice(flow, moves._chorus_rectify(flow))
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                raise
            except Exception:  # noqa: BLE001 - one report must not starve the rest
                self.env.invalidate_all(flush=False)
                _logger.exception("Report %s could not be rectified", flow.id)
            if not self.env["ir.cron"]._commit_progress(len(moves)):
                return False
        return True

    # -- What was sent ---------------------------------------------------------

    def _chorus_rectify(self, flow):
        """The report that leaves these out, opened by the module's own means; empty
        where nothing else remains to be reported, which the module cannot send."""
        remaining = flow._get_moves() - self
        if not remaining:
            return flow.browse()
        return _later_flows(flow, ("state", "=", OPEN_FLOW))[:1] or (
            flow._get_open_flow_and_create_if_needed(remaining[0])
        )

    def _chorus_tell_twice(self, flow, rectifying):
        """Tell the company's responsible person, on the report, with the amounts."""
        company = flow.company_id
        env = company._chorus_lang_env()
        period = env._(
            "%(start)s to %(end)s",
            start=format_date(env, flow.period_start),
            end=format_date(env, flow.period_end),
        )
        title = env._("Declared twice, %s: Chorus Pro declares this too", period)
        body = Markup("<p><strong>%s</strong></p><ul>%s</ul><p>%s</p>") % (
            title,
            Markup("").join(
                Markup("<li>%s</li>") % move.with_env(env)._chorus_amounts()
                for move in self
            ),
            _way_out(env, rectifying),
        )
        flow.with_env(env).message_post(body=body, subtype_xmlid="mail.mt_note")
        user = company.l10n_fr_chorus_responsible_id or self[0]._chorus_responsible()
        if user:
            # No mail for it: it stands among the activities.
            flow.with_context(mail_activity_quick_update=True).activity_schedule(
                "mail.mail_activity_data_todo",
                summary=title,
                note=body,
                user_id=user.id,
            )
        self.l10n_fr_chorus_twice_told = fields.Date.context_today(self)

    def _chorus_amounts(self):
        """One line: its number and what was declared of it, in the company's money."""
        self.ensure_one()
        amounts = {
            name: format_amount(self.env, self[field], self.company_currency_id)
            for name, field in (
                ("untaxed", "amount_untaxed_signed"),
                ("tax", "amount_tax_signed"),
                ("total", "amount_total_signed"),
            )
        }
        if self.move_type == "entry":
            return self.env._(
                "%(payment)s: payment of %(total)s", payment=self.name, **amounts
            )
        return self.env._(
            "%(invoice)s (%(customer)s): %(untaxed)s without VAT, %(tax)s VAT",
            invoice=self.name,
            customer=self.commercial_partner_id.name,
            **amounts,
        )


def _way_out(env, rectifying):
    """What becomes of it: a sentence in the reader's language."""
    if rectifying:
        return env._(
            "The rectifying report %s leaves it out. Odoo sends it by itself: nothing"
            " to do.",
            rectifying.display_name,
        )
    return env._(
        "Nothing else was declared for this period, and Odoo cannot send an empty"
        " report: have your approved platform or your accountant correct these amounts."
    )
