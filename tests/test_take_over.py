"""Take-over: what is proposed, what is adopted, what is left out and said to be."""

import json

from lxml import etree

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import COMPANY_SIRET, WANTS_NOTHING
from .recovery_common import RecoveryCase


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestTakeOver(RecoveryCase):
    def test_take_over(self):
        """Matches are proposed, adopted in one click, and never sent again."""
        taken, other = self.new_invoice(), self.new_invoice()
        older = self.new_invoice(invoice_date="2025-01-15")
        self.typed_by_hand(taken)
        self.typed_by_hand(other, total=3.5)
        self.assertIn(taken, self.to_send())
        wizard = self.new_take_over(days=30)
        wizard.action_search()
        self.assertEqual(wizard.read_count, 2)
        self.assertEqual(wizard.line_ids.move_id, taken)
        wizard.action_adopt()
        self.assertEqual(taken.l10n_fr_chorus_state, "made_available")
        self.assertEqual(self.to_send(), other)
        self.assertNotIn(older, self.to_send())
        self.run_refresh()
        self.assertIn(
            "MISE_A_DISPOSITION", taken.l10n_fr_chorus_event_ids.mapped("code")
        )
        self.assertEqual(len(self.messages(taken)), 1)
        self.assertFalse(self.simulator.calls("deposer/flux"))
        wizard.action_search()
        self.assertFalse(wizard.line_ids)
        self.assertEqual(wizard.known_count, 1)

    def test_take_over_of_nothing_still_leaves_the_older_ones_out(self):
        older = self.new_invoice(invoice_date="2025-01-15")
        wizard = self.new_take_over(days=30)
        wizard.action_search()
        self.assertFalse(wizard.line_ids)
        arch = etree.fromstring(wizard.get_view(view_type="form")["arch"])
        (button,) = arch.xpath("//button[@name='action_adopt']")
        self.assertEqual(button.get("invisible"), "not searched")
        wizard.action_adopt()
        self.assertNotIn(older, self.to_send())
        self.assertFalse(older.alerts)

    def test_what_is_followed_asks_for_action_whatever_its_date(self):
        """Dated before the take-over and deposited after it: suspended, it says so."""
        invoice = self.new_invoice(
            invoice_date=fields.Date.subtract(fields.Date.today(), days=40)
        )
        self.typed_by_hand(invoice)
        wizard = self.new_take_over(days=30)
        wizard.action_search()
        wizard.action_adopt()
        self.simulator.set_status(
            invoice.l10n_fr_chorus_identifier, "SUSPENDUE", "RIB manquant"
        )
        self.run_refresh()
        self.assertEqual(invoice.l10n_fr_chorus_state, "suspended")
        (alert,) = invoice.alerts.values()
        self.assertIn("RIB manquant", alert["message"])

    # -- Whose company ---------------------------------------------------------

    def test_a_company_of_others_is_refused(self):
        other = self.env["res.company"].sudo().create({"name": "Autre SARL"})
        values = {"start_date": fields.Date.today(), "company_id": other.id}
        wizards = self.env["l10n_fr_chorus_pro.take.over"].with_user(self.manager)
        with self.assertRaises(AccessError):
            wizards.create(values)
        # One of the manager's, but not of those that are open.
        self.manager.sudo().company_ids |= other
        wizard = wizards.with_context(allowed_company_ids=other.ids).create(values)
        wizard = wizard.with_context(allowed_company_ids=self.company.ids)
        for action in (wizard.action_search, wizard.action_go_on, wizard.action_adopt):
            with self.assertRaises(AccessError) as caught:
                action()
            self.assertIn("responsable comptable", str(caught.exception))
        self.assertFalse(other.l10n_fr_chorus_start_date)
        self.assertFalse(self.simulator.calls())

    def test_an_invoice_of_another_company_is_not_adopted(self):
        """Lines are written by the search alone; a call from elsewhere may differ."""
        taken = self.new_invoice()
        self.typed_by_hand(taken)
        wizard = self.search(days=30)
        other = self.env["res.company"].sudo().create({"name": "Autre SARL"})
        self.manager.sudo().company_ids |= other
        wizard = wizard.with_context(allowed_company_ids=[other.id, self.company.id])
        wizard.company_id = other
        with self.assertRaises(UserError):
            wizard.action_adopt()
        self.assertFalse(taken.l10n_fr_chorus_state)
        self.assertFalse(other.l10n_fr_chorus_start_date)

    # -- Which row -------------------------------------------------------------

    def test_a_living_row_is_preferred_to_a_deleted_one(self):
        """A person typed it, deleted it and typed it again: all five keys agree."""
        for statuses in (
            ("SUPPRIMEE", "MISE_A_DISPOSITION"),
            ("MISE_A_DISPOSITION", "ABANDONNEE"),
        ):
            invoice = self.new_invoice()
            self.portal_shows(
                *(
                    self.row(invoice, f"47{number}", statut=status)
                    for number, status in enumerate(statuses)
                )
            )
            wizard = self.search(days=30)
            line = wizard.line_ids
            self.assertEqual(line.status, "MISE_A_DISPOSITION")
            self.assertTrue(line.chosen)
            self.assertFalse(wizard.doubts)
            wizard.action_adopt()
            self.assertEqual(invoice.l10n_fr_chorus_state, "made_available")

    def test_of_deleted_rows_alone_the_last_is_proposed(self):
        """Only a person takes it over: nobody will ever pay it."""
        invoice = self.new_invoice()
        early, late = "2026-01-05T10:00:00.000+01:00", "2026-02-05T10:00:00.000+01:00"
        self.portal_shows(
            self.row(invoice, "1", statut="SUPPRIMEE", dateHeureEtatCourant=late),
            self.row(invoice, "2", statut="ABANDONNEE", dateHeureEtatCourant=early),
        )
        line = self.search(days=30).line_ids
        self.assertEqual(line.chorus_identifier, "1")
        self.assertFalse(line.chosen)

    def test_a_flow_whose_answer_came_late_counts_as_received(self):
        invoice = self.new_invoice()
        self.give_up(invoice)
        self.simulator.advance(300)
        deposit = self.deposit_of(invoice).sudo()
        flows = self.simulator.control("GET", "state")["flows"]
        deposit.flow_number = flows[0]["number"]
        self.search(days=30).action_adopt()
        self.assertEqual(invoice.l10n_fr_chorus_state, "made_available")
        self.assertEqual(self.deposit_of(invoice), deposit)
        self.assertEqual(deposit.state, "integrated")

    def test_of_several_living_rows_a_person_chooses(self):
        invoice, other = self.new_invoice(), self.new_invoice()
        self.portal_shows(
            self.row(invoice, "11"), self.row(invoice, "12"), self.row(other, "13")
        )
        wizard = self.search(days=30)
        doubtful = wizard.line_ids.filtered("is_doubtful")
        self.assertEqual(doubtful.mapped("chorus_identifier"), ["11", "12"])
        self.assertEqual(wizard.line_ids.filtered("chosen").move_id, other)
        self.assertIn(invoice.name, wizard.doubts)
        self.assertNotIn(other.name, wizard.doubts)
        doubtful.chosen = True
        with self.assertRaises(UserError) as caught:
            wizard.action_adopt()
        self.assertIn(invoice.name, str(caught.exception))
        doubtful[0].chosen = False
        wizard.action_adopt()
        self.assertEqual(invoice.l10n_fr_chorus_identifier, "12")
        self.assertEqual(other.l10n_fr_chorus_identifier, "13")

    def test_a_number_of_another_environment_hides_nothing(self):
        """Each environment of Chorus Pro counts its invoices on its own."""
        tested, invoice = self.new_invoice(), self.new_invoice()
        self.portal_shows(self.row(tested, "4711"))
        self.search(days=30).action_adopt()
        self.assertEqual(tested.l10n_fr_chorus_identifier, "4711")
        parameters = self.env["ir.config_parameter"].sudo()
        for kind in ("oauth", "api"):
            key = f"l10n_fr_chorus_pro.sandbox_{kind}_url"
            parameters.set_param(key, self.simulator.url)
        self.company.sudo().l10n_fr_chorus_environment = "sandbox"
        self.portal_shows(self.row(invoice, "4711"))
        wizard = self.search(days=30)
        self.assertEqual(wizard.line_ids.move_id, invoice)
        self.assertEqual(wizard.known_count, 0)
        wizard.action_adopt()
        deposit = invoice.l10n_fr_chorus_document_ids.deposit_id
        self.assertEqual(deposit.environment, "sandbox")

    def test_what_was_found_elsewhere_is_not_adopted_here(self):
        invoice = self.new_invoice()
        self.typed_by_hand(invoice)
        wizard = self.search(days=30)
        self.company.sudo().l10n_fr_chorus_environment = "production"
        with self.assertRaises(UserError):
            wizard.action_adopt()
        self.assertFalse(invoice.l10n_fr_chorus_state)

    # -- What changed meanwhile ------------------------------------------------

    def test_what_was_sent_since_the_search_is_left_and_named(self):
        taken, sent, drafted = (self.new_invoice() for _number in range(3))
        for invoice in (taken, sent, drafted):
            self.typed_by_hand(invoice)
        wizard = self.search(days=30)
        self.assertEqual(wizard.line_ids.move_id, taken | sent | drafted)
        self.send(sent)
        drafted.button_draft()
        params = wizard.action_adopt()["params"]
        self.assertEqual(taken.l10n_fr_chorus_state, "made_available")
        self.assertEqual(sent.l10n_fr_chorus_state, "deposited")
        self.assertFalse(drafted.l10n_fr_chorus_state)
        first, second = params["message"].splitlines()
        self.assertTrue(first.startswith("1 "))
        self.assertIn(sent.name, second)
        self.assertIn(drafted.name, second)
        self.assertNotIn(taken.name, params["message"])
        self.assertEqual(params["type"], "warning")

    # -- The day from which all is followed ------------------------------------

    def test_running_it_again_keeps_the_day(self):
        start = fields.Date.subtract(fields.Date.today(), years=1)
        waiting = self.new_invoice(
            invoice_date=fields.Date.subtract(fields.Date.today(), months=8)
        )
        wizard = self.new_take_over(years=1)
        wizard.action_search()
        wizard.action_adopt()
        self.assertEqual(self.company.l10n_fr_chorus_start_date, start)
        again = (
            self.env["l10n_fr_chorus_pro.take.over"].with_user(self.manager).create({})
        )
        self.assertEqual(again.start_date, start)
        again.action_search()
        self.assertFalse(again.left_out)
        again.action_adopt()
        self.assertEqual(self.company.l10n_fr_chorus_start_date, start)
        self.assertIn(waiting, self.to_send())

    def test_the_dialog_says_what_a_day_leaves_out(self):
        """What is taken over is not left out, nor what was sent from here."""
        month = fields.Date.subtract(fields.Date.today(), months=1)
        older, typed = (self.new_invoice(invoice_date=month) for _number in range(2))
        self.typed_by_hand(typed)
        wizards = self.env["l10n_fr_chorus_pro.take.over"].with_user(self.manager)
        with Form(wizards) as form:
            self.assertFalse(form.left_out)
            form.start_date = fields.Date.today()
            self.assertIn("2", form.left_out.partition(":")[2])
        wizard = form.record
        wizard.action_search()
        self.assertIn("1", wizard.left_out.partition(":")[2])
        wizard.start_date = month
        self.assertFalse(wizard.left_out)
        self.assertIn(older, self.to_send())

    def test_a_refused_one_from_before_the_day_still_waits(self):
        """It was sent from here: it is no past of another software."""
        self.wants_nothing_yet(self.hospital)
        invoice = self.new_invoice(
            self.hospital,
            invoice_date=fields.Date.subtract(fields.Date.today(), days=40),
        )
        self.integrate(invoice)
        self.assertEqual(invoice.l10n_fr_chorus_state, "refused")
        wizard = self.search(days=30)
        self.assertFalse(wizard.left_out)
        wizard.action_adopt()
        self.assertIn(invoice, self.to_send())
        self.assertTrue(invoice.l10n_fr_chorus_to_send)
        self.assertEqual(invoice.l10n_fr_chorus_work_list, "action")

    # -- Helpers ---------------------------------------------------------------

    def search(self, **start):
        wizard = self.new_take_over(**start)
        wizard.action_search()
        return wizard

    def row(self, invoice, identifier, **values):
        """A row of the portal that is this invoice, in the portal's own words."""
        return {
            "identifiantFactureCPP": int(identifier),
            "numeroFacture": invoice.name,
            "numeroFluxDepot": None,
            "statut": "MISE_A_DISPOSITION",
            "dateHeureEtatCourant": "2026-01-25T16:00:00.000+01:00",
            "dateFacture": str(invoice.invoice_date),
            "dateDepot": str(invoice.invoice_date),
            "codeFournisseur": COMPANY_SIRET,
            "codeDestinataire": WANTS_NOTHING,
            "montantTTC": invoice.amount_total,
            **values,
        }

    def portal_shows(self, *rows):
        """The next search finds these rows: two of one number, which the simulator's
        own table does not hold."""
        answer = {
            "codeRetour": 0,
            "listeFactures": rows,
            "parametresRetour": {"pages": 1, "total": len(rows)},
        }
        self.simulator.fault(
            "rechercher/fournisseur", "wrong_json", body=json.dumps(answer)
        )
