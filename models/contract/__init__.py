# ruff: noqa: I001 - a model is loaded before those that extend it
from . import res_company
from . import contract
from . import amendment
from . import party
