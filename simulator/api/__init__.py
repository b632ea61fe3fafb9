"""The operations, one module per API family; importing them registers them."""

from . import (
    attachments,
    commitments,
    deposits,
    details,
    directory,
    downloads,
    factures,
    history,
    lists,
    processing,
    received,
    received_details,
    structures,
    submissions,
    to_do,
    transverses,
)

__all__ = [
    "attachments",
    "commitments",
    "deposits",
    "details",
    "directory",
    "downloads",
    "factures",
    "history",
    "lists",
    "processing",
    "received",
    "received_details",
    "structures",
    "submissions",
    "to_do",
    "transverses",
]
