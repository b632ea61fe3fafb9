"""The ground of the tests of whole circuits: our pieces leave by the dialog, the others
act in the simulator, and after each step the dossier is compared with a row of a table.
"""

from dataclasses import dataclass
from datetime import timedelta

from odoo import Command
from odoo.tools import format_date

from ..models.works.deadlines import DEADLINES
from ..models.works.deposits.kinds import PIECE_KINDS
from ..models.works.next_actor import standing_of
from ..models.works.pieces import PIECES
from ..models.works.working_days import next_working_day
from ..tools.portal_time import portal_today
from .works_common import WorksCase
from .works_deposit_common import SIGNED, WorksDepositMixin

PAID = "MISE_EN_PAIEMENT"


def with_vat(untaxed):
    return round(untaxed * 1.2, 2)


@dataclass(frozen=True)
class Row:
    """What a dossier is to show.

    :param holder: who has to act
    :param terms: by the article of each deadline that runs, in order: the days from
        today to its last one; None where it does not run
    :param moves: what we may do
    :param opens: which piece we may deposit now
    """

    holder: str
    terms: dict
    moves: tuple = ()
    opens: str = ""


class CircuitCase(WorksDepositMixin, WorksCase):
    def setUp(self):
        super().setUp()
        self.today = portal_today(self.env)
        self.begin()

    def begin(self, **values):
        """A new dossier of a contract of its own.

        :param values: of the contract
        """
        self.prefix = f"{getattr(self, 'prefix', '')}C"
        number = f"{type(self).__name__[-4:]}-{self.prefix}"
        self.contract = self.contract.copy({"number": number, **values})
        self.steps = []

    @property
    def last(self):
        return self.piece(self.steps[-1][0]) if self.steps else self.pieces

    # -- A step ----------------------------------------------------------------

    def hand(self, framework, untaxed):
        """We hand the next piece in by the dialog."""
        number = f"{self.prefix}-{framework}-{len(self.steps)}"
        is_answer = PIECE_KINDS[framework].is_answer
        self.hand_in(
            contract_id=self.contract.id,
            framework=framework,
            number=number,
            amount_untaxed=untaxed,
            previous_id=self.last.id if is_answer else False,
            document=SIGNED,
        )
        self.integrate_pieces()
        total = untaxed if framework == "A10" else with_vat(untaxed)
        return self.step(number, framework, untaxed, total)

    def by_hand(self, framework, untaxed, status):
        """We deposit a piece in the portal, and say so before the portal shows it."""
        number = f"{self.prefix}-{framework}"
        amounts = {"amount_untaxed": untaxed, "amount_total": with_vat(untaxed)}
        dialogs = self.env["l10n_fr_chorus_pro.works.outside"]
        dialogs.with_user(self.accountant).create(
            {
                "contract_id": self.contract.id,
                "framework": framework,
                "number": number,
                **amounts,
            }
        ).action_confirm()
        self.claim(
            number,
            framework,
            status=status,
            market=self.contract.number,
            untaxed=untaxed,
            total=with_vat(untaxed),
        )
        return self.step(number, framework, untaxed, with_vat(untaxed))

    def admit(self, framework, untaxed):
        """Supervisor or owner takes the last piece and answers it."""
        before, number = self.last.number, f"{self.prefix}-{framework}"
        self.play(before, "take")
        self.play(
            before,
            "answer",
            framework=framework,
            number=number,
            untaxed=untaxed,
            total=with_vat(untaxed),
        )
        return self.step(number, framework, untaxed, with_vat(untaxed))

    def step(self, number, framework, untaxed, total):
        self.fetch()
        self.steps.append((number, framework, untaxed, total))
        return self.last

    def status(self, code, comment=""):
        self.simulator.advance(60)
        self.simulator.set_status(self.last.number, code, comment)
        self.fetch()

    def refuse(self, comment):
        self.play(self.last.number, "refuse", comment=comment)
        self.fetch()

    def validator(self, act, **told):
        """The validator of the last piece answers, or says nothing; then the portal
        goes on by itself.

        :param str act: of the simulator's control API
        """
        path = f"invoices/{self.last.number}/validation"
        self.simulator.control("POST", path, {"act": act, **told})
        self.simulator.advance(120)
        self.fetch()

    def received(self, piece, supervisor, owner):
        """Both have received a piece, days ago, and the proofs are kept.

        :param piece: record of a works piece
        """
        proofs = self.env["ir.attachment"].with_user(self.accountant)
        proofs = proofs.create([{"name": f"AR {i}.pdf", "raw": b"%PDF"} for i in "12"])
        dialogs = self.env["l10n_fr_chorus_pro.works.receipts"]
        dialogs.with_user(self.accountant).create(
            {
                "piece_id": piece.id,
                "supervisor_received_on": self.ago(supervisor),
                "owner_received_on": self.ago(owner),
                "supervisor_proof_ids": [Command.set(proofs[0].ids)],
                "owner_proof_ids": [Command.set(proofs[1].ids)],
            }
        ).action_confirm()
        self.assertEqual(piece.supervisor_proof_ids | piece.owner_proof_ids, proofs)

    def ago(self, days):
        return self.today - timedelta(days=days)

    # -- What the dossier shows ------------------------------------------------

    def shows(self, row, days=0):
        """The dossier as a row of the table has it: so many days from now, and the
        screen as it is today."""
        pieces = self.last._chorus_dossier()
        told = [
            (p.number, p.framework, p.amount_untaxed, p.amount_total) for p in pieces
        ]
        self.assertEqual(told, self.steps)
        self.assertEqual(pieces.mapped("previous_id"), pieces[:-1])
        self.assertEqual(pieces.contract_id, self.contract)
        found = standing_of(pieces, self.today + timedelta(days=days))
        self.assertEqual(found.holder, row.holder)
        terms = {t.deadline.article: t.until for t in found.terms}
        wanted = {name: self.last_day(name, n) for name, n in row.terms.items()}
        self.assertEqual(terms, wanted)
        self.assertEqual((found.moves, found.opens), (row.moves, row.opens))
        if not days:
            self.look_at_the_screen(pieces, found)

    def last_day(self, article, days):
        """The day so many days from today; by the CCAG a working day."""
        if days is None:
            return None
        rows = [row for row in DEADLINES.values() if row.article == article]
        day = self.today + timedelta(days=days)
        return next_working_day(day) if rows[0].is_contractual else day

    def look_at_the_screen(self, pieces, found):
        screen = self.env["l10n_fr_chorus_pro.works.dossiers"]
        dossiers = screen.with_user(self.accountant).action_read(self.contract.id)
        keys = {one["key"]: one for one in dossiers["dossiers"]}
        dossier = keys[self.last.dossier_key]
        today = format_date(self.env, self.today)
        wanted = [
            (
                piece.number,
                "claimed" if PIECES[piece.framework].is_suppliers else "admitted",
                piece.currency_id.format(piece.amount_total),
                today,
            )
            for piece in pieces
        ]
        shown = [
            (p["number"], p["kind"], p["amount"], p["day"]) for p in dossier["pieces"]
        ]
        self.assertEqual(shown, wanted)
        details = " ".join(dossier["details"])
        for term in found.terms:
            if term.until:
                self.assertIn(format_date(self.env, term.until), details)
                self.assertIn(term.deadline.article, details)
        self.assertEqual(tuple(move["name"] for move in dossier["moves"]), found.moves)

    def ends_paid(self):
        self.status(PAID)
        self.shows(Row("", {}))
        self.assertEqual(self.last.tone, "success")
