"""The numbers of payment orders (mandats), read at night, once for each invoice."""

import logging

from odoo import api, fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ...chorus_api import ChorusError, ProtocolError, Rejected
from ...tools.row_locks import take_free_rows
from ..connection.error_texts import explain
from ..invoice.asks import UNPAID
from ..invoice.states import ORDERED_STATES

_logger = logging.getLogger(__name__)

# One call for each: so many in a night, the oldest first.
MANDATE_BATCH = 200


class ChorusDocument(models.Model):
    _inherit = "l10n_fr_chorus_pro.document"

    mandate_number = fields.Char(
        help="Number of the customer's payment order (mandat), read once."
    )
    mandate_read = fields.Boolean(
        help="The portal was asked for the number, whether it had one or not."
    )

    @api.model
    def _cron_read_mandates(self):
        """Scheduled action: read the numbers that are missing, account by account."""
        accounts = self.env["res.company"]._chorus_accounts()
        work = {
            account: self._chorus_without_mandate(account)
            for account in accounts
            if not account._chorus_is_paused()
        }
        count = sum(map(len, work.values()))
        if not count:
            return
        self.env["ir.cron"]._commit_progress(remaining=count)
        for account, documents in work.items():
            try:
                if not documents._chorus_read_mandates(account):
                    break
            except ChorusError as error:
                self.env.cr.rollback()
                # The number is no news to anybody: the next night asks again.
                _logger.info("%s: %s", account.name, explain(self.env, error))
                account._chorus_note_failure(error)
                self.env["ir.cron"]._commit_progress(len(documents))

    @api.model
    def _chorus_without_mandate(self, account):
        """The oldest unpaid invoices whose payment was ordered, not asked for yet."""
        # Those few first: documents that nobody was asked for are many, for an invoice
        # that was paid before is left as it is.
        unpaid = (
            self.env["account.move"]
            .sudo()
            ._search(
                [
                    ("state", "=", "posted"),
                    ("payment_state", "in", UNPAID),
                    ("l10n_fr_chorus_state", "in", ORDERED_STATES),
                ]
            )
        )
        domain = [
            *self._chorus_account_domain(account),
            ("state", "in", ORDERED_STATES),
            ("chorus_identifier", "!=", False),
            ("mandate_read", "=", False),
            ("move_id", "in", unpaid.get_result_ids()),
        ]
        return self.sudo().search(domain, order="id", limit=MANDATE_BATCH)

    def _chorus_read_mandates(self, account):
        """Ask for each of these documents, and commit each answer.

        :return: False when the time of the run is up
        :raises ChorusError: the portal refuses the account or does not answer
        """
        if not self:
            return True
        with account._chorus_client() as client:
            for document in self:
                try:
                    if take_free_rows(document).filtered_domain(
                        [("mandate_read", "=", False)]
                    ):
                        document._chorus_read_mandate(client)
                except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                    self.env.cr.rollback()  # the next night asks again
                if not self.env["ir.cron"]._commit_progress(1):
                    return False
        return True

    def _chorus_read_mandate(self, client):
        """Read the number once; an invoice that the portal does not show has none."""
        self.mandate_read = True
        try:
            self.mandate_number = (
                client.read_invoice(self.chorus_identifier).mandate_number or False
            )
        except (Rejected, ProtocolError) as error:
            _logger.info(
                "Mandate of document %s not read: %s",
                self.id,
                explain(self.env, error),
            )
