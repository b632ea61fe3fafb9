"""Requests and answers as dataclasses: the only folder that knows the French keys.

One file for each group of operations; sources stand in each. ``values.py`` reads single
values, ``client.py`` sends.
"""

from .flows import (
    DepositReceipt,
    FlowReport,
    InvoiceError,
    deposit_request,
    flow_report_request,
)
from .history import History, HistoryEvent, by_time, history_request
from .invoices import InvoicePage, InvoiceRow, InvoiceSearch
from .structures import (
    Structure,
    StructurePage,
    StructureSummary,
    structure_request,
    structure_search_request,
)

__all__ = [
    "DepositReceipt",
    "FlowReport",
    "History",
    "HistoryEvent",
    "InvoiceError",
    "InvoicePage",
    "InvoiceRow",
    "InvoiceSearch",
    "Structure",
    "StructurePage",
    "StructureSummary",
    "by_time",
    "deposit_request",
    "flow_report_request",
    "history_request",
    "structure_request",
    "structure_search_request",
]
