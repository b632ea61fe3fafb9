"""The button that tries the connection: what is refused, and what is amiss."""

from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import COMPANY_SIRET, ChorusCase


@tagged("post_install_l10n", "post_install", "-at_install")
class TestConnection(ChorusCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.administrator = new_test_user(
            cls.env,
            login="administratrice",
            groups="base.group_system,account.group_account_manager",
            company_id=cls.company.id,
            lang="fr_FR",
        )

    def try_it(self, **values):
        """The lines of the one dialog that answers: by name, state and sentence."""
        settings = self.env["res.config.settings"].with_user(self.administrator)
        action = settings.create(values).action_chorus_test_connection()
        self.assertEqual(
            (action["tag"], action["target"]), ("chorus_pro_connection_result", "new")
        )
        self.summary = action["params"]["summary"]
        lines = action["params"]["lines"]
        return {line["name"]: (line["state"], line["sentence"]) for line in lines}

    def states(self, lines):
        return {name: state for name, (state, _sentence) in lines.items()}

    def unsubscribe(self, *families):
        self.simulator.control(
            "POST", "settings", {"unsubscribed_families": list(families)}
        )

    def probed(self):
        return [call["operation"].split("/")[0] for call in self.simulator.calls()]

    def test_all_is_well(self):
        lines = self.try_it()
        self.assertEqual(set(self.states(lines).values()), {"done"})
        self.assertIn("accepte le compte", self.summary)
        self.assertIn(COMPANY_SIRET, lines["structure"][1])
        self.assertLessEqual(
            {"factures", "transverses", "structures"}, set(self.probed())
        )

    def test_each_refused_api_is_named(self):
        self.unsubscribe("factures", "structures")
        lines = self.try_it()
        self.assertIn("ne fonctionne pas encore", self.summary)
        for name, label in (("factures", "Factures"), ("structures", "Structures")):
            state, sentence = lines[name]
            self.assertEqual(state, "missing")
            self.assertIn(label, sentence)
            self.assertIn("403", sentence)
        told = " ".join(sentence for _state, sentence in lines.values())
        self.assertEqual(told.count("403"), 2, "each once")
        self.assertNotIn("Transverses", told)
        accepted = ("piste", "technical", "transverses", "engagementsJuridiques")
        self.assertEqual({lines[name][0] for name in accepted}, {"done"})
        self.assertEqual(lines["structure"][0], "open", "not tried")

    def test_commitments_are_for_those_who_invoice_the_state(self):
        self.unsubscribe("engagementsJuridiques")
        lines = self.try_it()
        states = self.states(lines)
        self.assertEqual(states.pop("engagementsJuridiques"), "note")
        self.assertEqual(set(states.values()), {"done"})
        self.assertIn("Engagements juridiques", lines["engagementsJuridiques"][1])
        self.assertIn("accepte le compte", self.summary)

    def test_an_account_of_another_company(self):
        self.company.company_registry = "12345678200051"
        lines = self.try_it()
        states = self.states(lines)
        self.assertEqual(states.pop("structure"), "missing")
        self.assertEqual(set(states.values()), {"done"})
        self.assertIn("Atelier Lumière", lines["structure"][1])

    @mute_logger("urllib3.connectionpool")
    def test_the_client_of_piste_is_refused(self):
        lines = self.try_it(l10n_fr_chorus_client_secret="wrong")
        states = self.states(lines)
        self.assertEqual(states.pop("piste"), "missing")
        self.assertIn("PISTE", lines["piste"][1])
        self.assertEqual(set(states.values()), {"open"}, "nothing else is known")
        secret = self.company.sudo().l10n_fr_chorus_client_secret
        self.assertEqual(secret, "wrong", "what was typed is kept, to be corrected")

    def test_the_technical_account_alone_is_refused(self):
        lines = self.try_it(l10n_fr_chorus_password="wrong")
        states = self.states(lines)
        self.assertEqual((states["piste"], states["technical"]), ("done", "missing"))
        self.assertIn("401", lines["technical"][1])
        told = " ".join(sentence for _state, sentence in lines.values())
        self.assertEqual(told.count("401"), 1)
        others = set(states) - {"piste", "technical"}
        self.assertEqual({states[name] for name in others}, {"open"})
        asked = set(self.probed())
        self.assertFalse(asked & {"transverses", "structures"}, "it might be locked")

    def test_a_refused_family_and_a_refused_account_are_both_named(self):
        self.unsubscribe("factures")
        states = self.states(self.try_it(l10n_fr_chorus_password="wrong"))
        self.assertEqual(states["piste"], "done")
        self.assertEqual({states["factures"], states["technical"]}, {"missing"})

    def test_what_is_not_entered_is_named_without_a_call(self):
        self.company.sudo().l10n_fr_chorus_login = False
        states = self.states(self.try_it())
        self.assertEqual((states["piste"], states["technical"]), ("open", "missing"))
        self.assertFalse(self.simulator.calls())

    def test_a_portal_that_is_down(self):
        self.simulator.control("POST", "settings", {"maintenance": True})
        lines = self.try_it()
        self.assertIn("503", " ".join(sentence for _state, sentence in lines.values()))
        self.assertIn("ne fonctionne pas encore", self.summary)

    def test_it_is_told_nowhere_else(self):
        """No note, no message, whatever came of it."""
        self.unsubscribe("factures")
        before = self.company.partner_id.message_ids
        self.try_it()
        self.assertEqual(self.company.partner_id.message_ids, before)
