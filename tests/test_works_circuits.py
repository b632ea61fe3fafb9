from odoo.tests import tagged

from ..models.works.pieces import PIECES
from .works_common import AT_SUPPLIER, MOA, MOE, PAY, WorksCase

OPERATIONS = {
    "facturesTravaux/rechercher",
    "factures/rechercher/demandePaiement",
    "factures/consulter/historique",
}
# The pieces in their order, each with the status in which it waits for the next one.
CIRCUITS = {
    "monthly": [("A4", MOE), ("A15", MOA), ("A19", PAY)],
    "monthly, short": [("A4", MOE), ("A16", PAY)],
    "validated first": [("A13", "A_VALIDER_1"), ("A15", MOA), ("A19", PAY)],
    "final": [("A7", MOE), ("A17", MOA), ("A20", AT_SUPPLIER), ("A8", PAY)],
    "final of the supervisor": [("A7", MOE), ("A18", AT_SUPPLIER), ("A8", PAY)],
    "tacit": [("A7", MOE), ("A17", MOA), ("A22", MOA), ("A23", PAY)],
    "tacit, of the owner": [("A7", MOE), ("A22", MOA), ("A25", PAY)],
}


@tagged("post_install_l10n", "post_install", "-at_install")
class TestWorksCircuits(WorksCase):
    """The circuits end to end, as the company sees them after each step."""

    def go_on(self, framework, status, number, before):
        """The next piece of a circuit: the supplier's own, or an answer to the one
        before it, which is admitted for ten less."""
        if PIECES[framework].is_suppliers:
            values = {"previous": before} if before else {}
            self.claim(number, framework, status=status, **values)
            return
        claimed = self.piece(before)
        amounts = {
            "untaxed": claimed.amount_untaxed - 10,
            "total": claimed.amount_total - 12,
        }
        self.play(before, "answer", framework=framework, number=number, **amounts)

    def look_at(self, piece, before, framework, status):
        self.assertEqual((piece.framework, piece.raw_status), (framework, status))
        self.assertEqual(piece.previous_id, before)
        self.assertEqual(piece.is_ours, PIECES[framework].is_suppliers)
        self.assertEqual(piece.event_ids[0].code, status)
        self.assertEqual(piece.event_ids[0].happened_at, piece.status_date)
        self.assertFalse(piece.is_over)
        if before:
            self.assertTrue(before.is_over)
            self.assertEqual(piece.dossier_number, before.dossier_number)
        if before and not PIECES[framework].is_suppliers:
            admitted = before.amount_untaxed - 10, before.amount_total - 12
            self.assertEqual((piece.amount_untaxed, piece.amount_total), admitted)

    def test_each_circuit_to_its_payment(self):
        for index, (name, steps) in enumerate(CIRCUITS.items()):
            with self.subTest(name):
                self.go_through(f"C{index}", steps)
        called = {row["operation"] for row in self.simulator.calls()}
        self.assertEqual(called - {"token"}, OPERATIONS)

    def go_through(self, prefix, steps):
        before = self.pieces
        for framework, status in steps:
            number = f"{prefix}{framework}"
            self.go_on(framework, status, number, before.number)
            self.fetch()
            piece = self.piece(number)
            self.look_at(piece, before, framework, status)
            if status == "A_VALIDER_1":
                # By the agent, and then by the portal itself.
                for code in ("VALIDEE_1", MOE):
                    self.simulator.advance(20)
                    self.simulator.set_status(number, code)
                self.fetch()
                self.assertEqual(piece.raw_status, MOE)
                codes = piece.event_ids.mapped("code")
                self.assertEqual(codes, [MOE, "VALIDEE_1", "A_VALIDER_1"])
            before = piece
        self.assertTrue(PIECES[before.framework].pays)
        self.simulator.set_status(before.number, "MISE_EN_PAIEMENT")
        self.fetch()
        self.assertTrue(before.is_over)
        self.assertEqual(before.tone, "success")

    def test_a_refusal_says_why_and_ends_it(self):
        self.claim("D1")
        self.play("D1", "answer", framework="A15", number="E1")
        self.claim("D2")
        self.fetch()
        self.play("E1", "refuse", comment="Métré à revoir")
        self.play("D2", "refuse", comment="Quantités non constatées")
        self.fetch()
        for number, status in (("E1", "REFUSEE_MOA"), ("D2", "REFUSEE_MOE")):
            piece = self.piece(number)
            self.assertEqual((piece.raw_status, piece.is_over), (status, True))
            self.assertEqual(piece.tone, "danger")
        reasons = (self.piece("E1") | self.piece("D2")).event_ids.mapped("comment")
        self.assertIn("Métré à revoir", reasons)
        self.assertIn("Quantités non constatées", reasons)
