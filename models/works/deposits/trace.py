"""Looking for a piece at the portal: one of which no answer came, or that was refused
because it is there already."""

import logging

from odoo import api, fields, models
from odoo.exceptions import UserError

from ....chorus_api import ConfigurationError, ProtocolError, Rejected, WorksSearch
from ....chorus_api.errors import SUBSCRIPTION
from ....chorus_api.works import WORKS_TYPE_OF
from ....tools.row_locks import wait_for_rows
from ...deposit.follow_up import OVERDUE
from ...deposit.matching import AMOUNT_TOLERANCE

_logger = logging.getLogger(__name__)

# Brings the pieces of all who act in a dossier.
FETCHING = "l10n_fr_chorus_pro.ir_cron_works"


def is_same_piece(row, attempt):
    """Whether a row of the portal is a piece of ours, beyond doubt: number, date, kind,
    parties and total agree.

    :param WorksRow row: of a search
    :param attempt: what was handed in
    """
    return (
        row.number == attempt.number
        and row.piece_date == attempt.piece_date
        and row.framework in ("", attempt.framework)
        and row.works_type in ("", WORKS_TYPE_OF[attempt.framework])
        and row.supplier == attempt.supplier_siret
        and row.recipient == attempt.recipient_siret
        and row.total is not None
        and abs(row.total - attempt.amount_total) < AMOUNT_TOLERANCE
    )


class ChorusWorksAttempt(models.Model):
    _inherit = "l10n_fr_chorus_pro.works.attempt"

    def _chorus_look_for_piece(self, client):
        """The row of the portal that is this piece and no other's.

        :return: WorksRow, or None where it shows none
        :raises ChorusError: the portal does not answer, or lets nobody look
        """
        self.ensure_one()
        searches = [WorksSearch(number=self.number)]
        if self.flow_number:
            searches.insert(0, WorksSearch(flow_number=self.flow_number))
        for search in searches:
            for page in client.search_works(search):
                for row in page.rows:
                    if is_same_piece(row, self) and not self._chorus_is_others(row):
                        return row
        return None

    def _chorus_is_others(self, row):
        """Whether another attempt brought it."""
        return bool(
            self.sudo().search_count(
                [
                    ("id", "!=", self.id),
                    ("environment", "=", self.environment),
                    ("chorus_identifier", "=", row.chorus_invoice_id),
                ],
                limit=1,
            )
        )

    @api.model
    def _chorus_find_lost(self, piece, client):
        """An earlier attempt of this piece that was given up, and has arrived after
        all.

        :return: the attempt, taken over; empty where nothing is found
        :raises ChorusError: the portal does not answer, or lets nobody look
        """
        namesakes = self._chorus_namesakes(piece.company, piece.number, piece.day)
        own = namesakes.filtered(lambda a: a.company_id == piece.company)
        for attempt in own.filtered(lambda a: a.state == "not_received"):
            try:
                row = attempt._chorus_look_for_piece(client)
            except ConfigurationError as error:
                if not (is_unsubscribed(error) and attempt.given_up_by_id):
                    raise
                row = None  # a person has looked
            if row:
                attempt._chorus_adopt_piece(row)
                return attempt
        return self.browse()

    def _chorus_adopt_piece(self, row):
        """The piece is at the portal: this attempt brought it there.

        :param WorksRow row: of a search
        """
        self._chorus_write_attempt_state(
            "integrated",
            chorus_identifier=row.chorus_invoice_id,
            flow_number=self.flow_number or row.flow_number or False,
            integrated_at=fields.Datetime.now(),
            next_check_at=fields.Datetime.now(),
            failure=False,
            news_due=True,
        )

    def _chorus_trace_attempt(self, client):
        """Find out what became of an attempt of which no answer came.

        Only after the stated delay, with nothing found, may it be handed in again.

        :raises ChorusError: the portal does not answer, or lets nobody look
        """
        row = self._chorus_look_for_piece(client)
        age = fields.Datetime.now() - self.sent_at
        deposits = self.env["l10n_fr_chorus_pro.deposit"]
        if row:
            self._chorus_adopt_piece(row)
        elif self.flow_number or age < deposits._chorus_receipt_delay():
            self._chorus_look_later()
        else:
            self._chorus_write_attempt_state(
                "not_received", next_check_at=False, news_due=True
            )

    def _chorus_refuse_piece(self, client, **values):
        """The flow was refused: the piece is not there, unless it was before.

        :param values: to be written with it: why
        """
        row = self._chorus_look_for_refused(client)
        namesakes = self._chorus_namesakes(
            self.company_id, self.number, self.piece_date
        )
        lost = namesakes.filtered(lambda a: a.state == "not_received")[:1]
        if row and not lost:
            self._chorus_adopt_piece(row)
            return
        self._chorus_write_attempt_state(
            "refused", next_check_at=False, news_due=True, **values
        )
        if row:
            self.flush_recordset()  # the other one takes its place
            lost._chorus_adopt_piece(row)
            lost._chorus_tell_attempt()

    def _chorus_look_for_refused(self, client):
        """The same, where who may not look is told of the refusal all the same."""
        try:
            return self._chorus_look_for_piece(client)
        except (ConfigurationError, ProtocolError, Rejected) as error:
            _logger.info("Piece %s not looked for: %s", self.id, type(error).__name__)
            return None

    def _chorus_give_attempt_up(self):
        """A person has looked in the portal, where the piece is not.

        :raises UserError: nobody has to say so yet, or any more
        """
        self.ensure_one()
        delay = self.env["l10n_fr_chorus_pro.deposit"]._chorus_receipt_delay()
        wait_for_rows(self)
        self.invalidate_recordset()
        age = fields.Datetime.now() - self.sent_at
        if self.state != "uncertain" or age < delay:
            raise UserError(
                self.env._(
                    "%s: Odoo is still finding out whether Chorus Pro has it. Say that"
                    " it is not there once that took too long.",
                    self.display_name,
                )
            )
        self._chorus_write_attempt_state(
            "not_received",
            next_check_at=False,
            given_up_by_id=self.env.uid,
            news_due=True,
        )
        self._chorus_tell_attempt()

    # -- The piece as the portal shows it --------------------------------------

    def _chorus_find_piece(self, client):
        """Bring the piece that the flow brought, as fetching would.

        :raises ChorusError: the portal does not answer
        """
        if not self.chorus_identifier:
            row = self._chorus_look_for_piece(client)
            self.chorus_identifier = row.chorus_invoice_id if row else False
        self._chorus_link_piece()
        age = fields.Datetime.now() - self.integrated_at
        if self.piece_id or age > OVERDUE:
            self.next_check_at = False
            return
        self._chorus_look_later()
        if cron := self.env.ref(FETCHING, False):
            cron.sudo()._trigger()

    def _chorus_link_piece(self):
        """Find the piece that fetching brought, and tell it what only we know."""
        pieces = self.env["l10n_fr_chorus_pro.works.piece"].sudo()
        piece = self.chorus_identifier and pieces.search(
            [
                ("company_id", "=", self.company_id.id),
                ("environment", "=", self.environment),
                ("chorus_identifier", "=", self.chorus_identifier),
            ],
            limit=1,
        )
        if not piece:
            return
        self.piece_id = piece
        if not piece.framework:
            cursors = self.env["l10n_fr_chorus_pro.works.cursor"]
            piece.write(
                cursors._chorus_framework_values(
                    self.framework,
                    self.supplier_siret,
                    self.company_id.name,
                    self.company_id,
                )
            )
        known = {
            "flow_number": self.flow_number,
            "contract_number": self.contract_id.number,
            "contract_id": self.contract_id.id,
            "previous_id": self.previous_id.id,
        }
        piece.write({n: v for n, v in known.items() if v and not piece[n]})


def is_unsubscribed(error):
    """Whether the account has no access to the family of works at all."""
    return isinstance(error, ConfigurationError) and error.cause == SUBSCRIPTION
