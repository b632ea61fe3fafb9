"""Requests and answers as dataclasses: the only folder that knows the French keys.

One file for each group of operations; sources stand in each. ``values.py`` reads single
values, ``client.py`` sends.
"""

from .commitments import (
    Commitment,
    CommitmentLine,
    CommitmentPage,
    CommitmentRow,
    CommitmentSearch,
    PaymentRequest,
    commitment_documents_request,
    commitment_request,
)
from .details import IssuedInvoice, Validator, details_request
from .flows import (
    DepositReceipt,
    DepositReport,
    FlowReport,
    InvoiceError,
    deposit_request,
    flow_report_request,
    says_unknown_flow,
)
from .history import History, HistoryEvent, by_time, history_request
from .invoices import InvoicePage, InvoiceRow, InvoiceSearch
from .own import (
    BankAccount,
    OwnStructure,
    Recipient,
    RecipientPage,
    bank_accounts_request,
    read_bank_accounts,
    read_own_structures,
    recipients_request,
)
from .processing import (
    Attachment,
    Processed,
    complete_request,
    file_request,
    read_file_id,
    recycle_request,
    rejections_request,
    validator_request,
)
from .services import (
    Service,
    ServicePage,
    ServiceSummary,
    service_request,
    services_request,
)
from .structures import (
    Address,
    Structure,
    StructurePage,
    StructureSearch,
    StructureSummary,
    structure_request,
)

__all__ = [
    "Address",
    "Attachment",
    "BankAccount",
    "Commitment",
    "CommitmentLine",
    "CommitmentPage",
    "CommitmentRow",
    "CommitmentSearch",
    "DepositReceipt",
    "DepositReport",
    "FlowReport",
    "History",
    "HistoryEvent",
    "InvoiceError",
    "InvoicePage",
    "InvoiceRow",
    "InvoiceSearch",
    "IssuedInvoice",
    "OwnStructure",
    "PaymentRequest",
    "Processed",
    "Recipient",
    "RecipientPage",
    "Service",
    "ServicePage",
    "ServiceSummary",
    "Structure",
    "StructurePage",
    "StructureSearch",
    "StructureSummary",
    "Validator",
    "bank_accounts_request",
    "by_time",
    "commitment_documents_request",
    "commitment_request",
    "complete_request",
    "deposit_request",
    "details_request",
    "file_request",
    "flow_report_request",
    "history_request",
    "read_bank_accounts",
    "read_file_id",
    "read_own_structures",
    "recipients_request",
    "recycle_request",
    "rejections_request",
    "says_unknown_flow",
    "service_request",
    "services_request",
    "structure_request",
    "validator_request",
]
