"""Which line of an order each line of a bill is of, where there is no doubt."""

from collections import defaultdict

from odoo.addons.l10n_fr_chorus_pro.models.receiving.bills.accounts import line_key


def net_price(line):
    """What one unit costs, of a line of an order or of a bill."""
    return line.price_unit * (1 - (line.discount or 0) / 100)


def match_lines(bill_lines, order_lines, currency):
    """Pairs of lines with the same price; of several the one with the same text.

    :param currency: of the prices, to the cent
    :return: ({line of the bill: line of the order}, lines of the bill without one)
    """
    by_price = defaultdict(list)
    for line in order_lines:
        by_price[currency.round(net_price(line))].append(line)
    pairs, unmatched = {}, bill_lines.browse()
    taken = set()
    for line in bill_lines:
        same_price = by_price[currency.round(net_price(line))]
        free = [found for found in same_price if found not in taken]
        named = [found for found in free if line_key(found.name) == line_key(line.name)]
        candidates = named if len(free) > 1 else free
        if len(candidates) == 1:
            pairs[line] = candidates[0]
            taken.add(candidates[0])
        else:
            unmatched |= line
    return pairs, unmatched
