"""Two attempts of one invoice, under two numbers, and Chorus Pro took both."""

import json

from odoo.tests import tagged

from .recovery_common import RecoveryCase


@tagged("post_install_l10n", "post_install", "-at_install")
class TestDouble(RecoveryCase):
    def send_twice(self):
        """Given up while its flow was under way, changed, and sent again.

        :return: (the invoice, the number that was given up)
        """
        self.flows_finish_after(10**6)
        invoice = self.new_invoice()
        number = invoice.name
        self.lose_answer(invoice, "after")
        self.decide(invoice, decision="not_received").action_confirm()
        self.resume()
        self.renumber(invoice)
        self.send(invoice)
        self.assertEqual(invoice.l10n_fr_chorus_state, "deposited")
        self.flows_finish_after(60)
        self.simulator.advance(300)
        return invoice, number

    def refresh(self):
        self.resume()
        self.run_deposits()
        self.run_refresh()

    def double(self, invoice):
        """The banner of what is there twice."""
        alerts = invoice.alerts or {}
        name = next(
            (n for n in alerts if n.startswith("l10n_fr_chorus_pro_double")), ""
        )
        return alerts[name]["message"] if name else ""

    def news(self, invoice):
        return [m for m in self.messages(invoice) if "arrivé finalement" in m]

    def test_it_is_said_until_the_customer_rejects_one(self):
        invoice, number = self.send_twice()
        self.refresh()
        self.assertEqual(len(self.simulator.invoices()), 2)
        self.assertEqual(invoice.l10n_fr_chorus_state, "made_available")
        self.assertEqual(self.deposit_of(invoice).state, "integrated")
        self.assertIn("deux fois", self.double(invoice))
        self.assertIn(number, self.double(invoice))
        self.assertIn(self.town.name, self.double(invoice))
        self.assertEqual(invoice.l10n_fr_chorus_work_list, "action")
        self.assertIn("deux fois", invoice.activity_ids.note)
        self.refresh()
        (message,) = self.news(invoice)
        self.assertIn(number, message)
        self.assertIn("FAC/2026/7001", message)

        self.simulator.set_status(number, "REJETEE", "En double")
        self.refresh()
        self.assertEqual(self.double(invoice), "")
        self.assertFalse(invoice.l10n_fr_chorus_work_list)
        self.assertFalse(invoice.activity_ids)
        self.assertEqual(invoice.l10n_fr_chorus_state, "made_available")

    def test_the_other_one_may_still_be_refused(self):
        """Then the one that arrived is the invoice."""
        invoice, number = self.send_twice()
        known = {row["number"]: row["id"] for row in self.simulator.invoices()}
        self.spoil_search(self.raw_row(invoice, known[number], numeroFacture=number))
        self.run_refresh()
        self.assertIn("pas encore", self.double(invoice))
        report = {"codeRetour": 0, "etatCourantDepotFlux": "IN_REJETE"}
        error = {"numeroDP": invoice.name, "libelleErreurDP": "Service inconnu"}
        self.simulator.fault(
            "consulterCRDetaille",
            "wrong_json",
            body=json.dumps({**report, "listeErreurDP": [error]}),
        )
        self.run_deposits()
        self.assertEqual(invoice.l10n_fr_chorus_state, "refused")
        self.assertIn("Actualiser", self.double(invoice))
        invoice.action_chorus_refresh()
        self.assertEqual(invoice.l10n_fr_chorus_state, "made_available")
        self.assertEqual(invoice._chorus_current_document().invoice_number, number)
        self.assertEqual(self.double(invoice), "")

    def test_two_that_were_given_up_arrive_on_one_page(self):
        self.flows_finish_after(10**6)
        invoice = self.new_invoice()
        self.give_up(invoice)
        self.renumber(invoice)
        self.give_up(invoice)
        self.flows_finish_after(60)
        self.simulator.advance(300)
        with self.assertNoLogs("odoo.addons.l10n_fr_chorus_pro", "ERROR"):
            self.refresh()
        attempts = invoice.sudo().l10n_fr_chorus_document_ids
        self.assertEqual(
            sorted(attempts.mapped("chorus_identifier")),
            sorted(str(row["id"]) for row in self.simulator.invoices()),
        )
        self.assertIn("deux fois", self.double(invoice))

    def test_one_that_is_sent_while_a_page_is_applied(self):
        """The history of the first is read while somebody sends the second."""
        invoices = self.new_invoice() | self.new_invoice()
        for invoice in invoices:
            self.give_up(invoice)
        self.simulator.advance(300)
        adopt = type(invoices.sudo().l10n_fr_chorus_document_ids)._chorus_adopt_row
        queued = []

        def slow(document, row, client):
            adopt(document, row, client)
            if not queued:
                other = invoices - document.move_id
                queued.append(self.queue(other, self.new_invoice()))

        self.patch(
            type(invoices.sudo().l10n_fr_chorus_document_ids), "_chorus_adopt_row", slow
        )
        with self.assertNoLogs("odoo.addons.l10n_fr_chorus_pro", "ERROR"):
            self.run_refresh()
        self.assertTrue(queued)
        self.assertEqual(
            sorted(invoices.mapped("l10n_fr_chorus_state")),
            ["made_available", "to_send"],
        )
        self.run_deposits()
        self.assertEqual(
            set(invoices.mapped("l10n_fr_chorus_state")), {"made_available"}
        )
