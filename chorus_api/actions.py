"""The actions of users that the history of an invoice tells.

Source: the enumeration ``histoActionCode`` of the official swagger of the API Factures
v1.0.0. It has no labels: these follow the names of the portal's buttons.
"""

from dataclasses import dataclass

from .tables import Table


@dataclass(frozen=True, slots=True)
class UserAction:
    """What a person did with an invoice in the portal (``histoActionCode``)."""

    code: str
    label: str


USER_ACTIONS: Table[UserAction] = Table(
    UserAction("TELECHARGEMENT_FACTURE", "Facture téléchargée"),
    UserAction("ACQUITTEMENT_REJET", "Rejet acquitté"),
    UserAction("ACQUITTEMENT_SUSPENSION", "Suspension acquittée"),
    UserAction("TRAITEMENT_REJET", "Rejet traité"),
)


def user_action(code: str) -> UserAction:
    """The action of a code of ``histoActionCode``; an unknown code is its own label."""
    return USER_ACTIONS.get(code) or UserAction(code, code)
