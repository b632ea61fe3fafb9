"""What the State has ordered (engagements juridiques), as the portal told it."""

from odoo import api, fields, models

from ...chorus_api.commitment_states import commitment_kind, commitment_state
from ...chorus_api.messages.commitments import ORDERED
from ...chorus_api.statuses import invoice_status
from ..connection.res_company import ENVIRONMENTS

# Whose commitments Chorus Pro keeps: the State's alone, under one SIRET for all of its
# ministries (doc/portal.md, A 7 and R 2).
REGISTERED_RECIPIENTS = {"11000201100044": "État"}


class ChorusCommitment(models.Model):
    """An order of the State to a company.

    Nobody has write access: the reading from the portal writes through ``sudo``. It
    belongs to the company that owns the connection, whose branches see it too. One that
    is archived is a number that was asked for and that Chorus Pro does not know.
    """

    _name = "l10n_fr_chorus_pro.commitment"
    _description = "Commitment of the State"
    _order = "notified_on desc, id desc"
    _rec_name = "number"

    company_id = fields.Many2one(
        comodel_name="res.company", required=True, index=True, ondelete="restrict"
    )
    environment = fields.Selection(selection=ENVIRONMENTS, required=True)
    active = fields.Boolean(
        default=True, help="No: Chorus Pro does not know this number, or no longer."
    )
    number = fields.Char(required=True, index=True)
    commitment_ref = fields.Char(
        string="Chorus Pro Identifier",
        help="Number of the commitment inside Chorus Pro.",
    )
    kind = fields.Char(string="Kind Code", help="Kind in Chorus Pro, as it came.")
    kind_label = fields.Char(string="Kind", compute="_compute_labels")
    state = fields.Char(string="State Code", help="State in Chorus Pro, as it came.")
    state_label = fields.Char(string="State", compute="_compute_labels")
    is_ordered = fields.Boolean(string="Ordered", compute="_compute_labels")
    issuer_siret = fields.Char(string="SIRET of the Recipient")
    issuer_name = fields.Char(
        string="Recipient", help="The public body that has ordered."
    )
    service_code = fields.Char()
    service_name = fields.Char(string="Service")
    supplier_siret = fields.Char(string="Supplier SIRET")
    supplier_name = fields.Char(string="Supplier")
    contract_number = fields.Char(
        help="Known where the commitment was found by its contract: Chorus Pro does not"
        " tell it otherwise."
    )
    notified_on = fields.Date(help="When the supplier was told of the order.")
    amount = fields.Monetary(help="What was ordered, with taxes.")
    currency_id = fields.Many2one(comodel_name="res.currency")
    has_documents = fields.Boolean(
        help="Whether Chorus Pro has documents of it, as far as it says."
    )
    detail_known = fields.Boolean(
        help="Whether Chorus Pro gave its lines and the payments asked for."
    )
    refreshed_at = fields.Datetime(
        string="Last Refreshed", help="When Chorus Pro was asked last."
    )
    line_ids = fields.One2many(
        comodel_name="l10n_fr_chorus_pro.commitment.line",
        inverse_name="commitment_id",
        string="Lines",
    )
    request_ids = fields.One2many(
        comodel_name="l10n_fr_chorus_pro.commitment.request",
        inverse_name="commitment_id",
        string="Payment Requests",
    )
    partner_ids = fields.Many2many(
        comodel_name="res.partner",
        relation="chorus_commitment_partner_rel",
        column1="commitment_id",
        column2="partner_id",
        string="Customers",
    )
    document_ids = fields.Many2many(
        comodel_name="ir.attachment",
        compute="_compute_document_ids",
        string="Documents",
    )

    _number_unique = models.UniqueIndex(
        "(company_id, environment, number)",
        "This commitment is kept already.",
    )

    @api.depends("state", "kind")
    def _compute_labels(self):
        for commitment in self:
            state, kind = commitment.state, commitment.kind
            commitment.state_label = state and commitment_state(state).label
            commitment.kind_label = kind and commitment_kind(kind).label
            commitment.is_ordered = state == ORDERED

    def _compute_document_ids(self):
        attachments = self.env["ir.attachment"].search(
            [("res_model", "=", self._name), ("res_id", "in", self.ids)]
        )
        by_record = attachments.grouped("res_id")
        for commitment in self:
            commitment.document_ids = by_record.get(commitment.id, False)

    def _chorus_customer_siret(self):
        """Whom to invoice; the State where the portal did not name the issuer."""
        self.ensure_one()
        return self.issuer_siret or next(iter(REGISTERED_RECIPIENTS))


class ChorusCommitmentLine(models.Model):
    _name = "l10n_fr_chorus_pro.commitment.line"
    _description = "Line of a commitment of the State"
    _order = "id"

    commitment_id = fields.Many2one(
        comodel_name="l10n_fr_chorus_pro.commitment",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="commitment_id.company_id", store=True)
    number = fields.Char()
    amount = fields.Monetary(help="With taxes.")
    currency_id = fields.Many2one(related="commitment_id.currency_id")
    state = fields.Char(string="State Code", help="State in Chorus Pro, as it came.")
    state_label = fields.Char(string="State", compute="_compute_state_label")

    @api.depends("state")
    def _compute_state_label(self):
        for line in self:
            line.state_label = line.state and commitment_state(line.state).label


class ChorusCommitmentRequest(models.Model):
    """What was already asked to be paid on a commitment, by whatever means."""

    _name = "l10n_fr_chorus_pro.commitment.request"
    _description = "Payment asked for on a commitment of the State"
    _order = "issued_on desc, id desc"

    commitment_id = fields.Many2one(
        comodel_name="l10n_fr_chorus_pro.commitment",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="commitment_id.company_id", store=True)
    chorus_identifier = fields.Char(help="Number of the invoice inside Chorus Pro.")
    number = fields.Char()
    issued_on = fields.Date(string="Date")
    amount = fields.Monetary(help="With taxes.")
    currency_id = fields.Many2one(related="commitment_id.currency_id")
    status = fields.Char(string="Status Code", help="As it came from Chorus Pro.")
    status_label = fields.Char(string="Status", compute="_compute_status_label")

    @api.depends("status")
    def _compute_status_label(self):
        for request in self:
            status = request.status
            request.status_label = status and invoice_status(status).label
