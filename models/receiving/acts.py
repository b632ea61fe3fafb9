"""What a public body may make of an invoice, a row each (``doc/portal.md``, R 9).

Hélios: the public accountant of a local body is an agent of the State, whose own
software tells the portal of his steps. A body with an accountant of its own (agent
comptable) tells of them itself.
"""

from dataclasses import dataclass

from ...chorus_api.receiving import (
    ACCOUNTANT_STATUSES,
    ORDERED,
    WITH_REASON,
)
from ...chorus_api.tables import Table

# Who does it: groups and delegations are theirs (``may_act.py``).
AGENT, ORDERER, ACCOUNTANT = "agent", "orderer", "accountant"
HELIOS, OWN_ACCOUNTANT = "helios", "accountant"


@dataclass(frozen=True, kw_only=True)
class Act:
    """Something that a body does with an invoice, and tells the portal.

    :param code: our own name of it
    :param status: the portal's status that it gives
    :param label: of its button, translated where it is one of a selection
    :param actors: who may do it, any of AGENT, ORDERER and ACCOUNTANT
    """

    code: str
    status: str
    label: str
    actors: tuple[str, ...]

    @property
    def wants_reason(self):
        return self.status in WITH_REASON

    @property
    def wants_mandate(self):
        return self.status == ORDERED

    @property
    def is_accountant_s(self):
        """A step of the public accountant: Hélios tells the portal of it by itself."""
        return self.status in ACCOUNTANT_STATUSES


ACTS = Table(
    Act(
        code="suspend",
        status="SUSPENDUE",
        label="Suspend",
        actors=(AGENT, ORDERER, ACCOUNTANT),
    ),
    Act(
        code="reject",
        status="REJETEE",
        label="Reject",
        actors=(AGENT, ORDERER, ACCOUNTANT),
    ),
    Act(
        code="recycle",
        status="A_RECYCLER",
        label="Send Back to Be Routed Anew",
        actors=(AGENT, ORDERER),
    ),
    Act(
        code="certify",
        status="SERVICE_FAIT",
        label="Service Done",
        actors=(AGENT,),
    ),
    Act(
        code="order",
        status="MANDATEE",
        label="Order Payment",
        actors=(ORDERER,),
    ),
    Act(
        code="hand_over",
        status="MISE_A_DISPOSITION_COMPTABLE",
        label="Hand Over to the Accountant",
        actors=(ACCOUNTANT,),
    ),
    Act(
        code="book",
        status="COMPTABILISEE",
        label="Book",
        actors=(ACCOUNTANT,),
    ),
    Act(
        code="release",
        status="MISE_EN_PAIEMENT",
        label="Release Payment",
        actors=(ACCOUNTANT,),
    ),
)
