"""A search that is refused, or cannot be read, is about one invoice and no other."""

import json

from odoo import fields
from odoo.tests import tagged

from ..chorus_api import ChorusClient, ProtocolError, Rejected
from .recovery_common import RecoveryCase

REFUSAL = {"codeRetour": 20003, "libelle": "GCU_MSG_01_003 : numéro invalide"}


@tagged("post_install_l10n", "post_install", "-at_install")
class TestSearchTrouble(RecoveryCase):
    def refuse_searches(self, times=None):
        self.simulator.fault(
            "rechercher/fournisseur",
            "wrong_json",
            body=json.dumps(REFUSAL),
            times=times,
        )

    def patch_search(self, broken):
        """Searches for these numbers cannot be read (or are refused)."""
        original = ChorusClient.search_invoices

        def search(client, search, **options):
            error = broken(search)
            if error:
                raise error
            return original(client, search, **options)

        self.patch(ChorusClient, "search_invoices", search)

    def unreadable(self, *invoices):
        names = {i.name for i in invoices}
        self.patch_search(
            lambda s: (
                ProtocolError("a key is missing")
                if not s.invoice_number or s.invoice_number in names
                else None
            )
        )

    def test_the_queue_goes_on_behind_one_that_cannot_be_read(self):
        self.company.sudo().l10n_fr_chorus_lot_size = 1
        bad = self.new_invoice()
        self.give_up(bad, "before")
        good = self.queue(bad, self.new_invoice(), self.new_invoice()) - bad
        self.unreadable(bad)
        for _run in range(3):
            self.resume()
            self.run_deposits()
        self.assertEqual(set(good.mapped("l10n_fr_chorus_state")), {"deposited"})

    def test_many_are_read_one_by_one_where_their_days_cannot_be(self):
        """More than FEW lost attempts: one row of somebody else's spoils the days."""
        invoices = self.env["account.move"]
        for _n in range(6):
            invoice = self.new_invoice()
            self.give_up(invoice, "before")
            invoices |= invoice
        self.queue(*invoices)
        self.unreadable()
        for _run in range(3):
            self.resume()
            self.run_deposits()
        self.assertEqual(set(invoices.mapped("l10n_fr_chorus_state")), {"deposited"})

    def test_a_kept_lot_leaves_without_the_one_that_cannot_be_read(self):
        bad = self.new_invoice()
        self.give_up(bad, "before")
        good = self.queue(bad, self.new_invoice(), self.new_invoice()) - bad
        self.simulator.fault("deposer/flux", "quota")
        self.run_deposits()
        self.assertEqual(self.deposit_of(good[0]).state, "to_send")
        self.assertEqual(self.deposit_of(good[0]), self.deposit_of(bad))
        self.unreadable(bad)
        for _run in range(4):
            self.resume()
            self.run_deposits()
        self.assertEqual(set(good.mapped("l10n_fr_chorus_state")), {"deposited"})

    def test_a_kept_file_leaves_while_another_one_cannot_be_read(self):
        kept = self.new_invoice()
        self.simulator.fault("deposer/flux", "quota")
        self.send(kept)
        self.assertEqual(kept.l10n_fr_chorus_state, "to_send")
        self.resume()
        bad = self.new_invoice()
        self.give_up(bad, "before")
        self.queue(bad, self.new_invoice())  # one alone would leave at once
        self.unreadable(bad)
        for _run in range(3):
            self.resume()
            self.run_deposits()
        self.assertEqual(kept.l10n_fr_chorus_state, "deposited")

    def test_of_a_lost_lot_the_others_are_found(self):
        invoices = self.queue(*(self.new_invoice() for _n in range(3)))
        self.simulator.fault("deposer/flux", "cut", when="after")
        self.run_deposits()
        self.resume()
        self.simulator.advance(300)
        self.unreadable(invoices[0])
        self.run_deposits()
        self.assertNotIn("uncertain", set(invoices[1:].mapped("l10n_fr_chorus_state")))

    def test_a_manager_decides_where_nothing_can_be_read(self):
        invoice = self.new_invoice()
        self.lose_answer(invoice, "before")
        self.resume()
        self.unreadable(invoice)
        self.decide(invoice, decision="not_received", note="Vu").action_confirm()
        self.assertEqual(invoice.l10n_fr_chorus_state, "not_received")

    def test_a_duplicate_that_cannot_be_looked_for_is_refused(self):
        """After three days the refusal is swallowed half way."""
        invoice = self.new_invoice()
        self.send(invoice)
        deposit = self.deposit_of(invoice).sudo()
        self.simulator.advance(300)
        deposit.deposited_at = fields.Datetime.subtract(fields.Datetime.now(), days=4)
        error = {"numeroDP": invoice.name, "libelleErreurDP": "La facture existe déjà"}
        report = {"codeRetour": 0, "etatCourantDepotFlux": "IN_REJETE"}
        body = json.dumps({**report, "listeErreurDP": [error]})
        self.simulator.fault("consulterCRDetaille", "wrong_json", body=body, times=None)
        self.refuse_searches(times=3)
        for _run in range(4):
            self.resume()
            self.run_deposits()
        # The searches answer again by now, and it is followed or ended.
        self.assertTrue(
            deposit.next_check_at or invoice.l10n_fr_chorus_state != "deposited",
            (deposit.state, invoice.l10n_fr_chorus_state),
        )

    def test_of_an_integrated_lot_the_others_are_identified(self):
        first, second = self.queue(self.new_invoice(), self.new_invoice())
        self.run_deposits()
        self.simulator.advance(300)
        deposit = self.deposit_of(first).sudo()
        long_ago = fields.Datetime.subtract(fields.Datetime.now(), days=9)
        deposit.write(
            {
                "state": "integrated",
                "integrated_at": long_ago,
                "deposited_at": long_ago,
            }
        )
        self.patch_search(
            lambda s: (
                Rejected("numéro invalide") if s.invoice_number == first.name else None
            )
        )
        # The flow itself shows nothing of it.

        def pair(this, client):
            return this.document_ids.filtered(lambda d: d.state in ("deposited",)), True

        self.patch(type(deposit), "_chorus_pair", pair)
        for _run in range(3):
            self.resume()
            self.run_deposits()
        self.assertEqual(second.l10n_fr_chorus_state, "made_available")
        self.assertNotEqual(first.l10n_fr_chorus_state, "deposited")
