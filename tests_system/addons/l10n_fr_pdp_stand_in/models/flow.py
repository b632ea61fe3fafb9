from dateutil.relativedelta import relativedelta

from odoo import fields, models

KINDS = [("transaction", "Transaction"), ("payment", "Payment")]
OPERATIONS = [("sale", "Sale"), ("purchase", "Purchase")]
SENT_STATES = ("error", "sent", "completed")


class Flow(models.Model):
    """All that is declared of one month, one kind and one side; then what rectifies it:
    the same month as a whole, once more."""

    _name = "l10n.fr.pdp.reports.flow"
    _description = "E-reporting flow"
    _inherit = ["mail.thread", "mail.activity.mixin"]

    name = fields.Char()
    state = fields.Selection(
        [("ready", "Ready"), *((state, state.title()) for state in SENT_STATES)],
        default="ready",
        required=True,
    )
    company_id = fields.Many2one("res.company", required=True)
    report_type = fields.Selection(KINDS, required=True)
    operation_type = fields.Selection(OPERATIONS, required=True)
    period_start = fields.Date(required=True)
    period_end = fields.Date(required=True)
    initial_flow_id = fields.Many2one("l10n.fr.pdp.reports.flow")
    sent_move_ids = fields.Many2many(
        "account.move", "stand_in_sent_move", "flow_id", "move_id"
    )

    def _get_scope_params_for_move(self, move):
        kind = move.l10n_fr_pdp_flow_10_report_type
        sale = move
        if kind != "transaction":
            sale = move._l10n_fr_pdp_get_matched_transactions()[0]
        first = move.date.replace(day=1)
        return {
            "company_id": move.company_id.id,
            "report_type": kind,
            "operation_type": "purchase" if sale.is_purchase_document() else "sale",
            "period_start": first,
            "period_end": first + relativedelta(months=1, days=-1),
        }

    def _get_open_flow_and_create_if_needed(self, move):
        scope = self._get_scope_params_for_move(move)
        domain = [(name, "=", value) for name, value in scope.items()]
        flows = self.search(domain, order="id")
        if not flows or flows[-1].state in SENT_STATES:
            values = {"name": f"{scope['period_start']:%m/%Y} {scope['report_type']}"}
            values["initial_flow_id"] = flows[:1].id
            flows += self.sudo().create({**scope, **values})
        return flows[-1]

    def _get_moves(self):
        return self.env["account.move"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("date", ">=", self.period_start),
                ("date", "<=", self.period_end),
                ("state", "=", "posted"),
                ("l10n_fr_pdp_flow_10_report_type", "=", self.report_type),
                ("l10n_fr_pdp_flow_10_operation_type", "=", self.operation_type),
            ],
            order="id",
        )
