# ruff: noqa: I001 - a model is loaded before those that extend it
from . import file_mixin
from . import factor
from . import uom_uom
from . import en16931
from . import en16931_vat
from . import en16931_lines
from . import account_move_references
from . import account_move_service
from . import account_move_prepaid
from . import attachments
from . import account_move_document
from . import account_move_validator
from . import submission_vat
from . import submission
