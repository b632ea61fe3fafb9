"""What an invoice to validate states, and its documents: fetched one by one."""

import io
import logging
import zipfile
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath

from odoo import api, models
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ...chorus_api import ChorusError, ProtocolError, Rejected
from ...chorus_api.downloads import DOWNLOAD_LIMIT
from ...chorus_api.zips import UNREADABLE
from ...tools.row_locks import LEFT, do_alone
from ..connection.error_texts import explain
from ..receiving.fetching.received_download import ORDER, failed_and_due
from ..receiving.roles import VALIDATOR

_logger = logging.getLogger(__name__)

# In a run: each costs two calls, and the next run fetches the others.
CONTENTS = 100
# Fields by what the content calls them, where the search does not tell them.
FIELD_OF_CONTENT = {
    "contract_number": "contract_number",
    "commitment_number": "commitment_number",
    "service_code": "service_code",
    "origin_number": "origin_number",
    "invoice_date": "invoice_date",
    "untaxed": "amount_untaxed",
    "total": "amount_total",
    "amount_due": "amount_due",
}


@dataclass(frozen=True)
class FetchedDocument:
    """A document as the download gives it, in the shape of one of a pivot file."""

    name: str
    data: bytes
    is_main: bool
    category: str = ""
    afnor_syntax: str = ""

    # Not that of a model, but as a document of a pivot file has it.
    def read(self):  # pylint: disable=method-required-super
        return self.data


class ChorusReceived(models.Model):
    _inherit = "l10n_fr_chorus_pro.received"

    @api.model
    def _chorus_read_validation_contents(self, account, client):
        """Fetch what is not here yet, each committed alone; what failed, where its
        time has come.

        :return: an iterator, to be committed at each stop
        :raises ChorusError: the portal failed; what came before is kept
        """
        domain = self._chorus_received_domain(account, VALIDATOR)
        domain &= Domain("content_state", "=", "to_download") | failed_and_due()
        due = self.sudo().search(domain, order=ORDER, limit=CONTENTS)
        for received in due:
            yield from received._chorus_fetch_alone(client)

    def _chorus_fetch_alone(self, client):
        """Fetch the content of one; what is wrong with it is its own matter.

        What it states is kept though its documents fail: by its framework somebody is
        told until when to answer.

        :return: an iterator, to be committed at each stop
        """
        env = self.company_id._chorus_lang_env()
        try:
            kinds = do_alone(self, partial(self._chorus_read_stated, client))
            yield
            if kinds is not LEFT:
                do_alone(self, partial(self._chorus_fetch_documents, client, kinds))
        except (Rejected, ProtocolError) as error:
            self.env.cr.rollback()
            self._chorus_fail_content(explain(env, error))
        except (ChorusError, *PG_CONCURRENCY_EXCEPTIONS_TO_RETRY):
            raise
        except Exception:  # noqa: BLE001 - one bad record must not starve the rest
            self.env.cr.rollback()
            _logger.exception("Content of invoice to validate %s not kept", self.id)
            why = env._("Odoo could not keep the documents of this invoice.")
            self._chorus_fail_content(why)
        yield

    def _chorus_fetch_content(self, client):
        """:raises ChorusError: the portal does not give it"""
        self._chorus_fetch_documents(client, self._chorus_read_stated(client))

    def _chorus_read_stated(self, client):
        """Keep what the invoice states.

        :return: dict, what each of its documents is by its name
        :raises ChorusError: the portal does not tell
        """
        invoice = client.read_to_validate(self.chorus_identifier)
        received = self.sudo()
        values = {
            field: value
            for name, field in FIELD_OF_CONTENT.items()
            if (value := getattr(invoice, name)) and not received[field]
        }
        framework = invoice.framework.partition("_")[0]
        received.write({**values, "framework": framework or received.framework})
        return {document.name: document.kind_label for document in invoice.documents}

    def _chorus_fetch_documents(self, client, kinds):
        """:raises ChorusError: the portal does not give them"""
        file = client.download_invoice(self.chorus_identifier, with_attachments=True)
        received = self.sudo()
        received.write(
            {
                "content_state": "downloaded",
                "content_failure": False,
                "content_tries": 0,
                "content_check_at": False,
                "content_version": 1,
            }
        )
        received._chorus_add_documents(_documents(self, file, kinds), 1)


def _documents(received, file, kinds):
    """The documents of a download: the page of the invoice, and what goes with it.

    :param DownloadedFile file: one document or an archive; None where there is none
    :param dict kinds: what a document is, by its name
    :rtype: list of FetchedDocument
    """
    if not file:
        return []
    number = received.invoice_number or received.chorus_identifier
    if file.extension != "zip":
        return [FetchedDocument(f"{number}.{file.extension}", file.content, True)]
    try:
        return list(_unpacked(file.content, received.chorus_identifier, number, kinds))
    except UNREADABLE:
        return [FetchedDocument(f"{number}.zip", file.content, True)]


def _unpacked(content, identifier, number, kinds):
    left = DOWNLOAD_LIMIT
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for entry in archive.infolist():
            if entry.is_dir():
                continue
            left -= entry.file_size
            if left < 0:
                raise ValueError("larger than the portal gives out")
            path = PurePosixPath(entry.filename)
            is_main = path.stem == identifier
            name = f"{number}{path.suffix}" if is_main else path.name
            kind = kinds.get(path.stem, "")
            yield FetchedDocument(name, archive.read(entry), is_main, kind)
