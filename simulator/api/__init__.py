"""The operations, one module per API family; importing them registers them."""

from . import (
    attachments,
    deposits,
    details,
    factures,
    history,
    processing,
    structures,
    transverses,
)

__all__ = [
    "attachments",
    "deposits",
    "details",
    "factures",
    "history",
    "processing",
    "structures",
    "transverses",
]
