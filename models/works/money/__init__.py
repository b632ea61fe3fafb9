# ruff: noqa: I001 - a model is loaded before those that extend it
from . import claim
from . import contract
from . import claim_share
from . import claim_terms
from . import claim_forecast
from . import claim_admission
from . import claim_dispute
from . import admission_piece
from . import claim_invoice
from . import account_move
from . import withheld
from . import cash_basis
from . import retention
