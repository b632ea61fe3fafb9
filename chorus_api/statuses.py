"""The code tables of Chorus Pro: one frozen row per code, one table per list.

Sources: the enumeration of the official swagger of the API Factures v1.0.0 (56
invoice statuses), the annotations of the official status schema
``CPPStatutPivot_V1_19.xsd`` (labels of the statuses 01 to 12), and the lists of flow
states and syntaxes that working clients use. The portal's own labels are French and
are shown as the portal says them; sentences for users belong to Odoo.
"""

from dataclasses import dataclass

from .tables import Table

# What a person may do on the portal's invoice, by the name of the API operation.
SUBMIT = "submit"
COMPLETE = "complete"
RECYCLE = "recycle"
PROCESS_REJECTION = "process_rejection"
CORRECT_VALIDATOR = "correct_validator"
# Nothing of the portal's: another invoice under a new number.
REINVOICE = "reinvoice"

# How much a status asks of the supplier.
WAITING = "waiting"
ACTION = "action"
REFUSED = "refused"
PAID = "paid"
ENDED = "ended"

# How far a flow is.
RUNNING = "running"
INTEGRATED = "integrated"
PARTLY_INTEGRATED = "partly_integrated"
REJECTED = "rejected"
TECHNICAL_FAILURE = "technical_failure"
FORMAT_TEST = "format_test"


@dataclass(frozen=True, slots=True)
class InvoiceStatus:
    """A status of an invoice.

    :param code: the portal's code (``statutCourantCode``)
    :param label: the portal's French label
    :param state: our own state; several codes may share one
    :param kind: WAITING, ACTION, REFUSED, PAID or ENDED
    :param final: nothing more is expected: the sweep by deposit date may stop
    :param actions: what the supplier may do now
    """

    code: str
    label: str
    state: str
    kind: str = WAITING
    final: bool = False
    actions: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class FlowStatus:
    """A state of a deposited flow (``etatCourantDepotFlux``).

    :param kind: RUNNING, INTEGRATED, PARTLY_INTEGRATED, REJECTED, TECHNICAL_FAILURE
        or FORMAT_TEST
    :param check_after: minutes until the report is worth reading again, while the
        flow is not at its end
    """

    code: str
    label: str
    kind: str
    check_after: int = 15

    @property
    def final(self) -> bool:
        return self.kind not in (RUNNING, FORMAT_TEST)


@dataclass(frozen=True, slots=True)
class Syntax:
    """A syntax of deposited files (``syntaxeFlux``) and its interface code."""

    code: str
    interface: str
    extension: str


def _waiting(code: str, label: str, state: str = "routing") -> InvoiceStatus:
    return InvoiceStatus(code, label, state)


def _to_do(code: str, label: str, state: str, *actions: str) -> InvoiceStatus:
    return InvoiceStatus(code, label, state, ACTION, False, frozenset(actions))


def _refused(
    code: str, label: str, state: str = "rejected", *actions: str
) -> InvoiceStatus:
    return InvoiceStatus(code, label, state, REFUSED, False, frozenset(actions))


def _ended(code: str, label: str) -> InvoiceStatus:
    return InvoiceStatus(code, label, "cancelled", ENDED, True, frozenset({REINVOICE}))


INVOICE_STATUSES: Table[InvoiceStatus] = Table(
    # Before the deposit
    _to_do("BROUILLON", "Brouillon", "to_validate", SUBMIT),
    _to_do("INTERPRETEE_OCR", "Interprétée OCR", "to_validate", SUBMIT),
    # Validators of subcontracted (A9) and co-contracted (A12) invoices
    _waiting("A_VALIDER_1", "À valider par le premier valideur", "to_validate"),
    _waiting("VALIDEE_1", "Validée par le premier valideur", "validated"),
    _refused(
        "REFUSEE_1", "Refusée par le premier valideur", "validation_refused", REINVOICE
    ),
    _waiting(
        "ABSENCE_VALIDATION_1_HORS_DELAI",
        "Absence de validation du premier valideur hors délai",
        "validated",
    ),
    _to_do(
        "ERREUR_FOURNISSEUR_SUR_VALIDEUR",
        "Erreur du fournisseur sur le valideur",
        "validation_refused",
        CORRECT_VALIDATOR,
        SUBMIT,
    ),
    _waiting("A_VALIDER_2", "À valider par le second valideur", "to_validate"),
    _waiting("VALIDEE_2", "Validée par le second valideur", "validated"),
    _refused(
        "REFUSEE_2", "Refusée par le second valideur", "validation_refused", REINVOICE
    ),
    _waiting(
        "ABSENCE_VALIDATION_2_HORS_DELAI",
        "Absence de validation du second valideur hors délai",
        "validated",
    ),
    _to_do(
        "ERREUR_COTRAITANT_SUR_VALIDEUR",
        "Erreur du cotraitant sur le valideur",
        "validation_refused",
        CORRECT_VALIDATOR,
    ),
    # The ordinary life of an invoice
    _waiting("DEPOSEE", "Déposée", "deposited"),
    _waiting("EN_COURS_ACHEMINEMENT", "En cours d'acheminement"),
    _waiting(
        "MISE_A_DISPOSITION", "Mise à disposition du destinataire", "made_available"
    ),
    _waiting(
        "PRISE_EN_COMPTE_DESTINATAIRE",
        "Prise en compte par le destinataire",
        "made_available",
    ),
    _to_do("A_RECYCLER", "À recycler", "to_recycle", RECYCLE, SUBMIT),
    InvoiceStatus(
        "REJETEE",
        "Rejetée",
        "rejected",
        REFUSED,
        True,
        frozenset({PROCESS_REJECTION, REINVOICE}),
    ),
    _to_do("SUSPENDUE", "Suspendue", "suspended", COMPLETE),
    _waiting("COMPLETEE", "Complétée", "completed"),
    _waiting("SERVICE_FAIT", "Service fait", "service_confirmed"),
    _waiting("MANDATEE", "Mandatée", "payment_ordered"),
    _waiting(
        "MISE_A_DISPOSITION_COMPTABLE",
        "Mise à disposition du comptable",
        "sent_to_accountant",
    ),
    _waiting("COMPTABILISEE", "Comptabilisée", "booked"),
    InvoiceStatus(
        "MISE_EN_PAIEMENT", "Mise en paiement", "payment_released", PAID, True
    ),
    # Technical and end states
    _ended("ABANDONNEE", "Abandonnée"),
    _ended("SUPPRIMEE", "Supprimée"),
    _refused("NON_CONFORME", "Non conforme – non intégrée", "rejected", REINVOICE),
    _waiting("TECHNIQUE_INCONNU", "Statut technique inconnu", "unknown"),
    _waiting("EN_COURS_TRAITEMENT_PIVOT_S", "En cours de traitement"),
    _waiting("DUPLIQUE_APRES_REFUS", "Dupliquée après refus"),
    InvoiceStatus("REMPLACEE_PAR_A22", "Remplacée par A22", "cancelled", ENDED),
    # The works circuit: supplier, works supervisor (MOE), works owner (MOA)
    InvoiceStatus("ASSOCIEE", "Associée", "routing", ENDED),
    _waiting("A_ASSOCIER_MOE", "À associer par la maîtrise d'œuvre"),
    _waiting("A_ASSOCIER_MOA", "À associer par la maîtrise d'ouvrage"),
    _to_do("A_ASSOCIER_FOURNISSEUR", "À associer par le fournisseur", "to_validate"),
    _waiting("A_VALIDER_MOE", "À valider par la maîtrise d'œuvre", "to_validate"),
    _refused("REFUSEE_MOE", "Refusée par la maîtrise d'œuvre", "validation_refused"),
    _refused("REFUSEE_MOA", "Refusée par la maîtrise d'ouvrage", "validation_refused"),
    _refused("REFUSEE_FOURNISSEUR", "Refusée par le fournisseur", "validation_refused"),
    _to_do("A_COMPLETER", "À compléter", "suspended"),
    _waiting("TRANSMISE_MOA", "Transmise à la maîtrise d'ouvrage"),
    _waiting("MISE_A_DISPOSITION_MOE", "Mise à disposition de la maîtrise d'œuvre"),
    _waiting("PRISE_EN_COMPTE_MOE", "Prise en compte par la maîtrise d'œuvre"),
    _waiting("MISE_A_DISPOSITION_MOA", "Mise à disposition de la maîtrise d'ouvrage"),
    _waiting("PRISE_EN_COMPTE_MOA", "Prise en compte par la maîtrise d'ouvrage"),
    _to_do(
        "EN_ATTENTE_RECYCLAGE_FOURNISSEUR",
        "En attente de recyclage par le fournisseur",
        "to_recycle",
    ),
    _to_do(
        "ERREUR_FOURNISSEUR_SUR_MOE",
        "Erreur du fournisseur sur la maîtrise d'œuvre",
        "to_recycle",
    ),
    _to_do(
        "ERREUR_FOURNISSEUR_SUR_MOA",
        "Erreur du fournisseur sur la maîtrise d'ouvrage",
        "to_recycle",
    ),
    _waiting(
        "ERREUR_MOE_SUR_FOURNISSEUR", "Erreur de la maîtrise d'œuvre sur le fournisseur"
    ),
    _waiting(
        "ERREUR_MOE_SUR_MOA",
        "Erreur de la maîtrise d'œuvre sur la maîtrise d'ouvrage",
    ),
    _waiting(
        "ERREUR_MOA_SUR_FOURNISSEUR",
        "Erreur de la maîtrise d'ouvrage sur le fournisseur",
    ),
    _waiting("ERREUR_DE_MOE", "Erreur de maîtrise d'œuvre"),
    _waiting("ERREUR_DE_MOA", "Erreur de maîtrise d'ouvrage"),
    _to_do(
        "ERREUR_DESTINATAIRE_PD",
        "Erreur de destinataire du projet de décompte",
        "to_recycle",
    ),
    _to_do(
        "ERREUR_DESTINATAIRE_EA",
        "Erreur de destinataire de l'état d'acompte",
        "to_recycle",
    ),
    _waiting(
        "ABSENCE_VALIDATION_MOE_DELAI_REGLEMENTAIRE",
        "Absence de validation de la maîtrise d'œuvre dans le délai réglementaire",
    ),
)

FLOW_STATUSES: Table[FlowStatus] = Table(
    FlowStatus(
        "IN_DEPOT_PORTAIL_EN_ATTENTE_TRAITEMENT_SE_CPP",
        "En attente de traitement par le système d'échange",
        RUNNING,
    ),
    FlowStatus("IN_RECU", "Reçu", RUNNING, 5),
    FlowStatus("IN_TRAITE_SE_CPP", "Traité par le système d'échange", RUNNING),
    FlowStatus("IN_EN_ATTENTE_TRAITEMENT_CPP", "En attente de traitement", RUNNING),
    FlowStatus("IN_EN_COURS_TRAITEMENT_CPP", "En cours de traitement", RUNNING),
    FlowStatus(
        "IN_EN_ATTENTE_RETRAITEMENT_CPP", "En attente de retraitement", RUNNING, 60
    ),
    FlowStatus("IN_A_RELANCER", "À relancer", TECHNICAL_FAILURE),
    FlowStatus("IN_ERREUR_INTERNE", "Erreur interne", TECHNICAL_FAILURE),
    FlowStatus("IN_INCIDENTE", "Incidenté", TECHNICAL_FAILURE),
    FlowStatus("IN_REJETE", "Rejeté", REJECTED),
    FlowStatus("IN_INTEGRE", "Intégré", INTEGRATED),
    FlowStatus("IN_INTEGRE_PARTIEL", "Intégré partiellement", PARTLY_INTEGRATED),
    FlowStatus("QP_RECEVABLE", "Recevable", FORMAT_TEST, 60),
    FlowStatus("QP_RECEVABLE_AVEC_ERREUR", "Recevable avec erreur", FORMAT_TEST, 60),
    FlowStatus("QP_IRRECEVABLE", "Irrecevable", REJECTED),
)

FACTURX = "IN_DP_E2_CII_FACTURX"
CII = "IN_DP_E1_CII_16B"
UBL = "IN_DP_E1_UBL_INVOICE"

SYNTAXES: Table[Syntax] = Table(
    Syntax(FACTURX, "FSO1117A", "pdf"),
    Syntax(CII, "FSO1106A", "xml"),
    Syntax(UBL, "FSO1100A", "xml"),
    Syntax("IN_DP_E2_UBL_INVOICE_MIN", "FSO1110A", "xml"),
    Syntax("IN_DP_E2_CPP_FACTURE_MIN", "FSO1113A", "xml"),
    Syntax("IN_DP_E2_CII_MIN_16B", "FSO1116A", "xml"),
)


def invoice_status(code: str) -> InvoiceStatus:
    """The status of a code; an unknown code is its own label, and not final."""
    return INVOICE_STATUSES.get(code) or InvoiceStatus(code, code, "unknown")


def is_given_up(code: str) -> bool:
    """Whether an invoice of this status was deleted or given up in the portal: another
    one may stand in its place."""
    return invoice_status(code).state == "cancelled"


def is_draft(code: str) -> bool:
    """Whether an invoice of this status was saved in the portal and never submitted.

    What went to the wrong place may be submitted too: it has been once.
    """
    status = invoice_status(code)
    return status.state == "to_validate" and SUBMIT in status.actions


# What is in the portal and was never sent to anybody.
DRAFTS = tuple(code for code in INVOICE_STATUSES if is_draft(code))


def flow_status(code: str) -> FlowStatus:
    """The state of a flow by its code; an unknown one counts as still running."""
    return FLOW_STATUSES.get(code) or FlowStatus(code, code, RUNNING)
