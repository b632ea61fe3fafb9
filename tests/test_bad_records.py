"""One bad record, one odd answer: told where it belongs, and stopping nobody else."""

import json

from odoo.tests import tagged

from .common import ChorusCase


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestBadRecords(ChorusCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.l10n_fr_chorus_submission_mode = "cii"

    def refuse(self, invoices, *errors):
        """The portal refuses the flow of these invoices, with (number, reason)s."""
        report = {
            "codeRetour": 0,
            "etatCourantDepotFlux": "IN_REJETE",
            "listeErreurDP": [
                {"numeroDP": number, "libelleErreurDP": text} for number, text in errors
            ],
        }
        self.simulator.fault(
            "consulterCRDetaille", "wrong_json", body=json.dumps(report)
        )
        self.run_deposits()
        self.assertEqual(set(invoices.mapped("l10n_fr_chorus_state")), {"refused"})

    def test_a_reason_without_its_number_is_that_of_a_flow_of_one(self):
        for number in ("", "fac-17"):
            invoice = self.new_invoice()
            self.send(invoice)
            self.refuse(invoice, (number, "Fournisseur inactif"))
            self.assertEqual(invoice.l10n_fr_chorus_reason, "Fournisseur inactif")

    def test_reasons_in_a_flow_of_many(self):
        """Each is told its own; those without one, what is said of nobody."""
        invoices = self.new_invoice() | self.new_invoice()
        self.env["account.move.send"]._generate_and_send_invoices(
            invoices, sending_methods=["chorus_pro"]
        )
        self.run_deposits()
        named, other = invoices
        self.refuse(invoices, (named.name, "Service inconnu"), ("", "Flux illisible"))
        self.assertEqual(named.l10n_fr_chorus_reason, "Service inconnu")
        self.assertEqual(other.l10n_fr_chorus_reason, "Flux illisible")

    def test_characters_that_no_database_takes(self):
        """A comment with NUL: the others come back all the same."""
        first, second = self.new_invoice(), self.new_invoice()
        self.integrate(first)
        self.integrate(second)
        self.simulator.advance(3600)
        self.simulator.set_status(
            first.l10n_fr_chorus_identifier, "SUSPENDUE", "RIB\x00 manquant"
        )
        self.simulator.set_status(second.l10n_fr_chorus_identifier, "MANDATEE")
        self.run_refresh()
        self.assertEqual(second.l10n_fr_chorus_state, "payment_ordered")
        self.assertEqual(first.l10n_fr_chorus_state, "suspended")
        self.assertEqual(first.l10n_fr_chorus_reason, "RIB manquant")

    def test_the_first_attempt_shows_late_while_a_second_one_is_under_way(self):
        """It was given up too early: nothing of it is forced on the second one, whose
        duplicate answer then adopts it."""
        invoice, other = self.new_invoice(), self.new_invoice()
        self.integrate(other)
        self.send(invoice)
        first = invoice.l10n_fr_chorus_document_ids.sudo()
        first._chorus_refuse_one("Not shown for hours")
        first.deposit_id.next_check_at = False
        self.send(invoice)
        self.assertEqual(len(invoice.l10n_fr_chorus_document_ids), 2)
        self.simulator.advance(300)
        self.simulator.set_status(other.l10n_fr_chorus_identifier, "MANDATEE")
        self.run_refresh()
        self.assertEqual(other.l10n_fr_chorus_state, "payment_ordered")
        self.run_deposits()
        self.run_refresh()
        self.assertEqual(invoice.l10n_fr_chorus_state, "made_available")
        self.assertEqual(len(self.simulator.invoices()), 2)
