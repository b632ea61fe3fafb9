"""Finding an invoice of ours that the portal already has, and taking it over."""

from odoo import models
from odoo.tools import remove_accents

from ..chorus_api import InvoiceSearch
from .document import ENDED_STATES

# The portal's own sentence for a number it has already; not all of its sentences carry
# their accents.
DUPLICATE_TEXT = "deja depose"
AMOUNT_TOLERANCE = 0.005


def is_same_invoice(row, remembered):
    """Whether a row of the portal is an invoice of ours, beyond doubt.

    Number, date, supplier, recipient and total must all agree: other rows of the same
    number are another year's or another establishment's.

    :param InvoiceRow row: of a search
    :param remembered: a document, or the values of one as a mapping
    """
    return (
        row.invoice_number == remembered["invoice_number"]
        and row.invoice_date == remembered["invoice_date"]
        and row.supplier == remembered["supplier_siret"]
        and row.recipient == remembered["recipient_siret"]
        and row.total is not None
        and abs(abs(row.total) - abs(remembered["amount_total"])) < AMOUNT_TOLERANCE
    )


class ChorusDocument(models.Model):
    _inherit = "l10n_fr_chorus_pro.document"

    def _chorus_find(self, client):
        """The portal's invoice that is this one, beyond doubt.

        :return: an InvoiceRow or None
        """
        self.ensure_one()
        search = InvoiceSearch(invoice_number=self.invoice_number)
        for page in client.search_invoices(search):
            for row in page.rows:
                if is_same_invoice(row, self):
                    return row
        return None

    def _chorus_adopt_row(self, row, client):
        """Take over an invoice that the portal already has, and say so."""
        env = self.company_id._chorus_lang_env()
        self._chorus_say(
            env._(
                "This invoice is in Chorus Pro already (%(amount)s with taxes)."
                " Odoo has taken it over; do not send it again.",
                amount=self.currency_id.with_env(env).format(row.total),
            ),
        )
        self._chorus_link_pdf()
        self._chorus_apply_row(row, client)

    def _chorus_without_rivals(self):
        """Those that may be told a status of the portal.

        An attempt that was given up, and shows in the portal after all while another
        one is under way, is left alone: the answer to the other one says that the
        number exists already, and the invoice is adopted then.
        """
        ended = self.filtered(lambda d: d.state in ENDED_STATES)
        busy = ended.move_id.filtered(lambda move: move._chorus_live_document())
        return self - ended.filtered(lambda d: d.move_id in busy)

    def _chorus_refuse(self, client, named, text):
        """The portal did not take these invoices: say why, free their numbers.

        An answer that the number exists already may mean that our own first attempt
        succeeded: that invoice is looked for and adopted.

        :param dict named: reason by invoice number
        :param str text: reason of those that are not named
        """
        for document in self:
            reason = named.get(document.invoice_number) or text
            if DUPLICATE_TEXT in remove_accents(reason).lower():
                row = document._chorus_find(client)
                if row:
                    document._chorus_adopt_row(row, client)
                    continue
            document._chorus_refuse_one(reason)

    def _chorus_refuse_one(self, reason):
        """Say why this invoice was not taken, and free its number."""
        self.ensure_one()
        self._chorus_set_state("refused", reason)
        self._chorus_say_state(reason=reason)
        self.move_id._chorus_free_to_send()
