"""What a user sees of it: who declares an invoice, and which payments nobody does."""

from odoo import api, fields, models
from odoo.fields import Domain

from ..invoice.states import ENDED_STATES
from .approved_platform import AS_CORE, GATE

DECLARED = [
    ("chorus_pro", "Declared by Chorus Pro"),
    ("kept_out", "Declared by Chorus Pro, kept out of e-reporting"),
    ("twice", "Declared twice: by Chorus Pro and by e-reporting"),
]
MENUS = ("declared_menu", "receipt_missing_menu")


class AccountMove(models.Model):
    _inherit = "account.move"

    l10n_fr_chorus_declared = fields.Selection(
        selection=DECLARED,
        string="E-reporting",
        compute="_compute_l10n_fr_chorus_declared",
        search="_search_l10n_fr_chorus_declared",
        help="Who tells the tax authority of the invoice. What goes through Chorus Pro"
        " is declared by Chorus Pro, and stays out of the e-reporting of Odoo.",
        groups="base.group_user",
    )
    l10n_fr_chorus_receipt_missing = fields.Boolean(
        string="Receipt Not Declared by Chorus Pro",
        compute="_compute_l10n_fr_chorus_receipt_missing",
        search="_search_l10n_fr_chorus_receipt_missing",
        help="Paid in Odoo, with VAT on receipts, and Chorus Pro has not said that its"
        " payment was released: the receipt may be declared by nobody.",
        groups="base.group_user",
    )

    @api.depends(
        "state",
        "date",
        "partner_id",
        "reversed_entry_id",
        "l10n_fr_chorus_state",
        "l10n_fr_chorus_status",
        "l10n_fr_chorus_way_out",
        "l10n_fr_chorus_outside_way",
    )
    def _compute_l10n_fr_chorus_declared(self):
        self.l10n_fr_chorus_declared = False
        if GATE not in self._fields:
            return
        starts = self.company_id._chorus_reporting_starts()
        for move in self:
            start = starts.get(move.company_id)
            is_reported = start and move.state == "posted" and move.date >= start
            move.l10n_fr_chorus_declared = (
                is_reported and move._chorus_reports() and move._chorus_declared_by()
            )

    def _chorus_declared_by(self):
        """Of an invoice that Chorus Pro reports: a key of ``DECLARED``."""
        if self._chorus_sent_flow():
            return "twice"
        as_core = self.with_context(**{AS_CORE: True})
        is_core_s = as_core._l10n_fr_pdp_get_transaction_type()
        return "kept_out" if is_core_s else "chorus_pro"

    def _search_l10n_fr_chorus_declared(self, operator, value):
        if operator != "in":
            return NotImplemented
        moves = self.search(self._chorus_reported_domain(self.env.companies))
        found = moves.filtered(lambda move: move.l10n_fr_chorus_declared in value)
        domain = Domain("id", "in", found.ids)
        return domain | Domain("id", "not in", moves.ids) if False in value else domain

    def _compute_l10n_fr_chorus_receipt_missing(self):
        missing = self.filtered_domain(self._chorus_receipt_domain())
        for move in self:
            move.l10n_fr_chorus_receipt_missing = move in missing

    def _search_l10n_fr_chorus_receipt_missing(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = self._chorus_receipt_domain()
        return domain if True in value else ~domain

    @api.model
    def _chorus_receipt_domain(self):
        """Paid, VAT on receipts, and no « mise en paiement » was ever seen: some bodies
        never report it."""
        return self._chorus_reported_domain(self.env.companies) & Domain(
            [
                ("move_type", "=", "out_invoice"),
                ("payment_state", "in", ("partial", "in_payment", "paid")),
                ("l10n_fr_chorus_state", "not in", (False, *ENDED_STATES)),
                ("l10n_fr_chorus_release_date", "=", False),
                ("line_ids.tax_ids.tax_exigibility", "=", "on_payment"),
            ]
        )


class IrUiMenu(models.Model):
    _inherit = "ir.ui.menu"

    def _load_menus_blacklist(self):
        # EXTENDS 'base'
        hidden = super()._load_menus_blacklist()
        if GATE in self.env["account.move"]._fields:
            return hidden
        menus = [self.env.ref(f"l10n_fr_chorus_pro.{name}", False) for name in MENUS]
        return hidden + [menu.id for menu in menus if menu]
