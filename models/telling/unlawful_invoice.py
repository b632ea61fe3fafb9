"""Whether the rejection of an invoice is one that the supplier may contest."""

from odoo import api, fields, models
from odoo.tools import format_date

from ...chorus_api.statuses import REINVOICE
from ...tools.portal_time import portal_date
from ..payment.rules import ORDERED
from .unlawful import CONTESTABLE, VALIDATOR_REFUSALS, Rejection, unlawful_rows

# A claim for the direct payment of a subcontractor.
DIRECT_PAYMENT = "A9"
AT_VALIDATOR = "A_VALIDER_1"


class AccountMove(models.Model):
    _inherit = "account.move"

    l10n_fr_chorus_unlawful = fields.Char(
        string="Contestable",
        compute="_compute_l10n_fr_chorus_unlawful",
        help="Codes of what the law holds against the rejection of this invoice.",
        groups="base.group_user",
    )
    l10n_fr_chorus_contested_on = fields.Date(
        string="Contested On",
        copy=False,
        readonly=True,
        help="The day a letter against the rejection was made.",
        groups="base.group_user",
        chorus_sealed=True,
    )

    @api.depends(
        "move_type",
        "l10n_fr_chorus_framework",
        "l10n_fr_chorus_status",
        "l10n_fr_chorus_reason",
        "l10n_fr_chorus_next_action",
    )
    def _compute_l10n_fr_chorus_unlawful(self):
        for move in self:
            rejection = move._chorus_rejection()
            rows = unlawful_rows(rejection) if rejection else []
            move.l10n_fr_chorus_unlawful = ",".join(row.code for row in rows) or False

    def _chorus_rejection(self):
        """What is known of the rejection that waits for an answer of ours.

        :rtype: Rejection, or None where the invoice is not rejected, or settled since
        """
        self.ensure_one()
        if (
            self.move_type != "out_invoice"
            or self.l10n_fr_chorus_next_action != REINVOICE
            or self.l10n_fr_chorus_status not in CONTESTABLE
        ):
            return None
        document = self._chorus_current_document()
        reasons = self.env["l10n_fr_chorus_pro.reason"].sudo()
        found = reasons._chorus_find(document.reason)
        statuses = document.event_ids.filtered(lambda event: event.kind == "status")
        return Rejection(
            is_works=self.l10n_fr_chorus_framework == DIRECT_PAYMENT,
            framework=self.l10n_fr_chorus_framework or "",
            codes=frozenset(found.filtered("code").mapped("code")),
            text=document.reason or "",
            is_ordered=any(event.code in ORDERED for event in statuses),
            days_to_refuse=self._chorus_days_to_refuse(document, statuses),
        )

    def _chorus_days_to_refuse(self, document, statuses):
        """How many days a main contractor took to refuse.

        :param document: a ``l10n_fr_chorus_pro.document``
        :param statuses: its events that are statuses
        :return: None where he did not refuse, or nobody knows since when he had it
        """
        asked = statuses.filtered(lambda event: event.code == AT_VALIDATOR)
        if (
            not asked
            or self.l10n_fr_chorus_framework != DIRECT_PAYMENT
            or document.raw_status not in VALIDATOR_REFUSALS
        ):
            return None
        since = portal_date(self.env, min(asked.mapped("happened_at")))
        return (portal_date(self.env, document.status_date) - since).days

    def _chorus_contest_sentence(self):
        """What is to be said of a rejection that may be contested.

        :return: str in the language of the environment, empty for others
        """
        self.ensure_one()
        rejection = self._chorus_rejection()
        rows = unlawful_rows(rejection) if rejection else []
        if not rows:
            return ""
        if self.l10n_fr_chorus_contested_on:
            return self.env._(
                "Contested on %s: wait for the answer before any credit note.",
                format_date(self.env, self.l10n_fr_chorus_contested_on),
            )
        objection = self.env._(rows[0].objection)
        return self.env._(
            "%(objection)s (%(article)s) Click Contest before any credit note.",
            objection=objection,
            article=rows[0].article,
        )
