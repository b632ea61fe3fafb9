"""States follow each other as the diagrams at their fields say, whatever happens."""

from odoo.tests import TransactionCase, tagged
from odoo.tools import config

from ..models.invoice.states import DEPOSIT_TABLE, OWN_STATES
from .state_diagram import PORTAL, STEPS, read_diagram

# Among the test tags where all tests run but those in a browser, and what is added to
# them where some are left to the full tests.
WHOLE, SHORT = "/l10n_fr_chorus_pro", "-chorus_full"


@tagged("post_install_l10n", "post_install", "-at_install")
class TestStateDiagram(TransactionCase):
    # After all others: what they did is compared.
    test_sequence = 1000

    def compare(self, steps, file_name):
        arrows = read_diagram(file_name)
        taken = {step for step in steps if step[0] != step[1]}
        self.assertEqual(sorted(taken - arrows), [], "not in the diagram")
        tags = config["test_tags"].split(",")
        if WHOLE in tags and SHORT not in tags:
            self.assertEqual(sorted(arrows - taken), [], "taken by no test")

    def test_an_attempt(self):
        self.compare(STEPS.documents, "invoice/document.py")

    def test_a_deposit(self):
        self.compare(STEPS.deposits, "invoice/deposit.py")

    def test_an_act(self):
        self.compare(STEPS.acts, "receiving/received_act.py")

    def test_a_works_piece_handed_in(self):
        self.compare(STEPS.works, "works/deposits/attempt.py")

    def test_the_diagrams_name_all_states(self):
        arrows = read_diagram("invoice/document.py")
        told = {state for arrow in arrows for state in arrow}
        own = {code for code, row in OWN_STATES.items() if row.sentence}
        self.assertEqual(told, own | {PORTAL})
        arrows = read_diagram("invoice/deposit.py")
        told = {state for arrow in arrows for state in arrow}
        self.assertEqual(told, set(DEPOSIT_TABLE))
