"""How fast a body is, and what it sends back: read from the database."""

from odoo import fields, models
from odoo.tools import SQL

from ..received import STAGES
from .returns import RETURNED

# One row an invoice, with its figures; and one row for each time it was sent back. A
# return that the history does not tell yet is known by the current status alone.
QUERY = """
    SELECT
        invoice.id * 3 AS id,
        'invoice' AS kind,
        COALESCE(invoice.available_on, invoice.deposited_on) AS day,
        NULL::int AS reason_id,
        NULL AS reason,
        1 AS invoice_count,
        0 AS suspension_count,
        0 AS rejection_count,
        0 AS recycling_count,
        CASE WHEN invoice.is_credit_note
            THEN -ABS(invoice.amount_total) ELSE invoice.amount_total
        END AS amount_total,
        invoice.certified_on - invoice.available_on AS days_to_certify,
        invoice.ordered_on - invoice.available_on AS days_to_order,
        invoice.released_on - invoice.available_on AS days_to_release,
        invoice.released_on - invoice.began_on - COALESCE(
            LEAST(invoice.resumed_on, invoice.released_on) - invoice.interrupted_on, 0
        ) AS payment_delay,
        CASE WHEN invoice.released_on IS NOT NULL AND invoice.due_date IS NOT NULL
            THEN CASE WHEN invoice.days_paid_late > 0 THEN 1.0 ELSE 0.0 END
        END AS share_late,
        %(common)s
    FROM l10n_fr_chorus_pro_received invoice
    WHERE invoice.role = 'recipient'
    UNION ALL
    SELECT
        event.id * 3 + 1,
        %(kind_of_event)s,
        (event.happened_at AT TIME ZONE 'UTC' AT TIME ZONE 'Europe/Paris')::date,
        event.return_reason_id,
        event.comment,
        0,
        CASE WHEN event.code = 'SUSPENDUE' THEN 1 ELSE 0 END,
        CASE WHEN event.code = 'REJETEE' THEN 1 ELSE 0 END,
        CASE WHEN event.code = 'A_RECYCLER' THEN 1 ELSE 0 END,
        NULL, NULL, NULL, NULL, NULL, NULL,
        %(common)s
    FROM l10n_fr_chorus_pro_received_event event
    JOIN l10n_fr_chorus_pro_received invoice ON invoice.id = event.received_id
    WHERE event.kind = 'status' AND event.code IN %(returned)s
        AND invoice.role = 'recipient'
    UNION ALL
    SELECT
        invoice.id * 3 + 2,
        %(kind_of_status)s,
        (invoice.status_date AT TIME ZONE 'UTC' AT TIME ZONE 'Europe/Paris')::date,
        NULL,
        invoice.reason,
        0,
        CASE WHEN invoice.raw_status = 'SUSPENDUE' THEN 1 ELSE 0 END,
        CASE WHEN invoice.raw_status = 'REJETEE' THEN 1 ELSE 0 END,
        CASE WHEN invoice.raw_status = 'A_RECYCLER' THEN 1 ELSE 0 END,
        NULL, NULL, NULL, NULL, NULL, NULL,
        %(common)s
    FROM l10n_fr_chorus_pro_received invoice
    WHERE invoice.raw_status IN %(returned)s AND invoice.role = 'recipient'
    AND NOT EXISTS (
        SELECT FROM l10n_fr_chorus_pro_received_event event
        WHERE event.received_id = invoice.id
            AND event.kind = 'status'
            AND event.code = invoice.raw_status
    )
"""
COMMON = """
    invoice.id AS received_id,
    invoice.company_id,
    invoice.currency_id,
    invoice.service_id,
    COALESCE(NULLIF(TRIM(invoice.service_name), ''), invoice.service_code) AS service,
    invoice.partner_id,
    invoice.supplier_name,
    invoice.stage
"""
KIND = """
    CASE %s
        WHEN 'SUSPENDUE' THEN 'suspension'
        WHEN 'REJETEE' THEN 'rejection'
        ELSE 'recycling'
    END
"""
KINDS = [
    ("invoice", "Invoice"),
    ("suspension", "Suspension"),
    ("rejection", "Rejection"),
    ("recycling", "Sent back to be routed anew"),
]


class ChorusReceivedReport(models.Model):
    """Received invoices in figures."""

    _name = "l10n_fr_chorus_pro.received.report"
    _description = "Analysis of Received Invoices"
    _auto = False
    _order = "day desc, id desc"
    _rec_name = "received_id"

    received_id = fields.Many2one(
        "l10n_fr_chorus_pro.received", string="Invoice", readonly=True
    )
    kind = fields.Selection(
        selection=KINDS,
        string="What",
        readonly=True,
        help="Each invoice is a line with its figures; each time that it was sent back"
        " is a line with its reason.",
    )
    day = fields.Date(
        readonly=True, help="When the invoice was there, or was sent back."
    )
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    service_id = fields.Many2one("l10n_fr_chorus_pro.service", readonly=True)
    service = fields.Char(string="Service as Received", readonly=True)
    partner_id = fields.Many2one(
        "res.partner", string="Supplier in Odoo", readonly=True
    )
    supplier_name = fields.Char(string="Supplier", readonly=True)
    stage = fields.Selection(selection=STAGES, readonly=True)
    reason_id = fields.Many2one(
        "l10n_fr_chorus_pro.reason", string="Kind of Reason", readonly=True
    )
    reason = fields.Text(readonly=True, help="In the words of who sent it back.")
    invoice_count = fields.Integer(string="Invoices", readonly=True)
    suspension_count = fields.Integer(string="Suspensions", readonly=True)
    rejection_count = fields.Integer(string="Rejections", readonly=True)
    recycling_count = fields.Integer(string="Routed Anew", readonly=True)
    amount_total = fields.Monetary(
        string="Total", readonly=True, help="Taxes included; credit notes below zero."
    )
    days_to_certify = fields.Integer(
        string="Days to Service Done",
        aggregator="avg",
        readonly=True,
        help="Days from availability until service done.",
    )
    days_to_order = fields.Integer(
        string="Days to the Order",
        aggregator="avg",
        readonly=True,
        help="Days from availability until payment was ordered.",
    )
    days_to_release = fields.Integer(
        string="Days to Payment",
        aggregator="avg",
        readonly=True,
        help="Days from availability until payment was released.",
    )
    payment_delay = fields.Integer(
        string="Global Delay of Payment",
        aggregator="avg",
        readonly=True,
        help="Délai global de paiement: days from the beginning of the time to pay"
        " until payment was released, without those during which it was interrupted.",
    )
    share_late = fields.Float(
        string="Share Paid Late",
        aggregator="avg",
        readonly=True,
        help="Of the payments released, those after the time to pay.",
    )

    _depends = {
        "l10n_fr_chorus_pro.received": [
            "amount_total",
            "available_on",
            "began_on",
            "certified_on",
            "company_id",
            "currency_id",
            "days_paid_late",
            "deposited_on",
            "due_date",
            "interrupted_on",
            "is_credit_note",
            "ordered_on",
            "partner_id",
            "raw_status",
            "reason",
            "released_on",
            "resumed_on",
            "role",
            "service_code",
            "service_id",
            "service_name",
            "stage",
            "status_date",
            "supplier_name",
        ],
        "l10n_fr_chorus_pro.received.event": [
            "code",
            "comment",
            "happened_at",
            "kind",
            "received_id",
            "return_reason_id",
        ],
    }

    @property
    def _table_query(self):
        return SQL(
            QUERY,
            common=SQL(COMMON),
            kind_of_event=SQL(KIND, SQL("event.code")),
            kind_of_status=SQL(KIND, SQL("invoice.raw_status")),
            returned=RETURNED,
        )
