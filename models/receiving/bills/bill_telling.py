"""What is said on a new bill: what came, what does not agree, what is asked."""

from math import copysign

from markupsafe import Markup

from odoo import models
from odoo.tools import format_date

from ....chorus_api.frameworks import PREPAID
from .received_bill import FINANCE
from .words import BillWords


class ChorusReceived(models.Model):
    _inherit = "l10n_fr_chorus_pro.received"

    def _chorus_doubts_of_doubles(self, partner, facts, move):
        near = self._chorus_near_doubles(partner, facts, move)
        words = BillWords(self.env, facts.currency)
        return [
            self.env._(
                "It may have been entered already: %(bill)s has the number %(number)s,"
                " of %(date)s, %(amount)s.",
                bill=bill._chorus_bill_name(),
                number=bill.ref,
                date=format_date(self.env, bill.invoice_date),
                amount=words.amount(bill.amount_total),
            )
            for bill in near
        ]

    def _chorus_doubts_of_payment(self, facts):
        """What the amount to pay says beside the total."""
        content = facts.content
        words = BillWords(self.env, facts.currency)
        asked = abs(self._chorus_net_asked() or 0)
        is_settled = content.total and not asked and not facts.figures.is_refund
        if content.framework == PREPAID or is_settled:
            return [
                self.env._(
                    "The supplier says that it is paid already: do not pay it again,"
                    " look for the payment."
                )
            ]
        if not facts.currency.compare_amounts(asked, abs(float(content.total))):
            return []
        return [
            self.env._(
                "The supplier asks for %(due)s of a total of %(total)s: say below what"
                " the difference is.",
                due=words.amount(asked),
                total=words.amount(abs(content.total)),
            )
        ]

    def _chorus_keep_doubts(self, move, facts):
        """Write on the bill what somebody is to look at, and ask where nothing else
        helps."""
        values = {
            "l10n_fr_chorus_received_total": facts.figures.total,
            "l10n_fr_chorus_received_due": abs(self._chorus_net_asked() or 0),
            "l10n_fr_chorus_received_gap": "\n".join(facts.differences) or False,
            "l10n_fr_chorus_received_doubts": "\n".join(
                [*facts.questions, *facts.doubts]
            )
            or False,
        }
        move.write(values)
        for question in facts.questions:
            self._chorus_ask_finance(move, question)

    def _chorus_ask_finance(self, move, question):
        """An activity on a bill for a finance officer of the company."""
        officers = self.env.ref(FINANCE).all_user_ids.filtered(
            lambda user: self.company_id in user.company_ids and not user.share
        )
        # Whoever makes the bill by hand is asked himself.
        user = self.env.user if self.env.user in officers else officers[:1]
        move.with_context(mail_activity_quick_update=True).activity_schedule(
            "mail.mail_activity_data_todo",
            summary=self.env._("Chorus Pro: a bill asks"),
            note=Markup("<p>%s</p>") % question,
            user_id=user.id,
        )

    def _chorus_tell_bill(self, move, facts, files):
        """The first message of a bill: what came from Chorus Pro."""
        told = Markup().join(
            Markup("<li>%s – %s</li>") % row
            for row in self._chorus_bill_rows(facts)
            if row[1]
        )
        sentences = facts.news + facts.questions + facts.differences + facts.doubts
        warned = Markup().join(Markup("<p>%s</p>") % text for text in sentences)
        title = self.env._(
            "Received by Chorus Pro: %(number)s of %(supplier)s",
            number=facts.number,
            supplier=self.supplier_name or "",
        )
        move.message_post(
            body=Markup("<p><strong>%s</strong> (%s)</p><ul>%s</ul>%s")
            % (title, self._get_html_link(), told, warned),
            attachment_ids=files.ids,
        )

    def _chorus_bill_rows(self, facts):
        """What came, as (label, value)."""
        words = BillWords(self.env, facts.currency)
        content = facts.content
        asked = self._chorus_net_asked() or 0
        due_on = facts.embedded and facts.embedded.due_on
        return (
            (self.env._("Service"), content.service_code or self.service_code),
            (self.env._("Commitment Number"), content.commitment_number),
            (self.env._("Contract Number"), content.contract_number),
            (self.env._("Total"), words.amount(content.total)),
            (self.env._("Amount to Pay"), words.amount(copysign(asked, content.total))),
            (
                self.env._("Due date in the supplier's words"),
                due_on and format_date(self.env, due_on),
            ),
            (
                self.env._("Documents"),
                ", ".join(self.document_ids.mapped("name")),
            ),
        )
