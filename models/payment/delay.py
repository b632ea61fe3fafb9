import re

from odoo import api, fields, models
from odoo.tools import ormcache, remove_accents

HOSPITAL = "l10n_fr_chorus_pro.payment_delay_hospital"
# What public hospitals are called (etablissements publics de sante, R2192-11).
HOSPITALS = re.compile(
    r"\b((centre|groupe|groupement|ensemble|syndicat) (inter)?hospitalier"
    r"|hopital|hopitaux|hospices civils|ch[uris]|chru|assistance publique"
    r"|etablissement public de sante|service de sante des armees)\b"
)


class ChorusPaymentDelay(models.Model):
    """How long a kind of public body may take to pay (L2192-10 and R2192-10 to 11)."""

    _name = "l10n_fr_chorus_pro.payment.delay"
    _description = "Chorus Pro Payment Delay"
    _order = "sequence, id"

    sequence = fields.Integer(default=10)
    name = fields.Char(string="Kind of Public Body", required=True, translate=True)
    days = fields.Integer(
        required=True, help="Days to pay, from the day the invoice is available."
    )

    _days_positive = models.Constraint(
        "CHECK(days > 0)", "A delay has at least one day."
    )
    _days_within_a_year = models.Constraint(
        "CHECK(days <= 365)", "A delay has at most 365 days."
    )

    @api.model_create_multi
    def create(self, vals_list):
        delays = super().create(vals_list)
        self._chorus_reckon()
        return delays

    def write(self, vals):
        result = super().write(vals)
        if {"days", "sequence"} & set(vals):
            self._chorus_reckon()
        return result

    def unlink(self):
        result = super().unlink()
        self._chorus_reckon()
        return result

    @api.model
    def _chorus_reckon(self):
        """A delay was changed, perhaps the general one: reckon due dates anew."""
        self.env.registry.clear_cache()
        self.env["account.move"]._chorus_reckon_due_dates()

    @api.model
    @ormcache()
    def _chorus_general_days(self):
        """Days of bodies of which nothing else is said: those of the first row."""
        return self.browse(self._chorus_general_id()).sudo().days

    @api.model
    @ormcache()
    def _chorus_general_id(self):
        """The first row, False where there is none."""
        return self.sudo().search([], limit=1).id

    @api.model
    def _chorus_guess(self, name):
        """The kind that the name of a public body speaks of: a guess, for a person to
        look at. The directory tells nothing of it.

        :param str name: may be empty
        """
        plain = " ".join(remove_accents(name or "").lower().split())
        if HOSPITALS.search(plain):
            known = self.env["ir.model.data"]._xmlid_to_res_id(HOSPITAL)
            return self.browse(known or self._chorus_general_id())
        return self.browse(self._chorus_general_id())


class ResPartner(models.Model):
    _inherit = "res.partner"

    l10n_fr_chorus_payment_delay_id = fields.Many2one(
        comodel_name="l10n_fr_chorus_pro.payment.delay",
        string="Public Body",
        ondelete="restrict",
        help="Says how many days it has to pay. Empty: the general delay.",
        groups="base.group_user",
    )
