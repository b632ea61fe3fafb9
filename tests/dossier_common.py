"""The ground of tests of works dossiers: a contract, and who has its pieces."""

from datetime import timedelta

from odoo import Command
from odoo.tests import Form

from ..models.works import deadlines
from ..models.works.next_actor import standing_of
from ..tools.portal_time import portal_today
from .works_common import SUPERVISOR, WorksCase

MAIN, PAYER, OWNER = deadlines.MAIN, deadlines.PAYER, deadlines.OWNER
MOE = deadlines.SUPERVISOR
LONG = 60  # days after which every deadline is over


class DossierCase(WorksCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = portal_today(cls.env)
        cls.agency = cls.new_customer("Agence Bastide", SUPERVISOR)
        cls.contract = cls.env["l10n_fr_chorus_pro.contract"].create(
            {
                "company_id": cls.company.id,
                "number": "M1",
                "lot": "2",
                "customer_id": cls.town.id,
                "works_supervisor_id": cls.agency.id,
            }
        )
        cls.company.sudo().l10n_fr_chorus_responsible_id = cls.accountant

    def standing(self, number, days=0):
        pieces = self.piece(number)._chorus_dossier()
        return standing_of(pieces, self.today + timedelta(days=days))

    def check(self, number, holder, *codes, moves=(), days=0, opens=""):
        """Who has the dossier of a piece, which deadlines run, what we may do."""
        found = self.standing(number, days)
        self.assertEqual(found.piece.number, number)
        self.assertEqual(found.holder, holder)
        self.assertEqual([term.deadline.code for term in found.terms], list(codes))
        self.assertEqual(found.moves, moves)
        self.assertEqual(found.opens, opens)
        return found

    def status(self, number, code, comment=""):
        self.simulator.advance(60)
        self.simulator.set_status(number, code, comment)

    def follow(self, previous, number, framework, status, answered="ASSOCIEE"):
        """We deposit the next piece of a dossier."""
        before = self.piece(previous)
        self.simulator.advance(60)
        self.claim(
            number,
            framework,
            status=status,
            dossier=before.dossier_number,
            previous=int(before.chorus_identifier),
        )
        self.status(previous, answered)
        self.fetch()

    def offered(self, number, move):
        """The dialog that a move opens, as a form."""
        piece = self.piece(number).with_user(self.accountant)
        action = piece.action_chorus_deposit_next(move)
        self.assertEqual(action["res_model"], "l10n_fr_chorus_pro.works.deposit")
        dialogs = self.env[action["res_model"]].with_user(self.accountant)
        form = Form(dialogs.with_context(**action["context"]))
        self.assertEqual(form.contract_id, self.contract)
        self.assertEqual((form.amount_untaxed, form.amount_due), (1000, 1200))
        return form.framework, form.previous_id.number

    def receipts(self, number, supervisor, owner):
        """Days before today on which both have received a piece, with the proofs."""
        proof = self.env["ir.attachment"].with_user(self.accountant)
        proof = proof.create({"name": "AR.pdf", "raw": b"%PDF"})
        dialog = self.env["l10n_fr_chorus_pro.works.receipts"]
        dialog = dialog.with_user(self.accountant).create(
            {
                "piece_id": self.piece(number).id,
                "supervisor_received_on": supervisor,
                "owner_received_on": owner,
                "supervisor_proof_ids": [Command.set(proof.ids if supervisor else [])],
                "owner_proof_ids": [Command.set(proof.ids if owner else [])],
            }
        )
        dialog.action_confirm()
        piece = self.piece(number)
        self.assertEqual(piece.supervisor_proof_ids | piece.owner_proof_ids, proof)

    def ago(self, days):
        return self.today - timedelta(days=days)
