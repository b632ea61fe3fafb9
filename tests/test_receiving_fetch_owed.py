"""What could not be read with the rest: owed, told later, and no trouble of others."""

from unittest.mock import patch

from odoo.tests import tagged

from .fetch_common import HISTORY, FetchCase

DETAIL = "consulter/recipiendaire"
NOTE = b"%PDF-1.4 bon de livraison"


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestReceivingOwed(FetchCase):
    def test_what_is_behind_a_silent_history_is_told_later(self):
        received = self.put_and_fetch()
        self.simulator.advance(3600)
        self.set_status(received, "SUSPENDUE", "Bon de livraison ?")
        self.complete(received, {"bon.pdf": NOTE})
        for status in ("SERVICE_FAIT", "MANDATEE"):
            self.simulator.advance(3600)
            self.set_status(received, status)
            self.simulator.fault(HISTORY, "status", status=503, times=5)
            self.fetch()
            self.simulator.control("DELETE", "faults")
            self.end_pauses()
        self.fetch()
        titles = [text.split(" – ")[0] for text in self.told(received)]
        words = ("Service fait", "Mandatée", "Suspendue", "Complétée")
        for word, title in zip(words, titles, strict=False):
            self.assertIn(word, title)
        self.assertEqual(len(received.document_ids), 2)
        self.assertFalse(received.told_statuses)

    def test_a_history_that_cannot_be_kept_stops_nothing_else(self):
        bad = self.put_and_fetch("F1")
        bad.history_due = True
        self.put("F2")
        model = self.env.registry["l10n_fr_chorus_pro.received"]
        error = ValueError("of this one")
        with (
            patch.object(model, "_chorus_keep_history", side_effect=error),
            self.assertLogs("odoo.addons.l10n_fr_chorus_pro", "ERROR"),
        ):
            self.fetch()
        self.assertEqual(self.received("F2").content_state, "downloaded")

    def test_an_intake_that_cannot_be_read_stops_no_other(self):
        self.put("F1", framework="A4")
        self.put("F2")
        model = self.env.registry["l10n_fr_chorus_pro.intake"]
        search = model._chorus_read_changes_of

        def fail(intake, client):
            if intake.kind == "FACTURE":
                raise ValueError("of this one")
            yield from search(intake, client)

        with (
            patch.object(model, "_chorus_read_changes_of", fail),
            self.assertLogs("odoo.addons.l10n_fr_chorus_pro", "ERROR"),
        ):
            self.fetch()
        self.assertEqual(self.received().invoice_number, "F1")
        self.assertEqual(self.received().content_state, "downloaded")

    def test_the_number_of_an_order_given_elsewhere_is_read_once(self):
        received = self.put_and_fetch()
        self.set_status(received, "MANDATEE", mandate="2026-118")
        self.simulator.advance(60)
        self.forget_calls()
        self.simulator.fault(DETAIL, "status", status=400)
        self.fetch()
        self.assertFalse(received.mandate_number)
        for status in ("MISE_A_DISPOSITION_COMPTABLE", "COMPTABILISEE"):
            self.simulator.advance(3600)
            self.set_status(received, status)
            self.fetch()
        self.assertEqual(received.mandate_number, "2026-118")
        self.assertEqual(self.count_calls(DETAIL), 2)
        self.assertIn("2026-118", received._chorus_export().decode())
