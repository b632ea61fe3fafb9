"""What no form offers, but any client can send: a sentence, never a traceback."""

import re

from psycopg2.errors import CheckViolation

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from .common import ChorusCase

SETTINGS = "l10n_fr_chorus_pro.accounting.settings"


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestBadInput(ChorusCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = "account.group_account_manager,base.group_system"
        cls.manager = new_test_user(
            cls.env,
            login="cheffe",
            groups=groups,
            company_id=cls.company.id,
            lang="fr_FR",
        )
        cls.customer = new_test_user(
            cls.env, login="client", groups="base.group_portal", partner_id=cls.town.id
        )
        cls.stranger = new_test_user(
            cls.env,
            login="etranger",
            groups="account.group_account_invoice",
            company_id=cls.env["res.company"].create({"name": "Autre"}).id,
        )

    def decide(self, **values):
        """As the accounting manager does, in the form of his own."""
        settings = self.env[SETTINGS].with_user(self.manager)
        settings.create(values).action_save()

    def settle(self, **values):
        """As the administrator does, in the settings."""
        settings = self.env["res.config.settings"].with_user(self.manager)
        settings.create(values).execute()

    def test_sizes_of_lots(self):
        for size in (-5, 0, 501, 2**31 - 1):
            for save in (self.decide, self.settle):
                with self.subTest(size=size, save=save.__name__):
                    with self.assertRaisesRegex(ValidationError, "500"):
                        save(l10n_fr_chorus_lot_size=size)
        for size in (1, 500):
            self.decide(l10n_fr_chorus_lot_size=size)
            self.assertEqual(self.company.l10n_fr_chorus_lot_size, size)

    def test_the_form_says_it_where_it_is_typed(self):
        form = Form(self.env[SETTINGS].with_user(self.manager))
        form.l10n_fr_chorus_lot_size = 0
        with self.assertRaises(ValidationError):
            form.save().action_save()

    def test_who_cannot_be_responsible(self):
        """A customer would be written to; a stranger could not open the invoice."""
        for user in (self.customer, self.stranger):
            for save in (self.decide, self.settle):
                with self.subTest(user=user.login, save=save.__name__):
                    with self.assertRaisesRegex(ValidationError, re.escape(user.name)):
                        save(l10n_fr_chorus_responsible_id=user.id)
        self.decide(l10n_fr_chorus_responsible_id=self.accountant.id)
        self.assertEqual(self.company.l10n_fr_chorus_responsible_id, self.accountant)

    def test_lines_that_chorus_pro_did_not_give(self):
        body = self.env["l10n_fr_chorus_pro.find.body"].with_user(self.accountant)
        find = body.create({"text": "x"})
        for kind in ("martian", "", False):
            for identifier in ("12345678200051", "", False):
                line = {"find_id": find.id, "kind": kind, "identifier": identifier}
                lines = self.env["l10n_fr_chorus_pro.find.body.line"]
                with self.subTest(kind=kind, identifier=identifier):
                    with self.assertRaises(UserError):
                        lines.with_user(self.accountant).create(line).action_choose()
        count = self.env["res.partner"].search_count([("name", "=", False)])
        self.assertFalse(count)

    @mute_logger("odoo.sql_db")
    def test_delays_and_rates_beyond_all_reason(self):
        """They would break the due dates of every invoice. What the database refuses by
        a constraint with a sentence, Odoo tells by that sentence."""
        delays = self.env["l10n_fr_chorus_pro.payment.delay"].with_user(self.manager)
        for days in (-1, 0, 366, 2**31 - 1):
            with self.subTest(days=days), self.assertRaises(CheckViolation):
                delays.create({"name": "Mars", "days": days})
        rates = self.env["l10n_fr_chorus_pro.interest.rate"].with_user(self.manager)
        for rate in (-101, 101, 1e300):
            with self.subTest(rate=rate), self.assertRaises(CheckViolation):
                rates.create({"date_from": "2040-01-01", "rate": rate})
