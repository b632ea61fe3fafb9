"""What a validator may answer, a row each; and all acts, his and those of a body."""

from dataclasses import dataclass

from ...chorus_api.tables import Table
from .acts import ACTS, Act
from .roles import VALIDATOR

# What is sent: the words of the operation, and the reason that is a way of its own.
ACCEPT, REFUSE = "VALIDATION", "REFUS"
WRONG_VALIDATOR = "ERR_VALIDEUR"


@dataclass(frozen=True, kw_only=True)
class Answer(Act):
    """What a validator says of an invoice, once.

    :param status: that it gives where he is the first validator
    :param second_status: that it gives where he is the second one
    :param action: what is sent
    :param needs_reason: he says why, in words
    """

    second_status: str
    action: str
    needs_reason: bool = False
    actors: tuple[str, ...] = (VALIDATOR,)

    def status_of(self, turn):
        """
        :param int turn: 1 for the first validator, 2 for the second one
        """
        return self.second_status if turn == 2 else self.status


VALIDATOR_ACTS = Table(
    Answer(
        code="validate",
        status="VALIDEE_1",
        second_status="VALIDEE_2",
        action=ACCEPT,
        label="Validate",
    ),
    Answer(
        code="validate_in_part",
        status="VALIDEE_1",
        second_status="VALIDEE_2",
        action=ACCEPT,
        label="Validate in Part",
        needs_reason=True,
    ),
    Answer(
        code="refuse",
        status="REFUSEE_1",
        second_status="REFUSEE_2",
        action=REFUSE,
        label="Refuse",
        needs_reason=True,
    ),
    Answer(
        code="wrong_validator",
        status="ERREUR_FOURNISSEUR_SUR_VALIDEUR",
        second_status="ERREUR_COTRAITANT_SUR_VALIDEUR",
        action=REFUSE,
        label="Not for Us to Validate",
    ),
)
EVERY_ACT = Table(*ACTS.values(), *VALIDATOR_ACTS.values())
