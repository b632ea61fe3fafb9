"""A number to call back on is from elsewhere than the invoice, and from before it."""

import json

from odoo import models

from .account_numbers import names_phone, phone_key


class ChorusPayeeCheck(models.Model):
    _inherit = "l10n_fr_chorus_pro.payee.check"

    def _chorus_why_not_number(self, phone, source):
        """Why a telephone number proves nothing about these bank details.

        :param str source: a key of ``SOURCES``
        :return: a sentence; empty where it may be called
        """
        self.ensure_one()
        if not phone_key(phone):
            return self.env._("Enter the number that was called.")
        check = self.sudo()
        if any(names_phone(text, phone) for text in check._chorus_told_texts()):
            return self.env._(
                "%s stands on the invoice or in what came with it: whoever sent it"
                " would answer. Call a number of the contract, of an earlier file or of"
                " a public directory.",
                phone,
            )
        before, since = check._chorus_contacts_with(phone)
        if since and not before:
            return self.env._(
                "%s was entered in Odoo only since the invoice came. Call a number that"
                " was known before.",
                phone,
            )
        if source == "odoo" and not before:
            return self.env._("No contact of the supplier in Odoo has %s.", phone)
        return ""

    def _chorus_told_texts(self):
        """All that the supplier sent, as texts."""
        for received in self._chorus_invoices():
            yield json.dumps(received.content or {}, ensure_ascii=False)
            yield received.reason or ""
            yield from (event.comment or "" for event in received.event_ids)
            yield from received.document_ids._chorus_texts()

    def _chorus_contacts_with(self, phone):
        """The supplier's contacts that have a number: since before the invoice came,
        and since it came.

        :return: pair of res.partner
        """
        contacts = (
            self.env["res.partner"]
            .with_context(active_test=False)
            .search([("id", "child_of", self.partner_id.id), ("phone", "!=", False)])
        )
        contacts = contacts.filtered(lambda c: phone_key(c.phone) == phone_key(phone))
        came = self.received_id.create_date
        before = contacts.filtered(lambda c: self._chorus_phone_since(c) < came)
        return before, contacts - before

    def _chorus_phone_since(self, contact):
        """When the number that a contact has was entered: core tracks its changes.

        :rtype: naive UTC datetime
        """
        field = self.env["ir.model.fields"]._get("res.partner", "phone")
        changes = self.env["mail.tracking.value"].search(
            [
                ("field_id", "=", field.id),
                ("mail_message_id.model", "=", "res.partner"),
                ("mail_message_id.res_id", "=", contact.id),
            ]
        )
        same = changes.filtered(
            lambda c: (
                phone_key(c.new_value_char) == phone_key(contact.phone)
                and phone_key(c.old_value_char) != phone_key(contact.phone)
            )
        )
        return max([contact.create_date, *same.mapped("create_date")])
