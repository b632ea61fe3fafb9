"""The work list: which invoices ask for something, by one table of domains.

The filters of the list, its menus and the counts of the dashboard all read this table.
"""

from odoo import api, fields, models
from odoo.fields import Domain

from ..invoice.document import ACTION_STATUSES
from ..invoice.states import TRANSIT_STATES

WORK_LISTS = [
    ("to_send", "To send"),
    ("queued", "Queued"),
    ("not_sent", "Not sent"),
    ("transit", "In transit"),
    ("action", "Action needed"),
    ("late", "Late"),
    ("released", "Released and not reconciled"),
    ("uncertain", "Uncertain deposits"),
]
# What is in transit and has left Odoo.
LEFT_STATES = tuple(code for code in TRANSIT_STATES if code != "to_send")


class AccountMove(models.Model):
    _inherit = "account.move"

    l10n_fr_chorus_work_list = fields.Selection(
        selection=WORK_LISTS,
        string="Chorus Pro Work List",
        compute="_compute_l10n_fr_chorus_work_list",
        search="_search_l10n_fr_chorus_work_list",
        help="What the invoice waits for; of several lists the one that asks for most.",
        groups="base.group_user",
    )

    @api.depends(
        "state",
        "payment_state",
        "l10n_fr_chorus_document_ids.raw_status",
        "l10n_fr_chorus_state",
        "l10n_fr_chorus_status",
        "l10n_fr_chorus_way_out",
        "l10n_fr_chorus_to_send",
        "l10n_fr_chorus_due_date",
        "l10n_fr_chorus_release_date",
        "l10n_fr_chorus_framework",
        "l10n_fr_chorus_factor_id",
        "l10n_fr_chorus_gap_reason",
    )
    def _compute_l10n_fr_chorus_work_list(self):
        self.l10n_fr_chorus_work_list = False
        for name, _label in reversed(WORK_LISTS):
            # It stands among those that need action.
            if name == "not_sent":
                continue
            moves = (
                self._chorus_in_action()
                if name == "action"
                else self.filtered_domain(self._chorus_work_domain(name))
            )
            moves.l10n_fr_chorus_work_list = name

    def _search_l10n_fr_chorus_work_list(self, operator, value):
        if operator != "in" or not all(value):
            return NotImplemented
        return Domain.OR(self._chorus_work_domain(name) for name in value)

    @api.model
    def _chorus_work_domain(self, name):
        """The invoices of one list.

        :param str name: a name of ``WORK_LISTS``
        :rtype: Domain
        """
        # What was sent once more, and is in core's queue, asks for nothing meanwhile.
        unqueued = Domain("sending_data", "=", False)
        if name == "action":
            return self._chorus_action_domain() & unqueued
        state = "l10n_fr_chorus_state"
        if name == "queued":
            # In our queue, or still in core's.
            queued = self._chorus_unsent_domain(is_being_sent=True)
            return queued | Domain(state, "=", "to_send")
        return {
            "to_send": Domain("l10n_fr_chorus_to_send", "=", True)
            & Domain(state, "=", False),
            "not_sent": self._chorus_asks_domain()
            & Domain(state, "=", "not_sent")
            & unqueued,
            "transit": Domain(state, "in", LEFT_STATES)
            & Domain("l10n_fr_chorus_status", "not in", ACTION_STATUSES),
            "late": self._chorus_late_domain(),
            "released": self._chorus_unreconciled_domain(),
            "uncertain": Domain(state, "=", "uncertain"),
        }[name]

    @api.model
    def _chorus_work_list_action(self, name=None):
        """The action that opens a list.

        :param str name: a name of ``WORK_LISTS``; without it the list of all
        :rtype: dict
        """
        action = "l10n_fr_chorus_pro.work_list_action"
        context = {"default_move_type": "out_invoice"}
        if name in dict(WORK_LISTS):
            action = f"{action}_{name}"
            context[f"search_default_chorus_{name}"] = 1
        action = self.env["ir.actions.act_window"]._for_xml_id(action)
        return {**action, "context": context}


class AccountJournal(models.Model):
    _inherit = "account.journal"

    def _fill_sale_purchase_dashboard_data(self, dashboard_data):
        # EXTENDS 'account'
        super()._fill_sale_purchase_dashboard_data(dashboard_data)
        suppliers = self.company_id.filtered(
            lambda c: c._chorus_is_supplier() and c._chorus_account_company()
        )
        journals = self.filtered(
            lambda j: j.type == "sale" and j.company_id in suppliers
        )
        if not journals:
            return
        moves = self.env["account.move"]
        for name, _label in WORK_LISTS:
            journals._fill_dashboard_data_count(
                dashboard_data,
                "account.move",
                f"chorus_{name}",
                moves._chorus_work_domain(name),
            )

    def action_chorus_work_list(self):
        """Open the work list that the context names, for this journal."""
        self.ensure_one()
        name = self.env.context.get("chorus_work_list")
        action = self.env["account.move"]._chorus_work_list_action(name)
        action["domain"] = [("journal_id", "=", self.id)]
        return action
