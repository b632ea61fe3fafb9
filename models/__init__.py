# ruff: noqa: I001 - from bottom to top: a package calls those before it
from . import connection
from . import directory
from . import commitment
from . import einvoice
from . import invoice
from . import payment
from . import telling
from . import deposit
from . import tracking
from . import contract
from . import receiving
from . import validation
from . import works
from . import checks
from . import sending
from . import worklist
from . import settings
