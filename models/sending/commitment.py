"""The commitments of invoices to the State, looked up just before the deposit."""

import logging
from datetime import timedelta

from odoo import fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ...chorus_api import ChorusError
from ...tools.row_locks import take_free_rows
from ..commitment.account_move import kept_commitment
from ..connection.error_texts import explain
from ..connection.time_limits import BEFORE_SENDING_LIMIT
from .send import METHOD

_logger = logging.getLogger(__name__)

# How old what is known of a commitment may be when an invoice on it is deposited.
LONGEST_AGE = timedelta(days=1)


class AccountMoveSend(models.AbstractModel):
    _inherit = "account.move.send"

    def _generate_invoice_documents(self, invoices_data, allow_fallback_pdf=False):
        # EXTENDS 'account'
        moves = self.env["account.move"].browse(
            invoice.id
            for invoice, data in invoices_data.items()
            if METHOD in data["sending_methods"] and not invoice._chorus_is_live()
        )
        for company, same in moves.grouped("company_id").items():
            same._chorus_freshen_commitments(company)
        return super()._generate_invoice_documents(
            invoices_data, allow_fallback_pdf=allow_fallback_pdf
        )


class AccountMove(models.Model):
    _inherit = "account.move"

    def _chorus_freshen_commitments(self, company):
        """Before a deposit: look up what is not known, or was not for some time.

        It is a service to the sender and stops nothing: where the portal does not
        answer, what is kept counts. What it changes is told on the invoice.

        :param company: of these invoices, whose account asks
        """
        old = self.filtered(lambda move: move._chorus_has_old_commitment())
        if not old or not company._chorus_may_ask():
            return
        try:
            with company._chorus_client(patience=BEFORE_SENDING_LIMIT) as client:
                for moves in old.grouped(
                    lambda move: move._chorus_commitment_number()
                ).values():
                    moves._chorus_freshen_commitment(client)
        except ChorusError as error:
            _logger.info("Commitments not looked up: %s", explain(self.env, error))

    def _chorus_has_old_commitment(self):
        if not self.l10n_fr_chorus_has_commitment:
            return False
        kept = kept_commitment(self)
        oldest = fields.Datetime.now() - LONGEST_AGE
        # One that the portal did not know may have been made since.
        return not kept.active or not kept.refreshed_at or kept.refreshed_at <= oldest

    def _chorus_freshen_commitment(self, client):
        """Look up the one commitment of these invoices, unless another worker is at it:
        that one's answer is as good."""
        kept = kept_commitment(self[:1])
        before = {move: move._chorus_commitment_sentences() for move in self}
        try:
            with self.env.cr.savepoint():
                if not kept or take_free_rows(kept, allow_referencing=True):
                    self._chorus_look_up_commitment(client)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            _logger.info("Commitment %s is looked up by another worker", kept.number)
            return
        for move in self:
            sentences = move._chorus_commitment_sentences()
            if sentences and sentences != before[move]:
                move._chorus_tell_commitment(sentences)

    def _chorus_tell_commitment(self, sentences):
        """Leave a note of what was found out while the invoice was being sent."""
        env = self.company_id._chorus_lang_env()
        self.with_env(env).message_post(
            body=env._("Chorus Pro: %s", " ".join(sentences)),
            subtype_xmlid="mail.mt_note",
        )
