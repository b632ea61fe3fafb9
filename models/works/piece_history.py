"""The history of a works piece: its statuses, as they were seen and as the portal tells
them where it does.

A client in production asks ``consulter/historique`` for works pieces too; where the
portal refuses it once, it is not asked again (``doc/portal.md``, A 6).
"""

import logging
from datetime import timedelta
from functools import partial

from odoo import api, models

from ...chorus_api import ChorusError, ProtocolError, Rejected
from ...tools.row_locks import do_alone

_logger = logging.getLogger(__name__)

# In a run.
HISTORY_LIMIT = 200
# The history tells minutes, a row tells seconds.
SAME_MOMENT = timedelta(minutes=1)


class ChorusWorksPiece(models.Model):
    _inherit = "l10n_fr_chorus_pro.works.piece"

    @api.model
    def _chorus_read_piece_histories(self, account, client):
        """The histories that are owed.

        :return: an iterator, to be committed at each stop
        """
        owed = [
            ("company_id", "in", account._chorus_shared_companies().ids),
            ("environment", "=", account.l10n_fr_chorus_environment),
            ("history_due", "=", True),
        ]
        due = self.sudo().search(owed, order="write_date, id", limit=HISTORY_LIMIT)
        for piece in due:
            try:
                do_alone(piece, partial(piece._chorus_read_piece_history, client))
            except Rejected:
                self.env.cr.rollback()
                cursors = self.env["l10n_fr_chorus_pro.works.cursor"]
                cursors._chorus_works_cursors(account).history_refused = True
                self.sudo().search(owed).history_due = False
                yield
                return
            except ProtocolError as error:
                self.env.cr.rollback()
                _logger.info("History of works piece %s: %s", piece.id, error.message)
            except ChorusError:
                raise
            except Exception:  # noqa: BLE001 - one bad record must not starve the rest
                self.env.cr.rollback()
                _logger.exception("History of works piece %s not read", piece.id)
            yield

    def _chorus_read_piece_history(self, client):
        """Ask for the history and keep what is new of it.

        :raises ChorusError: the portal refused or did not answer
        """
        self.ensure_one()
        history = client.read_history(self.chorus_identifier)
        latest = None
        for event in history.events:
            if event.kind != "status":
                continue
            when = event.at
            if when and latest and when < latest < when + SAME_MOMENT:
                when = latest  # cut to its minute it would stand before the other one
            kept = self._chorus_keep_event(
                event.code, when, event.comment, event.author
            )
            latest = kept.happened_at or latest
        self.sudo().history_due = False

    def _chorus_keep_event(self, code, when, comment="", author=""):
        """Keep a status that the piece has had, once.

        :param str code: the portal's
        :param when: naive UTC datetime, or None where it is not told
        :return: the event
        """
        self.ensure_one()
        same = self.event_ids.filtered(lambda event: _is_same(event, code, when))[:1]
        told = {"comment": comment, "author": author}
        told = {name: value for name, value in told.items() if value}
        if same:
            news = {name: value for name, value in told.items() if not same[name]}
            if news:
                same.sudo().write(news)
            return same
        return (
            self.env["l10n_fr_chorus_pro.works.event"]
            .sudo()
            .create({"piece_id": self.id, "code": code, "happened_at": when, **told})
        )


def _is_same(event, code, when):
    if event.code != code:
        return False
    if not (event.happened_at and when):
        return not event.happened_at and not when
    return abs(event.happened_at - when) < SAME_MOMENT
