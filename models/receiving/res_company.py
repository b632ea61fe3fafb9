"""What a company that is a public body says of how it receives invoices."""

from odoo import fields, models

from ..directory.partner_known_bodies import written_forms
from .acts import HELIOS, OWN_ACCOUNTANT

PROFILES = [
    (HELIOS, "Accountant of the DGFiP (Hélios)"),
    (OWN_ACCOUNTANT, "Accountant of its own (agent comptable)"),
]


class ResCompany(models.Model):
    _inherit = "res.company"

    l10n_fr_chorus_recipient_profile = fields.Selection(
        selection=PROFILES,
        string="Public Accountant",
        default=HELIOS,
        required=True,
        help="Local bodies and hospitals have an accountant of the DGFiP, outside Odoo:"
        " Hélios tells Chorus Pro itself when he has an invoice, books it and releases"
        " the payment, and Odoo only reads it. A body with an agent comptable of its"
        " own tells of these steps from Odoo.",
        groups="base.group_user",
    )
    l10n_fr_chorus_one_person = fields.Boolean(
        string="One Person May Certify and Order",
        help="One person may certify service done of an invoice and order its payment."
        " Off: two persons do. For a body that is too small for two.",
        groups="base.group_user",
    )
    l10n_fr_chorus_intake_ids = fields.One2many(
        comodel_name="l10n_fr_chorus_pro.intake",
        inverse_name="company_id",
        string="Received From Chorus Pro",
        copy=False,
        groups="base.group_user",
    )

    def _chorus_body_of(self, siret):
        """The partner that is a structure of this company: itself, or another one that
        bears its SIRET, however that is written.

        :return: a partner, empty where none is known
        """
        partner = self.partner_id.sudo()
        if not siret:
            return partner.browse()
        if self._chorus_siret(partner.company_registry) == siret:
            return partner
        forms = written_forms(siret)
        return partner.search([("company_registry", "in", forms)], limit=1)
