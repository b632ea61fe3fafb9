"""What an invoice says in the document that is deposited, beyond its lines."""

from odoo import api, fields, models

from ...chorus_api.frameworks import FRAMEWORKS
from ..connection.submission_modes import SUBMISSION_MODES, SUBMISSION_SELECTION
from .en16931 import TRANSFERS

# S2.05 of the annex EDI, without its 01, which the rules of EN 16931 refuse; other
# codes are read as a transfer (G1.14).
PAYMENT_MEANS = [
    ("30", "Credit transfer (30)"),
    ("10", "Cash (10)"),
    ("20", "Cheque (20)"),
    ("48", "Bank card (48)"),
    ("49", "Direct debit (49)"),
    ("97", "Clearing between partners (97)"),
    ("31", "Debit transfer (31)"),
    ("42", "Payment to bank account (42)"),
    ("58", "SEPA credit transfer (58)"),
    ("59", "SEPA direct debit (59)"),
]
TRANSFER, CARD, CLEARING = "30", "48", "97"


class AccountMove(models.Model):
    _inherit = "account.move"

    l10n_fr_chorus_payment_means = fields.Selection(
        selection=PAYMENT_MEANS,
        string="Payment Means",
        compute="_compute_l10n_fr_chorus_payment_means",
        store=True,
        readonly=False,
        copy=False,
        help="How the customer pays (BT-81). Chorus Pro wants one on each invoice.",
        groups="base.group_user",
    )
    l10n_fr_chorus_factor_id = fields.Many2one(
        comodel_name="l10n_fr_chorus_pro.factor",
        string="Factor",
        compute="_compute_l10n_fr_chorus_factor_id",
        store=True,
        readonly=False,
        copy=False,
        check_company=True,
        help="Who is paid in your place: the customer's factor, else the company's.",
        groups="base.group_user",
    )
    l10n_fr_chorus_framework = fields.Selection(
        selection=[
            ("A1", "A1: supplier's invoice"),
            ("A2", "A2: supplier's invoice already paid"),
            ("A9", "A9: subcontractor's invoice"),
            ("A12", "A12: co-contractor's invoice"),
        ],
        string="Invoicing Framework",
        default="A1",
        help="Who deposits what for whom (cadre de facturation, BT-23). An ordinary"
        " invoice is A1.",
        groups="base.group_user",
    )

    l10n_fr_chorus_submission_mode = fields.Selection(
        selection=SUBMISSION_SELECTION,
        string="Chorus Pro Format",
        copy=False,
        help="How this invoice goes to Chorus Pro. Empty: as its customer's do, else as"
        " the company's.",
        groups="base.group_user",
    )

    @api.depends("l10n_fr_chorus_framework", "move_type")
    def _compute_l10n_fr_chorus_payment_means(self):
        for move in self:
            if move.move_type == "out_refund":
                means = CLEARING
            elif move.l10n_fr_chorus_framework == "A2":
                means = CARD
            else:
                means = TRANSFER
            is_sale = move.move_type in ("out_invoice", "out_refund")
            move.l10n_fr_chorus_payment_means = is_sale and means

    @api.depends("partner_id", "company_id", "move_type")
    def _compute_l10n_fr_chorus_factor_id(self):
        for move in self:
            partner = move.commercial_partner_id.with_company(move.company_id)
            factor = (
                partner.l10n_fr_chorus_factor_id
                or move.company_id.l10n_fr_chorus_factor_id
            )
            # A credit note takes money back from the supplier, not from the factor.
            is_sale = move.move_type == "out_invoice"
            is_own = factor.company_id == move.company_id
            move.l10n_fr_chorus_factor_id = is_sale and is_own and factor

    # -- Parties ---------------------------------------------------------------

    def _chorus_bank_account(self):
        """The account to be paid on: the factor's where there is one, else that of the
        invoice, else the one that stands in for it."""
        factor = self.l10n_fr_chorus_factor_id
        return (
            factor.sudo().bank_account_id
            or self.partner_bank_id
            or self._chorus_bank_account_instead()
        )

    def _chorus_bank_account_instead(self):
        """The IBAN to be paid on where the invoice itself names no account.

        OCA's account_payment_mode empties the account of the invoice: the journal of
        its payment mode has one. A company with a single IBAN leaves no choice.

        :rtype: res.partner.bank, empty where there is none or a choice
        """
        if self.move_type != "out_invoice":
            return self.env["res.partner.bank"]
        mode = "payment_mode_id" in self._fields and self.payment_mode_id
        if mode and "fixed_journal_id" in mode._fields:
            account = mode.sudo().fixed_journal_id.bank_account_id
            if account.acc_type == "iban":
                return account.sudo(False)
        accounts = self.company_id.partner_id.bank_ids.filtered(
            lambda account: (
                account.acc_type == "iban" and account.company_id <= self.company_id
            )
        )
        return accounts if len(accounts) == 1 else accounts.browse()

    # -- The document ----------------------------------------------------------

    def _chorus_document_values(self):
        """What is remembered of the invoice at the time of an attempt."""
        self.ensure_one()
        return {
            "move_id": self.id,
            "invoice_number": self._chorus_number(),
            "invoice_date": self.invoice_date,
            "recipient_id": self.commercial_partner_id.id,
            "supplier_siret": self._chorus_supplier_siret(),
            "recipient_siret": self._chorus_recipient_siret(),
            "amount_total": self._chorus_document_total(),
        }

    def _chorus_document_total(self):
        """The total with VAT that the document states (BT-112): rounding to the coin
        stands beside it (BT-114)."""
        rounding = self.line_ids.filtered(
            lambda line: (
                line.display_type == "rounding" and not line.tax_repartition_line_id
            )
        )
        rounded_by = self.direction_sign * sum(rounding.mapped("amount_currency"))
        return self.currency_id.round(self.amount_total - rounded_by)

    def _chorus_framework(self):
        """The invoicing framework (BT-23), with the row of the code table."""
        return FRAMEWORKS[self.l10n_fr_chorus_framework or "A1"]

    def _chorus_submission_mode(self):
        """How it goes to Chorus Pro: its own way where one was chosen, else the
        customer's, else the company's.

        :rtype: SubmissionMode
        """
        self.ensure_one()
        partner = self.commercial_partner_id.with_company(self.company_id)
        return SUBMISSION_MODES[
            self.l10n_fr_chorus_submission_mode
            or partner.l10n_fr_chorus_submission_mode
            or self.company_id.l10n_fr_chorus_submission_mode
            or "facturx"
        ]

    def _chorus_documents(self):
        """The documents that go with the invoice.

        :return: list of (name, media type, bytes)
        """
        attachments = self.sudo().l10n_fr_chorus_attachment_ids
        return [(a._chorus_name(), a.mimetype, a.raw) for a in attachments]

    def _chorus_pays_by_transfer(self):
        return self.l10n_fr_chorus_payment_means in TRANSFERS
