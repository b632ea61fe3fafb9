from lxml import etree

from odoo import Command
from odoo.tests import Form, new_test_user, tagged

from odoo.addons.l10n_fr_chorus_pro.tests.common import ChorusCase


@tagged("post_install_l10n", "post_install", "-at_install")
class TestSaleOrder(ChorusCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = new_test_user(
            cls.env,
            login="commercial",
            groups="sales_team.group_sale_salesman_all_leads",
            company_id=cls.company.id,
        )

    def new_order(self, *, confirm=True, **values):
        order = (
            self.env["sale.order"]
            .with_user(self.seller)
            .create(
                {
                    "partner_id": self.hospital.id,
                    "order_line": [
                        Command.create(
                            {
                                "product_id": self.product_a.id,
                                "product_uom_qty": 2,
                                "price_unit": 500.0,
                            }
                        )
                    ],
                    **values,
                }
            )
        )
        if confirm:
            order.action_confirm()
            order.order_line.qty_delivered = 2
        return order

    def invoice(self, orders, method="delivered", **values):
        """Odoo's own dialog to invoice orders; returns the invoices."""
        wizard = (
            self.env["sale.advance.payment.inv"]
            .with_user(self.seller)
            .with_context(active_model="sale.order", active_ids=orders.ids)
            .create({"advance_payment_method": method, **values})
        )
        wizard.create_invoices()
        return orders.sudo().invoice_ids

    # -- Grouping --------------------------------------------------------------

    def test_one_invoice_never_carries_two_commitments(self):
        orders = self.new_order(purchase_order_reference="4500000001")
        orders += self.new_order(purchase_order_reference="4500000002")
        orders += self.new_order(purchase_order_reference="4500000001")
        orders += self.new_order()
        invoices = self.invoice(orders)
        carried = {
            invoice.purchase_order_reference: invoice.invoice_line_ids.sale_line_ids
            for invoice in invoices
        }
        self.assertEqual(len(invoices), 3)
        self.assertEqual(
            {number or "": lines.order_id for number, lines in carried.items()},
            {
                "4500000001": orders[0] + orders[2],
                "4500000002": orders[1],
                "": orders[3],
            },
        )

    def test_services_and_contracts_are_invoiced_apart(self):
        for name in ("buyer_reference", "contract_reference"):
            with self.subTest(field=name):
                orders = self.new_order(**{name: "A"}) + self.new_order(**{name: "B"})
                orders += self.new_order(**{name: "A"})
                invoices = self.invoice(orders)
                self.assertEqual(sorted(invoices.mapped(name)), ["A", "B"])

    def test_orders_alike_are_one_invoice(self):
        values = {
            "buyer_reference": "ACHATS",
            "purchase_order_reference": "4500000001",
            "contract_reference": "2026-017",
        }
        invoices = self.invoice(self.new_order(**values) + self.new_order(**values))
        self.assertEqual(len(invoices), 1)
        self.assertRecordValues(invoices, [values])

    def test_orders_without_references_are_one_invoice(self):
        invoices = self.invoice(self.new_order() + self.new_order())
        self.assertEqual(len(invoices), 1)
        for name in (
            "buyer_reference",
            "purchase_order_reference",
            "contract_reference",
        ):
            self.assertFalse(invoices[name])

    # -- Carried ---------------------------------------------------------------

    def test_down_payment_and_final_invoice_carry_the_order(self):
        values = {
            "buyer_reference": "ACHATS",
            "purchase_order_reference": "4500000001",
            "contract_reference": "2026-017",
        }
        order = self.new_order(**values)
        for method, extra in (
            ("percentage", {"amount": 30}),
            ("fixed", {"fixed_amount": 100}),
            ("delivered", {}),
        ):
            with self.subTest(method=method):
                before = order.sudo().invoice_ids
                invoice = self.invoice(order, method, **extra) - before
                self.assertRecordValues(invoice, [values])

    def test_the_commitment_reaches_chorus_pro(self):
        order = self.new_order(purchase_order_reference="4500123456")
        self.company.sudo().l10n_fr_chorus_submission_mode = "cii"
        invoice = self.invoice(order).with_user(self.accountant)
        invoice.partner_bank_id = self.bank_account
        invoice.action_post()
        self.integrate(invoice)
        self.assertEqual(invoice.l10n_fr_chorus_status, "MISE_A_DISPOSITION")
        (sent,) = self.simulator.invoices()
        self.assertEqual(sent["commitment"], "4500123456")

    # -- Copies and proposals --------------------------------------------------

    def test_a_copy_asks_for_the_commitment_again(self):
        order = self.new_order(
            buyer_reference="ACHATS",
            purchase_order_reference="4500000001",
            contract_reference="2026-017",
        )
        self.assertRecordValues(
            order.copy(),
            [
                {
                    "buyer_reference": "ACHATS",
                    "purchase_order_reference": False,
                    "contract_reference": "2026-017",
                }
            ],
        )

    def new_contact(self, kind, code, parent=None):
        return self.env["res.partner"].create(
            {
                "name": f"{kind} {code}",
                "type": kind,
                "parent_id": (parent or self.hospital).id,
                "l10n_fr_chorus_service_code": code,
            }
        )

    def test_the_contacts_propose_the_service(self):
        self.new_contact("invoice", "COMPTA")
        order = self.new_order()
        self.assertEqual(order.buyer_reference, "COMPTA")
        order.partner_shipping_id = self.new_contact("delivery", "BLOC")
        self.assertEqual(order.buyer_reference, "BLOC")
        self.assertEqual(self.invoice(order).buyer_reference, "BLOC")

    def test_what_is_typed_stays(self):
        delivery = self.new_contact("delivery", "BLOC")
        order = self.new_order(buyer_reference="ACHATS")
        order.partner_shipping_id = self.hospital
        order.partner_shipping_id = delivery
        self.assertEqual(order.buyer_reference, "ACHATS")
        self.assertEqual(self.invoice(order).buyer_reference, "ACHATS")

    def test_a_code_that_came_after_the_order_is_on_the_invoice(self):
        order = self.new_order()
        self.hospital.l10n_fr_chorus_service_code = "ACHATS"
        self.assertFalse(order.buyer_reference)
        self.assertEqual(self.invoice(order).buyer_reference, "ACHATS")

    def test_a_proposal_that_was_emptied_stays_empty(self):
        self.hospital.l10n_fr_chorus_service_code = "ACHATS"
        order = self.new_order()
        order.buyer_reference = False
        self.assertFalse(self.invoice(order).buyer_reference)

    def test_the_form_of_an_order(self):
        """The group is there for a French customer; the proposal follows him."""
        self.new_contact("invoice", "COMPTA")
        abroad = self.new_customer(
            "Stadt Kehl",
            False,
            country_id=self.env.ref("base.de").id,
            invoice_sending_method=False,
        )
        with Form(self.env["sale.order"].with_user(self.seller)) as form:
            form.partner_id = abroad
            self.assertFalse(form.l10n_fr_chorus_is_concerned)
            form.partner_id = self.hospital
            self.assertTrue(form.l10n_fr_chorus_is_concerned)
            self.assertEqual(form.buyer_reference, "COMPTA")
            form.purchase_order_reference = "4500000001"
            form.partner_id = self.town
            self.assertFalse(form.buyer_reference)
            form.buyer_reference = "MAIRIE"
            form.partner_id = self.hospital
            self.assertEqual(form.buyer_reference, "MAIRIE")

    def test_a_company_without_chorus_pro_sees_nothing_of_it(self):
        self.company.sudo().l10n_fr_chorus_is_supplier = False
        orders = self.env["sale.order"].with_user(self.seller)
        order = self.new_order(confirm=False)
        self.assertFalse(order.l10n_fr_chorus_is_concerned)
        for view in ("sale.view_order_form", "sale.view_sales_order_filter"):
            record = self.env.ref(view)
            arch = orders.get_view(record.id, record.type)["arch"]
            self.assertNotIn('name="purchase_order_reference"', arch)
        self.company.sudo().l10n_fr_chorus_is_supplier = True
        for view in ("sale.view_order_form", "sale.view_sales_order_filter"):
            record = self.env.ref(view)
            arch = orders.get_view(record.id, record.type)["arch"]
            self.assertIn('name="purchase_order_reference"', arch)

    def test_a_rejected_invoice_is_issued_anew_for_the_order(self):
        order = self.new_order(purchase_order_reference="4500000001")
        invoice = self.invoice(order).with_user(self.accountant)
        invoice.action_post()
        self.integrate(invoice)
        self.simulator.set_status(invoice.name, "REJETEE", "MONTANT_ERR")
        self.run_refresh()
        action = (
            self.env["l10n_fr_chorus_pro.correct"]
            .with_user(self.accountant)
            .create({"move_id": invoice.id})
            .action_confirm()
        )
        new = self.env["account.move"].browse(action["res_id"])
        self.assertEqual(new.invoice_line_ids.sale_line_ids, order.order_line)
        self.assertEqual(new.invoice_origin, order.name)
        self.assertEqual(order.order_line.qty_invoiced, 2)

    # -- What the document says of the order -----------------------------------

    def test_a_final_invoice_names_its_down_payments_and_not_our_order(self):
        self.company.l10n_fr_chorus_submission_mode = "cii"
        order = self.new_order(partner_id=self.town.id)
        first = self.invoice(order, "percentage", amount=30)
        first.partner_bank_id = self.bank_account
        first.action_post()
        final = self.invoice(order) - first
        final.partner_bank_id = self.bank_account
        final.action_post()
        self.send(final.with_user(self.accountant))
        content = final.l10n_fr_chorus_document_ids._chorus_content()
        root = etree.fromstring(content)
        named = root.findall(".//{*}InvoiceReferencedDocument/{*}IssuerAssignedID")
        self.assertEqual([node.text for node in named], [first.name])
        seller_order = ".//{*}SellerOrderReferencedDocument/{*}IssuerAssignedID"
        self.assertEqual(root.findtext(seller_order), order.name)
        self.assertNotIn("Votre référence", content.decode())
        terms = self.env["l10n_fr_chorus_pro.terms"]
        self.assertFalse(terms._earlier_invoices(first))
