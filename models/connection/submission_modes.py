"""The ways an invoice can take to Chorus Pro, and what each of them can carry."""

from dataclasses import dataclass

from ...chorus_api.doors import ENTRY, PDF
from ...chorus_api.statuses import CII, FACTURX, UBL
from ...chorus_api.tables import Table


@dataclass(frozen=True, kw_only=True)
class SubmissionMode:
    """A way to Chorus Pro: a file of its own (a flow), or data that go by ``soumettre``
    (a door).

    :param syntax: of the flow, a code of ``SYNTAXES``; empty for a door
    :param door: a code of ``DOORS``; empty for a flow
    :param is_printed: the customer reads the PDF that Odoo prints
    :param takes_payee: somebody else than the supplier can be paid (BG-10)
    :param takes_rounding: the total may be rounded to the coin (BT-114)
    :param takes_part_payment: a part of it may be paid already (BT-113)
    :param takes_vat_points: VAT may be due at different moments (BT-8)
    :param takes_exemptions: VAT may be spared for several reasons (BT-121)
    :param takes_identifiers: recipient and validator may be named by another identifier
        than a SIRET
    """

    code: str
    label: str
    syntax: str = ""
    door: str = ""
    is_printed: bool = False
    takes_payee: bool = True
    takes_rounding: bool = True
    takes_part_payment: bool = True
    takes_vat_points: bool = True
    takes_exemptions: bool = True
    takes_identifiers: bool = True


def _door(**values):
    """A door knows its supplier's own accounts alone, one moment of VAT or one reason
    not to charge it, an amount to pay that is the total, and SIRETs (``doc/portal.md``,
    A 2.1)."""
    return SubmissionMode(
        takes_payee=False,
        takes_rounding=False,
        takes_part_payment=False,
        takes_vat_points=False,
        takes_exemptions=False,
        takes_identifiers=False,
        **values,
    )


SUBMISSION_MODES = Table(
    SubmissionMode(
        code="facturx",
        label="Factur-X (PDF with the data inside)",
        syntax=FACTURX,
        is_printed=True,
    ),
    SubmissionMode(code="cii", label="CII (XML alone)", syntax=CII),
    SubmissionMode(code="ubl", label="UBL (XML alone)", syntax=UBL),
    _door(code="pdf", label="Plain PDF (data beside it)", door=PDF, is_printed=True),
    _door(code="entry", label="Data entry (Chorus Pro makes the PDF)", door=ENTRY),
)
SUBMISSION_SELECTION = [(row.code, row.label) for row in SUBMISSION_MODES.values()]
