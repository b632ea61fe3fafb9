"""When customers are looked up before their invoices leave, and at what price."""

from unittest.mock import patch

from psycopg2.errors import LockNotAvailable

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..chorus_api import Unavailable
from ..models.checks.directory import is_refused
from ..models.connection.error_texts import explain_reading
from ..models.directory import partner_look_up
from ..models.invoice import doubt
from ..models.sending import customers
from .common import WANTS_NOTHING, WANTS_SERVICE
from .test_partner_directory import SERVICE, STATE, DirectoryCase

LONG_AGO = "2026-01-01 08:00:00"
STRUCTURE = "structures/v1/consulter"


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestAskedAgain(DirectoryCase):
    def known_for_an_hour(self, partner):
        self.look_up(partner)
        partner.sudo().l10n_fr_chorus_directory_date = fields.Datetime.subtract(
            fields.Datetime.now(), hours=1
        )

    def consulted(self):
        """How often a structure itself was read."""
        return len(
            [c for c in self.simulator.calls(STRUCTURE) if "service" not in c["path"]]
        )

    def test_what_would_stop_an_invoice_is_asked_again(self):
        """A service that was opened since the last look-up is no reason to refuse."""
        self.known_for_an_hour(self.department)
        new = {"code": "NOUVEAU", "label": "Service nouveau"}
        self.simulator.control(
            "POST", "structures", {"identifier": WANTS_SERVICE, "services": [new]}
        )
        invoice = self.new_invoice(self.department, buyer_reference="NOUVEAU")
        self.assertIn("NOUVEAU", " ".join(invoice._chorus_checks()))
        self.integrate(invoice)
        self.assertEqual(invoice.l10n_fr_chorus_state, "made_available")

    def test_but_not_at_each_click(self):
        self.look_up(self.department)
        invoice = self.new_invoice(self.department, buyer_reference="AILLEURS")
        before = self.consulted()
        for _click in range(2):
            self.send_refused(invoice)
        self.assertEqual(self.consulted(), before)

    # -- After a refusal -------------------------------------------------------

    def test_a_refusal_for_a_missing_reference_has_it_asked_again(self):
        """Known well enough for days, were it not for the refusal."""
        self.wants_nothing_yet(self.department)
        invoice = self.new_invoice(self.department)
        before = self.consulted()
        self.integrate(invoice)
        self.assertEqual(invoice.l10n_fr_chorus_state, "refused")
        self.assertEqual(self.consulted(), before)
        self.assertTrue(self.department.l10n_fr_chorus_look_up_due)
        # Another invoice to it, whoever sends that: it is not refused a second time.
        other = self.new_invoice(self.department)
        alerts = self.open_wizard(other).alerts
        self.assertEqual(self.consulted(), before + 1)
        self.assertEqual(self.department.l10n_fr_chorus_requirement, "service")
        self.assertIn("code service", " ".join(a["message"] for a in alerts.values()))
        self.assertFalse(self.department.l10n_fr_chorus_look_up_due)
        self.open_wizard(other)
        self.assertEqual(self.consulted(), before + 1)

    def test_so_has_a_customer_who_waits_for_another_service(self):
        for status, comment, is_due in (
            ("A_RECYCLER", "SE_ERR : service exécutant incorrect", True),
            ("SUSPENDUE", "Bon de livraison manquant", False),
        ):
            with self.subTest(status=status):
                invoice = self.new_invoice(self.town)
                self.integrate(invoice)
                self.simulator.set_status(invoice.name, status, comment)
                self.town.sudo().l10n_fr_chorus_look_up_due = False
                self.run_refresh()
                self.assertEqual(self.town.l10n_fr_chorus_look_up_due, is_due)

    def test_a_customer_that_others_hold_keeps_no_answer_from_being_written(self):
        self.wants_nothing_yet(self.department)
        invoice = self.new_invoice(self.department)
        with patch.object(doubt, "take_free_rows", side_effect=LockNotAvailable):
            self.integrate(invoice)
        self.assertEqual(invoice.l10n_fr_chorus_state, "refused")
        self.assertTrue(self.messages(invoice))
        self.assertFalse(self.department.l10n_fr_chorus_look_up_due)

    def test_a_service_is_asked_what_it_wants_before_its_first_invoice(self):
        """Of a body with too many services, none was asked when it was looked up."""
        state = self.new_customer("État", STATE)
        self.look_up(state)
        services = state.sudo().l10n_fr_chorus_service_ids
        services.write({"commitment_required": False, "detail_read": False})
        invoice = self.new_invoice(state, buyer_reference="MI5PLTF059")
        self.assertFalse(invoice._chorus_checks(), "nobody knows yet")
        before = self.consulted()
        self.assertIn("MI5PLTF059", self.send_refused(invoice))
        self.assertEqual(self.consulted(), before, "the service alone was asked")

    def test_one_look_up_for_all_invoices_of_a_customer(self):
        invoices = self.env["account.move"]
        for _number in range(6):
            invoices |= self.new_invoice()
        invoices |= self.new_invoice(self.department, buyer_reference=SERVICE)
        self.env["account.move.send"]._generate_and_send_invoices(
            invoices, sending_methods=["chorus_pro"]
        )
        self.assertEqual(self.consulted(), 2)
        self.assertEqual(set(invoices.mapped("l10n_fr_chorus_state")), {"to_send"})

    def test_nobody_is_asked_while_the_connection_is_paused(self):
        account = self.company.sudo()
        account.l10n_fr_chorus_paused_until = fields.Datetime.add(
            fields.Datetime.now(), hours=1
        )
        self.new_invoice()._chorus_refresh_customers(self.company)
        self.assertFalse(self.simulator.calls("structures"))

    def test_a_slow_directory_stops_nobody_and_keeps_nobody_waiting(self):
        """One customer uses the time up: the next one is not asked at all."""
        self.simulator.fault("structures/rechercher", "delay", seconds=1, times=None)
        invoices = self.new_invoice() | self.new_invoice(self.hospital)
        with patch.object(customers, "BEFORE_SENDING_LIMIT", 0.5):
            invoices._chorus_refresh_customers(self.company)
        (fault,) = self.simulator.control("GET", "faults")
        self.assertEqual(fault["consumed"], 1, "calls that were begun")
        self.assertEqual(self.simulator.await_call("structures"), 1)
        self.assertFalse(
            invoices.commercial_partner_id.filtered("l10n_fr_chorus_directory_date")
        )

    def test_a_slow_directory_is_named_to_a_person(self):
        self.simulator.fault("structures/rechercher", "delay", seconds=1, times=None)
        with patch.object(partner_look_up, "LOOK_UP_LIMIT", 0.5):
            with self.assertRaises(UserError) as caught:
                self.look_up(self.town)
        self.assertEqual(self.simulator.await_call("structures"), 1)
        sentence = explain_reading(self.town.env, Unavailable("ReadTimeout"))
        self.assertEqual(str(caught.exception), sentence)
        self.assertFalse(self.town.l10n_fr_chorus_directory_date)

    def test_one_customer_that_is_refused_does_not_starve_the_next(self):
        self.simulator.fault("structures/rechercher", "wrong_json")
        invoices = self.new_invoice() | self.new_invoice(self.hospital)
        invoices._chorus_refresh_customers(self.company)
        self.assertFalse(self.town.l10n_fr_chorus_directory_date)
        self.assertTrue(self.hospital.l10n_fr_chorus_directory_date)

    def test_another_environment_has_another_directory(self):
        self.look_up(self.department)
        self.company.sudo().l10n_fr_chorus_environment = "simulator"
        self.assertTrue(self.department.l10n_fr_chorus_directory_date)
        self.company.sudo().l10n_fr_chorus_environment = "sandbox"
        self.assertFalse(self.department.l10n_fr_chorus_directory_date)
        self.assertFalse(self.department._chorus_service(SERVICE))

    def test_a_service_whose_wishes_cannot_be_read_costs_that_alone(self):
        self.simulator.fault(
            "structures/consulter/service", "status", status=503, times=None
        )
        with mute_logger("urllib3.connectionpool"):
            note = self.look_up(self.department)
        self.assertEqual(note["type"], "success")
        service = self.department._chorus_service(SERVICE)
        self.assertTrue(service.active)
        self.assertFalse(service.detail_read)


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestPrice(DirectoryCase):
    def test_many_invoices_are_judged_for_the_price_of_few(self):
        """What is known of customers is read once, whatever the number of invoices."""
        customers = self.town | self.department
        for number in range(8):
            customers |= self.new_customer(f"Commune {number}", WANTS_NOTHING)
        for customer in customers:
            customer._chorus_keep_structure(
                {"l10n_fr_chorus_directory_date": fields.Datetime.now()}
            )
            customer._chorus_keep_services([{"code": SERVICE}], complete=True)
        invoices = [self.new_invoice(c, buyer_reference=SERVICE) for c in customers]
        moves = self.env["account.move"].union(*invoices)
        self.price(moves)  # what is read once for all
        self.assertEqual(self.price(moves[:2]), self.price(moves))

    def price(self, moves):
        """SQL queries that the look of the directory on these invoices costs."""
        self.env.flush_all()
        self.env.invalidate_all()
        moves.mapped("commercial_partner_id.company_registry")
        before = self.env.cr.sql_log_count
        for move in moves:
            self.assertFalse(is_refused(move))
        moves.mapped("l10n_fr_chorus_service_id.display_name")
        return self.env.cr.sql_log_count - before

    def test_a_service_is_found_without_a_look_at_the_others(self):
        """The index follows what is written: new, closed and vanished services."""
        rows = [{"code": f"SRV{number}"} for number in range(50)]
        self.department._chorus_keep_services(rows, complete=True)
        self.assertEqual(self.department._chorus_service("srv7").code, "SRV7")
        self.assertFalse(self.department._chorus_service("SRV50"))
        rows = [{"code": "SRV50"}, *rows[10:]]
        self.department._chorus_keep_services(rows, complete=True)
        self.assertTrue(self.department._chorus_service("SRV50").active)
        self.assertFalse(self.department._chorus_service("SRV7").active)
        self.department._chorus_forget_structure()
        self.department.sudo().l10n_fr_chorus_directory_date = fields.Datetime.now()
        self.department._chorus_forget_structure()
        self.assertFalse(self.department._chorus_service("SRV50"))
        with self.assertQueryCount(0):
            for code in ("SRV1", "SRV2", "SRV3"):
                self.department._chorus_service(code)
