"""Which company receives a structure: one alone."""

from psycopg2.errors import UniqueViolation

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import WANTS_NOTHING
from .fetch_common import FetchCase


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestReceivingIntakes(FetchCase):
    def test_a_structure_is_received_by_one_company(self):
        """By the account until a branch bears its SIRET, and by no second account."""
        town = self.company.sudo()
        town.company_registry = False
        self.put_and_fetch()
        values = {
            "name": "CCAS",
            "parent_id": town.id,
            "country_id": town.country_id.id,
        }
        branch = self.env["res.company"].create(values)
        self.assertEqual(branch._chorus_read_receiving_structures(), self.intakes)
        branch.company_registry = WANTS_NOTHING
        handed = town._chorus_read_receiving_structures()
        self.assertEqual(handed.company_id, branch)
        self.assertFalse(any(self.intakes.mapped("active")))
        self.assertEqual(town._chorus_intakes(), handed)
        self.assertIn(branch, town._chorus_public_bodies())
        self.fetch()
        self.assertEqual(self.received().company_id, town)
        self.put("F2")
        self.fetch()
        every = self.received().search([("company_id", "child_of", town.id)])
        self.assertEqual(
            {one.invoice_number: one.company_id for one in every},
            {"F1": town, "F2": branch},
        )
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"):
            self.intakes[0].active = True
            self.env.flush_all()

    def test_a_siret_is_known_however_it_is_written(self):
        other, spaced = "11000201100044", "110 002 011 00044"
        body = self.env["res.partner"].create(
            {"name": "CCAS", "company_registry": spaced}
        )
        self.assertEqual(self.company._chorus_body_of(other), body)
        self.assertFalse(self.company._chorus_body_of(False))
        intake = self.intakes[0]
        intake.structure_siret = other
        self.assertEqual(intake.body_id, body)
