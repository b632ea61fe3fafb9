"""Asking the directory about a customer, by a person."""

from odoo import models
from odoo.exceptions import UserError

from ...chorus_api import ChorusError
from ...tools.notification import notify
from ..connection.error_texts import explain_reading
from ..connection.time_limits import LOOK_UP_LIMIT
from .identifier_texts import identifier_label, wrong_identifier
from .partner_directory import ABSENT, CLOSED
from .party_identifiers import party_identifier


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
        identifier = party_identifier(customer)
        if not identifier.has_form():
            raise UserError(
                wrong_identifier(self.env, customer.display_name, identifier)
            )
        customer._chorus_ask_vies()
        try:
            with self.env.company._chorus_client(patience=LOOK_UP_LIMIT) as client:
                customer._chorus_read_structure(client)
        except ChorusError as error:
            raise UserError(explain_reading(self.env, error)) from error
        kind, sentence = customer._chorus_look_up_sentence()
        reload = {"type": "ir.actions.client", "tag": "soft_reload"}
        return notify(self.env, sentence, kind=kind, then=reload)

    def _chorus_look_up_sentence(self):
        """What a look-up has found, as (kind of note, sentence)."""
        name, identifier = self.display_name, party_identifier(self)
        if self.l10n_fr_chorus_directory_state == ABSENT:
            return "warning", self.env._(
                "Chorus Pro does not know the %(kind)s %(identifier)s of %(customer)s.",
                kind=identifier_label(self.env, identifier.kind),
                identifier=identifier.value,
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
