# ruff: noqa: I001 - a model is loaded before those that extend it
from . import action_mixin
from . import complete
from . import correct
from . import correct_validator
from . import recycle
from . import account_move_reversal
from . import account_move_send_batch_wizard
from . import account_move_send_wizard
from . import accounting_settings
from . import decide
from . import find_body
from . import mark_outside
from . import take_over
from . import take_over_line
from . import find_commitment
from . import attach_commitment
from . import directory_upload
