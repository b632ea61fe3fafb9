"""A works piece as the portal shows it, whoever deposited it, and its history."""

from odoo import api, fields, models

from ...chorus_api.frameworks import works_label
from ...chorus_api.statuses import ACTION, PAID, REFUSED, invoice_status
from ..connection.res_company import ENVIRONMENTS
from .pieces import OVER_STATUSES

TONES = {ACTION: "warning", REFUSED: "danger", PAID: "success"}


class ChorusWorksPiece(models.Model):
    """Nobody has write access: fetching and deposits write through ``sudo``."""

    _name = "l10n_fr_chorus_pro.works.piece"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _description = "Works Piece"
    _order = "deposited_at desc, id desc"
    _rec_name = "number"
    _rec_names_search = ["number", "contract_number", "dossier_number"]
    # Whoever reads it may write to its file by a message.
    _mail_post_access = "read"

    company_id = fields.Many2one(
        comodel_name="res.company", required=True, index=True, ondelete="restrict"
    )
    contract_id = fields.Many2one(
        comodel_name="l10n_fr_chorus_pro.contract",
        index="btree_not_null",
        ondelete="set null",
        help="Found by its number and the body that pays.",
    )
    environment = fields.Selection(
        selection=ENVIRONMENTS, required=True, help="Which Chorus Pro it came from."
    )
    chorus_identifier = fields.Char(
        help="Number of the piece inside Chorus Pro; empty until it was seen there."
    )
    framework = fields.Char(
        help="Such as A4. Empty where Chorus Pro has told what it is in words alone"
        " that stand for several."
    )
    works_type = fields.Char(
        help="What it is, such as ETAT_ACOMPTE, as Chorus Pro says."
    )
    label = fields.Char(string="What It Is", compute="_compute_label")
    number = fields.Char(required=True, index=True)
    piece_date = fields.Date(string="Date")
    deposited_at = fields.Datetime(
        string="Deposited",
        help="Chorus Pro tells the day; the time is known where it was seen at once.",
    )
    contract_number = fields.Char(help="As the portal tells it.")

    # -- Whose it is -----------------------------------------------------------

    supplier_siret = fields.Char(
        string="Supplier SIRET", help="Who is to be paid, whoever deposited the piece."
    )
    supplier_name = fields.Char(string="Supplier")
    depositor_siret = fields.Char(
        string="Depositor SIRET",
        help="Who deposited it: the supplier, the works supervisor or the works owner.",
    )
    depositor_name = fields.Char(string="Deposited By")
    works_supervisor_siret = fields.Char(
        string="Works Supervisor SIRET", help="Maîtrise d'œuvre."
    )
    works_supervisor_service = fields.Char(
        help="Code of its service, of the works supervisor."
    )
    works_owner_siret = fields.Char(
        string="Works Owner SIRET", help="Maîtrise d'ouvrage."
    )
    recipient_siret = fields.Char(string="Recipient SIRET")
    recipient_name = fields.Char(string="Recipient", help="The body that pays.")
    service_code = fields.Char(
        help="Code of the financial service of the body that pays."
    )
    is_ours = fields.Boolean(
        string="Ours", help="It was deposited for this company, as supplier."
    )
    is_outside = fields.Boolean(
        string="Deposited Outside Odoo",
        help="Somebody said that it was deposited in the portal; it was not seen there"
        " yet.",
    )
    portal_role = fields.Char(
        help="In which part Chorus Pro showed it first: FOURNISSEUR or VALIDEUR."
    )
    flow_number = fields.Char(help="Number of the deposit by which it came, from Odoo.")

    # -- What it comes to ------------------------------------------------------

    currency_id = fields.Many2one(
        comodel_name="res.currency", required=True, ondelete="restrict"
    )
    amount_untaxed = fields.Monetary(string="Untaxed Amount")
    amount_total = fields.Monetary(string="Total")
    amount_due = fields.Monetary(string="Amount to Pay")

    # -- Where it stands -------------------------------------------------------

    raw_status = fields.Char(
        index=True, help="Status code of Chorus Pro, as it came; empty outside of it."
    )
    status_label = fields.Char(string="Status", compute="_compute_status_label")
    tone = fields.Char(compute="_compute_status_label", help="Colour of the status.")
    status_date = fields.Datetime(help="When Chorus Pro gave this status.")
    reason = fields.Text(help="What came with the status.")
    is_over = fields.Boolean(
        compute="_compute_is_over",
        store=True,
        index=True,
        help="Nothing more is expected of it: it was answered, paid or refused.",
    )
    dossier_number = fields.Char(
        string="Dossier",
        index="btree_not_null",
        help="The dossier of the portal that holds all pieces of one claim. Chorus Pro"
        " does not tell it everywhere.",
    )
    dossier_ref = fields.Char(help="Number of the dossier inside Chorus Pro.")
    dossier_key = fields.Char(
        compute="_compute_dossier_key",
        store=True,
        index=True,
        recursive=True,
        help="The dossier, or where none is told the number of its first piece, its"
        " supplier and its year.",
    )
    previous_id = fields.Many2one(
        comodel_name="l10n_fr_chorus_pro.works.piece",
        string="Piece Before",
        index="btree_not_null",
        ondelete="set null",
        help="The piece before it in its dossier, by the order of the circuit.",
    )
    event_ids = fields.One2many(
        comodel_name="l10n_fr_chorus_pro.works.event",
        inverse_name="piece_id",
        string="History",
    )
    details_due = fields.Boolean(
        help="The portal is still to be asked for framework, contract and dossier."
    )
    history_due = fields.Boolean(
        help="The portal is still to be asked for the statuses before this one."
    )

    _identifier_unique = models.UniqueIndex(
        "(company_id, environment, chorus_identifier)"
        " WHERE chorus_identifier IS NOT NULL",
        "This piece of Chorus Pro is known already.",
    )
    _details_due_idx = models.Index("(company_id) WHERE details_due IS TRUE")
    _history_due_idx = models.Index("(write_date) WHERE history_due IS TRUE")

    @api.depends("framework", "works_type")
    def _compute_label(self):
        for piece in self:
            piece.label = works_label(piece.framework, piece.works_type)

    @api.depends("raw_status")
    def _compute_status_label(self):
        for piece in self:
            status = invoice_status(piece.raw_status) if piece.raw_status else None
            piece.status_label = status and status.label
            piece.tone = status and TONES.get(status.kind, "info")

    @api.depends("raw_status")
    def _compute_is_over(self):
        for piece in self:
            piece.is_over = piece.raw_status in OVER_STATUSES

    @api.depends(
        "dossier_number",
        "number",
        "supplier_siret",
        "piece_date",
        "deposited_at",
        "previous_id.dossier_key",
    )
    def _compute_dossier_key(self):
        for piece in self:
            day = piece.piece_date or piece.deposited_at
            alone = filter(None, (piece.number, piece.supplier_siret, day and day.year))
            piece.dossier_key = (
                piece.dossier_number
                or piece.previous_id.dossier_key
                or "/".join(map(str, alone))
            )

    @api.depends("framework", "number")
    def _compute_display_name(self):
        for piece in self:
            piece.display_name = " – ".join(
                filter(None, (piece.framework, piece.number))
            )


class ChorusWorksEvent(models.Model):
    """A status that a piece has had, kept once and never changed."""

    _name = "l10n_fr_chorus_pro.works.event"
    _description = "Event of a Works Piece"
    _order = "happened_at desc, id desc"

    piece_id = fields.Many2one(
        comodel_name="l10n_fr_chorus_pro.works.piece",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="piece_id.company_id", store=True)
    code = fields.Char(required=True, help="Status code of Chorus Pro, as it came.")
    label = fields.Char(string="What", compute="_compute_label")
    happened_at = fields.Datetime(string="When")
    comment = fields.Text(string="Reason")
    author = fields.Char(help="Who did it, where Chorus Pro says so.")

    @api.depends("code")
    def _compute_label(self):
        for event in self:
            event.label = invoice_status(event.code).label
