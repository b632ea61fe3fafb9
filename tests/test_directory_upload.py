"""An uploaded directory writes no customer that its uploader could not write."""

import base64
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from .common import WANTS_COMMITMENT, WANTS_NOTHING, WANTS_SERVICE
from .test_directory import IMPORT, DirectoryCase, csv_row

OURS, THEIRS = "12345678200044", "12345678200051"


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestUploadedCustomers(DirectoryCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.env["res.company"].create({"name": "Autre SARL"})
        cls.ours = cls.new_customer("À nous", OURS, company_id=cls.company.id)
        cls.theirs = cls.new_customer("À eux", THEIRS, company_id=cls.other.id)

    def rows(self):
        sirets = (WANTS_SERVICE, WANTS_COMMITMENT, OURS, WANTS_NOTHING)
        return [csv_row(siret, service="true") for siret in sirets]

    def wishes(self):
        partners = self.school | self.hospital | self.ours | self.theirs
        return partners.mapped("l10n_fr_chorus_requirement")

    def test_customers_of_another_company_stay_as_they_are(self):
        """Nor are they counted: the number would tell of them."""
        directory = self.upload(*self.rows())
        self.assertEqual(self.wishes(), ["service", "service", "service", False])
        self.assertEqual(directory.state, "done")
        self.assertEqual((directory.matched_count, directory.changed_count), (4, 4))
        self.assertEqual(self.town.l10n_fr_chorus_requirement, "service")

    def test_the_company_of_the_upload_counts(self):
        """Not all those in which the uploader works."""
        self.manager.company_ids |= self.other
        self.upload(*self.rows())
        self.assertFalse(self.theirs.l10n_fr_chorus_requirement)
        self.manager.company_id = self.other
        self.upload(*self.rows())
        self.assertEqual(self.theirs.l10n_fr_chorus_requirement, "service")

    def test_a_rule_of_the_database_counts(self):
        self.env["ir.rule"].create(
            {
                "name": "the school is written by nobody",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": f"[('id', '!=', {self.school.id})]",
                "perm_read": False,
                "perm_create": False,
                "perm_unlink": False,
            }
        )
        directory = self.upload(*self.rows())
        self.assertEqual(self.wishes(), [False, "service", "service", False])
        self.assertEqual(directory.state, "done")

    def test_who_left_the_company_meanwhile_writes_nothing(self):
        with patch.object(self.env.registry[IMPORT], "_cron_uploaded_directories"):
            directory = self.upload(*self.rows())
        self.manager.write({"company_id": self.other.id, "company_ids": self.other.ids})
        self.run_cron("ir_cron_uploaded_directories")
        self.assertEqual(directory.sudo().state, "done")
        self.assertEqual(set(self.wishes()), {False})

    def test_who_may_not_change_contacts_is_told_so(self):
        reader = new_test_user(
            self.env,
            login="sans-contacts",
            groups="account.group_account_manager",
            company_id=self.company.id,
        )
        dialog = self.env["l10n_fr_chorus_pro.directory.upload"].with_user(reader)
        file = base64.b64encode(b"SIRET;1")
        with self.assertRaisesRegex(UserError, "Création de contacts"):
            dialog.create({"file": file}).action_import()

    def test_the_weekly_one_is_for_all_companies(self):
        self.simulator.control("POST", "structures", {"identifier": OURS})
        self.run_directory()
        self.assertEqual(self.theirs.l10n_fr_chorus_requirement, "nothing")
        self.assertTrue(self.ours.l10n_fr_chorus_directory_state)

    def test_a_file_that_is_no_base64_is_refused_in_a_sentence(self):
        dialog = self.env["l10n_fr_chorus_pro.directory.upload"]
        dialog = dialog.with_user(self.manager).with_context(lang="en_US")
        for file in ("a", "abc", "****", "Zm9v*Zm9v", b"\xff\xfe"):
            with self.subTest(file=file), self.assertRaises(UserError):
                dialog.create({"file": file}).action_import()
