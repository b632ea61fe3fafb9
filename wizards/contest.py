from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.telling.unlawful import UNLAWFUL
from ..models.works.contest.facts import (
    note_contested,
    rejected_of,
    unlawful_codes,
    who_pays,
)
from ..models.works.contest.letter import facts_of, subject_of
from ..tools.portal_time import portal_today

LETTER = "l10n_fr_chorus_pro.contest_letter_report"


class ChorusContest(models.TransientModel):
    """Contest a rejection: on which ground, and the letter that says so."""

    _name = "l10n_fr_chorus_pro.contest"
    _inherit = ["l10n_fr_chorus_pro.letter.mixin"]
    _description = "Contest a rejection"

    move_id = fields.Many2one(
        comodel_name="account.move", string="Invoice", readonly=True
    )
    piece_id = fields.Many2one(
        comodel_name="l10n_fr_chorus_pro.works.piece",
        string="Works Piece",
        readonly=True,
    )
    company_id = fields.Many2one(
        comodel_name="res.company", compute="_compute_rejected", compute_sudo=False
    )
    rejected_on = fields.Date(compute="_compute_rejected", compute_sudo=False)
    reason = fields.Text(compute="_compute_rejected", compute_sudo=False)
    available_on = fields.Date(
        string="Received On",
        compute="_compute_rejected",
        compute_sudo=False,
        help="The time to pay is counted from it.",
    )
    ground_code = fields.Selection(
        selection=lambda self: [
            (row.code, self.env._(row.label)) for row in UNLAWFUL.values()
        ],
        string="Legal Ground",
        required=True,
        compute="_compute_ground_code",
        compute_sudo=False,
        store=True,
        precompute=True,
        readonly=False,
        help="Proposed by the reason of the rejection. Choose another one where it fits"
        " better.",
    )
    wrong = fields.Char(string="What Is Wrong", compute="_compute_wrong")
    recipient_id = fields.Many2one(
        comodel_name="res.partner",
        string="To",
        required=True,
        compute="_compute_recipient_id",
        compute_sudo=False,
        store=True,
        precompute=True,
        readonly=False,
        help="The public body that pays, also where another one rejected.",
    )
    subject = fields.Char(
        required=True,
        compute="_compute_facts",
        compute_sudo=False,
        store=True,
        precompute=True,
        readonly=False,
    )
    facts = fields.Text(
        required=True,
        compute="_compute_facts",
        compute_sudo=False,
        store=True,
        precompute=True,
        readonly=False,
        help="The first paragraph of the letter.",
    )
    ground = fields.Text(
        required=True,
        compute="_compute_ground",
        store=True,
        precompute=True,
        readonly=False,
        help="The paragraph of the letter that says what the law has.",
    )
    words = fields.Text(
        string="In Your Words",
        help="A paragraph of your own, in French: what was done and measured.",
    )
    request = fields.Text(
        string="What Is Asked For",
        required=True,
        compute="_compute_ground",
        store=True,
        precompute=True,
        readonly=False,
        help="It goes on after « nous vous demandons de ».",
    )

    def _rejected_record(self):
        """What was rejected.

        :raises UserError: nothing is named
        """
        self.ensure_one()
        if not (self.move_id or self.piece_id):
            raise UserError(self.env._("Open this dialog from what was rejected."))
        return self.piece_id or self.move_id

    @api.depends("move_id", "piece_id")
    def _compute_rejected(self):
        for wizard in self:
            record = wizard._rejected_record()
            rejected = rejected_of(record)
            wizard.company_id = record.company_id
            wizard.rejected_on = rejected.rejected
            wizard.available_on = rejected.available
            wizard.reason = rejected.reason

    @api.depends("move_id", "piece_id")
    def _compute_ground_code(self):
        for wizard in self:
            codes = unlawful_codes(wizard._rejected_record())
            wizard.ground_code = codes[0] if codes else False

    @api.depends("ground_code")
    @api.depends_context("lang")
    def _compute_wrong(self):
        for wizard in self:
            row = UNLAWFUL.get(wizard.ground_code)
            wizard.wrong = row and self.env._(row.objection)

    @api.depends("ground_code")
    def _compute_ground(self):
        for wizard in self:
            row = UNLAWFUL.get(wizard.ground_code)
            wizard.ground = row and row.ground
            wizard.request = row and row.request

    @api.depends("move_id", "piece_id")
    def _compute_facts(self):
        for wizard in self:
            rejected = rejected_of(wizard._rejected_record())
            wizard.subject = subject_of(rejected)
            wizard.facts = facts_of(rejected)

    @api.depends("move_id", "piece_id")
    def _compute_recipient_id(self):
        for wizard in self:
            wizard.recipient_id = who_pays(wizard._rejected_record())

    def action_confirm(self):
        """Make the letter, attach it to what was rejected, and bring it.

        :return: an action that downloads the letter
        :raises UserError: the rejection is none any more
        """
        record = self._rejected_record()
        # A piece is written by nobody: who may write to its contract may contest, or to
        # contracts where it has none.
        (self.piece_id.contract_id if self.piece_id else record).check_access("write")
        if not unlawful_codes(record):
            raise UserError(
                self.env._(
                    "%s is not rejected any more: close this dialog and look at it.",
                    record.display_name,
                )
            )
        name = self.env._("Contestation %s.pdf", self._rejected_number())
        note_contested(record, portal_today(self.env))
        return self._make_letter(record, LETTER, name, self._note())

    def _rejected_number(self):
        return rejected_of(self._rejected_record()).number

    def _note(self):
        row = UNLAWFUL[self.ground_code]
        return Markup("<p><strong>%s</strong></p><p>%s</p><p>%s</p>") % (
            self.env._("Rejection contested (%s)", row.article),
            self.env._(row.objection),
            self.env._(
                "The letter to %s is attached: send it in a way that proves the day.",
                self.recipient_id.display_name,
            ),
        )
