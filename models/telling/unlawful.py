"""Rejections that the law does not allow, a row each, for both sides. The body is
warned before it acts (``models/receiving/processing/doubts.py``), the supplier is
offered to contest (``models/works/contest/``). Articles: ``doc/portal.md``, L.

Who rejects chooses a reason of a list, and « Autre » with words of his own says the
same: both are looked at.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from odoo.tools import LazyTranslate, remove_accents

from ...chorus_api.tables import Table
from .validator_texts import AGREEMENT_TIME

_lt = LazyTranslate(__name__)

# The refusals of a person; others are technical.
VALIDATOR_REFUSALS = ("REFUSEE_1", "REFUSEE_2")
CONTESTABLE = ("REJETEE", *VALIDATOR_REFUSALS, "REFUSEE_MOE", "REFUSEE_MOA")
# Codes of the dictionary of reasons.
AMOUNTS = {"MONTANT_ERR", "MONTANTTOTAL_ERR", "CALCUL_ERR", "PU_ERR", "QTE_ERR"}
DOCUMENTS = {"JUSTIF_ABS"}
# They say nothing by themselves: the words beside them do.
VAGUE = {
    "AUTRE",
    "AUT_MOTIF_ERR_VALIDEUR",
    "CONTACT_ACHTR",
    "FACT_NON_CONFORME",
    "RETRAIT_MAN_SERV",
}
# In plain letters.
OF_AMOUNT = re.compile(
    r"\b(?:montants?|quantites?|metres?|metrages?|prix|calculs?"
    r"|revisions?|avancements?|penalites?|chiffrages?|surfactur\w*|trop[- ]percu"
    r"|sur-?evalu\w*|cumuls?|totaux|total"
    # « Nous ne sommes pas » is a verb.
    r"|(?:la|une|cette|les|des|ces) sommes?"
    # One that is to be deposited is about no amount.
    r"|decomptes? (?:\w+ ){0,3}"
    r"(?:errone\w*|fau(?:x|sses?)|inexacts?|incorrects?|excessifs?|exagere\w*"
    r"|trop eleve\w*|superieurs?))\b"
)
OF_DOCUMENTS = re.compile(
    r"\b(?:manqu\w+|justificatifs?|attestations?|pieces? jointes?|a joindre"
    r"|absence d\w+|non (?:joint|fourni|transmis)\w*)\b"
)
# What was sent to the wrong hands, or twice, is about neither.
OF_ADDRESS = re.compile(
    r"\b(?:siret|valideur|destinataire|doublons?|doubles?|service executant"
    r"|numero d'engagement|mauvais\w*)\b"
)
TACIT_FRAMEWORKS = {"A22", "A23"}


@dataclass(frozen=True, kw_only=True)
class Rejection:
    """What is known of a rejection, done or about to be done.

    :param is_works: a claim for works, or for the direct payment of a subcontractor
    :param framework: such as A4, empty where it is not told
    :param codes: of the reasons of the dictionary that its words speak of
    :param text: the reason, as the supplier reads it
    :param is_missing: documents are named that are to be sent
    :param is_ordered: payment had been ordered
    :param is_counted: whether the days to answer a general account of the supplier have
        begun; taken for granted where nobody can tell
    :param days_to_refuse: how long a validator took; None where none refuses
    """

    is_works: bool = False
    framework: str = ""
    codes: frozenset[str] = frozenset()
    text: str = ""
    is_missing: bool = False
    is_ordered: bool = False
    is_counted: bool = True
    days_to_refuse: int | None = None

    def is_about(self, codes, words):
        """Whether it is for one of some reasons, said or in other words."""
        if codes & self.codes:
            return True
        plain = remove_accents(self.text).lower().replace("\u2019", "'")
        is_vague = self.codes <= VAGUE
        return is_vague and bool(words.search(plain)) and not OF_ADDRESS.search(plain)


@dataclass(frozen=True, kw_only=True)
class Unlawful:
    """
    :param label: what was done, and the article in short
    :param article: of the law or of the contract
    :param holds: function of a :class:`Rejection`
    :param warning: what is wrong with it and what to do instead, for who would do it
    :param objection: what is wrong with it, for the supplier
    :param ground: the paragraph of the letter, French: it is for a French body
    :param request: what the letter asks for, French
    """

    code: str
    label: object
    article: str
    holds: Callable[[Rejection], bool]
    warning: object
    objection: object
    ground: str
    request: str


UNLAWFUL = Table(
    Unlawful(
        code="works_amount",
        label=_lt("Amount of a claim for works (R.2192-34)"),
        article="CCP R.2192-34",
        holds=lambda one: one.is_works and one.is_about(AMOUNTS, OF_AMOUNT),
        warning=_lt(
            "A claim for works is not rejected as a whole for its amount: what is not"
            " in dispute is paid. Admit the amount that you agree with."
        ),
        objection=_lt(
            "A claim for works may not be rejected as a whole for its amount: what is"
            " admitted is paid provisionally."
        ),
        ground=(
            "En cas de désaccord sur le montant d'un acompte ou du solde, l'article"
            " R.\xa02192-34 du code de la commande publique prévoit que le paiement est"
            " effectué, dans les délais réglementaires, sur la base provisoire des"
            " sommes admises. Un désaccord sur le montant n'est donc pas un motif de"
            " rejet de la demande dans son ensemble : il appartient à celui qui la"
            " vérifie d'indiquer le montant qu'il admet."
        ),
        request=(
            "revenir sur ce rejet, d'arrêter les sommes que vous admettez et de les"
            " mettre en paiement à titre provisoire, le différend sur le surplus"
            " restant ouvert"
        ),
    ),
    Unlawful(
        code="missing_documents",
        label=_lt("Missing documents or mentions (R.2192-27)"),
        article="CCP R.2192-27",
        holds=lambda one: one.is_missing or one.is_about(DOCUMENTS, OF_DOCUMENTS),
        warning=_lt(
            "For documents or mentions that are missing the law has the suspension: the"
            " supplier completes the same invoice. Close and click Suspend."
        ),
        objection=_lt(
            "For documents or mentions that are missing the law has the suspension: you"
            " complete the same claim, and the time to pay goes on afterwards."
        ),
        ground=(
            "Lorsque la demande de paiement ne comporte pas l'ensemble des pièces et"
            " des mentions prévues, ou que celles-ci sont erronées ou incohérentes,"
            " l'article R.\xa02192-27 du code de la commande publique permet"
            " d'interrompre une seule fois le délai de paiement, le temps que le"
            " créancier complète sa demande. Il ne prévoit pas le rejet de celle-ci."
        ),
        request=(
            "revenir sur ce rejet et, si des pièces vous manquent, de nous en adresser"
            " la liste par une demande de complément"
        ),
    ),
    Unlawful(
        code="after_order",
        label=_lt("Rejected after payment was ordered (R.2192-27)"),
        article="CCP R.2192-27",
        holds=lambda one: one.is_ordered,
        warning=_lt(
            "Payment was ordered already: agree with the public accountant first, who"
            " may be about to pay it."
        ),
        objection=_lt(
            "Payment was ordered already: after that not even the time to pay may be"
            " interrupted."
        ),
        ground=(
            "Le paiement de cette demande avait déjà été ordonnancé. L'article"
            " R.\xa02192-27 du code de la commande publique n'admet l'interruption du"
            " délai de paiement qu'avant l'ordonnancement de la dépense : la demande ne"
            " peut à plus forte raison être rejetée après celui-ci."
        ),
        request="revenir sur ce rejet et de donner suite au paiement ordonnancé",
    ),
    Unlawful(
        code="tacit_account",
        label=_lt("General account of the supplier (CCAG 12.4.4)"),
        article="CCAG Travaux 12.4.4",
        holds=lambda one: one.framework in TACIT_FRAMEWORKS and one.is_counted,
        warning=_lt(
            "A signed general account of the supplier is answered within ten days by"
            " notifying the general account; without that it becomes final and binds"
            " both sides. A rejection is no such answer."
        ),
        objection=_lt(
            "Nothing but the general account, notified within ten days, answers yours:"
            " without it yours becomes final."
        ),
        ground=(
            "L'article 12.4.4 du CCAG Travaux ne connaît qu'une réponse au projet de"
            " décompte général signé du titulaire : la notification du décompte général"
            " dans un délai de dix jours. À défaut, ce projet devient le décompte"
            " général et définitif, qui lie les parties. Le rejet de la pièce dans"
            " Chorus Pro n'y fait pas obstacle."
        ),
        request=(
            "revenir sur ce rejet et de donner à cette pièce la suite que prévoit"
            " l'article 12.4.4 du CCAG Travaux"
        ),
    ),
    Unlawful(
        code="late_refusal",
        label=_lt("Refused after the fifteen days (R.2193-12)"),
        article="CCP R.2193-12",
        holds=lambda one: (
            one.days_to_refuse is not None and one.days_to_refuse > AGREEMENT_TIME.days
        ),
        warning=_lt(
            "The fifteen days to answer a subcontractor are over: silence counts as"
            " agreement, and a refusal comes too late."
        ),
        objection=_lt(
            "The main contractor refused after the fifteen days that he has: his"
            " silence counted as agreement already."
        ),
        ground=(
            "L'article R.\xa02193-12 du code de la commande publique donne quinze jours"
            " au titulaire pour donner son accord ou notifier un refus motivé au"
            " sous-traitant et à l'acheteur. À l'expiration de ce délai, son silence"
            " vaut accord (CE, 21 février 2011, n° 318364). Le refus est ici intervenu"
            " après ce délai."
        ),
        request="donner suite à notre demande de paiement direct, réputée acceptée",
    ),
)


def unlawful_rows(rejection):
    """The rows that a rejection falls under, the strongest first.

    :param Rejection rejection: of it
    :rtype: list of Unlawful
    """
    return [row for row in UNLAWFUL.values() if row.holds(rejection)]
