"""The circuits end to end, as the company sees them after each step."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..models.works.deadlines import MAIN, OWNER, PAYER, SUPERVISOR, VALIDATOR
from ..models.works.next_actor import (
    AGAIN,
    COMPLETE,
    CONTEST,
    DEPOSIT,
    REASONS,
    RECEIPTS,
    REMIND,
    SIGN,
)
from ..models.works.working_days import next_working_day
from .works_circuit_common import CircuitCase, Row
from .works_common import MOA, PAY
from .works_common import SUPERVISOR as SUPERVISOR_SIRET

STATEMENT, PAYMENT = "CCAG Travaux 12.2.2", "CCP R.2192-10"
ACCOUNT, ANSWER = "CCAG Travaux 12.4.2", "CCAG Travaux 12.4.3, 12.4.5"
TACIT, BALANCE = "CCAG Travaux 12.4.4", "CCP R.2192-16"
AGREEMENT = "CCP R.2193-12"
OPERATIONS = {
    "facturesTravaux/rechercher",
    "factures/rechercher/demandePaiement",
    "factures/consulter/historique",
}
DEPOSITING = {"factures/deposer/flux", "transverses/consulterCRDetaille"}

# Written by hand, after R 1.7 and the articles: who has a dossier of which this is the
# last piece, handed in today; how many days until which deadline; what we may do.
AT_ONCE = {
    "A4": Row(SUPERVISOR, {STATEMENT: 7, PAYMENT: 30}),
    "A5": Row(OWNER, {PAYMENT: 30}),
    "A6": Row(PAYER, {PAYMENT: 30}),
    "A7": Row(SUPERVISOR, {ACCOUNT: None}, (RECEIPTS,)),
    "A8": Row(PAYER, {BALANCE: 30}),
    "A10": Row(VALIDATOR, {AGREEMENT: 15}),
    "A13": Row(VALIDATOR, {}),
    "A14": Row(VALIDATOR, {}),
    "A15": Row(OWNER, {PAYMENT: 30}),
    "A16": Row(PAYER, {PAYMENT: 30}),
    "A18": Row(MAIN, {ANSWER: 30}, (SIGN, REASONS)),
    "A19": Row(PAYER, {PAYMENT: 30}),
    "A20": Row(MAIN, {ANSWER: 30}, (SIGN, REASONS)),
    "A22": Row(OWNER, {TACIT: None}, (RECEIPTS,)),
}


class CircuitSteps(CircuitCase):
    """Steps after which a dossier shows what the table has for its last piece."""

    def hands(self, framework, untaxed):
        self.hand(framework, untaxed)
        self.shows(AT_ONCE[framework])

    def admits(self, framework, untaxed):
        self.admit(framework, untaxed)
        self.shows(AT_ONCE[framework])

    def final_claim(self, supervisor, owner, acceptance):
        """The final claim, received by both days ago, after the reception."""
        self.begin(acceptance_notified_on=self.ago(acceptance))
        final = self.hand("A7", 1000)
        self.shows(AT_ONCE["A7"])
        self.received(final, supervisor, owner)
        return final

    def own_account(self):
        """Our own general account, after the owner's time; a final claim before it."""
        self.final_claim(90, 85, acceptance=100)
        silent = (DEPOSIT, REMIND)
        self.shows(Row(SUPERVISOR, {ACCOUNT: -55}, silent, "A22"))
        own = self.hand("A22", 1000)
        self.shows(AT_ONCE["A22"])
        return own

    def becomes_final(self):
        """The time to pay begins the day after the ten days, here 19 days ago."""
        ten_days = next_working_day(self.ago(19))
        self.shows(Row(PAYER, {BALANCE: 31 + (ten_days - self.today).days}))
        self.ends_paid()

    def refused_deposit(self, framework, words):
        with self.assertRaisesRegex(UserError, words):
            self.hand(framework, 1000)

    def validated(self, framework, untaxed, role, act="VALIDATION"):
        """Handed in by who is validated first; the supervisor is named afterwards."""
        self.begin(our_role=role, acceptance_notified_on=self.ago(20))
        self.hands(framework, untaxed)
        self.validator(act)
        self.shows(Row(MAIN, {}, (COMPLETE,)))
        siret = {"siret": SUPERVISOR_SIRET}
        path = f"works/{self.last.number}/supervisor"
        self.simulator.control("POST", path, siret)
        self.fetch()


@tagged("post_install_l10n", "post_install", "-at_install")
class TestWorksCircuits(CircuitSteps):
    def test_a_month_to_its_payment(self):
        self.hands("A4", 1000)
        self.admits("A15", 950)
        self.admits("A19", 940)
        self.ends_paid()
        self.begin()
        self.hands("A4", 1000)
        self.admits("A16", 990)
        self.ends_paid()
        called = {row["operation"] for row in self.simulator.calls()}
        self.assertEqual(called - {"token"} - DEPOSITING, OPERATIONS)

    def test_a_month_where_supervisor_or_owner_are_not_there(self):
        self.by_hand("A5", 1000, MOA)
        self.shows(AT_ONCE["A5"])
        self.admits("A19", 980)
        self.ends_paid()
        self.begin()
        self.by_hand("A6", 1000, PAY)
        self.shows(AT_ONCE["A6"])
        self.status("REJETEE", "AUTRE : mauvais destinataire")
        self.shows(Row(MAIN, {}, (AGAIN,)))

    def test_the_final_account(self):
        self.final_claim(6, 4, acceptance=20)
        self.shows(Row(SUPERVISOR, {ACCOUNT: 26}))
        self.admit("A17", 960)
        self.shows(Row(OWNER, {ACCOUNT: 26}))
        self.admits("A20", 940)
        self.hands("A8", 940)
        self.ends_paid()

    def test_the_owner_is_silent(self):
        self.final_claim(29, 20, acceptance=50)
        self.refused_deposit("A22", "jusqu'au")
        own = self.own_account()
        self.refused_deposit("A23", "ne courent pas")
        self.received(own, 5, 5)
        self.shows(Row(OWNER, {TACIT: 5}))
        self.refused_deposit("A23", "jusqu'au")
        self.received(own, 40, 29)
        over = (DEPOSIT, REMIND)
        self.shows(Row(OWNER, {TACIT: -19}, over, "A23"))
        for name in ("supervisor_proof_ids", "owner_proof_ids"):
            proofs, own[name] = own[name], False
            self.refused_deposit("A23", "accusés de réception")
            own[name] = proofs
        self.hand("A23", 1000)
        self.becomes_final()

    def test_what_a_subcontractor_claims(self):
        self.validated("A10", 500, "subcontractor")
        self.shows(Row(SUPERVISOR, {STATEMENT: 7, PAYMENT: 30}))
        self.admits("A15", 450)
        self.admits("A19", 440)
        self.ends_paid()

    def test_what_a_co_contractor_claims(self):
        self.validated("A13", 500, "co_contractor")
        self.shows(Row(SUPERVISOR, {STATEMENT: 7, PAYMENT: 30}))
        self.admits("A15", 450)
        self.admits("A19", 440)
        self.ends_paid()
        self.validated("A14", 500, "co_contractor")
        self.received(self.last, 1, 0)
        self.shows(Row(SUPERVISOR, {ACCOUNT: 30}))
        self.admit("A17", 460)
        self.shows(Row(OWNER, {ACCOUNT: 30}))


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestWorksCircuitsRefused(CircuitSteps):
    """The same where somebody refuses, or answers another way."""

    def test_a_month_that_is_refused(self):
        self.hands("A4", 1000)
        self.refuse("Montants à revoir")
        self.shows(Row(MAIN, {}, (CONTEST, AGAIN)))
        self.begin()
        self.hands("A4", 1000)
        self.refuse("Le bon de commande n'est pas le bon")
        self.shows(Row(MAIN, {}, (AGAIN,)))
        self.begin()
        self.hands("A4", 1000)
        self.admits("A15", 950)
        # Back with the supervisor, and the time to pay the claim runs on.
        self.refuse("Métré à revoir")
        self.shows(Row(SUPERVISOR, {PAYMENT: 30}))
        self.shows(Row(SUPERVISOR, {PAYMENT: 30}, (REMIND,)), days=31)
        reasons = self.last.event_ids.mapped("comment")
        self.assertIn("Métré à revoir", reasons)

    def test_the_final_account_of_the_supervisor(self):
        self.final_claim(6, 4, acceptance=20)
        self.admits("A18", 930)
        self.hands("A8", 930)
        self.status("REJETEE", "AUTRE : RIB à mettre à jour, mauvais compte")
        self.shows(Row(MAIN, {}, (AGAIN,)))

    def test_the_final_account_that_is_refused(self):
        self.final_claim(6, 4, acceptance=20)
        self.refuse("Dossier des ouvrages exécutés non conforme")
        self.shows(Row(MAIN, {}, (AGAIN,)))
        self.final_claim(33, 32, acceptance=50)
        self.admit("A17", 960)
        # Back with the supervisor: the owner's time runs on, and so does our right.
        self.refuse("Pénalités à ajouter")
        late = (DEPOSIT, REMIND)
        self.shows(Row(SUPERVISOR, {ACCOUNT: -2}, late, "A22"), days=5)
        self.begin(acceptance_notified_on=self.ago(20))
        self.received(self.hand("A7", 1000), 6, 4)
        self.admits("A18", 940)
        # Refused in the portal without our reasons it is still ours to answer.
        self.status("REFUSEE_FOURNISSEUR")
        self.shows(AT_ONCE["A18"])

    def test_the_owner_answers_our_account_after_all(self):
        own = self.own_account()
        self.received(own, 5, 5)
        self.admits("A20", 900)
        self.hands("A8", 900)
        for framework in ("A24", "A25"):
            own = self.own_account()
            self.received(own, 40, 29)
            self.admit(framework, 1000)
            self.becomes_final()

    def test_a_refusal_does_not_answer_our_account(self):
        own = self.own_account()
        self.received(own, 5, 5)
        self.refuse("Décompte refusé")
        self.shows(Row(MAIN, {TACIT: 5}, (CONTEST, AGAIN)))
        self.received(own, 40, 29)
        moves = (CONTEST, DEPOSIT, AGAIN)
        self.shows(Row(MAIN, {TACIT: -19}, moves, "A23"))

    def test_what_validators_do_not_accept(self):
        self.validated("A10", 500, "subcontractor", act="silence")
        self.shows(Row(SUPERVISOR, {STATEMENT: 7, PAYMENT: 30}))
        self.begin(our_role="subcontractor")
        self.hands("A10", 500)
        self.validator("REFUS", reason="MONTANT_ERR", comment="Trop cher")
        self.shows(Row(MAIN, {}, (CONTEST, AGAIN)))
        self.begin(our_role="co_contractor")
        self.hands("A14", 500)
        self.validator("REFUS", reason="AUTRE", comment="Travaux non réalisés")
        self.shows(Row(MAIN, {}, (AGAIN,)))
