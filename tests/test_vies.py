"""Parties whom Chorus Pro knows by a VAT number, and what VIES says of it."""

from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ChorusCase

CORE = "odoo.addons.base_vat.models.res_partner"
VAT = "BE0477472701"


@tagged("post_install_l10n", "post_install", "-at_install")
class TestVies(ChorusCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.sudo().write(
            {"vat_check_vies": True, "l10n_fr_chorus_is_public_body": True}
        )
        body = {
            "identifier": VAT,
            "identifier_type": "UE_HORS_FRANCE",
            "name": "Ville de Mons",
            "country": "BE",
        }
        cls.body = body
        cls.mons = cls.new_customer("Ville de Mons", False)
        with cls.vies(valid=False):
            cls.mons.write({"country_id": cls.env.ref("base.be").id, "vat": VAT})
            cls.env.flush_all()

    @classmethod
    def vies(cls, **answer):
        """VIES cannot be run here: its answer, or its failure, is ours."""
        return patch(f"{CORE}.check_vies", return_value=answer)

    def failed(self, invoice):
        return {f.check.name: f for f in invoice._chorus_failures()}

    def look_up(self):
        self.simulator.control("POST", "structures", self.body)
        self.mons.with_user(self.accountant).action_chorus_look_up()
        self.env.flush_all()

    def test_a_number_that_is_not_confirmed_is_told_softly(self):
        invoice = self.new_invoice(self.mons)
        failure = self.failed(invoice)["vies"]
        self.assertIn(VAT, failure.sentence)
        self.assertEqual(failure.record, self.mons)
        self.assertFalse(failure.check.blocking)

    def test_the_check_itself_asks_nobody(self):
        invoice = self.new_invoice(self.mons)
        with self.vies(valid=True) as asked:
            self.failed(invoice)
            self.env.flush_all()
        asked.assert_not_called()

    def test_a_look_up_asks_again(self):
        with self.vies(valid=True) as asked:
            self.look_up()
        asked.assert_called_once()
        self.assertTrue(self.mons.vies_valid)
        self.assertNotIn("vies", self.failed(self.new_invoice(self.mons)))
        self.assertEqual(self.mons.l10n_fr_chorus_directory_state, "active")

    @mute_logger(CORE)
    def test_vies_that_is_down_keeps_nobody_from_looking_up_or_sending(self):
        with patch(f"{CORE}.check_vies", side_effect=OSError("timed out")):
            self.look_up()
        self.assertEqual(self.mons.l10n_fr_chorus_directory_state, "active")
        self.assertFalse(self.new_invoice(self.mons)._chorus_checks())

    def test_nobody_is_asked_where_core_asks_nobody(self):
        self.company.sudo().vat_check_vies = False
        with self.vies(valid=True) as asked:
            self.look_up()
        asked.assert_not_called()
        self.assertNotIn("vies", self.failed(self.new_invoice(self.mons)))

    def test_a_french_customer_is_known_by_its_siret(self):
        self.assertNotIn("vies", self.failed(self.new_invoice()))
