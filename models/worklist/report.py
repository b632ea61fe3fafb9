from odoo import fields, models
from odoo.tools import SQL

from ..invoice.reason import CANCELLING
from ..invoice.states import ENDED_STATES, REFUSED_STATES, SILENT_STATES, STATES

QUERY = """
    SELECT
        attempt.id,
        attempt.move_id,
        attempt.state,
        attempt.reason,
        attempt.reason_id,
        move.company_id,
        move.commercial_partner_id AS partner_id,
        NULLIF(TRIM(move.buyer_reference), '') AS service,
        COALESCE(attempt.deposited_on, attempt.invoice_date) AS deposited_on,
        CASE WHEN attempt.state IN %(refused)s THEN 1.0 ELSE 0.0 END AS refused,
        CASE
            WHEN counts AND COALESCE(attempt.way_out, '') NOT IN %(cancelling)s
            THEN move.amount_total_signed
        END AS amount_total,
        CASE WHEN counts THEN move.amount_residual_signed END
            AS amount_residual,
        CASE WHEN counts THEN
            move.l10n_fr_chorus_available_date - attempt.deposited_on
        END AS days_to_available,
        CASE WHEN counts THEN
            move.l10n_fr_chorus_release_date - attempt.deposited_on
        END AS days_to_release
    FROM (
        SELECT
            document.*,
            (
                deposit.deposited_at AT TIME ZONE 'UTC'
                AT TIME ZONE 'Europe/Paris'
            )::date AS deposited_on,
            ROW_NUMBER() OVER (
                PARTITION BY document.move_id
                ORDER BY document.state IN %(ended)s, document.id DESC
            ) = 1 AS counts
        FROM l10n_fr_chorus_pro_document document
        LEFT JOIN l10n_fr_chorus_pro_deposit deposit
            ON deposit.id = document.deposit_id
    ) attempt
    JOIN account_move move ON move.id = attempt.move_id
    WHERE attempt.state NOT IN %(silent)s
"""


class ChorusReport(models.Model):
    """Deposited invoices in figures: one row an attempt, read from the database.

    Amounts and delays stand on the attempt that counts for an invoice, so that totals
    are right; a refused attempt before it counts in the share refused. An invoice that
    was rejected and cancelled since has no amount: the one in its place has it.
    """

    _name = "l10n_fr_chorus_pro.report"
    _description = "Chorus Pro Analysis"
    _auto = False
    _order = "deposited_on desc, id desc"
    _rec_name = "move_id"

    move_id = fields.Many2one("account.move", string="Invoice", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    company_currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one("res.partner", string="Public Body", readonly=True)
    service = fields.Char(readonly=True, help="Service code of the customer.")
    deposited_on = fields.Date(readonly=True)
    state = fields.Selection(selection=STATES, readonly=True)
    reason_id = fields.Many2one(
        "l10n_fr_chorus_pro.reason", string="Kind of Reason", readonly=True
    )
    reason = fields.Text(readonly=True, help="In the words of Chorus Pro.")
    amount_total = fields.Monetary(
        string="Invoiced", currency_field="company_currency_id", readonly=True
    )
    amount_residual = fields.Monetary(
        string="Unpaid", currency_field="company_currency_id", readonly=True
    )
    days_to_available = fields.Integer(
        string="Days to Availability",
        aggregator="avg",
        readonly=True,
        help="Days from the deposit until the customer received the invoice.",
    )
    days_to_release = fields.Integer(
        string="Days to Payment",
        aggregator="avg",
        readonly=True,
        help="Days from the deposit until the payment was released.",
    )
    refused = fields.Float(
        string="Share Refused",
        aggregator="avg",
        readonly=True,
        help="Deposits that Chorus Pro refused, and invoices that customers rejected.",
    )

    _depends = {
        "account.move": [
            "amount_residual_signed",
            "amount_total_signed",
            "buyer_reference",
            "commercial_partner_id",
            "company_id",
            "l10n_fr_chorus_available_date",
            "l10n_fr_chorus_release_date",
        ],
        "l10n_fr_chorus_pro.deposit": ["deposited_at"],
        "l10n_fr_chorus_pro.document": [
            "deposit_id",
            "invoice_date",
            "move_id",
            "reason",
            "reason_id",
            "state",
            "way_out",
        ],
    }

    @property
    def _table_query(self):
        return SQL(
            QUERY,
            refused=REFUSED_STATES,
            ended=ENDED_STATES,
            # Attempts that Chorus Pro has not answered tell nothing of it.
            silent=SILENT_STATES,
            cancelling=CANCELLING,
        )
