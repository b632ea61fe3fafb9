"""The files of received invoices, downloaded in groups.

Each group goes to disk, and each invoice of it is kept and committed on its own, so
that whatever stops a run costs the rest of one group, which is asked for again. What is
wrong with one invoice is nobody else's matter: of a group that comes in part the rest
is asked for in ever smaller groups, to the one that is at fault.
"""

import logging
import tempfile
from datetime import timedelta
from functools import partial

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ....chorus_api import ChorusError, ProtocolError, Rejected, TooLarge
from ....chorus_api.downloads import DOWNLOAD_LIMIT
from ....chorus_api.pivot import read_archive
from ....chorus_api.receiving import GROUP_LIMIT
from ....tools.row_locks import do_alone
from ...connection.error_texts import explain
from .problem_texts import problem_sentence

_logger = logging.getLogger(__name__)

# What failed goes last, and alone: it keeps nothing else back.
ORDER = "content_tries NULLS FIRST, id"
# One whose answer cannot be read is given up after these, until the next sweep.
TRIES = 3
# From one try to the next of a file that could not be read, doubled each time.
FIRST_WAIT = timedelta(hours=12)
LONGEST_WAIT = timedelta(days=16)


class ChorusReceived(models.Model):
    _inherit = "l10n_fr_chorus_pro.received"

    @api.model
    def _chorus_download_due(self, account, client, *, failed=False):
        """Download what is not here yet.

        :param bool failed: what could not be read as well, where its time has come
        :return: an iterator, to be committed at each stop
        :raises ChorusError: the portal failed; what came before is kept
        """
        state = Domain("content_state", "=", "to_download")
        if failed:
            state |= failed_and_due()
        domain = self._chorus_received_domain(account) & state
        names = ["chorus_identifier", "size", "content_tries"]
        due = self.sudo().search_fetch(domain, names, order=ORDER)
        for ids in _groups(due):
            yield from due.browse(ids)._chorus_download_group(client)

    def _chorus_download_group(self, client):
        """Download these invoices, in smaller groups where they do not come at once.

        :return: an iterator, to be committed at each stop
        """
        waiting = [self]
        while waiting:
            group = waiting.pop()
            missed = yield from group._chorus_download_files(client)
            if missed:
                half = (len(missed) + 1) // 2
                waiting += filter(None, (missed[half:], missed[:half]))

    def _chorus_download_files(self, client):
        """Download these invoices by one call, and keep what comes.

        :return: an iterator over the invoices that were kept, whose value are those
            that did not come and are to be asked for in smaller groups
        """
        problems, why = [], ""
        env = self[:1].company_id._chorus_lang_env()
        with tempfile.TemporaryFile() as target:
            try:
                client.download_received(self.mapped("chorus_identifier"), target)
            except Rejected as error:
                why = _why_refused(env, error)
                missed = self
            except ChorusError as error:
                yield from self._chorus_note_tries(env, error)
                raise
            else:
                missed = yield from self._chorus_keep_archive(target, problems)
        if len(self) > 1 or not missed:
            return missed
        if problems:
            why = problem_sentence(env, problems[0])
        missed._chorus_fail_content(
            why or env._("Chorus Pro gave a file without this invoice.")
        )
        yield
        return missed.browse()

    def _chorus_keep_archive(self, target, problems):
        """Keep the invoices of an archive, each committed on its own.

        :param target: the archive, on disk
        :param list problems: gets what is wrong with it
        :return: an iterator, whose value are those of these that are not in it
        """
        missed = self
        for identifier, invoice in read_archive(target, problems):
            received = missed._chorus_match_content(identifier, invoice)
            if not received:
                _logger.info("Chorus Pro gave an invoice that was not asked for")
                continue
            missed -= received
            try:
                # Where others are at it, it stays to be downloaded.
                do_alone(received, partial(received._chorus_take_content, invoice))
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                raise
            except Exception:  # noqa: BLE001 - the others of the group are not to suffer
                self.env.cr.rollback()
                _logger.exception("File of received invoice %s not kept", received.id)
                env = received.company_id._chorus_lang_env()
                received._chorus_fail_content(
                    env._("Odoo could not keep the file of this invoice.")
                )
            yield
        return missed

    # -- What fails ------------------------------------------------------------

    def _chorus_note_tries(self, env, error):
        """Remember that the portal failed for these: others come first the next time.

        :return: an iterator with one stop, to be committed
        """
        for received in self.sudo():
            received.content_tries += 1
        if isinstance(error, ProtocolError) and len(self) == 1:
            if self.content_tries >= TRIES:
                why = env._("The answer of Chorus Pro cannot be read.")
                self._chorus_fail_content(why)
        yield

    def _chorus_fail_content(self, why):
        """The file of this invoice cannot be had now: say why, and when it is asked for
        again; nothing that is known of the invoice is lost.

        :param str why: a sentence
        """
        wait = min(FIRST_WAIT * 2 ** min(self.content_tries, 8), LONGEST_WAIT)
        self.sudo().write(
            {
                "content_state": "failed",
                "content_failure": why,
                "content_tries": self.content_tries + 1,
                "content_check_at": fields.Datetime.now() + wait,
            }
        )


def failed_and_due():
    """What could not be read, where the time to ask for it again has come.

    :rtype: Domain
    """
    return Domain("content_state", "=", "failed") & (
        Domain("content_check_at", "=", False)
        | Domain("content_check_at", "<=", fields.Datetime.now())
    )


def _why_refused(env, error):
    if isinstance(error, TooLarge):
        return env._(
            "The invoice with its documents is larger than Chorus Pro gives out at once"
            " (120 MB). Download its documents in the portal."
        )
    return explain(env, error)


def _groups(due):
    """Ids of invoices that are downloaded together: so many, of such a size, and alone
    what was asked for in vain.

    :return: list of lists
    """
    groups, size = [], 0
    for received in due:
        is_full = not groups or len(groups[-1]) == GROUP_LIMIT
        if is_full or received.content_tries or size + received.size > DOWNLOAD_LIMIT:
            groups.append([])
            size = 0
        groups[-1].append(received.id)
        size += received.size
    return groups
