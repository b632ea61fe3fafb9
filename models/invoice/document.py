from odoo import api, fields, models
from odoo.fields import Domain

from ...chorus_api.statuses import ACTION, INVOICE_STATUSES, REINVOICE, invoice_status
from .states import ENDED_STATES, STATES, UNANSWERED_STATES

# Others wait for the supplier under a state that they share with quieter ones; and of
# what was given up in the portal no money comes.
ACTION_STATUSES = [
    status.code
    for status in INVOICE_STATUSES.values()
    if status.kind == ACTION or REINVOICE in status.actions
]


class ChorusDocument(models.Model):
    """One invoice in one deposit, and its fate at Chorus Pro.

    Nobody has write access: deposits and refreshes write through ``sudo``.
    """

    _name = "l10n_fr_chorus_pro.document"
    _inherit = ["l10n_fr_chorus_pro.file.mixin"]
    _description = "Chorus Pro Document"
    _order = "id desc"
    _rec_name = "invoice_number"

    deposit_id = fields.Many2one(
        comodel_name="l10n_fr_chorus_pro.deposit",
        index=True,
        ondelete="restrict",
        help="The file it was handed over in; none while it waits to be sent.",
    )
    move_id = fields.Many2one(
        comodel_name="account.move",
        string="Invoice",
        required=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(related="move_id.company_id", store=True, index=True)
    invoice_number = fields.Char(
        required=True,
        index=True,
        help="Number of the invoice as the deposited document states it (BT-1).",
    )
    invoice_date = fields.Date(help="Date of the invoice when it was deposited.")
    recipient_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        ondelete="restrict",
        help="Customer of the invoice when it was deposited.",
    )
    supplier_siret = fields.Char(string="Supplier SIRET")
    recipient_siret = fields.Char(string="Recipient SIRET")
    amount_total = fields.Monetary(
        help="Total with taxes as the deposited document states it (BT-112)."
    )
    currency_id = fields.Many2one(related="move_id.currency_id")
    # Which state may follow which; "portal" is every state that a status of the portal
    # gives, for the portal enforces no order among them. A test compares this with the
    # steps that all tests take.
    #
    #   to_send -> sending, not_sent, not_received
    #   sending -> deposited, uncertain, to_send, refused, not_sent
    #   uncertain -> deposited, not_received, not_sent, to_send, portal
    #   deposited -> uncertain, refused, not_received, portal
    #   not_received -> deposited, portal
    #   refused -> portal
    #   portal -> not_received
    state = fields.Selection(selection=STATES, required=True, index=True)
    chorus_identifier = fields.Char(
        index="btree_not_null", help="Number of the invoice inside Chorus Pro."
    )
    submission = fields.Json(
        help="The data of the invoice as they are handed in where it is no file.",
        prefetch=False,
    )
    uploads = fields.Json(
        help="The documents that Chorus Pro has of it already, by their numbers there.",
        prefetch=False,
    )
    draft_identifier = fields.Char(
        help="Number inside Chorus Pro of the draft that this attempt left behind."
    )
    raw_status = fields.Char(help="Status code of Chorus Pro, as it came.")
    status_label = fields.Char(compute="_compute_status_label")
    status_date = fields.Datetime(help="When Chorus Pro gave this status.")
    reason = fields.Text(help="Why the invoice was refused, suspended or rejected.")
    history_due = fields.Boolean(
        help="The status is known but its history could not be read to the end yet."
    )
    event_ids = fields.One2many(
        comodel_name="l10n_fr_chorus_pro.event",
        inverse_name="document_id",
        string="History",
    )

    _live_move_unique = models.UniqueIndex(
        f"(move_id) WHERE state NOT IN {ENDED_STATES}",
        "This invoice is already on its way to Chorus Pro.",
    )
    # Next to none is due, and the refresh asks each time.
    _history_due_idx = models.Index("(write_date) WHERE history_due IS TRUE")
    # The daily summary looks at what was written lately.
    _write_date_idx = models.Index("(write_date)")

    @api.depends("raw_status")
    def _compute_status_label(self):
        for document in self:
            status = document.raw_status
            document.status_label = status and invoice_status(status).label

    def _chorus_customer(self):
        """The customer that it was deposited for, whoever the invoice names by now."""
        return self.recipient_id or self.move_id.commercial_partner_id

    # -- Writing down ----------------------------------------------------------

    # -- What happened, told once ----------------------------------------------

    def _chorus_set_state(self, state, reason=False):
        """Write our own state, before or instead of a status of the portal.

        :param str state: a code of ``OWN_STATES``
        :param reason: a sentence or more; what was told before goes
        """
        self._chorus_write_state(state, reason=reason)

    def _chorus_write_state(self, state, **values):
        """The one writer of a state; which may follow which stands at the field.

        :param str state: a code of ``OWN_STATES``
        """
        self.write({"state": state, **values})

    @api.model
    def _chorus_account_domain(self, account):
        """Those of an account that its portal may know; no ended test."""
        return (
            Domain("company_id", "in", account._chorus_shared_companies().ids)
            & Domain("deposit_id.environment", "=", account.l10n_fr_chorus_environment)
            & Domain("state", "not in", UNANSWERED_STATES)
            & (
                Domain("state", "!=", "not_received")
                | Domain("chorus_identifier", "=", False)
                | Domain("deposit_id.state", "!=", "not_received")
            )
        )
