"""What a company needs to invoice through Chorus Pro: the lines of its checklist.

One table, in the order to go through; shown in the settings and on a page of its own.
"""

from collections.abc import Callable
from dataclasses import dataclass

from odoo.tools import LazyTranslate

from ...chorus_api.client import FAMILIES, OPTIONAL_FAMILIES
from . import setup_connection, setup_steps
from .connection_test import PISTE, TECHNICAL

_lt = LazyTranslate(__name__)


@dataclass(frozen=True)
class Step:
    """A row of the table.

    :param label: what it is about; empty for an API family, which has a name
    :param find: from a company, as a superuser, how far it is
    """

    name: str
    label: object
    find: Callable


STEPS = (
    Step("siret", _lt("SIRET"), setup_steps.find_siret),
    Step("vat", _lt("VAT Number"), setup_steps.find_vat),
    Step("address", _lt("Address and telephone"), setup_steps.find_address),
    Step("iban", _lt("IBAN"), setup_steps.find_iban),
    Step("environment", _lt("Environment"), setup_steps.find_environment),
    Step(PISTE, "", setup_connection.find_client),
    Step(TECHNICAL, "", setup_connection.find_account),
    *(
        Step(family, "", setup_connection.FAMILY_FINDERS[family])
        for family in (*FAMILIES, *OPTIONAL_FAMILIES)
    ),
    Step("structure", _lt("Own structure"), setup_steps.find_structure),
    Step(
        "bank_details", _lt("Bank details in Chorus Pro"), setup_steps.find_bank_details
    ),
    Step("responsible", _lt("Responsible person"), setup_steps.find_responsible),
    Step("printer", _lt("Printing of PDFs"), setup_steps.find_printer),
    Step("journals", _lt("Numbers of the journals"), setup_steps.find_journals),
)
