"""API Transverses: health check and reports of flows (doc/portal.md, A 4.1)."""

import base64
import sqlite3

from ..documents.pdf import small_pdf
from ..errors import BusinessError
from ..flows import find_flow, flow_errors, interface
from ..operations import Call, operation
from ..wire import MINUTE, moment


# The real API has it on transverses only; here the other families answer as well, so
# that a client can probe each subscription.
@operation("transverses", "health-check", success=None, method="GET")
@operation("factures", "health-check", success=None, method="GET")
@operation("structures", "health-check", success=None, method="GET")
def health_check(call: Call) -> dict:
    """Say that the API is there; token and technical account are checked before."""
    return {
        "body": "L'API CPRO est actuellement disponible et fonctionnel.",
        "statusCodeValue": 200,
        "statusCode": "OK",
    }


@operation(
    "transverses", "consulterCRDetaille", {"numeroFluxDepot": str, "syntaxeFlux": str}
)
def consult_report(call: Call) -> dict:
    """The state of a flow and why invoices were refused; it does not repeat the flow
    number (doc/portal.md, A 4.1)."""
    flow = _own_flow(call)
    errors = flow_errors(call.connection, flow["id"])
    return {
        "codeInterfaceDepotFlux": interface(flow["syntax"]),
        "dateDepotFlux": flow["deposited_at"],
        "dateHeureEtatCourantFlux": flow["state_at"],
        "etatCourantDepotFlux": flow["state"],
        "nomFichier": _file_name(flow),
        "listeErreurDP": [
            {
                "identifiantFournisseur": error["supplier"],
                "identifiantDestinataire": error["recipient"],
                "numeroDP": error["number"],
                "libelleErreurDP": error["label"],
            }
            for error in errors
            if not error["code"]
        ],
        "listeErreurTechnique": [
            {
                "codeErreur": error["code"],
                "libelleErreur": error["label"],
                "natureErreur": error["nature"],
            }
            for error in errors
            if error["code"]
        ],
    }


@operation(
    "transverses",
    "consulterCR",
    {"numeroFluxDepot": str, "syntaxeFlux": str, "dateDepot": str},
)
def consult_short_report(call: Call) -> dict:
    """The state of a flow without its errors, and its report as a PDF."""
    flow = _own_flow(call)
    return {
        "numeroFluxDepot": flow["number"],
        "codeInterfaceFlux": interface(flow["syntax"]),
        "dateDepotFlux": flow["deposited_at"],
        "dateHeureEtatCourantFlux": flow["state_at"],
        "etatCourantFlux": flow["state"],
        "nomFichierFlux": _file_name(flow),
        "fichierCR": base64.b64encode(_report(flow)).decode(),
    }


def _report(flow) -> bytes:
    return small_pdf(
        [
            "Chorus Pro (simulateur) : compte rendu de depot",
            f"Flux : {flow['number']}",
            f"Fichier : {_file_name(flow)}",
            f"Depose le : {moment(flow['deposited_at'], MINUTE)}",
            f"Etat : {flow['state']}, le {moment(flow['state_at'], MINUTE)}",
        ]
    )


def _own_flow(call: Call) -> sqlite3.Row:
    number = call.body.get("numeroFluxDepot")
    if not number:
        raise BusinessError("required_field", "numeroFluxDepot")
    flow = find_flow(call.connection, number)
    known_from = call.now - call.settings["flow_unknown_for"]
    if flow is None or flow["siren"] != call.siren or flow["deposited_at"] > known_from:
        raise BusinessError("flow_unknown")
    return flow


def _file_name(flow) -> str:
    return f"{interface(flow['syntax'])}_CPP001_{flow['number']}"
