"""What a company needs for Chorus Pro: the lines of its checklist.

One table, in the order to go through; shown in the settings and on a page of its own.
"""

from collections.abc import Callable
from dataclasses import dataclass

from odoo.tools import LazyTranslate

from ...chorus_api.allowed import WORKS_FAMILY
from ...chorus_api.client import FAMILIES, OPTIONAL_FAMILIES
from ..connection.res_company_roles import PUBLIC_BODY, SUPPLIER, WORKS
from . import setup_connection, setup_receiving, setup_steps
from .connection_test import PISTE, TECHNICAL

_lt = LazyTranslate(__name__)
RECEIVING_STRUCTURES = "receiving_structures"


@dataclass(frozen=True)
class Step:
    """A row of the table.

    :param label: what it is about; empty for an API family, which has a name
    :param find: from a company, as a superuser, how far it is
    :param role: the role of a company that needs it; empty where all do
    """

    name: str
    label: object
    find: Callable
    role: str = ""


STEPS = (
    Step("siret", _lt("SIRET"), setup_steps.find_siret),
    Step("vat", _lt("VAT Number"), setup_steps.find_vat, SUPPLIER),
    Step("address", _lt("Address and telephone"), setup_steps.find_address, SUPPLIER),
    Step("iban", _lt("IBAN"), setup_steps.find_iban, SUPPLIER),
    Step("environment", _lt("Environment"), setup_steps.find_environment),
    Step(PISTE, "", setup_connection.find_client),
    Step(TECHNICAL, "", setup_connection.find_account),
    *(
        Step(
            family,
            "",
            setup_connection.FAMILY_FINDERS[family],
            WORKS if family == WORKS_FAMILY else "",
        )
        for family in (*FAMILIES, *OPTIONAL_FAMILIES)
    ),
    Step("structure", _lt("Own structure"), setup_steps.find_structure, SUPPLIER),
    Step(
        "bank_details",
        _lt("Bank details in Chorus Pro"),
        setup_steps.find_bank_details,
        SUPPLIER,
    ),
    Step(
        "responsible", _lt("Responsible person"), setup_steps.find_responsible, SUPPLIER
    ),
    Step("printer", _lt("Printing of PDFs"), setup_steps.find_printer, SUPPLIER),
    Step(
        "journals", _lt("Numbers of the journals"), setup_steps.find_journals, SUPPLIER
    ),
    Step(
        RECEIVING_STRUCTURES,
        _lt("Structures that receive"),
        setup_receiving.find_receiving_structures,
        PUBLIC_BODY,
    ),
    Step(
        "profile", _lt("Public accountant"), setup_receiving.find_profile, PUBLIC_BODY
    ),
    Step("people", _lt("People"), setup_receiving.find_people, PUBLIC_BODY),
    Step(
        "bill_journals",
        _lt("Journal of bills"),
        setup_receiving.find_bill_journals,
        PUBLIC_BODY,
    ),
)


def steps_of(company):
    """The lines of a company: what it does not do, it need not set up.

    One that has said nothing yet is taken for a supplier.
    """
    receives = company._chorus_does(PUBLIC_BODY)
    roles = {"", PUBLIC_BODY} if receives else {""}
    if company._chorus_does(SUPPLIER) or not receives:
        roles.add(SUPPLIER)
    if company._chorus_does(WORKS):
        roles.add(WORKS)
    steps = [step for step in STEPS if step.role in roles]
    # A supplier that is a public body too is offered to receive, and not urged to.
    if SUPPLIER in roles and receives and not company.sudo().l10n_fr_chorus_intake_ids:
        steps = [
            step
            for step in steps
            if step.role != PUBLIC_BODY or step.name == RECEIVING_STRUCTURES
        ]
    return steps
