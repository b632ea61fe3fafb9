"""Codes of commitments: one frozen row per code, one table per list.

Source: ``doc/portal.md``, A 7. The portal publishes no list of them: COMMANDE is
attested in production, A_TRAITER in data of the qualification platform. An unknown code
is shown as it came.
"""

from dataclasses import dataclass

from .messages.commitments import ORDERED
from .tables import Table


@dataclass(frozen=True, slots=True)
class CommitmentCode:
    """A code of the portal with its French label."""

    code: str
    label: str


COMMITMENT_STATES: Table[CommitmentCode] = Table(
    CommitmentCode(ORDERED, "Commandé"), CommitmentCode("A_TRAITER", "À traiter")
)
COMMITMENT_KINDS: Table[CommitmentCode] = Table(
    CommitmentCode("BON_DE_COMMANDE", "Bon de commande")
)


def commitment_state(code: str) -> CommitmentCode:
    """The state of a commitment or of one of its lines; an unknown code is its own
    label."""
    return COMMITMENT_STATES.get(code) or CommitmentCode(code, code)


def commitment_kind(code: str) -> CommitmentCode:
    """The kind of a commitment; an unknown code is its own label."""
    return COMMITMENT_KINDS.get(code) or CommitmentCode(code, code)
