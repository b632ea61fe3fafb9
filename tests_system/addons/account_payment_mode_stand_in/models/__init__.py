from . import account_move, account_payment_mode
