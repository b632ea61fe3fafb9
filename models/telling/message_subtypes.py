"""Which of the followable kinds of news a message of Chorus Pro is."""

from odoo import api, models

from ..invoice.states import OWN_STATES, PAYMENT, REFUSAL, SUSPENSION

NEWS = "l10n_fr_chorus_pro.mail_message_subtype_news"
REFUSED = "l10n_fr_chorus_pro.mail_message_subtype_refused"
SUSPENDED = "l10n_fr_chorus_pro.mail_message_subtype_suspended"
PAID = "l10n_fr_chorus_pro.mail_message_subtype_paid"
SPECIAL = (REFUSED, SUSPENDED, PAID)
SUBTYPES = {REFUSAL: REFUSED, SUSPENSION: SUSPENDED, PAYMENT: PAID}
# By own state of the invoice; what is not here is followed with everything alone.
SUBTYPE_OF_STATE = {
    row.code: SUBTYPES[row.news] for row in OWN_STATES.values() if row.news
}


class MailFollowers(models.Model):
    _inherit = "mail.followers"

    @api.model
    def _get_recipient_data(self, records, message_type, subtype_id, pids=None):
        # EXTENDS 'mail'
        res = super()._get_recipient_data(records, message_type, subtype_id, pids=pids)
        if records is None or records._name != "account.move" or not subtype_id:
            return res
        xmlid_to_id = self.env["ir.model.data"]._xmlid_to_res_id
        if subtype_id not in [xmlid_to_id(name, False) for name in SPECIAL]:
            return res
        # A message has one subtype; who follows everything gets the special ones too.
        everything = super()._get_recipient_data(
            records, message_type, xmlid_to_id(NEWS, False)
        )
        for record_id, recipients in everything.items():
            res[record_id] = {**recipients, **res.get(record_id, {})}
        return res
