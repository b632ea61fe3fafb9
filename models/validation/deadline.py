"""Until when a validator has to answer, and what his silence means.

A main contractor has 15 days from the receipt of his subcontractor's claim; in silence
he is deemed to have accepted it (CCP, R.2193-12). Of a co-contractor's invoice no law
says so, and the portal's own time is not known: none is promised.
"""

from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from ...tools.portal_time import portal_date, portal_today
from ..receiving.validator_stages import WAITING

DAYS_TO_ANSWER = timedelta(days=15)
# Of subcontractors; a claim for works tells its framework by its content alone.
SUBCONTRACTORS = ("A9", "A10")
WORKS_OF_SUBCONTRACTORS = "DP_DE_SOUSTRAITANT_TRAVAUX"


class ChorusReceived(models.Model):
    _inherit = "l10n_fr_chorus_pro.received"

    asked_on = fields.Date(
        compute="_compute_answer_by",
        store=True,
        help="When Chorus Pro asked the company for its agreement; the day of deposit"
        " where its history does not say.",
    )
    answer_by = fields.Date(
        string="To Be Answered By",
        compute="_compute_answer_by",
        store=True,
        index="btree_not_null",
        help="Last day of the 15 that a main contractor has to answer its"
        " subcontractor; in silence it is deemed to have accepted (CCP R.2193-12)."
        " Empty for a co-contractor, of whose invoice no law says so.",
    )
    is_answer_late = fields.Boolean(
        string="Answer Overdue",
        compute="_compute_is_answer_late",
        search="_search_is_answer_late",
        help="The time to answer is over, and nobody has.",
    )
    silence_means = fields.Char(
        string="Without an Answer", compute="_compute_silence_means"
    )

    @api.depends(
        "stage",
        "framework",
        "works_type",
        "deposited_on",
        "event_ids.code",
        "event_ids.happened_at",
    )
    def _compute_answer_by(self):
        for received in self:
            asked = received._chorus_asked_on()
            received.asked_on = asked
            is_due = asked and received._chorus_is_subcontractor_s()
            received.answer_by = is_due and asked + DAYS_TO_ANSWER

    def _chorus_asked_on(self):
        """
        :return: a date; False where the company is not asked
        """
        self.ensure_one()
        if self.stage != "to_validate":
            return False
        moments = [
            event.happened_at
            for event in self.event_ids
            if event.code in WAITING and event.code == self.raw_status
        ]
        moments = list(filter(None, moments))
        if moments:
            return portal_date(self.env, max(moments))
        return self.deposited_on

    def _chorus_is_subcontractor_s(self):
        """Whether a subcontractor sent it, to be paid directly."""
        self.ensure_one()
        if self.framework:
            return self.framework in SUBCONTRACTORS
        return self.works_type == WORKS_OF_SUBCONTRACTORS

    @api.depends("answer_by")
    def _compute_is_answer_late(self):
        today = portal_today(self.env)
        for received in self:
            received.is_answer_late = bool(
                received.answer_by and received.answer_by < today
            )

    @api.model
    def _search_is_answer_late(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        return Domain("answer_by", "<", portal_today(self.env))

    @api.depends("answer_by", "stage", "framework")
    @api.depends_context("lang")
    def _compute_silence_means(self):
        for received in self:
            received.silence_means = received._chorus_silence_sentence()

    def _chorus_silence_sentence(self):
        if self.stage != "to_validate":
            return False
        if self.answer_by:
            return self.env._(
                "Answer by %s: in silence you are deemed to have accepted it, and the"
                " public body pays it (CCP R.2193-12).",
                format_date(self.env, self.answer_by),
            )
        if not self.framework:
            return False
        return self.env._(
            "Your silence is no agreement here. How long Chorus Pro waits is not"
            " published: answer soon."
        )
