from . import account_move, account_move_send, flow, res_company
