"""The button that tries the connection: what is refused, and what is amiss."""

from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from .common import ChorusCase


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

    def try_it(self):
        settings = self.env["res.config.settings"].with_user(self.administrator)
        return settings.create({}).action_chorus_test_connection()["params"]

    def unsubscribe(self, *families):
        self.simulator.control(
            "POST", "settings", {"unsubscribed_families": list(families)}
        )

    def test_all_is_well(self):
        note = self.try_it()
        self.assertEqual(note["type"], "success")
        probed = {call["operation"].split("/")[0] for call in self.simulator.calls()}
        self.assertLessEqual({"factures", "transverses", "structures"}, probed)

    def test_each_refused_api_is_named(self):
        self.unsubscribe("factures", "structures")
        with self.assertRaises(UserError) as caught:
            self.try_it()
        for name in ("Factures", "Structures"):
            self.assertIn(name, str(caught.exception))
        self.assertNotIn("Transverses", str(caught.exception))

    def test_commitments_are_for_those_who_invoice_the_state(self):
        self.unsubscribe("engagementsJuridiques")
        note = self.try_it()
        self.assertEqual(note["type"], "warning")
        self.assertIn("Engagements juridiques", note["message"])

    def test_an_account_of_another_company(self):
        self.company.company_registry = "12345678200051"
        note = self.try_it()
        self.assertEqual(note["type"], "warning")
        self.assertIn("Atelier Lumière", note["message"])
