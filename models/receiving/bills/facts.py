"""What a bill is made of, gathered before anything is written."""

from dataclasses import dataclass, field
from datetime import date

from ..content import ReceivedContent
from .embedded import Embedded
from .figures import Figures


@dataclass(kw_only=True)
class BillFacts:
    """An invoice as its bill is to be.

    :param currency: ``res.currency``
    :param embedded: what its own file says, or None
    :param differences: sentences about amounts that do not agree inside the invoice
    :param doubts: sentences about what somebody is to look at
    :param news: sentences about what Odoo made of it, nothing to do
    :param questions: those that the bill cannot be right without an answer to
    """

    content: ReceivedContent
    number: str
    invoice_date: date
    currency: object
    figures: Figures
    embedded: Embedded | None = None
    differences: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    news: list[str] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)

    @property
    def move_type(self):
        return "in_refund" if self.figures.is_refund else "in_invoice"
