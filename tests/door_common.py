"""Invoices that go by a door: a plain PDF with data, or data alone."""

from .recovery_common import RecoveryCase

SUBMIT = "soumettre"
UPLOAD = "ajouter/fichier"
READ_PDF = "deposer/pdf"


class DoorCase(RecoveryCase):
    mode = "pdf"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.l10n_fr_chorus_submission_mode = cls.mode

    def setUp(self):
        super().setUp()
        self.company.sudo()._chorus_read_own_side()

    def set_parameter(self, name, value):
        parameters = self.env["ir.config_parameter"].sudo()
        parameters.set_param(f"l10n_fr_chorus_pro.{name}", value)

    def try_to_send(self, invoice):
        """Send as code does, whatever comes of it."""
        self.env["account.move.send"]._generate_and_send_invoices(
            invoice, allow_raising=False, sending_methods=["chorus_pro"]
        )

    def lose_answer(self, invoice, when, operation=SUBMIT):
        self.simulator.fault(operation, "cut", when=when)
        self.try_to_send(invoice)
        self.resume()

    def recover(self, rounds=2):
        for _round in range(rounds):
            self.resume()
            self.run_deposits()

    def count(self, operation):
        return len(self.simulator.calls(operation))

    def bodies(self):
        """What was handed in, oldest first."""
        return [call["body"] for call in self.simulator.calls(SUBMIT)]

    def assert_one(self, invoice, submits=1):
        """It is in the portal once, nothing else is, and Odoo knows it."""
        (row,) = self.simulator.invoices()
        self.assertEqual(row["number"], invoice.name)
        self.assertEqual(invoice.l10n_fr_chorus_identifier, str(row["id"]))
        self.assertNotIn(row["status"], ("BROUILLON", "INTERPRETEE_OCR"))
        self.assertEqual(self.count(SUBMIT), submits)
        return row
