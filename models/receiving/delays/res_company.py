from datetime import timedelta

from odoo import api, fields, models

from ...connection.res_company_roles import PUBLIC_BODY

FINANCE = "l10n_fr_chorus_pro.group_received_finance"
READER = "l10n_fr_chorus_pro.group_received_reader"


class ResCompany(models.Model):
    _inherit = "res.company"

    l10n_fr_chorus_own_delay_id = fields.Many2one(
        comodel_name="l10n_fr_chorus_pro.payment.delay",
        string="Kind of Public Body",
        ondelete="restrict",
        help="Says how many days this body has to pay what it receives. Empty: the"
        " general delay.",
        groups="base.group_user",
    )

    l10n_fr_chorus_order_days = fields.Integer(
        string="Payment Ordered Within",
        default=20,
        help="Days of the time to pay that this body has to order payment; the rest is"
        " for the accountant. 20 of 30 days, or 35 of 50, are usual. What is not"
        " ordered by then will be late, and somebody is told.",
        groups="base.group_user",
    )

    def write(self, vals):
        # EXTENDS 'base'
        result = super().write(vals)
        if "l10n_fr_chorus_own_delay_id" in vals:
            received = self.env["l10n_fr_chorus_pro.received"]
            received._chorus_reckon_open([("company_id", "in", self.ids)])
        return result

    def _chorus_own_days(self):
        """Days that this body has to pay, by the law (L2192-10, R2192-10 and 11)."""
        self.ensure_one()
        delays = self.env["l10n_fr_chorus_pro.payment.delay"]
        own = self.sudo().l10n_fr_chorus_own_delay_id
        return own.days or delays._chorus_general_days()

    def _chorus_reserve(self):
        """The days of the time to pay that are the accountant's.

        :rtype: timedelta
        """
        self.ensure_one()
        ordering = self.sudo().l10n_fr_chorus_order_days
        return timedelta(days=max(self._chorus_own_days() - ordering, 0))

    @api.model
    def _chorus_public_bodies(self):
        """The companies that receive as public bodies."""
        bodies = self.sudo().search([(PUBLIC_BODY, "=", True)])
        # Branches that use the account of one receive by it.
        family = bodies.search([("id", "child_of", bodies.ids)])
        return family.filtered(lambda company: company._chorus_does(PUBLIC_BODY))

    def _chorus_watches_delays(self):
        """Who is told of late invoices and of what being late costs: the person
        responsible for Chorus Pro where he may look at what is received, else the
        first finance officer.

        :return: a user, empty where there is none
        """
        self.ensure_one()
        officers = self.env.ref(FINANCE).all_user_ids.sorted("id")
        for user in self.sudo().l10n_fr_chorus_responsible_id | officers:
            if (
                user.active
                and not user.share
                and self in user.company_ids
                and user.has_group(READER)
            ):
                return user
        return officers.browse()
