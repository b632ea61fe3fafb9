"""Views of core for companies that neither invoice nor receive by Chorus Pro: as core
has them.

Which companies is a matter of those that the user has chosen in Odoo's header.
"""

import re

from odoo import api, fields, models

from ..telling.message_subtypes import NEWS, SPECIAL

# By name what is ours in a view, by its condition a button whose name is a number. What
# shows received invoices has its own part of the name.
RECEIVED = "l10n_fr_chorus_received"
BY_NAME = (
    f"[not(contains(@name, '_received')) and not(contains(@invisible, '{RECEIVED}'))]"
)
OURS = " | ".join(
    [
        *(
            f"//*[starts-with(@name, '{prefix}')]{BY_NAME}"
            for prefix in ("l10n_fr_chorus_", "chorus_pro", "action_chorus_")
        ),
        "//filter[starts-with(@name, 'chorus_')]",
        "//filter[starts-with(@name, 'group_chorus_')]",
        f"//button[contains(@invisible, 'l10n_fr_chorus_')]{BY_NAME}",
    ]
)
RECEIVED_ALONE = (
    f"//*[starts-with(@name, '{RECEIVED}') or @name = 'action_chorus_open_received'"
    f" or contains(@invisible, '{RECEIVED}')]"
)
# Of core, hidden where ours stands in its place: Odoo's way to add a condition.
HIDING = "//*[contains(@invisible, ') or (l10n_fr_chorus_')]"
CONDITION = re.compile(r"\((.*)\) or \(l10n_fr_chorus_[^()]*\)", re.DOTALL)
SENDING_METHOD = "invoice_sending_method"
# What core shows to developers alone.
FOR_ALL = f"//group[@id='invoice_send_settings']/field[@name='{SENDING_METHOD}']"


class SupplierViews(models.AbstractModel):
    """Mixed into models of core whose views have something of ours."""

    _name = "l10n_fr_chorus_pro.supplier.views"
    _description = "Views with and without Chorus Pro"

    @api.model
    def _get_view_cache_key(self, view_id=None, view_type="form", **options):
        # EXTENDS 'base'
        key = super()._get_view_cache_key(view_id, view_type, **options)
        companies = self.env.companies
        receives = companies._chorus_is_public_body()
        return (*key, companies._chorus_is_supplier(), receives)

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        # EXTENDS 'base'
        arch, view = super()._get_view(view_id, view_type, **options)
        if self.env.companies._chorus_is_supplier():
            for node in arch.xpath(FOR_ALL):
                node.attrib.pop("groups", None)
        else:
            for node in arch.xpath(HIDING):
                node.set("invisible", CONDITION.sub(r"\1", node.get("invisible")))
            for node in arch.xpath(OURS):
                node.getparent().remove(node)
        if not self.env.companies._chorus_is_public_body():
            for node in arch.xpath(RECEIVED_ALONE):
                node.getparent().remove(node)
        return arch, view


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "l10n_fr_chorus_pro.supplier.views"]

    l10n_fr_chorus_is_shown = fields.Boolean(
        string="Chorus Pro Is Shown",
        compute="_compute_l10n_fr_chorus_is_shown",
        help="The company invoices by Chorus Pro, or has sent this invoice there.",
        groups="base.group_user",
    )

    @api.depends("move_type", "company_id", "l10n_fr_chorus_state")
    def _compute_l10n_fr_chorus_is_shown(self):
        for move in self:
            move.l10n_fr_chorus_is_shown = move.move_type in (
                "out_invoice",
                "out_refund",
            ) and (move.company_id._chorus_is_supplier() or move.l10n_fr_chorus_state)

    def _mail_get_message_subtypes(self):
        # EXTENDS 'mail'
        res = super()._mail_get_message_subtypes()
        if self[:1].sudo().l10n_fr_chorus_is_shown:
            return res
        for name in (NEWS, *SPECIAL):
            res -= self.env.ref(name, False) or res.browse()
        return res


class ResUsers(models.Model):
    _name = "res.users"
    _inherit = ["res.users", "l10n_fr_chorus_pro.supplier.views"]


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "l10n_fr_chorus_pro.supplier.views"]

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        # EXTENDS 'base'
        res = super().fields_get(allfields, attributes)
        method = res.get(SENDING_METHOD, {})
        if method.get("selection") and not self.env.companies._chorus_is_supplier():
            method["selection"] = [
                row for row in method["selection"] if row[0] != "chorus_pro"
            ]
        return res


class IrUiMenu(models.Model):
    _inherit = "ir.ui.menu"

    def _load_menus_blacklist(self):
        # EXTENDS 'base'
        res = super()._load_menus_blacklist()
        if not self.env.user.company_ids._chorus_is_supplier():
            for name in ("chorus_pro_menu", "factor_menu"):
                menu = self.env.ref(f"l10n_fr_chorus_pro.{name}", False)
                res += menu.ids if menu else []
        if not self.env.user.company_ids._chorus_has_contracts():
            menu = self.env.ref("l10n_fr_chorus_pro.contract_menu", False)
            res += menu.ids if menu else []
        # Those who invoice by Chorus Pro have it among the menus of their customers.
        if (
            not self.env.user.company_ids._chorus_has_contracts()
            or self.env.user.company_ids._chorus_is_supplier()
        ):
            menu = self.env.ref("l10n_fr_chorus_pro.contract_vendors_menu", False)
            res += menu.ids if menu else []
        if not self.env.user.company_ids._chorus_is_public_body():
            menu = self.env.ref("l10n_fr_chorus_pro.received_root_menu", False)
            res += menu.ids if menu else []
        if not self.env.user.company_ids._chorus_is_works():
            menu = self.env.ref("l10n_fr_chorus_pro.works_menu", False)
            res += menu.ids if menu else []
        if not self.env.user.company_ids._chorus_is_validator():
            menu = self.env.ref("l10n_fr_chorus_pro.validation_root_menu", False)
            res += menu.ids if menu else []
        return res
