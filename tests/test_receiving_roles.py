"""Who may certify, order and account: groups, services, dates, two persons."""

from odoo import Command, fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from ..models.receiving.acts import ACTS
from .receiving_common import PREFIX, ReceivingCase

DAYS = fields.Date


def in_days(days):
    return DAYS.add(DAYS.today(), days=days)


@tagged("post_install_l10n", "post_install", "-at_install")
class TestReceivingRoles(ReceivingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id._chorus_keep_services(
            [{"code": "ECOLES"}, {"code": "VOIRIE"}], complete=True
        )
        services = cls.company.partner_id.sudo().l10n_fr_chorus_service_ids
        cls.schools = services.filtered(lambda service: service.code == "ECOLES")
        cls.roads = services - cls.schools

    def why(self, user, act, received=None):
        return (received or self.received).with_user(user)._chorus_why_not_mine(act)

    def setUp(self):
        super().setUp()
        self.received = self.new_received(
            service_id=self.schools.id, service_code="ECOLES"
        )

    def limit(self, **values):
        self.delegation.write({"scope": "services", **values})

    # -- Groups ----------------------------------------------------------------

    def test_each_role_is_given_in_the_form_of_a_user(self):
        roles = (
            self.env["res.groups"]
            .search([])
            .filtered(
                lambda group: group.get_external_id()[group.id].startswith(PREFIX)
            )
        )
        self.assertTrue(roles)
        hierarchy = roles._get_view_group_hierarchy()
        shown = [
            ids
            for privilege in hierarchy["privileges"].values()
            if set(ids := privilege["group_ids"]) & set(roles.ids)
        ]
        self.assertEqual(sorted(sum(shown, [])), sorted(roles.ids))
        # A privilege of its own each, but for the finance officer, who reads as well.
        both = [self.env.ref(PREFIX + name).id for name in ("reader", "finance")]
        self.assertEqual([ids for ids in shown if len(ids) > 1], [both])
        accounting = self.env.ref("base.module_category_accounting")
        self.assertEqual(roles.privilege_id.category_id, accounting)

    def test_the_accountant_suspends_and_rejects_under_helios(self):
        self.assertEqual(self.company.l10n_fr_chorus_recipient_profile, "helios")
        for act in ("suspend", "reject"):
            self.assertFalse(self.why(self.public_accountant, act))

    def test_each_act_has_its_people(self):
        people = {
            "agent": self.agent,
            "orderer": self.orderer,
            "accountant": self.public_accountant,
        }
        for act in ACTS.values():
            for actor, user in people.items():
                may = not self.why(user, act.code)
                self.assertEqual(may, actor in act.actors, (act.code, actor))
            for user in (self.reader, self.finance, self.accountant):
                self.assertIn("finances", self.why(self.reader, act.code))
                with self.assertRaisesRegex(AccessError, "F1"):
                    self.received.with_user(user)._chorus_assert_mine(act.code)

    def test_nobody_signs_in_as_a_machine(self):
        for user in (self.env.ref("base.user_root"), self.env.ref("base.public_user")):
            self.assertIn("personne", self.why(user, "order"))
        # Through ``sudo`` a person stays who he is.
        theirs = self.received.with_user(self.reader).sudo()
        self.assertTrue(theirs._chorus_why_not_mine("order"))

    def test_a_stranger_of_another_company(self):
        stranger = self.new_receiver("ailleurs", "orderer")
        other = self.setup_other_company()["company"]
        stranger.write(
            {"company_ids": [Command.set(other.ids)], "company_id": other.id}
        )
        self.assertIn(self.company.name, self.why(stranger, "order"))

    def test_who_orders_is_never_the_accountant(self):
        groups = [self.env.ref(PREFIX + name) for name in ("orderer", "accountant")]
        with self.assertRaisesRegex(ValidationError, "ordonnateur"):
            self.orderer.group_ids = [Command.link(groups[1].id)]
        self.env.invalidate_all()
        with self.assertRaises(ValidationError):
            groups[1].user_ids = [Command.link(self.orderer.id)]

    def test_nor_by_a_group_of_both(self):
        orderer, accountant = (
            self.env.ref(PREFIX + name) for name in ("orderer", "accountant")
        )
        both = self.env["res.groups"].create(
            {"name": "Tout", "implied_ids": [Command.set(orderer.ids)]}
        )
        both.user_ids = self.reader
        with self.assertRaises(ValidationError):
            both.implied_ids = [Command.link(accountant.id)]

    # -- Two persons -----------------------------------------------------------

    def test_who_ordered_does_not_account_whatever_his_groups_are_now(self):
        self.did(self.received, self.orderer, "order", mandate_number="M-7")
        accountant = self.env.ref(PREFIX + "accountant")
        self.orderer.group_ids = [
            Command.unlink(self.env.ref(PREFIX + "orderer").id),
            Command.link(accountant.id),
        ]
        for act in ("hand_over", "book", "release"):
            self.assertIn("comptable", self.why(self.orderer, act))
            self.assertFalse(self.why(self.public_accountant, act))
        self.assertFalse(self.why(self.orderer, "book", self.new_received("F2")))

    def test_who_accounted_does_not_order(self):
        self.did(self.received, self.public_accountant, "book")
        self.public_accountant.group_ids = [
            Command.unlink(self.env.ref(PREFIX + "accountant").id),
            Command.link(self.env.ref(PREFIX + "orderer").id),
        ]
        self.assertIn("comptable", self.why(self.public_accountant, "order"))

    def test_one_person_certifies_and_orders_by_a_setting_alone(self):
        mayor = self.new_receiver("maire", "agent", "orderer")
        self.delegate(mayor)
        self.assertFalse(self.why(mayor, "order"))
        self.did(self.received, mayor, "certify", state="uncertain")
        self.assertIn(self.company.name, self.why(mayor, "order"))
        self.assertFalse(self.why(mayor, "suspend"))
        self.company.sudo().l10n_fr_chorus_one_person = True
        self.assertFalse(self.why(mayor, "order"))

    # -- Services --------------------------------------------------------------

    def test_an_agent_certifies_for_his_services(self):
        self.limit()
        self.assertIn("ECOLES", self.why(self.agent, "certify"))
        self.limit(service_ids=self.roads.ids)
        why = self.why(self.agent, "certify")
        self.assertIn("ECOLES", why)
        self.assertIn("finances", why)
        self.limit(service_ids=self.schools.ids)
        for act in ("certify", "suspend", "reject", "recycle"):
            self.assertFalse(self.why(self.agent, act))
        # By its code alone, as long as the service is not read.
        unread = self.new_received("F2", service_code="ECOLES")
        self.assertFalse(self.why(self.agent, "certify", unread))
        unnamed = self.new_received("F3")
        self.assertIn("aucun service", self.why(self.agent, "certify", unnamed))
        self.limit(takes_without_service=True)
        self.assertFalse(self.why(self.agent, "certify", unnamed))

    def test_an_agent_without_delegation_certifies_nothing(self):
        fresh = self.new_receiver("nouvelle", "agent")
        why = self.why(fresh, "certify")
        self.assertIn("Aucun service", why)
        self.assertIn("finances", why)

    # -- Dates -----------------------------------------------------------------

    def test_delegations_have_dates(self):
        self.delegation.write({"date_from": in_days(-9), "date_to": in_days(-2)})
        why = self.why(self.agent, "certify")
        self.assertIn(in_days(-2).strftime("%d/%m/%Y"), why)
        self.delegation.write({"date_from": in_days(5), "date_to": False})
        self.assertIn(in_days(5).strftime("%d/%m/%Y"), self.why(self.agent, "certify"))
        self.delegate(self.agent)
        self.assertFalse(self.why(self.agent, "certify"))

    def test_a_deputy_orders_as_long_as_he_is_delegated(self):
        deputy = self.new_receiver("adjoint", "orderer")
        given = self.delegate(deputy, "orderer", order_number="2026-12")
        self.assertFalse(self.why(deputy, "order"))
        given.date_to = in_days(-1)
        self.assertIn(in_days(-1).strftime("%d/%m/%Y"), self.why(deputy, "order"))
        # The mayor himself orders by his office.
        self.assertFalse(self.why(self.orderer, "order"))

    def test_a_service_of_the_same_code_elsewhere_is_another_one(self):
        other = self.new_customer("Caisse des écoles", "12345678200028")
        code = {"partner_id": other.id, "code": "COMPTA"}
        service = self.env["l10n_fr_chorus_pro.service"].sudo().create(code)
        self.delegation.write({"scope": "services", "service_ids": service.ids})
        ours = self.new_received("F2", service_code="COMPTA")
        self.assertTrue(self.why(self.agent, "certify", ours))
        theirs = self.new_received(
            "F3", service_code="COMPTA", recipient_siret="12345678200028"
        )
        self.assertFalse(self.why(self.agent, "certify", theirs))

    # -- Another structure -----------------------------------------------------

    def test_another_structure_is_named_by_the_delegation(self):
        siret = "73282932000074"
        theirs = self.new_received("F2", recipient_siret=siret)
        for user, act in ((self.agent, "certify"), (self.orderer, "order")):
            self.assertIn(siret, self.why(user, act, theirs))
        intake = self.intakes[0].copy(
            {"structure_ref": "77", "structure_siret": siret, "kind": "FACTURE"}
        )
        self.delegation.intake_ids = intake
        self.assertFalse(self.why(self.agent, "certify", theirs))
        self.delegate(
            self.orderer,
            "orderer",
            intake_ids=intake.ids,
            delegated_by_id=self.finance.id,
        )
        self.assertFalse(self.why(self.orderer, "order", theirs))
        self.assertFalse(self.why(self.orderer, "order"))
        # Another establishment is the same body.
        branch = self.new_received("F3", recipient_siret="12345678200028")
        self.assertFalse(self.why(self.agent, "certify", branch))

    # -- Who delegates ---------------------------------------------------------

    def test_nobody_delegates_to_himself(self):
        delegations = self.delegation.with_user(self.finance)
        values = {"user_id": self.finance.id, "delegated_by_id": self.orderer.id}
        for actor in ("agent", "orderer"):
            with self.assertRaises(AccessError):
                delegations.create({**values, "actor": actor})
        values = {"user_id": self.agent.id, "delegated_by_id": self.agent.id}
        with self.assertRaises(ValidationError):
            delegations.create(values)
        with self.assertRaises(ValidationError):
            delegations.create({**values, "delegated_by_id": 1})
        mine = self.delegate(self.finance)
        with self.assertRaises(AccessError):
            mine.with_user(self.finance).date_to = in_days(9)
        with self.assertRaises(AccessError):
            self.delegation.with_user(self.finance).user_id = self.finance
        made = delegations.create({**values, "delegated_by_id": self.orderer.id})
        self.assertFalse(made.service_ids)
        with self.assertRaises(AccessError):
            made.unlink()
        for user in (self.agent, self.orderer, self.public_accountant, self.reader):
            with self.assertRaises(AccessError):
                made.with_user(user).scope = "all"
