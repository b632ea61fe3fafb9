"""What is said of a bill and of the purchase orders that it names.

Said by the addon ``l10n_fr_chorus_pro_purchase``; the sentences stand here, for Odoo
takes texts in a folder of this addon for its own.
"""

from odoo.tools import formatLang

from ....tools.typography import quoted
from .words import BillWords


class OrderWords:
    """Sentences in the language of an environment.

    :param env: of the company's language
    :param currency: of the bill
    """

    def __init__(self, env, currency):
        self.env = env
        self._amount = BillWords(env, currency).amount

    def of_another(self, order):
        return self.env._(
            "The order %(order)s that it names is one of %(supplier)s.",
            order=order.name,
            supplier=order.partner_id.display_name,
        )

    def unknown(self, numbers):
        return self.env._(
            "No confirmed purchase order is known by %s.", ", ".join(numbers)
        )

    def unmatched(self, orders, lines):
        return self.env._(
            "Lines that are not surely of the order %(orders)s: %(lines)s.",
            orders=", ".join(orders.mapped("name")),
            lines=", ".join(quoted(self.env, line.name) for line in lines),
        )

    def too_many(self, line, left):
        """:param float left: received and not billed yet"""
        return self.env._(
            "« %(line)s »: %(billed)s are billed, and of what was received %(left)s are"
            " not billed yet.",
            line=line.name,
            billed=formatLang(self.env, line.quantity),
            left=formatLang(self.env, left),
        )

    def too_much(self, orders, left, billed):
        """:param left: untaxed, received and not billed yet"""
        return self.env._(
            "It is of %(billed)s untaxed, and of the order %(orders)s %(left)s were"
            " received and not billed yet.",
            orders=", ".join(orders.mapped("name")),
            left=self._amount(left),
            billed=self._amount(billed),
        )

    def compared(self, orders, left, billed):
        return self.env._(
            "Order %(orders)s: of %(left)s received and not billed yet, it bills"
            " %(billed)s.",
            orders=", ".join(orders.mapped("name")),
            left=self._amount(left),
            billed=self._amount(billed),
        )
