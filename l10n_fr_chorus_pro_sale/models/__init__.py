from . import sale_order, terms
