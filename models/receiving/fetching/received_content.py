"""The file of a received invoice: what it states, its documents, and what is new."""

from odoo import models
from odoo.fields import Domain

from ....tools.typography import named
from ..content import content_of_pivot
from .contradictions import contradictions

# Fields by what the file calls them, where a search does not tell them.
FIELD_OF_FILE = {
    "framework": "framework",
    "origin_number": "origin_number",
    "delivered_on": "served_on",
    "works_manager_on": "works_manager_on",
    "resent": "resent",
}
# Those that a search may have left out.
FIELD_WHERE_EMPTY = {
    "issued_on": "invoice_date",
    "contract_number": "contract_number",
    "commitment_number": "commitment_number",
    "service_code": "service_code",
    "service_name": "service_name",
}


class ChorusReceived(models.Model):
    _inherit = "l10n_fr_chorus_pro.received"

    def _chorus_take_content(self, invoice):
        """Keep what a file states and its documents; one that came before unchanged
        changes nothing.

        :param PivotInvoice invoice: of this invoice
        """
        self.ensure_one()
        content, version = content_of_pivot(invoice), self.content_version + 1
        documents = self._chorus_add_documents(invoice.documents, version)
        is_new = bool(documents) or content != self.content
        values = {
            "content_state": "downloaded",
            "content_failure": False,
            "content_tries": 0,
            "content_check_at": False,
        }
        if is_new:
            values |= self._chorus_stated_values(invoice)
            values |= {
                "content": content,
                "content_version": version,
                "bill_due": True,
            }
        self.write(values)
        if is_new:
            if version > 1:
                self._chorus_tell_resent(documents)
            self._chorus_check_content(invoice)

    def _chorus_stated_values(self, invoice):
        values = {
            field: getattr(invoice, name) or False
            for name, field in FIELD_OF_FILE.items()
        }
        for name, field in FIELD_WHERE_EMPTY.items():
            if not self[field]:
                values[field] = getattr(invoice, name) or False
        supplier = invoice.supplier
        values["supplier_country"] = supplier.country or False
        if not self.supplier_identifier:
            values["supplier_identifier"] = supplier.identifier or False
            values["supplier_kind"] = supplier.kind or False
        if not self.supplier_name:
            values["supplier_name"] = supplier.name or False
        values["is_credit_note"] = self.is_credit_note or invoice.is_credit_note
        return values

    def _chorus_tell_resent(self, documents):
        """That the supplier's file came once more, with its new documents."""
        env = self.company_id._chorus_lang_env()
        titles = {
            "completed": env._("Chorus Pro: what the supplier added"),
            "recycled": env._("Chorus Pro: routed anew by the supplier"),
        }
        title = titles.get(self.resent) or env._("Chorus Pro: sent once more")
        step = (
            env._("New documents: %s.", ", ".join(documents.mapped("name")))
            if documents
            else env._("It came without a new document.")
        )
        self._chorus_tell_news(title, step=step, files=documents.attachment_id.ids)

    def _chorus_check_content(self, invoice):
        """Say what in the file is to be looked at by somebody: it was kept as it is."""
        env = self.company_id._chorus_lang_env()
        sentences = contradictions(self.with_env(env), invoice)
        sentences += [
            named(env, document.name, document.failure)
            for document in self.document_ids
            if document.failure
        ]
        warning = "\n".join(sentences) or False
        if warning == self.content_warning:
            return
        self.content_warning = warning
        if warning:
            self._chorus_tell_news(
                env._("Chorus Pro: the file of the invoice is to be checked"),
                step=" ".join(sentences),
            )

    def _chorus_match_content(self, identifier, invoice):
        """Which of these invoices a file is of: by the portal's identifier; a file of
        schema V1_22 that tells none, by number and supplier.

        :param str identifier: the portal's, or the path of the file
        :param PivotInvoice invoice: as its file states it
        :return: one of these invoices; empty where it is of none, or of two
        """
        found = self.filtered(lambda r: r.chorus_identifier == identifier)
        if found or invoice.chorus_invoice_id:
            return found
        found = self.filtered_domain(
            Domain("invoice_number", "=", invoice.number)
            & Domain("supplier_identifier", "=", invoice.supplier.identifier)
        )
        return found if len(found) == 1 else found.browse()
