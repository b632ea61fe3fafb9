"""Files of received invoices that are broken, too large, or say what they may not."""

import base64
import importlib.util
import io
import json
import zipfile
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from .common import ROOT
from .fetch_common import DOWNLOAD, FetchCase

MEGABYTE = 1024 * 1024


def load(name):
    """A module of the tests that need no Odoo."""
    path = ROOT / "tests_unit" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


pivots = load("pivot_files")


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestReceivingDownload(FetchCase):
    def answer(self, content, times=1, **values):
        """The portal gives this file instead of its own."""
        text = base64.b64encode(content).decode()
        body = json.dumps({"codeRetour": 0, "fichierResultat": text})
        self.simulator.fault(DOWNLOAD, "wrong_json", body=body, times=times, **values)

    def archive(self, files):
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as archive:
            for path, content in files.items():
                archive.writestr(path, content)
        return target.getvalue()

    def own(self, identifier, **changes):
        """The ``own`` part of a pivot of an identifier."""
        return {"own": f"<IdCPRO>{identifier}</IdCPRO><Renvoi>Non</Renvoi>", **changes}

    def asked(self):
        return [
            len(call["body"]["listeFacture"]) for call in self.simulator.calls(DOWNLOAD)
        ]

    # -- Groups ----------------------------------------------------------------

    def test_ten_at_a_time(self):
        self.put_many(23)
        self.fetch()
        self.assertEqual(self.asked(), [10, 10, 3])
        received = self.received()
        self.assertEqual(set(received.mapped("content_state")), {"downloaded"})
        for one in received:
            self.assertEqual(one._chorus_content_read().number, one.invoice_number)
            self.assertTrue(one.document_ids.is_main)

    def test_so_many_bytes_at_a_time(self):
        self.put_many(4)
        with patch.object(
            self.env.registry["l10n_fr_chorus_pro.received"],
            "_chorus_download_due",
            lambda *_arguments, **_options: iter(()),
        ):
            self.fetch()
        for received, size in zip(self.received(), (50, 60, 40, 130), strict=True):
            received.size = size * MEGABYTE
        self.fetch()
        self.assertEqual(self.asked(), [2, 1, 1])

    def test_what_is_too_large_together_comes_by_halves(self):
        self.put_many(4)
        self.simulator.fault(DOWNLOAD, "status", status=413, times=1)
        self.fetch()
        self.assertEqual(self.asked(), [4, 2, 2])
        self.assertEqual(set(self.received().mapped("content_state")), {"downloaded"})

    def test_one_that_is_too_large_alone_is_told_and_tried_again(self):
        ids = [row[0] for row in self.put_many(3)]
        large = str(ids[1])
        self.simulator.fault(DOWNLOAD, "status", status=413, holds=large, times=None)
        self.fetch()
        self.assertEqual(
            self.received().mapped("content_state"),
            ["downloaded", "failed", "downloaded"],
        )
        failed = self.by_identifier(large)
        self.assertIn("120", failed.content_failure)
        self.simulator.control("DELETE", "faults")
        self.forget_calls()
        self.fetch()
        self.sweep()
        self.assertEqual(self.asked(), [], "too soon")
        failed.content_check_at = fields.Datetime.subtract(
            fields.Datetime.now(), minutes=1
        )
        self.sweep()
        self.assertEqual(failed.content_state, "downloaded")
        self.assertFalse(failed.content_failure)

    def test_a_portal_in_trouble_loses_nothing_and_is_asked_for_others_first(self):
        first, second = (self.put(number) for number in ("F1", "F2"))
        self.simulator.fault(DOWNLOAD, "html", holds=first, times=9)
        self.fetch()
        self.assertEqual(self.received().mapped("content_state"), ["to_download"] * 2)
        self.end_pauses()
        self.put("F3")
        self.fetch()
        state = self.received("F1", "F2", "F3").mapped("content_state")
        self.assertEqual(state, ["to_download", "to_download", "downloaded"])
        self.simulator.control("DELETE", "faults")
        self.end_pauses()
        self.fetch()
        self.assertEqual(set(self.received().mapped("content_state")), {"downloaded"})
        self.assertTrue(self.by_identifier(second).content_version)

    # -- Broken ----------------------------------------------------------------

    def test_a_broken_zip_is_asked_for_again(self):
        self.put_many(4)
        self.simulator.fault(DOWNLOAD, "broken_file", times=1)
        self.fetch()
        self.assertEqual(set(self.received().mapped("content_state")), {"downloaded"})

    def test_one_that_is_always_broken_is_alone_at_fault(self):
        ids = [row[0] for row in self.put_many(5)]
        broken = str(ids[3])
        self.simulator.fault(DOWNLOAD, "broken_file", holds=broken, times=None)
        self.fetch()
        failed = self.by_identifier(broken)
        self.assertEqual(failed.content_state, "failed")
        self.assertRegex(failed.content_failure, "XML|PivotS")
        others = self.received() - failed
        self.assertEqual(set(others.mapped("content_state")), {"downloaded"})

    def test_a_broken_pivot_of_a_group_says_where(self):
        good, bad = self.put("F1"), self.put("F2")
        files = {
            f"{good}/PivotS.xml": pivots.pivot(pivots.invoice(**self.own(good))),
            f"{bad}/PivotS.xml": pivots.pivot(
                pivots.invoice(**self.own(bad, total="12O"))
            ),
        }
        self.answer(self.archive(files))
        self.answer(files[f"{bad}/PivotS.xml"])
        self.fetch()
        self.assertEqual(self.by_identifier(good).content_state, "downloaded")
        failed = self.by_identifier(bad)
        self.assertEqual(failed.content_state, "failed")
        self.assertIn("MontantTTC", failed.content_failure)
        self.assertIn("12O", failed.content_failure)

    def test_a_document_that_cannot_be_unpacked_is_listed(self):
        identifier = self.put("F1")
        file = pivots.pivot(
            pivots.invoice(
                pivots.document(),
                pivots.document("not base64 §", name="PJ01.pdf", own="Bon.pdf"),
                **self.own(identifier),
            )
        )
        self.answer(file)
        self.fetch()
        received = self.by_identifier(identifier)
        self.assertEqual(received.content_state, "downloaded")
        main, garbled = received.document_ids
        self.assertEqual((main.name, garbled.name), ("F1.pdf", "Bon.pdf"))
        self.assertFalse(garbled.attachment_id)
        self.assertIn("base64", garbled.failure)
        self.assertIn("Bon.pdf", received.content_warning)
        self.answer(file)
        received.action_chorus_download_again()
        self.assertEqual(len(received.document_ids), 2)
        whole = pivots.pivot(
            pivots.invoice(
                pivots.document(),
                pivots.document(pivots.NOTE, name="PJ01.pdf", own="Bon.pdf"),
                **self.own(identifier),
            )
        )
        self.answer(whole)
        received.action_chorus_download_again()
        self.assertEqual(garbled.attachment_id.raw, pivots.NOTE)
        self.assertFalse(garbled.failure)
        self.assertEqual(len(received.document_ids), 2)

    def test_a_page_from_a_supplier_is_no_page_of_odoo(self):
        identifier = self.put("F1")
        page = b"<html><script>alert(1)</script></html>"
        document = pivots.document(page, name="F1.html")
        self.answer(pivots.pivot(pivots.invoice(document, **self.own(identifier))))
        self.fetch()
        file = self.by_identifier(identifier).document_ids.attachment_id
        self.assertEqual((file.raw, file.mimetype), (page, "text/plain"))

    # -- What it says ----------------------------------------------------------

    def test_totals_that_contradict_are_kept_and_said(self):
        for number, changes, words in (
            ("F1", {"total": "121.00"}, "121,00"),
            ("F2", {"due": "20.00"}, "20,00"),
            ("F3", {"untaxed": "90.00"}, "90,00"),
            ("F4", {"number": "F5"}, "F5"),
        ):
            with self.subTest(number):
                identifier = self.put(number, untaxed=100)
                values = {"number": number, **self.own(identifier, **changes)}
                self.answer(pivots.pivot(pivots.invoice(**values)))
                self.fetch()
                received = self.by_identifier(identifier)
                self.assertEqual(received.content_state, "downloaded")
                self.assertIn(words, received.content_warning)
                self.assertIn(words, "".join(self.told(received)))

    def test_the_older_schema_is_matched_without_an_identifier(self):
        self.settings(pivot_version="V1_22")
        alone = self.put_and_fetch("F1")
        self.put_many(3, prefix="G")
        self.fetch()
        for received in self.received():
            content = received._chorus_content_read()
            self.assertEqual(content.number, received.invoice_number)
            self.assertEqual(content.version, "V1_22")
        self.assertEqual(alone.content_version, 1)

    def test_an_invoice_that_was_not_asked_for_is_nobody_s(self):
        identifier = self.put("F1")
        other = pivots.pivot(pivots.invoice(number="F1", **self.own("99999")))
        self.answer(other)
        self.fetch()
        received = self.by_identifier(identifier)
        self.assertEqual(received.content_state, "failed")
        self.assertFalse(received.document_ids)

    def test_an_invoice_of_an_approved_platform(self):
        identifier = self.put("F1")
        main = pivots.document(
            b"<Invoice/>", name="F1.xml", category="Facture_UBL _AFNOR"
        )
        copy = pivots.document(
            pivots.PDF, name="PJ00.pdf", kind="02", category="Facture PDF"
        )
        self.answer(pivots.pivot(pivots.invoice(main, copy, **self.own(identifier))))
        self.fetch()
        first, second = self.by_identifier(identifier).document_ids
        self.assertEqual((first.syntax, first.is_main), ("ubl", True))
        self.assertEqual((second.category, second.is_main), ("Facture PDF", False))

    def test_two_hundred_are_read_back_as_they_were_stated(self):
        self.put_many(100, prefix="A")
        self.put_many(100, prefix="B")
        self.fetch()
        received = self.received()
        self.assertEqual(len(received), 200)
        self.assertEqual(len(set(received.mapped("chorus_identifier"))), 200)
        for one in received:
            content = one._chorus_content_read()
            self.assertEqual(content.chorus_invoice_id, one.chorus_identifier)
            self.assertEqual(float(content.total), one.amount_total)
            self.assertFalse(one.content_warning)
