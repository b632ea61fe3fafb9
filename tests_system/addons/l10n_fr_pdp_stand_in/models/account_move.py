"""What is declared, by the rules that were observed: country and VAT number alone."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from .flow import KINDS, OPERATIONS, SENT_STATES

# Where invoices to customers go through the platform, and are declared there.
MAINLAND = {"FR", "RE", "GP", "MQ", "MC"}
GATE_DEPENDS = (
    "date",
    "state",
    "move_type",
    "company_id",
    "commercial_partner_id",
    "line_ids.matched_debit_ids.debit_move_id",
    "line_ids.matched_credit_ids.credit_move_id",
)


class AccountMove(models.Model):
    _inherit = "account.move"

    peppol_is_sent = fields.Boolean(compute="_compute_peppol_is_sent")
    l10n_fr_pdp_flow_10_operation_type = fields.Selection(
        OPERATIONS, compute="_compute_l10n_fr_pdp_flow_10_operation_type", store=True
    )
    l10n_fr_pdp_flow_10_report_type = fields.Selection(
        KINDS, compute="_compute_l10n_fr_pdp_flow_10_report_type", store=True
    )
    l10n_fr_pdp_status = fields.Selection(
        [("out_of_scope", "Out of scope"), ("ready", "Ready"), ("sent", "Sent")],
        compute="_compute_l10n_fr_pdp_last_flow_id",
        store=True,
    )
    l10n_fr_pdp_last_flow_id = fields.Many2one(
        "l10n.fr.pdp.reports.flow",
        compute="_compute_l10n_fr_pdp_last_flow_id",
        store=True,
    )
    l10n_fr_pdp_sent_in_flow_ids = fields.Many2many(
        "l10n.fr.pdp.reports.flow",
        "stand_in_sent_move",
        "move_id",
        "flow_id",
        copy=False,
    )

    @api.depends("peppol_move_state")
    def _compute_peppol_is_sent(self):
        for move in self:
            move.peppol_is_sent = move.peppol_move_state in ("processing", "done")

    # -- The gate --------------------------------------------------------------

    @api.depends(*GATE_DEPENDS)
    def _compute_l10n_fr_pdp_flow_10_operation_type(self):
        for move in self:
            subject = (move._l10n_fr_pdp_get_matched_transactions() or move)[0]
            kind = False
            if move.state != "draft" and move.company_id.l10n_fr_f10_enable_reporting:
                if subject.is_sale_document(include_receipts=True):
                    kind = "sale"
                elif subject.is_purchase_document():
                    kind = "purchase"
            move.l10n_fr_pdp_flow_10_operation_type = kind

    @api.depends("l10n_fr_pdp_flow_10_operation_type", *GATE_DEPENDS)
    def _compute_l10n_fr_pdp_flow_10_report_type(self):
        for move in self:
            start = move.company_id._pdp_get_flow_10_start_date()
            kind = False
            if (
                move.state != "draft"
                and move.company_id.l10n_fr_f10_enable_reporting
                and start
                and move.date >= start
                and move._l10n_fr_pdp_get_transaction_type()
            ):
                if move.move_type != "entry":
                    kind = "transaction"
                elif move._l10n_fr_pdp_get_matched_transactions():
                    kind = "payment"
            move.l10n_fr_pdp_flow_10_report_type = kind

    @api.depends(
        "l10n_fr_pdp_flow_10_report_type", "l10n_fr_pdp_flow_10_operation_type", "state"
    )
    def _compute_l10n_fr_pdp_last_flow_id(self):
        flows = self.env["l10n.fr.pdp.reports.flow"]
        for move in self:
            flow = flows
            if move.l10n_fr_pdp_flow_10_report_type:
                flow = flows._get_open_flow_and_create_if_needed(move)
            move.l10n_fr_pdp_last_flow_id = flow
            status = "sent" if flow.state in SENT_STATES else flow.state
            move.l10n_fr_pdp_status = status or "out_of_scope"

    def _l10n_fr_pdp_get_matched_transactions(self):
        """What a payment pays, of what is declared and owes its VAT on receipts."""
        if self.move_type != "entry":
            return None
        return self._get_reconciled_amls().move_id.filtered(
            lambda m: (
                m.l10n_fr_pdp_flow_10_report_type == "transaction"
                and "on_payment" in m.invoice_line_ids.tax_ids.mapped("tax_exigibility")
            )
        )

    def _l10n_fr_pdp_get_transaction_type(self):
        subject = (self._l10n_fr_pdp_get_matched_transactions() or self)[0]
        customer = subject.commercial_partner_id
        if not subject.l10n_fr_pdp_flow_10_operation_type:
            return None
        is_sale = subject.l10n_fr_pdp_flow_10_operation_type == "sale"
        if is_sale and len(customer.vat or "") < 2:
            return "b2c"
        country = customer.country_id.code
        return None if not country or country in MAINLAND else "b2bi"

    # -- Posting and guards ----------------------------------------------------

    def _post(self, soft=True):
        posted = super()._post(soft)
        posted._compute_l10n_fr_pdp_flow_10_operation_type()
        posted._compute_l10n_fr_pdp_flow_10_report_type()
        return posted

    @api.depends("l10n_fr_pdp_sent_in_flow_ids")
    def _compute_show_reset_to_draft_button(self):
        super()._compute_show_reset_to_draft_button()
        sent = self.filtered("l10n_fr_pdp_sent_in_flow_ids")
        sent.show_reset_to_draft_button = False

    def _check_draftable(self):
        is_free = self.env.context.get("l10n_fr_pdp_bypass_draft_check")
        if self.l10n_fr_pdp_sent_in_flow_ids and not is_free:
            # pylint: disable-next=translation-required
            raise UserError("You cannot reset an invoice that was sent to PDP.")
        return super()._check_draftable()
