"""The web page deposits invoices as any supplier would, so that a public body has
something to receive. Beside ``web.py``, whose blueprint and errors it shares."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from flask import abort, redirect, render_template, request

from .context import simulator
from .database import update
from .directory import structure_by_identifier
from .documents.written import Enclosed, Supplier, WrittenInvoice, WrittenLine
from .identifiers import FORMS
from .pivots import AFNOR_CHANNEL
from .samples import FIRST_IBAN, HOLDER, JOINER, SAMPLES, send_samples
from .strangers import SYNTAXES, deposit
from .web import blueprint
from .web_parties import uploads
from .wire import moment_of

SHOWN_BODIES = 200
FRAMEWORKS = ("A1", "A2", "A9", "A19")
CHANNELS = {"": "directement", AFNOR_CHANNEL: "par une plateforme agréée"}
REFERENCES = "framework service commitment contract validator origin".split()
FORMATS = {"facturx": "Factur-X", "cii": "XML (CII)"}


@blueprint.get("/deposer")
def deposit_page():
    bodies = simulator.database.connection().execute(
        "SELECT * FROM structures WHERE active AND kind = 'PUBLIQUE' ORDER BY id"
        " LIMIT ?",
        [SHOWN_BODIES],
    )
    today = moment_of(simulator.clock.now()).date()
    return render_template(
        "deposit.html",
        bodies=bodies.fetchall(),
        asked=request.args.get("destinataire", ""),
        samples=SAMPLES,
        holder=HOLDER,
        supplier=JOINER,
        iban=FIRST_IBAN,
        today=today,
        kinds=FORMS,
        frameworks=FRAMEWORKS,
        channels=CHANNELS,
        formats=FORMATS,
    )


@blueprint.post("/deposer/exemples")
def deposit_samples():
    siret, now = request.form.get("recipient", "").strip(), simulator.clock.now()
    with simulator.database.transaction() as connection:
        try:
            send_samples(connection, siret, now, simulator.settings)
        except ValueError as error:
            abort(400, str(error))
    return redirect(f"/?texte={siret}", 303)


@blueprint.post("/deposer")
def deposit_invoice():
    form, now = request.form, simulator.clock.now()
    kind, channel = form.get("kind", "facturx"), form.get("channel", "")
    if kind not in SYNTAXES or channel not in CHANNELS:
        abort(400, "Format ou canal inconnu.")
    with simulator.database.transaction() as connection:
        body = structure_by_identifier(connection, form.get("recipient", "").strip())
        if body is None:
            abort(400, "Le destinataire n'est pas dans l'annuaire.")
        try:
            invoice = _written(form, body)
            invoice_id = deposit(connection, invoice, now, simulator.settings, kind)
        except ValueError as error:
            abort(400, str(error))
        update(connection, "invoices", invoice_id, {"channel": channel or None})
    return redirect(f"/factures/{invoice_id}", 303)


def _written(form, body) -> WrittenInvoice:
    """The invoice of a form.

    :raises ValueError: a field cannot be read; which one, in French
    """
    told = {name: " ".join(value.split()) for name, value in form.items()}
    kind = told.get("identifier_type", "SIRET")
    if not told.get("name") or kind not in FORMS:
        raise ValueError("Le fournisseur a un nom et un type d'identifiant.")
    identifier = told.get("identifier", "")
    supplier = Supplier(
        identifier,
        told["name"],
        kind,
        country="FR" if kind == "SIRET" else identifier[:2].upper(),
    )
    line = WrittenLine(
        told.get("label") or "Prestation",
        Decimal(1),
        _amount(told, "untaxed", "Le montant HT"),
        _amount(told, "rate", "Le taux de TVA"),
    )
    return WrittenInvoice(
        supplier=supplier,
        recipient=body["identifier"],
        recipient_name=body["name"],
        number=told.get("number", ""),
        issued=_day(told.get("issued", "")),
        lines=(line,),
        iban=told.get("iban", "").replace(" ", ""),
        is_credit_note=told.get("type") == "AVOIR",
        documents=tuple(
            Enclosed(file.name, file.content) for file in uploads("documents")
        ),
        **_references(told),
    )


def _references(told: dict[str, str]) -> dict[str, Any]:
    return {name: told.get(name, "") for name in REFERENCES}


def _amount(told: dict[str, str], name: str, label: str) -> Decimal:
    try:
        amount = Decimal(told.get(name, "").replace(",", "."))
    except InvalidOperation:
        raise ValueError(f"{label} n'est pas un nombre.") from None
    if not amount.is_finite() or not 0 <= amount < 10**9:
        raise ValueError(f"{label} n'est pas possible.")
    return amount


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError("La date de facture n'est pas une date.") from None
