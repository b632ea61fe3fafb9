"""Whose account an invoice is to be paid to, and what keeps it from being ordered."""

from odoo import models


class ChorusReceived(models.Model):
    _inherit = "l10n_fr_chorus_pro.received"

    def _chorus_look_at_payee(self):
        """Compare the bank details of these invoices with what is known of their
        suppliers: known ones go on their bills, others wait for a call-back."""

    def _chorus_why_payee_blocks(self):
        """Why payment of this invoice may not be ordered yet.

        :return: a sentence with what to do; empty where its payee is known
        """
        self.ensure_one()
        return ""
