"""Which documents of ours the rows of a search are."""

from odoo import api, models
from odoo.fields import Domain

from ...tools.row_locks import take_free_rows
from ..invoice.states import ENDED_STATES


class ChorusDocument(models.Model):
    _inherit = "l10n_fr_chorus_pro.document"

    @api.model
    def _chorus_pair_rows(self, rows, domain):
        """Pair rows of a search with our documents.

        By the portal's identifier; before it is known, by flow number and invoice
        number; an attempt that had ended, by all that makes an invoice the same. Never
        by the number alone.

        :param domain: the documents in question
        :return: list of (row, document)
        """
        known = self._chorus_known_documents(rows, domain)
        by_identifier = {d.chorus_identifier: d for d in known}
        strange = [r for r in rows if r.chorus_invoice_id not in by_identifier]
        by_flow = self._chorus_documents_of_flows(strange, domain)
        strange = [r for r in strange if _key(r) not in by_flow]
        ended = self._chorus_ended_documents(strange, domain, known)
        pairs = []
        for row in rows:
            document = (
                by_identifier.get(row.chorus_invoice_id)
                or by_flow.get(_key(row))
                or ended._chorus_late_arrival(row)
            )
            if document:
                pairs.append((row, document))
        return pairs

    # One search for each way to know a document, and for what the one before left:
    # all in one would read every document.

    @api.model
    def _chorus_known_documents(self, rows, domain):
        identifiers = [r.chorus_invoice_id for r in rows if r.chorus_invoice_id]
        return self.sudo().search(
            Domain(domain) & Domain("chorus_identifier", "in", identifiers)
        )

    @api.model
    def _chorus_documents_of_flows(self, rows, domain):
        """The documents without an identifier that the flows of these rows brought.

        :return: dict by (flow number, invoice number)
        """
        flows = {row.flow_number for row in rows if row.flow_number}
        if not flows:
            return {}
        deposits = self.env["l10n_fr_chorus_pro.deposit"].sudo()
        deposits = deposits.search([("flow_number", "in", sorted(flows))])
        documents = self.sudo().search(
            Domain(domain)
            & Domain("chorus_identifier", "=", False)
            & Domain("deposit_id", "in", deposits.ids)
        )
        return {(d.deposit_id.flow_number, d.invoice_number): d for d in documents}

    @api.model
    def _chorus_ended_documents(self, rows, domain, known):
        """The ended attempts that these rows may come from after all.

        :param known: documents of other rows of the same page
        """
        if not rows:
            return self.browse()
        ended = Domain("state", "in", ENDED_STATES)
        documents = self.sudo().search(
            Domain(domain)
            & ended
            & Domain("chorus_identifier", "=", False)
            & Domain("invoice_number", "in", [row.invoice_number for row in rows])
        )
        return (documents | known.filtered_domain(ended)).sorted("id", reverse=True)

    @api.model
    def _chorus_match(self, rows, domain):
        """The pairs of :meth:`_chorus_pair_rows` that nobody else holds, locked.

        :return: list of (row, document)
        """
        pairs = self._chorus_pair_rows(rows, domain)
        documents = self.sudo().browse([document.id for _row, document in pairs])
        locked = take_free_rows(documents)
        return [(row, document) for row, document in pairs if document in locked]


def _key(row):
    return row.flow_number, row.invoice_number
