"""API Transverses: lists of codes (doc/portal.md, A 4.3)."""

from ..errors import BusinessError
from ..lists import CURRENCIES, EXEMPTION_REASONS, PAYMENT_MEANS, VAT_RATES
from ..operations import Call, operation
from ..reasons import REASONS
from ..receiving import next_statuses
from ..validators import REASONS as OF_VALIDATORS
from .factures import framework_of

LANGUAGE = {"codeLangue": str}


@operation("transverses", "recuperer/tauxtva", LANGUAGE)
def list_vat_rates(call: Call) -> dict:
    return {
        "listeTauxTva": [
            {"codeTauxTva": code, "libelleTauxTva": label, "valeurTauxTva": rate}
            for code, (label, rate) in VAT_RATES.items()
        ]
    }


@operation("transverses", "recuperer/motifs/exonerationtva", LANGUAGE)
def list_exemption_reasons(call: Call) -> dict:
    return {
        "listeMotifsExonerationTva": [
            {"codeMotifExonerationTva": code, "libelleMotifExonerationTva": label}
            for code, label in EXEMPTION_REASONS.items()
        ]
    }


@operation("transverses", "recuperer/devises", LANGUAGE)
def list_currencies(call: Call) -> dict:
    return {
        "listeDevises": [
            {"codeDevise": code, "libelleDevise": label}
            for code, label in CURRENCIES.items()
        ]
    }


@operation("transverses", "recuperer/modereglements", LANGUAGE)
def list_payment_means(call: Call) -> dict:
    return {"listeModePaiement": [{"modePaiement": code} for code in PAYMENT_MEANS]}


@operation(
    "transverses",
    "recuperer/motifs/refus/Facture/AValider",
    {"codeCadreFacturationAValider": str},
)
def list_refusal_reasons(call: Call) -> dict:
    """The reasons of a validator, the same for all frameworks."""
    if framework := call.body.get("codeCadreFacturationAValider"):
        framework_of(framework)
    return {
        "listeMotifRefusFactureAValider": [
            {"idMotif": number, "codeMotif": code, "libelleMotif": REASONS[code]}
            for number, code in enumerate(OF_VALIDATORS, 1)
        ]
    }


@operation("transverses", "recuperer/etats/traitement", {"statutCourant": str})
def list_next_statuses(call: Call) -> dict:
    """The statuses that a body may give now; none where the life has ended."""
    if not call.body.get("statutCourant"):
        raise BusinessError("required_field", "statutCourant")
    after = next_statuses(call, call.structure_id, call.body["statutCourant"])
    return {
        "listeStatutsPossiblesPourTraitement": [
            {"statutPossiblePourTraitement": code} for code in after
        ]
    }
