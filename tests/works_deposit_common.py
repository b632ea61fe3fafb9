"""The ground of the tests of handing works pieces in: a contract, and its dialog."""

import io
from base64 import b64encode

from odoo import fields
from odoo.tools import html2plaintext, mute_logger
from odoo.tools.pdf import PdfFileWriter

from .works_common import SUPERVISOR

DEPOSIT = "deposer/flux"


def signed_pdf():
    """A document of one empty page."""
    writer, file = PdfFileWriter(), io.BytesIO()
    writer.addBlankPage(595, 842)
    writer.write(file)
    return file.getvalue()


SIGNED = b64encode(signed_pdf())


class WorksDepositMixin:
    @classmethod
    def setUpChorus(cls):
        super().setUpChorus()
        cls.attempts = cls.env["l10n_fr_chorus_pro.works.attempt"].sudo()
        cls.architect = cls.new_customer("Cabinet Horizon, architectes", SUPERVISOR)
        cls.contract = cls.env["l10n_fr_chorus_pro.contract"].create(
            {
                "company_id": cls.company.id,
                "number": "2026-T-042",
                "name": "Gymnase, gros œuvre",
                "customer_id": cls.town.id,
                "is_works": True,
                "our_role": "main",
                "main_contractor_id": cls.architect.id,
                "works_supervisor_id": cls.architect.id,
                "works_supervisor_service": "TRAVAUX",
                "acceptance_notified_on": "2025-01-31",
            }
        )
        cls.usual_tax = cls.company_data["default_tax_sale"]
        # Of a subcontractor: the main contractor owes the VAT.
        cls.reverse_charge = cls.usual_tax.sudo().copy(
            {"name": "Autoliquidation", "amount": 0, "ubl_cii_tax_category_code": "AE"}
        )

    def setUp(self):
        super().setUp()
        self.resume()

    def resume(self):
        self.company.sudo().l10n_fr_chorus_paused_until = False

    def new_piece(self, framework, number, days=40, **values):
        """A piece of the dossier that the portal has shown, long enough ago."""
        day = fields.Date.subtract(fields.Date.today(), days=days)
        return self.pieces.create(
            {
                **values,
                "company_id": self.company.id,
                "environment": "simulator",
                "framework": framework,
                "number": number,
                "piece_date": day,
                "supervisor_received_on": day,
                "owner_received_on": day,
                "currency_id": self.company.currency_id.id,
                "amount_total": 1200,
            }
        )

    def prove(self, piece):
        """Give a piece the acknowledgements of receipt of both."""
        proofs = self.env["ir.attachment"].sudo()
        proofs = proofs.create([{"name": f"AR {i}.pdf", "raw": b"%PDF"} for i in "12"])
        piece.supervisor_proof_ids, piece.owner_proof_ids = proofs

    def dialog(self, user=None, **values):
        """The dialog as it is filled in for a monthly claim."""
        dialogs = self.env["l10n_fr_chorus_pro.works.deposit"]
        is_subcontracted = values.get("framework") == "A10"
        tax = self.reverse_charge if is_subcontracted else self.usual_tax
        return dialogs.with_user(user or self.accountant).create(
            {
                "contract_id": self.contract.id,
                "framework": "A4",
                "number": "P1",
                "amount_untaxed": 1000,
                "tax_id": tax.id,
                "document": SIGNED,
                "document_name": "decompte.pdf",
                **values,
            }
        )

    def hand_in(self, *, is_good=True, **values):
        """Hand a piece in by the dialog.

        :return: the attempt
        """
        note = self.dialog(**values).action_confirm()
        kind = "success" if is_good else "warning"
        self.assertEqual(note["params"]["type"], kind, note["params"]["message"])
        return self.attempts.search([("number", "=", values.get("number", "P1"))])[:1]

    def lose(self, when):
        """Hand a piece in, and the answer gets lost."""
        self.simulator.fault(DEPOSIT, "cut", when=when)
        with mute_logger("urllib3.connectionpool"):
            attempt = self.hand_in(is_good=False)
        self.resume()
        return attempt

    def follow(self):
        """Make every attempt due that waits for its time, and run the action."""
        waiting = self.attempts.search([("next_check_at", "!=", False)])
        now = fields.Datetime.now()
        waiting.next_check_at = fields.Datetime.subtract(now, minutes=1)
        self.run_cron("ir_cron_works_deposits")

    def integrate_pieces(self, *, read=True):
        """The portal is done with the flows; Odoo reads what came of them."""
        self.simulator.advance(120)
        if read:
            self.follow()

    def wait_a_day(self, attempt):
        """The stated delay of an attempt passes."""
        attempt.sent_at = fields.Datetime.subtract(attempt.sent_at, hours=25)
        self.follow()

    def portal_pieces(self):
        """The pieces that the portal has, those that stood there before apart."""
        return [row for row in self.simulator.invoices() if row["flow"]]

    def posts(self):
        return len(self.simulator.calls(DEPOSIT))

    def told(self):
        """What was told on the contract, oldest first."""
        bodies = self.contract.sudo().message_ids.sorted("id").mapped("body")
        return [html2plaintext(body) for body in bodies if body]
