"""Two attempts of one invoice, under two numbers, and Chorus Pro took both."""

from odoo.tests import Form, tagged

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

    def show_former(self, invoice, number, **values):
        """A page of the refresh on which the one that was given up is alone.

        :return: its row
        """
        known = {row["number"]: row["id"] for row in self.simulator.invoices()}
        row = self.raw_row(invoice, known[number], numeroFacture=number, **values)
        self.spoil_search(row)
        self.run_refresh()
        return row

    def refuse_flow(self, invoice):
        super().refuse_flow(invoice)
        self.assertEqual(invoice.l10n_fr_chorus_state, "refused")

    def double(self, invoice):
        """The banner of what is there twice."""
        alerts = invoice.alerts or {}
        name = next(
            (n for n in alerts if n.startswith("l10n_fr_chorus_pro_double")), ""
        )
        return alerts[name]["message"] if name else ""

    def news(self, invoice):
        return [m for m in self.messages(invoice) if "finalement arrivé" in m]

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
        self.assertIn(invoice.name, message)

        self.simulator.set_status(number, "REJETEE", "En double")
        self.refresh()
        self.assertEqual(self.double(invoice), "")
        self.assertFalse(invoice.l10n_fr_chorus_work_list)
        self.assertFalse(invoice.activity_ids)
        self.assertEqual(invoice.l10n_fr_chorus_state, "made_available")

    def test_the_sweep_reads_no_history_of_the_former_one(self):
        invoice, number = self.send_twice()
        self.refresh()
        ended = invoice.l10n_fr_chorus_document_ids.filtered(
            lambda d: d.invoice_number == number
        )
        for _night in range(2):
            self.run_cron("ir_cron_sweep")
        self.assertEqual(ended.state, "not_received")
        self.assertFalse(ended.event_ids)
        self.assertEqual(invoice.l10n_fr_chorus_state, "made_available")
        self.assertTrue(invoice.l10n_fr_chorus_event_ids)

    def test_one_that_the_customer_has_rejected_already_is_none(self):
        invoice, number = self.send_twice()
        self.simulator.set_status(number, "REJETEE", "En double")
        self.refresh()
        self.assertEqual(invoice.l10n_fr_chorus_state, "made_available")
        self.assertEqual(self.double(invoice), "")
        self.assertEqual(self.news(invoice), [])

    def test_the_other_one_may_still_be_refused(self):
        """Then the one that arrived is the invoice."""
        invoice, number = self.send_twice()
        row = self.show_former(invoice, number)
        self.assertIn("pas encore", self.double(invoice))
        self.refuse_flow(invoice)
        self.assertIn("Actualiser", self.double(invoice))
        self.spoil_search(row)
        invoice.action_chorus_refresh()
        self.assertEqual(invoice.l10n_fr_chorus_state, "made_available")
        self.assertEqual(invoice._chorus_current_document().invoice_number, number)
        self.assertEqual(self.double(invoice), "")

    def test_one_that_was_noted_is_taken_over_before_the_next_is_sent(self):
        """The refresh sees it while the next one waits in the queue."""
        invoice = self.new_invoice()
        number = invoice.name
        self.give_up(invoice)
        self.simulator.advance(300)
        self.renumber(invoice)
        other = self.new_invoice()
        self.queue(invoice, other)
        self.run_refresh()
        self.assertIn("Actualiser", self.double(invoice))
        self.assertNotIn("envoyée ensuite", self.double(invoice))
        with self.assertNoLogs("odoo.addons.base.models.ir_cron", "WARNING"):
            self.run_deposits()
        self.assertEqual(invoice.l10n_fr_chorus_state, "made_available")
        self.assertEqual(self.double(invoice), "")
        self.simulator.advance(300)
        self.assertEqual(self.numbers(), sorted([number, other.name]))

    def test_the_customer_rejects_the_other_one(self):
        """Then nothing is to be sent a third time."""
        invoice, number = self.send_twice()
        self.refresh()
        self.simulator.set_status(invoice.name, "REJETEE", "En double")
        self.refresh()
        self.assertEqual(invoice.l10n_fr_chorus_state, "rejected")
        self.assertNotIn("deux fois", self.double(invoice))
        self.assertIn("avant tout nouvel envoi", self.double(invoice))
        self.assertIn(number, self.double(invoice))

    def test_a_double_is_settled_once_one_is_paid_and_the_other_rejected(self):
        invoice, number = self.send_twice()
        self.refresh()
        self.simulator.set_status(number, "MISE_EN_PAIEMENT")
        self.simulator.set_status(invoice.name, "REJETEE", "En double")
        self.run_refresh()
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create({})._create_payments()
        self.env.invalidate_all()
        self.assertIn(invoice.payment_state, ("paid", "in_payment"))
        self.assertNotEqual(invoice.l10n_fr_chorus_work_list, "action")

    def test_one_that_was_refused_and_whose_row_names_no_flow(self):
        invoice = self.new_invoice()
        number = invoice.name
        self.send(invoice)
        self.report("IN_A_RELANCER")
        self.run_deposits()
        self.assertEqual(invoice.l10n_fr_chorus_state, "refused")
        self.renumber(invoice)
        self.send(invoice)
        self.simulator.advance(300)
        self.run_deposits()
        self.show_former(invoice, number, numeroFluxDepot=None)
        self.assertIn("deux fois", self.double(invoice))

    def assertNewNumberIsFree(self, *, is_refreshed):
        """The former is rejected, the other one refused: what the customer rejected
        keeps the new number from nothing."""
        invoice = self.new_invoice()
        number = invoice.name
        self.give_up(invoice)
        self.simulator.advance(300)
        self.flows_finish_after(10**6)
        self.renumber(invoice)
        self.spoil_search()  # the look before the sending is in vain
        self.send(invoice)
        self.run_refresh()
        self.assertIn("pas encore", self.double(invoice))
        self.run_deposits()  # reads the report of the former
        self.refuse_flow(invoice)
        self.simulator.set_status(number, "REJETEE", "En double")
        if is_refreshed:
            self.run_refresh()
        posts = self.posts()
        self.send(invoice)
        self.assertEqual(self.posts(), posts + 1)
        self.assertEqual(invoice.l10n_fr_chorus_state, "deposited")

    def test_send_reads_that_the_former_is_rejected(self):
        self.assertNewNumberIsFree(is_refreshed=False)

    def test_the_refresh_reads_that_the_former_is_rejected(self):
        self.assertNewNumberIsFree(is_refreshed=True)

    def test_an_invoice_with_a_double_can_be_edited(self):
        invoice, number = self.send_twice()
        self.show_former(invoice, number)
        self.refuse_flow(invoice)
        invoice.button_draft()
        with (
            self.assertNoLogs("odoo", "WARNING"),
            Form(invoice.with_user(self.accountant)) as form,
        ):
            form.ref = "Marché 2026-4"
        self.assertIn("Actualiser", self.double(invoice))

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
