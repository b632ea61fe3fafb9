"""Invoices that were not taken: why, and what else has their number."""

from odoo import api, models
from odoo.tools import format_date

from ...chorus_api import Rejected
from ...chorus_api.statuses import invoice_status
from ..telling.own_reasons import ALREADY_THERE, own_reason


class ChorusDocument(models.Model):
    _inherit = "l10n_fr_chorus_pro.document"

    def _chorus_refuse(self, client, named, text):
        """The portal did not take these invoices: say why, free their numbers.

        An answer that the number exists already may mean that an attempt of ours
        succeeded: that invoice is looked for and adopted; others are shown.

        :param dict named: reason by invoice number
        :param str text: reason of those that are not named
        """
        for document in self:
            reason = named.get(document.invoice_number) or text
            if document._chorus_is_duplicate(reason):
                attempts = document | document.move_id._chorus_lost_documents()
                try:
                    rows = attempts._chorus_read_rows(client)
                except Rejected:
                    rows = []  # a person looks; nothing is sent again without it
                if found := attempts._chorus_same_rows(rows):
                    attempt = document if document in found else next(iter(found))
                    if attempt != document:
                        document._chorus_yield()
                    attempt._chorus_adopt_row(found[attempt], client)
                    continue
                reason = "\n".join([reason, *document._chorus_show_rows(rows)])
            document._chorus_refuse_one(reason)

    def _chorus_show_rows(self, rows):
        """What the portal has under the number, a line each: a person knows it."""
        env = self.company_id._chorus_lang_env()
        return [
            own_reason(
                env,
                ALREADY_THERE,
                {
                    "number": row.invoice_number,
                    "date": row.invoice_date
                    and format_date(env, row.invoice_date)
                    or "?",
                    "amount": _amount(self.with_env(env).currency_id, row),
                    "recipient": row.recipient_name or row.recipient,
                    "status": invoice_status(row.status).label,
                },
            )
            for row in rows
            # An account of a group sees other suppliers too: none of our business.
            if _siren(row.supplier) == _siren(self.supplier_siret)
        ]

    def _chorus_refuse_one(self, reason):
        """Say why this invoice was not taken, and free its number."""
        self._chorus_end("refused", reason)
        self._chorus_doubt_directory()

    @api.model
    def _chorus_note_unsent(self, move, reason):
        """Keep why an invoice did not even become a file: lists and an activity show
        it. Of several such attempts in a row one is kept."""
        last = move._chorus_current_document()
        if last.state == "not_sent" and not last.deposit_id:
            last.reason = reason
            return
        values = {"state": "not_sent", "reason": reason}
        self.sudo().create({**move._chorus_document_values(), **values})

    def _chorus_keep_back(self, reason):
        """Say why this invoice surely did not leave, and free its number."""
        self._chorus_end("not_sent", reason)

    def _chorus_end(self, state, reason):
        self.ensure_one()
        self._chorus_set_state(state, reason)
        self._chorus_say_state(reason=reason)
        self.move_id._chorus_free_to_send()


def _siren(identifier):
    """The company of an establishment: the first nine digits of its SIRET."""
    return (identifier or "")[:9]


def _amount(currency, row):
    """The total of a row as a person reads it, in its own currency.

    :param currency: of our invoice, where the row names none
    """
    if row.total is None:
        return "?"
    if row.currency and row.currency != currency.name:
        currencies = currency.with_context(active_test=False)
        currency = currencies.search([("name", "=", row.currency)], limit=1)
    return currency.format(row.total) if currency else f"{row.total:.2f} {row.currency}"
