"""A manager's decision about an uncertain deposit, against what the portal knows."""

import json

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .recovery_common import RecoveryCase


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestDecide(RecoveryCase):
    def flows(self):
        return [
            flow["number"] for flow in self.simulator.control("GET", "state")["flows"]
        ]

    def refuse_flow(self, invoice, number):
        """What a person reads who decides that the invoice came by this flow."""
        wizard = self.decide(invoice, decision="received", flow_number=number)
        with self.assertRaises(UserError) as caught:
            wizard.action_confirm()
        self.assertEqual(invoice.l10n_fr_chorus_state, "uncertain")
        self.assertIn(number, str(caught.exception))
        return str(caught.exception)

    # -- It was not received ---------------------------------------------------

    def test_the_dialog_names_all_that_hangs_on_it(self):
        invoices = self.lose_lot(3)
        wizard = self.decide(invoices[1], decision="not_received")
        self.assertEqual(wizard.invoice_numbers, ", ".join(invoices.mapped("name")))
        self.assertEqual(wizard.invoice_count, 3)
        self.typed_by_hand(invoices[0])
        self.run_deposits()
        wizard = self.decide(invoices[1], decision="not_received")
        self.assertEqual(wizard.invoice_count, 2)
        self.assertNotIn(invoices[0].name, wizard.invoice_numbers)

    def test_another_company_reads_nothing_of_the_lot(self):
        invoices = self.lose_lot(2)
        other = self.env["res.company"].create({"name": "Autre"})
        stranger = new_test_user(
            self.env,
            login="ailleurs",
            groups="account.group_account_manager",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        with self.assertRaises(AccessError) as caught:
            self.decide(invoices[0], stranger, decision="received")
        for invoice in invoices:
            self.assertNotIn(invoice.name, str(caught.exception))

    def test_what_the_portal_has_is_not_decided_about(self):
        """The portal took it, whatever the person saw: sending it again is in vain."""
        invoice = self.new_invoice()
        self.lose_answer(invoice, "after")
        self.simulator.advance(300)
        action = self.decide(invoice, decision="not_received").action_confirm()
        self.assertEqual(invoice.l10n_fr_chorus_state, "made_available")
        self.assertIn(invoice.name, action["params"]["message"])
        self.assertNotIn("responsable", " ".join(self.messages(invoice)))

    def test_of_a_lot_only_the_unknown_ones_are_decided_about(self):
        typed, *others = self.lose_lot(3)
        self.typed_by_hand(typed)
        action = self.decide(others[0], decision="not_received").action_confirm()
        self.assertEqual(typed.l10n_fr_chorus_state, "made_available")
        self.assertNotIn("responsable", self.messages(typed)[-1])
        for invoice in others:
            self.assertEqual(invoice.l10n_fr_chorus_state, "not_received")
            self.assertIn("responsable", self.messages(invoice)[-1])
        found, lost = action["params"]["message"].splitlines()
        self.assertIn(typed.name, found)
        for invoice in others:
            self.assertIn(invoice.name, lost)

    def test_a_lot_whose_flow_is_found_is_settled_by_its_report(self):
        invoices = self.env["account.move"].union(
            *(self.new_invoice() for _number in range(2))
        )
        self.env["account.move.send"]._generate_and_send_invoices(
            invoices, sending_methods=["chorus_pro"]
        )
        self.simulator.fault("deposer/flux", "cut", when="after")
        self.run_deposits()
        self.simulator.advance(300)
        self.decide(invoices[0], decision="not_received").action_confirm()
        self.run_deposits()
        self.assertEqual(
            set(invoices.mapped("l10n_fr_chorus_state")), {"made_available"}
        )
        self.assertEqual(len(self.simulator.invoices()), 2)

    def test_nothing_is_decided_while_the_portal_is_silent(self):
        invoice = self.new_invoice()
        self.lose_answer(invoice, "before")
        self.simulator.fault("rechercher/fournisseur", "status", status=503, times=9)
        wizard = self.decide(invoice, decision="not_received")
        with self.assertRaises(UserError) as caught:
            wizard.action_confirm()
        self.assertIn("503", str(caught.exception))
        self.assertEqual(invoice.l10n_fr_chorus_state, "uncertain")

    def test_what_odoo_gives_up_itself_leaves_nothing_to_decide(self):
        invoice = self.new_invoice()
        self.lose_answer(invoice, "before")
        deposit = invoice.l10n_fr_chorus_document_ids.deposit_id.sudo()
        deposit.sent_at = fields.Datetime.subtract(fields.Datetime.now(), hours=25)
        self.decide(invoice, decision="not_received").action_confirm()
        self.assertEqual(invoice.l10n_fr_chorus_state, "not_received")
        self.assertNotIn("responsable", " ".join(self.messages(invoice)))

    # -- It was received -------------------------------------------------------

    def test_the_flow_of_an_earlier_attempt_is_refused(self):
        """Its report tells of that attempt, and would end this one."""
        self.wants_nothing_yet(self.hospital)
        invoice = self.new_invoice(self.hospital)
        self.integrate(invoice)
        self.assertEqual(invoice.l10n_fr_chorus_state, "refused")
        (earlier,) = self.flows()
        invoice.purchase_order_reference = "ENG-2026-0001"
        self.lose_answer(invoice, "before")
        self.assertIn(invoice.name, self.refuse_flow(invoice, earlier))

    def test_a_flow_that_failed_is_refused_by_its_state(self):
        for status, label in (
            ("IN_REJETE", "Rejeté"),
            ("IN_INCIDENTE", "Incidenté"),
        ):
            invoice = self.new_invoice()
            self.lose_answer(invoice, "after")
            number = self.flows()[-1]
            self.simulator.control("POST", f"flows/{number}/status", {"status": status})
            self.assertIn(label, self.refuse_flow(invoice, number))
            self.decide(invoice, decision="not_received").action_confirm()
            self.assertEqual(invoice.l10n_fr_chorus_state, "not_received")

    def test_a_flow_of_other_invoices_is_refused(self):
        other, invoice = self.new_invoice(), self.new_invoice()
        self.lose_answer(other, "after")
        self.simulator.advance(300)
        self.lose_answer(invoice, "before")
        (flow,) = self.flows()
        self.assertIn(other.name, self.refuse_flow(invoice, flow))
        self.decide(other, decision="received", flow_number=flow).action_confirm()
        self.assertEqual(other.l10n_fr_chorus_state, "deposited")

    def test_a_flow_that_names_other_invoices_alone_is_refused(self):
        """It holds nothing that was integrated; its report names whose it was."""
        other, invoice = self.new_invoice(), self.new_invoice()
        self.lose_answer(invoice, "before")
        report = {
            "codeRetour": 0,
            "etatCourantDepotFlux": "IN_INTEGRE_PARTIEL",
            "listeErreurDP": [{"numeroDP": other.name, "libelleErreurDP": "X"}],
        }
        self.simulator.fault(
            "consulterCRDetaille", "wrong_json", body=json.dumps(report)
        )
        number = "CPP0011110000000000001557"
        self.assertIn(other.name, self.refuse_flow(invoice, number))

    def test_a_flow_that_is_not_read_yet_is_accepted(self):
        """Nothing can be known of it but that it exists."""
        invoice = self.new_invoice()
        self.lose_answer(invoice, "after")
        (flow,) = self.flows()
        self.decide(invoice, decision="received", flow_number=flow).action_confirm()
        self.assertEqual(invoice.l10n_fr_chorus_state, "deposited")
