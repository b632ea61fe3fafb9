from . import test_purchase_order, test_translations
