from . import (
    account_move_send_batch_wizard,
    account_move_send_wizard,
    accounting_settings,
    decide,
    mark_outside,
    take_over,
)
