"""Reminding whoever has a dossier, from the day after their time: an e-mail, ready to
be sent."""

from markupsafe import Markup

from odoo import models
from odoo.tools import format_date

from ...tools.day_count import days_text
from ...tools.french import french_env
from ...tools.portal_time import portal_today
from . import deadlines


class ChorusWorksPiece(models.Model):
    _inherit = "l10n_fr_chorus_pro.works.piece"

    def _chorus_remind_holder(self, *, to_owner=False):
        """Odoo's mail composer on this piece: nothing leaves before it is sent.

        :param bool to_owner: to the works owner, of a works supervisor who is late
        :return: an action
        """
        self.ensure_one()
        standing = self._chorus_dossier_standing()
        holder = deadlines.OWNER if to_owner else standing.holder
        partner = self._chorus_partner_of(holder)
        # What goes to a public body is French, whatever its contact reads in Odoo.
        piece = self.with_env(french_env(self.company_id._chorus_lang_env()))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Remind"),
            "res_model": "mail.compose.message",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_model": self._name,
                "default_res_ids": self.ids,
                "default_composition_mode": "comment",
                "default_partner_ids": partner.ids,
                "default_subject": piece._chorus_reminder_subject(),
                "default_body": piece._chorus_reminder_body(standing, to_owner),
            },
        }

    def _chorus_partner_of(self, holder):
        """Whom to write to.

        :param str holder: a name of :mod:`.deadlines`
        :rtype: res.partner, maybe none
        """
        contract = self.contract_id
        partners = {
            deadlines.VALIDATOR: contract.main_contractor_id,
            deadlines.SUPERVISOR: contract.works_supervisor_id,
            deadlines.OWNER: contract.works_owner_id,
            deadlines.PAYER: contract.customer_id,
        }
        return partners.get(holder, self.env["res.partner"])

    def _chorus_reminder_subject(self):
        return self.env._(
            "%(company)s: %(piece)s not answered in time",
            company=self.company_id.name,
            piece=self._chorus_own_claim().number,
        )

    def _chorus_own_claim(self):
        """What we have claimed in the dossier of this piece, at last."""
        own = self._chorus_dossier().filtered("is_ours")
        return own[-1:] or self

    def _chorus_reminder_body(self, standing, to_owner):
        """The text, in the language of the environment."""
        term = standing.terms[0] if standing.terms else None
        until = term and term.until and format_date(self.env, term.until)
        claim = self._chorus_own_claim()
        lines = [
            self.env._("Dear Sir or Madam,"),
            self.env._(
                "Our claim %(number)s (contract %(contract)s, %(amount)s) is in Chorus"
                " Pro: « %(status)s ».",
                number=claim.number,
                contract=self.contract_id.display_name or self.contract_number or "",
                amount=claim.currency_id.format(claim.amount_total),
                status=self.status_label or "",
            ),
        ]
        if until:
            lines.append(
                self.env._(
                    "The time to answer it ended on %(until)s, %(days)s ago"
                    " (%(article)s).",
                    until=until,
                    days=days_text(self.env, term.days_late(portal_today(self.env))),
                    article=term.deadline.article,
                )
            )
        if to_owner:
            lines.append(
                self.env._(
                    "The works supervisor has not notified the statement: please pay"
                    " what you admit yourself (CCAG travaux 2021, article 12.2.2)."
                )
            )
        else:
            lines.append(self.env._("Please let us know when it will be answered."))
        lines.append(self.env._("Yours faithfully,"))
        lines.append(self.company_id.name)
        return Markup().join(Markup("<p>%s</p>") % line for line in lines)
