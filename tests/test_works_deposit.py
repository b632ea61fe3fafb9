"""Works pieces handed in by the dialog, against the portal: once, and followed."""

import json
from base64 import b64encode

from lxml import etree

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.deposit.deposit import Outcome
from ..models.einvoice.facturx_document import CII, render
from ..models.works.deposits.piece_file import piece_terms
from .common import COMPANY_SIRET
from .common import WANTS_NOTHING as TOWN
from .works_common import SUPERVISOR, WorksCase
from .works_deposit_common import SIGNED, WorksDepositMixin

DEPOSIT = "deposer/flux"


@tagged("post_install_l10n", "post_install", "-at_install")
class TestWorksDeposit(WorksDepositMixin, WorksCase):
    # -- Each piece ------------------------------------------------------------

    def test_each_piece_is_handed_in_and_comes_back(self):
        final = self.new_piece("A7", "PDF1", days=80)
        previous = {
            "A8": self.new_piece("A20", "DG1"),
            "A22": self.new_piece("A7", "PDF0"),
            "A23": self.new_piece("A22", "PDG1", previous_id=final.id),
        }
        self.prove(previous["A23"])
        attempts = self.attempts
        for code in ("A4", "A7", "A8", "A10", "A13", "A14", "A22", "A23"):
            attempts |= self.hand_in(
                framework=code,
                number=f"P-{code}",
                amount_untaxed=-100 if code == "A8" else 1000,
                previous_id=previous[code].id if code in previous else False,
                document=SIGNED,
            )
        self.assertEqual(set(attempts.mapped("state")), {"deposited"})
        self.integrate_pieces()
        self.assertEqual(set(attempts.mapped("state")), {"integrated"})
        at_portal = {row["number"]: row["framework"] for row in self.portal_pieces()}
        told = {attempt.number: attempt.framework for attempt in attempts}
        self.assertEqual(at_portal, told)
        self.fetch()
        self.follow()
        # The portal told neither of one, which only the attempt knows.
        attempts[0].piece_id.write({"framework": False, "is_ours": False})
        attempts[0]._chorus_link_piece()
        for attempt in attempts:
            self.assertEqual(attempt.piece_id.number, attempt.number)
            self.assertEqual(attempt.piece_id.framework, attempt.framework)
            self.assertTrue(attempt.piece_id.is_ours)
        self.assertFalse(attempts.filtered("next_check_at"))
        told = " ".join(self.told())
        self.assertIn("Décompte général et définitif P-A8", told)
        called = {row["operation"] for row in self.simulator.calls()}
        works = {name for name in called if name.startswith("facturesTravaux")}
        self.assertEqual(works, {"facturesTravaux/rechercher"})

    def test_without_a_document_odoo_prints_a_page(self):
        self.town.sudo().lang = "en_US"  # a body reads French
        self.assertEqual(self.dialog()._page_lang(), "fr_FR")
        attempt = self.hand_in(document=False)
        self.assertTrue(attempt._chorus_content().startswith(b"%PDF-"))
        self.integrate_pieces()
        self.assertEqual(attempt.state, "integrated")

    # -- Once ------------------------------------------------------------------

    def test_two_clicks_are_one_deposit(self):
        dialog = self.dialog()
        dialog.action_confirm()
        note = dialog.action_confirm()
        self.assertEqual(note["params"]["type"], "success")
        self.assertEqual(self.posts(), 1)

    def test_two_people_are_one_deposit(self):
        first, second = self.dialog(), self.dialog()
        first.action_confirm()
        with self.assertRaisesRegex(UserError, "un autre numéro"):
            second.action_confirm()
        self.assertEqual(self.posts(), 1)
        # Both have looked before the first one was written down.
        with (
            self.assertRaisesRegex(UserError, "en ce moment"),
            mute_logger("odoo.sql_db"),
        ):
            self.attempts._chorus_write_attempt(
                second._intent(), second.reference, "a.pdf", b"%PDF-"
            )

    def test_a_lost_answer_is_found_again(self):
        attempt = self.lose("after")
        self.assertEqual(attempt.state, "uncertain")
        self.assertIn("une seconde fois", self.told()[-1])
        self.integrate_pieces()
        self.assertEqual(attempt.state, "integrated")
        self.assertTrue(attempt.chorus_identifier)
        self.assertEqual(self.posts(), 1)

    def test_what_never_arrived_may_be_handed_in_again(self):
        attempt = self.lose("before")
        self.follow()
        self.assertEqual(attempt.state, "uncertain")
        with self.assertRaisesRegex(UserError, "un autre numéro"):
            self.dialog().action_confirm()
        self.wait_a_day(attempt)
        self.assertEqual(attempt.state, "not_received")
        self.assertIn("Aucune trace", self.told()[-1])
        again = self.hand_in()
        self.integrate_pieces()
        self.assertEqual((attempt.state, again.state), ("not_received", "integrated"))
        self.assertEqual(len(self.portal_pieces()), 1)

    def test_what_arrives_late_is_not_handed_in_twice(self):
        self.simulator.control("POST", "settings", {"flow_finished_after": 10**6})
        attempt = self.lose("after")
        self.wait_a_day(attempt)
        self.assertEqual(attempt.state, "not_received")
        self.simulator.control("POST", "settings", {"flow_finished_after": 10})
        self.simulator.advance(120)
        self.assertEqual(self.hand_in(), attempt)
        self.assertEqual(attempt.state, "integrated")
        self.assertEqual(self.posts(), 1)

    def test_what_was_sent_again_too_early_adopts_the_first(self):
        """The first flow is slow beyond the delay: the portal refuses the second."""
        self.simulator.control("POST", "settings", {"flow_finished_after": 10**6})
        first = self.lose("after")
        self.wait_a_day(first)
        second = self.hand_in()
        self.simulator.control("POST", "settings", {"flow_finished_after": 10})
        self.integrate_pieces()
        self.assertEqual((first.state, second.state), ("integrated", "refused"))
        self.assertEqual(len(self.portal_pieces()), 1)

    def test_a_process_that_died_is_looked_after(self):
        attempt = self.hand_in()
        attempt.write({"state": "sending", "flow_number": False})
        self.simulator.advance(120)
        self.follow()
        self.assertEqual(attempt.state, "sending")  # it may be under way
        attempt.sent_at = fields.Datetime.subtract(attempt.sent_at, minutes=6)
        self.follow()
        self.assertEqual(attempt.state, "integrated")

    def test_an_answer_that_comes_after_all(self):
        for state in ("deposited", "to_send", "refused", "not_sent"):
            with self.subTest(state=state):
                attempt = self.hand_in(number=f"T-{state}")
                attempt.write({"state": "uncertain", "flow_number": False})
                attempt._chorus_settle_attempt(Outcome(state, flow_number="7"))
                self.assertEqual(attempt.state, state)
        attempt = self.hand_in(number="LATE")
        attempt.write({"state": "not_received", "flow_number": False})
        attempt._chorus_settle_attempt(Outcome("deposited", flow_number="8"))
        self.assertEqual((attempt.state, attempt.flow_number), ("deposited", "8"))

    # -- What fails ------------------------------------------------------------

    def test_a_portal_that_is_down_is_tried_again(self):
        self.simulator.fault(DEPOSIT, "quota", retry_after=60)
        with mute_logger("urllib3.connectionpool"):
            attempt = self.hand_in(is_good=False)
        self.assertEqual(attempt.state, "to_send")
        self.assertTrue(attempt.next_check_at)
        self.resume()
        self.follow()
        self.assertEqual(attempt.state, "deposited")
        self.integrate_pieces()
        self.assertEqual(attempt.state, "integrated")
        self.assertEqual(len(self.portal_pieces()), 1)

    def test_an_account_that_is_refused_sends_nothing(self):
        family = {"unsubscribed_families": ["factures"]}
        self.simulator.control("POST", "settings", family)
        attempt = self.hand_in(is_good=False)
        self.assertEqual(attempt.state, "not_sent")
        self.assertIn("rien n'est parti", self.told()[-1])
        self.simulator.control("POST", "settings", {"unsubscribed_families": []})
        self.assertEqual(self.hand_in().state, "deposited")

    def test_the_portal_refuses_the_call(self):
        body = json.dumps({"codeRetour": 20001, "libelle": "Flux refusé"})
        self.simulator.fault(DEPOSIT, "wrong_json", body=body)
        attempt = self.hand_in(is_good=False)
        self.assertEqual(attempt.state, "refused")
        self.assertIn("Flux refusé", attempt.failure)
        self.assertEqual(self.hand_in().state, "deposited")

    def test_the_report_refuses_and_the_number_is_free_again(self):
        self.claim(number="P1", total=7)  # another piece of that number
        attempt = self.hand_in()
        self.integrate_pieces()
        self.assertEqual(attempt.state, "refused")
        self.assertIn("déjà déposé", attempt.failure)
        self.assertIn("déjà déposé", self.told()[-1])
        self.assertTrue(self.contract.activity_ids)
        self.assertEqual(self.hand_in(number="P2").state, "deposited")

    def test_a_piece_deposited_by_hand_is_taken_over(self):
        body = {"codeRetour": 0, "etatCourantDepotFlux": "IN_REJETE"}
        attempt = self.hand_in()
        self.integrate_pieces(read=False)
        self.simulator.fault("consulterCRDetaille", "wrong_json", body=json.dumps(body))
        self.follow()
        self.assertEqual(attempt.state, "integrated")

    def test_silence_is_for_a_person_to_end(self):
        attempt = self.hand_in()
        unknown = {"codeRetour": 1, "libelle": "POQ_MSG_01.003 - Flux introuvable."}
        self.simulator.fault(
            "consulterCRDetaille", "wrong_json", body=json.dumps(unknown), times=None
        )
        self.follow()
        self.assertEqual(attempt.state, "deposited")
        attempt.deposited_at = fields.Datetime.subtract(attempt.deposited_at, days=4)
        self.follow()
        self.assertEqual(attempt.state, "uncertain")
        with self.assertRaises(UserError):
            attempt.with_user(self.accountant).action_chorus_not_there()
        attempt.sent_at = fields.Datetime.subtract(attempt.sent_at, days=2)
        attempt.with_user(self.accountant).action_chorus_not_there()
        self.assertEqual(attempt.state, "not_received")
        self.assertEqual(attempt.given_up_by_id, self.accountant)

    def test_the_family_of_works_is_not_granted(self):
        """Nobody can look for the piece: a person does, and says so."""
        family = {"unsubscribed_families": ["facturesTravaux"]}
        self.simulator.control("POST", "settings", family)
        attempt = self.lose("before")
        self.wait_a_day(attempt)
        self.assertEqual(attempt.state, "uncertain")
        attempt.with_user(self.accountant).action_chorus_not_there()
        self.assertEqual(attempt.state, "not_received")
        self.assertEqual(self.hand_in().state, "deposited")
        self.assertFalse(self.company.sudo().l10n_fr_chorus_paused_until)

    def test_who_may_not_invoice_hands_nothing_in(self):
        reader = self.new_user("lectrice", "account.group_account_readonly")
        with self.assertRaises(AccessError):
            self.dialog(user=reader)
        attempt = self.hand_in()
        with self.assertRaises(AccessError):
            attempt.with_user(self.accountant).state = "refused"
        with self.assertRaises(AccessError):
            attempt.with_user(reader).action_chorus_not_there()
        self.assertTrue(attempt.with_user(reader).flow_number)

    def test_the_document_has_to_be_a_pdf(self):
        with self.assertRaisesRegex(UserError, "PDF"):
            self.dialog(document=b64encode(b"texte")).action_confirm()
        with self.assertRaisesRegex(UserError, "mot de passe"):
            self.dialog(document=b64encode(b"%PDF-1.7 rien")).action_confirm()
        self.assertFalse(self.simulator.calls(DEPOSIT))

    # -- What is looked at before ----------------------------------------------

    def test_all_that_is_wrong_is_said_at_once(self):
        dialog = self.dialog(
            number="31/01/2026",
            amount_untaxed=-5,
            supervisor_service=False,
            bank_account_id=False,
            piece_date=fields.Date.add(fields.Date.today(), days=3),
        )
        with self.assertRaises(UserError) as caught:
            dialog.action_confirm()
        told = str(caught.exception)
        self.assertEqual(told, dialog.problems)
        for words in ("date", "à venir", "négatif", "service", "IBAN"):
            self.assertIn(words, told)
        self.assertEqual(len(told.splitlines()), 5)
        self.assertFalse(self.simulator.calls())

    def test_each_refusal(self):
        other = self.new_piece("A15", "EA1")
        stranger = self.env["res.partner.bank"].create(
            {"acc_number": "FR1420041010050500013M02606", "partner_id": self.town.id}
        )
        heavy = b64encode(b"%PDF-" + bytes(10 * 1024 * 1024))
        for values, words in (
            ({"framework": "A10", "validator_id": False}, "valideur"),
            ({"framework": "A10", "tax_id": self.usual_tax.id}, "article 283"),
            ({"framework": "A8", "previous_id": False}, "répond à une autre pièce"),
            ({"framework": "A23", "previous_id": other.id}, "ne répond pas"),
            ({"framework": "A8", "document": False}, "que vous avez signé"),
            ({"framework": "A22", "previous_id": False}, "répond à une autre pièce"),
            ({"framework": "A22", "supervisor_id": False}, "une copie"),
            ({"supervisor_id": False}, "d'abord au maître d'œuvre"),
            ({"tax_id": False}, "taxe des travaux"),
            ({"bank_account_id": stranger.id}, "n'est pas un compte"),
            ({"document": heavy}, "Mo"),
            ({"amount_due": 5000}, "plus que le total"),
            ({"number": "A" * 21}, "20 caractères"),
            ({"number": False}, "numéro de la pièce"),
        ):
            with self.subTest(values=values):
                self.assertIn(words, self.dialog(**values).problems)
        self.contract.acceptance_notified_on = False
        early = self.dialog(framework="A7").problems
        self.assertIn("réception des travaux", early)
        parameters = self.env["ir.config_parameter"].sudo()
        parameters.set_param("l10n_fr_chorus_pro.works_frameworks", "A4")
        self.assertIn("hors d'Odoo", self.dialog(framework="A7").problems)

    def test_what_the_parties_lack(self):
        self.town.sudo().l10n_fr_chorus_requirement = "both"
        self.assertIn("code service", self.dialog().problems)
        self.town.sudo().l10n_fr_chorus_requirement = False
        self.architect.country_id = False
        self.assertIn("pays", self.dialog().problems)
        self.architect.company_registry = "1"
        self.assertIn("SIRET", self.dialog().problems)

    # -- The file --------------------------------------------------------------

    def read_file(self, **values):
        """Function from a path in the file of a piece to its text."""
        terms = piece_terms(self.dialog(**values)._intent())
        root = etree.fromstring(render(terms, CII))
        return lambda path: root.findtext(".//{*}" + path.replace("/", "/{*}")) or ""

    def test_who_acts_stands_where_the_samples_have_him(self):
        claim = self.read_file(amount_due=900)
        code = "BusinessProcessSpecifiedDocumentContextParameter/ID"
        party = "TradeParty/SpecifiedLegalOrganization/ID"
        contract = "ContractReferencedDocument/IssuerAssignedID"
        self.assertEqual(claim(code), "A4")
        self.assertEqual(claim(f"Seller{party}"), COMPANY_SIRET)
        self.assertEqual(claim(f"Buyer{party}"), TOWN)
        self.assertEqual(claim(f"Invoicee{party}"), SUPERVISOR)
        service = "InvoiceeTradeParty/DefinedTradeContact/DepartmentName"
        self.assertEqual(claim(service), "TRAVAUX")
        self.assertEqual(claim(contract), "2026-T-042")
        self.assertEqual(claim("IBANID"), self.bank_account.sanitized_acc_number)
        totals = claim("GrandTotalAmount"), claim("DuePayableAmount")
        self.assertEqual(totals, ("1200.00", "900.00"))
        self.contract.works_supervisor_id = self.hospital
        claim = self.read_file(framework="A10", validator_id=self.architect.id)
        self.assertEqual((claim(code), claim(f"Invoicee{party}")), ("A10", SUPERVISOR))
        previous = self.new_piece("A22", "PDG1")
        last = self.read_file(framework="A23", previous_id=previous.id)
        origin = last("InvoiceReferencedDocument/IssuerAssignedID")
        self.assertEqual((last(f"Invoicee{party}"), origin), ("", "PDG1"))

    def test_what_has_no_place_in_the_file_is_said_before(self):
        self.assertFalse(self.dialog().not_told)
        self.contract.works_owner_id = self.hospital
        self.assertIn(self.hospital.name, self.dialog().not_told)
        self.assertIn(self.hospital.name, self.dialog().summary)
        parameters = self.env["ir.config_parameter"].sudo()
        name = "l10n_fr_chorus_pro.works_owner_place"
        parameters.set_param(name, "PayerTradeParty")
        self.assertFalse(self.dialog().not_told)
        terms = piece_terms(self.dialog()._intent())
        self.assertIn(self.hospital.company_registry, str(terms["EXT-FR-FE-BG-02"]))
        parameters.set_param("l10n_fr_chorus_pro.works_service_place", "ID")
        terms = piece_terms(self.dialog()._intent())
        self.assertEqual(terms["EXT-FR-FE-BG-04"]["identifiers"][""], "TRAVAUX")
        self.assertTrue(render(terms, CII))

    def test_an_xml_that_carries_the_document(self):
        parameters = self.env["ir.config_parameter"].sudo()
        parameters.set_param("l10n_fr_chorus_pro.works_file", "cii")
        parameters.set_param("l10n_fr_chorus_pro.works_syntax", "IN_DP_E1_CII_16B")
        attempt = self.hand_in()
        self.assertTrue(attempt._chorus_content().startswith(b"<?xml"))
        self.integrate_pieces()
        self.assertEqual(attempt.state, "integrated")

    def test_the_dialog_knows_what_answers_a_piece(self):
        piece = self.new_piece("A20", "DG1")
        dialogs = self.env["l10n_fr_chorus_pro.works.deposit"]
        values = {"contract_id": self.contract.id, "previous_id": piece.id}
        self.assertEqual(dialogs.create(values).framework, "A8")
        self.contract.our_role = "subcontractor"
        dialog = dialogs.create({"contract_id": self.contract.id})
        self.assertEqual(dialog.framework, "A10")
        self.assertEqual(dialog.validator_id, self.architect)
