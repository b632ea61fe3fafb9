from odoo import models
from odoo.fields import Domain

from odoo.addons.l10n_fr_chorus_pro.models.receiving.bills.order_words import OrderWords

from .order_match import match_lines, net_price


class ChorusReceived(models.Model):
    _inherit = "l10n_fr_chorus_pro.received"

    def _chorus_match_orders(self, move, facts):
        # EXTENDS 'l10n_fr_chorus_pro'
        super()._chorus_match_orders(move, facts)
        # What is linked already, from here or by somebody, stays as it is.
        if move.move_type != "in_invoice" or move.invoice_line_ids.purchase_line_id:
            return
        words = OrderWords(self.env, move.currency_id)
        numbers = (move.purchase_order_reference, move.contract_reference)
        numbers = [number for number in numbers if number]
        orders = self._chorus_orders_named(numbers)
        own = orders.filtered(
            lambda order: (
                order.partner_id.commercial_partner_id == move.commercial_partner_id
            )
        )
        if own:
            self._chorus_link_orders(move, own, facts, words)
        elif orders:
            facts.doubts.append(words.of_another(orders[0]))
        elif numbers:
            facts.doubts.append(words.unknown(numbers))

    def _chorus_orders_named(self, numbers):
        """The confirmed orders of these numbers; by contract alone where none has the
        commitment."""
        orders = self.env["purchase.order"]
        if not numbers:
            return orders
        known = Domain("company_id", "=", self.company_id.id) & Domain(
            "state", "=", "purchase"
        )
        by_number = (
            Domain("name", "in", numbers)
            | Domain("partner_ref", "in", numbers)
            | Domain("l10n_fr_chorus_commitment_number", "in", numbers)
        )
        contract = Domain("l10n_fr_chorus_contract_number", "in", numbers)
        return orders.search(known & by_number) or orders.search(known & contract)

    def _chorus_link_orders(self, move, orders, facts, words):
        """Link the lines that are surely of these orders, and compare the whole with
        what was received and not billed yet: nothing is changed in an order."""
        lines = orders.order_line.filtered(
            lambda line: not line.display_type and line.currency_id == move.currency_id
        )
        billed = move.invoice_line_ids.filtered(
            lambda line: line.display_type == "product" and line.price_unit
        )
        # Before they are linked: from then on they count as billed.
        left = {line: max(line.qty_to_invoice, 0) for line in lines}
        amount = sum(quantity * net_price(line) for line, quantity in left.items())
        pairs, unmatched = match_lines(billed, lines, move.currency_id)
        for line, ordered in pairs.items():
            line.purchase_line_id = ordered
            if round(line.quantity - left[ordered], 6) > 0:
                facts.doubts.append(words.too_many(line, left[ordered]))
        move.invoice_origin = move.invoice_origin or ", ".join(orders.mapped("name"))
        if unmatched:
            facts.doubts.append(words.unmatched(orders, unmatched))
        if move.currency_id.compare_amounts(move.amount_untaxed, amount) > 0:
            told = words.too_much(orders, amount, move.amount_untaxed)
            facts.doubts.append(told)
        else:
            facts.news.append(words.compared(orders, amount, move.amount_untaxed))
