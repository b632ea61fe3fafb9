from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..models.checks import commitment_button
from ..models.sending import commitment as sending_commitment
from .commitment_cases import (
    NOT_ORDERED,
    ORDERED,
    SEARCH,
    SMALL,
    UNKNOWN,
    CommitmentMixin,
)
from .common import ChorusCase


def plain(text):
    """A sentence whose figures hold ordinary spaces."""
    return text.replace("\N{NARROW NO-BREAK SPACE}", " ").replace("\xa0", " ")


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestCommitmentChecks(CommitmentMixin, ChorusCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.sudo().l10n_fr_chorus_submission_mode = "cii"  # nothing to print

    def failed(self, invoice):
        return {
            failure.check.name: plain(failure.sentence)
            for failure in invoice._chorus_failures()
            if failure.check.name.startswith("commitment_")
        }

    def check(self, invoice):
        """The button, and the kind of note that it answers with."""
        return invoice.action_chorus_check_commitment()["params"]["type"]

    def test_nothing_is_said_of_what_nobody_looked_up(self):
        self.assertFalse(self.failed(self.new_state_invoice(UNKNOWN)))
        self.assertFalse(self.look_ups())

    def test_a_commitment_that_suits(self):
        invoice = self.new_state_invoice()
        action = invoice.action_chorus_check_commitment()
        self.assertEqual(action["params"]["type"], "success")
        for figure in ("6 000,00", "1 200,00", "4 800,00"):
            self.assertIn(figure, plain(action["params"]["message"]))
        commitment = invoice.l10n_fr_chorus_commitment_id
        self.assertEqual(commitment.number, ORDERED)
        self.assertEqual(commitment.partner_ids, self.state)
        self.assertFalse(self.failed(invoice))

    def test_unknown(self):
        invoice = self.new_state_invoice(UNKNOWN)
        self.assertEqual(self.check(invoice), "warning")
        self.assertEqual(set(self.failed(invoice)), {"commitment_unknown"})
        # Not among those kept, and known once the State has made it.
        self.assertFalse(self.commitment(UNKNOWN).filtered("active"))
        self.register(UNKNOWN, service="AAASCPV", lines=[5000])
        self.assertEqual(self.check(invoice), "success")
        self.assertTrue(self.commitment(UNKNOWN).active)

    def test_of_another_supplier(self):
        """Chorus Pro shows a company its own commitments alone."""
        invoice = self.new_state_invoice("1501000001")
        self.check(invoice)
        self.assertEqual(set(self.failed(invoice)), {"commitment_unknown"})

    def test_not_ordered(self):
        invoice = self.new_state_invoice(NOT_ORDERED, "FAC0000075")
        self.register(NOT_ORDERED, lines=[5000])
        self.check(invoice)
        failed = self.failed(invoice)
        self.assertEqual(set(failed), {"commitment_state"})
        self.assertIn("À traiter", failed["commitment_state"])

    def test_other_recipient(self):
        self.register("1700000001", issuer="12345678200051", lines=[5000])
        invoice = self.new_state_invoice("1700000001")
        self.check(invoice)
        failed = self.failed(invoice)
        self.assertEqual(set(failed), {"commitment_recipient"})
        self.assertIn("12345678200051", failed["commitment_recipient"])
        self.assertFalse(self.commitment("1700000001").partner_ids & self.state)

    def test_other_service(self):
        for service in ("FAC0000075", False):
            with self.subTest(service=service):
                invoice = self.new_state_invoice(ORDERED, service)
                self.check(invoice)
                failed = self.failed(invoice)
                self.assertEqual(set(failed), {"commitment_service"})
                self.assertIn("AAASCPV", failed["commitment_service"])
                invoice.buyer_reference = "AAASCPV"
                self.assertFalse(self.failed(invoice))

    def test_exceeded(self):
        """With figures: drafts do not count, credit notes do."""
        service = "MI5PLTF059"
        invoice = self.new_state_invoice(SMALL, service)
        self.assertEqual(self.check(invoice), "success")
        self.new_state_invoice(SMALL, service, post=False)
        self.assertFalse(self.failed(invoice))
        other = self.new_state_invoice(SMALL, service)
        self.new_state_invoice(SMALL, service)
        sentence = self.failed(invoice)["commitment_amount"]
        # Ordered and this one: 1,200; elsewhere and the excess: 2,400.
        self.assertEqual(sentence.count("1 200,00"), 2)
        self.assertEqual(sentence.count("2 400,00"), 2)
        credit = self.new_state_invoice(SMALL, service, move_type="out_refund")
        self.assertEqual(self.failed(invoice)["commitment_amount"].count("1 200,00"), 4)
        self.assertNotIn("commitment_amount", self.failed(credit))
        self.assertIn("commitment_amount", self.failed(other))
        self.new_state_invoice(SMALL, service, move_type="out_refund")
        self.assertFalse(self.failed(invoice))

    def test_another_currency_is_not_compared(self):
        dollar = self.env.ref("base.USD")
        dollar.active = True
        invoice = self.new_state_invoice(SMALL, "MI5PLTF059", currency_id=dollar.id)
        self.new_state_invoice(SMALL, "MI5PLTF059")
        self.check(invoice)
        self.assertFalse(self.failed(invoice))

    def test_a_warning_stops_nothing(self):
        """The banner shows it with a way to the commitment, and the invoice leaves."""
        invoice = self.new_state_invoice(NOT_ORDERED, "FAC0000075")
        self.check(invoice)
        alerts = invoice._get_alerts()
        alert = alerts[f"l10n_fr_chorus_pro_commitment_state_{invoice.id}"]
        self.assertNotEqual(alert["level"], "danger")
        self.assertEqual(alert["action"]["res_id"], self.commitment(NOT_ORDERED).id)
        self.send(invoice)
        self.assertEqual(invoice.l10n_fr_chorus_state, "deposited")

    def test_only_the_state_has_a_register(self):
        for invoice in (
            self.new_invoice(self.hospital, purchase_order_reference=ORDERED),
            self.new_state_invoice(False),
        ):
            with self.assertRaises(UserError):
                invoice.action_chorus_check_commitment()
            self.send(invoice)
        self.assertFalse(self.look_ups())

    def test_looked_up_before_the_deposit(self):
        """Once a day, and what it finds is told on the invoice."""
        self.send(self.new_state_invoice())
        self.assertEqual(self.look_ups(), 1)
        self.send(self.new_state_invoice())
        self.assertEqual(self.look_ups(), 1)
        self.register(ORDERED, state="A_TRAITER")
        with freeze_time(fields.Datetime.now() + timedelta(days=2)):
            invoice = self.new_state_invoice()
            self.assertFalse(self.failed(invoice))
            self.send(invoice)
        self.assertEqual(self.look_ups(), 2)
        self.assertEqual(invoice.l10n_fr_chorus_state, "deposited")
        self.assertTrue(any("À traiter" in text for text in self.messages(invoice)))

    def test_many_invoices_on_one_commitment_are_one_look_up(self):
        invoices = self.new_state_invoice() | self.new_state_invoice()
        self.env["account.move.send"]._generate_and_send_invoices(
            invoices, sending_methods=["chorus_pro"]
        )
        self.assertEqual(self.look_ups(), 1)
        self.assertEqual(set(invoices.mapped("l10n_fr_chorus_state")), {"to_send"})

    def test_the_deposit_does_not_wait_for_the_register(self):
        for details in ({"status": 503}, {"status": 403}, {"status": 404}):
            with self.subTest(**details):
                self.simulator.fault(SEARCH, "status", **details)
                invoice = self.new_state_invoice()
                self.send(invoice)
                self.assertEqual(invoice.l10n_fr_chorus_state, "deposited")
                self.assertFalse(self.commitment(ORDERED))

    def test_a_number_that_nobody_knows_is_asked_once_for_all_its_invoices(self):
        invoices = self.new_state_invoice(UNKNOWN) | self.new_state_invoice(UNKNOWN)
        invoices._chorus_freshen_commitments(self.company)
        self.assertEqual(self.look_ups(), 1)
        for invoice in invoices:
            self.assertTrue(any(UNKNOWN in text for text in self.messages(invoice)))

    def test_a_slow_register_keeps_no_sender_waiting(self):
        """What is not answered in time is not known, and the next is not asked."""
        self.simulator.fault(SEARCH, "delay", seconds=1, times=None)
        invoices = self.new_state_invoice()
        invoices |= self.new_state_invoice(SMALL, "MI5PLTF059")
        with patch.object(sending_commitment, "BEFORE_SENDING_LIMIT", 0.5):
            invoices._chorus_freshen_commitments(self.company)
        (fault,) = self.simulator.control("GET", "faults")
        self.assertEqual(fault["consumed"], 1, "calls that were begun")
        self.assertEqual(self.simulator.await_call("engagementsJuridiques"), 1)
        self.assertFalse(self.commitment(ORDERED) | self.commitment(SMALL))

    def test_a_slow_register_is_named_to_a_person(self):
        self.simulator.fault(SEARCH, "delay", seconds=1, times=None)
        with patch.object(commitment_button, "LOOK_UP_LIMIT", 0.5):
            with self.assertRaises(UserError):
                self.new_state_invoice().action_chorus_check_commitment()
        self.assertEqual(self.simulator.await_call("engagementsJuridiques"), 1)
        self.assertFalse(self.commitment(ORDERED))

    def test_nobody_is_asked_while_the_connection_is_paused(self):
        account = self.company.sudo()
        account.l10n_fr_chorus_paused_until = fields.Datetime.now() + timedelta(hours=1)
        self.new_state_invoice()._chorus_freshen_commitments(self.company)
        self.assertFalse(self.look_ups())

    def test_the_button_says_why_it_cannot(self):
        invoice = self.new_state_invoice()
        self.simulator.fault(SEARCH, "status", status=403)
        with self.assertRaisesRegex(UserError, "Engagements juridiques"):
            invoice.action_chorus_check_commitment()
        self.simulator.fault(SEARCH, "status", status=503)
        with self.assertRaises(UserError):
            invoice.action_chorus_check_commitment()
        auditor = new_test_user(
            self.env,
            login="auditeur",
            groups="account.group_account_readonly",
            company_id=self.company.id,
        )
        with self.assertRaises(AccessError):
            invoice.with_user(auditor).action_chorus_check_commitment()

    def test_invoices_of_a_list_share_their_queries(self):
        for number, service in ((ORDERED, "AAASCPV"), (SMALL, "MI5PLTF059")):
            self.keep(number)
            self.new_state_invoice(number, service)
        invoices = self.env["account.move"].search([("partner_id", "=", self.state.id)])

        def read(moves):
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            moves.mapped("l10n_fr_chorus_commitment_id")
            return self.cr.sql_log_count - before

        read(invoices)
        self.assertEqual(read(invoices), read(invoices[0]))
