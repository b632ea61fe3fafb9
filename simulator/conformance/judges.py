"""What counts as done, by what arrived on the wire and by nothing else."""

from typing import Any

from .exchanges import TOKEN, Exchange
from .scenarios import Evidence, Judge, Values

REPORTS = ("transverses/consulterCRDetaille", "transverses/consulterCR")
DEPOSIT = "factures/deposer/flux"
# Operations that change something at the portal: what is sent twice is done twice.
ACTS = (
    DEPOSIT,
    "factures/deposer/pdf",
    "factures/soumettre",
    "factures/completer",
    "factures/recycler",
    "factures/traiterRejet",
    "factures/corriger/valideur/facture",
    "factures/traiter/recue",
    "factures/traiter/factureAValider",
)
FINAL = ("IN_INTEGRE", "IN_INTEGRE_PARTIEL", "IN_REJETE")
STATES = ("etatCourantDepotFlux", "etatCourantFlux")


def arrived(evidence: Evidence) -> str:
    """A call of the operation came with what the task told, and was carried out."""
    calls = evidence.of()
    if not calls:
        return "it was not called"
    done = [call for call in calls if call.done]
    if not done:
        return f"it was refused ({_answer(calls[-1])})"
    missing = [differing(call.json, evidence.prepared.expected) for call in done]
    return "" if "" in missing else f"it was called without {missing[-1]}"


def sent_once(evidence: Evidence) -> str:
    """Whatever was answered, the request came one single time."""
    count = len(evidence.of())
    return "" if count == 1 else f"it was sent {count} times"


def sent_again(evidence: Evidence) -> str:
    """What was surely not taken was sent again, and taken once."""
    count = sum(call.done and call.delivered for call in evidence.of())
    return "" if count == 1 else f"it was taken {count} times"


def asked_again(evidence: Evidence) -> str:
    """The client heard how the flow ended, whatever came before."""
    if any(call.delivered and _state(call) in FINAL for call in evidence.of(*REPORTS)):
        return ""
    return "it stopped asking before the flow had ended"


def followed(evidence: Evidence) -> str:
    """Deposit, report, search and history: each is only known by the answer before."""
    deposits = evidence.of(DEPOSIT)
    if sum(call.done for call in deposits) != 1:
        return "the file was not deposited once"
    number = deposits[-1].told.get("numeroFluxDepot", "")
    invoice = evidence.portal.value(
        "SELECT i.id FROM invoices i JOIN flows f ON f.id = i.flow_id"
        " WHERE f.number = ?",
        number,
    )
    if not any(
        _asks(call, "numeroFluxDepot", number) for call in evidence.of(*REPORTS)
    ):
        return "the report of the flow was not asked for"
    searches = evidence.of("factures/rechercher/fournisseur")
    if not any(_asks(call, "numeroFluxDepot", number) for call in searches):
        return "the invoice of the flow was not searched for"
    histories = evidence.of("factures/consulter/historique")
    if not any(_asks(call, "idFacture", invoice) for call in histories):
        return "the history of the invoice was not asked for"
    return ""


def collected(evidence: Evidence) -> str:
    """What was found was read, though a search before it found nothing."""
    reads = evidence.of("factures/consulter/recipiendaire")
    invoice = evidence.prepared.expected["identifiantFactureCPP"]
    if any(_asks(call, "identifiantFactureCPP", invoice) for call in reads):
        return ""
    return "the invoice that was received was not read"


def all_rows(key: str, identifier: str, count: int) -> Judge:
    """All rows of a list reached the client.

    :param key: the list in the answer, such as ``listeFactures``
    :param identifier: tells one row from another
    """

    def judge(evidence: Evidence) -> str:
        told = [call.told for call in evidence.of() if call.done and call.delivered]
        found = {
            row.get(identifier)
            for answer in told
            for row in _rows(value_at(answer, key))
        }
        return "" if len(found) >= count else f"{len(found)} of {count} rows came"

    return judge


def gave_up(evidence: Evidence) -> str:
    """What no repetition helps was not repeated; a new token may be tried once."""
    count = len(evidence.of())
    if not 1 <= count <= 2:
        return f"it was sent {count} times"
    tokens = len(evidence.of(TOKEN))
    return "" if tokens <= 2 else f"{tokens} tokens were asked for"


def no_call_without_token(evidence: Evidence) -> str:
    """Where no token is given nothing else is called."""
    tokens = len(evidence.of(TOKEN))
    if not 1 <= tokens <= 2:
        return f"a token was asked for {tokens} times"
    others = len(evidence.exchanges) - tokens
    return f"{others} calls came without a token" if others else ""


def submitted_its_pdf(evidence: Evidence) -> str:
    """The number of the uploaded document stands in the invoice."""
    uploads = [call for call in evidence.of("factures/deposer/pdf") if call.done]
    if len(uploads) != 1:
        return f"the PDF was uploaded {len(uploads)} times"
    number = uploads[0].told["pieceJointeId"]
    path = "pieceJointePrincipale.pieceJointePrincipaleId"
    for call in evidence.of("factures/soumettre"):
        if call.done and same(value_at(call.json, path), number):
            return ""
    return "the invoice was not submitted with its PDF"


# -- Bodies --------------------------------------------------------------------


def differing(body: Any, expected: Values) -> str:
    """The first path whose value is not the expected one; empty where all are."""
    for path, value in expected.items():
        if not same(value_at(body, path), value):
            return path
    return ""


def value_at(body: Any, path: str) -> Any:
    """The value at a path; of a list its first element is looked into."""
    for name in path.split("."):
        if isinstance(body, list):
            body = body[0] if body else None
        body = body.get(name) if isinstance(body, dict) else None
    return body


def same(found: Any, expected: Any) -> bool:
    """Whether two values say the same: 120, 120.0 and "120" do."""
    if isinstance(found, list) and len(found) == 1:
        found = found[0]
    try:
        return float(found) == float(expected)
    except (TypeError, ValueError, OverflowError):
        return str(found) == str(expected)


def _rows(found: Any) -> list[dict]:
    return [row for row in found if isinstance(row, dict)] if found else []


def _asks(call: Exchange, path: str, value: Any) -> bool:
    return call.done and same(value_at(call.json, path), value)


def _state(call: Exchange) -> str:
    return next((call.told[name] for name in STATES if name in call.told), "")


def _answer(call: Exchange) -> str:
    return f"{call.status} {call.told.get('libelle', '')}".strip()
