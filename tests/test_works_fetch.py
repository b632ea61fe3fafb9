from odoo.tests import tagged

from ..chorus_api.roles import SUPPLIER
from .common import WANTS_NOTHING
from .validation_common import BUILDER_LOGIN
from .works_common import SUPERVISOR, WorksCase

WORKS = "facturesTravaux/rechercher"
REQUESTS = "factures/rechercher/demandePaiement"


@tagged("post_install_l10n", "post_install", "-at_install")
class TestWorksFetch(WorksCase):
    def cursor(self):
        cursors = self.env["l10n_fr_chorus_pro.works.cursor"].sudo()
        return cursors.search(
            [("company_id", "=", self.company.id), ("role", "=", SUPPLIER)]
        )

    def forget_calls(self):
        self.simulator.control("DELETE", "calls")

    def operations(self):
        """What was called, without the tokens: how often each."""
        calls = [row["operation"] for row in self.simulator.calls()]
        return {name: calls.count(name) for name in sorted(set(calls) - {"token"})}

    def test_a_claim_comes_with_what_the_portal_tells(self):
        identifier = self.claim()
        self.fetch()
        piece = self.piece("D1")
        self.assertEqual(piece.chorus_identifier, identifier)
        self.assertEqual((piece.framework, piece.is_ours), ("A4", True))
        self.assertEqual(piece.label, "Projet de décompte mensuel")
        self.assertEqual((piece.amount_untaxed, piece.amount_total), (1000, 1200))
        self.assertEqual(piece.recipient_siret, WANTS_NOTHING)
        self.assertEqual(piece.depositor_siret, piece.supplier_siret)
        self.assertEqual(piece.raw_status, "MISE_A_DISPOSITION_MOE")
        self.assertEqual(piece.event_ids.mapped("code"), ["MISE_A_DISPOSITION_MOE"])
        self.assertFalse(piece.is_over)

    def test_what_changed_comes_once_with_its_history(self):
        self.claim()
        self.fetch()
        self.play("D1", "take")
        self.fetch()
        piece = self.piece("D1")
        self.assertEqual(piece.raw_status, "A_ASSOCIER_MOE")
        codes = ["A_ASSOCIER_MOE", "MISE_A_DISPOSITION_MOE"]
        self.assertEqual(piece.event_ids.mapped("code"), codes)
        self.forget_calls()
        self.fetch()
        self.assertEqual(self.operations(), {WORKS: 2})
        self.assertEqual(piece.event_ids.mapped("code"), codes)

    def test_what_answers_a_claim_is_linked_to_it(self):
        self.claim()
        self.fetch()
        self.play("D1", "take")
        self.play(
            "D1", "answer", framework="A15", number="EA1", untaxed=900, total=1080
        )
        self.play("EA1", "take")
        self.play("EA1", "answer", framework="A19", number="EV1")
        self.fetch()
        claimed, admitted, validated = map(self.piece, ("D1", "EA1", "EV1"))
        self.assertEqual((admitted.framework, validated.framework), ("A15", "A19"))
        self.assertEqual(admitted.previous_id, claimed)
        self.assertEqual(validated.previous_id, admitted)
        self.assertTrue(claimed.is_over and admitted.is_over)
        self.assertFalse(admitted.is_ours or validated.is_ours)
        self.assertEqual((admitted.amount_untaxed, admitted.amount_total), (900, 1080))
        self.assertEqual(validated.dossier_number, claimed.dossier_number)
        self.assertEqual(
            (claimed.contract_number, claimed.dossier_number[:2]), ("M1", "DF")
        )

    def test_a_piece_knows_its_contract_and_whom_it_names(self):
        supervisor = self.new_customer("Cabinet Horizon", SUPERVISOR)
        self.claim(market="m 1")
        self.play("D1", "take")
        self.play("D1", "answer", framework="A15", number="EA1")
        self.fetch()
        self.assertFalse(self.piece("D1").contract_id)
        contract = self.env["l10n_fr_chorus_pro.contract"].create(
            {
                "company_id": self.company.id,
                "number": "M-1",
                "customer_id": self.town.id,
                "works_supervisor_id": supervisor.id,
            }
        )
        self.fetch()
        claimed, admitted = self.piece("D1"), self.piece("EA1")
        self.assertEqual((claimed | admitted).contract_id, contract)
        self.assertEqual(claimed.works_supervisor_siret, SUPERVISOR)
        self.assertEqual(claimed.works_owner_siret, WANTS_NOTHING)
        self.assertEqual(admitted.depositor_name, "Cabinet Horizon")

    def test_without_payment_requests_each_contract_is_asked_for(self):
        """As on the qualification platform: a search by the number of the contract."""
        missing = {"payment_requests_missing": True}
        self.simulator.control("POST", "settings", missing)
        contract = self.env["l10n_fr_chorus_pro.contract"].create(
            {
                "company_id": self.company.id,
                "number": "M1",
                "customer_id": self.town.id,
            }
        )
        self.claim()
        self.claim("D2", market="M2")
        self.fetch()
        self.assertEqual(self.piece("D1").contract_id, contract)
        self.assertFalse(self.piece("D2").contract_number)
        self.forget_calls()
        self.fetch()
        self.assertEqual(self.operations(), {WORKS: 2})

    def test_a_piece_belongs_to_the_company_that_validates_it(self):
        """Of two that share an account, and whose rows name no validator."""
        sirets = ("99992001000017", "99992001000025")
        self.simulator.control(
            "POST", "structures", {"identifier": sirets[1], "name": "Rance Sud"}
        )
        south = self.env["res.company"].create(
            {
                "name": "Rance Sud",
                "parent_id": self.company.id,
                "company_registry": sirets[1],
                "l10n_fr_chorus_is_works": True,
            }
        )
        self.company.sudo().write(
            {"company_registry": sirets[0], "l10n_fr_chorus_login": BUILDER_LOGIN}
        )
        self.company.sudo()._chorus_read_own_side()
        structures = self.company.sudo().l10n_fr_chorus_own_structure_ids
        for company, siret in zip((self.company, south), sirets, strict=True):
            own = structures.filtered(lambda one, siret=siret: one.siret == siret)
            company.sudo().l10n_fr_chorus_own_structure_id = own
        for number, siret in zip(("N1", "S1"), sirets, strict=True):
            status = {"status": "A_VALIDER_1", "validator": siret}
            self.claim(number, "A10", **status)
        self.fetch()
        found = self.pieces.search([("number", "in", ("N1", "S1"))], order="number")
        self.assertEqual(found.mapped("company_id"), self.company | south)
        self.assertEqual([one.company_id for one in found], [self.company, south])

    def test_a_history_that_is_refused_is_asked_for_once(self):
        self.claim()
        self.claim("D2")
        self.fetch()
        body = '{"codeRetour": 20000, "libelle": "GDP_MSG_11.008"}'
        self.simulator.fault(
            "factures/consulter/historique", "wrong_json", body=body, times=None
        )
        self.play("D1", "take")
        self.fetch()
        self.play("D2", "take")
        self.fetch()
        self.assertTrue(self.cursor().history_refused)
        self.assertEqual(len(self.simulator.calls("consulter/historique")), 1)
        codes = ["A_ASSOCIER_MOE", "MISE_A_DISPOSITION_MOE"]
        self.assertEqual(self.piece("D2").event_ids.mapped("code"), codes)

    def test_what_the_portal_does_not_grant_stops_nothing_else(self):
        family = {"unsubscribed_families": ["facturesTravaux"]}
        self.simulator.control("POST", "settings", family)
        self.claim()
        self.fetch()
        self.assertIn("Factures de travaux", self.cursor().failure)
        account = self.company.sudo()
        self.assertFalse(account.l10n_fr_chorus_refusals)
        self.assertFalse(account.l10n_fr_chorus_paused_until)
        self.simulator.control("POST", "settings", {"unsubscribed_families": []})
        self.fetch()
        self.assertFalse(self.cursor().failure)
        self.assertTrue(self.piece("D1"))

    def test_who_begins_with_works_gets_what_was_before(self):
        self.claim()
        self.fetch()
        self.assertTrue(self.cursor().watermark)
        self.company.l10n_fr_chorus_is_works = False
        self.company.l10n_fr_chorus_is_works = True
        self.assertFalse(self.cursor().watermark)
        self.fetch()
        self.assertEqual(len(self.piece("D1")), 1)
        self.assertTrue(self.cursor().watermark)

    def test_who_has_no_works_contracts_pays_nothing(self):
        self.company.sudo().l10n_fr_chorus_is_works = False
        self.claim()
        self.fetch()
        self.run_cron("ir_cron_works_sweep")
        self.assertFalse(self.simulator.calls())
        self.assertFalse(self.piece("D1"))

    def test_many_pieces_cost_their_pages(self):
        lot = {"supplier": self.company.company_registry, "recipient": WANTS_NOTHING}
        lot |= {"framework": "A4", "status": "MISE_A_DISPOSITION_MOE", "total": 1200}
        lot |= {"supervisor": SUPERVISOR, "market": "M1"}
        self.simulator.control("POST", "invoices", lot | {"count": 300, "prefix": "L"})
        self.fetch()
        own = [("company_id", "=", self.company.id)]
        self.assertEqual(self.pieces.search_count(own), 300)
        # Two pages of rows and all dossiers at once; what we validate, nothing.
        self.assertEqual(self.operations(), {WORKS: 3, REQUESTS: 1})

    def test_qualification_costs_the_number_of_the_dossier_alone(self):
        missing = {"payment_requests_missing": True}
        self.simulator.control("POST", "settings", missing)
        self.claim()
        self.play("D1", "take")
        self.play("D1", "answer", framework="A16", number="EV1")
        self.fetch()
        claimed, validated = self.piece("D1"), self.piece("EV1")
        self.assertEqual((claimed.framework, validated.framework), ("A4", "A16"))
        self.assertEqual(validated.previous_id, claimed)
        self.assertFalse(claimed.dossier_number or claimed.contract_number)
        self.assertEqual(validated.dossier_key, claimed.dossier_key)
        # Another supplier, or another year, has a D1 of its own.
        year = (claimed.piece_date or claimed.deposited_at).year
        own = f"D1/{claimed.supplier_siret}/{year}"
        self.assertEqual(claimed.dossier_key, own)

    def test_a_dossier_that_was_not_told_is_asked_for_again(self):
        self.claim()
        self.simulator.fault(REQUESTS, "wrong_json")
        self.fetch()
        self.assertFalse(self.piece("D1").dossier_number)
        self.fetch()
        self.assertTrue(self.piece("D1").dossier_number)

    def test_a_run_goes_on_where_it_was_cut(self):
        self.claim()
        self.simulator.fault(WORKS, "status", status=500, times=None)
        self.fetch()
        self.assertFalse(self.piece("D1"))
        self.simulator.control("DELETE", "faults")
        self.company.sudo().l10n_fr_chorus_paused_until = False
        self.fetch()
        self.assertTrue(self.piece("D1"))

    def test_the_sweep_finds_what_a_search_has_missed(self):
        self.claim()
        self.fetch()
        self.simulator.set_status("D1", "REFUSEE_MOE", "Prix non conformes")
        self.run_cron("ir_cron_works_sweep")
        piece = self.piece("D1")
        self.assertEqual(piece.raw_status, "REFUSEE_MOE")
        self.assertTrue(piece.is_over)
        self.assertIn("Prix non conformes", piece.event_ids.mapped("comment"))
