"""Chorus Pro says that it has the number already: of which invoice?"""

from odoo import fields
from odoo.tests import tagged
from odoo.tools import format_date

from .common import WANTS_COMMITMENT
from .recovery_common import RecoveryCase


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestDuplicates(RecoveryCase):
    def test_a_stranger_of_the_same_number_is_shown(self):
        """It differs by its total, its date or its recipient, and is not ours."""
        today = fields.Date.today()
        first, second = (today.replace(month=1, day=day) for day in (1, 2))
        other_day = second if today == first else first  # of the same year
        for values, shown in (
            ({"total": 77.0}, "77,00"),
            ({"date": str(other_day)}, format_date(self.env, other_day)),
            ({"recipient": WANTS_COMMITMENT}, "Région de l'Engagement"),
        ):
            with self.subTest(values):
                invoice = self.new_invoice()
                self.typed_by_hand(invoice, **values)
                self.integrate(invoice)
                self.assertEqual(invoice.l10n_fr_chorus_state, "refused")
                self.assertIn(shown, invoice.l10n_fr_chorus_reason)
                self.assertNotIn("n'existe pas", invoice.l10n_fr_chorus_next_step)

    def test_every_sentence_of_the_dictionary_adopts(self):
        invoice = self.new_invoice()
        self.typed_by_hand(invoice)
        self.send(invoice)
        self.refuse_flow(invoice, "La facture existe déjà")
        self.assertEqual(invoice.l10n_fr_chorus_state, "made_available")

    def test_what_is_adopted_hangs_on_the_flow_that_brought_it(self):
        """Not on the refused one, whose report would be shown as a proof."""
        invoice = self.new_invoice()
        self.give_up(invoice)
        self.simulator.advance(300)
        first = self.deposit_of(invoice)
        self.spoil_search()  # the search before the second attempt finds nothing
        self.integrate(invoice)
        self.assertEqual(invoice.l10n_fr_chorus_state, "made_available")
        (portal,) = self.simulator.invoices()
        self.assertEqual(self.deposit_of(invoice), first)
        self.run_deposits()
        self.assertEqual(first.state, "integrated")
        self.assertTrue(first.flow_number)
        self.assertEqual(invoice.l10n_fr_chorus_identifier, str(portal["id"]))

    def test_what_is_shown_is_in_its_own_currency_and_of_this_company(self):
        """The account of a group sees the invoices of its other companies."""
        invoice = self.new_invoice()
        self.typed_by_hand(invoice, total=77.0)
        self.send(invoice)
        self.simulator.advance(300)
        row = self.raw_row(invoice, montantTTC=77.0)
        sister = {
            "codeFournisseur": "55200155500011",
            "designationDestinataire": "Client de la société sœur",
            "montantTTC": 123456.0,
        }
        self.spoil_search(
            {**row, **sister}, {**row, "devise": "USD"}, {**row, "devise": "XXX"}
        )
        self.run_deposits()
        self.assertEqual(invoice.l10n_fr_chorus_state, "refused")
        self.assertNotIn("sœur", invoice.l10n_fr_chorus_reason)
        self.assertIn("$ 77,00", invoice.l10n_fr_chorus_reason.replace("\xa0", " "))
        self.assertIn("77.00 XXX", invoice.l10n_fr_chorus_reason)

    def test_an_amount_without_a_currency_is_in_that_of_the_invoice(self):
        dinar = self.setup_other_currency("RSD", rates=[("2020-01-01", 117.0)])
        invoice = self.new_invoice(currency_id=dinar.id)
        self.typed_by_hand(invoice, total=77.0)
        self.send(invoice)
        self.simulator.advance(300)
        self.spoil_search(self.raw_row(invoice, montantTTC=77.0))
        self.run_deposits()
        self.assertIn("77,00 din.", invoice.l10n_fr_chorus_reason.replace("\xa0", " "))

    def test_a_duplicate_answer_adopts_the_attempt_whose_row_it_is(self):
        """N1 refused by its flow, then typed by hand; N2 refused as a duplicate."""
        invoice = self.new_invoice()
        number = invoice.name
        self.flows_finish_after(10**6)
        self.send(invoice)
        self.refuse_flow(invoice, "Service inconnu")
        self.assertEqual(invoice.l10n_fr_chorus_state, "refused")
        self.typed_by_hand(invoice)
        self.renumber(invoice)
        self.spoil_search()  # not shown yet
        self.send(invoice)
        self.assertEqual(invoice.l10n_fr_chorus_state, "deposited")
        self.refuse_flow(invoice, "La facture existe déjà")
        current = invoice._chorus_current_document()
        self.assertTrue(current.chorus_identifier)
        self.assertEqual(current.invoice_number, number)
