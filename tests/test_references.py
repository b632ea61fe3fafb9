"""Service and commitment: proposed by contacts, kept or asked for again by copies."""

from freezegun import freeze_time

from odoo.tests import Form, tagged

from .common import ChorusCase

REFERENCES = {
    "buyer_reference": "ACHATS",
    "purchase_order_reference": "4500000001",
    "contract_reference": "2026-017",
}


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestReferences(ChorusCase):
    def new_contact(self, kind, code, parent=None):
        return self.env["res.partner"].create(
            {
                "name": f"{kind} {code}",
                "type": kind,
                "parent_id": (parent or self.town).id,
                "l10n_fr_chorus_service_code": code,
            }
        )

    # -- Copies ----------------------------------------------------------------

    def test_a_copy_asks_for_the_commitment_again(self):
        copied = self.new_invoice(**REFERENCES).copy()
        expected = {**REFERENCES, "purchase_order_reference": False}
        self.assertRecordValues(copied, [expected])

    def reverse(self, invoice, **options):
        wizard = (
            self.env["account.move.reversal"]
            .with_user(self.accountant)
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"journal_id": invoice.journal_id.id})
        )
        wizard.reverse_moves(**options)
        return wizard.new_move_ids

    def test_a_credit_note_keeps_the_commitment(self):
        credit_note = self.reverse(self.new_invoice(**REFERENCES))
        self.assertEqual(credit_note.move_type, "out_refund")
        self.assertRecordValues(credit_note, [REFERENCES])

    def test_credit_notes_of_several_keep_each_their_own(self):
        invoices = self.new_invoice(**REFERENCES)
        invoices += self.new_invoice(purchase_order_reference="4500000002")
        self.assertEqual(
            self.reverse(invoices).mapped("purchase_order_reference"),
            ["4500000001", "4500000002"],
        )

    def test_a_replacement_keeps_the_commitment(self):
        invoice = self.new_invoice(**REFERENCES)
        replacement = self.reverse(invoice, is_modify=True)
        self.assertEqual(replacement.move_type, "out_invoice")
        self.assertRecordValues(replacement, [REFERENCES])
        self.assertRecordValues(invoice.reversal_move_ids, [REFERENCES])

    def test_a_recurring_invoice_keeps_the_commitment(self):
        with freeze_time("2026-03-10"):
            invoice = self.new_invoice(auto_post="monthly", **REFERENCES)
        following = self.env["account.move"].search(
            [("auto_post_origin_id", "=", invoice.id), ("id", "!=", invoice.id)]
        )
        self.assertRecordValues(following, [REFERENCES])

    # -- Proposals of the contacts ---------------------------------------------

    def test_delivery_then_contact_then_company(self):
        self.town.l10n_fr_chorus_service_code = "MAIRIE"
        contact = self.new_contact("invoice", "COMPTA")
        delivery = self.new_contact("delivery", "ECOLE")
        silent = self.new_contact("other", False)
        elsewhere = self.new_contact("delivery", "BLOC", self.hospital)
        for customer, delivered, expected in (
            (contact, delivery, "ECOLE"),
            (contact, silent, "COMPTA"),
            (silent, silent, "MAIRIE"),
            (contact, elsewhere, "COMPTA"),
            (self.hospital, self.hospital, False),
            (self.hospital, delivery, False),
        ):
            with self.subTest(customer=customer.name, delivered=delivered.name):
                invoice = self.new_invoice(
                    customer, post=False, partner_shipping_id=delivered.id
                )
                self.assertEqual(invoice.buyer_reference, expected)

    def test_what_is_typed_stays(self):
        self.town.l10n_fr_chorus_service_code = "MAIRIE"
        contact = self.new_contact("delivery", "ECOLE")
        invoice = self.new_invoice(post=False, buyer_reference="ACHATS")
        invoice.partner_shipping_id = self.town
        invoice.partner_shipping_id = contact
        self.assertEqual(invoice.buyer_reference, "ACHATS")

    def test_a_proposal_follows_the_customer(self):
        self.town.l10n_fr_chorus_service_code = "MAIRIE"
        invoice = self.new_invoice(post=False)
        self.assertEqual(invoice.buyer_reference, "MAIRIE")
        invoice.partner_id = self.hospital
        self.assertFalse(invoice.buyer_reference)

    def test_a_posted_invoice_stays_as_it_is(self):
        invoice = self.new_invoice()
        invoice.partner_shipping_id = self.new_contact("delivery", "ECOLE")
        self.assertFalse(invoice.buyer_reference)

    def test_a_bill_is_proposed_nothing(self):
        self.town.l10n_fr_chorus_service_code = "MAIRIE"
        bill = self.new_invoice(post=False, move_type="in_invoice")
        self.assertFalse(bill.buyer_reference)

    def test_the_form_of_an_invoice(self):
        self.town.l10n_fr_chorus_service_code = "MAIRIE"
        moves = self.env["account.move"].with_user(self.accountant)
        with Form(moves.with_context(default_move_type="out_invoice")) as form:
            form.partner_id = self.town
            self.assertEqual(form.buyer_reference, "MAIRIE")
            form.partner_id = self.hospital
            self.assertFalse(form.buyer_reference)
            form.buyer_reference = "BLOC"
            form.partner_id = self.town
            self.assertEqual(form.buyer_reference, "BLOC")

    def test_the_form_of_a_customer(self):
        with Form(self.town) as form, form.child_ids.new() as contact:
            contact.type = "delivery"
            contact.name = "École Jean-Macé"
            contact.l10n_fr_chorus_service_code = "ECOLE"
        invoice = self.new_invoice(post=False)
        self.assertEqual(invoice.buyer_reference, "ECOLE")
