"""The code of a service counts; the service is only that code, looked up."""

from odoo.tests import Form, tagged

from .common import ChorusCase


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestServiceCode(ChorusCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.abroad = cls.new_customer(
            "Stadt Kehl",
            False,
            country_id=cls.env.ref("base.de").id,
            invoice_sending_method=False,
        )
        cls.billing = cls.new_service(cls.hospital, "COMPTA")
        cls.new_service(cls.hospital, "BLOC")

    @classmethod
    def new_service(cls, customer, code):
        return (
            cls.env["l10n_fr_chorus_pro.service"]
            .sudo()
            .create({"partner_id": customer.id, "code": code, "name": code.title()})
        )

    def new_form(self, customer):
        moves = self.env["account.move"].with_user(self.accountant)
        form = Form(moves.with_context(default_move_type="out_invoice"))
        form.partner_id = customer
        return form

    def code_in_database(self, invoice):
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT buyer_reference FROM account_move WHERE id = %s", [invoice.id]
        )
        return self.env.cr.fetchone()[0]

    def test_a_typed_code_survives_the_first_save(self):
        for customer in (self.town, self.abroad):
            with self.subTest(customer=customer.name):
                form = self.new_form(customer)
                form.buyer_reference = "TYPED"
                invoice = form.save()
                self.assertEqual(self.code_in_database(invoice), "TYPED")
                with Form(invoice) as again:
                    again.buyer_reference = "AGAIN"
                self.assertEqual(self.code_in_database(invoice), "AGAIN")

    def test_a_code_is_typed_before_the_customer_is_chosen(self):
        for customer in (self.town, self.hospital):
            form = self.new_form(self.env["res.partner"])
            form.buyer_reference = "COMPTA"
            form.partner_id = customer
            self.assertEqual(self.code_in_database(form.save()), "COMPTA")

    def test_a_typed_code_survives_an_empty_service_by_rpc(self):
        for customer in (self.town, self.abroad, self.hospital):
            for code in ("TYPED", "COMPTA"):
                with self.subTest(customer=customer.name, code=code):
                    both = {"buyer_reference": code, "l10n_fr_chorus_service_id": False}
                    invoice = self.new_invoice(customer, post=False, **both)
                    self.assertEqual(self.code_in_database(invoice), code)
                    invoice.buyer_reference = False
                    invoice.write(dict(reversed(both.items())))
                    self.assertEqual(self.code_in_database(invoice), code)
                    invoice.l10n_fr_chorus_service_id = False
                    kept = not invoice.commercial_partner_id._chorus_service(code)
                    self.assertEqual(
                        self.code_in_database(invoice), code if kept else None
                    )

    def test_an_empty_service_leaves_what_a_contact_proposes(self):
        self.town.l10n_fr_chorus_service_code = "MAIRIE"
        self.hospital.l10n_fr_chorus_service_code = "COMPTA"
        for customer, code in ((self.town, "MAIRIE"), (self.hospital, "COMPTA")):
            with self.subTest(customer=customer.name):
                invoice = self.new_invoice(
                    customer, post=False, l10n_fr_chorus_service_id=False
                )
                self.assertEqual(self.code_in_database(invoice), code)

    def test_the_code_counts_where_both_are_given(self):
        invoice = self.new_invoice(
            self.hospital,
            post=False,
            buyer_reference="BLOC",
            l10n_fr_chorus_service_id=self.billing.id,
        )
        self.assertEqual(self.code_in_database(invoice), "BLOC")
        self.assertEqual(invoice.l10n_fr_chorus_service_id.code, "BLOC")

    def test_a_chosen_service_gives_its_code_and_can_be_taken_away(self):
        form = self.new_form(self.hospital)
        form.l10n_fr_chorus_service_id = self.billing
        self.assertEqual(form.buyer_reference, "COMPTA")
        invoice = form.save()
        self.assertEqual(self.code_in_database(invoice), "COMPTA")
        with Form(invoice) as form:
            form.l10n_fr_chorus_service_id = self.billing.browse()
        self.assertFalse(self.code_in_database(invoice))
        invoice.l10n_fr_chorus_service_id = self.billing
        self.assertEqual(self.code_in_database(invoice), "COMPTA")
        invoice.l10n_fr_chorus_service_id = False
        self.assertFalse(self.code_in_database(invoice))
