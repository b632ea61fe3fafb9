"""What is not attested of a works piece in a file, as data that an integrator corrects:
the system parameters ``l10n_fr_chorus_pro.works_…`` (R 1.7 of ``doc/portal.md``)."""

PREFIX = "l10n_fr_chorus_pro.works_"
# Code of the flow: those of the works flows E4 and E5 are not known.
SYNTAX = "IN_DP_E2_CII_FACTURX"
# Whether the data are put into the PDF, or carry it as a document.
FACTURX, CII = "facturx", "cii"
FRAMEWORKS = "A4,A7,A8,A10,A13,A14,A22,A23"
# Parties of the CII beside seller and buyer, and their terms in the library.
PARTY_PLACES = {
    "InvoiceeTradeParty": "EXT-FR-FE-BG-04",
    "BuyerAgentTradeParty": "EXT-FR-FE-BG-01",
    "PayerTradeParty": "EXT-FR-FE-BG-02",
}
VALIDATOR, SUPERVISOR, OWNER = "validator", "supervisor", "owner"
# A validator is the invoicee in AIFE's samples P57 and P76, and so is a second body in
# P74, a claim without a validator. Nobody tells where the owner stands.
DEFAULT_PLACES = {
    VALIDATOR: "InvoiceeTradeParty",
    SUPERVISOR: "InvoiceeTradeParty",
    OWNER: "",
}
# Where the code of a party's service stands inside of it.
DEPARTMENT, IDENTIFIER = "DepartmentName", "ID"


def syntax_of(env):
    """The code of the flow that a piece is announced with.

    :rtype: str
    """
    return _parameter(env, "syntax", SYNTAX)


def is_facturx(env):
    """Whether the data are embedded in the PDF."""
    return _parameter(env, "file", FACTURX) != CII


def allowed_frameworks(env):
    """The frameworks that may be deposited as a flow.

    :rtype: list of str
    """
    codes = _parameter(env, "frameworks", FRAMEWORKS).split(",")
    return [code.strip() for code in codes if code.strip()]


def place_of(env, role):
    """The term of the library for a party; empty where its place is not known.

    :param str role: ``VALIDATOR``, ``SUPERVISOR`` or ``OWNER``
    """
    name = _parameter(env, f"{role}_place", DEFAULT_PLACES[role])
    return PARTY_PLACES.get(name, "")


def service_terms(env, code):
    """The terms of a party that tell the code of its service.

    :rtype: dict
    """
    place = _parameter(env, "service_place", DEPARTMENT)
    if not code or place not in (DEPARTMENT, IDENTIFIER):
        return {}
    if place == IDENTIFIER:
        return {"identifiers": {"": code}}
    return {"contacts": [{"department_name": code}]}


def _parameter(env, name, default):
    """A parameter; one that somebody emptied says that it is not known."""
    value = env["ir.config_parameter"].sudo().get_param(f"{PREFIX}{name}", default)
    return (value or "").strip()
