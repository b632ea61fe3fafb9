"""Handing a works piece in: never twice, never lost.

As an invoice (``models/deposit/deposit.py``): the attempt is written down and committed
before the call, there is no SQL between that commit and the answer, and the answer is
written in a loop that never repeats the call.
"""

import logging
from dataclasses import replace
from datetime import timedelta

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import mute_logger

from ....chorus_api import ChorusError, ConfigurationError
from ....tools.row_locks import mark_rows, write_at_any_cost
from ...connection.error_texts import explain, explain_reading
from ...deposit.deposit import (
    FIRST_CHECK,
    LONGEST_DELAY,
    RETRY_DELAY,
    SENDING_LIMIT,
    deposit_file,
)
from ...einvoice.facturx_document import InvalidDocument
from ...invoice.states import ENDED_DEPOSITS, OPEN_DEPOSITS
from .piece_file import UnreadablePdf, render_piece
from .places import syntax_of

_logger = logging.getLogger(__name__)


class ChorusWorksAttempt(models.Model):
    _inherit = "l10n_fr_chorus_pro.works.attempt"

    @api.model
    def _chorus_deposit_piece(self, piece, reference):
        """Hand a piece in, at most once for a reference.

        :param PieceIntent piece: nothing of which ``problems_of`` finds wrong
        :param str reference: our own number of this attempt; Odoo repeats a request
            after a conflict, and people click twice
        :return: the attempt, whose state says what came of it
        :raises UserError: nothing was sent, in a sentence
        """
        known = self.sudo().search([("reference", "=", reference)])
        if known:
            return known
        name, content = self._chorus_render_piece(piece)
        try:
            with piece.company._chorus_client() as client:
                client.authenticate()
                found = self._chorus_find_lost(piece, client)
                if found:
                    return found
                attempt = self._chorus_write_attempt(piece, reference, name, content)
                attempt._chorus_send_piece(client, content, is_click=True)
        except ChorusError as error:
            raise UserError(explain_reading(piece.env, error)) from error
        return attempt

    @api.model
    def _chorus_render_piece(self, piece):
        """
        :return: (name of the file, bytes)
        :raises UserError: the official schema refuses the data, or the document takes
            none
        """
        try:
            return render_piece(piece)
        except UnreadablePdf as error:
            raise UserError(
                piece.env._(
                    "The document cannot be read: it is damaged, or protected by a"
                    " password. Print it as a PDF anew. Nothing was sent."
                )
            ) from error
        except InvalidDocument as error:
            raise UserError(
                piece.env._(
                    "%(piece)s %(number)s: the file does not follow the official"
                    " format. Nothing was sent. %(details)s",
                    piece=piece.label,
                    number=piece.number,
                    details=error,
                )
            ) from error

    @api.model
    def _chorus_write_attempt(self, piece, reference, name, content):
        """Write down what is about to be sent, with its bytes.

        :raises UserError: another piece of that number is on its way, or there
        """
        values = self._chorus_attempt_values(piece, reference, name)
        values |= self._chorus_kept_values(content)
        # Of two clicks at one moment the second is done anew, and finds the first.
        mark_rows(piece.contract.sudo())
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                attempt = self.sudo().create(values)
        except psycopg2.errors.UniqueViolation as error:
            raise UserError(
                self.env._(
                    "The piece %s is being handed in right now, or was a moment ago."
                    " Look at the contract before you do it again.",
                    piece.number,
                )
            ) from error
        attempt._chorus_keep_files([content])
        return attempt

    @api.model
    def _chorus_attempt_values(self, piece, reference, name):
        company, now = piece.company, fields.Datetime.now()
        account = company._chorus_account_company()
        return {
            "company_id": company.id,
            "environment": account.l10n_fr_chorus_environment,
            "contract_id": piece.contract.id,
            "reference": reference,
            "user_id": self.env.uid,
            "framework": piece.framework,
            "number": piece.number,
            "piece_date": piece.day,
            "year": piece.day.year,
            "currency_id": piece.contract.currency_id.id,
            "amount_untaxed": float(piece.untaxed),
            "amount_total": float(piece.total),
            "amount_due": float(piece.asked),
            "supplier_siret": company._chorus_siret(company.company_registry),
            "recipient_siret": company._chorus_siret(piece.customer.company_registry),
            "previous_id": piece.previous.id,
            "state": "sending",
            "syntax": syntax_of(self.env),
            "file_name": name,
            "sent_at": now,
            "next_check_at": now + SENDING_LIMIT,
        }

    def _chorus_send_piece(self, client, content, *, is_click=False):
        """Send an attempt that is written down as ``sending``, and write the answer.

        :param client: an authenticated client
        :param bytes content: the file, read before the commit
        :param bool is_click: a person waits, who can mend a refused account
        """
        self.ensure_one()
        file_name, syntax = self.file_name, self.syntax
        self.env["l10n_fr_chorus_pro.deposit"]._chorus_commit()
        outcome = deposit_file(client, file_name, content, syntax)
        if isinstance(outcome.error, ConfigurationError) and not is_click:
            outcome = replace(outcome, state="to_send")
        self._chorus_settle_attempt(outcome)
        if is_click and outcome.error:
            self.company_id._chorus_note_patience(outcome.error)

    def _chorus_send_piece_again(self, client):
        """Send the kept bytes of an attempt that surely was not delivered."""
        content, now = self._chorus_content(), fields.Datetime.now()
        self._chorus_write_attempt_state(
            "sending", sent_at=now, next_check_at=now + SENDING_LIMIT
        )
        self._chorus_send_piece(client, content)

    # -- The answer ------------------------------------------------------------

    def _chorus_settle_attempt(self, outcome):
        """Write the answer as often as the database asks for, then tell it.

        :param Outcome outcome: kept in memory; the call is never repeated
        """
        answer = f"{outcome.state} {outcome.flow_number}"
        _logger.info("Works attempt %s: %s", self.id, answer)
        commit = self.env["l10n_fr_chorus_pro.deposit"]._chorus_commit
        write_at_any_cost(
            self, lambda attempt: attempt._chorus_take_outcome(outcome), commit, answer
        )
        self._chorus_tell_attempt()
        self._chorus_wake_attempts(self.next_check_at)

    def _chorus_take_outcome(self, outcome):
        """Write an outcome on the row of the attempt, and on nothing else."""
        self._chorus_hold_attempt()
        if self.state not in OPEN_DEPOSITS:
            self._chorus_take_late_flow(outcome.flow_number)
            return
        now, error = fields.Datetime.now(), outcome.error
        env = self.company_id._chorus_lang_env()
        is_told = error and outcome.state != "uncertain"
        values = {
            "failure": explain(env, error) if is_told else False,
            "next_check_at": now + self._chorus_attempt_delay(outcome),
            "news_due": True,
        }
        if outcome.state == "deposited":
            values.update(flow_number=outcome.flow_number, deposited_at=now)
        elif outcome.state in ENDED_DEPOSITS:
            values["next_check_at"] = False
        self._chorus_write_attempt_state(outcome.state, **values)

    def _chorus_take_late_flow(self, flow_number):
        """An answer that comes after its attempt was decided: nothing of it is sent a
        second time unseen."""
        if not flow_number or self.flow_number:
            return
        self.flow_number = flow_number
        namesake = self._chorus_living_namesake(
            self.company_id, self.number, self.piece_date
        )
        if self.state == "not_received" and not namesake:
            now = fields.Datetime.now()
            self._chorus_write_attempt_state(
                "deposited",
                deposited_at=now,
                next_check_at=now + FIRST_CHECK,
                failure=False,
                news_due=True,
            )

    def _chorus_attempt_delay(self, outcome):
        """How long an attempt waits for its next step; sent again the rarer the longer
        nobody answers."""
        asked = timedelta(seconds=outcome.error.retry_after if outcome.error else 0)
        if outcome.state != "to_send":
            return max(FIRST_CHECK, asked)
        age = fields.Datetime.now() - self.create_date
        return max(min(max(RETRY_DELAY, age / 4), LONGEST_DELAY), asked)
