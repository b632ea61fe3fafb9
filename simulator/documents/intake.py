"""From the bytes of a flow to its invoices: what can be read without the directory.

Nothing here refuses a deposit: what is wrong goes into the report of the flow.
"""

from dataclasses import dataclass, replace

from chorus_api.statuses import SYNTAXES

from . import cii, ubl
from .archive import unpack
from .cii import parse_cii
from .facturx import read_pdf
from .parsed import ParsedInvoice, Unreadable
from .schemas import schema_errors
from .ubl import parse_ubl
from .xml import parse

# The syntax codes that are processed, each to the grammar of its XML.
GRAMMARS = {
    "IN_DP_E2_CII_FACTURX": "cii",
    "IN_DP_E1_CII_16B": "cii",
    "IN_DP_E2_CII_MIN_16B": "cii",
    "IN_DP_E1_UBL_INVOICE": "ubl",
    "IN_DP_E2_UBL_INVOICE_MIN": "ubl",
}
# Flows of minimum data beside a readable file. AIFE samples of them do not add up in
# their lines (P20) and give no reason for an exemption (P59 to P61).
MINIMAL = ("IN_DP_E2_CII_MIN_16B", "IN_DP_E2_UBL_INVOICE_MIN")
READERS = {
    cii.ROOT: ("cii", parse_cii),
    ubl.INVOICE: ("ubl", parse_ubl),
    ubl.CREDIT_NOTE: ("ubl", parse_ubl),
}


@dataclass(frozen=True, slots=True)
class Member:
    """One file of a flow: either an invoice or the reason why it is none."""

    name: str
    content: bytes
    invoice: ParsedInvoice | None = None
    error: Unreadable | None = None


def is_archive(name: str) -> bool:
    """Whether a file is an archive: several invoices of one deposit come as ``tar.gz``
    (doc/portal.md, R 4.1)."""
    return name.lower().endswith(".tar.gz")


def read_flow(
    name: str, content: bytes, syntax: str, max_files: int, max_file_bytes: int
) -> list[Member]:
    """Read every file of a flow.

    :param syntax: the ``syntaxeFlux`` of the deposit
    :return: the members; an archive that cannot be opened is one member in error
    """
    if not is_archive(name):
        return [_read_member(name, content, syntax)]
    try:
        files = unpack(content, max_files, max_file_bytes)
    except Unreadable as error:
        return [Member(name, content, error=error)]
    return [_read_member(path, body, syntax) for path, body in files]


def _read_member(name: str, content: bytes, syntax: str) -> Member:
    try:
        return Member(name, content, invoice=read_invoice(content, syntax))
    except Unreadable as error:
        return Member(name, content, error=error)


def read_invoice(content: bytes, syntax: str) -> ParsedInvoice:
    """Read one invoice file.

    :raises Unreadable: the file is not what the syntax code says
    """
    grammar = GRAMMARS[syntax]
    pdf = SYNTAXES[syntax].extension == "pdf"
    if pdf != content[:1024].lstrip().startswith(b"%PDF-"):
        found = "n'est pas un PDF" if pdf else "est un PDF"
        raise Unreadable(
            "SIM_SYNTAXE_CONTENU",
            f"Le fichier {found}, alors que le flux est {syntax}.",
        )
    xml, embedded = read_pdf(content) if pdf else (content, ())
    root = parse(xml)
    known = READERS.get(root.tag)
    if known is None or known[0] != grammar:
        raise Unreadable(
            "SIM_SYNTAXE_RACINE",
            f"La racine « {root.tag} » ne correspond pas à la syntaxe {syntax}.",
        )
    invoice = known[1](root)
    return replace(
        invoice,
        attachments=invoice.attachments + embedded,
        minimal=syntax in MINIMAL,
        schema_errors=schema_errors(root, xml, facturx=pdf),
    )
