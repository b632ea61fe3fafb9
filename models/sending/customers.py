"""Customers looked up before their invoices are judged, where what is known is old,
stands in the way, or says nothing of the service that was chosen."""

import logging
from datetime import timedelta

from odoo import fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ...chorus_api import ChorusError, ConfigurationError, Unavailable
from ...tools.row_locks import take_free_rows
from ..checks.directory import is_refused
from ..connection.error_texts import explain
from ..connection.time_limits import BEFORE_SENDING_LIMIT
from ..directory.party_identifiers import party_identifier
from .send import METHOD

_logger = logging.getLogger(__name__)

# What would stop an invoice is asked again, but not at each click.
DOUBT_AGE = timedelta(minutes=10)


class AccountMove(models.Model):
    _inherit = "account.move"

    def action_send_and_print(self):
        # EXTENDS 'account'
        # The dialog shows what is wrong: let it be what is wrong today.
        if (
            len(self) == 1
            and self.state == "posted"
            and self.has_access("write")
            and self._chorus_is_expected()
        ):
            self._chorus_refresh_customers(self.company_id)
        return super().action_send_and_print()

    def _chorus_refresh_customers(self, company):
        """Look up each customer of these invoices once, where that is of use.

        Nothing depends on it: where the portal is silent, slow or refuses, or another
        worker is at it, what is known already counts.

        :param company: of these invoices, whose account asks
        """
        pairs = [
            (customer, moves)
            for customer, moves in self.grouped("commercial_partner_id").items()
            if moves._chorus_wants_look_up() or moves._chorus_unread_services()
        ]
        if not pairs or not company._chorus_may_ask():
            return
        try:
            with company._chorus_client(patience=BEFORE_SENDING_LIMIT) as client:
                for _customer, moves in pairs:
                    moves._chorus_refresh_customer(client)
        except ChorusError as error:
            _logger.info("Customers not looked up: %s", explain(self.env, error))

    def _chorus_wants_look_up(self):
        """Whether what is known of their customer is old, or would stop one of them."""
        customer = self.commercial_partner_id
        if not party_identifier(customer).has_form():
            return False
        asked = customer.l10n_fr_chorus_directory_date
        return customer._chorus_is_stale() or (
            asked < fields.Datetime.now() - DOUBT_AGE and any(map(is_refused, self))
        )

    def _chorus_unread_services(self):
        """The services they name of which it is not known what they want."""
        customer = self.commercial_partner_id
        found = self.env["l10n_fr_chorus_pro.service"].sudo()
        for code in self._chorus_service_codes():
            found |= customer._chorus_service(code)
        return customer._chorus_unread(found)

    def _chorus_service_codes(self):
        return {move._chorus_service_code() for move in self} - {""}

    def _chorus_refresh_customer(self, client):
        """Ask about the one customer of these invoices.

        :raises ConfigurationError, Unavailable: the next customer would fare no better
        """
        customer = self.commercial_partner_id
        try:
            with self.env.cr.savepoint():
                if not take_free_rows(customer.sudo(), allow_referencing=True):
                    return
                if self._chorus_wants_look_up():
                    codes = self._chorus_service_codes()
                    customer._chorus_read_structure(client, service_codes=codes)
                else:
                    unread = self._chorus_unread_services()
                    customer._chorus_read_details(client, unread)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            # Its answer shows in the next sending.
            _logger.info("Customer %s is being looked up by another one", customer.id)
        except (ConfigurationError, Unavailable):
            raise
        except ChorusError as error:
            reason = explain(self.env, error)
            _logger.info("Customer %s not looked up: %s", customer.id, reason)


class AccountMoveSend(models.AbstractModel):
    _inherit = "account.move.send"

    def _generate_invoice_documents(self, invoices_data, allow_fallback_pdf=False):
        # EXTENDS 'account'
        chosen = self.env["account.move"].union(
            *(
                invoice
                for invoice, data in invoices_data.items()
                if METHOD in data["sending_methods"] and not invoice._chorus_is_live()
            )
        )
        for company, moves in chosen.grouped("company_id").items():
            moves._chorus_refresh_customers(company)
        return super()._generate_invoice_documents(
            invoices_data, allow_fallback_pdf=allow_fallback_pdf
        )
