"""How far an invoice is that waits, or waited, for our agreement: one row a stage.

As :mod:`.stages`, which is about the body that receives: none of these codes is one of
those, so that whatever asks for stages of recipients finds nothing of validators.
"""

from ...chorus_api.tables import Table
from .roles import VALIDATOR
from .stages import Stage, stage_of

# Of the first validator and of the second one, with what each may be asked for.
WAITING = {"A_VALIDER_1": 1, "A_VALIDER_2": 2}
_ANSWERS = ("validate", "validate_in_part", "refuse", "wrong_validator")

VALIDATOR_STAGES = Table(
    Stage(
        code="to_validate",
        label="To validate",
        statuses=tuple(WAITING),
        ours=True,
        acts=_ANSWERS,
        colour="warning",
    ),
    # The other one of two is asked, or another one than we since ours was wrong.
    Stage(code="other_validator", label="With another validator"),
    Stage(
        code="validated",
        label="Validated",
        statuses=("VALIDEE_1", "VALIDEE_2"),
        colour="success",
    ),
    Stage(
        code="run_out",
        label="Time to answer is over",
        statuses=("ABSENCE_VALIDATION_1_HORS_DELAI", "ABSENCE_VALIDATION_2_HORS_DELAI"),
    ),
    Stage(
        code="refused",
        label="Refused in validation",
        statuses=("REFUSEE_1", "REFUSEE_2"),
        over=True,
        colour="danger",
    ),
    Stage(
        code="wrong_validator",
        label="Wrong validator",
        statuses=(
            "ERREUR_FOURNISSEUR_SUR_VALIDEUR",
            "ERREUR_COTRAITANT_SUR_VALIDEUR",
        ),
        colour="muted",
    ),
    Stage(
        code="with_body",
        label="With the public body",
        statuses=(
            "DEPOSEE",
            "EN_COURS_ACHEMINEMENT",
            "MISE_A_DISPOSITION",
            "PRISE_EN_COMPTE_DESTINATAIRE",
            "COMPLETEE",
            "SUSPENDUE",
            "A_RECYCLER",
            "SERVICE_FAIT",
            "MANDATEE",
            "MISE_A_DISPOSITION_COMPTABLE",
            "COMPTABILISEE",
            "A_VALIDER_MOE",
            "MISE_A_DISPOSITION_MOE",
            "PRISE_EN_COMPTE_MOE",
            "TRANSMISE_MOA",
            "MISE_A_DISPOSITION_MOA",
            "PRISE_EN_COMPTE_MOA",
            "ASSOCIEE",
        ),
    ),
    Stage(
        code="paid_by_body",
        label="Paid by the public body",
        statuses=("MISE_EN_PAIEMENT",),
        ordered=True,
        over=True,
        colour="success",
    ),
    Stage(
        code="rejected_by_body",
        label="Rejected by the public body",
        statuses=("REJETEE", "REFUSEE_MOE", "REFUSEE_MOA"),
        over=True,
        colour="danger",
    ),
    Stage(
        code="withdrawn",
        label="Withdrawn by who sent it",
        statuses=("ABANDONNEE", "SUPPRIMEE"),
        over=True,
        colour="muted",
    ),
    # A status that nobody knows is kept as it came, and asked for again.
    Stage(code="status_unknown", label="Status new to Odoo"),
)
_STAGE_OF_STATUS = {
    status: stage for stage in VALIDATOR_STAGES.values() for status in stage.statuses
}


def stage_for(role, status, turn=0):
    """What a status of the portal means to somebody who has the invoice.

    :param str role: a code of ``ROLES``
    :param str status: the portal's code
    :param int turn: which validator we are, 1 or 2, while we are asked; else 0
    :rtype: Stage
    """
    if role != VALIDATOR:
        return stage_of(status)
    if status in WAITING and WAITING[status] != turn:
        return VALIDATOR_STAGES["other_validator"]
    return _STAGE_OF_STATUS.get(status, VALIDATOR_STAGES["status_unknown"])


def validator_stage_codes(**properties):
    """The stages of validators that have these properties.

    :param properties: names and values of :class:`~.stages.Stage`
    :return: list of codes
    """
    return [
        stage.code
        for stage in VALIDATOR_STAGES.values()
        if all(getattr(stage, name) == value for name, value in properties.items())
    ]
