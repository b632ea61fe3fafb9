"""Deposits: one file handed to Chorus Pro, at most once.

The protocol, each step of which answers something that happened:

1. the attempt is written down and committed before the call; from there its committed
   state is the guard, for a row lock dies at commit;
2. between that commit and the answer there is no SQL: a read would open a snapshot and
   make the later write fail on a concurrent change, and the flow number would be lost;
3. the answer is accepted, refused, surely not delivered, or uncertain;
4. it is written and committed at once, in a loop that never repeats the call: see
   ``settle.py``.
"""

import logging
import traceback
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import uuid4

from odoo import api, fields, models

from ...chorus_api import (
    ChorusError,
    ConfigurationError,
    FileError,
    ProtocolError,
    Submitted,
    Unavailable,
    Uncertain,
)
from ...chorus_api.files import ARCHIVE_SUFFIX, Archive
from ..connection.error_texts import explain, is_refused_at_the_door
from ..einvoice.file_mixin import content_of
from ..invoice.states import OPEN_STATES

_logger = logging.getLogger(__name__)

# A call is bounded by a minute: an attempt older than this was cut off.
SENDING_LIMIT = timedelta(minutes=5)
FIRST_CHECK = timedelta(minutes=2)
RETRY_DELAY = timedelta(minutes=10)
LONGEST_DELAY = timedelta(hours=6)
# Core hands over ten invoices at a time: a lot waits a little for more of them.
LOT_DELAY = timedelta(minutes=1)


@dataclass(frozen=True)
class Outcome:
    """What a call came to; made without a look into the database.

    :param invoice: the answer of a door, where no file of its own was deposited
    :param rows: what the portal has under the number of a refused invoice
    """

    state: str
    flow_number: str = ""
    error: ChorusError | None = None
    invoice: Submitted | None = None
    rows: tuple = ()


class ChorusDeposit(models.Model):
    _inherit = "l10n_fr_chorus_pro.deposit"

    # -- Packing ---------------------------------------------------------------

    @api.model
    def _chorus_pack(self, documents):
        """Put documents that wait into one deposit, in state ``sending``.

        They are of one company and one syntax. One goes as it is, several as an archive
        of at most the company's lot size; those that find no room go on waiting. What
        goes by a door goes alone.

        :return: (deposit, bytes of its file); no deposit where every file was refused
        """
        first = documents[0]
        company = first.company_id
        if len(documents) == 1:
            packed, content, file_name = first, first._chorus_content(), first.file_name
        else:
            packed, content = self._chorus_archive(documents)
            file_name = f"lot_{uuid4().hex[:12]}{ARCHIVE_SUFFIX}"
        if not packed:
            return self.browse(), content
        now = fields.Datetime.now()
        deposit = self.sudo().create(
            {
                "company_id": company.id,
                "environment": (
                    company._chorus_account_company().l10n_fr_chorus_environment
                ),
                "reference": uuid4().hex,
                "state": "sending",
                "syntax": first.syntax,
                "door": first.door,
                "file_name": file_name,
                "sent_at": now,
                "next_check_at": now + SENDING_LIMIT,
                **self._chorus_kept_values(content),
            }
        )
        deposit._chorus_keep_files([content])
        packed._chorus_write_state("sending", deposit_id=deposit.id)
        return deposit, content

    @api.model
    def _chorus_archive(self, documents):
        """The archive of the first documents that fit into one.

        The report of a flow names its invoices by number alone: two invoices of the
        same number, of two years, never travel together. A file that breaks a limit by
        itself is refused here, and keeps nobody else from leaving.

        :return: (documents in it, bytes)
        """
        packed, numbers = documents.browse(), set()
        files = documents._chorus_kept_files()
        lot_size = max(documents.company_id.l10n_fr_chorus_lot_size, 1)
        with Archive(lot_size) as archive:
            for document in documents:
                if document.invoice_number in numbers:
                    continue
                try:
                    content = content_of(files[document])
                    if not archive.add(document.file_name, content):
                        break
                except FileError as error:
                    env = document.company_id._chorus_lang_env()
                    document._chorus_keep_back(explain(env, error))
                    continue
                packed |= document
                numbers.add(document.invoice_number)
            return packed, archive.content()

    # -- Sending ---------------------------------------------------------------

    def _chorus_commit(self):
        """Commit a step of the protocol: what follows must not undo it."""
        if self.env["account.move.send"]._can_commit():
            # The portal's side cannot be rolled back, so ours must not be.
            self.env.cr.commit()  # pylint: disable=invalid-commit
        else:
            self.env.flush_all()

    def _chorus_send(self, client, content, *, is_click=False, has_dialog=False):
        """Send a deposit written down as ``sending``, and settle what comes of it.

        :param client: an authenticated client
        :param bytes content: the file, read before the commit
        :param bool is_click: a person waits, who can mend a refused account and send
            again; without one the deposit goes on waiting, for it did not leave
        :param bool has_dialog: a dialog says what failed, the chatter need not
        :return: the outcome
        """
        self.ensure_one()
        if self.door:
            outcome = self._chorus_hand_in(client)
            if not outcome:
                return Outcome("uncertain", error=Uncertain("taken over"))
        else:
            file_name, syntax = self.file_name, self.syntax
            self._chorus_commit()
            outcome = deposit_file(client, file_name, content, syntax)
        if isinstance(outcome.error, ConfigurationError) and not is_click:
            outcome = replace(outcome, state="to_send")
        self._chorus_settle(outcome, has_dialog=has_dialog)
        if self.door:
            outcome = self._chorus_look_at_once(client, outcome, is_click)
        if is_click and outcome.error:
            self.company_id._chorus_note_patience(outcome.error)
            self._chorus_commit()  # a dialog rolls back what it reports
        return outcome

    def _chorus_open_documents(self):
        """The invoices whose fate hangs on this deposit: the others were found."""
        return self.document_ids.filtered(lambda d: d.state in OPEN_STATES)

    @api.model
    def _chorus_wake(self, moment):
        """Have the scheduled action and its copies run at a moment, if any."""
        if not moment:
            return
        domain = [
            ("model_id.model", "=", self._name),
            ("state", "=", "code"),
            ("code", "like", "model._cron_deposits()"),
        ]
        for cron in self.env["ir.cron"].sudo().search(domain):
            cron._trigger(at=moment)


def deposit_file(client, file_name, content, syntax):
    """Deposit a file and name what came of it, without touching the database.

    :param bytes content: read before the commit
    :rtype: Outcome
    """

    def deposit():
        receipt = client.deposit_flow(file_name, content, syntax)
        return Outcome("deposited", flow_number=receipt.flow_number)

    return outcome_of(deposit)


def outcome_of(call):
    """What a call came to that hands an invoice in, whatever it raises.

    :param call: without touching the database; it returns an Outcome, or None where it
        hands in a part alone
    :rtype: Outcome or None
    """
    try:
        return call()
    except Unavailable as error:
        return Outcome("to_send", error=error)
    except (Uncertain, ProtocolError) as error:
        return Outcome("uncertain", error=error)
    except ChorusError as error:
        state = "not_sent" if is_refused_at_the_door(error) else "refused"
        return Outcome(state, error=error)
    except Exception as error:  # noqa: BLE001 - it may have been accepted before
        # Its own text may quote the file: the place and the kind of it are enough.
        name = type(error).__name__
        place = "".join(traceback.format_tb(error.__traceback__))
        _logger.error("The deposit of a file ended in %s\n%s", name, place)
        return Outcome("uncertain", error=Uncertain(name))
