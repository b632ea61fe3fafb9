"""What a company needs for Chorus Pro: the lines of its checklist.

One table, in the order to go through; shown in the settings and on a page of its own.
"""

from collections.abc import Callable
from dataclasses import dataclass

from odoo.tools import LazyTranslate

from ...chorus_api.allowed import WORKS_FAMILY
from ...chorus_api.client import FAMILIES, OPTIONAL_FAMILIES
from ..connection.res_company_roles import (
    PUBLIC_BODY,
    ROLES,
    SUPPLIER,
    VALIDATOR,
    WORKS,
)
from . import setup_connection, setup_contracts, setup_receiving, setup_steps
from .connection_test import PISTE, TECHNICAL

_lt = LazyTranslate(__name__)
RECEIVING_STRUCTURES = "receiving_structures"
INVOICES, RECEIVES, VALIDATES = (SUPPLIER,), (PUBLIC_BODY,), (VALIDATOR,)


@dataclass(frozen=True)
class Step:
    """A row of the table.

    :param label: what it is about; empty for an API family, which has a name
    :param find: from a company, as a superuser, how far it is
    :param roles: those of a company that needs it; none where all do
    """

    name: str
    label: object
    find: Callable
    roles: tuple = ()


STEPS = (
    Step("siret", _lt("SIRET"), setup_steps.find_siret),
    Step("vat", _lt("VAT Number"), setup_steps.find_vat, INVOICES),
    Step("address", _lt("Address and telephone"), setup_steps.find_address, INVOICES),
    Step("iban", _lt("IBAN"), setup_steps.find_iban, INVOICES),
    Step("environment", _lt("Environment"), setup_steps.find_environment),
    Step("roles", _lt("What the Company Does"), setup_contracts.find_roles),
    Step(PISTE, "", setup_connection.find_client),
    Step(TECHNICAL, "", setup_connection.find_account),
    *(
        Step(
            family,
            "",
            setup_connection.FAMILY_FINDERS[family],
            (WORKS,) if family == WORKS_FAMILY else (),
        )
        for family in (*FAMILIES, *OPTIONAL_FAMILIES)
    ),
    Step("structure", _lt("Own structure"), setup_steps.find_structure, INVOICES),
    Step(
        "bank_details",
        _lt("Bank details in Chorus Pro"),
        setup_steps.find_bank_details,
        INVOICES,
    ),
    Step(
        "responsible", _lt("Responsible person"), setup_steps.find_responsible, INVOICES
    ),
    Step("printer", _lt("Printing of PDFs"), setup_steps.find_printer, INVOICES),
    Step(
        "journals", _lt("Numbers of the journals"), setup_steps.find_journals, INVOICES
    ),
    Step(
        RECEIVING_STRUCTURES,
        _lt("Structures that receive"),
        setup_receiving.find_receiving_structures,
        RECEIVES,
    ),
    Step("profile", _lt("Public accountant"), setup_receiving.find_profile, RECEIVES),
    Step("people", _lt("People"), setup_receiving.find_people, RECEIVES),
    Step(
        "bill_journals",
        _lt("Journal of bills"),
        setup_receiving.find_bill_journals,
        RECEIVES,
    ),
    Step(
        "validating_structure",
        _lt("Structure that validates"),
        setup_contracts.find_validating_structure,
        VALIDATES,
    ),
    Step(
        "validators", _lt("Who validates"), setup_contracts.find_validators, VALIDATES
    ),
    Step(
        "contracts",
        _lt("Public Contracts"),
        setup_contracts.find_contracts,
        (VALIDATOR, WORKS),
    ),
)


def steps_of(company):
    """The lines of a company: what it does not do, it need not set up.

    One that has said nothing yet is taken for a supplier; and who takes part in works
    claims what he is owed.
    """
    roles = {role for role in ROLES if company._chorus_does(role)}
    if not roles & {PUBLIC_BODY, VALIDATOR}:
        roles.add(SUPPLIER)
    steps = [step for step in STEPS if not step.roles or roles & set(step.roles)]
    # A supplier that is a public body too is offered to receive, and not urged to.
    receives = PUBLIC_BODY in roles
    if SUPPLIER in roles and receives and not company.sudo().l10n_fr_chorus_intake_ids:
        steps = [
            step
            for step in steps
            if step.roles != RECEIVES or step.name == RECEIVING_STRUCTURES
        ]
    return steps
