"""Each kind of identifier, judged by its form and called by its name."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..models.directory.party_identifiers import (
    EU_VAT,
    NON_EU,
    RIDET,
    SIRET,
    TAHITI,
    party_identifier,
)
from .common import ChorusCase

BELGIAN = "BE0477472701"
# Kind: country, field, what is wrong, what is right, words of the sentence.
NUMBERS = {
    SIRET: ("fr", "company_registry", "123", "12345678200051", "SIRET"),
    EU_VAT: ("be", "vat", "/", BELGIAN, "numéro de TVA"),
    RIDET: ("nc", "company_registry", "12345678", "0001234001", "RIDET"),
    TAHITI: ("pf", "company_registry", "A123", "A12345", "TAHITI"),
}


class OtherPartyCase(ChorusCase):
    def party(self, kind, value, **values):
        country, field = NUMBERS[kind][:2]
        values = {field: value, "country_id": self.country(country), **values}
        return self.new_customer(
            "Ailleurs", values.pop("company_registry", 0), **values
        )

    def country(self, code):
        return self.env.ref(f"base.{code}").id

    def failed(self, invoice):
        return {f.check.name: f.sentence for f in invoice._chorus_failures()}


@tagged("post_install_l10n", "post_install", "-at_install")
class TestNumbers(OtherPartyCase):
    def test_a_number_is_judged_by_the_form_of_its_kind(self):
        self.company.l10n_fr_chorus_is_public_body = True
        others = {numbers[-1] for numbers in NUMBERS.values()}
        for kind, (_country, field, wrong, right, words) in NUMBERS.items():
            with self.subTest(kind=kind.name):
                customer = self.party(kind, wrong)
                self.assertIs(party_identifier(customer).kind, kind)
                invoice = self.new_invoice(customer)
                sentence = self.failed(invoice)["recipient"]
                self.assertIn(words, sentence)
                for other in others - {words}:
                    self.assertNotIn(other, sentence)
                customer[field] = False
                self.assertIn(words, self.failed(invoice)["recipient"])
                with self.assertRaises(UserError) as caught:
                    customer.action_chorus_look_up()
                self.assertIn(words, str(caught.exception))
                customer[field] = right
                self.assertFalse(self.failed(invoice))
                note = customer.action_chorus_look_up()["params"]
                if kind is not SIRET:
                    self.assertIn(f"{right}", note["message"])
                    self.assertIn(words, note["message"])
                    self.assertIn(words, self.failed(invoice)["absent"])

    def test_our_own_number_is_judged_the_same(self):
        invoice = self.new_invoice()
        for kind, (country, field, wrong, right, words) in NUMBERS.items():
            with self.subTest(kind=kind.name):
                self.company.partner_id.write(
                    {
                        "country_id": self.country(country),
                        "company_registry": False,
                        "vat": False,
                        field: wrong,
                    }
                )
                self.assertIn(words, self.failed(invoice)["supplier"])
                self.company.partner_id[field] = right
                self.assertNotIn("supplier", self.failed(invoice))

    def test_others_are_named_by_country_and_name(self):
        self.company.l10n_fr_chorus_is_public_body = True
        swiss = self.new_customer(
            "Confédération du Nord", False, country_id=self.country("ch")
        )
        identifier = party_identifier(swiss)
        self.assertIs(identifier.kind, NON_EU)
        self.assertEqual(identifier.value, "CHConfédération du")
        invoice = self.new_invoice(swiss)
        self.assertFalse(self.failed(invoice))
        swiss.name = " "
        self.assertIn("nom", self.failed(invoice)["recipient"])
        self.assertNotIn("SIRET", self.failed(invoice)["recipient"])
