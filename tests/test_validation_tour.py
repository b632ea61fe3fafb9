"""What a validator sees and clicks."""

from odoo.tests import tagged

from .validation_common import ValidationHttpCase


@tagged("post_install_l10n", "post_install", "-at_install")
class TestValidationTour(ValidationHttpCase):
    browser_size = "1400x900"

    def test_validate(self):
        received = self.ask_and_fetch()
        self.start_tour(
            "/odoo/action-l10n_fr_chorus_pro.validation_action_to_validate",
            "l10n_fr_chorus_pro_validation",
            login=self.validator.login,
        )
        received.invalidate_recordset()
        self.assertEqual(received.amount_admitted, 800)
        self.assertEqual(self.answers(), [("VALIDATION", "")])
