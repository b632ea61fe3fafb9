# ruff: noqa: I001 - in order of use
from . import document_texts
from . import assignment
from . import payee_check
from . import telephone
from . import received
from . import payable
from . import payee_accounts
from . import account_move
from . import payment
