"""Somebody is told what the company has to do in its works dossiers, before a right
ends: one activity on each contract or piece, closed by itself.
"""

import logging

from markupsafe import Markup

from odoo import api, models
from odoo.fields import Domain

from ...tools.portal_time import portal_today
from ..connection.res_company_roles import WORKS
from . import next_actor
from .deadlines import ACCEPTED
from .dossier_events import FINAL_CLAIMS, deposited_on, term_of
from .next_actor import standing_of
from .standing_texts import details, headline, holder_name, moves

_logger = logging.getLogger(__name__)

DUTY = "l10n_fr_chorus_pro.mail_activity_type_works"
CONTRACT = "l10n_fr_chorus_pro.contract"
PIECE = "l10n_fr_chorus_pro.works.piece"
# What is ours to do; to remind others is a right.
OURS = {
    next_actor.SIGN,
    next_actor.REASONS,
    next_actor.COMPLETE,
    next_actor.CONTEST,
    next_actor.AGAIN,
    next_actor.DEPOSIT,
    next_actor.RECEIPTS,
    next_actor.ACCEPTANCE,
}


class ChorusWorksPiece(models.Model):
    _inherit = "l10n_fr_chorus_pro.works.piece"

    @api.model
    def _cron_works_duties(self):
        """Scheduled action: bring the activities of each company up to date, each in a
        commit."""
        companies = self.env["res.company"].sudo()
        for model in (CONTRACT, PIECE):
            groups = self.env[model].sudo()._read_group([], ["company_id"])
            companies = companies.union(*(company for (company,) in groups))
        companies = companies.filtered(lambda company: company._chorus_does(WORKS))
        self.env["ir.cron"]._commit_progress(remaining=len(companies))
        for company in companies:
            try:
                self.sudo()._chorus_tell_duties(company)
                self.env.flush_all()  # what fails to be written fails here
            except Exception:  # noqa: BLE001 - one company must not starve the rest
                self.env.cr.rollback()
                _logger.exception("Works dossiers of %s: nobody told", company.id)
            if not self.env["ir.cron"]._commit_progress(1):
                break

    @api.model
    def _chorus_tell_duties(self, company):
        """Open, renew and close the activities of one company."""
        env = company._chorus_lang_env()
        env = env(su=True)
        user = company.l10n_fr_chorus_responsible_id
        duties = {}
        for record, values in self.with_env(env)._chorus_duties(company):
            duties.setdefault((record._name, record.id), (record, values))
        open_ones = env["mail.activity"].search(
            [
                ("activity_type_id", "=", env.ref(DUTY).id),
                ("res_model", "in", (CONTRACT, PIECE)),
            ]
        )
        for activity in open_ones:
            record = env[activity.res_model].browse(activity.res_id)
            if record.company_id != company:
                continue
            _record, values = duties.pop((activity.res_model, activity.res_id), (0, 0))
            if not values:
                activity.unlink()
            elif changed := {n: v for n, v in values.items() if activity[n] != v}:
                activity.write(changed)
        quiet = env["mail.activity"].with_context(mail_activity_quick_update=True)
        quiet.create(
            [
                {
                    **values,
                    "activity_type_id": env.ref(DUTY).id,
                    "automated": True,
                    "res_model_id": env["ir.model"]._get_id(record._name),
                    "res_id": record.id,
                    "user_id": (user or _contract_of(record).create_uid or env.user).id,
                }
                for record, values in duties.values()
            ]
        )

    @api.model
    def _chorus_duties(self, company):
        """What a company has to do.

        :return: iterator over (record, values of its activity)
        """
        today = portal_today(self.env)
        domain = self._chorus_under_way_domain() & Domain("company_id", "=", company.id)
        for group in self._chorus_dossiers_of(domain):
            standing = standing_of(group, today)
            own = [row for row in moves(self.env, standing) if row["name"] in OURS]
            if own and any(group.mapped("is_ours")):
                piece = self.browse(own[0]["piece_id"])
                yield piece, self._chorus_duty(standing, own, today)
        contracts = self.env[CONTRACT].search(
            [
                ("company_id", "=", company.id),
                ("is_works", "=", True),
                ("acceptance_notified_on", "!=", False),
            ]
        )
        for contract in contracts:
            if values := contract._chorus_final_claim_duty():
                yield contract, values

    def _chorus_duty(self, standing, own, today):
        """The values of an activity on the piece that the first move is about."""
        told = headline(self.env, standing, holder_name(standing))
        lines = [told, *details(self.env, standing, today)]
        until = standing.terms[0].until if standing.is_ours and standing.terms else None
        return {
            "summary": own[0]["label"],
            "note": Markup().join(Markup("<p>%s</p>") % line for line in lines),
            "date_deadline": until or today,
        }


class ChorusContract(models.Model):
    _inherit = "l10n_fr_chorus_pro.contract"

    def _chorus_final_claim_duty(self):
        """The values of an activity that asks for the final claim.

        :return: dict, empty where it was sent since, or is not ours to send
        """
        self.ensure_one()
        accepted = self.acceptance_notified_on
        sent = self.piece_ids.filtered(
            lambda piece: (
                piece.framework in FINAL_CLAIMS
                and (deposited_on(piece) or accepted) >= accepted
            )
        )
        if sent or self.our_role == "subcontractor":
            return {}
        term = term_of("final_claim", {ACCEPTED: accepted}, self)
        follows = self.env._(term.deadline.follows)
        return {
            "summary": self.env._(
                "Send the final claim to the works supervisor and to the works owner"
            ),
            "note": Markup("<p>%s (%s)</p>") % (follows, term.deadline.article),
            "date_deadline": term.until,
        }


def _contract_of(record):
    return record if record._name == CONTRACT else record.contract_id
