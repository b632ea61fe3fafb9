"""The portal's lists of codes: read, renewed, forgotten; looked at by all, written by
none."""

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.einvoice.law_articles import articles, closest
from .common import ChorusCase

LISTS = ("tauxtva", "exonerationtva", "devises", "modereglements")


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestDoorCodes(ChorusCase):
    def setUp(self):
        super().setUp()
        self.account = self.company.sudo()
        self.account._chorus_read_own_side()

    @property
    def codes(self):
        return self.account.l10n_fr_chorus_code_ids

    def of(self, kind):
        return self.codes.filtered(lambda row: row.kind == kind)

    def calls(self):
        return [name for name in LISTS if self.simulator.calls(name)]

    def read_again_by_night(self, **earlier):
        then = fields.Datetime.subtract(fields.Datetime.now(), **earlier)
        self.account.l10n_fr_chorus_code_date = then
        self.simulator.reset()
        with mute_logger("urllib3.connectionpool"):
            self.run_cron("ir_cron_directory")

    def test_read_with_the_own_side(self):
        self.assertEqual(self.calls(), [*LISTS])
        self.assertEqual(len(self.of("vat_rate")), 6)
        rate = self.of("vat_rate").filtered(lambda row: row.code == "TVA2")
        self.assertEqual(rate.rate, 2.1)
        self.assertIn("VIREMENT", self.of("means").mapped("code"))
        self.assertIn("EUR", self.of("currency").mapped("code"))
        self.assertEqual(
            self.of("exemption")[0].display_name,
            "EXO1 – Art 293B du CGI (franchise en base)",
        )

    def test_what_is_chosen_outlives_a_second_reading_but_not_its_code(self):
        tax = self.company_data["default_tax_sale"]
        tax.l10n_fr_chorus_exemption_id = self.of("exemption")[0]
        stranger = {"company_id": self.account.id, "kind": "currency", "code": "XXX"}
        self.codes.create(stranger)
        before = self.of("exemption").ids
        self.account._chorus_read_own_side()
        self.assertEqual(self.of("exemption").ids, before)
        self.assertTrue(tax.l10n_fr_chorus_exemption_id)
        self.assertNotIn("XXX", self.codes.mapped("code"))
        self.account.l10n_fr_chorus_environment = "sandbox"
        self.assertFalse(self.codes)
        self.assertFalse(self.account.l10n_fr_chorus_code_date)
        self.assertFalse(tax.l10n_fr_chorus_exemption_id)

    def test_the_weekly_action_reads_what_is_old(self):
        self.read_again_by_night(days=2)
        self.assertEqual(self.calls(), [])
        self.read_again_by_night(days=7)
        self.assertEqual(self.calls(), [*LISTS])
        today = fields.Datetime.subtract(fields.Datetime.now(), hours=1)
        self.assertGreater(self.account.l10n_fr_chorus_code_date, today)

    def test_what_fails_keeps_what_was_known(self):
        before = self.codes.ids
        self.simulator.reset()
        self.simulator.fault("devises", "status", status=503, times=None)
        then = fields.Datetime.subtract(fields.Datetime.now(), days=9)
        self.account.l10n_fr_chorus_code_date = then
        with mute_logger("urllib3.connectionpool"):
            self.run_cron("ir_cron_directory")
        self.assertEqual(self.account.l10n_fr_chorus_code_date, then)
        self.assertEqual(sorted(self.codes.ids), sorted(before))
        self.assertTrue(self.simulator.calls("annuaire"), "the directory came after it")

    def test_a_branch_uses_those_of_its_parent_and_nobody_writes(self):
        branch = self.env["res.company"].create(
            {"name": "Agence", "parent_id": self.company.id}
        )
        self.assertEqual(branch._chorus_codes("exemption"), self.of("exemption"))
        self.accountant.company_ids |= branch
        row = self.codes[0].with_user(self.accountant)
        row = row.with_context(allowed_company_ids=branch.ids)
        self.assertTrue(row.code)
        with self.assertRaises(AccessError):
            row.name = "Autre"

    def test_choices_of_another_company_are_refused(self):
        stranger = self.setup_other_company(name="Autre SARL")["company"].sudo()
        account = self.account.l10n_fr_chorus_own_structure_id.bank_account_ids[0]
        with self.assertRaises(ValidationError):
            stranger.l10n_fr_chorus_own_bank_account_id = account
        service = self.account.partner_id.l10n_fr_chorus_service_ids[0]
        with self.assertRaises(ValidationError):
            stranger.l10n_fr_chorus_own_service_id = service

    def test_articles_as_people_write_them(self):
        for text, expected in (
            ("Art 293B(FranchiseEnBase)", ("293", "b")),
            ("TVA non applicable, art. 293 B du CGI", ("293", "b")),
            ("Exonérée de TVA, art. 262 ter, I du CGI", ("262", "ter", "i")),
            ("Art 283-2 du CGI (autoliquidation)", ("283", "2")),
            ("article 132, paragraphe 1, point i), de la", ("132", "1", "i")),
            ("Art. 275 d'outre-mer", ("275",)),
        ):
            self.assertEqual(articles(text), [expected])
        self.assertEqual(articles("Exonération, 261"), [])

    def test_the_closest_article_wins_and_a_draw_is_none(self):
        labels = {"a": "Art 262 I", "b": "Art 262 ter I", "c": "Art 261", "d": "Autre"}
        self.assertEqual(closest(labels, "art. 262 ter, I du CGI"), "b")
        self.assertEqual(closest(labels, "art. 262, I du CGI"), "a")
        self.assertEqual(closest(labels, "art. 261, 4, 4° du CGI"), "c")
        labels["e"] = "Art 261-4"
        self.assertEqual(closest(labels, "art. 261, 4 du CGI"), "e")
        self.assertIsNone(closest(labels, "art. 262 du CGI"), "they say too much")
        labels["f"] = "Art 261, 4 du code"
        self.assertIsNone(closest(labels, "art. 261, 4 du CGI"), "two say it")
        self.assertIsNone(closest(labels, "art. 295 du CGI"))
