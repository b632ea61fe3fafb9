from . import account_move_send_wizard, decide, mark_outside, take_over
