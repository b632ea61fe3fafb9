"""What a status means for the supplier and what to do now, one sentence per code.

The portal's labels live with the codes in ``chorus_api/statuses.py`` and stay French;
these sentences are Odoo's and are translated. A test proves that every code has one.
"""

from datetime import timedelta

from odoo import fields
from odoo.tools import LazyTranslate, format_time

from ...chorus_api.statuses import invoice_status
from ...tools.portal_time import (
    PORTAL_ZONE,
    portal_day,
    portal_moment,
)
from ...tools.typography import quoted
from ..invoice.states import OWN_STATES
from ..payment.rules import RELEASED
from .credit_note_texts import credit_note_text
from .money_texts import NOTHING_TO_DO, money_text, money_values
from .rejection_texts import rejection_text, settled_text
from .validator_texts import (
    VALIDATOR_TEXTS,
    agreement_note,
    tacit_text,
    validator_values,
)

_lt = LazyTranslate(__name__)

_WORKS_WAITING = _lt(
    "The document is with another party of the works contract. Nothing to do."
)
_WORKS_REFUSED = _lt(
    "The document was refused in the works circuit. Correct it and deposit it again."
)
_WORKS_ROUTING = _lt(
    "The document went to the wrong party. Correct that party in Chorus Pro and send it"
    " again."
)
_TECHNICAL = _lt("A technical step of Chorus Pro. Nothing to do.")
_WITH_ACCOUNTANT = _lt(
    "In the hands of the public accountant since %(date)s. Nothing to do."
)
_PAYMENT_PREPARED = _lt(
    "Payment is being prepared (%(step)s on %(date)s). Nothing to do."
)

# Within it an hour needs no day.
HALF_A_DAY = timedelta(hours=12)

# By status code of the portal.
STATUS_TEXTS = {
    "BROUILLON": _lt(
        "Saved in Chorus Pro but not sent: your customer does not see it. Click"
        " « Valider et envoyer » there."
    ),
    "INTERPRETEE_OCR": _lt(
        "The PDF was read but the invoice was not sent: your customer does not see it."
        " Click « Valider et envoyer » in Chorus Pro."
    ),
    **VALIDATOR_TEXTS,
    "DEPOSEE": _lt("Chorus Pro has accepted the invoice. Nothing to do."),
    "EN_COURS_ACHEMINEMENT": _lt(
        "The invoice is on its way to your customer. Nothing to do."
    ),
    "MISE_A_DISPOSITION": _lt("Received by %(customer)s on %(date)s. Nothing to do."),
    "PRISE_EN_COMPTE_DESTINATAIRE": _lt(
        "Taken over by %(customer)s on %(date)s. Nothing to do."
    ),
    "A_RECYCLER": _lt(
        "Wrong routing%(why)s. Correct the SIRET, the service code or the commitment"
        " number, then click Recycle: the number does not change."
    ),
    "REJETEE": _lt(
        "%(customer)s has rejected the invoice%(why)s. It cannot be sent again under"
        " this number. Ask the customer where the reason is not plain, then click"
        " Correct."
    ),
    "SUSPENDUE": _lt(
        "%(customer)s waits for a document or an explanation%(why)s. Click Complete."
    ),
    "COMPLETEE": _lt("Completed on %(date)s. Nothing to do."),
    "SERVICE_FAIT": _PAYMENT_PREPARED,
    "MANDATEE": _PAYMENT_PREPARED,
    "MISE_A_DISPOSITION_COMPTABLE": _WITH_ACCOUNTANT,
    "COMPTABILISEE": _WITH_ACCOUNTANT,
    "MISE_EN_PAIEMENT": _lt(
        "Payment released by the public accountant on %(date)s. When the transfer"
        " arrives, register the payment in Odoo."
    ),
    "ABANDONNEE": _lt(
        "The invoice was given up in Chorus Pro: %(customer)s will not pay it. Click"
        " Correct to issue it anew, or to cancel it."
    ),
    "SUPPRIMEE": _lt(
        "The invoice was deleted in Chorus Pro: %(customer)s will not pay it. Click"
        " Correct to issue it anew, or to cancel it."
    ),
    "NON_CONFORME": _lt(
        "Chorus Pro did not take the invoice in. Click Correct: an internal credit note"
        " that is not sent, and a new invoice under a new number."
    ),
    "TECHNIQUE_INCONNU": _TECHNICAL,
    "EN_COURS_TRAITEMENT_PIVOT_S": _TECHNICAL,
    "DUPLIQUE_APRES_REFUS": _TECHNICAL,
    "REMPLACEE_PAR_A22": _TECHNICAL,
    "ASSOCIEE": _WORKS_WAITING,
    "A_ASSOCIER_MOE": _WORKS_WAITING,
    "A_ASSOCIER_MOA": _WORKS_WAITING,
    "A_ASSOCIER_FOURNISSEUR": _lt(
        "The next document of the works contract is yours: deposit it in Chorus Pro."
    ),
    "A_VALIDER_MOE": _WORKS_WAITING,
    "REFUSEE_MOE": _WORKS_REFUSED,
    "REFUSEE_MOA": _WORKS_REFUSED,
    "REFUSEE_FOURNISSEUR": _WORKS_REFUSED,
    "A_COMPLETER": _lt(
        "A party of the works contract asks for more: complete the document in Chorus"
        " Pro."
    ),
    "TRANSMISE_MOA": _WORKS_WAITING,
    "MISE_A_DISPOSITION_MOE": _WORKS_WAITING,
    "PRISE_EN_COMPTE_MOE": _WORKS_WAITING,
    "MISE_A_DISPOSITION_MOA": _WORKS_WAITING,
    "PRISE_EN_COMPTE_MOA": _WORKS_WAITING,
    "EN_ATTENTE_RECYCLAGE_FOURNISSEUR": _WORKS_ROUTING,
    "ERREUR_FOURNISSEUR_SUR_MOE": _WORKS_ROUTING,
    "ERREUR_FOURNISSEUR_SUR_MOA": _WORKS_ROUTING,
    "ERREUR_MOE_SUR_FOURNISSEUR": _WORKS_WAITING,
    "ERREUR_MOE_SUR_MOA": _WORKS_WAITING,
    "ERREUR_MOA_SUR_FOURNISSEUR": _WORKS_WAITING,
    "ERREUR_DE_MOE": _WORKS_WAITING,
    "ERREUR_DE_MOA": _WORKS_WAITING,
    "ERREUR_DESTINATAIRE_PD": _WORKS_ROUTING,
    "ERREUR_DESTINATAIRE_EA": _WORKS_ROUTING,
    "ABSENCE_VALIDATION_MOE_DELAI_REGLEMENTAIRE": _WORKS_WAITING,
}

# By own state, while the portal does not know the invoice yet.
STATE_TEXTS = {row.code: row.sentence for row in OWN_STATES.values() if row.sentence}
# It surely was not delivered.
TRIED_AGAIN = _lt("Odoo tries again at %(time)s. Nothing to do.")
TRIED_AGAIN_LATER = _lt("Odoo tries again on %(time)s. Nothing to do.")
TRIED_AGAIN_SOON = _lt("Odoo tries again by itself. Nothing to do.")
FLOW_UNKNOWN = _lt(
    "Chorus Pro acknowledged the file and has not said since what became of it. Look at"
    " flow %(flow)s in « Suivi des flux », ask the support of Chorus Pro, and click Was"
    " It Received? as soon as you know."
)
NUMBER_TAKEN = _lt(
    "Chorus Pro has refused the deposit%(why)s. Compare it with the invoice in Chorus"
    " Pro: take that one over if it is the same, else give this one another number and"
    " send it again."
)

WAITS_FOR_CONNECTION = _lt(
    "Waiting to be sent: the connection to Chorus Pro is not complete or is refused."
    " Odoo sends it by itself once an administrator has mended the connection"
    " in the settings of Chorus Pro."
)
UNKNOWN = _lt("Odoo does not know this status and shows it as it came. Nothing to do.")


def what_to_do(env, document, *, is_quoting=True):
    """The sentence of a document: that of the portal's status, else of our state.

    :param env: an environment in the reader's language
    :param document: a ``l10n_fr_chorus_pro.document``
    :param bool is_quoting: with the portal's own words for the reason
    :rtype: str
    """
    moment = _next_try(document)
    if settled := settled_text(document):
        sentence = settled
    elif document.raw_status:
        sentence = (
            credit_note_text(document)
            or rejection_text(document)
            or money_text(document)
            or tacit_text(document)
            or STATUS_TEXTS.get(document.raw_status, UNKNOWN)
        )
    elif document.state == "to_send" and (
        document.company_id._chorus_waits_for_connection()
    ):
        sentence = WAITS_FOR_CONNECTION
    else:
        sentence = _state_text(document, moment)
    text = env._(sentence)
    text %= {
        "flow": document.deposit_id.flow_number,
        "status": status_label(env, document),
        "step": _small(status_label(env, document)),
        "customer": document._chorus_customer().name,
        "date": portal_day(env, document.status_date or document.write_date),
        "time": _hour(env, moment),
        **_reason_values(env, document, is_quoting),
        **validator_values(env, document),
        **money_values(env, document),
    }
    # It may begin with « the validator ».
    text = text[:1].upper() + text[1:]
    return _with_what_came_before(env, document, text)


def _with_what_came_before(env, document, text):
    """The sentence with what earlier statuses left: the words of who agreed, and that
    the payment came late."""
    if note := agreement_note(env, document):
        text = f"{note} {text}"
    move = document.move_id.with_env(env)
    if document.raw_status == RELEASED and move._chorus_was_paid_late():
        return f"{text} {move._chorus_paid_late_sentence()}"
    return text


def _next_try(document):
    """When a document that waits because nobody answered is sent next, as far as Odoo
    knows.

    :return: a naive datetime in UTC, or None
    """
    # The others are many, and each would ask for the scheduled action anew.
    if document.state != "to_send" or not document.reason:
        return None
    account = document.company_id._chorus_account_company().sudo()
    is_paused = account and account._chorus_is_paused()
    paused = account.l10n_fr_chorus_paused_until if is_paused else None
    planned = document.deposit_id.next_check_at or _next_run(document.env)
    return max(filter(None, (paused, planned)), default=None)


def _next_run(env):
    """When the scheduled action on deposits runs next, or None where it is off."""
    cron = env.ref("l10n_fr_chorus_pro.ir_cron_deposits", raise_if_not_found=False)
    if not cron or not cron.sudo().active:
        return None
    triggers = env["ir.cron.trigger"].sudo()
    now = fields.Datetime.now()
    domain = [("cron_id", "=", cron.id), ("call_at", ">", now)]
    trigger = triggers.search_fetch(domain, ["call_at"], order="call_at", limit=1)
    planned = (trigger.call_at, cron.sudo().nextcall)
    return min((moment for moment in planned if moment and moment > now), default=None)


def _hour(env, moment):
    """The hour in France, with the day where it is far."""
    if not moment:
        return ""
    if _is_near(moment):
        return format_time(env, moment, PORTAL_ZONE, "short")
    return portal_moment(env, moment)


def _is_near(moment):
    return moment < fields.Datetime.now() + HALF_A_DAY


def _small(label):
    """A label within a sentence."""
    return label[:1].lower() + label[1:]


def _reason_values(env, document, is_quoting):
    """The reason behind a colon, and the field to correct."""
    # Whoever reads the invoice reads the label of the field to correct.
    document = document.with_env(env).sudo()
    reason = "" if document._chorus_is_own_reason() else document.reason
    # Of several reasons each stands before this sentence, with its own field.
    is_one = not document._chorus_has_several(reason)
    field = is_one and document.reason_id.field_id
    mend = field and document.reason_id._chorus_field_label()
    return {
        "why": env._(": %(words)s", words=document._chorus_quoted(reason))
        if reason and is_one and is_quoting
        else "",
        "field": quoted(env, mend) if mend else env._("what is named"),
    }


def status_label(env, document):
    """The portal's label of its status; while it has none, that of our state."""
    if document.raw_status:
        return invoice_status(document.raw_status).label
    states = document._fields["state"]._description_selection(env)
    return dict(states)[document.state]


def _state_text(document, moment):
    """The sentence of our own state.

    :param moment: when it is sent next, None where nobody knows
    """
    if document.state == "uncertain" and document.deposit_id.flow_number:
        return FLOW_UNKNOWN
    if document.state == "to_send" and document.reason:
        if not moment:
            return TRIED_AGAIN_SOON
        return TRIED_AGAIN if _is_near(moment) else TRIED_AGAIN_LATER
    if document.state == "refused" and document._chorus_is_duplicate(document.reason):
        return NUMBER_TAKEN
    return credit_note_text(document) or STATE_TEXTS.get(document.state, NOTHING_TO_DO)
