from odoo.tests import TransactionCase, tagged

from ..chorus_api.statuses import INVOICE_STATUSES
from ..models.invoice.states import STATES
from ..models.telling.status_texts import STATE_TEXTS, STATUS_TEXTS, UNKNOWN

# What a sentence may name, as ``what_to_do`` knows it of every document.
VALUES = ("customer", "date", "field", "flow", "status", "step", "time", "until")
VALUES += ("validator", "why")


@tagged("post_install_l10n", "post_install", "-at_install")
class TestStatusTexts(TransactionCase):
    def test_every_status_says_what_to_do(self):
        self.assertEqual(set(STATUS_TEXTS), set(INVOICE_STATUSES))

    def test_every_state_of_the_table_exists_here(self):
        states = dict(STATES)
        self.assertFalse({s.state for s in INVOICE_STATUSES.values()} - set(states))
        self.assertFalse(set(STATE_TEXTS) - set(states))

    def test_every_sentence_is_translated(self):
        english, french = (self.env(context={"lang": x}) for x in ("en_US", "fr_FR"))
        for text in (*STATUS_TEXTS.values(), *STATE_TEXTS.values(), UNKNOWN):
            with self.subTest(text=str(text)):
                self.assertNotEqual(english._(text), french._(text))
                values = dict.fromkeys(VALUES, "Ville")
                sentence = french._(text)
                self.assertTrue(sentence % values)
