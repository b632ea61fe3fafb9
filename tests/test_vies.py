"""Parties whom Chorus Pro knows by a VAT number, and what VIES says of it."""

from unittest.mock import patch

from stdnum.eu import vat as eu_vat

from odoo.tests import tagged

from .common import ChorusCase
from .vies_server import ViesServer

VAT = "BE0477472701"


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
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
        # As core leaves it where VIES did not confirm the number.
        cls.mons.write(
            {"country_id": cls.env.ref("base.be").id, "vat": VAT, "vies_valid": False}
        )
        cls.vies = ViesServer()
        cls.addClassCleanup(cls.vies.stop)
        cls.classPatch(eu_vat, "vies_wsdl", cls.vies.url)

    def setUp(self):
        super().setUp()
        self.vies.valid, self.vies.fault, self.vies.asked = {VAT}, "", []

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
        self.failed(self.new_invoice(self.mons))
        self.env.flush_all()
        self.assertFalse(self.vies.asked)

    def test_a_look_up_asks_again(self):
        self.look_up()
        self.assertEqual(self.vies.asked, [VAT])
        self.assertTrue(self.mons.vies_valid)
        self.assertNotIn("vies", self.failed(self.new_invoice(self.mons)))
        self.assertEqual(self.mons.l10n_fr_chorus_directory_state, "active")
        for no in (set(), {"BE0428759497"}):
            self.vies.valid = no
            self.look_up()
            self.assertFalse(self.mons.vies_valid)
        self.assertIn("vies", self.failed(self.new_invoice(self.mons)))

    def test_vies_that_is_silent_changes_nothing(self):
        self.look_up()
        for fault in ("MS_UNAVAILABLE", "SERVICE_UNAVAILABLE"):
            self.vies.fault = fault
            self.look_up()
            self.assertTrue(self.mons.vies_valid)
        self.vies.fault = "INVALID_INPUT"
        self.look_up()
        self.assertFalse(self.mons.vies_valid)

    def test_vies_that_is_down_keeps_nobody_from_looking_up_or_sending(self):
        with patch.object(eu_vat, "vies_wsdl", "http://127.0.0.1:9/none.wsdl"):
            self.look_up()
        self.assertEqual(self.mons.l10n_fr_chorus_directory_state, "active")
        self.assertFalse(self.new_invoice(self.mons)._chorus_checks())

    def test_nobody_is_asked_where_core_asks_nobody(self):
        self.company.sudo().vat_check_vies = False
        self.look_up()
        self.assertFalse(self.vies.asked)
        self.assertNotIn("vies", self.failed(self.new_invoice(self.mons)))

    def test_a_french_customer_is_known_by_its_siret(self):
        self.assertNotIn("vies", self.failed(self.new_invoice()))
