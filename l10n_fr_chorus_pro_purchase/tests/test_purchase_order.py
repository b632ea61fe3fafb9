from odoo import Command
from odoo.tests import Form, new_test_user, tagged

from odoo.addons.l10n_fr_chorus_pro.tests.bill_common import (
    SUPPLIER_SIRET,
    BillCase,
    pivot,
)


@tagged("post_install_l10n", "post_install", "-at_install")
class TestPurchaseOrder(BillCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.supplier = cls.env["res.partner"].create(
            {
                "name": "Atelier Lumière",
                "is_company": True,
                "company_registry": SUPPLIER_SIRET,
                "country_id": cls.env.ref("base.fr").id,
            }
        )
        cls.product_a.purchase_method = "receive"

    def order(self, *lines, received=True, **values):
        """A confirmed order.

        :param lines: (text, quantity, price)
        """
        order = self.env["purchase.order"].create(
            {
                "partner_id": self.supplier.id,
                "company_id": self.company.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": self.product_a.id,
                            "name": name,
                            "product_qty": quantity,
                            "price_unit": price,
                            "tax_ids": [],
                        }
                    )
                    for name, quantity, price in lines
                ],
                **values,
            }
        )
        order.button_confirm()
        if received:
            for line in order.order_line:
                line.qty_received = line.product_qty
        return order

    def test_lines_without_doubt_are_linked(self):
        order = self.order(("Ampoules", 10, 6), ("Câbles", 4, 10))
        move = self.bill(
            commitment_number=order.name,
            lines=[("Lampes LED", 10, 6, 60, 20), ("Câble 3 m", 4, 10, 40, 20)],
        )
        lines = move.invoice_line_ids.sorted("sequence")
        self.assertEqual(lines.purchase_line_id, order.order_line)
        self.assertEqual(order.invoice_ids, move)
        self.assertEqual(order.order_line.mapped("qty_invoiced"), [10, 4])
        self.assertEqual((move.amount_untaxed, move.amount_total), (100, 120))
        self.assertEqual(move.invoice_origin, order.name)
        self.assertFalse(move.l10n_fr_chorus_received_doubts)
        self.assertIn(order.name, self.messages(move)[0])

    def test_of_lines_with_one_price_the_text_tells(self):
        order = self.order(("Rouge", 5, 10), ("Bleu", 5, 10))
        move = self.bill(
            commitment_number=order.name,
            lines=[("BLEU", 5, 10, 50, 20), ("Vert", 5, 10, 50, 20)],
        )
        blue, green = move.invoice_line_ids.sorted("sequence")
        self.assertEqual(blue.purchase_line_id, order.order_line[1])
        self.assertEqual(green.purchase_line_id, order.order_line[0])
        third = self.order(("Rouge", 5, 10), ("Bleu", 5, 10))
        move = self.bill(
            "F2", commitment_number=third.name, lines=[("Noir", 10, 10, 100, 20)]
        )
        self.assertFalse(move.invoice_line_ids.purchase_line_id)
        self.assertIn("«\u202fNoir\u202f»", move.l10n_fr_chorus_received_doubts)

    def test_more_than_was_received(self):
        order = self.order(("Ampoules", 10, 10), received=False)
        order.order_line.qty_received = 4
        move = self.bill(
            commitment_number=order.name, lines=[("Ampoules", 10, 10, 100, 20)]
        )
        self.assertEqual(move.invoice_line_ids.purchase_line_id, order.order_line)
        doubts = move.l10n_fr_chorus_received_doubts
        for amount in ("10,00", "4,00", "100,00", "40,00"):
            self.assertIn(amount, doubts)

    def test_each_way_to_name_an_order(self):
        for number, (field, named) in enumerate(
            (
                ("partner_ref", "commitment_number"),
                ("l10n_fr_chorus_commitment_number", "commitment_number"),
                ("l10n_fr_chorus_contract_number", "contract_number"),
            )
        ):
            with self.subTest(field):
                order = self.order(("Ampoules", 10, 10), **{field: f"N{number}"})
                lines = [("A", 10, 10, 100, 20)]
                values = {named: f"N{number}"}
                move = self.bill(f"F{number}", lines=lines, **values)
                self.assertEqual(move.invoice_line_ids.purchase_line_id.order_id, order)

    def test_none_is_made_and_those_of_others_are_not_taken(self):
        other = self.order(("A", 10, 10), partner_id=self.town.id)
        count = self.env["purchase.order"].search_count([])
        move = self.bill(commitment_number=other.name)
        self.assertIn(self.town.name, move.l10n_fr_chorus_received_doubts)
        move = self.bill("F2", commitment_number="4500")
        self.assertIn("4500", move.l10n_fr_chorus_received_doubts)
        self.assertFalse(move.invoice_line_ids.purchase_line_id)
        self.assertFalse(self.bill("F3").l10n_fr_chorus_received_doubts)
        self.assertEqual(self.env["purchase.order"].search_count([]), count)

    def test_a_bill_without_lines_is_compared_as_a_whole(self):
        order = self.order(("A", 10, 10), ("B", 1, 5))
        move = self.bill(commitment_number=order.name)
        self.assertIn("«\u202f", move.l10n_fr_chorus_received_doubts)
        self.assertIn("105", self.messages(move)[0])

    def test_a_draft_is_matched_when_it_comes_again_or_is_taken_over(self):
        order = self.order(("Ampoules", 10, 10))
        lines = [("A", 10, 10, 100, 20)]
        received = self.receive(lines=lines)
        move = received._chorus_make_bill()
        self.assertFalse(move.invoice_line_ids.purchase_line_id)
        self.come_again(received, pivot(lines=lines, commitment_number=order.name))
        self.assertEqual(move.invoice_line_ids.purchase_line_id, order.order_line)
        self.come_again(received, pivot(lines=lines, commitment_number=order.name))
        self.assertEqual(order.order_line.qty_invoiced, 10)
        second = self.order(("Ampoules", 10, 10))
        entered = self.env["account.move"].create(
            {
                "move_type": "in_invoice",
                "partner_id": self.supplier.id,
                "ref": "F2",
                "invoice_date": self.today(),
                "invoice_line_ids": [
                    Command.create(
                        {"name": "A", "quantity": 10, "price_unit": 10, "tax_ids": []}
                    )
                ],
            }
        )
        values = {"lines": lines, "commitment_number": second.name}
        self.assertEqual(self.bill("F2", taxes=[(0, 100, 0)], **values), entered)
        self.assertEqual(entered.invoice_line_ids.purchase_line_id, second.order_line)

    def test_the_form_of_an_order(self):
        buyer = new_test_user(
            self.env,
            login="acheteur",
            groups="purchase.group_purchase_user",
            company_id=self.company.id,
        )
        with Form(self.env["purchase.order"].with_user(buyer)) as form:
            form.partner_id = self.supplier
            form.l10n_fr_chorus_commitment_number = "4500"
        self.company.sudo().l10n_fr_chorus_is_public_body = False
        form = Form(self.env["purchase.order"].with_user(buyer))
        self.assertFalse(form.l10n_fr_chorus_receives)
