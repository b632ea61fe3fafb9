"""What the supplier's own file adds to a bill; what it says otherwise is told."""

from odoo.tests import tagged

from .bill_common import BillCase
from .fetch_common import FetchCase
from .invoice_files import cii, factur_x, ubl

LINES = [
    ("Pose de luminaires", 4, "HUR", "15.00", "60.00", 20),
    ("Câble électrique", "2.50", "MTR", "16.00", "40.00", 20),
]
# As the portal's file has them: the seller's references.
PIVOT_LINES = [("REF1", 4, 15, 60, 20), ("REF2", "2.5", 16, 40, 20)]


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestReceivedBillFiles(BillCase):
    def bill_of(self, content, name="f.xml", lines=PIVOT_LINES, syntax="ubl", **values):
        received = self.receive(lines=lines, **values)
        self.add_document(received, name, content, is_main=True, syntax=syntax)
        received._chorus_make_bill()
        self.assertFalse(received.bill_failure)
        self.assertFalse(received.move_id.partner_bank_id)
        return received.move_id

    def assert_lines_of_file(self, move):
        lines = move.invoice_line_ids.sorted("sequence")
        self.assertEqual(lines.mapped("name"), [line[0] for line in LINES])
        self.assertEqual(lines.mapped("quantity"), [4, 2.5])
        self.assertEqual(
            lines.product_uom_id,
            self.env.ref("uom.product_uom_hour")
            + self.env.ref("uom.product_uom_meter"),
        )
        self.assertEqual(move.amount_total, 120)
        self.assertFalse(move.l10n_fr_chorus_received_doubts)

    def test_each_kind_of_file(self):
        for content, name in (
            (ubl(LINES), "f.xml"),
            (cii(LINES), "f.xml"),
            (factur_x(cii(LINES)), "f.pdf"),
        ):
            for lines in (PIVOT_LINES, []):
                with self.subTest(name, lines=lines):
                    move = self.bill_of(content, name, lines)
                    self.assert_lines_of_file(move)
                    move.unlink()
                    self.by_number("F1").unlink()

    def by_number(self, number):
        received = self.env["l10n_fr_chorus_pro.received"].sudo()
        return received.search([("invoice_number", "=", number)])

    def test_reference_and_due_date_of_the_file(self):
        move = self.bill_of(ubl(LINES))
        self.assertEqual(move.payment_reference, "REF 7")
        self.assertIn("02/03/2026", self.messages(move)[0])

    def test_allowances_keep_their_reason(self):
        content = ubl(
            [("Lampes", 1, "C62", "110.00", "110.00", 20)],
            allowance=("Remise fidélité", 10, 20),
        )
        move = self.bill_of(content, lines=[("REF1", 1, 110, 110, 20)])
        names = move.invoice_line_ids.mapped("name")
        self.assertEqual(names, ["Lampes", "Remise fidélité"])
        self.assertEqual(move.amount_untaxed, 100)
        self.assertFalse(move.l10n_fr_chorus_received_gap)

    def test_a_credit_note(self):
        move = self.bill_of(
            cii(LINES, code=381), lines=[], syntax="cii", is_credit_note=True
        )
        self.assertEqual(move.move_type, "in_refund")
        self.assertEqual(move.invoice_line_ids.mapped("quantity"), [4, 2.5])
        self.assertEqual(move.amount_total, 120)

    def test_the_pivot_wins_and_the_difference_is_told(self):
        wrong = [("Lampes", 1, "C62", "90.00", "90.00", 20)]
        move = self.bill_of(ubl(wrong, number="G1", untaxed=90, total=108))
        self.assertEqual(move.ref, "F1")
        self.assertEqual(move.invoice_line_ids.mapped("name"), ["REF1", "REF2"])
        doubts = move.l10n_fr_chorus_received_doubts
        for word in ("G1", "108,00", "90,00"):
            self.assertIn(word, doubts)

    def test_a_file_that_core_cannot_read_is_no_trouble(self):
        for number, content in enumerate(
            (
                b"<a",
                b"<a/>",
                ubl(LINES).replace(b"100", b"cent").replace(b"15.00", b"x"),
                b'<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;</a>',
                b"%PDF-1.4 nothing",
            )
        ):
            received = self.receive(f"B{number}", lines=PIVOT_LINES)
            self.add_document(received, "f.xml", content, is_main=True, syntax="ubl")
            received._chorus_make_bill()
            self.assertFalse(received.bill_failure)
            names = received.move_id.invoice_line_ids.mapped("name")
            self.assertEqual(names, ["REF1", "REF2"])


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestReceivedBillFetched(FetchCase):
    def test_from_the_portal_to_the_bill_and_completed(self):
        received = self.put_and_fetch("F1", total=120, untaxed=100)
        self.run_cron("ir_cron_received_bills")
        move = received.move_id
        self.assertRecordValues(
            move, [{"ref": "F1", "amount_untaxed": 100, "amount_total": 120}]
        )
        self.assertEqual(len(move.attachment_ids), 1)
        self.assertEqual(move.message_main_attachment_id.mimetype, "application/pdf")
        self.set_status(received, "SUSPENDUE", "Il manque le bon")
        self.complete(received, {"bon.pdf": b"%PDF-1.4 bon"})
        self.fetch()
        self.run_cron("ir_cron_received_bills")
        self.assertEqual(received.move_id, move)
        self.assertEqual(len(move.attachment_ids), 2)
        self.assertFalse(move.l10n_fr_chorus_received_doubts)
