# ruff: noqa: I001 - a model is loaded before those that extend it
from . import account_move
from . import commitment_button
from . import account_journal
