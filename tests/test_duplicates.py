"""Chorus Pro says that it has the number already: of which invoice?"""

import json

from odoo import fields
from odoo.tests import tagged
from odoo.tools import format_date

from .common import WANTS_COMMITMENT
from .recovery_common import RecoveryCase


@tagged("post_install_l10n", "post_install", "-at_install")
class TestDuplicates(RecoveryCase):
    def test_a_stranger_of_the_same_number_is_shown(self):
        """It differs by its total, its date or its recipient, and is not ours."""
        other_day = fields.Date.today().replace(day=1, month=1)
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
        error = {"numeroDP": invoice.name, "libelleErreurDP": "La facture existe déjà"}
        report = {"codeRetour": 0, "etatCourantDepotFlux": "IN_REJETE"}
        body = json.dumps({**report, "listeErreurDP": [error]})
        self.simulator.fault("consulterCRDetaille", "wrong_json", body=body)
        self.run_deposits()
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
