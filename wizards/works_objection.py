from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import format_date

from ..models.works.contest.letter import french_amount
from ..models.works.contest.objection import (
    ANSWER_TEXTS,
    ANSWERS,
    NOT_ADMITTED,
    REFUSED,
    account_of,
    objection_facts,
    objection_subject,
)
from ..models.works.dossier_events import deposited_on, events_of, term_of
from ..tools.portal_time import portal_today

LETTER = "l10n_fr_chorus_pro.objection_letter_report"


class ChorusWorksObjection(models.TransientModel):
    """Give reasons against a general account, and the letter that gives them."""

    _name = "l10n_fr_chorus_pro.works.objection"
    _inherit = ["l10n_fr_chorus_pro.letter.mixin"]
    _description = "Give reasons against a general account"

    piece_id = fields.Many2one(
        comodel_name="l10n_fr_chorus_pro.works.piece",
        string="General Account",
        required=True,
        readonly=True,
    )
    company_id = fields.Many2one(related="piece_id.company_id")
    currency_id = fields.Many2one(related="piece_id.currency_id")
    notified_on = fields.Date(compute="_compute_days", compute_sudo=False)
    answer_by = fields.Date(
        string="Received by Both Until",
        compute="_compute_days",
        compute_sudo=False,
        help="Last day for works owner and works supervisor to receive the letter; what"
        " they receive later counts for nothing (CCAG travaux 2021, articles 12.4.3,"
        " 12.4.5 and 55.1.1).",
    )
    told = fields.Text(
        compute="_compute_told",
        compute_sudo=False,
        help="What is lost when, and what is to be named again.",
    )
    answer = fields.Selection(
        selection=lambda self: [(code, self.env._(label)) for code, label in ANSWERS],
        string="The Account",
        required=True,
        default=REFUSED,
        help="Signed with reserves, deposit it in Chorus Pro as well (A8).",
    )
    recipient_id = fields.Many2one(
        comodel_name="res.partner",
        string="To",
        required=True,
        compute="_compute_parties",
        compute_sudo=False,
        store=True,
        precompute=True,
        readonly=False,
        help="The works owner (maître d'ouvrage).",
    )
    copy_id = fields.Many2one(
        comodel_name="res.partner",
        string="Copy To",
        required=True,
        compute="_compute_parties",
        compute_sudo=False,
        store=True,
        precompute=True,
        readonly=False,
        help="The works supervisor (maître d'œuvre): without a copy in time the reasons"
        " count for nothing.",
    )
    subject = fields.Char(
        required=True,
        compute="_compute_words",
        compute_sudo=False,
        store=True,
        precompute=True,
        readonly=False,
    )
    facts = fields.Text(
        required=True,
        compute="_compute_words",
        compute_sudo=False,
        store=True,
        precompute=True,
        readonly=False,
        help="The first paragraph of the letter.",
    )
    head_ids = fields.One2many(
        comodel_name="l10n_fr_chorus_pro.works.objection.head",
        inverse_name="objection_id",
        string="Heads of Claim",
        compute="_compute_head_ids",
        compute_sudo=False,
        store=True,
        readonly=False,
        help="Each with its reasons and its amount: one without them is held to be"
        " accepted (CCAG travaux 2021, article 12.4.5).",
    )
    amount_claimed = fields.Monetary(
        string="Claimed without VAT", compute="_compute_amount_claimed"
    )
    document_ids = fields.Many2many(
        comodel_name="ir.attachment",
        string="Proofs",
        # Core else asks for the rights on every attachment there is.
        bypass_search_access=True,
        help="What the reasons rest on. A document that is only named proves nothing:"
        " it has to go with the letter.",
    )

    # -- What is filled in -----------------------------------------------------

    @api.depends("piece_id")
    def _compute_days(self):
        for wizard in self:
            piece = wizard.piece_id
            events = events_of(piece._chorus_dossier(), piece.contract_id)
            term = term_of("answer", events, piece.contract_id)
            wizard.notified_on = deposited_on(piece)
            wizard.answer_by = term.until

    @api.depends("piece_id", "answer_by")
    def _compute_told(self):
        for wizard in self:
            lines = [wizard._last_day(), *wizard._disputes()]
            wizard.told = "\n".join(filter(None, lines))

    def _last_day(self):
        """Until when both have to have the letter, in a sentence."""
        if not self.answer_by:
            return ""
        day = format_date(self.env, self.answer_by)
        if self.answer_by < portal_today(self.env):
            return self.env._(
                "The time was over on %s: you are held to have accepted the general"
                " account as it is. Speak with your lawyer before you send reasons.",
                day,
            )
        return self.env._(
            "Works owner and works supervisor both have to receive it by %s: the day of"
            " receipt counts. After it you are held to accept the account.",
            day,
        )

    def _disputes(self):
        """The disputes of earlier months, a sentence each."""
        open_ones = self.piece_id.contract_id.claim_ids.filtered(
            lambda claim: claim.dispute == "open"
        )
        for claim in open_ones.sorted("month"):
            yield self.env._(
                "%(claim)s: %(amount)s with VAT is in dispute. Name it again where it"
                " is not part of a head: what is not repeated is lost.",
                claim=claim.display_name,
                amount=self.currency_id.format(claim.disputed_amount),
            )

    @api.depends("piece_id")
    def _compute_parties(self):
        for wizard in self:
            piece, contract = wizard.piece_id, wizard.piece_id.contract_id
            body_of = piece.company_id._chorus_body_of
            wizard.recipient_id = contract.works_owner_id or body_of(
                piece.works_owner_siret or piece.recipient_siret
            )
            wizard.copy_id = contract.works_supervisor_id or body_of(
                piece.works_supervisor_siret
            )

    @api.depends("piece_id")
    def _compute_words(self):
        for wizard in self:
            account = account_of(wizard.piece_id)
            wizard.subject = objection_subject(account)
            wizard.facts = objection_facts(account)

    @api.depends("piece_id")
    def _compute_head_ids(self):
        for wizard in self:
            missing = account_of(wizard.piece_id).not_admitted
            head = {"name": NOT_ADMITTED, "amount": missing}
            wizard.head_ids = [Command.create(head)] if missing else False

    @api.depends("head_ids.amount")
    def _compute_amount_claimed(self):
        for wizard in self:
            wizard.amount_claimed = sum(wizard.head_ids.mapped("amount"))

    # -- What the letter asks of it --------------------------------------------

    def _answer_text(self):
        return ANSWER_TEXTS[self.answer]

    def _french_amount(self, amount):
        return french_amount(amount, self.currency_id.name)

    def _total(self):
        """What the account would come to with all heads, without VAT."""
        return self._french_amount(self.piece_id.amount_untaxed + self.amount_claimed)

    # -- Doing it --------------------------------------------------------------

    def action_confirm(self):
        """Make the letter, attach it to the general account, and bring it.

        :return: an action that downloads the letter
        :raises UserError: the account is none to answer, or a head lacks something
        """
        self.ensure_one()
        piece = self.piece_id
        # A piece is written by nobody: who may write to its contract may answer, or to
        # contracts where it has none.
        contract = piece.contract_id or self.env["l10n_fr_chorus_pro.contract"]
        contract.check_access("write")
        piece.check_access("read")
        self._assert_complete()
        self.document_ids._chorus_claim(piece)
        piece.sudo().reasons_given_on = portal_today(self.env)
        return self._make_letter(
            piece,
            LETTER,
            self.env._("Reasons %s.pdf", piece.number),
            self._note(),
            self.document_ids,
        )

    def _assert_complete(self):
        """:raises UserError: in a sentence, what is to be mended"""
        piece = self.piece_id
        if not piece.may_be_objected:
            raise UserError(
                self.env._(
                    "%s is no general account that waits for your signature: look at"
                    " its dossier.",
                    piece.display_name,
                )
            )
        if not self.head_ids:
            raise UserError(
                self.env._("Name what you claim, with its reasons and its amount.")
            )
        for head in self.head_ids:
            if not (head.reasons or "").strip() or head.amount <= 0:
                raise UserError(
                    self.env._(
                        "« %s » lacks its reasons or its amount: without both it is"
                        " held to be accepted (CCAG travaux 2021, article 12.4.5).",
                        head.name,
                    )
                )

    def _note(self):
        text = self.env._(
            "The letter to %(owner)s is attached, with a copy for %(supervisor)s: send"
            " it to both in a way that proves the day, and enter both days.",
            owner=self.recipient_id.display_name,
            supervisor=self.copy_id.display_name,
        )
        return Markup("<p><strong>%s</strong></p><p>%s</p>") % (
            self.env._("Reasons given against the general account (CCAG 12.4.3)"),
            " ".join(filter(None, (text, self._last_day()))),
        )


class ChorusWorksObjectionHead(models.TransientModel):
    """A head of claim: what is asked for, why, and how much."""

    _name = "l10n_fr_chorus_pro.works.objection.head"
    _inherit = ["l10n_fr_chorus_pro.dialog.mixin"]
    _description = "Head of claim against a general account"
    _order = "id"

    objection_id = fields.Many2one(
        comodel_name="l10n_fr_chorus_pro.works.objection",
        required=True,
        ondelete="cascade",
    )
    currency_id = fields.Many2one(related="objection_id.currency_id")
    name = fields.Char(
        string="Head of Claim", required=True, help="In French: what is asked for."
    )
    reasons = fields.Text(
        help="In French: why it is owed, and how the amount is reckoned."
    )
    amount = fields.Monetary(string="Without VAT")
