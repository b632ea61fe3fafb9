"""The ground of the tests of works contracts: who claims, and who answers."""

from .common import COMPANY_SIRET, WANTS_NOTHING, ChorusCase

SUPERVISOR = "99990002000013"
# Who has a piece: works supervisor, works owner, the supplier, the financial service.
MOE, MOA = "MISE_A_DISPOSITION_MOE", "MISE_A_DISPOSITION_MOA"
AT_SUPPLIER, PAY = "A_ASSOCIER_FOURNISSEUR", "MISE_A_DISPOSITION"


class WorksMixin:
    """The demo company takes part in works contracts of the town; its pieces are put at
    the portal by :meth:`claim`, as a deposit would have."""

    @classmethod
    def setUpChorus(cls):
        super().setUpChorus()
        cls.company.sudo().l10n_fr_chorus_is_works = True
        cls.pieces = cls.env["l10n_fr_chorus_pro.works.piece"].sudo()

    def claim(self, number="D1", framework="A4", **values):
        """A piece that the company has at the portal; its identifier, a text."""
        draft = {
            "supplier": COMPANY_SIRET,
            "recipient": WANTS_NOTHING,
            "supervisor": SUPERVISOR,
            "untaxed": 1000,
            "total": 1200,
            "market": "M1",
            "status": MOE,
            "number": number,
            "framework": framework,
        }
        return str(self.simulator.control("POST", "drafts", draft | values)["id"])

    def play(self, number, act, /, **values):
        """Supervisor or owner takes, answers or refuses a piece, a minute later.

        :return: what the simulator answers
        """
        self.simulator.advance(60)
        return self.simulator.control("POST", f"works/{number}/{act}", values)

    def fetch(self):
        self.run_cron("ir_cron_works")

    def piece(self, number):
        """The piece of a number; empty where it is not known."""
        return self.pieces.search(
            [("company_id", "=", self.company.id), ("number", "=", number)]
        )


class WorksCase(WorksMixin, ChorusCase):
    """Base of the tests that need no browser."""
