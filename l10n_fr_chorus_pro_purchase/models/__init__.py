from . import order_match, purchase_order, received
