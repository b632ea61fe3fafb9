"""Secrets that were typed in the settings: where they are, and where they are not."""

import base64
import importlib.util

from odoo.exceptions import UserError
from odoo.modules.neutralize import neutralize_database
from odoo.tests import new_test_user, tagged
from odoo.tools.misc import file_path
from odoo.tools.sql import column_exists

from .common import ChorusCase, ChorusHttpCase

SECRETS = ("l10n_fr_chorus_client_secret", "l10n_fr_chorus_password")


def migration(name):
    """A migration script of this version, as Odoo runs it."""
    path = file_path(f"l10n_fr_chorus_pro/migrations/19.0.1.1.0/{name}.py")
    spec = importlib.util.spec_from_file_location("migration", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.migrate


@tagged("post_install_l10n", "post_install", "-at_install")
class TestSecrets(ChorusCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.sudo().l10n_fr_chorus_submission_mode = "cii"  # nothing to print
        cls.administrator = new_test_user(
            cls.env,
            login="administratrice",
            groups="base.group_system,account.group_account_manager",
            company_id=cls.company.id,
        )

    def settings(self, **values):
        settings = self.env["res.config.settings"].with_user(self.administrator)
        return settings.create(values)

    def found_in_database(self, text):
        """The columns of tables of settings and companies that hold a text."""
        found = set()
        for table in ("res_config_settings", "res_company"):
            self.env.cr.execute(
                f"SELECT key FROM {table} t, LATERAL jsonb_each_text(to_jsonb(t))"  # noqa: S608
                " WHERE value = %s",
                [text],
            )
            found |= {(table, key) for (key,) in self.env.cr.fetchall()}
        return found

    def test_a_secret_is_kept_on_the_company_alone(self):
        for name in SECRETS:
            with self.subTest(field=name):
                settings = self.settings(**{name: f"typed {name}"})
                self.env.flush_all()
                self.assertEqual(
                    self.found_in_database(f"typed {name}"), {("res_company", name)}
                )
                self.assertFalse(column_exists(self.env.cr, settings._table, name))

    def test_a_secret_is_not_read_back(self):
        """By the record that it was typed in, or by the answer to its saving."""
        typed = dict.fromkeys(SECRETS, "typed")
        settings = self.settings().with_user(self.administrator)
        (answer,) = settings.web_save(typed, {name: {} for name in SECRETS})
        self.assertEqual([answer[name] for name in SECRETS], [False, False])
        (values,) = settings.read(SECRETS)
        self.assertEqual([values[name] for name in SECRETS], [False, False])
        self.assertEqual(self.company.sudo().l10n_fr_chorus_password, "typed")

    def test_one_secret_alone_may_be_typed(self):
        self.settings(l10n_fr_chorus_password="changed").execute()
        company = self.company.sudo()
        self.assertEqual(company.l10n_fr_chorus_password, "changed")
        self.assertEqual(company.l10n_fr_chorus_client_secret, "simulator")
        self.settings(**dict.fromkeys(SECRETS, False)).execute()
        self.assertEqual(company.l10n_fr_chorus_password, "changed")

    def test_buttons_see_what_was_typed(self):
        self.company.sudo().l10n_fr_chorus_password = "wrong"
        settings = self.settings(l10n_fr_chorus_password="simulator")
        action = settings.action_chorus_test_connection()
        states = {line["state"] for line in action["params"]["lines"]}
        self.assertEqual(states, {"done"})
        self.company.sudo().l10n_fr_chorus_password = "wrong"
        settings = self.settings(l10n_fr_chorus_password="simulator")
        settings.action_chorus_read_own_side()
        self.assertTrue(self.company.l10n_fr_chorus_own_structure_ids)

    def older_columns(self):
        """The columns of the first release, with what was typed there."""
        self.settings()
        self.env.flush_all()
        for name in SECRETS:
            self.env.cr.execute(
                f"ALTER TABLE res_config_settings ADD COLUMN {name} varchar"
            )
            self.env.cr.execute(f"UPDATE res_config_settings SET {name} = 'older'")  # noqa: S608

    def test_a_neutralized_database_holds_no_secret(self):
        """Of this version, and of those before it."""
        self.settings(**dict.fromkeys(SECRETS, "typed"))
        self.env.flush_all()
        neutralize_database(self.env.cr)
        self.assertFalse(self.found_in_database("typed"))
        self.older_columns()
        self.assertTrue(self.found_in_database("older"))
        neutralize_database(self.env.cr)
        for text in ("older", "simulator", "TECH_1_0000001@cpro.fr"):
            self.assertFalse(self.found_in_database(text))

    def test_the_columns_of_older_versions_are_dropped(self):
        self.older_columns()
        migrate = migration("post-secrets")
        for _time in range(2):
            migrate(self.env.cr, "19.0.1.0.0")
            for name in SECRETS:
                found = column_exists(self.env.cr, "res_config_settings", name)
                self.assertFalse(found)

    def test_lots_of_impossible_sizes_are_mended(self):
        companies = self.env["res.company"].create([{"name": n} for n in "ABCDE"])
        self.env.flush_all()
        for company, size in zip(companies, (-5, 0, 501, None, 7), strict=True):
            self.env.cr.execute(
                "UPDATE res_company SET l10n_fr_chorus_lot_size = %s WHERE id = %s",
                [size, company.id],
            )
        migration("post-lot-size")(self.env.cr, "19.0.1.0.0")
        self.env.invalidate_all()
        sizes = companies.mapped("l10n_fr_chorus_lot_size")
        self.assertEqual(sizes, [1, 1, 500, 50, 7])

    def test_a_refusal_that_repeats_our_headers_is_redacted(self):
        """In the dialog, and in the chatter of the invoice."""
        header = base64.b64encode(b"TECH_1_0000001@cpro.fr:simulator").decode()
        self.simulator.fault(
            "deposer/flux",
            "status",
            status=401,
            times=2,  # the first one may be a token that has ended
            headers={"WWW-Authenticate": f"cpro-account: {header}"},
        )
        invoice = self.new_invoice()
        with self.assertRaises(UserError) as caught:
            self.send(invoice)
        told = [str(caught.exception), *self.messages(invoice)]
        self.assertIn("401", told[0])
        self.assertNotIn(header, "\n".join(told))
        reason = invoice.sudo().l10n_fr_chorus_document_ids.mapped("reason")
        self.assertNotIn(header, str(reason))


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestSettingsTour(ChorusHttpCase):
    def test_a_secret_is_typed_saved_and_tried(self):
        """The form shows that one is set, and never again what it is."""
        administrator = new_test_user(
            self.env,
            login="administratrice",
            groups="base.group_system,account.group_account_manager",
            company_id=self.company.id,
            lang="fr_FR",
        )
        company = self.company.sudo()
        company.write({"l10n_fr_chorus_password": False})
        self.start_tour(
            "/odoo/action-account.action_account_config",
            "l10n_fr_chorus_pro_settings_secret",
            login=administrator.login,
        )
        self.assertEqual(company.l10n_fr_chorus_password, "simulator")
        self.assertEqual(company.l10n_fr_chorus_client_secret, "simulator")
