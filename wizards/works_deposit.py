import base64
import binascii
from uuid import uuid4

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import formatLang

from ..models.directory.party_identifiers import party_identifier
from ..models.einvoice.en16931_amounts import exact, rounded
from ..models.works.deposits.attempt import KIND_SELECTION
from ..models.works.deposits.checks import problems_of
from ..models.works.deposits.intent import PieceIntent, tax_of
from ..models.works.deposits.kinds import PIECE_KINDS
from ..models.works.deposits.places import OWNER, SUPERVISOR, VALIDATOR, is_facturx
from ..tools.french import french_env
from ..tools.notification import notify
from ..tools.portal_time import portal_today
from ..tools.typed_texts import typed_code
from ..tools.typography import named

PAGE = "l10n_fr_chorus_pro.works_piece_report"
# Of who is validated first, by the role in the contract.
MONTHLY_CLAIMS = {"subcontractor": "A10", "co_contractor": "A13"}
# Shown while the dialog is filled in, in the place of the page that is not printed yet.
NOTHING_PRINTED = b"%PDF-"


class ChorusWorksDeposit(models.TransientModel):
    """Hand a works piece in: what is sent, and to whom."""

    _name = "l10n_fr_chorus_pro.works.deposit"
    _inherit = ["l10n_fr_chorus_pro.dialog.mixin"]
    _description = "Deposit a works piece in Chorus Pro"

    reference = fields.Char(
        chorus_sealed=True, help="Our own number of this piece: it is sent once."
    )
    contract_id = fields.Many2one(
        comodel_name="l10n_fr_chorus_pro.contract", required=True, readonly=True
    )
    company_id = fields.Many2one(related="contract_id.company_id")
    currency_id = fields.Many2one(related="contract_id.currency_id")
    framework = fields.Selection(
        selection=KIND_SELECTION,
        string="Piece",
        required=True,
        compute="_compute_framework",
        store=True,
        readonly=False,
        precompute=True,
    )
    number = fields.Char(
        help="As Chorus Pro is to know it: at most 20 characters, used once a year."
    )
    piece_date = fields.Date(string="Date", default=lambda self: portal_today(self.env))
    amount_untaxed = fields.Monetary(
        string="Claimed without VAT", help="What the document says, without VAT."
    )
    tax_id = fields.Many2one(
        comodel_name="account.tax",
        compute="_compute_tax_id",
        store=True,
        readonly=False,
        precompute=True,
        domain="[('type_tax_use', '=', 'sale'), ('amount_type', '=', 'percent'),"
        " ('company_id', 'parent_of', company_id)]",
        help="The VAT of the works; of a subcontractor that of the reverse charge.",
    )
    amount_total = fields.Monetary(string="Total", compute="_compute_amount_total")
    amount_due = fields.Monetary(
        string="To Be Paid",
        compute="_compute_amount_due",
        store=True,
        readonly=False,
        precompute=True,
        help="What is asked for now: the total, less what was paid or is held back.",
    )
    commitment_number = fields.Char(help="Where the body wants one.")
    bank_account_id = fields.Many2one(
        comodel_name="res.partner.bank",
        compute="_compute_bank_account_id",
        store=True,
        readonly=False,
        precompute=True,
        help="Where the money is to go.",
    )
    company_partner_id = fields.Many2one(related="company_id.partner_id")
    supervisor_id = fields.Many2one(
        comodel_name="res.partner",
        string="Works Supervisor",
        compute="_compute_parties",
        store=True,
        readonly=False,
        precompute=True,
        domain="[('is_company', '=', True)]",
    )
    supervisor_service = fields.Char(
        string="Service of the Works Supervisor",
        compute="_compute_parties",
        store=True,
        readonly=False,
        precompute=True,
        help="Code of the service at the works supervisor's, which Chorus Pro wants on"
        " a claim.",
    )
    validator_id = fields.Many2one(
        comodel_name="res.partner",
        compute="_compute_parties",
        store=True,
        readonly=False,
        precompute=True,
        domain="[('is_company', '=', True)]",
        help="The main contractor of a subcontractor, the agent of co-contractors.",
    )
    previous_id = fields.Many2one(
        comodel_name="l10n_fr_chorus_pro.works.piece",
        string="Answers",
        domain="[('contract_id', '=', contract_id)]",
        help="The piece of the dossier that this one answers.",
    )
    document = fields.Binary(
        attachment=False,
        help="The PDF to be read, such as the account that you have signed. Without one"
        " Odoo prints a page with what is claimed.",
    )
    document_name = fields.Char()
    has_validator = fields.Boolean(compute="_compute_shown")
    has_supervisor = fields.Boolean(compute="_compute_shown")
    has_previous = fields.Boolean(compute="_compute_shown")
    problems = fields.Text(compute="_compute_told", help="What keeps it from leaving.")
    not_told = fields.Text(
        compute="_compute_told", help="What Chorus Pro may ask you to complete there."
    )
    summary = fields.Text(
        compute="_compute_told", help="What is sent, and who has to act on it."
    )

    @api.model_create_multi
    def create(self, vals_list):
        dialogs = super().create(vals_list)
        for dialog in dialogs:
            dialog.sudo().reference = uuid4().hex
        return dialogs

    # -- What is filled in -----------------------------------------------------

    @api.depends("contract_id", "previous_id")
    def _compute_framework(self):
        for dialog in self:
            answers = [
                code
                for code, kind in PIECE_KINDS.items()
                if dialog.previous_id.framework in kind.answered
            ]
            usual = MONTHLY_CLAIMS.get(dialog.contract_id.our_role, "A4")
            dialog.framework = dialog.framework or [*answers, usual][0]

    @api.depends("contract_id")
    def _compute_tax_id(self):
        for dialog in self:
            dialog.tax_id = dialog.tax_id or dialog.contract_id.works_tax_id

    @api.depends("contract_id")
    def _compute_bank_account_id(self):
        for dialog in self:
            accounts = dialog.company_id.partner_id.bank_ids.filtered(
                lambda account: account.acc_type == "iban"
            )
            dialog.bank_account_id = dialog.bank_account_id or accounts[:1]

    @api.depends("contract_id")
    def _compute_parties(self):
        for dialog in self:
            contract = dialog.contract_id
            dialog.supervisor_id = dialog.supervisor_id or contract.works_supervisor_id
            dialog.supervisor_service = (
                dialog.supervisor_service or contract.works_supervisor_service
            )
            dialog.validator_id = dialog.validator_id or contract.main_contractor_id

    @api.depends("amount_untaxed", "tax_id", "contract_id")
    def _compute_amount_total(self):
        terms = self.env["l10n_fr_chorus_pro.terms"]
        for dialog in self:
            customer = dialog.contract_id.customer_id.commercial_partner_id
            vat = terms._vat_between(dialog.company_id, customer, dialog.tax_id)
            untaxed = exact(dialog.amount_untaxed)
            dialog.amount_total = float(rounded(untaxed) + tax_of(untaxed, vat))

    @api.depends("amount_total")
    def _compute_amount_due(self):
        for dialog in self:
            dialog.amount_due = dialog.amount_total

    @api.depends("framework")
    def _compute_shown(self):
        for dialog in self:
            kind = PIECE_KINDS.get(dialog.framework)
            parties = (*kind.parties, *kind.copies) if kind else ()
            dialog.has_validator = VALIDATOR in parties
            dialog.has_supervisor = SUPERVISOR in parties
            dialog.has_previous = bool(kind) and kind.is_answer

    @api.depends(
        "framework",
        "number",
        "piece_date",
        "amount_untaxed",
        "amount_due",
        "tax_id",
        "commitment_number",
        "bank_account_id",
        "supervisor_id",
        "supervisor_service",
        "validator_id",
        "previous_id",
        "document",
    )
    def _compute_told(self):
        for dialog in self:
            dialog.problems = dialog.not_told = dialog.summary = False
            if dialog.framework and dialog.contract_id.has_access("read"):
                piece = dialog._intent()
                dialog.problems = "\n".join(problems_of(piece))
                dialog.not_told = "\n".join(dialog._not_told(piece))
                dialog.summary = "\n".join(dialog._summary(piece))

    def _intent(self, pdf=None):
        """What is to be handed in.

        :param bytes pdf: the page that Odoo printed, where nobody gave a document
        :rtype: PieceIntent
        """
        kind = PIECE_KINDS[self.framework]
        own = self._own_document()
        service = typed_code(self.supervisor_service)
        return PieceIntent(
            contract=self.contract_id,
            framework=self.framework,
            number=typed_code(self.number),
            day=self.piece_date or None,
            untaxed=exact(self.amount_untaxed),
            due=exact(self.amount_due),
            tax=self.tax_id,
            account=self.bank_account_id,
            previous=self.previous_id if self.has_previous else self.previous_id[:0],
            supervisor=self.supervisor_id,
            supervisor_service=service if SUPERVISOR in kind.parties else "",
            validator=self.validator_id,
            commitment=typed_code(self.commitment_number),
            pdf=own or pdf or NOTHING_PRINTED,
            is_own_document=bool(own),
        )

    def _own_document(self):
        """The bytes of the document that somebody chose; empty where there is none."""
        content = self.with_context(bin_size=False).document
        try:
            return base64.b64decode(content or b"", validate=True)
        except binascii.Error:  # its size in words, as a form shows it
            return NOTHING_PRINTED

    # -- What is told before ---------------------------------------------------

    def _role_label(self, role):
        return {
            VALIDATOR: self.env._("Validator"),
            SUPERVISOR: self.env._("Works supervisor"),
            OWNER: self.env._("Works owner"),
        }[role]

    def _summary(self, piece):
        """A line for each thing that is sent, and for each one who has to act."""
        env = self.env
        yield env._(
            "%(piece)s %(number)s: %(untaxed)s without VAT, %(total)s with it,"
            " %(due)s to be paid.",
            piece=piece.label,
            number=piece.number,
            untaxed=self._money(piece.untaxed),
            total=self._money(piece.total),
            due=self._money(piece.asked),
        )
        for role in piece.kind.parties:
            if partner := piece.partner_of(role):
                yield named(env, self._role_label(role), self._named(partner))
        for role in piece.kind.copies:
            if partner := piece.partner_of(role):
                yield env._(
                    "Send a copy to %s yourself, and to the works owner, by a way that"
                    " proves the day on which they received it.",
                    partner.name,
                )
        service = f", {piece.service}" if piece.service else ""
        yield env._("Paid by: %s", f"{self._named(piece.customer)}{service}")
        if piece.is_own_document:
            yield env._("With your document %s.", self.document_name or "PDF")
        elif is_facturx(env):
            yield env._("With a page that Odoo prints.")

    def _money(self, amount):
        return formatLang(self.env, float(amount), currency_obj=self.currency_id)

    def _named(self, partner):
        return f"{partner.name} ({party_identifier(partner).value or '?'})"

    def _not_told(self, piece):
        """What stands nowhere in the file where the portal would look for it."""
        for role in piece.unplaced_parties():
            if partner := piece.partner_of(role):
                yield self.env._(
                    "Where %(role)s (%(name)s) stands in a file is not public: Chorus"
                    " Pro may ask you to complete it in the portal.",
                    role=self._role_label(role).lower(),
                    name=partner.name,
                )

    # -- Doing it --------------------------------------------------------------

    def action_confirm(self):
        """Hand the piece in, once, and say what came of it.

        :raises UserError: nothing was sent: all that is to be mended
        """
        self.ensure_one()
        self.contract_id.check_access("write")
        attempts = self.env["l10n_fr_chorus_pro.works.attempt"]
        known = attempts.sudo().search([("reference", "=", self.reference)])
        if not known:
            self._assert_no_problem()
            piece = self._intent(None if self.document else self._print_page())
            known = attempts._chorus_deposit_piece(piece, self.reference)
        close = {"type": "ir.actions.act_window_close"}
        is_good = known.state in ("deposited", "integrated")
        message = "\n".join(filter(None, (known._chorus_told(self.env), known.failure)))
        return notify(
            self.env,
            message or self.env._("%s is being sent right now.", known.display_name),
            kind="success" if is_good else "warning",
            then=close,
            sticky=not is_good,
        )

    def _assert_no_problem(self):
        problems = problems_of(self._intent())
        if problems:
            raise UserError("\n".join(problems))

    def _page_lang(self):
        """The language in which the body reads the page, whoever its contact is."""
        return french_env(self.company_id._chorus_lang_env()).lang

    def _print_page(self):
        """The page that stands for a document where nobody has one.

        :rtype: bytes
        """
        # A deposit needs the real page, also where core would save the rendering.
        reports = self.env["ir.actions.report"].with_context(
            force_report_rendering=True
        )
        content, _kind = reports._render_qweb_pdf(PAGE, self.ids)
        return content
