"""The operations, one module per API family; importing them registers them."""

from . import (
    attachments,
    commitments,
    deposits,
    details,
    directory,
    factures,
    history,
    processing,
    structures,
    transverses,
)

__all__ = [
    "attachments",
    "commitments",
    "deposits",
    "details",
    "directory",
    "factures",
    "history",
    "processing",
    "structures",
    "transverses",
]
