from odoo import api, fields, models

from ..connection.res_company import ENVIRONMENTS
from .states import DEPOSIT_STATES, DEPOSIT_TABLE


class ChorusDeposit(models.Model):
    """One file handed to Chorus Pro: an invoice, or a lot of them.

    Nobody has write access: the sending and the follow-up write through ``sudo``.
    """

    _name = "l10n_fr_chorus_pro.deposit"
    _inherit = ["l10n_fr_chorus_pro.file.mixin"]
    _description = "Chorus Pro Deposit"
    _order = "id desc"

    company_id = fields.Many2one(
        comodel_name="res.company", required=True, index=True, ondelete="restrict"
    )
    environment = fields.Selection(selection=ENVIRONMENTS, required=True)
    reference = fields.Char(
        required=True,
        readonly=True,
        help="Our own number of this attempt, written down before the call.",
    )
    # Which state may follow which; a test compares this with the steps that all tests
    # take.
    #
    #   to_send -> sending, not_received
    #   sending -> deposited, uncertain, to_send, refused, not_sent
    #   uncertain -> deposited, integrated, not_received, not_sent, to_send
    #   deposited -> integrated, refused, uncertain, not_received
    #   not_received -> deposited, integrated
    #   refused -> integrated
    #   integrated -> not_received
    state = fields.Selection(selection=DEPOSIT_STATES, required=True, index=True)
    colour = fields.Char(compute="_compute_colour", help="Colour of the state.")
    flow_number = fields.Char(
        index="btree_not_null",
        help="Number that Chorus Pro gave to the deposited file (numéro de flux).",
    )
    chorus_identifier = fields.Char(
        index="btree_not_null",
        help="Number that Chorus Pro gave to the invoice, where it was no file of its"
        " own.",
    )
    invoice_number = fields.Char(
        help="Number under which Chorus Pro has taken that invoice."
    )
    raw_status = fields.Char(
        help="State of the flow at Chorus Pro, as it came; of an invoice without a file"
        " its first status."
    )
    sent_at = fields.Datetime(help="When the last attempt to send the file began.")
    deposited_at = fields.Datetime(help="When Chorus Pro acknowledged the file.")
    integrated_at = fields.Datetime(
        string="Processed At", help="When Chorus Pro was seen to be done with the file."
    )
    next_check_at = fields.Datetime(
        index="btree_not_null", help="When the scheduled action looks at it next."
    )
    failure = fields.Text(help="Why the file was refused or could not be sent.")
    report_details = fields.Text(
        string="Details",
        help="Where the file breaks its format, word for word: for those who make it.",
    )
    document_ids = fields.One2many(
        comodel_name="l10n_fr_chorus_pro.document",
        inverse_name="deposit_id",
        string="Invoices",
    )
    document_count = fields.Integer(
        string="Number of Invoices", compute="_compute_document_count"
    )

    @api.depends("flow_number", "chorus_identifier", "file_name")
    def _compute_display_name(self):
        for deposit in self:
            deposit.display_name = (
                deposit.flow_number
                or deposit.chorus_identifier
                or deposit.file_name
                or deposit.reference
            )

    @api.depends("state")
    def _compute_colour(self):
        for deposit in self:
            row = DEPOSIT_TABLE.get(deposit.state)
            deposit.colour = row.colour if row else ""

    @api.depends("document_ids")
    def _compute_document_count(self):
        for deposit in self:
            deposit.document_count = len(deposit.document_ids)

    def _chorus_write_deposit_state(self, state, **values):
        """The one writer of a deposit's state; which may follow which stands at the
        field.

        :param str state: a code of ``DEPOSIT_TABLE``
        """
        self.write({"state": state, **values})
