"""What a public body receives is fetched: each invoice once, with all its documents."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import COMPANY_SIRET, WANTS_SERVICE
from .fetch_common import DOWNLOAD, HISTORY, SEARCH, FetchCase

NOTE = b"%PDF-1.4 bon de livraison"


@tagged("post_install_l10n", "post_install", "-at_install")
class TestReceivingFetch(FetchCase):
    # -- Rows ------------------------------------------------------------------

    def test_an_invoice_comes_with_what_the_search_and_the_file_tell(self):
        received = self.put_and_fetch(commitment="E1", market="M1", untaxed=100)
        self.assertEqual(received.supplier_identifier, COMPANY_SIRET)
        self.assertEqual(received.supplier_kind, "SIRET")
        self.assertEqual((received.amount_untaxed, received.amount_total), (100, 120))
        self.assertEqual(received.commitment_number, "E1")
        self.assertEqual(received.contract_number, "M1")
        self.assertEqual((received.kind, received.invoice_type), ("FACTURE",) * 2)
        self.assertEqual(received.stage, "to_process")
        self.assertEqual(
            (received.content_state, received.framework), ("downloaded", "A1")
        )
        self.assertTrue(received.size is not None and received.served_on)
        self.assertEqual(received.supplier_country, "FR")
        self.assertTrue(received.bill_due)
        self.assertEqual(received.content_version, 1)
        content = received._chorus_content_read()
        self.assertEqual((content.number, content.total), ("F1", 120))

    def test_its_documents_bear_the_supplier_s_names(self):
        received = self.put_and_fetch(status="SUSPENDUE")
        self.complete(received, {"Bon n° 1.pdf": NOTE})
        self.fetch()
        main, note = received.document_ids
        self.assertTrue(main.is_main and not note.is_main)
        self.assertEqual(note.name, "Bon n° 1.pdf")
        self.assertEqual(note.attachment_id.raw, NOTE)
        self.assertEqual(
            (note.attachment_id.res_model, note.attachment_id.res_id),
            (received._name, received.id),
        )
        self.assertEqual(note.attachment_id.with_user(self.reader).raw, NOTE)
        with self.assertRaisesRegex(UserError, "Bon n° 1.pdf"):
            note.attachment_id.unlink()

    def test_it_is_fetched_once(self):
        received = self.put_and_fetch()
        self.forget_calls()
        self.fetch()
        self.assertEqual(self.received(), received)
        self.assertEqual(self.count_calls(DOWNLOAD), 0)
        self.assertEqual(self.count_calls(HISTORY), 0)
        self.assertEqual(self.count_calls(SEARCH), 2)

    def test_works_pieces_are_asked_for_apart(self):
        received = self.put_and_fetch(framework="A4")
        self.assertEqual(received.kind, "FACTURE_TRAVAUX")
        self.assertEqual(received.works_type, "PROJET_DECOMPTE_MENSUEL")
        kinds = [
            call["body"]["typeDemandePaiement"] for call in self.simulator.calls(SEARCH)
        ]
        self.assertEqual(sorted(kinds), ["FACTURE", "FACTURE_TRAVAUX"])

    def test_a_credit_note(self):
        received = self.put_and_fetch(type="AVOIR")
        self.assertTrue(received.is_credit_note)

    def test_what_is_older_than_the_start_stays_in_the_portal(self):
        self.company.sudo().l10n_fr_chorus_receive_from = fields.Date.subtract(
            fields.Date.today(), days=10
        )
        old = self.put("OLD", at=self.portal_time(days=40))
        self.fetch()
        self.assertFalse(self.received())
        self.simulator.set_status(old, "MISE_EN_PAIEMENT")
        self.fetch()
        self.assertFalse(self.received())
        self.company.sudo().l10n_fr_chorus_receive_from = fields.Date.subtract(
            fields.Date.today(), days=60
        )
        self.fetch()
        self.assertEqual(self.received().invoice_number, "OLD")

    def test_a_service_is_that_of_the_body(self):
        self.company.sudo().company_registry = WANTS_SERVICE
        self.simulator.control(
            "POST",
            "accounts",
            {
                "login": "TECH_1_0000003@cpro.fr",
                "password": "simulator",
                "structure": WANTS_SERVICE,
            },
        )
        self.intakes.unlink()
        intakes = self.company._chorus_read_receiving_structures()
        self.assertEqual(set(intakes.mapped("structure_siret")), {WANTS_SERVICE})
        code = "SERVICE_DEST_SERV_OBL"
        received = self.put_and_fetch(recipient=WANTS_SERVICE, service=code)
        self.assertEqual(received.service_id.code, code)
        self.assertEqual(received.service_id.partner_id, self.company.partner_id)

    def test_structures_are_read_once_and_stay_as_chosen(self):
        self.intakes[0].active = False
        again = self.company._chorus_read_receiving_structures()
        self.assertEqual(again, self.intakes)
        self.assertFalse(self.intakes[0].active)
        self.forget_calls()
        self.fetch()
        self.assertEqual(self.count_calls(SEARCH), 1)

    def test_who_is_no_public_body_asks_for_nothing(self):
        self.company.sudo().l10n_fr_chorus_is_public_body = False
        self.put()
        self.forget_calls()
        self.fetch()
        self.sweep()
        self.assertEqual(self.count_calls(), 0)

    # -- Pages -----------------------------------------------------------------

    def test_a_failed_page_is_where_the_next_run_goes_on(self):
        for number in range(5):
            self.put(f"F{number}")
        self.settings(page_size_cap=2)
        bare = self.env.registry["l10n_fr_chorus_pro.intake"]
        note_page = bare._chorus_note_page

        def fail_next(intake, since, page, left):
            result = note_page(intake, since, page, left)
            if intake.kind == "FACTURE" and page.page == 2:
                self.simulator.fault(SEARCH, "status", status=503, times=1)
            return result

        with patch.object(bare, "_chorus_note_page", fail_next):
            self.fetch()
        self.assertEqual(len(self.received()), 4)
        self.end_pauses()
        self.forget_calls()
        self.fetch()
        self.assertEqual(len(self.received()), 5)
        pages = [
            call["body"]["paramRecherche"]["pageResultatDemandee"]
            for call in self.simulator.calls(SEARCH)
            if call["body"]["typeDemandePaiement"] == "FACTURE"
        ]
        self.assertEqual(pages, [3])

    def test_a_portal_that_ignores_the_period_is_swept(self):
        self.put("F0")
        self.settings(period_filter_ignored=True)
        old = self.put_and_fetch("F1", at=self.portal_time(days=20))
        (invoices, _works) = self.intakes
        invoices.sudo().watermark = fields.Datetime.now()
        with self.assertLogs("odoo.addons.l10n_fr_chorus_pro", "WARNING"):
            self.fetch()
        self.assertTrue(invoices.period_ignored)
        self.set_status(old, "SERVICE_FAIT")
        self.put("F2")
        self.fetch()
        self.assertEqual(old.raw_status, "SERVICE_FAIT")
        self.assertEqual(len(self.received()), 3)

    def test_what_the_portal_refuses_of_one_structure_stops_no_other(self):
        invoices, works = self.intakes
        self.put("F1", framework="A4")
        refusal = '{"codeRetour": 20003, "libelle": "TRA_MSG_00.044 : droits"}'
        self.simulator.fault(
            SEARCH, "wrong_json", body=refusal, holds='"FACTURE"', times=None
        )
        self.fetch()
        self.assertEqual(self.received().kind, "FACTURE_TRAVAUX")
        self.assertIn("droits", invoices.failure)
        self.assertFalse(works.failure)
        self.simulator.control("DELETE", "faults")
        self.fetch()
        self.assertFalse(invoices.failure)

    # -- Statuses --------------------------------------------------------------

    def test_a_first_row_costs_no_history(self):
        self.put_and_fetch("F1")
        self.assertEqual(self.count_calls(HISTORY), 0)
        later = self.put_and_fetch("F2", status="SERVICE_FAIT")
        self.assertEqual(self.count_calls(HISTORY), 1)
        self.assertTrue(later.event_ids)
        self.assertFalse(self.told(later))

    def test_a_status_given_elsewhere_is_taken_over_and_told_once(self):
        received = self.put_and_fetch()
        self.simulator.advance(3600)
        self.set_status(received, "SUSPENDUE", "Bon de commande absent")
        self.simulator.advance(3600)
        self.set_status(received, "MANDATEE")
        self.fetch()
        self.assertEqual((received.raw_status, received.stage), ("MANDATEE", "ordered"))
        suspended, ordered = self.told(received)
        self.assertIn("Suspendue", suspended)
        self.assertIn("Bon de commande absent", suspended)
        self.assertIn("Mandatée", ordered)
        self.fetch()
        self.sweep()
        self.assertEqual(len(self.told(received)), 2)

    def test_a_silent_history_costs_the_detail_alone(self):
        received = self.put_and_fetch()
        self.simulator.advance(3600)
        self.set_status(received, "SUSPENDUE", "Bon de commande absent")
        self.simulator.fault(HISTORY, "status", status=503, times=5)
        self.fetch()
        self.assertEqual(received.raw_status, "SUSPENDUE")
        self.assertTrue(received.history_due)
        self.simulator.control("DELETE", "faults")
        self.end_pauses()
        self.fetch()
        self.assertFalse(received.history_due)
        self.assertIn("SUSPENDUE", received.event_ids.mapped("code"))
        self.assertEqual(len(self.told(received)), 1)

    def test_a_history_on_another_clock_tells_nothing_twice(self):
        self.settings(history_minutes_ahead=60)
        received = self.put_and_fetch()
        for status in ("SERVICE_FAIT", "MANDATEE"):
            self.simulator.advance(3 * 3600)
            self.set_status(received, status)
            self.fetch()
        self.assertEqual(len(self.told(received)), 2)

    def test_what_odoo_gave_itself_is_not_told_again(self):
        received = self.put_and_fetch()
        self.simulator.advance(600)  # its clock and ours are apart
        self.set_status(received, "SERVICE_FAIT")
        received._chorus_take_status("SERVICE_FAIT", fields.Datetime.now(), "")
        self.fetch()
        self.assertFalse(self.told(received))
        self.assertIn("SERVICE_FAIT", received.event_ids.mapped("code"))

    def test_a_page_that_was_read_before_the_body_acted_undoes_nothing(self):
        received = self.put_and_fetch()
        self.simulator.advance(3600)
        self.set_status(received, "SUSPENDUE", "Bon ?")
        model = self.env.registry["l10n_fr_chorus_pro.received"]
        known_rows = model._chorus_known_rows

        def act_meanwhile(*arguments):
            """The page was read, and nothing of it was looked at yet."""
            found = known_rows(*arguments)
            if found and received.raw_status != "SERVICE_FAIT":
                self.simulator.advance(3600)
                self.set_status(received, "SERVICE_FAIT")
                when = fields.Datetime.now() + timedelta(hours=2)
                found[received.chorus_identifier]._chorus_take_status(
                    "SERVICE_FAIT", when, ""
                )
            return found

        with patch.object(model, "_chorus_known_rows", act_meanwhile):
            self.fetch()
        self.assertEqual(received.raw_status, "SERVICE_FAIT")
        self.fetch()
        self.assertEqual(received.raw_status, "SERVICE_FAIT")

    def test_a_history_that_is_ahead_of_the_search_is_told_once(self):
        received = self.put_and_fetch()
        self.simulator.advance(3600)
        self.set_status(received, "SUSPENDUE", "Bon ?")
        model = self.env.registry["l10n_fr_chorus_pro.received"]
        read_events = model._chorus_read_events

        def change_meanwhile(*arguments):
            self.simulator.advance(60)
            self.set_status(received, "SERVICE_FAIT")
            return read_events(*arguments)

        with patch.object(model, "_chorus_read_events", change_meanwhile):
            self.fetch()
        self.assertEqual(received.raw_status, "SUSPENDUE")
        self.fetch()
        self.assertEqual(received.raw_status, "SERVICE_FAIT")
        self.assertEqual(len(self.told(received)), 2)

    # -- Sent again ------------------------------------------------------------

    def test_a_completed_one_brings_its_new_documents_alone(self):
        received = self.put_and_fetch()
        received.bill_due = False
        self.simulator.advance(3600)
        self.set_status(received, "SUSPENDUE", "Bon de livraison ?")
        self.fetch()
        main = received.document_ids
        self.simulator.advance(3600)
        self.complete(received, {"bon.pdf": NOTE, "bon (2).pdf": NOTE + b"2"})
        self.fetch()
        self.assertEqual(received.stage, "completed")
        self.assertEqual(received.resent, "completed")
        self.assertEqual(received.content_version, 2)
        self.assertTrue(received.bill_due)
        self.assertEqual(received.document_ids[0], main)
        self.assertEqual(received.document_ids.mapped("content_version"), [1, 2, 2])
        text = "\n".join(self.told(received))
        self.assertIn("bon.pdf", text)
        files = received.message_ids.attachment_ids
        self.assertEqual(files, received.document_ids[1:].attachment_id)
        self.simulator.advance(3600)
        self.set_status(received, "SUSPENDUE", "Et le procès-verbal ?")
        self.complete(received, {"bon.pdf": NOTE + b"other"})
        self.fetch()
        self.assertEqual(received.content_version, 3)
        *_known, last = received.document_ids.sorted("id")
        self.assertEqual(last.name, "bon (3).pdf")

    def test_a_completion_that_was_passed_over_brings_them_too(self):
        """Completed and certified between two runs, by another application."""
        received = self.put_and_fetch()
        self.set_status(received, "SUSPENDUE", "Bon de livraison ?")
        self.simulator.advance(3600)
        self.complete(received, {"bon.pdf": NOTE})
        self.simulator.advance(3600)
        self.set_status(received, "SERVICE_FAIT")
        self.fetch()
        self.assertEqual(len(received.document_ids), 2)

    def test_downloading_again_what_is_known_changes_nothing(self):
        received = self.put_and_fetch()
        received.bill_due = False
        documents = received.document_ids
        received.with_user(self.reader).action_chorus_download_again()
        self.assertEqual(self.count_calls(DOWNLOAD), 2)
        self.assertEqual(received.document_ids, documents)
        self.assertEqual(received.content_version, 1)
        self.assertFalse(received.bill_due)

    # -- Now -------------------------------------------------------------------

    def test_a_person_reads_one_now(self):
        received = self.put_and_fetch()
        self.simulator.advance(3600)
        self.set_status(received, "SUSPENDUE", "Bon ?")
        self.complete(received, {"bon.pdf": NOTE})
        note = received.with_user(self.reader).action_chorus_received_refresh()
        self.assertEqual(received.raw_status, "COMPLETEE")
        self.assertEqual(len(received.document_ids), 2)
        self.assertIn("F1", note["params"]["message"])
        note = received.with_user(self.reader).action_chorus_received_refresh()
        self.assertEqual(note["params"]["type"], "info")

    def test_a_portal_that_is_away_is_a_sentence(self):
        received = self.put_and_fetch()
        self.simulator.fault(SEARCH, "status", status=503, times=None)
        with self.assertRaisesRegex(UserError, "503"):
            received.with_user(self.reader).action_chorus_received_refresh()

    def test_what_came_from_another_environment_is_not_asked_for(self):
        received = self.put_and_fetch()
        received.environment = "sandbox"
        with self.assertRaises(UserError):
            received.with_user(self.reader).action_chorus_received_refresh()

    def test_fetching_now_is_left_to_the_scheduled_action(self):
        cron = self.env.ref("l10n_fr_chorus_pro.ir_cron_received")
        triggers = self.env["ir.cron.trigger"].sudo()
        model = self.env["l10n_fr_chorus_pro.received"].with_user(self.reader)
        model.action_chorus_fetch_now()
        self.assertTrue(triggers.search_count([("cron_id", "=", cron.id)]))

    # -- The night -------------------------------------------------------------

    def test_the_sweep_brings_what_the_refresh_missed(self):
        received = self.put_and_fetch("F1", at=self.portal_time(days=3))
        late = self.portal_time(hours=30)
        self.set_status(received, "SERVICE_FAIT", at=late)
        self.put("F2", at=late)
        for intake in self.intakes:
            intake.sudo().watermark = fields.Datetime.now() - timedelta(hours=1)
        self.fetch()
        self.assertEqual(received.raw_status, "MISE_A_DISPOSITION")
        self.assertEqual(len(self.received()), 1)
        self.sweep()
        self.assertEqual(received.raw_status, "SERVICE_FAIT")
        self.assertEqual(len(self.received()), 2)
        self.assertEqual(self.received().mapped("content_state"), ["downloaded"] * 2)
