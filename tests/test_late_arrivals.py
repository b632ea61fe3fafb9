"""Invoices that were given up, and that Chorus Pro has all the same."""

from odoo import fields
from odoo.tests import tagged

from .recovery_common import RecoveryCase


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestLateArrivals(RecoveryCase):
    def give_up(self, invoice, when="after"):
        """The same, and the portal has taken its file in by now."""
        super().give_up(invoice, when)
        self.simulator.advance(300)

    def change_price(self, invoice, price=400.0):
        invoice.button_draft()
        invoice.invoice_line_ids.price_unit = price
        invoice.action_post()

    def adoption(self, invoice):
        """The one message that says that the invoice was found."""
        found = ("figure déjà", "a bien reçu")
        (message,) = (
            m for m in self.messages(invoice) if any(words in m for words in found)
        )
        return message

    # -- Before a new attempt --------------------------------------------------

    def test_send_looks_for_it_before_it_sends_again(self):
        """Alone at a click, and in the lot of the scheduled action."""
        invoices = self.new_invoice() | self.new_invoice() | self.new_invoice()
        for invoice in invoices:
            self.give_up(invoice)
        self.send(invoices[0])
        self.assertEqual(invoices[0].l10n_fr_chorus_state, "made_available")
        self.env["account.move.send"]._generate_and_send_invoices(
            invoices[1:], sending_methods=["chorus_pro"]
        )
        self.run_deposits()
        self.assertEqual(
            set(invoices.mapped("l10n_fr_chorus_state")), {"made_available"}
        )
        self.assertEqual(self.posts(), 3)
        self.assertEqual(len(self.simulator.invoices()), 3)

    def test_the_file_of_the_invoice_is_the_one_that_arrived(self):
        invoice = self.new_invoice()
        self.give_up(invoice)
        sent = invoice._chorus_current_document()._chorus_content()
        self.change_price(invoice, 500.0)  # rendered anew, by and by the same
        self.send(invoice)
        self.assertEqual(invoice.ubl_cii_xml_id.raw, sent)
        self.assertTrue(invoice.is_move_sent)

    def test_another_number_makes_no_second_invoice(self):
        invoice = self.new_invoice()
        number = invoice.name
        self.give_up(invoice)
        self.renumber(invoice)
        self.send(invoice)
        self.assertEqual([row["number"] for row in self.simulator.invoices()], [number])
        self.assertEqual(invoice.l10n_fr_chorus_state, "made_available")
        self.assertIn(number, self.adoption(invoice))
        self.assertEqual(
            invoice.alerts["l10n_fr_chorus_pro_difference"]["level"], "danger"
        )

    def test_what_was_changed_can_be_put_back(self):
        """Chorus Pro has 1 200, Odoo 480: that is said until it is put right."""
        invoice = self.new_invoice()
        self.give_up(invoice)
        self.change_price(invoice, 200.0)
        self.send(invoice)
        self.assertEqual(self.posts(), 1)
        self.assertIn("remettez", self.adoption(invoice))
        self.assertIn("l10n_fr_chorus_pro_difference", invoice.alerts)
        self.change_price(invoice, 500.0)
        self.assertNotIn("l10n_fr_chorus_pro_difference", invoice.alerts or {})

    def test_a_number_used_again_takes_no_other_invoice(self):
        """The first is renamed, the second gets its number, date and total."""
        first = self.new_invoice()
        number = first.name
        self.give_up(first)
        self.renumber(first)
        second = self.new_invoice(post=False)
        second.name = number
        second.action_post()
        self.integrate(second)
        self.assertEqual(second.l10n_fr_chorus_state, "refused")
        self.assertFalse(second.l10n_fr_chorus_identifier)

    def test_a_silent_portal_lets_it_wait(self):
        """No new attempt without the search: it waits for the scheduled action."""
        invoice = self.new_invoice()
        self.give_up(invoice)
        self.simulator.fault("rechercher/fournisseur", "status", status=503, times=9)
        self.send(invoice)
        self.assertEqual(invoice.l10n_fr_chorus_state, "to_send")
        self.assertEqual(self.posts(), 1)

    # -- While nobody asks -----------------------------------------------------

    def test_the_refresh_finds_what_was_given_up(self):
        invoice = self.new_invoice()
        self.give_up(invoice)
        self.run_refresh()
        self.assertEqual(invoice.l10n_fr_chorus_state, "made_available")
        self.assertTrue(self.adoption(invoice))
        self.run_deposits()
        self.assertEqual(self.deposit_of(invoice).state, "integrated")
        self.assertTrue(self.deposit_of(invoice).flow_number)

    def test_the_button_finds_it_too(self):
        invoice = self.new_invoice()
        self.give_up(invoice)
        invoice.action_chorus_refresh()
        self.assertEqual(invoice.l10n_fr_chorus_state, "made_available")

    def test_a_flow_that_is_started_again_is_seen(self):
        """Refused for a technical failure, changed, and integrated after all."""
        invoice = self.new_invoice()
        self.send(invoice)
        self.report("IN_A_RELANCER")
        self.run_deposits()
        self.assertEqual(invoice.l10n_fr_chorus_state, "refused")
        self.change_price(invoice)
        self.simulator.advance(300)
        self.run_refresh()
        self.assertEqual(invoice.l10n_fr_chorus_state, "made_available")
        self.assertIn("l10n_fr_chorus_pro_difference", invoice.alerts)

    def test_a_deleted_draft_is_not_the_invoice(self):
        invoice = self.new_invoice()
        self.lose_answer(invoice, "after")
        self.simulator.advance(300)
        row = self.raw_row(invoice)
        deleted = {**row, "identifiantFactureCPP": 1, "statut": "SUPPRIMEE"}
        self.spoil_search(deleted, row)
        self.run_deposits()
        self.assertEqual(
            invoice.l10n_fr_chorus_identifier, str(row["identifiantFactureCPP"])
        )
        self.assertEqual(invoice.l10n_fr_chorus_state, "made_available")

    def test_a_dead_row_does_not_hide_what_is_under_way(self):
        """Somebody had typed it and deleted it, gave it up, or never submitted it."""
        for status in ("SUPPRIMEE", "ABANDONNEE", "BROUILLON"):
            with self.subTest(status):
                self.simulator.reset()
                self.flows_finish_after(10**6)
                invoice = self.new_invoice()
                self.lose_answer(invoice, "after")
                self.resume()
                self.spoil_search(self.raw_row(invoice, 4711, statut=status))
                self.run_deposits()
                self.assertEqual(invoice.l10n_fr_chorus_state, "uncertain")
                self.flows_finish_after(60)
                self.simulator.advance(300)
                self.run_deposits()
                (real,) = self.simulator.invoices()
                self.assertEqual(invoice.l10n_fr_chorus_identifier, str(real["id"]))

    def test_one_that_went_to_the_wrong_place_was_submitted(self):
        invoice = self.new_invoice()
        self.lose_answer(invoice, "before")
        self.resume()
        self.typed_by_hand(invoice, status="A_RECYCLER")
        self.run_deposits()
        self.assertEqual(invoice.l10n_fr_chorus_state, "to_recycle")

    def test_a_deleted_draft_does_not_keep_it_from_being_sent(self):
        invoice = self.new_invoice()
        self.give_up(invoice, "before")
        self.spoil_search(self.raw_row(invoice, 4711, statut="SUPPRIMEE"))
        self.send(invoice)
        self.assertEqual(invoice.l10n_fr_chorus_state, "deposited")

    def test_another_customer_is_a_difference(self):
        """The one that was named first has the invoice, and is named."""
        invoice = self.new_invoice()
        self.give_up(invoice)
        invoice.button_draft()
        invoice.partner_id = self.hospital
        invoice.action_post()
        invoice.purchase_order_reference = "1300012345"
        self.send(invoice)
        self.assertIn(self.town.name, invoice.l10n_fr_chorus_next_step)
        banner = invoice.alerts["l10n_fr_chorus_pro_difference"]["message"]
        self.assertIn(self.town.name, banner)
        self.town.company_registry = "11000201100044"  # it moves, later
        invoice.button_draft()
        invoice.partner_id = self.town
        invoice.action_post()
        self.assertNotIn("l10n_fr_chorus_pro_difference", invoice.alerts or {})

    def test_one_that_was_cancelled_can_be_posted_again(self):
        invoice = self.new_invoice()
        self.give_up(invoice)
        invoice.button_cancel()
        self.run_refresh()
        self.assertEqual(invoice.l10n_fr_chorus_state, "made_available")
        banner = invoice.alerts["l10n_fr_chorus_pro_difference"]["message"]
        self.assertIn("annulée dans Odoo", banner)
        invoice.button_draft()
        invoice.action_post()
        self.assertEqual(invoice.state, "posted")
        self.assertNotIn("l10n_fr_chorus_pro_difference", invoice.alerts or {})

    # -- Lots ------------------------------------------------------------------

    def test_one_uploaded_by_hand_says_nothing_of_its_lot(self):
        """The lot had been given up; days later a person uploads one of its files."""
        invoices = self.lose_lot(3)
        self.deposit_of(invoices[0])._chorus_give_up()
        invoices[2].button_cancel()
        self.typed_by_hand(invoices[0])
        row = self.raw_row(invoices[0])
        self.spoil_search({**row, "numeroFluxDepot": "CPP0011110000000000004711"})
        self.run_refresh()
        self.assertEqual(invoices[0].l10n_fr_chorus_state, "made_available")
        for invoice in invoices[1:]:
            self.assertEqual(invoice.l10n_fr_chorus_state, "not_received")

    def test_one_that_came_by_another_flow_says_nothing_of_its_lot(self):
        """Another software deposited it, then our lot went, whose answer got lost."""
        invoices = self.new_invoice() | self.new_invoice() | self.new_invoice()
        self.send(invoices[0])
        self.simulator.advance(300)
        first = invoices[0]._chorus_current_document()
        other_flow = first.deposit_id.flow_number
        first.sudo()._chorus_set_state("not_received")
        first.deposit_id.sudo().write(
            {"environment": "sandbox", "state": "not_received", "next_check_at": False}
        )
        self.env["account.move.send"]._generate_and_send_invoices(
            invoices, sending_methods=["chorus_pro"]
        )
        self.simulator.control("POST", "settings", {"flow_finished_after": 10**6})
        self.simulator.fault("deposer/flux", "cut", when="after")
        self.run_deposits()
        # The pause that a lost answer costs the account is over.
        self.company.sudo().l10n_fr_chorus_paused_until = False
        self.run_deposits()
        self.assertEqual(invoices[0].l10n_fr_chorus_state, "made_available")
        self.assertEqual(self.deposit_of(invoices[0]).flow_number, other_flow)
        self.simulator.control("POST", "settings", {"flow_finished_after": 60})
        self.simulator.advance(300)
        self.run_deposits()
        self.deposit_of(invoices[0]).sudo().integrated_at = fields.Datetime.subtract(
            fields.Datetime.now(), hours=5
        )
        self.run_deposits()
        self.assertEqual(
            set(invoices.mapped("l10n_fr_chorus_state")), {"made_available"}
        )

    def test_a_row_that_does_not_name_its_flow_is_the_invoice(self):
        invoice = self.new_invoice()
        self.send(invoice)
        self.simulator.advance(300)
        self.spoil_search({**self.raw_row(invoice), "numeroFluxDepot": None})
        self.run_deposits()
        self.assertEqual(invoice.l10n_fr_chorus_state, "deposited")
        self.deposit_of(invoice).sudo().integrated_at = fields.Datetime.subtract(
            fields.Datetime.now(), hours=5
        )
        self.spoil_search()  # the flow does not show it
        self.run_deposits()
        self.assertEqual(invoice.l10n_fr_chorus_state, "made_available")

    def test_a_long_lot_is_looked_for_by_its_day(self):
        invoices = self.lose_lot(8)
        self.simulator.control("DELETE", "calls")
        self.run_deposits()
        self.assertEqual(len(self.simulator.calls("rechercher/fournisseur")), 1)
        self.assertEqual(set(invoices.mapped("l10n_fr_chorus_state")), {"uncertain"})

    def test_what_the_report_does_not_name_is_refused_with_its_words(self):
        invoices = self.new_invoice() | self.new_invoice()
        self.env["account.move.send"]._generate_and_send_invoices(
            invoices, sending_methods=["chorus_pro"]
        )
        self.run_deposits()
        error = {"codeErreur": "E42", "libelleErreur": "Fichier illisible en page 2"}
        self.report("IN_INTEGRE_PARTIEL", listeErreurTechnique=[error])
        self.run_deposits()
        self.deposit_of(invoices[0]).sudo().integrated_at = fields.Datetime.subtract(
            fields.Datetime.now(), hours=5
        )
        self.run_deposits()
        for invoice in invoices:
            self.assertEqual(invoice.l10n_fr_chorus_state, "refused")
            self.assertIn("Fichier illisible en page 2", invoice.l10n_fr_chorus_reason)

    def test_a_technical_failure_keeps_what_arrived(self):
        for status in ("IN_INCIDENTE", "IN_ERREUR_INTERNE", "IN_A_RELANCER"):
            with self.subTest(status):
                invoice = self.new_invoice()
                self.send(invoice)
                self.simulator.advance(300)
                self.report(status)
                self.run_deposits()
                self.assertEqual(invoice.l10n_fr_chorus_state, "made_available")
                self.assertTrue(invoice.is_move_sent)

    def test_an_older_flow_is_not_that_of_the_lot(self):
        invoices = self.lose_lot(2)
        yesterday = fields.Date.subtract(fields.Date.today(), days=2)
        row = {
            **self.raw_row(invoices[0], identifier=4711),
            "dateDepot": str(yesterday),
            "numeroFluxDepot": "CPP0011110000000000004711",
        }
        self.spoil_search(row)
        self.run_deposits()
        self.assertEqual(self.deposit_of(invoices[1]).state, "uncertain")
        self.assertFalse(self.deposit_of(invoices[1]).flow_number)
        self.assertEqual(invoices[0].l10n_fr_chorus_identifier, "4711")

    def test_the_number_alone_pairs_nothing(self):
        """Another flow, of another total, is another invoice."""
        self.integrate(self.new_invoice())  # somebody's news is waited for
        invoice = self.new_invoice()
        self.send(invoice)
        row = {
            **self.raw_row(invoice, identifier=4711),
            "montantTTC": 1.0,
            "statut": "REJETEE",
            "numeroFluxDepot": "CPP0011110000000000004711",
        }
        self.spoil_search(row)
        self.run_refresh()
        self.assertEqual(invoice.l10n_fr_chorus_state, "deposited")

    # -- Silence about a flow --------------------------------------------------

    def test_a_flow_without_a_word_for_days_is_handed_to_a_person(self):
        invoice = self.new_invoice()
        self.send(invoice)
        deposit = self.deposit_of(invoice).sudo()
        deposit.deposited_at = fields.Datetime.subtract(fields.Datetime.now(), days=4)
        self.report("IN_NOUVEAU")
        self.run_deposits()
        self.assertEqual(invoice.l10n_fr_chorus_state, "uncertain")
        self.assertIn(deposit.flow_number, invoice.l10n_fr_chorus_next_step)
        self.report("IN_NOUVEAU")
        self.pass_time(deposit, hours=99)
        self.run_deposits()
        self.assertEqual(invoice.l10n_fr_chorus_state, "uncertain", "not given up")
        self.simulator.advance(300)
        self.run_deposits()
        self.assertEqual(invoice.l10n_fr_chorus_state, "made_available")

    def test_a_file_that_is_not_admissible_is_refused(self):
        invoice = self.new_invoice()
        self.send(invoice)
        self.report("QP_IRRECEVABLE")
        self.run_deposits()
        self.assertEqual(invoice.l10n_fr_chorus_state, "refused")
