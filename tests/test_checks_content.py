"""Checks of parties, taxes and payment: each fires once, and says it in French."""

from odoo import Command
from odoo.tests import tagged

from .document_cases_agreed import CASES
from .test_documents import DocumentCase


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestChecksContent(DocumentCase):
    def failed(self, invoice):
        return {f.check.name: f.sentence for f in invoice._chorus_failures()}

    def assert_stops(self, values, name, words):
        invoice = self.build({**CASES["plain_20"](self), **values})
        failed = self.failed(invoice)
        self.assertEqual(set(failed), {name})
        self.assertIn(words, failed[name])
        return invoice

    def taxed(self, *taxes):
        return {"invoice_line_ids": [Command.create(self.line(10, taxes=taxes))]}

    def other_tax(self, **values):
        name = f"Autre {next(self.numbers)}"
        return self.tax("tva_normale").copy({"name": name, **values})

    def test_an_exempt_tax_says_why_and_is_what_opens(self):
        tax = self.exempt_tax(False)
        invoice = self.assert_stops(self.taxed(tax), "exemption", "293 B")
        (failure,) = invoice._chorus_failures()
        self.assertEqual(failure.record, tax)
        tax.invoice_legal_notes = "<p>Exonération, art. 261 du CGI</p>"
        self.assertFalse(self.failed(invoice))

    def test_an_invoice_that_is_just_begun_is_not_blamed(self):
        draft = self.new_invoice(post=False, invoice_line_ids=[])
        self.assertNotIn("nothing", self.failed(draft))
        title = {"display_type": "line_section", "name": "Lot 1"}
        draft.invoice_line_ids = [Command.create(title)]
        self.assertIn("nothing", self.failed(draft))

    def test_each_line_has_one_vat_of_a_known_kind(self):
        two = self.taxed("normale", "reduite")
        self.assert_stops(two, "taxes", "ni zéro ni plusieurs")
        none = [Command.create({**self.line(10), "tax_ids": False})]
        self.assert_stops({"invoice_line_ids": none}, "taxes", "ni zéro")
        division = self.other_tax(amount_type="division")
        self.assert_stops(self.taxed(division), "taxes", "pourcentage")
        wrong = self.other_tax(ubl_cii_tax_category_code="AE")
        self.assert_stops(self.taxed(wrong), "taxes", "se contredisent")
        outside = self.exempt_tax(False, category="O")
        mixed = [
            Command.create(self.line(10)),
            Command.create(self.line(10, tax=outside)),
        ]
        self.assert_stops({"invoice_line_ids": mixed}, "taxes", "hors champ")

    def test_vat_needs_a_vat_number(self):
        self.company.vat = False
        self.assert_stops({}, "vat_number", "numéro de TVA")
        self.company.vat = "FR44732829320"
        self.assertFalse(self.failed(self.build(CASES["plain_20"](self))))

    def test_parties_have_a_country(self):
        self.company.country_id = False
        company = self.company.partner_id.display_name
        self.assert_stops({}, "address", company)

    def test_amounts_have_two_decimals(self):
        dinar = self.env.ref("base.TND")
        dinar.write({"active": True, "rounding": 0.001})
        self.assert_stops({"currency_id": dinar.id}, "currency", "TND")

    def test_a_validator_is_named_with_a_siret(self):
        for framework in ("A9", "A12"):
            values = {"l10n_fr_chorus_framework": framework}
            self.assert_stops(values, "validator", "valideur")
        nameless = self.new_customer("Sans SIRET", False)
        values["l10n_fr_chorus_validator_id"] = nameless.id
        self.assert_stops(values, "validator", "Sans SIRET")
        values["l10n_fr_chorus_validator_id"] = self.validator.id
        invoice = self.build({**CASES["plain_20"](self), **values})
        self.assertFalse(self.failed(invoice))

    def test_payment(self):
        self.assert_stops({"l10n_fr_chorus_payment_means": False}, "payment", "mode")
        invoice = self.build(CASES["plain_20"](self))
        invoice.partner_bank_id = False
        sentence = self.failed(invoice)["account"]
        self.assertIn(self.bank_account.acc_number, sentence)
        self.bank_account.copy({"acc_number": "FR1420041010050500013M02606"})
        self.assertIn("IBAN", self.failed(invoice)["payment"])
        invoice.l10n_fr_chorus_payment_means = "20"
        self.assertFalse(self.failed(invoice))

    def test_a_factor_has_a_siret(self):
        factor = self.factor()
        factor.partner_id.company_registry = False
        self.assert_stops(
            {"l10n_fr_chorus_factor_id": factor.id}, "factor", "Affactureur"
        )

    def test_a_credit_note_names_an_invoice_that_chorus_pro_knows(self):
        credit_note = self.build(CASES["credit_note_plain_20"](self))
        self.assertFalse(self.failed(credit_note))
        self.env.cr.execute(
            "UPDATE account_move SET name = %s WHERE id = %s",
            ("FACTURE/2026/000000123", credit_note.reversed_entry_id.id),
        )
        credit_note.invalidate_recordset()
        credit_note.reversed_entry_id.invalidate_recordset()
        failed = self.failed(credit_note)
        self.assertIn("FACTURE/2026/000000123", failed["origin_number"])

    def test_an_intra_community_supply_has_its_date(self):
        tax = self.exempt_tax(False, category="K")
        depot = self.new_place("be")
        self.town.vat = "FR23334175221"
        values = {"partner_shipping_id": depot.id, **self.taxed(tax)}
        invoice = self.assert_stops(values, "delivery_date", "livraison")
        invoice.delivery_date = invoice.invoice_date
        self.assertFalse(self.failed(invoice))

    def test_identifiers_by_country(self):
        """Of the form that their kind has; others are told apart by name."""
        for country, registry, words in (
            ("nc", "12", "RIDET"),
            ("pf", False, "TAHITI"),
            ("be", False, "France"),
        ):
            partner = self.new_customer(
                "Ailleurs", registry, country_id=self.env.ref(f"base.{country}").id
            )
            self.assert_stops({"partner_id": partner.id}, "recipient", words)
        self.company.company_registry = "12"
        self.company.country_id = self.env.ref("base.nc")
        self.assert_stops({}, "supplier", "RIDET")

    def test_a_public_body_invoices_others(self):
        self.company.l10n_fr_chorus_is_public_body = True
        belgian = self.new_customer(
            "Dupont", False, vat="BE0477472701", country_id=self.env.ref("base.be").id
        )
        invoice = self.build(
            {
                **CASES["plain_20"](self),
                "partner_id": belgian.id,
                "buyer_reference": "FACTURES_PUBLIQUES",
            }
        )
        self.assertFalse(self.failed(invoice))
        belgian.vat = False
        self.assertIn("numéro de TVA", self.failed(invoice)["recipient"])
