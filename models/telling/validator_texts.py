"""What is said while others have to agree to an invoice: who, until when, and what they
answered."""

from datetime import timedelta

from odoo.tools import LazyTranslate, format_date

from ...tools.portal_time import portal_date

_lt = LazyTranslate(__name__)

# R2193-12: what a main contractor has to answer a subcontractor; then the agreement
# counts as given. The portal's own time for a co-contractor is not known, and the law
# makes no agreement of that silence.
AGREEMENT_TIME = timedelta(days=15)
TACIT = "A9"
FIRST_ASKED = "A_VALIDER_1"
# Statuses that the second validator gives, or is waited for in.
OF_SECOND = frozenset(
    {
        "A_VALIDER_2",
        "VALIDEE_2",
        "REFUSEE_2",
        "ABSENCE_VALIDATION_2_HORS_DELAI",
        "ERREUR_COTRAITANT_SUR_VALIDEUR",
    }
)
AGREED = ("VALIDEE_1", "VALIDEE_2")
# In these somebody else decides, and the supplier waits.
UNDECIDED = frozenset(
    {
        FIRST_ASKED,
        "A_VALIDER_2",
        *AGREED,
        "ABSENCE_VALIDATION_1_HORS_DELAI",
        "ABSENCE_VALIDATION_2_HORS_DELAI",
    }
)

_AWAITED = _lt(
    "Waiting for the agreement of %(validator)s, which silence does not stand for."
    " Nothing to do."
)
_AGREED = _lt(
    "Accepted by %(validator)s on %(date)s: the invoice goes on to your customer."
    " Nothing to do."
)
_REFUSED = _lt(
    "%(validator)s has refused the invoice%(why)s. Agree on what to change, then click"
    " Correct: a new invoice under a new number."
)
_SILENT = _lt(
    "%(validator)s has not answered in the time that Chorus Pro gives. Odoo shows what"
    " becomes of the invoice. Nothing to do."
)
_WRONG = _lt(
    "%(validator)s is not the right validator. Click Name Another Validator: the number"
    " does not change."
)
VALIDATOR_TEXTS = {
    FIRST_ASKED: _AWAITED,
    "VALIDEE_1": _AGREED,
    "REFUSEE_1": _REFUSED,
    "ABSENCE_VALIDATION_1_HORS_DELAI": _SILENT,
    "ERREUR_FOURNISSEUR_SUR_VALIDEUR": _WRONG,
    "A_VALIDER_2": _lt("Waiting for the agreement of %(validator)s. Nothing to do."),
    "VALIDEE_2": _AGREED,
    "REFUSEE_2": _REFUSED,
    "ABSENCE_VALIDATION_2_HORS_DELAI": _SILENT,
    "ERREUR_COTRAITANT_SUR_VALIDEUR": _WRONG,
}
# The same of a subcontractor, whose main contractor agrees by his silence.
TACIT_TEXTS = {
    FIRST_ASKED: _lt(
        "Waiting for the agreement of %(validator)s until %(until)s. Without an answer"
        " it counts as given, and the invoice goes on by itself. Nothing to do."
    ),
    "ABSENCE_VALIDATION_1_HORS_DELAI": _lt(
        "%(validator)s has not answered within 15 days: the agreement counts as given,"
        " and the invoice goes on to your customer. Nothing to do."
    ),
}


def tacit_text(document):
    """The sentence for a status that the law gives a time to, or None.

    :param document: a ``l10n_fr_chorus_pro.document``
    """
    if document.move_id.l10n_fr_chorus_framework != TACIT or not document.status_date:
        return None
    return TACIT_TEXTS.get(document.raw_status)


def validator_values(env, document):
    """Whom an invoice waits for or waited for, and until when."""
    until = ""
    if document.raw_status == FIRST_ASKED and document.status_date:
        last = portal_date(env, document.status_date) + AGREEMENT_TIME
        until = format_date(env, last)
    is_second = document.raw_status in OF_SECOND
    return {"validator": validator_name(env, document, is_second), "until": until}


def validator_name(env, document, is_second):
    """The name of one of the two validators, or what stands for it.

    :rtype: str
    """
    if not is_second:
        validator = document.move_id.l10n_fr_chorus_validator_id
        return validator.name or env._("the validator")
    name = document.sudo().second_validator
    return (
        env._("%s (second validator)", name) if name else env._("the second validator")
    )


def agreement_note(env, document):
    """What a validator wrote who agreed, such as that they accept a part; empty where
    there is nothing, or the status itself tells it.

    :rtype: str
    """
    if not document.move_id._chorus_needs_validator():
        return ""
    told = [
        env._(
            "%(validator)s agreed with this comment: %(comment)s.",
            validator=validator_name(env, document, event.code in OF_SECOND),
            comment=document.with_env(env)._chorus_quoted(event.comment),
        )
        for event in document.sudo().event_ids.sorted("happened_at")
        if event.kind == "status"
        and event.comment
        and event.code in AGREED
        and event.code != document.raw_status
    ]
    return " ".join(told)
