from . import (
    account_move_reversal,
    account_move_send_batch_wizard,
    account_move_send_wizard,
    decide,
    mark_outside,
    take_over,
)
