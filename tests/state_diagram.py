"""The diagrams that stand at the fields, and the steps that the tests take."""

import re
from pathlib import Path

from ..models.invoice.states import OWN_STATES

FOLDER = Path(__file__).resolve().parents[1] / "models"
ARROW = re.compile(r"^    #   (\w+) -> (.+)$", re.MULTILINE)
PORTAL = "portal"


def read_diagram(file_name):
    """The arrows of the diagram in a file of models, such as ``invoice/document.py``.

    :return: set of (from, to)
    """
    text = (FOLDER / file_name).read_text(encoding="utf-8")
    return {
        (start, end.strip())
        for start, ends in ARROW.findall(text)
        for end in ends.split(",")
    }


def box(state, raw_status):
    """Where an attempt is in its diagram."""
    row = OWN_STATES[state]
    is_own = row.sentence and (row.ended or not raw_status)
    return state if is_own else PORTAL


class Steps:
    """Steps from state to state, as they are written."""

    def __init__(self):
        self.documents = set()
        self.deposits = set()
        self.acts = set()
        self.works = set()

    def note_document(self, document, state, values):
        end = box(state, values.get("raw_status", document.raw_status))
        self.documents.add((box(document.state, document.raw_status), end))

    def note_deposit(self, deposit, state):
        self.deposits.add((deposit.state, state))


STEPS = Steps()


def watch(env):
    """Patches of the writers, which note each step before it is written."""
    documents = type(env["l10n_fr_chorus_pro.document"])
    deposits = type(env["l10n_fr_chorus_pro.deposit"])
    write_state = documents._chorus_write_state
    write_deposit = deposits._chorus_write_deposit_state
    acts = type(env["l10n_fr_chorus_pro.received.act"])
    write_act = acts._chorus_write_act_state

    attempts = type(env["l10n_fr_chorus_pro.works.attempt"])
    write_attempt = attempts._chorus_write_attempt_state

    def attempt_step(self, state, **values):
        for attempt in self:
            STEPS.works.add((attempt.state, state))
        return write_attempt(self, state, **values)

    def document_step(self, state, **values):
        for document in self:
            STEPS.note_document(document, state, values)
        return write_state(self, state, **values)

    def deposit_step(self, state, **values):
        for deposit in self:
            STEPS.note_deposit(deposit, state)
        return write_deposit(self, state, **values)

    def act_step(self, state, **values):
        for act in self:
            STEPS.acts.add((act.state, state))
        return write_act(self, state, **values)

    return (
        (acts, "_chorus_write_act_state", act_step),
        (attempts, "_chorus_write_attempt_state", attempt_step),
        (documents, "_chorus_write_state", document_step),
        (deposits, "_chorus_write_deposit_state", deposit_step),
    )
