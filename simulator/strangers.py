"""Deposits of suppliers whom nobody plays: integrated and made available at once."""

import sqlite3

from .database import insert, update
from .directory import structure_by_identifier
from .documents.intake import read_flow
from .documents.written import (
    Supplier,
    WrittenInvoice,
    write_cii,
    write_facturx,
)
from .flows import add_flow, flow_errors, integrate
from .identifiers import company_of
from .invoices import add_to_history, set_status
from .rules.content import FRAMEWORKS
from .settings import Settings
from .validators import FIRST

SYNTAXES = {"facturx": "IN_DP_E2_CII_FACTURX", "cii": "IN_DP_E1_CII_16B"}
# The technical account of such a supplier.
LOGIN = "TECH_FOURNISSEUR@cpro.fr"
ROUTE = ("EN_COURS_ACHEMINEMENT", "MISE_A_DISPOSITION")


def deposit(
    connection: sqlite3.Connection,
    invoice: WrittenInvoice,
    now: float,
    settings: Settings,
    kind: str = "facturx",
    page: bytes = b"",
    agreed: bool = True,
) -> int:
    """Deposit an invoice and take it through the checks of any flow, without waiting.

    A works piece of the owner comes otherwise than as a flow, so its framework is not
    looked at.

    :param kind: a key of :data:`SYNTAXES`
    :param page: the PDF of a Factur-X; one is made otherwise
    :param agreed: the validator of a subcontractor has agreed; else it waits for him
    :return: the identifier of the invoice
    :raises ValueError: the portal refuses it; why, in French
    """
    _make_known(connection, invoice.supplier)
    name, content = _file(invoice, kind, page)
    siren = company_of(invoice.supplier.identifier)
    flow = add_flow(connection, name, content, SYNTAXES[kind], LOGIN, siren, now)
    limits = (settings["max_flow_invoices"], settings["max_file_bytes"])
    members = read_flow(name, content, SYNTAXES[kind], *limits)
    of_owner = [] if invoice.framework in FRAMEWORKS else ["framework"]
    off = [*settings["rules_off"], *of_owner]
    state = integrate(connection, flow, members, now, off)
    if state != "IN_INTEGRE":
        errors = flow_errors(connection, flow["id"])
        raise ValueError(" ".join(error["label"] for error in errors))
    values = {"state": state, "state_at": now, "processed": 1}
    update(connection, "flows", flow["id"], values)
    (row,) = connection.execute(
        "SELECT id FROM invoices WHERE flow_id = ?", [flow["id"]]
    )
    if agreed:
        _route(connection, row["id"], invoice, now)
    return row["id"]


def _file(invoice: WrittenInvoice, kind: str, page: bytes) -> tuple[str, bytes]:
    is_pdf = kind == "facturx"
    content = write_facturx(invoice, page) if is_pdf else write_cii(invoice)
    name = f"{invoice.number}.{'pdf' if is_pdf else 'xml'}"
    return name.replace("/", "_"), content


def _route(connection, invoice_id: int, invoice: WrittenInvoice, now: float) -> None:
    """Bring it to its recipient, whoever has to agree before."""
    if invoice.validator:
        add_to_history(connection, invoice_id, FIRST.accepted, now)
    for code in ROUTE:
        set_status(connection, invoice_id, code, now, automatic=True)


def _make_known(connection: sqlite3.Connection, supplier: Supplier) -> None:
    """Have a supplier in the directory."""
    if structure_by_identifier(connection, supplier.identifier):
        return
    names = "identifier name identifier_type street zip city country".split()
    values = {name: getattr(supplier, name) for name in names}
    values |= {"kind": "PRIVEE", "vat": supplier.vat or None}
    insert(connection, "structures", values)
