"""Who may do what with a received invoice: groups, and what they are limited to.

The one who orders is never the accountant (decree 2012-1246, article 9): not by group,
and not on one invoice, whatever his groups are today.
"""

from odoo import models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import format_date

from ...tools.portal_time import portal_today
from .acts import ACCOUNTANT, ACTS, AGENT, ORDERER
from .roles import VALIDATOR
from .validator_acts import EVERY_ACT

GROUP_OF_ACTOR = {
    AGENT: "l10n_fr_chorus_pro.group_received_agent",
    ORDERER: "l10n_fr_chorus_pro.group_received_orderer",
    ACCOUNTANT: "l10n_fr_chorus_pro.group_received_accountant",
    VALIDATOR: "l10n_fr_chorus_pro.group_received_validator",
}
FINANCE = "l10n_fr_chorus_pro.group_received_finance"
# Characters of a SIRET that name the legal body.
SIREN = 9


class ChorusReceived(models.Model):
    _inherit = "l10n_fr_chorus_pro.received"

    def _chorus_why_not_mine(self, act):
        """Why the user may not do this with this invoice.

        :param str act: a code of ``EVERY_ACT``
        :return: a sentence in the user's language, with whom to ask; empty where he may
        """
        self.ensure_one()
        user = self.env.user
        if user._is_superuser() or user.share or not user.active:
            return self.env._("A person does this, signed in under his own name.")
        company = self.sudo().company_id
        if company not in user.company_ids:
            return self.env._("You have no access to %s.", company.name)
        whys = []
        for actor in EVERY_ACT[act].actors:
            if user.has_group(GROUP_OF_ACTOR[actor]):
                why = self._chorus_why_not_twice(act, actor)
                why = why or self._chorus_why_not_as(actor)
                if not why:
                    return ""
                whys.append(why)
        if whys:
            return whys[0]
        if VALIDATOR in EVERY_ACT[act].actors:
            return self.env._(
                "Others agree with the invoices of subcontractors: ask an administrator"
                " of Odoo for the group « Validates Invoices »."
            )
        sentence = self.env._("This is for others to do.")
        return f"{sentence} {self._chorus_whom_to_ask()}"

    def _chorus_assert_mine(self, act):
        """:raises AccessError: the user may not do this with one of these invoices"""
        for received in self:
            why = received._chorus_why_not_mine(act)
            if why:
                named = (received.sudo().display_name, why)
                raise AccessError(" – ".join(named))

    def _chorus_whom_to_ask(self):
        """A sentence that names the finance officers of the company."""
        group = self.env.ref(FINANCE)
        officers = (
            self.env["res.users"]
            .sudo()
            .search(
                Domain("all_group_ids", "in", group.ids)
                & Domain("company_ids", "in", self.company_id.ids)
                & Domain("share", "=", False)
            )
        )
        officers -= self.env.user
        if officers:
            names = ", ".join(officers.mapped("name"))
            return self.env._("Ask the finance officer: %s.", names)
        return self.env._("Ask an administrator of Odoo to name a finance officer.")

    def _chorus_is_own_structure(self):
        """Whether the company itself received it, by one of its establishments; else
        it looks after the invoices of another body."""
        self.ensure_one()
        company = self.company_id.sudo()
        own = company._chorus_siret(company.company_registry)
        theirs = self.recipient_siret
        return not own or not theirs or own[:SIREN] == theirs[:SIREN]

    # -- Two persons -----------------------------------------------------------

    def _chorus_why_not_twice(self, act, actor):
        """Why somebody who did something else with this invoice does not do this too.

        :param str actor: as whom he would
        """
        done = self._chorus_acts_of(self.env.user)
        if actor == ACCOUNTANT and "order" in done:
            return self.env._(
                "You ordered the payment of this invoice: who orders is never the"
                " accountant. Somebody else does this."
            )
        if act == "order" and done & _accountant_acts():
            return self.env._(
                "You did the accountant's part of this invoice: he is never the one who"
                " orders. Somebody else does this."
            )
        other = {"order": "certify", "certify": "order"}.get(act)
        if other in done and not self.company_id.sudo().l10n_fr_chorus_one_person:
            return self.env._(
                "You did the other half of this invoice: the settings of %s want that"
                " one person certifies service done and another one orders. Somebody"
                " else does this.",
                self.company_id.sudo().name,
            )
        return ""

    def _chorus_why_not_certified(self):
        """Why payment may not be ordered yet: nobody certified service done, in Odoo or
        elsewhere, and the settings want two persons.

        :return: a sentence; empty where somebody did, or one person may do both
        """
        self.ensure_one()
        company = self.sudo().company_id
        certified = ACTS["certify"].status
        statuses = {self.raw_status, *self.event_ids.mapped("code")}
        is_done = certified in statuses or self._chorus_last_act("certify")
        if is_done or company.l10n_fr_chorus_one_person:
            return ""
        return self.env._(
            "Nobody certified the service done yet: the settings of %s want that one"
            " person certifies and another one orders. An agent certifies it first.",
            company.name,
        )

    # -- Delegations -----------------------------------------------------------

    def _chorus_why_not_as(self, actor):
        """Why the user's delegations do not let him act on this invoice.

        Who orders, or accounts, without a delegation does so by his office, for the
        company itself; who certifies always has one, with his services. A validator
        needs none.
        """
        if actor == VALIDATOR:
            return ""
        delegations = self.env["l10n_fr_chorus_pro.delegation"]
        delegations = delegations._chorus_of(self.company_id, self.env.user, actor)
        ask = self._chorus_whom_to_ask
        if not delegations and actor != AGENT and self._chorus_is_own_structure():
            return ""
        today = portal_today(self.env)
        in_force = delegations._chorus_in_force(today)
        if delegations and not in_force:
            return f"{self._chorus_dates_sentence(delegations)} {ask()}"
        for_structure = in_force.filtered(
            lambda delegation: delegation._chorus_takes_structure(self)
        )
        if in_force and not for_structure or actor != AGENT and not in_force:
            sentence = self.env._(
                "Your delegation does not name the structure %s, for which this company"
                " acts.",
                self.recipient_name or self.recipient_siret,
            )
            return f"{sentence} {ask()}"
        if actor != AGENT or any(d._chorus_takes_service(self) for d in for_structure):
            return ""
        return f"{self._chorus_service_sentence(for_structure)} {ask()}"

    def _chorus_dates_sentence(self, delegations):
        last = delegations.sorted("date_from")[-1:]
        today = portal_today(self.env)
        begins, ends = (
            day and format_date(self.env, day) for day in (last.date_from, last.date_to)
        )
        if last.date_from > today:
            return self.env._("Your delegation begins on %s.", begins)
        return self.env._(
            "Your delegation was from %(begins)s until %(ends)s.",
            begins=begins,
            ends=ends,
        )

    def _chorus_service_sentence(self, delegations):
        if not delegations:
            return self.env._("No service is delegated to you yet.")
        name = self.service_id.display_name or self.service_code
        if name:
            return self.env._("The service %s is not delegated to you.", name)
        return self.env._("Invoices that name no service are not delegated to you.")


def _accountant_acts():
    return {act.code for act in ACTS.values() if act.is_accountant_s}
