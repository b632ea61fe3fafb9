from odoo import api, fields, models

from ...chorus_api.frameworks import works_label
from ...chorus_api.receiving import WORKS
from ...chorus_api.statuses import invoice_status
from ..connection.res_company import ENVIRONMENTS
from .intake import KINDS
from .roles import RECIPIENT, ROLES
from .stages import RECEIVED_STAGES
from .validator_stages import VALIDATOR_STAGES

STAGES = [(stage.code, stage.label) for stage in RECEIVED_STAGES.values()]
VALIDATORS_STAGES = [(stage.code, stage.label) for stage in VALIDATOR_STAGES.values()]
# How far the documents of an invoice are.
CONTENT_STATES = [
    ("to_download", "To download"),
    ("downloaded", "Downloaded"),
    ("failed", "Could not be read"),
]


class ChorusReceived(models.Model):
    """An invoice that a public body received, before and beside its bill; or one that
    waits for our agreement, which is another role on it.

    Nobody has write access: fetching and processing write through ``sudo``. It is kept
    whatever becomes of the bill, with all that the portal gave.
    """

    _name = "l10n_fr_chorus_pro.received"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _description = "Received Invoice"
    _order = "status_date desc, id desc"
    _rec_name = "invoice_number"
    _rec_names_search = ["invoice_number", "supplier_name", "chorus_identifier"]
    # Whoever reads it may write to its supplier's file by a message.
    _mail_post_access = "read"

    company_id = fields.Many2one(
        comodel_name="res.company", required=True, index=True, ondelete="restrict"
    )
    role = fields.Selection(
        selection=ROLES,
        required=True,
        default=RECIPIENT,
        help="Whether the company receives the invoice to pay it, or is asked for its"
        " agreement before the public body has it.",
    )
    environment = fields.Selection(
        selection=ENVIRONMENTS, required=True, help="Which Chorus Pro it came from."
    )
    chorus_identifier = fields.Char(
        required=True, help="Number of the invoice inside Chorus Pro."
    )

    # -- What the portal tells of it -------------------------------------------

    kind = fields.Selection(selection=KINDS, required=True)
    invoice_type = fields.Char(
        help="FACTURE, AVOIR or ACOMPTE, as it came; empty for a works piece."
    )
    works_type = fields.Char(
        help="What a works piece is, such as ETAT_ACOMPTE, as it came."
    )
    works_label = fields.Char(
        string="Works Piece",
        compute="_compute_works_label",
        help="What a works piece is, in the words of Chorus Pro.",
    )
    framework = fields.Char(
        string="Invoicing Framework", help="Such as A1, once it was downloaded."
    )
    is_credit_note = fields.Boolean(string="Credit Note")
    invoice_number = fields.Char(index=True)
    origin_number = fields.Char(
        string="Invoice Credited",
        index="btree_not_null",
        help="Number that a credit note refers to (BT-25).",
    )
    invoice_date = fields.Date()
    served_on = fields.Date(
        string="Delivered On", help="When the service was done or the goods delivered."
    )
    deposited_on = fields.Date(help="When the supplier deposited it.")
    works_manager_on = fields.Date(
        string="Received by the Works Manager",
        help="When the works manager (maître d'œuvre) had it, of a works piece.",
    )
    supplier_kind = fields.Char(
        help="Kind of the supplier's identifier: SIRET, UE_HORS_FRANCE, HORS_UE, …"
    )
    supplier_identifier = fields.Char(string="Supplier SIRET", index=True)
    supplier_name = fields.Char(string="Supplier")
    supplier_country = fields.Char(help="Country code, once it was downloaded.")
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Supplier in Odoo",
        index="btree_not_null",
        ondelete="restrict",
        help="Known by its identifier, never by its name.",
    )
    recipient_ref = fields.Char(help="Number inside Chorus Pro of its recipient.")
    recipient_siret = fields.Char(string="Recipient SIRET")
    recipient_name = fields.Char(string="Recipient")
    service_id = fields.Many2one(
        comodel_name="l10n_fr_chorus_pro.service",
        index="btree_not_null",
        ondelete="restrict",
    )
    service_code = fields.Char()
    service_name = fields.Char()
    contract_number = fields.Char()
    commitment_number = fields.Char()
    currency_id = fields.Many2one(
        comodel_name="res.currency", required=True, ondelete="restrict"
    )
    amount_untaxed = fields.Monetary(string="Untaxed Amount")
    amount_total = fields.Monetary(string="Total")
    amount_due = fields.Monetary(string="Amount to Pay")
    mandate_number = fields.Char(
        string="Payment Order Number",
        help="As Chorus Pro tells it, of what was ordered in another application.",
    )
    works_manager = fields.Char(string="Works Manager SIRET")
    works_owner = fields.Char(string="Works Owner SIRET")

    # -- Its documents ---------------------------------------------------------

    content_state = fields.Selection(
        selection=CONTENT_STATES, required=True, default="to_download", index=True
    )
    content_failure = fields.Text(
        string="Why It Could Not Be Read",
        help="What is wrong with the file, and where.",
    )
    content_tries = fields.Integer(
        help="How often in a row its file was asked for in vain."
    )
    content_check_at = fields.Datetime(
        help="When a file that could not be read is asked for again."
    )
    content_warning = fields.Text(
        string="To Check in the File",
        help="Where the file contradicts Chorus Pro or itself, and what of it is"
        " missing. It was kept as it came.",
    )
    size = fields.Integer(
        string="Size in Bytes", help="Of its documents, as Chorus Pro says; 0: unknown."
    )
    content = fields.Json(
        prefetch=False,
        help="What the downloaded file states: lines, taxes, bank account,"
        " validations.",
    )
    content_version = fields.Integer(
        help="How often its content came: again with each completion or recycling."
    )
    resent = fields.Char(
        help="Why it was made available once more: completed, recycled, sent_again."
    )
    document_ids = fields.One2many(
        comodel_name="l10n_fr_chorus_pro.received.document",
        inverse_name="received_id",
        string="Documents",
    )

    # -- Its status ------------------------------------------------------------

    raw_status = fields.Char(
        required=True, index=True, help="Status code of Chorus Pro, as it came."
    )
    status_label = fields.Char(string="Status", compute="_compute_status_label")
    status_date = fields.Datetime(help="When Chorus Pro gave this status.")
    reason = fields.Text(help="What came with the status.")
    stage = fields.Selection(
        selection=[*STAGES, *VALIDATORS_STAGES],
        compute="_compute_stage",
        store=True,
        index=True,
        help="How far the company is with the invoice.",
    )
    tone = fields.Char(compute="_compute_status_label", help="Colour of the status.")
    validator_turn = fields.Integer(
        help="While the company is asked for its agreement: 1 as the first validator, 2"
        " as the second one; else 0."
    )
    history_due = fields.Boolean(
        help="The status is known but its history could not be read to the end yet."
    )
    told_statuses = fields.Json(
        help="While lines of the history are owed: the status that was told before"
        " them, then those that were told alone, each with its moment."
    )
    event_ids = fields.One2many(
        comodel_name="l10n_fr_chorus_pro.received.event",
        inverse_name="received_id",
        string="History",
    )

    # -- Its bill --------------------------------------------------------------

    move_id = fields.Many2one(
        comodel_name="account.move",
        string="Bill",
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    bill_due = fields.Boolean(
        index=True, help="Its bill is to be made, or brought up to date."
    )
    bill_failure = fields.Text(
        string="Why There Is No Bill", help="What kept the bill from being made."
    )

    _identifier_unique = models.UniqueIndex(
        "(environment, chorus_identifier) WHERE role = 'recipient'",
        "This invoice of Chorus Pro was received already.",
    )
    # Two companies of one database may be asked one after the other.
    _validator_unique = models.UniqueIndex(
        "(company_id, environment, chorus_identifier) WHERE role = 'validator'",
        "This invoice of Chorus Pro is here to be validated already.",
    )
    _history_due_idx = models.Index("(write_date) WHERE history_due IS TRUE")

    @api.depends("raw_status", "role", "validator_turn")
    def _compute_stage(self):
        for received in self:
            received.stage = received._chorus_stage().code

    @api.depends("raw_status", "role", "validator_turn")
    def _compute_status_label(self):
        for received in self:
            status = received.raw_status
            received.status_label = status and invoice_status(status).label
            received.tone = received._chorus_stage().colour

    @api.depends("kind", "framework", "works_type")
    def _compute_works_label(self):
        for received in self:
            is_works = received.kind == WORKS
            received.works_label = is_works and works_label(
                received.framework, received.works_type
            )

    @api.depends("invoice_number", "supplier_name")
    def _compute_display_name(self):
        for received in self:
            names = (received.invoice_number, received.supplier_name)
            received.display_name = " – ".join(filter(None, names))
