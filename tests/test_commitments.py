import io
import zipfile
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from ..wizards.find_commitment import LISTED
from .commitment_cases import (
    DETAIL,
    NOT_ORDERED,
    ORDERED,
    SEARCH,
    SMALL,
    STATE,
    UNKNOWN,
    CommitmentMixin,
)
from .common import ChorusCase, ChorusHttpCase

MODELS = ("commitment", "commitment.line", "commitment.request")


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestFindCommitments(CommitmentMixin, ChorusCase):
    def found(self, **criteria):
        return set(self.search(**criteria).line_ids.mapped("number"))

    def test_each_criterion(self):
        """The register has four of our SIREN, and one of another company."""
        today = fields.Date.today()
        days = lambda count: today - timedelta(days=count)  # noqa: E731
        everything = {ORDERED, SMALL, NOT_ORDERED, "1500880012"}
        cases = (
            ({}, everything),
            ({"number": f" {ORDERED} "}, {ORDERED}),
            ({"contract_number": "2025-DIR-0042"}, {ORDERED, SMALL}),
            ({"notified_from": days(20)}, {SMALL, NOT_ORDERED}),
            ({"notified_to": days(20)}, {ORDERED, "1500880012"}),
            (
                {"notified_from": days(60), "notified_to": days(5)},
                {ORDERED, SMALL},
            ),
            ({"amount_from": 1000}, {ORDERED, SMALL}),
            ({"amount_to": 1000}, {NOT_ORDERED, "1500880012"}),
            ({"amount_from": 550, "amount_to": 1300}, {SMALL, NOT_ORDERED}),
        )
        for criteria, expected in cases:
            with self.subTest(criteria=criteria):
                self.assertEqual(self.found(**criteria), expected)

    def test_what_a_result_tells(self):
        line = self.search(number=ORDERED).line_ids
        self.assertTrue(line.chosen)
        self.assertEqual(line.state_label, "Commandé")
        self.assertEqual(line.kind_label, "Bon de commande")
        self.assertEqual(line.service_code, "AAASCPV")
        self.assertEqual((line.amount, line.currency_id.name), (6000, "EUR"))
        self.assertFalse(any(self.search().line_ids.mapped("chosen")))

    def test_a_long_list_ends_and_says_so(self):
        for index in range(LISTED + 20):
            self.register(f"16{index:08}", service="AAASCPV", lines=[100])
        # A portal that gives fewer than asked for is read page by page.
        self.simulator.control("POST", "settings", {"page_size_cap": 30})
        search = self.search(contract_number="")
        self.assertEqual(len(search.line_ids), LISTED)
        self.assertEqual(search.found_count, LISTED + 24)
        self.assertIn(str(LISTED + 24), search.unlisted)
        self.assertEqual(self.look_ups(), 4)
        self.assertFalse(self.search(number=ORDERED).unlisted)

    def test_nothing_found(self):
        search = self.search(number=UNKNOWN)
        self.assertTrue(search.searched)
        self.assertFalse(search.line_ids)
        with self.assertRaises(UserError):
            search.action_keep()

    def test_criteria_that_contradict_themselves(self):
        today = fields.Date.today()
        for criteria in (
            {"notified_from": today, "notified_to": today - timedelta(days=1)},
            {"amount_from": 2, "amount_to": 1},
        ):
            with self.assertRaises(UserError):
                self.search(**criteria)
        self.assertFalse(self.look_ups())

    def test_not_subscribed(self):
        self.simulator.fault(SEARCH, "status", status=403)
        with self.assertRaisesRegex(UserError, "Engagements juridiques"):
            self.search()

    @mute_logger("urllib3.connectionpool")
    def test_portal_down(self):
        for kind in ("html", "cut", "wrong_json"):
            self.simulator.fault(SEARCH, kind, times=2)
            with self.subTest(kind=kind), self.assertRaises(UserError):
                self.search()
            self.simulator.control("DELETE", "faults")


@tagged("post_install_l10n", "post_install", "-at_install")
class TestCommitments(CommitmentMixin, ChorusCase):
    def test_the_detail(self):
        """Lines, and the invoices that were deposited on it by whatever means."""
        invoice = self.new_state_invoice()
        self.integrate(invoice)
        commitment = self.keep(ORDERED)
        self.assertTrue(commitment.detail_known)
        self.assertTrue(commitment.commitment_ref)
        self.assertEqual(commitment.state, "COMMANDE")
        self.assertEqual(commitment.issuer_siret, STATE)
        self.assertEqual(commitment.issuer_name, "État")
        self.assertEqual(commitment.line_ids.mapped("amount"), [4000, 2000])
        request = commitment.request_ids
        self.assertEqual(request.number, invoice.name)
        self.assertEqual(request.amount, invoice.amount_total)
        self.assertEqual(request.issued_on, invoice.invoice_date)
        self.assertEqual(request.chorus_identifier, invoice.l10n_fr_chorus_identifier)
        self.assertEqual(request.status_label, "Mise à disposition du destinataire")

    def test_a_contract_is_known_where_it_was_searched(self):
        search = self.search(contract_number="2025-DIR-0042")
        search.line_ids.chosen = True
        search.action_keep()
        kept = self.commitment(ORDERED) | self.commitment(SMALL)
        self.assertEqual(set(kept.mapped("contract_number")), {"2025-DIR-0042"})
        # Found in another way later on, it is not forgotten.
        self.keep(ORDERED)
        self.assertEqual(kept[0].contract_number, "2025-DIR-0042")

    def test_kept_once_and_refreshed(self):
        commitment = self.keep(NOT_ORDERED)
        self.assertEqual(commitment.state_label, "À traiter")
        self.register(NOT_ORDERED, state="COMMANDE", lines=[600, 50])
        self.assertEqual(self.keep(NOT_ORDERED), commitment)
        self.assertEqual(commitment.state, "COMMANDE")
        self.register(NOT_ORDERED, lines=[700])
        commitment.action_chorus_refresh()
        self.assertEqual(commitment.amount, 700)
        self.assertEqual(commitment.line_ids.mapped("amount"), [700])

    def test_an_unknown_state_is_shown_as_it_came(self):
        self.register(ORDERED, state="SOLDE")
        commitment = self.keep(ORDERED)
        self.assertEqual(commitment.state_label, "SOLDE")
        self.assertFalse(commitment.is_ordered)

    def test_without_its_detail(self):
        """The address of the detail is not attested: the search must do."""
        for kind, details in (("status", {"status": 404}), ("wrong_json", {})):
            with self.subTest(kind=kind):
                self.simulator.fault(DETAIL, kind, **details)
                commitment = self.keep(ORDERED)
                self.assertFalse(commitment.detail_known)
                self.assertEqual(commitment.amount, 6000)

    def test_the_portal_falls_silent_in_between(self):
        """What the search told is kept; a refresh brings the rest."""
        self.simulator.fault(DETAIL, "status", status=503)
        search = self.search(number=ORDERED)
        action = search.action_keep()
        self.assertEqual(action["params"]["type"], "warning")
        commitment = self.commitment(ORDERED)
        self.assertEqual((commitment.amount, commitment.detail_known), (6000, False))
        commitment.action_chorus_refresh()
        self.assertTrue(commitment.detail_known)

    def test_a_failed_refresh_changes_nothing(self):
        commitment = self.keep(ORDERED)
        self.simulator.fault(SEARCH, "status", status=503)
        with self.assertRaises(UserError):
            commitment.action_chorus_refresh()
        self.assertTrue(commitment.active)
        self.assertEqual(len(commitment.line_ids), 2)

    def test_another_environment(self):
        commitment = self.keep(ORDERED)
        self.company.sudo().l10n_fr_chorus_environment = "sandbox"
        with self.assertRaises(UserError):
            commitment.action_chorus_refresh()
        invoice = self.new_state_invoice()
        self.assertFalse(invoice.l10n_fr_chorus_commitment_id)

    def test_customers(self):
        """The only customer of the SIRET, the chosen one, or those named by hand."""
        self.assertEqual(self.keep(ORDERED).partner_ids, self.state)
        other = self.new_customer("Tribunal de Lyon", STATE)
        self.assertFalse(self.keep(SMALL).partner_ids)
        commitment = self.keep(SMALL, partner_id=other.id)
        self.assertEqual(commitment.partner_ids, other)
        attaching = (
            self.env["l10n_fr_chorus_pro.attach.commitment"]
            .with_user(self.accountant)
            .create({"commitment_id": commitment.id})
        )
        self.assertEqual(attaching.partner_ids, other)
        attaching.partner_ids = self.state
        attaching.action_confirm()
        self.assertEqual(commitment.partner_ids, self.state)
        self.assertEqual(self.state.l10n_fr_chorus_commitment_count, 2)
        action = self.state.action_chorus_open_commitments()
        listed = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(listed, self.commitment(ORDERED) | commitment)

    def test_invoices_of_a_commitment(self):
        commitment = self.keep(ORDERED)
        posted = self.new_state_invoice()
        draft = self.new_state_invoice(post=False)
        credit = self.new_state_invoice(move_type="out_refund")
        self.new_state_invoice(post=False).button_cancel()
        self.new_invoice(self.town, purchase_order_reference=ORDERED)
        self.new_state_invoice(SMALL)
        commitment.invalidate_recordset()
        self.assertEqual(commitment.invoice_count, 3)
        self.assertEqual(commitment.invoiced_amount, 0)
        credit.button_draft()
        commitment.invalidate_recordset()
        self.assertEqual(commitment.invoiced_amount, posted.amount_total)
        self.assertEqual(commitment.remaining_amount, 4800)
        action = commitment.action_chorus_open_invoices()
        listed = self.env["account.move"].search(action["domain"])
        self.assertEqual(listed, posted | draft | credit)

    def test_figures_of_many_commitments_cost_one_query(self):
        for number in (ORDERED, SMALL):
            self.keep(number)
            self.new_state_invoice(number)
        commitments = self.commitment(ORDERED) | self.commitment(SMALL)

        def read(records):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            records.mapped("invoiced_amount")
            return self.cr.sql_log_count - before

        read(commitments)
        self.assertEqual(read(commitments), read(commitments[0]))

    def test_a_new_invoice_on_a_commitment(self):
        search = self.search(contract_number="2025-DIR-0042")
        search.line_ids.chosen = True
        search.action_keep()
        commitment = self.commitment(ORDERED)
        action = commitment.action_chorus_invoice()
        invoice = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual((invoice.state, invoice.move_type), ("draft", "out_invoice"))
        self.assertEqual(invoice.partner_id, self.state)
        self.assertEqual(invoice.purchase_order_reference, ORDERED)
        self.assertEqual(invoice.buyer_reference, "AAASCPV")
        self.assertEqual(invoice.contract_reference, "2025-DIR-0042")
        # The customer is chosen by hand where there are several, and the rest stays.
        other = self.new_customer("Tribunal de Lyon", STATE)
        commitment.sudo().partner_ids |= other
        action = commitment.action_chorus_invoice()
        invoice = self.env["account.move"].browse(action["res_id"])
        self.assertFalse(invoice.partner_id)
        with Form(invoice) as form:
            form.partner_id = other
        self.assertEqual(invoice.buyer_reference, "AAASCPV")
        self.assertEqual(invoice.purchase_order_reference, ORDERED)

    def test_documents(self):
        """One as it is, several as the archive that the portal gives."""
        commitment = self.keep(ORDERED)
        for _again in range(2):
            commitment.action_chorus_download_documents()
        document = commitment.document_ids
        self.assertEqual(document.name, f"Engagement_{ORDERED}.pdf")
        self.assertTrue(document.raw.startswith(b"%PDF"))
        several = self.keep(SMALL)
        several.action_chorus_download_documents()
        archive = zipfile.ZipFile(io.BytesIO(several.document_ids.raw))
        self.assertEqual(len(archive.namelist()), 2)
        none = self.keep(NOT_ORDERED)
        self.assertFalse(none.has_documents)
        self.assertEqual(
            none.action_chorus_download_documents()["tag"], "display_notification"
        )
        self.assertFalse(none.document_ids)

    def test_documents_while_the_portal_is_down(self):
        commitment = self.keep(ORDERED)
        for status in (403, 503):
            self.simulator.fault("telecharger/pieceJointe", "status", status=status)
            with self.assertRaises(UserError):
                commitment.action_chorus_download_documents()
        self.assertFalse(commitment.document_ids)


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestCommitmentAccess(CommitmentMixin, ChorusCase):
    def records(self, model, user):
        return self.env[f"l10n_fr_chorus_pro.{model}"].with_user(user).search([])

    def test_who_looks_and_who_acts(self):
        self.integrate(self.new_state_invoice())
        commitment = self.keep(ORDERED)
        commitment.action_chorus_download_documents()
        auditor = new_test_user(
            self.env,
            login="auditeur",
            groups="account.group_account_readonly",
            company_id=self.company.id,
        )
        clerk = new_test_user(self.env, login="employe", groups="base.group_user")
        for model in MODELS:
            for user in (self.accountant, auditor):
                records = self.records(model, user)
                self.assertTrue(records.read())
                with self.assertRaises(AccessError):
                    records.write({"number": "1"})
                with self.assertRaises(AccessError):
                    records.unlink()
                with self.assertRaises(AccessError):
                    records.create({})
            with self.assertRaises(AccessError):
                self.records(model, clerk)
        seen = commitment.with_user(auditor)
        self.assertTrue(seen.document_ids.raw)
        for button in ("action_chorus_refresh", "action_chorus_download_documents"):
            with self.assertRaises(AccessError):
                getattr(seen, button)()
        for wizard in ("find.commitment", "attach.commitment"):
            with self.assertRaises(AccessError):
                self.env[f"l10n_fr_chorus_pro.{wizard}"].with_user(auditor).create({})

    def test_companies(self):
        """Strangers see nothing, and cannot search with another's connection; the
        people of a branch use the commitments of its parent."""
        self.integrate(self.new_state_invoice())
        self.keep(ORDERED)
        stranger = new_test_user(
            self.env,
            login="etranger",
            groups="account.group_account_invoice",
            company_id=self.env["res.company"].create({"name": "Autre"}).id,
        )
        branch = self.env["res.company"].create(
            {"name": "Agence de Lyon", "parent_id": self.company.id}
        )
        colleague = new_test_user(
            self.env,
            login="agence",
            groups="account.group_account_invoice",
            company_id=branch.id,
            company_ids=[branch.id],
        )
        for model in MODELS:
            self.assertFalse(self.records(model, stranger))
            self.assertTrue(self.records(model, colleague))
        wizards = self.env["l10n_fr_chorus_pro.find.commitment"].with_user(stranger)
        with self.assertRaises(AccessError):
            wizards.create({"company_id": self.company.id})


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestCommitmentTour(CommitmentMixin, ChorusHttpCase):
    def test_search_detail_and_invoice(self):
        self.start_tour(
            "/odoo/accounting",
            "l10n_fr_chorus_pro_commitments",
            login=self.accountant.login,
        )
        commitment = self.commitment(ORDERED)
        self.assertEqual(commitment.line_ids.mapped("amount"), [4000, 2000])
        self.assertEqual(commitment.document_ids.name, f"Engagement_{ORDERED}.pdf")
