"""Telling the portal what was decided: never twice, never lost.

1. The portal is asked what it allows now; the invoice is locked and read anew, and
   rights, status and payee are looked at.
2. The act is written down and committed: from there its committed state is the guard,
   for a row lock dies at commit.
3. Between this commit and the answer there is no SQL: a read would open a snapshot, and
   the answer could not be written over somebody else's change.
4. The answer is written at once, in a loop that never repeats the call (``settle.py``).

What is uncertain is read back before anything else is done (``read_back.py``).
"""

import logging
import traceback
from dataclasses import dataclass

import psycopg2

from odoo import fields, models
from odoo.exceptions import UserError

from ....chorus_api import ChorusError, ProtocolError, Rejected, Uncertain
from ....tools.row_locks import busy, hold_or_refuse
from ...connection.error_texts import is_refused_at_the_door
from .received_act import act_label

_logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Answer:
    """What a call came to; made without a look into the database.

    :param state: of an act
    """

    state: str
    error: ChorusError | None = None


class ChorusReceived(models.Model):
    _inherit = "l10n_fr_chorus_pro.received"

    def _chorus_process(self, client, intent, next_statuses):
        """Do something with this invoice, and tell the portal once.

        :param client: of the company's account
        :param intent: what is to be done, an :class:`~.intent.Intent` or its like
        :param next_statuses: function of a status: what the portal allows after it now
        :return: the act, whose state says what came of it. What the same person did
            just now is not done again: that act is returned
        :raises UserError: nothing was sent, in a sentence
        :raises ChorusError: the portal does not say what it allows; nothing was sent
        """
        self.ensure_one()
        self._chorus_assert_environment()
        open_act = self._chorus_open_act()
        if open_act:
            open_act._chorus_settle_open(client)
        earlier = self._chorus_just_done(intent)
        if earlier:
            return earlier
        next_statuses(self.raw_status)
        # What the portal allows is remembered, though it may not be what was wanted.
        self.env["l10n_fr_chorus_pro.deposit"]._chorus_commit()
        # What is checked in vain lets go of the row.
        with self.env.cr.savepoint():
            act = self._chorus_write_intent(intent, next_statuses)
        identifier = self.chorus_identifier
        # The portal must not know of what a rollback could make us forget.
        self.env["l10n_fr_chorus_pro.deposit"]._chorus_commit()
        answer = _give(client, identifier, intent)
        act._chorus_settle_act(answer, client)
        if answer.error:
            self.company_id._chorus_note_patience(answer.error)
        return act

    def _chorus_just_done(self, intent):
        """What the user has done here, where nothing else became of it since.

        Odoo repeats a request after a conflict, and people click twice.
        """
        last = self.sudo().act_ids[:1]
        is_same = (last.act, last.user_id) == (intent.act, self.env.user)
        if is_same and last.state == "done" and intent.stands(self):
            return last
        return last.browse()

    def _chorus_write_intent(self, intent, next_statuses):
        """Write down what is about to be done, where nothing is against it.

        :return: the act
        :raises UserError: it may not be done now, or not by this user
        """
        received = self.sudo()
        hold_or_refuse(received)
        self.invalidate_recordset()
        self._chorus_assert_mine(intent.act)
        for why in (
            self._chorus_why_not_now(intent.act),
            intent.act == "order" and self._chorus_why_payee_blocks(),
        ):
            if why:
                raise UserError(" – ".join((self.display_name, why)))
        if intent.status not in next_statuses(self.raw_status):
            raise UserError(
                self.env._(
                    "%(invoice)s is « %(status)s », and Chorus Pro does not allow"
                    " « %(act)s » after it now.",
                    invoice=self.display_name,
                    status=self.status_label,
                    act=act_label(self.env, intent.act),
                )
            )
        values = {
            **intent.values(),
            "received_id": self.id,
            "status_before": self.raw_status,
            "user_id": self.env.uid,
            "asked_at": fields.Datetime.now(),
        }
        try:
            with self.env.cr.savepoint():
                return received.act_ids.create(values)
        except psycopg2.errors.UniqueViolation as error:
            raise busy(received) from error


def _give(client, chorus_identifier, intent):
    """Tell the portal, without touching the database.

    :rtype: Answer
    """
    try:
        status = intent.tell(client, chorus_identifier)
    except (Uncertain, ProtocolError) as error:
        return Answer("uncertain", error)
    except Rejected as error:
        is_unread = is_refused_at_the_door(error)
        return Answer("not_done" if is_unread else "refused", error)
    except ChorusError as error:
        return Answer("not_done", error)
    except Exception as error:  # noqa: BLE001 - the portal may have taken it before
        # Its own text may quote what was sent: the place and the kind are enough.
        place = "".join(traceback.format_tb(error.__traceback__))
        _logger.error("Telling the portal ended in %s\n%s", type(error).__name__, place)
        return Answer("uncertain", Uncertain(type(error).__name__))
    if not intent.is_given_by(status):
        return Answer("uncertain", Uncertain(status))
    return Answer("done")
