"""Credentials that an integrator keeps on the server, out of the database."""

import os
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import config

from .common import COMPANY_SIRET, ChorusCase

PASSWORD = "l10n_fr_chorus_password"


@tagged("post_install_l10n", "post_install", "-at_install")
class TestCredentials(ChorusCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.sudo().write(
            {PASSWORD: False, "l10n_fr_chorus_submission_mode": "cii"}
        )

    def environment(self, name, value):
        return patch.dict(os.environ, {name.upper(): value})

    def test_from_the_environment(self):
        with self.environment(PASSWORD, "simulator"):
            invoice = self.new_invoice()
            self.integrate(invoice)
        self.assertEqual(invoice.l10n_fr_chorus_status, "MISE_A_DISPOSITION")
        self.assertFalse(self.company.sudo()[PASSWORD])

    def test_of_a_company_among_several(self):
        with (
            self.environment(PASSWORD, "another"),
            self.environment(f"{PASSWORD}_{COMPANY_SIRET}", "simulator"),
        ):
            self.integrate(self.new_invoice())
        self.assertTrue(self.simulator.invoices())

    def test_from_the_configuration_file(self):
        with patch.dict(config.options, {PASSWORD: "simulator"}):
            self.integrate(self.new_invoice())
        self.assertTrue(self.simulator.invoices())

    def test_what_is_entered_wins(self):
        self.company.sudo()[PASSWORD] = "wrong"
        with self.environment(PASSWORD, "simulator"):
            invoice = self.new_invoice()
            with self.assertRaises(UserError) as caught:
                self.send(invoice)
        self.assertIn("401", str(caught.exception))

    def test_settings_say_where_a_secret_is(self):
        settings = self.env["res.config.settings"].new({"company_id": self.company.id})
        self.assertEqual(settings[f"{PASSWORD}_placeholder"], "Non renseigné")
        with self.environment(PASSWORD, "simulator"):
            settings.invalidate_recordset()
            hint = settings[f"{PASSWORD}_placeholder"]
        self.assertIn("serveur", hint)
        self.assertNotIn("simulator", hint)
