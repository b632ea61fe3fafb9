"""How far a public body is with an invoice: one row a stage, with all its properties.

The portal's status is what counts; a stage is what it means to the body that received
the invoice (``doc/portal.md``, R 1.1 and R 9). Code asks for a property and never
lists stages or statuses by name.
"""

from dataclasses import dataclass

from ...chorus_api.tables import Table


@dataclass(frozen=True, kw_only=True)
class Stage:
    """A stage of a received invoice.

    :param label: as people read it
    :param statuses: the portal's codes that mean it
    :param ours: this body has to do something now
    :param ordered: payment was ordered, or more
    :param over: nothing more is expected of anybody
    :param acts: codes of ``ACTS`` that may follow, where the portal allows them too
    :param colour: Bootstrap's name of its colour
    """

    code: str
    label: str
    statuses: tuple[str, ...] = ()
    ours: bool = False
    ordered: bool = False
    over: bool = False
    acts: tuple[str, ...] = ()
    colour: str = "info"


_RETURNS = ("suspend", "reject")
_CHECKS = (*_RETURNS, "recycle", "certify", "order")
_ACCOUNTANT_S = ("book", "release")


RECEIVED_STAGES = Table(
    Stage(
        code="to_process",
        label="To process",
        statuses=("MISE_A_DISPOSITION", "PRISE_EN_COMPTE_DESTINATAIRE"),
        ours=True,
        acts=_CHECKS,
        colour="warning",
    ),
    Stage(
        code="completed",
        label="Completed by the supplier",
        statuses=("COMPLETEE",),
        ours=True,
        acts=_CHECKS,
        colour="warning",
    ),
    Stage(
        code="suspended",
        label="Suspended",
        statuses=("SUSPENDUE",),
        acts=("reject",),
    ),
    Stage(
        code="to_recycle",
        label="Sent back to be routed anew",
        statuses=("A_RECYCLER",),
    ),
    Stage(
        code="certified",
        label="Service done",
        statuses=("SERVICE_FAIT",),
        ours=True,
        acts=(*_RETURNS, "recycle", "order"),
        colour="warning",
    ),
    Stage(
        code="ordered",
        label="Payment ordered",
        statuses=("MANDATEE",),
        ordered=True,
        acts=(*_RETURNS, "hand_over", *_ACCOUNTANT_S),
    ),
    Stage(
        code="with_accountant",
        label="With the public accountant",
        statuses=("MISE_A_DISPOSITION_COMPTABLE", "COMPTABILISEE"),
        ordered=True,
        acts=(*_RETURNS, *_ACCOUNTANT_S),
    ),
    Stage(
        code="released",
        label="Payment released",
        statuses=("MISE_EN_PAIEMENT",),
        ordered=True,
        over=True,
        colour="success",
    ),
    Stage(
        code="rejected",
        label="Rejected",
        statuses=("REJETEE",),
        over=True,
        colour="danger",
    ),
    Stage(
        code="ended",
        label="Withdrawn",
        statuses=("ABANDONNEE", "SUPPRIMEE"),
        over=True,
        colour="muted",
    ),
    # A status that nobody knows is kept as it came, and asked for again.
    Stage(
        code="other",
        label="Another status",
        acts=(*_CHECKS, "hand_over", *_ACCOUNTANT_S),
    ),
)
_STAGE_OF_STATUS = {
    status: stage for stage in RECEIVED_STAGES.values() for status in stage.statuses
}


def stage_of(status):
    """What a status of the portal means to the body that received the invoice.

    :param str status: the portal's code
    :rtype: Stage
    """
    return _STAGE_OF_STATUS.get(status, RECEIVED_STAGES["other"])


def stage_codes(**properties):
    """The stages that have these properties.

    :param properties: names and values of :class:`Stage`, such as ``over=True``
    :return: list of codes
    """
    return [
        stage.code
        for stage in RECEIVED_STAGES.values()
        if all(getattr(stage, name) == value for name, value in properties.items())
    ]
