"""Declared once: beside Odoo's own approved-platform module (``l10n_fr_pdp``).

That module tells the tax authority of sales (e-reporting, « flux 10 ») by the country
and the VAT number of a customer alone. What goes through Chorus Pro, Chorus Pro tells
(external specifications of AIFE, CPRO11, 3.4.1.1.1 and 3.5.1): declared by both, the
sale counts twice.

The module is not one of our dependencies, and its methods may stand above ours: that
hangs on what else is installed. Ours are therefore put before them once the registry is
complete, where its fields exist; without it nothing happens here.
"""

import functools

from odoo import api, models
from odoo.fields import Domain

from odoo.addons.account.models.account_move import AccountMove as CoreMove

from ...chorus_api.statuses import REINVOICE, invoice_status
from ..invoice.reason import CANCELLING
from ..invoice.states import ENDED_STATES
from .send import METHOD

# The gate of the module: what a move is in e-reporting, empty where it stays out.
GATE = "l10n_fr_pdp_flow_10_report_type"
# What core alone would do, for comparison.
AS_CORE = "l10n_fr_chorus_as_core"
SALES = ("out_invoice", "out_refund")


def put_before(model_class, name, function):
    """Have ``function(origin, self, …)`` answer for a method of a complete registry.

    Once is enough, and a method that this version does not have is left out.
    """
    origin = getattr(model_class, name, None)
    if origin is None or name in vars(model_class):
        return

    @functools.wraps(origin)
    def answer(self, *args, **kwargs):
        return function(origin, self, *args, **kwargs)

    answer.l10n_fr_chorus_origin = origin
    setattr(model_class, name, answer)


def take_away(model_class, name):
    """Undo :func:`put_before`."""
    if hasattr(vars(model_class).get(name), "l10n_fr_chorus_origin"):
        delattr(model_class, name)


def _transaction_type(origin, self):
    if self._chorus_reports() and not self.env.context.get(AS_CORE):
        return None
    return origin(self)


def _matched_transactions(origin, self):
    matched = origin(self)
    return matched and matched.filtered(lambda move: not move._chorus_reports())


def _check_draftable(origin, self):
    free = self.filtered(lambda move: move._chorus_is_kept_out())
    if free:
        origin(free.with_context(l10n_fr_pdp_bypass_draft_check=True))
    return origin(self - free)


def _show_reset_to_draft_button(origin, self):
    origin(self)
    CoreMove._compute_show_reset_to_draft_button(
        self.filtered(
            lambda move: (
                move.l10n_fr_pdp_sent_in_flow_ids
                and move._chorus_is_kept_out()
                and not move._chorus_is_at_platform()
            )
        )
    )


ANSWERS = {
    "_l10n_fr_pdp_get_transaction_type": _transaction_type,
    "_l10n_fr_pdp_get_matched_transactions": _matched_transactions,
    "_check_draftable": _check_draftable,
    "_compute_show_reset_to_draft_button": _show_reset_to_draft_button,
}


class AccountMove(models.Model):
    _inherit = "account.move"

    # -- The module's methods --------------------------------------------------

    def _register_hook(self):
        # EXTENDS 'base'
        res = super()._register_hook()
        if GATE in self._fields:
            for name, function in ANSWERS.items():
                put_before(type(self), name, function)
        return res

    def _unregister_hook(self):
        # EXTENDS 'base'
        for name in ANSWERS:
            take_away(type(self), name)
        return super()._unregister_hook()

    @api.model
    def _chorus_gate_depends(self):
        """What our answers read, as dependencies of the module's computed fields.

        A payment follows the invoices that it is matched with.
        """
        own = ["l10n_fr_chorus_state", "l10n_fr_chorus_way_out"]
        own += ["l10n_fr_chorus_status", "l10n_fr_chorus_outside_way"]
        paid = ("matched_debit_ids.debit_move_id", "matched_credit_ids.credit_move_id")
        return (
            *own,
            "peppol_move_state",
            "reversed_entry_id.l10n_fr_chorus_way_out",
            *(f"line_ids.{line}.move_id.{name}" for line in paid for name in own),
        )

    # Where the module's methods of these names stand above ours they do not call them:
    # of ours the dependencies count, which are collected before any hook.

    @api.depends(lambda self: self._chorus_gate_depends())
    def _compute_l10n_fr_pdp_flow_10_report_type(self):
        return super()._compute_l10n_fr_pdp_flow_10_report_type()

    @api.depends(lambda self: self._chorus_gate_depends())
    def _compute_l10n_fr_pdp_flow_10_operation_type(self):
        return super()._compute_l10n_fr_pdp_flow_10_operation_type()

    # -- Who declares what -----------------------------------------------------

    def _chorus_reports(self):
        """Whether Chorus Pro tells the tax authority of this document, or will as soon
        as it has it; Odoo's own e-reporting then does not.

        Core's rule is for what was given up in the portal, was sent another way, was
        refused for a customer who left Chorus Pro, or was taken by the platform.
        """
        self.ensure_one()
        self = self.sudo()  # whoever pays or prints: the portal's customers see none
        if self.move_type not in SALES:
            return False
        state = self.l10n_fr_chorus_state
        if state == "not_to_deposit":
            is_internal = bool(self._chorus_cancelled_invoice())
            return is_internal or self.l10n_fr_chorus_outside_way != "other"
        if state == "cancelled" and self.l10n_fr_chorus_way_out not in CANCELLING:
            # Given up, unless another one stands in its place in the portal.
            status = invoice_status(self.l10n_fr_chorus_status or "")
            return REINVOICE not in status.actions
        if state and state not in ENDED_STATES:
            return True
        return self._chorus_is_meant() and not self._chorus_is_at_platform()

    def _chorus_is_meant(self):
        """Whether the customer is French, overseas included, and invoiced by us."""
        partner = self.commercial_partner_id.with_company(self.company_id)
        return (
            bool(partner)
            and partner.invoice_sending_method == METHOD
            and partner._chorus_is_french()
        )

    def _chorus_is_at_platform(self):
        """Whether the approved platform has taken the invoice."""
        if "peppol_is_sent" in self._fields:
            return self.peppol_is_sent
        # An Odoo before that module, or the Peppol network alone.
        free = (False, "ready", "to_send", "skipped", "error")
        return (
            "peppol_move_state" in self._fields and self.peppol_move_state not in free
        )

    def _chorus_is_kept_out(self):
        """Whether it is reported by Chorus Pro, or pays nothing else."""
        self.ensure_one()
        if self.move_type != "entry":
            return self._chorus_reports()
        paid = self._get_reconciled_amls().move_id
        return bool(paid) and all(move._chorus_reports() for move in paid)

    @api.model
    def _chorus_reported_domain(self, companies):
        """What of these companies Chorus Pro may report, since their e-reporting began:
        :meth:`_chorus_reports` decides."""
        domains = []
        for company, start in companies._chorus_reporting_starts().items():
            partners = self.env["res.partner"].with_company(company)
            customers = partners.search([("invoice_sending_method", "=", METHOD)])
            has_state = Domain("l10n_fr_chorus_state", "!=", False)
            is_customer = Domain("commercial_partner_id", "in", customers.ids)
            domains.append(
                company._chorus_reporting_domain(start) & (has_state | is_customer)
            )
        return Domain.OR(domains)

    def _chorus_gate_again(self):
        """Have these invoices judged anew, and the payments matched with them."""
        # No field but those of e-reporting depends on this one.
        self.modified(["l10n_fr_chorus_outside_way"])


class ResCompany(models.Model):
    _inherit = "res.company"

    @api.model
    def _chorus_reporting_companies(self):
        """All companies that declare through the module; none where it is not there."""
        if GATE not in self.env["account.move"]._fields:
            return self.browse()
        return self.sudo().search([("l10n_fr_f10_enable_reporting", "=", True)])

    def _chorus_reporting_starts(self):
        """Since when each of these companies declares through the module.

        :return: dict of company to date; those that do not are left out
        """
        if GATE not in self.env["account.move"]._fields:
            return {}
        return {
            company: start
            for company in self.sudo()
            if company.l10n_fr_f10_enable_reporting
            and (start := company._pdp_get_flow_10_start_date())
        }

    def _chorus_reporting_domain(self, start):
        """The sales of a company that e-reporting may be about."""
        return Domain(
            [
                ("company_id", "=", self.id),
                ("date", ">=", start),
                ("state", "=", "posted"),
                ("move_type", "in", SALES),
            ]
        )


class ResPartner(models.Model):
    _inherit = "res.partner"

    def write(self, vals):
        # EXTENDS 'base'
        res = super().write(vals)
        if {"invoice_sending_method", "country_id"} & set(vals):
            self._chorus_gate_sales_again()
        return res

    def _chorus_gate_sales_again(self):
        """The customer comes to Chorus Pro or leaves it: his invoices since e-reporting
        began, and their payments, are judged anew."""
        moves = self.env["account.move"].sudo()
        companies = self.env["res.company"]._chorus_reporting_companies()
        for company, start in companies._chorus_reporting_starts().items():
            customers = Domain("commercial_partner_id", "in", self.ids)
            sales = moves.search(company._chorus_reporting_domain(start) & customers)
            sales._chorus_gate_again()
