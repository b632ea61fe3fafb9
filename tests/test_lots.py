"""Many invoices at once: lots, and the fate of each invoice inside one."""

import base64
import io
import os
import tarfile

from odoo.tests import tagged

from .common import WANTS_COMMITMENT, ChorusCase


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestLots(ChorusCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # An XML needs no rendering: what is tested here is the packing.
        cls.company.l10n_fr_chorus_submission_mode = "cii"

    def send_all(self, invoices):
        """Send from the list, as core's own scheduled action does."""
        self.open_wizard(invoices).action_send_and_print()
        with self.enter_registry_test_mode():
            self.env.ref("account.ir_cron_account_move_send").method_direct_trigger()
        self.env.invalidate_all()

    def new_invoices(self, count, partner=None):
        invoices = self.env["account.move"]
        for _number in range(count):
            invoices |= self.new_invoice(partner)
        return invoices

    def test_the_size_of_lots_unless_it_is_set(self):
        self.assertEqual(self.env["res.company"].new({}).l10n_fr_chorus_lot_size, 50)

    def test_lots_that_weigh_more_than_an_archive_may(self):
        invoices = self.new_invoices(4)
        self.send_all(invoices)
        for document in invoices.l10n_fr_chorus_document_ids.sudo():
            document.file = base64.b64encode(os.urandom(9 << 20))
        self.run_deposits()
        self.assertEqual(set(invoices.mapped("l10n_fr_chorus_state")), {"deposited"})
        deposits = invoices.l10n_fr_chorus_document_ids.deposit_id.sorted("id")
        self.assertEqual(deposits.mapped("document_count"), [3, 1])

    def test_many_go_in_lots_of_the_company_size(self):
        self.company.l10n_fr_chorus_lot_size = 2
        invoices = self.new_invoices(5)
        self.send_all(invoices)
        self.assertFalse(self.simulator.calls("deposer/flux"))
        self.assertEqual(set(invoices.mapped("l10n_fr_chorus_state")), {"to_send"})

        self.run_deposits()
        calls = self.simulator.calls("deposer/flux")
        self.assertEqual(len(calls), 3)
        self.assertEqual(len(self.simulator.calls("oauth/token")), 1)
        deposits = invoices.l10n_fr_chorus_document_ids.deposit_id.sorted("id")
        self.assertEqual(deposits.mapped("document_count"), [2, 2, 1])
        self.assertEqual(
            [d.file_name.rpartition(".")[2] for d in deposits], ["gz", "gz", "xml"]
        )
        for call, deposit in zip(calls, deposits, strict=True):
            kept = deposit.payload_sha256
            self.assertEqual(call["body"]["fichierFlux"]["sha256"], kept)

        self.simulator.advance(300)
        self.run_deposits()
        self.assertEqual(
            set(invoices.mapped("l10n_fr_chorus_status")), {"MISE_A_DISPOSITION"}
        )
        self.assertEqual(len(set(invoices.mapped("l10n_fr_chorus_identifier"))), 5)

    def test_an_archive_holds_the_very_files_of_its_invoices(self):
        invoices = self.new_invoices(3)
        self.send_all(invoices)
        self.run_deposits()
        documents = invoices.l10n_fr_chorus_document_ids
        with tarfile.open(
            fileobj=io.BytesIO(documents.deposit_id._chorus_content())
        ) as archive:
            contents = {m.name: archive.extractfile(m).read() for m in archive}
        self.assertEqual(
            contents, {d.file_name: d._chorus_content() for d in documents}
        )
        self.assertEqual(
            {d.move_id.ubl_cii_xml_id.raw for d in documents}, set(contents.values())
        )

    def test_partial_integration_splits_the_fate(self):
        """The refused one is corrected and sent again alone; the others go on."""
        self.wants_nothing_yet(self.hospital)
        good = self.new_invoices(2)
        bad = self.new_invoice(self.hospital)
        self.send_all(good | bad)
        self.run_deposits()
        self.simulator.advance(300)
        self.run_deposits()
        deposit = bad.l10n_fr_chorus_document_ids.deposit_id
        self.assertEqual(deposit.raw_status, "IN_INTEGRE_PARTIEL")
        self.assertEqual(set(good.mapped("l10n_fr_chorus_state")), {"made_available"})
        self.assertEqual(bad.l10n_fr_chorus_state, "refused")
        self.assertIn("engagement", bad.l10n_fr_chorus_reason)
        self.assertFalse(bad.is_move_sent)
        self.assertTrue(all(good.mapped("is_move_sent")))

        bad.purchase_order_reference = "4500123456"
        self.integrate(bad)
        self.assertEqual(bad.l10n_fr_chorus_state, "made_available")
        self.assertIn(b"4500123456", bad.ubl_cii_xml_id.raw)
        self.assertEqual(len(self.simulator.invoices()), 3)
        commitments = {
            row["recipient"]: row["commitment"] for row in self.simulator.invoices()
        }
        self.assertEqual(commitments[WANTS_COMMITMENT], "4500123456")

    def test_two_invoices_of_one_number_never_share_a_flow(self):
        """Numbers start again each year in some journals; each finds its own row."""
        old, new = self.new_invoices(2)
        number = new.name
        old.with_context(chorus_test=True)
        self.env.cr.execute(
            "UPDATE account_move SET name = %s, invoice_date = '2025-12-01',"
            " journal_id = %s WHERE id = %s",
            [number, new.journal_id.copy({"code": "OLD"}).id, old.id],
        )
        self.env.invalidate_all()
        self.send_all(old | new)
        self.run_deposits()
        self.assertEqual(len(self.simulator.calls("deposer/flux")), 2)
        self.simulator.advance(300)
        self.run_deposits()
        dates = {row["id"]: row["issue_date"] for row in self.simulator.invoices()}
        for invoice in old | new:
            found = dates[int(invoice.l10n_fr_chorus_identifier)]
            self.assertEqual(found, str(invoice.invoice_date))

    def test_a_technical_failure_frees_what_did_not_arrive(self):
        invoices = self.new_invoices(2)
        self.send_all(invoices)
        self.run_deposits()
        flow = invoices.l10n_fr_chorus_document_ids.deposit_id.flow_number
        self.simulator.control(
            "POST", f"flows/{flow}/status", {"status": "IN_INCIDENTE"}
        )
        self.run_deposits()
        self.assertEqual(set(invoices.mapped("l10n_fr_chorus_state")), {"refused"})
        self.assertIn("Incidenté", self.messages(invoices[0])[-1])
        for invoice in invoices:
            self.integrate(invoice)
        self.assertEqual(
            set(invoices.mapped("l10n_fr_chorus_state")), {"made_available"}
        )
        self.assertEqual(len(self.simulator.invoices()), 2)

    def test_a_readable_copy_needs_its_pdf_a_plain_deposit_does_not(self):
        invoice = self.new_invoice()
        self.send(invoice)
        self.assertFalse(invoice.invoice_pdf_report_id)
        self.assertTrue(invoice.is_move_sent)
        (call,) = self.simulator.calls("deposer/flux")
        self.assertEqual(call["body"]["syntaxeFlux"], "IN_DP_E1_CII_16B")
        self.assertTrue(call["body"]["nomFichier"].endswith(".xml"))

    def test_a_file_that_is_too_large_stops_nobody_else(self):
        """No check weighs the pictures of a PDF: it is known when it is packed."""
        invoices = self.new_invoices(3)
        large, *others = invoices
        self.send_all(invoices)
        document = large.l10n_fr_chorus_document_ids.sudo()
        document.file = base64.b64encode(os.urandom(11 << 20))
        self.run_deposits()
        self.assertEqual([i.l10n_fr_chorus_state for i in others], ["deposited"] * 2)
        self.assertEqual(large.l10n_fr_chorus_state, "not_sent")
        self.assertIn("10 Mo", self.messages(large)[-1])
        self.assertFalse(large.is_move_sent)
        self.integrate(large)
        self.assertEqual(large.l10n_fr_chorus_state, "made_available")
