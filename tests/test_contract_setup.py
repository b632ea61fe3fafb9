"""The set-up of who validates invoices of others, and of who works on contracts."""

from odoo.tests import tagged

from .common import COMPANY_SIRET
from .test_receiving_setup import OF_SUPPLIERS
from .test_setup import SetupMixin
from .validation_common import BUILDER_SIRET, VALIDATOR_GROUP, ValidationCase

OF_VALIDATORS = {"validating_structure", "validators", "contracts"}
OF_WORKS = {"facturesTravaux", "contracts"}
PREFIX = "l10n_fr_chorus_"


@tagged("post_install_l10n", "post_install", "-at_install")
class TestContractSetup(SetupMixin, ValidationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.setUpPeople()

    def be(self, *roles):
        names = ("is_supplier", "is_public_body", "is_validator", "is_works")
        values = {f"{PREFIX}{name}": name in roles for name in names}
        self.company.sudo().write(values)

    def check(self, name, state, *words, button=None):
        line = self.lines()[name]
        self.assertEqual((line["state"], line.get("button")), (state, button))
        for word in words:
            self.assertIn(word, line["sentence"])

    def test_each_role_has_its_lines(self):
        for roles, there, absent in (
            (("is_validator",), OF_VALIDATORS, OF_SUPPLIERS | {"facturesTravaux"}),
            (("is_works",), OF_SUPPLIERS | OF_WORKS, {"validators"}),
            (("is_supplier",), OF_SUPPLIERS, OF_VALIDATORS | OF_WORKS),
        ):
            self.be(*roles)
            lines = set(self.lines())
            self.assertLessEqual(there, lines, roles)
            self.assertFalse(absent & lines, roles)

    def test_roles(self):
        self.be("is_validator", "is_works")
        self.check("roles", "done", "Valide", "travaux", button="roles")
        place = self.press("roles")["context"]["chorus_place"]
        self.assertEqual(place, "chorus_pro_roles")
        self.be()
        self.check("roles", "missing", self.company.name, button="roles")
        self.company.sudo().l10n_fr_chorus_environment = False
        self.assertEqual(self.state("roles"), "open")

    def test_structure_that_validates(self):
        self.check("validating_structure", "open", button="read")
        self.press("read")
        self.check("validating_structure", "done", BUILDER_SIRET)
        self.company.company_registry = COMPANY_SIRET
        self.check(
            "validating_structure",
            "missing",
            BUILDER_SIRET,
            COMPANY_SIRET,
            button="read",
        )

    def test_who_validates(self):
        self.company.sudo().l10n_fr_chorus_responsible_id = self.clerk
        names = self.validator.name, self.clerk.name
        self.check("validators", "done", *names, f"{self.clerk.name}.")
        group = self.env.ref(VALIDATOR_GROUP)
        (self.validator | self.clerk).group_ids -= group
        self.check("validators", "missing", "Comptabilité", button="people")

    def test_a_validator_is_ready(self):
        self.be("is_validator")
        self.press("read")
        self.assertIn("valider", self.read_setup()["summary"])

    def test_contracts(self):
        self.check("contracts", "note", "sous-traitants", button="contracts")
        self.be("is_works")
        self.check("contracts", "note", "maître d'œuvre", button="contracts")
        contract = self.new_contract()
        self.check("contracts", "missing", "2026-T-08", button="contracts")
        contract.works_supervisor_id = self.hospital
        self.check("contracts", "done", "2026-T-08", button="contracts")
        contract.our_role = "subcontractor"
        self.check("contracts", "missing", "2026-T-08", button="contracts")
        contract.main_contractor_id = self.subcontractor
        self.assertEqual(self.state("contracts"), "done")
        model = self.press("contracts", self.manager)["res_model"]
        self.assertEqual(model, "l10n_fr_chorus_pro.contract")
        contract.is_works = False
        self.assertEqual(self.state("contracts"), "done")
