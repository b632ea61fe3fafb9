"""The history of a received invoice, and what is told of it: each status once.

Whoever gave it: this body from Odoo, which has told of it by itself, another
application, Hélios, or the supplier by completing. A row and the line of the history
for the same status may bear two moments: they are matched by their status.
"""

import logging
from functools import partial

from odoo import api, fields, models
from odoo.fields import Domain

from ....chorus_api import ChorusError, ConfigurationError, Rejected, Unavailable
from ....chorus_api.statuses import invoice_status
from ....tools.row_locks import do_alone
from ...invoice.moments import is_near, minute_of, order_of
from ...payment.rules import AVAILABLE
from ..roles import RECIPIENT
from ..stages import stage_codes

_logger = logging.getLogger(__name__)

# In a run, and for each night of those that rows alone have told of.
DUE_LIMIT = 500
UNREAD_LIMIT = 100
# With these its content may have come anew: completed, or routed once more.
COMPLETED = "COMPLETEE"
BRINGS_CONTENT = {COMPLETED, AVAILABLE}


class ChorusReceived(models.Model):
    _inherit = "l10n_fr_chorus_pro.received"

    # -- Which histories -------------------------------------------------------

    @api.model
    def _chorus_read_due_events(self, account, client):
        """The histories that are owed: of what was further on when it was first seen,
        and of those that could not be read with their status.

        :return: an iterator, to be committed at each stop
        """
        owed = Domain("history_due", "=", True)
        domain = self._chorus_received_domain(account) & owed
        due = self.sudo().search(domain, order="write_date, id", limit=DUE_LIMIT)
        yield from due._chorus_read_each_events(client)

    @api.model
    def _chorus_read_unread_events(self, account, client):
        """Some of the histories that nobody has asked for yet, oldest first."""
        domain = (
            self._chorus_received_domain(account)
            & Domain("stage", "not in", stage_codes(over=True))
            & Domain("event_ids", "=", False)
        )
        unread = self.sudo().search(domain, order="id", limit=UNREAD_LIMIT)
        yield from unread._chorus_read_each_events(client)

    def _chorus_read_each_events(self, client):
        for received in self:
            step = partial(received._chorus_read_known_events, client)
            failure = None
            try:
                failure = do_alone(received, step)
            except ChorusError:
                raise
            except Exception:  # noqa: BLE001 - one bad record must not starve the rest
                self.env.cr.rollback()
                _logger.exception("History of %s not applied", received.id)
            yield
            if isinstance(failure, Unavailable):
                return

    def _chorus_read_known_events(self, client):
        """The history of an invoice whose status is known and told."""
        before = self.raw_status, self.status_date, self.reason or ""
        return self._chorus_read_events(client, before)

    # -- Reading ---------------------------------------------------------------

    def _chorus_read_events(self, client, before):
        """Keep the lines of the history that are new, and tell the statuses that are
        new since the standing one.

        A failure costs the detail, not the status: it is told alone and the history is
        read again later.

        :param before: (code, moment, reason) of the status that was known and told
        :return: the error of the portal, or None
        """
        self.ensure_one()
        known, was_due = self.event_ids, self.history_due
        try:
            history = client.read_history(self.chorus_identifier)
        except ConfigurationError:
            raise
        except ChorusError as error:
            _logger.info("History of %s not read: %s", self.id, type(error).__name__)
            # What the portal refuses it refuses again: the next status asks anew.
            self.sudo().history_due = not isinstance(error, Rejected)
            self._chorus_tell_statuses(before, known)
            self._chorus_owe_history(before)
            return error
        self._chorus_keep_history(history.events)
        self._chorus_read_order_number(client)
        is_behind = not self._chorus_tell_history(before, known)
        # Asked once more, and then left: the next status asks anew.
        if self.history_due != (is_behind and not was_due):
            self.sudo().history_due = is_behind and not was_due
        return None

    def _chorus_keep_history(self, events):
        known = {(event.kind, event.remote_id) for event in self.event_ids}
        self.env["l10n_fr_chorus_pro.received.event"].sudo().create(
            [
                {
                    "received_id": self.id,
                    "kind": event.kind,
                    "remote_id": event.remote_id,
                    "code": event.code,
                    "happened_at": event.at,
                    "comment": event.comment or False,
                    "author": event.author or False,
                }
                for event in events
                if (event.kind, event.remote_id) not in known
            ]
        )

    def _chorus_status_events(self):
        """The statuses of the history, oldest first."""
        return self.event_ids.filtered(lambda e: e.kind == "status").sorted(order_of)

    # -- Telling ---------------------------------------------------------------

    def _chorus_tell_history(self, before, known, given=None):
        """Tell what a history has brought, and remember from where on the rest of it is
        owed, where it lags behind the standing status.

        :param before: (code, moment, reason) of the status that was told
        :param known: the lines of the history before this reading
        :param str given: number of a line that an act of this body has told
        :return: whether the history has the standing status
        """
        is_whole = self._chorus_tell_statuses(before, known, given)
        if not is_whole:
            self._chorus_owe_history(before)
        elif self.told_statuses:
            self.sudo().told_statuses = False
        return is_whole

    def _chorus_owe_history(self, before):
        """Remember which status was told with its history: all that follows it is owed,
        but those that were told alone.

        :param before: (code, moment, reason) of the status that was told
        """
        owed = list(self.told_statuses or [_as_json(*before[:2])])
        standing = _as_json(self.raw_status, self.status_date)
        if standing != owed[-1]:
            owed.append(standing)
        self.sudo().told_statuses = owed

    def _chorus_tell_statuses(self, before, known, given=None):
        """Tell the statuses that are new since the last one that was told with its
        history, in their order; the standing one alone where the history does not have
        it. What an act of this body gives, or may have given, is for the act to tell.

        :param before: (code, moment, reason) of the status that was told
        :param known: the lines of the history before this reading
        :param str given: number of a line that an act of this body has told
        :return: whether the history has the standing status
        """
        events, act = self._chorus_status_events(), self._chorus_open_act()
        code, when, reason = self.raw_status, self.status_date, self.reason or ""
        is_same_time = when == before[1] or is_near(when, before[1])
        is_other = code != before[0] or not is_same_time
        base, *alone = map(_of_json, self.told_statuses or [_as_json(*before[:2])])
        fresh = events - _until(events, *base)
        alone = fresh.browse().union(*(_closest(fresh, *status) for status in alone))
        line = _closest(fresh - alone if is_other else events, code, when)
        told = (fresh - known - alone).filtered(lambda e: e.remote_id != given)
        if act:
            told = told.filtered(
                lambda e: not act._chorus_may_have_given(e.code, e.happened_at)
            )
        for event in told.sorted(order_of):
            comment = event.comment or (event == line and reason)
            self._chorus_tell_status(event.code, event.happened_at, comment)
        # A line that is here was told when it came, with the reason of then.
        is_untold = not line if is_other else reason and reason != before[2]
        if is_untold and not (act and act._chorus_may_have_given(code, when)):
            self._chorus_tell_status(code, when, reason)
        codes = set(_later(events, known).mapped("code"))
        may_come_anew = self.role == RECIPIENT and self.content_version
        if may_come_anew and {*codes, is_other and code} & BRINGS_CONTENT:
            self.sudo().write({"content_state": "to_download", "content_tries": 0})
        return bool(line)

    def _chorus_tell_status(self, code, when, reason):
        env = self.company_id._chorus_lang_env()
        step = ""
        if code == COMPLETED:
            step = env._("Look at what the supplier has sent, then go on with it.")
        # In the portal's own words, as people read them there.
        label = invoice_status(code).label
        title = env._("Chorus Pro: %(status)s", status=label)
        self._chorus_tell_news(title, when=when, reason=reason or "", step=step)


def _as_json(code, moment):
    """A status as ``told_statuses`` keeps it."""
    return [code, fields.Datetime.to_string(moment) or False]


def _of_json(status):
    """
    :return: (code, moment)
    """
    code, moment = status
    return code, fields.Datetime.to_datetime(moment) or None


def _later(events, known):
    """The statuses that are new, but the first time that an invoice was made available:
    its content came with it.

    :param events: all of the history, oldest first
    :param known: the lines of it before this reading
    """
    first = events.filtered(lambda event: event.code == AVAILABLE)[:1]
    return events - known - first


def _until(events, code, moment):
    """The statuses up to the one that was told: they are no news.

    :param events: all of the history, oldest first
    :param code: of the status that was told, with its moment
    """
    told = _closest(events, code, moment)
    if told:
        return events[: list(events).index(told) + 1]
    if not moment:
        return events
    minute = minute_of(moment)
    return events.filtered(
        lambda e: not e.happened_at or minute_of(e.happened_at) <= minute
    )


def _closest(events, code, moment):
    """The line of a history for a status: of several the one closest to its moment, the
    last one where no moment is told; empty where there is none."""
    alike = events.filtered(lambda event: event.code == code)
    if not moment:
        return alike[-1:]
    near = alike.filtered(lambda event: is_near(event.happened_at, moment))
    return near.sorted(lambda event: abs(event.happened_at - moment))[:1]
