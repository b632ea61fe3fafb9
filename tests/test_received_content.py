"""What a received invoice's file states, kept and read back to the cent and the day."""

import dataclasses
import os
import unittest
from datetime import date
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

from odoo.tests import tagged

from ..chorus_api.pivot import (
    PivotAccount,
    PivotInvoice,
    PivotLine,
    PivotParty,
    PivotTax,
    PivotValidation,
    read_archive,
)
from ..models.receiving.content import content_of_pivot
from ..models.receiving.fetching.contradictions import contradictions
from .receiving_common import ReceivingCase

SUPPLIER = PivotParty("SIRET", "73282932000074", "Atelier Lumière SARL", "FR")
FULL = PivotInvoice(
    chorus_invoice_id="141",
    number="F1",
    resent="completed",
    origin_number="F0",
    is_credit_note=True,
    framework="A1",
    issued_on=date(2026, 3, 2),
    delivered_on=date(2026, 2, 28),
    received_on=date(2026, 3, 3),
    works_manager_on=None,
    payment_code="30",
    payment_label="Virement",
    currency="EUR",
    untaxed=Decimal("100.10"),
    total=Decimal("120.120000"),
    amount_due=Decimal("0E-7"),
    contract_number="M1",
    commitment_number="E1",
    supplier=SUPPLIER,
    bank_account=PivotAccount("IBAN", "FR7630006000", "Banque", "Affacturage SA"),
    entry_mode="flux",
    recipient="12345678200051",
    recipient_name="Commune",
    service_code="DAF",
    service_name="Finances",
    taxes=(PivotTax(Decimal("20"), Decimal("100.10"), Decimal("20.02")),),
    lines=(
        PivotLine("1", "Lampe", Decimal("50.05"), Decimal("2"), None, Decimal("20")),
        PivotLine("2", "", None, None, None, None),
    ),
    documents=(),
    validations=(PivotValidation(date(2026, 3, 1), "1", "Validée", "ok", SUPPLIER),),
    version="V2_02",
)

# Files that others made, where the environment says they lie.
STRANGERS = Path(os.environ.get("CHORUS_REFERENCE") or os.devnull) / "pivot/samples"


@tagged("post_install_l10n", "post_install", "-at_install")
class TestReceivedContent(ReceivingCase):
    def keep(self, invoice):
        received = self.new_received(uuid4().hex)
        received.content = content_of_pivot(invoice)
        received.invalidate_recordset()
        return received._chorus_content_read()

    def assert_kept(self, invoice):
        found = self.keep(invoice)
        for field in dataclasses.fields(found):
            value = getattr(invoice, field.name)
            self.assertEqual(getattr(found, field.name), value, field.name)

    def test_it_is_read_back_as_it_was_stated(self):
        self.assert_kept(FULL)
        self.assertIsNone(self.new_received("Without")._chorus_content_read())

    def test_what_a_file_may_lack(self):
        changes = {"bank_account": None, "taxes": (), "lines": (), "issued_on": None}
        self.assert_kept(dataclasses.replace(FULL, validations=(), **changes))

    def test_what_the_search_tells_otherwise(self):
        received = self.new_received("F1", supplier_identifier=SUPPLIER.identifier)
        file = dataclasses.replace(
            FULL, untaxed=Decimal(100), total=Decimal(120), amount_due=Decimal(90)
        )
        file = dataclasses.replace(file, taxes=())
        (sentence,) = contradictions(received, file)
        self.assertIn("90", sentence)
        # Another sign, or no amount at all, is no contradiction.
        for values in ({"amount_due": 0}, {"amount_total": 0, "amount_due": -90}):
            received.write(values)
            self.assertEqual(contradictions(received, file), [])

    # Files of other people are not ours to give on: who has a folder of them names it.
    # What they taught has tests of its own.
    @unittest.skipUnless(STRANGERS.is_dir(), "CHORUS_REFERENCE names no such files")
    def test_files_of_others(self):
        invoices, problems = [], []
        for path in sorted(STRANGERS.glob("*.xml")):
            with path.open("rb") as file:
                read = read_archive(file, problems)
                invoices += [invoice for _identifier, invoice in read]
        self.assertTrue(invoices)
        for invoice in invoices:
            self.assert_kept(invoice)
