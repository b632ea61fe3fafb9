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
)
from .messages import (
    CommitmentSearch,
    ReceivedSearch,
    StructureSearch,
    Submission,
    SubmissionForm,
    SubmissionLine,
    SubmissionTax,
    Submitted,
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
]
