from . import en16931, sale_order
