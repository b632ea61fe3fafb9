"""The status of an invoice: what a row of the portal and its history make of it.

A row tells status, moment and comment; only a row that differs from the last one costs
a call for the history, and not the first row of an invoice that is where it was sent.
What is new is told once, in its order.

A row and the line of the history for the same status may bear two moments, of two zones
or a second apart: they are matched by their status.
"""

import logging

from odoo import api, fields, models
from odoo.fields import Domain

from ...chorus_api import ChorusError, ConfigurationError
from ...chorus_api.statuses import ACTION, REFUSED, invoice_status
from ...tools.row_locks import wait_for_rows
from ...tools.together import together_or_alone
from ..invoice.moments import is_near, minute_of, order_of
from ..invoice.states import ENDED_STATES
from ..payment.rules import RELEASED, is_step, releases

_logger = logging.getLogger(__name__)

COMPLETED = "COMPLETEE"
# What every invoice goes through: of a first row that tells one of these, the history
# says nothing that anybody waits for.
ON_ITS_WAY = ("DEPOSEE", "MISE_A_DISPOSITION")


class ChorusDocument(models.Model):
    _inherit = "l10n_fr_chorus_pro.document"

    # After the release of a payment the portal may go on to report earlier steps: they
    # are remembered here, and are not the status of the invoice.
    row_status = fields.Char(help="Status code that Chorus Pro reported last.")
    row_status_date = fields.Datetime(help="Moment that came with it.")
    row_comment = fields.Text(help="Comment that came with it.")
    row_deposited_on = fields.Date(help="Day of the deposit, as Chorus Pro says.")
    completion_told = fields.Boolean(
        help="Completed from Odoo: the chatter tells it with the documents, and the"
        " status that comes of it is no other news."
    )

    def _chorus_is_news(self, row):
        """Whether a row of a search tells something that is not known yet."""
        self.ensure_one()
        known = (
            self.row_status or "",
            self.row_status_date or None,
            self.row_comment or "",
        )
        return (
            not self.chorus_identifier
            or known != (row.status, row.status_at, row.comment)
            or (self.raw_status or "") not in (row.status, RELEASED)
        )

    def _chorus_apply_row(self, row, client, *, reread=False):
        """Apply a row of a search where it tells something new.

        :param bool reread: read the history all the same: an event may have come late
        :return: whether the row was news
        """
        self.ensure_one()
        is_news = self._chorus_is_news(row)
        if not reread and self._chorus_is_plain(row):
            self._chorus_apply_plain_rows([(row, self)])
        elif is_news or reread:
            before = self._chorus_standing()
            self._chorus_remember_row(row)
            self._chorus_settle_status()
            self._chorus_read_second_validator(client)
            self._chorus_read_history(client, before)
        if is_news:
            self._chorus_doubt_directory()
        return is_news

    def _chorus_is_plain(self, row):
        """Whether a row is the first of its invoice, and all there is to know of it: a
        validator may have said something before."""
        is_first = not self.row_status and row.status in ON_ITS_WAY
        return is_first and not self.move_id._chorus_needs_validator()

    @api.model
    def _chorus_apply_plain_rows(self, pairs):
        """Apply first rows that need no history, and tell them together.

        :param pairs: list of (row, document)
        """
        before = [document._chorus_standing() for _row, document in pairs]
        for row, document in pairs:
            document._chorus_remember_row(row)
            document._chorus_settle_status()
        news = []
        for (_row, document), standing in zip(pairs, before, strict=True):
            known = document.event_ids
            news += document._chorus_news_since(standing, known, known.browse())
        # Statuses count more than messages: one that fails is nobody else's matter.
        together_or_alone(
            self.env.cr,
            self.browse().union(*(item.document for item in news)),
            lambda told: self._chorus_post([n for n in news if n.document in told]),
        )

    @api.model
    def _chorus_unread_domain(self):
        """The documents that rows alone have told of: their histories were not asked
        for yet."""
        return (
            Domain("row_status", "!=", False)
            & Domain("event_ids", "=", False)
            & Domain("history_due", "=", False)
            # What had ended and arrived after all is a double, and is not followed.
            & Domain("state", "not in", ENDED_STATES)
        )

    def _chorus_is_unread(self):
        """Whether rows alone have told of it."""
        is_ended = self.state in ENDED_STATES
        return bool(self.row_status) and not self.event_ids and not is_ended

    def _chorus_remember_row(self, row):
        deposited_at = self.deposit_id.deposited_at or self.create_date
        self.write(
            {
                "chorus_identifier": row.chorus_invoice_id,
                "row_deposited_on": row.deposited_on or deposited_at,
                "row_status": row.status,
                "row_status_date": row.status_at,
                "row_comment": row.comment or False,
            }
        )

    # -- The status that counts ------------------------------------------------

    def _chorus_standing(self):
        """The status that counts, to see whether it changes: code, minute, reason."""
        return self.raw_status, minute_of(self.status_date), self.reason or ""

    def _chorus_settle_status(self):
        """Derive the status from the last row: its own, unless it is a step that was
        reported after the payment had been released."""
        status, moment, comment = (
            self.row_status,
            self.row_status_date,
            self.row_comment,
        )
        if released := self._chorus_holding_release():
            if (status, minute_of(moment)) != (RELEASED, released):
                moment, comment = self._chorus_release_told(released)
            status = RELEASED
        state = invoice_status(status).state
        values = {
            "raw_status": status,
            "status_date": moment,
            # Of a completion the comment is our own, and no reason.
            "reason": status != COMPLETED and comment or False,
        }
        # A status that stays is not written: nobody is to be alerted by it.
        values = {n: v for n, v in values.items() if (self[n] or False) != v}
        if values or self.state != state:
            self._chorus_write_state(state, **values)

    def _chorus_holding_release(self):
        """The minute of the release that the last row does not touch, or None."""
        if not is_step(self.row_status):
            return None
        statuses = self._chorus_moments()
        row = (minute_of(self.row_status_date), self.row_status)
        if row[0] and row not in statuses:
            statuses = sorted([*statuses, row], key=lambda status: status[0])
        return (releases(statuses) or [None])[-1]

    def _chorus_release_told(self, released):
        """Moment and comment of a release: as they stand, else of its event."""
        if self._chorus_standing()[:2] == (RELEASED, released):
            return self.status_date, self.reason
        return released, self._chorus_status_event(RELEASED, released).comment

    def _chorus_status_event(self, code, minute):
        return self.event_ids.filtered(
            lambda event: (
                event.kind == "status"
                and (event.code, minute_of(event.happened_at)) == (code, minute)
            )
        )[:1]

    # -- History ---------------------------------------------------------------

    def _chorus_read_history(self, client, before=None):
        """Keep the events that are new, and tell the new statuses in their order.

        A failure costs the detail, not the status: it is told alone and the history is
        read again by the next refresh.

        :param before: the standing status before this refresh; None to tell nothing
        :return: the error of the portal, or None
        """
        was_due, failure = self.history_due, None
        known, was_alone = self.event_ids, was_due or self._chorus_is_unread()
        try:
            history = client.read_history(self.chorus_identifier)
        except ConfigurationError:
            raise
        except ChorusError as error:
            _logger.info("History of a document not read: %s", type(error).__name__)
            failure = error
            self.history_due = True
        # A conflict with who changed the invoice during the call fails here, where the
        # caller tries again, and not at the next write, where core would log it.
        wait_for_rows(self.move_id)
        if not failure:
            self._chorus_keep_events(history.events)
            if self.row_status:
                self._chorus_settle_status()
            is_ahead = bool(before) and self._chorus_is_ahead(known)
            self.history_due = is_ahead and not was_due
        if before:
            told = before if was_alone else None
            events = self._chorus_new_statuses(known, told)
            self._chorus_post(self._chorus_news_since(before, known, events))
        return failure

    def _chorus_is_ahead(self, known):
        """Whether the last row tells a status that the history does not have yet.

        :param known: the events before this reading
        """
        minute = minute_of(self.row_status_date)
        if not minute or self._chorus_status_event(self.row_status, minute):
            return False
        return not (self._chorus_last_status(self.row_status, minute) - known)

    def _chorus_last_status(self, code, minute):
        """The last status of the history, where it is this one on whatever clock; else
        empty."""
        statuses = self.event_ids.filtered(lambda event: event.kind == "status")
        last = statuses.sorted(order_of)[-1:]
        return last.filtered(
            lambda e: e.code == code and is_near(e.happened_at, minute)
        )

    def _chorus_keep_events(self, remote_events):
        """Store the events that are not known yet.

        :return: the new ones, oldest first
        """
        known = {(event.kind, event.remote_id) for event in self.event_ids}
        return self.env["l10n_fr_chorus_pro.event"].create(
            [
                {
                    "document_id": self.id,
                    "kind": event.kind,
                    "remote_id": event.remote_id,
                    "code": event.code,
                    "happened_at": event.at,
                    "comment": event.comment or False,
                    "author": event.author or False,
                    "author_email": event.email or False,
                    "author_phone": event.phone or False,
                }
                for event in remote_events
                if (event.kind, event.remote_id) not in known
            ]
        )

    # -- What is told ----------------------------------------------------------

    def _chorus_new_statuses(self, known, told_alone):
        """The statuses that came with this reading and are to be told, oldest first.

        :param known: the events before it
        :param told_alone: the standing status that was told without its event, if any
        """
        told = {_what_it_says(event) for event in known if event.kind == "status"}
        held = self._chorus_steps_after_release(known)
        fresh = self.event_ids - known - held
        fresh = fresh.filtered(lambda e: e.kind == "status").sorted(order_of)
        after = _moment_of_told(fresh, told_alone)
        undated = told_alone and told_alone[0]
        result = self.event_ids.browse()
        for event in fresh:
            if _what_it_says(event) in told:
                continue
            if not event.happened_at and event.code == undated:
                continue
            if after and event.happened_at and minute_of(event.happened_at) <= after:
                continue
            told.add(_what_it_says(event))
            result += event
        return result

    def _chorus_steps_after_release(self, known):
        """The status events that came after a release, by their date or by their
        arrival, and change nothing about it."""
        dated = self.event_ids.filtered(lambda e: e.kind == "status" and e.happened_at)
        ordered = dated.sorted(order_of)
        held = releases([(minute_of(e.happened_at), e.code) for e in ordered])
        was_known = any(e in known and e.code == RELEASED for e in dated)
        result = dated.browse()
        for event, released in zip(ordered, held, strict=True):
            release = (RELEASED, released)
            is_release = (event.code, minute_of(event.happened_at)) == release
            came_late = was_known and held[-1] and event not in known
            if is_step(event.code) and not is_release and (released or came_late):
                result += event
        return result

    def _chorus_news_since(self, before, known, events):
        """What is to be told of new statuses in their order, and of the standing one
        where it is none of them: the row is ahead of the history, or only its comment
        changed.

        :param before: the standing status before this refresh
        :param known: the events before it
        :param events: the status events to tell, oldest first
        :rtype: list of News
        """
        standing = self._chorus_standing()
        current = events.filtered(
            lambda e: (e.code, minute_of(e.happened_at)) == standing[:2]
        )[-1:] or (events & self._chorus_last_status(*standing[:2]))
        news = []
        for event in events:
            is_current = event == current
            comment = event.comment or (is_current and self.reason) or ""
            news += self._chorus_news_of(
                event.code, event.happened_at, comment, current=is_current
            )
        row = (self.row_status, minute_of(self.row_status_date))
        found = self._chorus_status_event(*standing[:2]) - known
        is_news = standing[:2] == row or (found and before[0] != standing[0])
        if standing != before and not current and is_news:
            news += self._chorus_news_of(
                self.raw_status, self.status_date, self.reason, current=True
            )
        return news

    def _chorus_news_of(self, code, when, comment, *, current):
        """The message of a status, in a list; an empty one where nobody is told."""
        if self._chorus_is_quiet(code) or self._chorus_was_told(code):
            return []
        return [self._chorus_status_news(code, when, comment, current=current)]

    def _chorus_was_told(self, code):
        """Whether a status is what somebody did from Odoo and was told of; the next
        one of its kind is news again."""
        was_told = code == COMPLETED and self.completion_told
        if was_told:
            self.completion_told = False
        return was_told

    def _chorus_is_quiet(self, code):
        """Whether a status is no news any more, for the invoice is settled in Odoo.

        That a paid invoice is refused or suspended is news all the same.
        """
        move = self.move_id
        if move.move_type != "out_invoice" or move._chorus_is_followed():
            return False
        is_over = move.state == "cancel" or move.payment_state == "reversed"
        return is_over or invoice_status(code).kind not in (ACTION, REFUSED)


def _what_it_says(event):
    return event.code, minute_of(event.happened_at), event.comment or ""


def _moment_of_told(events, told_alone):
    """The minute up to which events were told, for a row had told their last status.

    :param events: status events that were not known then
    :param told_alone: (code, minute, reason) of that status; None where there is none
    """
    code, minute, _reason = told_alone or (None, None, None)
    alike = [minute_of(e.happened_at) for e in events if e.code == code]
    alike = [moment for moment in alike if moment]
    if not minute:
        return max(alike, default=None)
    near = [moment for moment in alike if is_near(moment, minute)]
    return min(near, key=lambda moment: abs(moment - minute), default=minute)
