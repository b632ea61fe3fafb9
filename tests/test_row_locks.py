"""Workers share rows without a line in the log; on cursors that really are two."""

from types import SimpleNamespace

from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, api
from odoo.exceptions import LockError
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, tagged
from odoo.tests.common import get_db_name

from ..tools.row_locks import take_free_rows

CHANGE = "UPDATE res_country SET write_date = now() WHERE code = 'FR'"


@tagged("post_install_l10n", "post_install", "-at_install")
class TestRowLocks(BaseCase):
    def setUp(self):
        super().setUp()
        registry = Registry(get_db_name())
        self.mine, self.theirs = (
            self.enterContext(registry.cursor()) for _cursor in range(2)
        )
        env = api.Environment(self.mine, SUPERUSER_ID, {})
        countries = env["res.country"].search([("code", "in", ("DE", "FR"))])
        self.germany, self.france = countries.sorted("code")

    def test_what_another_worker_holds_is_left_to_it(self):
        countries = self.france | self.germany
        self.theirs.execute(CHANGE)
        self.assertEqual(take_free_rows(countries), self.germany)
        self.theirs.rollback()
        self.assertEqual(take_free_rows(countries, limit=1), self.france)
        self.assertFalse(take_free_rows(countries.browse()))

    def test_what_another_worker_just_had_is_no_error_to_read_about(self):
        self.theirs.execute(CHANGE)
        self.theirs.commit()
        with (
            self.assertNoLogs("odoo.sql_db", "ERROR"),
            self.assertRaises(SerializationFailure),
        ):
            take_free_rows(self.france)
        self.mine.rollback()
        self.assertEqual(take_free_rows(self.france), self.france)

    def test_two_look_ups_of_one_customer_do_not_meet(self):
        """The second one is told so, before it writes services that the first adds."""
        partner = self.france.env.ref("base.main_partner")
        self.theirs.execute(
            "UPDATE res_partner SET write_date = now() WHERE id = %s", [partner.id]
        )
        directory = SimpleNamespace(find_structures=lambda *_criteria: ())
        with (
            self.assertNoLogs("odoo.sql_db", "ERROR"),
            self.assertRaises(LockError),
        ):
            partner._chorus_read_structure(directory)
