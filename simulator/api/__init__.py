"""The operations, one module per API family; importing them registers them."""

from . import deposits, factures, history, structures, transverses

__all__ = ["deposits", "factures", "history", "structures", "transverses"]
