"""The one who orders is never the accountant: nobody has both groups."""

from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from .acts import ACCOUNTANT, ORDERER
from .may_act import GROUP_OF_ACTOR


class ResUsers(models.Model):
    _inherit = "res.users"

    @api.constrains("group_ids")
    def _check_l10n_fr_chorus_roles(self):
        self._chorus_refuse_both()

    def _chorus_refuse_both(self):
        """:raises ValidationError: one of these users, or where there are none one of
        all, both orders and accounts"""
        orderer, accountant = (
            self.env.ref(GROUP_OF_ACTOR[actor], raise_if_not_found=False)
            for actor in (ORDERER, ACCOUNTANT)
        )
        if not orderer or not accountant:
            # While the groups themselves are being made.
            return
        domain = Domain("all_group_ids", "in", orderer.ids)
        domain &= Domain("all_group_ids", "in", accountant.ids)
        if self:
            domain &= Domain("id", "in", self.ids)
        users = self.sudo().with_context(active_test=False)
        if both := users.search(domain, limit=1):
            raise ValidationError(
                self.env._(
                    "%(person)s cannot be both « %(orderer)s » and « %(accountant)s »:"
                    " the one who orders payment is never the public accountant.",
                    person=both.name,
                    orderer=orderer.name,
                    accountant=accountant.name,
                )
            )


class ResGroups(models.Model):
    _inherit = "res.groups"

    @api.constrains("implied_ids", "implied_by_ids", "user_ids")
    def _check_l10n_fr_chorus_roles(self):
        self.env["res.users"]._chorus_refuse_both()
