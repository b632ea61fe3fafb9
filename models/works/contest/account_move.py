"""An invoice that was rejected against the law: contested before it is credited."""

from odoo import models

from ....tools.portal_time import portal_date
from .letter import Rejected


class AccountMove(models.Model):
    _inherit = "account.move"

    def _chorus_rejected(self):
        """What a letter says of this rejected invoice.

        :rtype: Rejected
        """
        self.ensure_one()
        document = self._chorus_current_document()
        told = document.status_date or None
        return Rejected(
            number=self.name,
            dated=self.invoice_date,
            amount=self.amount_total,
            currency=self.currency_id.name,
            identifier=document.chorus_identifier or "",
            contract=self._chorus_contract_number() or "",
            deposited=document.row_deposited_on or None,
            available=self.l10n_fr_chorus_available_date or None,
            rejected=told and portal_date(self.env, told),
            reason=self._chorus_reason_words(),
        )

    def _chorus_unlawful_codes(self):
        """Codes of what the law holds against the rejection, the strongest first."""
        self.ensure_one()
        codes = self.l10n_fr_chorus_unlawful
        return codes.split(",") if codes else []

    def _chorus_who_pays(self):
        """The body that the letter goes to."""
        return self.commercial_partner_id

    def _chorus_note_contested(self, day):
        """Write down when the letter was made."""
        self.sudo().l10n_fr_chorus_contested_on = day
