"""What a validator answers: an intent that is told as a body's acts are.

Written down and committed first, told once, settled in a loop, read back where no
answer came: all of that is :mod:`..receiving.processing.perform`.
"""

from dataclasses import dataclass

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import LazyTranslate, formatLang

from ...chorus_api.receiving import REASON_LIMIT
from ...tools.french import french_env
from ..receiving.validator_acts import (
    REFUSE,
    VALIDATOR_ACTS,
    WRONG_VALIDATOR,
)
from ..receiving.validator_stages import WAITING

_lt = LazyTranslate(__name__)

IN_PART = "validate_in_part"
ACCEPTED = ("validate", IN_PART)
ADMITTED = _lt("Amount admitted: %(admitted)s of %(claimed)s, without VAT.")


@dataclass(frozen=True, kw_only=True)
class ValidationIntent:
    """As :class:`~..receiving.processing.intent.Intent`.

    :param act: a code of ``VALIDATOR_ACTS``
    :param turn: 1 for the first validator, 2 for the second one
    :param reason_code: with a refusal, of the portal's list
    :param reason: what the supplier and the body read
    :param admitted: untaxed, where it is less than what was claimed
    """

    act: str
    turn: int
    reason_code: str = ""
    reason: str = ""
    admitted: float | None = None

    @property
    def status(self):
        """The portal's code of the status that it gives."""
        return VALIDATOR_ACTS[self.act].status_of(self.turn)

    def tell(self, client, chorus_identifier):
        """Tell the portal, once.

        :return: the status that it says the invoice has now; may be empty
        :raises ChorusError: as ``answer_to_validate`` of the client
        """
        told = client.answer_to_validate(
            chorus_identifier,
            VALIDATOR_ACTS[self.act].action,
            reason_code=self.reason_code,
            comment=self.reason,
        )
        return told.status

    def is_given_by(self, status):
        """Whether a status that the portal answers is not that of waiting for us."""
        return WAITING.get(status) != self.turn

    def stands(self, received):
        """Whether an invoice waits for us no more."""
        return not received._chorus_stage().ours

    def values(self):
        """What is written down of it on an act.

        :rtype: dict
        """
        return {
            "act": self.act,
            "raw_status": self.status,
            "reason": self.reason or False,
            "reason_code": self.reason_code or False,
            "amount_admitted": self.admitted or 0.0,
        }


class ChorusReceived(models.Model):
    _inherit = "l10n_fr_chorus_pro.received"

    amount_admitted = fields.Monetary(
        string="Admitted Untaxed",
        compute="_compute_amount_admitted",
        help="What the company agreed with: all of it, or the part that it named. In"
        " silence all of it.",
    )

    @api.depends("amount_untaxed", "act_ids.state", "act_ids.amount_admitted", "role")
    def _compute_amount_admitted(self):
        for received in self:
            part = received._chorus_last_act(IN_PART)
            received.amount_admitted = (
                part.amount_admitted if part else received.amount_untaxed
            )

    def _chorus_answer_validation(
        self, client, act, *, reason_code="", words="", admitted=None
    ):
        """Answer what waits for this company's agreement, and tell the portal once.

        :param str act: a code of ``VALIDATOR_ACTS``
        :param str reason_code: of the portal's list, with a refusal
        :param str words: of the person who acts
        :param admitted: untaxed amount, where the answer is an agreement in part
        :return: the act, whose state says what came of it
        :raises UserError: nothing was sent, in a sentence
        :raises ChorusError: an earlier answer cannot be read back; nothing was sent
        """
        self.ensure_one()
        answer = VALIDATOR_ACTS[act]
        is_refusal = answer.action == REFUSE
        if act == "wrong_validator":
            reason_code = WRONG_VALIDATOR
        self._chorus_assert_answer(act, reason_code, words, admitted)
        reason = self._chorus_validation_text(
            words, admitted if act == IN_PART else None
        )
        intent = ValidationIntent(
            act=act,
            turn=self.sudo().validator_turn or 1,
            reason_code=reason_code if is_refusal else "",
            reason=reason,
            admitted=admitted if act == IN_PART else None,
        )
        return self._chorus_process(client, intent, _next_statuses)

    def _chorus_assert_answer(self, act, reason_code, words, admitted):
        """:raises UserError: something is missing, or does not fit"""
        problem = ""
        is_reasoned = VALIDATOR_ACTS[act].needs_reason
        if is_reasoned and not " ".join((words or "").split()):
            problem = self.env._("Say why, in words: who sent the invoice reads it.")
        elif act == "refuse" and (not reason_code or reason_code == WRONG_VALIDATOR):
            problem = self.env._("Choose the reason of the refusal from the list.")
        elif act == IN_PART:
            problem = self._chorus_amount_problem(admitted)
        if problem:
            raise UserError(" – ".join((self.display_name, problem)))
        text = self._chorus_validation_text(words, admitted if act == IN_PART else None)
        if len(text) > REASON_LIMIT:
            raise UserError(
                self.env._(
                    "The reason has %(count)s characters, Chorus Pro takes %(limit)s."
                    " Make it shorter.",
                    count=len(text),
                    limit=REASON_LIMIT,
                )
            )

    def _chorus_amount_problem(self, admitted):
        claimed, compare = self.amount_untaxed, self.currency_id.compare_amounts
        if admitted and compare(admitted, 0) > 0 and compare(admitted, claimed) < 0:
            return ""
        return self.env._(
            "The amount admitted is more than zero and less than what is claimed"
            " without VAT, %s. To agree with all of it, validate it.",
            formatLang(self.env, claimed, currency_obj=self.currency_id),
        )

    def _chorus_validation_text(self, words, admitted=None):
        """What the supplier and the body read, in French wherever it is installed."""
        words = " ".join((words or "").split())
        if admitted is None:
            return words
        french = french_env(self.env)
        amounts = {
            name: formatLang(french, amount, currency_obj=self.currency_id)
            for name, amount in (
                ("admitted", admitted),
                ("claimed", self.amount_untaxed),
            )
        }
        sentence = french._(ADMITTED)
        return " ".join(filter(None, (sentence % amounts, words)))


def _next_statuses(status):
    """What a validator may bring about while he is asked, by our table alone: no
    operation of the portal says so."""
    turn = WAITING.get(status, 0)
    answers = VALIDATOR_ACTS.values() if turn else ()
    return tuple(answer.status_of(turn) for answer in answers)
