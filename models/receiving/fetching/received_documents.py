"""The documents of a received invoice: each a file of its own, under the name that its
supplier gave it, one in memory at a time."""

import hashlib

from odoo import models

from ....chorus_api.pivot import PivotError, free_name
from .problem_texts import problem_sentence

# Whatever a supplier sends is shown as what it is, and never run as a page of Odoo.
HARMLESS = {"attachments_mime_plainxml": True}


class ChorusReceived(models.Model):
    _inherit = "l10n_fr_chorus_pro.received"

    def _chorus_add_documents(self, documents, version):
        """Keep the documents that are not kept yet.

        One that came before, with the same content, is not kept twice; one whose
        content could not be kept then, and can be now, gets it.

        :param documents: of a pivot file
        :param int version: of the content that they belong to
        :return: the documents that have a file now and had none before
        """
        env = self.company_id._chorus_lang_env()
        left, added = list(self.document_ids), self.document_ids.browse()
        taken = {known.name.lower() for known in left}
        for document in documents:
            data, failure = _read(env, document)
            sha256 = hashlib.sha256(data).hexdigest() if data is not None else False
            known = _take_known(left, document.name, sha256)
            if known and (known.attachment_id or data is None):
                continue
            name = known.name if known else free_name(document.name, taken)
            values = {
                "name": name,
                "attachment_id": data is not None and self._chorus_attach(name, data),
                "sha256": sha256,
                "failure": failure,
                "is_main": document.is_main,
                "category": document.category or False,
                "syntax": document.afnor_syntax or False,
                "content_version": version,
                "received_id": self.id,
            }
            if known:
                known.write(values)
            else:
                known = self.document_ids.create(values)
            if data is not None:
                added |= known
        return added

    def _chorus_attach(self, name, data):
        """
        :return: id of a file on this invoice
        """
        files = self.env["ir.attachment"].sudo().with_context(**HARMLESS)
        attachment = files.create(
            {
                "name": name,
                "raw": data,
                "res_model": self._name,
                "res_id": self.id,
            }
        )
        # Its content is on disk, and not to stay in memory as well.
        attachment.flush_recordset()
        attachment.invalidate_recordset(["raw", "datas"])
        return attachment.id


def _read(env, document):
    """
    :param PivotDocument document: whose content is on disk
    :return: (its bytes or None, why it has none)
    """
    try:
        return document.read(), False
    except PivotError as error:
        return None, problem_sentence(env, error)


def _take_known(left, name, sha256):
    """The document that is this one, taken out of those that are left.

    :param list left: documents of the invoice that were matched with none yet
    :return: a document, or None
    """
    known = (d for d in left if sha256 and d.sha256 == sha256)
    nameless = (d for d in left if not d.attachment_id and d.name == name)
    found = next(known, None) or next(nameless, None)
    if found:
        left.remove(found)
    return found
