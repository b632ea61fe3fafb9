"""The commitment of an invoice, looked up and compared at a click."""

from odoo import models
from odoo.exceptions import UserError

from ...chorus_api import ChorusError
from ...tools.notification import notify
from ..commitment.account_move import kept_commitment
from ..commitment.commitment import REGISTERED_RECIPIENTS
from ..commitment.portal import RELOAD
from ..connection.error_texts import explain_reading
from ..connection.time_limits import LOOK_UP_LIMIT
from .commitment import figures_texts
from .table import COMMITMENT_CHECKS


class AccountMove(models.Model):
    _inherit = "account.move"

    def action_chorus_check_commitment(self):
        """Look the commitment up in Chorus Pro now, and compare the invoice with it.

        :raises UserError: it cannot be looked up, in a sentence
        """
        self.ensure_one()
        self.check_access("write")
        if not self.l10n_fr_chorus_has_commitment:
            raise UserError(
                self.env._(
                    "Chorus Pro keeps the commitments of the State alone: enter a"
                    " commitment number on an invoice to the State (SIRET %s).",
                    ", ".join(REGISTERED_RECIPIENTS),
                )
            )
        try:
            with self.company_id._chorus_client(patience=LOOK_UP_LIMIT) as client:
                self._chorus_look_up_commitment(client)
        except ChorusError as error:
            raise UserError(explain_reading(self.env, error)) from error
        sentences = self._chorus_commitment_sentences()
        if sentences:
            return notify(self.env, "\n".join(sentences), kind="warning", then=RELOAD)
        return notify(self.env, self._chorus_commitment_praise(), then=RELOAD)

    def _chorus_commitment_sentences(self):
        """What is wrong with the commitment, by what is kept of it.

        :rtype: list of str
        """
        self.ensure_one()
        return [
            failure.sentence
            for failure in self._chorus_failures()
            if failure.check in COMMITMENT_CHECKS
        ]

    def _chorus_commitment_praise(self):
        figures = figures_texts(self)
        if figures:
            return self.env._(
                "The commitment %(number)s suits the invoice: ordered %(ordered)s,"
                " invoiced elsewhere in Odoo %(elsewhere)s, this invoice %(here)s,"
                " %(left)s left.",
                **figures,
            )
        return self.env._(
            "The commitment %s suits the invoice.", self._chorus_commitment_number()
        )

    def _chorus_look_up_commitment(self, client):
        """Read the one commitment that these invoices name from the portal.

        :raises ChorusError: the portal or its configuration failed
        """
        account = self.company_id._chorus_account_company()
        commitments = self.env["l10n_fr_chorus_pro.commitment"]
        number = self[:1]._chorus_commitment_number()
        commitments._chorus_look_up(account, client, number)
        kept = kept_commitment(self[:1])
        if kept.active:
            customers = self.commercial_partner_id.filtered(kept._chorus_is_for)
            kept.partner_ids |= customers
