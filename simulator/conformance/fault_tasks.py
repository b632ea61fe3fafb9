"""What goes wrong on the way, and what a client must make of it."""

import base64
import io
import json
import tarfile
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from . import receiver_tasks  # noqa: F401 -- its acts have faults
from .judges import (
    ACTS,
    DEPOSIT,
    REPORTS,
    all_rows,
    asked_again,
    collected,
    followed,
    gave_up,
    no_call_without_token,
    sent_again,
    sent_once,
    submitted_its_pdf,
)
from .portal import TOWN_LOGIN, Portal
from .scenarios import FAULT, OPERATION, SCENARIOS, Judge, Prepared, register, task
from .supplier_tasks import deposit_of, entry, flow_report

Change = Callable[[Portal, float], None]
# Of nobody: an invoice to it is refused.
NOBODY = "99999999900003"
SECONDS_TOLD = 1
TRANSIENT = {
    "an error of the portal": ("status", {"status": 500}),
    "an error of the gateway": ("status", {"status": 502}),
    "a time-out of the gateway": ("status", {"status": 504}),
    "a page of maintenance": ("html", {}),
    "a page instead of JSON": ("html", {"status": 200}),
    "an empty answer": ("empty", {}),
    "half an answer": ("truncated", {}),
    "a list for an object": ("wrong_json", {}),
    "a cut connection": ("cut", {}),
}
SOURCES = {
    "an error of the portal": "A 1.4",
    "an error of the gateway": "A 1.4",
    "a time-out of the gateway": "A 1.4",
    "a page of maintenance": "A 1.4",
}
NETWORK = "A 11.1"


def fault(
    of: str,
    name: str,
    judge: Judge,
    source: str,
    change: Change,
    prepare: Callable[[Portal], Prepared] | None = None,
    operation: str = "",
) -> None:
    """Register a fault of a task.

    :param of: the task
    :param name: what goes wrong
    :param change: brings it about
    :param prepare, operation: where they are not those of the task
    """
    base = SCENARIOS[of]
    register(
        replace(
            base,
            name=f"{of}: {name}",
            kind=FAULT,
            operation=operation or base.operation,
            source=source,
            judge=judge,
            change=change,
            prepare=prepare or base.prepare,
        )
    )


def on(operation: str, kind: str, **parameters: Any) -> Change:
    """A fault of one call of an operation."""

    def change(portal: Portal, slow: float) -> None:
        portal.fault(kind, operation, **parameters)

    return change


def slowly(operation: str, kind: str, when: str) -> Change:
    """A fault that takes its time."""

    def change(portal: Portal, slow: float) -> None:
        portal.fault(kind, operation, when=when, seconds=slow)

    return change


def on_reports(kind: str, **parameters: Any) -> Change:
    """A fault of the next report, whichever of the two is asked for."""

    def change(portal: Portal, slow: float) -> None:
        for operation in REPORTS:
            portal.fault(kind, operation, **parameters)

    return change


def settings(**values: Any) -> Change:
    def change(portal: Portal, slow: float) -> None:
        portal.simulator.settings.update(values)

    return change


# -- What must not be done twice -----------------------------------------------


def _acts() -> None:
    for name, (kind, parameters) in TRANSIENT.items():
        change = on(DEPOSIT, kind, when="after", **parameters)
        source = SOURCES.get(name, NETWORK)
        fault("deposit", f"{name} after it was taken", sent_once, source, change)
    for name, change in {
        "a cut connection on the way": on(DEPOSIT, "cut", when="during"),
        "an answer without its number": on(DEPOSIT, "missing_field", when="after"),
        "megabytes of nonsense": on(DEPOSIT, "nonsense_10mb", when="after"),
        "a slow answer": slowly(DEPOSIT, "delay", "after"),
        "silence, then a cut": slowly(DEPOSIT, "stall", "after"),
    }.items():
        fault("deposit", name, sent_once, NETWORK, change)
    others = [
        found
        for found in SCENARIOS.values()
        if found.kind == OPERATION and found.operation in ACTS[1:]
    ]
    for act in others:
        change = on(act.operation, "cut", when="after")
        name = "a cut connection after it was taken"
        fault(act.task, name, sent_once, NETWORK, change)
    expired = on(DEPOSIT, "expired_token")
    fault("deposit", "a token that has ended", sent_again, "A 1.2", expired)
    quota = on(DEPOSIT, "quota", retry_after=SECONDS_TOLD)
    fault("deposit", "the quota is used up", sent_again, "A 1.4", quota)
    page = on("token", "html")
    fault("deposit", "no token at first", sent_again, "A 1.4", page)


# -- What a client asks for until it hears it -----------------------------------


@task(
    "wait",
    REPORTS[0],
    "A 10.2",
    asked_again,
    kind=FAULT,
)
def wait(portal: Portal) -> Prepared:
    """Ask about the flow ``flow_number``, again after each ``pause``, until the portal
    says that it is over (IN_INTEGRE, IN_INTEGRE_PARTIEL, IN_REJETE)."""
    told = flow_report(portal)
    portal.simulator.settings.update({"flow_finished_after": SECONDS_TOLD})
    return told


def _waiting() -> None:
    for name, (kind, parameters) in TRANSIENT.items():
        change = on_reports(kind, **parameters)
        fault(
            "wait", name, asked_again, SOURCES.get(name, NETWORK), change, flow_report
        )
    for name, source, change in (
        ("a token that has ended", "A 1.2", on_reports("expired_token")),
        ("the quota is used up", "A 1.4", on_reports("quota", retry_after=1)),
        ("an answer in drops", NETWORK, on_reports("delay", pieces=True)),
        ("not known yet", "A 1.8", on_reports("flow_unknown", times=2)),
    ):
        fault("wait", name, asked_again, source, change, flow_report)


# -- What a client has to understand ---------------------------------------------


@task("follow", DEPOSIT, "A 4.1", followed, kind=FAULT)
def follow(portal: Portal) -> Prepared:
    """Deposit ``file`` as in ``deposit``, ``wait`` until its flow is over, search the
    invoice of the flow, and read its history."""
    return deposit_of(portal, portal.xml())


def _lot(portal: Portal) -> Prepared:
    """Two invoices, of which one is refused."""
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w:gz") as archive:
        for name, content in {
            "a.xml": portal.xml(),
            "b.xml": portal.xml("F2", NOBODY),
        }.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return deposit_of(portal, target.getvalue(), "lot.tar.gz")


def _nulls(portal: Portal, slow: float) -> None:
    """Reports with null where there is nothing to say."""
    told: dict[str, Any] = {"codeRetour": 0, "libelle": "TRA_MSG_00.000"}
    told |= dict.fromkeys(("etatCourantDepotFlux", "etatCourantFlux"), "IN_INTEGRE")
    told |= dict.fromkeys(
        "listeErreurDP listeErreurTechnique nomFichier fichierCR dateDepotFlux"
        " dateHeureEtatCourantFlux".split()
    )
    for operation in REPORTS:
        portal.fault("wrong_json", operation, when="after", body=json.dumps(told))


def _following() -> None:
    late = settings(flow_unknown_for=0.5, business_error_http_status=400)
    fault("follow", "refusals come as HTTP 400", followed, "A 1.4", late)
    for name, source, change, prepare in (
        ("a lot of which one is refused", "R 1.3", settings(), _lot),
        ("lists of one without brackets", "A 1.8", on_reports("bare_lists"), _lot),
        ("fields that are null", "A 2.2", _nulls, None),
        ("it takes a while", "A 10.2", settings(flow_finished_after=1), None),
        ("numbers as text", "A 1.8", on_search("texts"), None),
    ):
        fault("follow", name, followed, source, change, prepare)


def on_search(kind: str) -> Change:
    return on("factures/rechercher/fournisseur", kind, when="after")


@task("submit_pdf", "factures/soumettre", "A 2.2", submitted_its_pdf, kind=FAULT)
def submit_pdf(portal: Portal) -> Prepared:
    """Upload the PDF ``file`` as in ``deposit_pdf``, of which the portal reads nothing
    and says null, then submit it with the data of ``submit`` and ``date``
    (DEPOT_PDF_API)."""
    return Prepared(entry(portal).values | portal.pdf())


@task(
    "collect",
    "factures/rechercher/recipiendaire",
    "A 2.5",
    collected,
    TOWN_LOGIN,
    FAULT,
)
def collect(portal: Portal) -> Prepared:
    """Search what was received, FACTURE_TRAVAUX first, of which the portal answers by
    an error that there is none, then FACTURE, and read each invoice that is found."""
    return Prepared({}, {"identifiantFactureCPP": portal.invoice()})


def _collecting() -> None:
    change = on("factures/rechercher/recipiendaire", "texts", when="after", times=2)
    fault("collect", "numbers as text", collected, "A 2.5", change)


# -- More than one page ------------------------------------------------------------


def _many(portal: Portal, count: int, **values: Any) -> None:
    invoices = {"supplier": "73282932000074", "recipient": "12345678200051"}
    portal.control("invoices", invoices | {"count": count, "prefix": "P"} | values)


@task(
    "list_invoices",
    "factures/rechercher/fournisseur",
    "A 1.6",
    all_rows("listeFactures", "identifiantFactureCPP", 230),
    kind=FAULT,
)
def list_invoices(portal: Portal) -> Prepared:
    """Search all issued invoices, whatever the portal's pages and its maximum are."""
    _many(portal, 230)
    return Prepared()


@task(
    "list_received",
    "factures/rechercher/recipiendaire",
    "A 1.6",
    all_rows("listeFactures", "idFacture", 25),
    TOWN_LOGIN,
    FAULT,
)
def list_received(portal: Portal) -> Prepared:
    """Search all received invoices (FACTURE), whatever the portal's pages are."""
    _many(portal, 25)
    portal.simulator.settings.update({"page_size_cap": 10})
    return Prepared()


@task(
    "list_all_services",
    "structures/rechercher/services",
    "A 1.6",
    all_rows("listeServices", "idService", 120),
    kind=FAULT,
)
def list_all_services(portal: Portal) -> Prepared:
    """List all services of the structure ``structure_id``."""
    made = portal.control("directory", {"structures": 1})
    portal.simulator.settings.update({"page_size_cap": 50})
    return Prepared({"structure_id": portal.structure(made["identifier"])})


@task(
    "read_whole_history",
    "factures/consulter/historique",
    "A 1.6",
    all_rows("historiquesDesStatuts.histoStatut", "histoStatutId", 26),
    kind=FAULT,
)
def read_whole_history(portal: Portal) -> Prepared:
    """Read the whole history of the invoice ``invoice_id``."""
    invoice = portal.invoice()
    for _number in range(25):
        portal.control(f"invoices/{invoice}/status", {"status": "SERVICE_FAIT"})
    return Prepared({"invoice_id": invoice})


# -- What no repetition helps ------------------------------------------------------


def _other_password(portal: Portal, slow: float) -> None:
    portal.control(
        "accounts",
        {
            "login": "TECH_1_0000001@cpro.fr",
            "password": base64.b64encode(b"another").decode(),
            "structure": "73282932000074",
        },
    )


def _refusals() -> None:
    closed = settings(unsubscribed_families=["factures"])
    fault("deposit", "no subscription", gave_up, "A 1.4", closed)
    fault("deposit", "a wrong technical account", gave_up, "A 1.4", _other_password)
    refused = on(
        "token", "status", status=400, body='{"error": "invalid_client"}', times=None
    )
    wrong_client = "wrong client credentials"
    fault("deposit", wrong_client, no_call_without_token, "A 1.2", refused)
    fault(
        "complete",
        "the invoice is not suspended",
        gave_up,
        "A 1.5",
        settings(),
        lambda portal: Prepared({"invoice_id": portal.invoice(), "comment": "Voici"}),
    )


_acts()
_waiting()
_following()
_collecting()
_refusals()
