"""The ways beside the file in a browser: plain PDF, way out of a refusal, entry."""

import os
from unittest import skipUnless

from odoo.tests import HttpCase, tagged

from .common import WANTS_SERVICE
from .door_common import SUBMIT, DoorCase


@tagged(
    "post_install_l10n", "post_install", "-at_install", "chorus_http", "chorus_full"
)
class TestDoorsTour(DoorCase, HttpCase):
    mode = "cii"

    def walk_the_doors(self, user):
        """One person, one after the other, in one browser."""
        refused = self.new_invoice(self.hospital, purchase_order_reference="EJ-2026-77")
        self.send(refused)
        self.refuse_flow(refused, "Le format du flux n'est pas reconnu")
        department = self.new_customer("Département du Val", WANTS_SERVICE)
        entered = self.new_invoice(department, buyer_reference="SERVICE_DEST_SERV_OBL")
        printed = self.new_invoice()
        # The refused flow is not integrated after all.
        self.flows_finish_after(10**6)
        self.start_tour(
            "/odoo/customer-invoices?view_type=list",
            "l10n_fr_chorus_pro_doors",
            login=user.login,
        )
        ways = {row["number"]: row["mode"] for row in self.simulator.invoices()}
        self.assertEqual(
            ways,
            {
                printed.name: "DEPOT_PDF_API",
                refused.name: "DEPOT_PDF_API",
                entered.name: "SAISIE_API",
            },
        )
        self.assertEqual(self.count(SUBMIT), 3)

    def test_the_ways_beside_the_file(self):
        self.walk_the_doors(self.accountant)

    # The same clicks: what the role may do is proved over RPC in each run.
    @skipUnless(os.environ.get("CHORUS_TEST_FULL"), "another role: in make test-full")
    def test_an_accounting_manager(self):
        self.walk_the_doors(self.new_user("chef", "account.group_account_manager"))
