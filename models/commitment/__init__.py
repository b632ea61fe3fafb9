# ruff: noqa: I001 - a model is loaded before those that extend it
from . import commitment
from . import portal
from . import invoices
from . import account_move
from . import res_partner
