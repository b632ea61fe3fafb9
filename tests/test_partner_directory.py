"""What the directory tells of customers, and what it makes of their invoices."""

from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger
from odoo.tools.safe_eval import safe_eval

from ..chorus_api import parties
from .common import WANTS_COMMITMENT, WANTS_NOTHING, WANTS_SERVICE, ChorusCase

STATE = "11000201100044"
SERVICE = "SERVICE_DEST_SERV_OBL"


class DirectoryCase(ChorusCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.sudo().l10n_fr_chorus_submission_mode = "cii"  # nothing to print
        cls.department = cls.new_customer("Département du Val", WANTS_SERVICE)
        cls.town._chorus_forget_structure()

    @classmethod
    def new_customer(cls, name, siret, **values):
        return super().new_customer(name, siret, looked_up=False, **values)

    def look_up(self, partner):
        return partner.with_user(self.accountant).action_chorus_look_up()["params"]

    def send_refused(self, invoice):
        with self.assertRaises(UserError) as caught:
            self.send(invoice)
        return str(caught.exception)


@tagged("post_install_l10n", "post_install", "-at_install")
class TestLookUp(DirectoryCase):
    def test_what_a_customer_wants_and_its_services(self):
        note = self.look_up(self.department)
        self.assertEqual(note["type"], "success")
        self.assertIn("code service", note["message"])
        self.assertEqual(self.department.l10n_fr_chorus_requirement, "service")
        self.assertEqual(self.department.l10n_fr_chorus_directory_state, "active")
        services = self.department.with_context(active_test=False)
        by_code = {s.code: s for s in services.l10n_fr_chorus_service_ids}
        self.assertTrue(by_code[SERVICE].active)
        self.assertFalse(by_code["SERVICE_FERME"].active)
        self.assertTrue(by_code[SERVICE].detail_read)

    def test_a_second_look_up_writes_nothing_but_its_date(self):
        self.look_up(self.department)
        services = self.department.l10n_fr_chorus_service_ids
        before = services.mapped("write_date")
        with patch.object(type(services), "write", side_effect=AssertionError):
            self.look_up(self.department)
        self.assertEqual(services.mapped("write_date"), before)

    def test_every_service_of_a_large_body_arrives(self):
        told = self.simulator.control(
            "POST", "directory", {"structures": 20, "seed": 1}
        )
        large = self.new_customer("Grande région", told["identifier"])
        self.look_up(large)
        services = large.with_context(active_test=False).l10n_fr_chorus_service_ids
        self.assertEqual(len(services), 120)
        # Too many to ask each of them what it wants.
        self.assertFalse(self.simulator.calls("consulter/service"))

    def test_a_customer_that_nobody_knows(self):
        stranger = self.new_customer("Inconnue", "73282932000033")
        note = self.look_up(stranger)
        self.assertEqual(note["type"], "warning")
        self.assertIn("73282932000033", note["message"])
        self.assertEqual(stranger.l10n_fr_chorus_directory_state, "absent")

    def test_a_customer_without_siret_is_not_asked_for(self):
        nameless = self.new_customer("Syndicat", False)
        with self.assertRaises(UserError):
            self.look_up(nameless)
        self.assertFalse(self.simulator.calls())

    def test_another_siret_is_another_body(self):
        self.look_up(self.department)
        self.department.company_registry = WANTS_SERVICE[:9] + " " + WANTS_SERVICE[9:]
        self.assertTrue(self.department.l10n_fr_chorus_requirement, "the same one")
        self.department.company_registry = WANTS_NOTHING
        self.assertFalse(self.department.l10n_fr_chorus_requirement)
        self.assertFalse(self.department.l10n_fr_chorus_directory_date)
        services = self.department.with_context(active_test=False)
        self.assertFalse(services.l10n_fr_chorus_service_ids)

    def test_a_refused_api_is_named_and_nothing_is_lost(self):
        self.look_up(self.department)
        self.simulator.control(
            "POST", "settings", {"unsubscribed_families": ["structures"]}
        )
        with self.assertRaises(UserError) as caught:
            self.look_up(self.department)
        self.assertIn("Structures", str(caught.exception))
        self.assertEqual(self.department.l10n_fr_chorus_requirement, "service")

    @mute_logger("urllib3.connectionpool")
    def test_a_silent_portal_is_named_and_nothing_is_lost(self):
        self.simulator.fault("structures/rechercher", "status", status=503, times=None)
        with self.assertRaises(UserError) as caught:
            self.look_up(self.department)
        self.assertIn("503", str(caught.exception))
        self.assertFalse(self.department.l10n_fr_chorus_directory_date)

    def test_a_service_that_was_deleted_is_closed_here(self):
        self.look_up(self.department)
        gone = {"code": SERVICE, "deleted": True}
        self.simulator.control(
            "POST", "structures", {"identifier": WANTS_SERVICE, "services": [gone]}
        )
        self.look_up(self.department)
        self.assertFalse(self.department._chorus_service(SERVICE).active)


@tagged("post_install_l10n", "post_install", "-at_install")
class TestRequirements(DirectoryCase):
    def known(self, requirement, service_wants_commitment):
        self.department.sudo().write(
            {
                "l10n_fr_chorus_directory_state": "active",
                "l10n_fr_chorus_directory_date": fields.Datetime.now(),
                "l10n_fr_chorus_requirement": requirement,
            }
        )
        service = {
            "code": SERVICE,
            "commitment_required": service_wants_commitment,
        }
        self.department._chorus_keep_services([service], complete=True)

    def test_all_requirements(self):
        """Each requirement, of the body or of the service, with each of the two codes
        present or missing: what is missing is named, and nothing else."""
        invoice = self.new_invoice(self.department)
        for requirement in parties.REQUIREMENTS:
            for of_service in (False, True):
                self.known(requirement, of_service)
                for service in (False, SERVICE):
                    for commitment in (False, "EJ-1"):
                        invoice.buyer_reference = service
                        invoice.purchase_order_reference = commitment
                        failed = {f.check.name for f in invoice._chorus_failures()}
                        expected = self.missing(
                            requirement, of_service, service, commitment
                        )
                        case = (requirement, of_service, service, commitment)
                        with self.subTest(case=case):
                            self.assertEqual(failed, expected)

    def missing(self, requirement, of_service, service, commitment):
        wants_service = requirement in ("service", "both")
        wants_commitment = (
            requirement in ("commitment", "both")
            or (of_service and service)
            or (requirement == "either" and not service)
        )
        missing = set()
        if wants_service and not service:
            missing.add("missing_service")
        if wants_commitment and not commitment:
            missing.add("missing_commitment")
        return missing

    def test_nothing_is_asked_of_a_customer_that_is_not_known(self):
        self.assertFalse(self.new_invoice(self.department)._chorus_failures())


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestFresh(DirectoryCase):
    def test_a_customer_is_looked_up_before_its_invoice_leaves(self):
        invoice = self.new_invoice(self.department)
        self.assertIn("code service", self.send_refused(invoice))
        self.assertFalse(self.simulator.calls("deposer/flux"))

    def test_once_for_all_its_invoices_and_not_again_for_days(self):
        invoices = self.new_invoice() | self.new_invoice() | self.new_invoice()
        for invoice in invoices:
            self.send(invoice)
        self.assertEqual(len(self.simulator.calls("structures/v1/consulter")), 1)
        self.town.sudo().l10n_fr_chorus_directory_date = "2026-01-01 08:00:00"
        self.send(self.new_invoice())
        self.assertEqual(len(self.simulator.calls("structures/v1/consulter")), 2)

    @mute_logger("urllib3.connectionpool")
    def test_a_silent_directory_stops_nobody(self):
        self.simulator.fault("structures/rechercher", "status", status=503, times=None)
        self.integrate(self.new_invoice())
        self.assertEqual(len(self.simulator.invoices()), 1)
        self.assertFalse(self.town.l10n_fr_chorus_directory_date)

    def test_a_directory_that_is_not_subscribed_stops_nobody(self):
        self.simulator.control(
            "POST", "settings", {"unsubscribed_families": ["structures"]}
        )
        self.integrate(self.new_invoice())
        self.assertEqual(len(self.simulator.invoices()), 1)

    def test_closed_since_yesterday(self):
        self.look_up(self.town)
        self.simulator.control(
            "POST", "structures", {"identifier": WANTS_NOTHING, "active": False}
        )
        invoice = self.new_invoice()
        self.assertFalse(invoice._chorus_checks(), "nobody knows yet")
        self.town.sudo().l10n_fr_chorus_directory_date = "2026-01-01 08:00:00"
        self.assertIn("Ville de Saint-Aubin", self.send_refused(invoice))
        self.assertFalse(self.simulator.calls("deposer/flux"))

    def test_a_service_that_was_closed(self):
        invoice = self.new_invoice(self.department, buyer_reference="SERVICE_FERME")
        self.assertIn("SERVICE_FERME", self.send_refused(invoice))

    def test_a_service_that_is_not_theirs(self):
        invoice = self.new_invoice(self.department, buyer_reference="AILLEURS")
        self.assertIn("AILLEURS", self.send_refused(invoice))

    def test_a_customer_of_works_alone(self):
        owner = self.new_customer("Société d'aménagement", "12345678200085")
        self.assertIn("travaux", self.send_refused(self.new_invoice(owner)))


@tagged("post_install_l10n", "post_install", "-at_install")
class TestServiceOfInvoice(DirectoryCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.region = cls.new_customer("Région", WANTS_COMMITMENT)

    def names(self, invoice, text):
        services = self.env["l10n_fr_chorus_pro.service"].with_user(self.accountant)
        # The form gives a domain the values of the record.
        domain = invoice._fields["l10n_fr_chorus_service_id"].domain
        record = {
            "commercial_partner_id": invoice.commercial_partner_id.id,
            "l10n_fr_chorus_hidden_service": invoice.l10n_fr_chorus_hidden_service,
        }
        found = services.name_search(text, safe_eval(domain, record))
        return [name for _id, name in found]

    def test_chosen_by_the_first_letters_of_code_or_name(self):
        self.look_up(self.department)
        invoice = self.new_invoice(self.department, post=False)
        for text in ("SERVICE_D", "direction"):
            self.assertEqual(
                self.names(invoice, text), [f"{SERVICE} – Direction des achats"]
            )
        with Form(invoice) as form:
            form.l10n_fr_chorus_service_id = self.department._chorus_service(SERVICE)
        self.assertEqual(invoice.buyer_reference, SERVICE)

    def test_the_service_of_public_issuers_is_hidden_from_companies(self):
        self.look_up(self.town)
        invoice = self.new_invoice(post=False)
        self.assertFalse(invoice.l10n_fr_chorus_has_services)
        self.assertFalse(self.names(invoice, ""))
        self.company.l10n_fr_chorus_is_public_body = True
        invoice.invalidate_recordset()
        self.assertTrue(invoice.l10n_fr_chorus_has_services)
        (name,) = self.names(invoice, "")
        self.assertIn("FACTURES_PUBLIQUES", name)

    def test_a_code_that_is_not_theirs_stays_to_be_seen(self):
        self.look_up(self.department)
        invoice = self.new_invoice(
            self.department, post=False, buyer_reference="AILLEURS"
        )
        self.assertFalse(invoice.l10n_fr_chorus_has_services)
        self.assertEqual(invoice.buyer_reference, "AILLEURS")
