"""Asking the directory about customers: by a person, and before invoices leave."""

import logging
import time

from odoo import models
from odoo.exceptions import UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ..chorus_api import ChorusError
from .account_move_send import METHOD
from .error_texts import explain, explain_question
from .notification import notify
from .partner_directory import ABSENT, CLOSED
from .party_identifiers import party_identifier
from .row_locks import take_free_rows

_logger = logging.getLogger(__name__)

# Seconds that a sending may spend on looking customers up, all together.
TIME_LIMIT = 30


class ResPartner(models.Model):
    _inherit = "res.partner"

    def action_chorus_look_up(self):
        """Ask Chorus Pro what this customer wants, and for its services.

        :return: a note with what was found
        :raises UserError: the customer has no identifier, the portal refused or did not
            answer, in a sentence; nothing of the form is lost
        """
        self.ensure_one()
        customer = self.commercial_partner_id
        customer.check_access("write")
        if not party_identifier(customer).has_form():
            raise UserError(
                self.env._(
                    "%s has no SIRET of 14 digits. Enter it as company ID first.",
                    customer.display_name,
                )
            )
        try:
            with self.env.company._chorus_client() as client:
                customer._chorus_read_structure(client)
        except ChorusError as error:
            raise UserError(explain_question(self.env, error)) from error
        kind, sentence = customer._chorus_look_up_sentence()
        reload = {"type": "ir.actions.client", "tag": "soft_reload"}
        return notify(self.env, sentence, kind=kind, then=reload)

    def action_chorus_find(self):
        """Search for the identifier of this customer, by its name and town.

        :return: the action of the dialog, with what was found
        """
        self.ensure_one()
        self.check_access("write")
        wizard = self.env["l10n_fr_chorus_pro.find.body"].create(
            {"text": self.name, "town": self.city, "target_id": self.id}
        )
        return wizard.action_search()

    def _chorus_look_up_sentence(self):
        """What a look-up has found, as (kind of note, sentence)."""
        name, identifier = self.display_name, party_identifier(self).value
        if self.l10n_fr_chorus_directory_state == ABSENT:
            return "warning", self.env._(
                "Chorus Pro does not know the SIRET %(siret)s of %(customer)s.",
                siret=identifier,
                customer=name,
            )
        if self.l10n_fr_chorus_directory_state == CLOSED:
            return "warning", self.env._(
                "%s is closed in Chorus Pro: it takes no invoices any more.", name
            )
        wanted = self._fields["l10n_fr_chorus_requirement"]
        labels = dict(wanted._description_selection(self.env))
        return "success", self.env._(
            "%(customer)s: on each invoice, %(wanted)s. Services: %(count)s.",
            customer=name,
            wanted=labels[self.l10n_fr_chorus_requirement].lower(),
            count=len(self.sudo().l10n_fr_chorus_service_ids),
        )

    def _chorus_refresh_stale(self, company, service_codes):
        """Look up those that were not for long, before their invoices are judged.

        Nothing depends on it: where the portal is silent or slow, or another worker is
        at it, what is known already counts.

        :param company: whose account asks
        :param service_codes: codes on the invoices, whose services are asked as well
        """
        stale = self.filtered(
            lambda p: p._chorus_is_stale() and party_identifier(p).has_form()
        )
        if not stale:
            return
        end = time.monotonic() + TIME_LIMIT
        try:
            with company._chorus_client() as client:
                for partner in stale:
                    if time.monotonic() > end:
                        return
                    partner._chorus_refresh_one_stale(client, service_codes)
        except ChorusError as error:
            _logger.info("Customers not looked up: %s", explain(self.env, error))

    def _chorus_refresh_one_stale(self, client, service_codes):
        try:
            with self.env.cr.savepoint():
                if take_free_rows(self.sudo(), allow_referencing=True):
                    self._chorus_read_structure(client, service_codes=service_codes)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            # Its answer shows in the next sending.
            _logger.info("Customer %s is being looked up by another worker", self.id)


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
            if company._chorus_is_configured():
                codes = set(moves.filtered("buyer_reference").mapped("buyer_reference"))
                moves.commercial_partner_id._chorus_refresh_stale(company, codes)
        return super()._generate_invoice_documents(
            invoices_data, allow_fallback_pdf=allow_fallback_pdf
        )
