"""The banner of a draft follows each field that a check looks at, while it is typed."""

from unittest.mock import patch

from odoo.tests import tagged

from ..models.checks.table import CHECKS, banner_fields
from .common import ChorusCase


@tagged("post_install_l10n", "post_install", "-at_install")
class TestBannerFields(ChorusCase):
    def test_each_field_to_mend_refreshes_it(self):
        draft = self.new_invoice(post=False)
        typed = {row.field for row in CHECKS if row.place(draft) == draft}
        self.assertIn("l10n_fr_chorus_validator_id", typed)
        self.assertLessEqual(typed, set(banner_fields()))
        for name in typed:
            with self.subTest(name):
                self.assertIsNotNone(draft.alerts)
                with patch.object(type(draft), "_get_alerts", return_value={}) as get:
                    draft.modified([name])
                    self.assertFalse(draft.alerts)
                    get.assert_called_once_with()
                draft.invalidate_recordset(["alerts"])

    def test_as_it_is_typed(self):
        """What was not followed: a validator, a currency."""
        (self.env.ref("base.KWD") | self.env.ref("base.USD")).active = True
        person = self.env["res.partner"].create({"name": "Madame Petit"})
        general = self.new_customer("Entreprise générale", "12345678200044")
        draft = self.new_invoice(post=False, l10n_fr_chorus_framework="A9")
        typed = self.env["account.move"].new(origin=draft)
        for name, wrong, right in (
            ("l10n_fr_chorus_validator_id", person, general),
            ("currency_id", self.env.ref("base.KWD"), self.env.ref("base.USD")),
        ):
            with self.subTest(name):
                typed[name] = wrong
                self.assertTrue(typed.alerts)
                before = typed.alerts
                typed[name] = right
                self.assertNotEqual(typed.alerts, before)
