"""A client of the Chorus Pro API in plain Python: it knows HTTP, never Odoo."""

from .client import Attachment, ChorusClient, InvoiceSearch
from .connection import Connection
from .errors import (
    ChorusError,
    ConfigurationError,
    FileError,
    FlowUnknown,
    ProtocolError,
    Rejected,
    TooLarge,
    Unavailable,
    Uncertain,
    UnlistedOperation,
)
from .messages import (
    CommitmentSearch,
    PaymentRequestSearch,
    ReceivedSearch,
    StructureSearch,
    Submission,
    SubmissionForm,
    SubmissionLine,
    SubmissionTax,
    Submitted,
    ValidationSearch,
    WorksSearch,
)

__all__ = [
    "Attachment",
    "ChorusClient",
    "ChorusError",
    "CommitmentSearch",
    "ConfigurationError",
    "Connection",
    "FileError",
    "FlowUnknown",
    "InvoiceSearch",
    "PaymentRequestSearch",
    "ProtocolError",
    "ReceivedSearch",
    "Rejected",
    "StructureSearch",
    "Submission",
    "SubmissionForm",
    "SubmissionLine",
    "SubmissionTax",
    "Submitted",
    "TooLarge",
    "Unavailable",
    "Uncertain",
    "UnlistedOperation",
    "ValidationSearch",
    "WorksSearch",
]
