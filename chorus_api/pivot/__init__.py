"""The pivot file: an invoice with its documents, as a public body receives it.

Schemas V1_22 and V2_02, read tolerantly: what may be absent may be, what is repeated
may be. What would be wrong is an error that names its place. Nothing is unpacked under
a name of the file's own, and no document is in memory before it is read.

Source: ``doc/portal.md``, A 2.7.
"""

from .archive import read_archive
from .documents import PivotDocument, free_name
from .invoice import (
    PivotAccount,
    PivotInvoice,
    PivotLine,
    PivotParty,
    PivotTax,
    PivotValidation,
)
from .problems import PivotError, PivotProblem
from .reading import read_pivot

__all__ = [
    "PivotAccount",
    "PivotDocument",
    "PivotError",
    "PivotInvoice",
    "PivotLine",
    "PivotParty",
    "PivotProblem",
    "PivotTax",
    "PivotValidation",
    "free_name",
    "read_archive",
    "read_pivot",
]
