"""Take-over of what OCA's addon has sent, from tables of the shape that it leaves."""

from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from ..bench.plans import Recorder
from .recovery_common import RecoveryCase

# As l10n_fr_chorus_account makes them, 16.0 to 18.0. There ``chorus_identifier`` of an
# invoice is an int4, which the numbers of the simulator are too long for.
SHAPE = """
CREATE TABLE chorus_flow (
    id serial PRIMARY KEY, name varchar NOT NULL, date date NOT NULL,
    attachment_id int4, status varchar, status_display varchar,
    status_date timestamp, syntax varchar, notes text, company_id int4 NOT NULL,
    invoice_identifiers bool
);
CREATE TABLE chorus_flow_initial_account_move_rel (
    chorus_flow_id int4 NOT NULL, move_id int4 NOT NULL,
    PRIMARY KEY (chorus_flow_id, move_id)
);
CREATE TABLE chorus_partner_service (
    id serial PRIMARY KEY, partner_id int4, code varchar NOT NULL, active bool,
    name varchar, chorus_identifier int4, engagement_required bool
);
CREATE TABLE account_move_chorus_ir_attachment_rel (
    account_move_id int4 NOT NULL, ir_attachment_id int4 NOT NULL,
    PRIMARY KEY (account_move_id, ir_attachment_id)
);
ALTER TABLE account_move
    ADD COLUMN chorus_flow_id int4, ADD COLUMN chorus_identifier int8,
    ADD COLUMN chorus_status varchar, ADD COLUMN chorus_status_date timestamp;
ALTER TABLE res_partner
    ADD COLUMN fr_chorus_required varchar, ADD COLUMN fr_chorus_identifier int4,
    ADD COLUMN fr_chorus_service_id int4;
"""
# Gone in 18.0.
SHAPE_17 = "ALTER TABLE res_company ADD COLUMN fr_chorus_qualif bool;"


@tagged("post_install_l10n", "post_install", "-at_install")
class TestTakeOverOca(RecoveryCase):
    def setUp(self):
        super().setUp()
        self.documents = self.env["l10n_fr_chorus_pro.document"].sudo()
        self.moves = self.env["account.move"]

    def shape(self, more=""):
        """The tables, with the customers that it has invoiced."""
        self.env.flush_all()
        self.env.cr.execute("SET CONSTRAINTS ALL IMMEDIATE")
        self.env.cr.execute(SHAPE + more)
        self.run_sql(
            "UPDATE res_partner SET fr_chorus_required = 'service' WHERE id = %s",
            self.town.id,
        )

    def run_sql(self, query, *values):
        self.env.flush_all()
        self.env.cr.execute(query, values)
        if query.startswith("INSERT"):
            return self.env.cr.fetchone()[0]
        self.env.invalidate_all()
        return None

    def sent_by_oca(self, known=True):
        """An invoice that is in the portal; what this addon knows of it is forgotten.

        :param bool known: its identifier was read
        """
        invoice = self.new_invoice()
        self.send(invoice)
        if known:
            self.simulator.advance(120)
            self.run_deposits()
        document = invoice.l10n_fr_chorus_document_ids.sudo()
        deposit = document.deposit_id
        values = (deposit.flow_number, document.chorus_identifier, document.raw_status)
        document.event_ids.unlink()
        document.unlink()
        deposit.unlink()
        return invoice, values

    def write_oca(self, invoice, values, status="IN_INTEGRE"):
        """What OCA's addon knows of an invoice."""
        number, identifier, raw_status = values
        flow = self.run_sql(
            "INSERT INTO chorus_flow (name, date, status, company_id)"
            " VALUES (%s, %s, %s, %s) RETURNING id",
            *(number, fields.Date.today(), status, self.company.id),
        )
        self.run_sql(
            "UPDATE account_move SET chorus_flow_id = %s, chorus_identifier = %s,"
            " chorus_status = %s, chorus_status_date = now() WHERE id = %s",
            *(flow, int(identifier or 0), raw_status or None, invoice.id),
        )

    def new_dialog(self, company=None):
        return (
            self.env["l10n_fr_chorus_pro.take.over.oca"]
            .with_user(self.manager)
            .create({"company_id": (company or self.company).id})
        )

    def adopt(self):
        action = self.new_dialog().action_adopt()
        self.env.flush_all()
        return action["params"]["message"]

    # -- What is taken ---------------------------------------------------------

    def test_invoices_are_followed_and_nothing_is_sent(self):
        known, pending, paid = (
            self.sent_by_oca(),
            self.sent_by_oca(known=False),
            self.sent_by_oca(),
        )
        refused = self.new_invoice()
        self.simulator.set_status(paid[1][1], "MISE_EN_PAIEMENT")
        self.shape()
        self.write_oca(*known)
        self.write_oca(*pending, status="IN_TRAITE_SE_CPP")
        self.write_oca(paid[0], (*paid[1][:2], "MISE_EN_PAIEMENT"))
        self.write_oca(refused, ("CPP-refused", "", ""), status="IN_REJETE")
        self.simulator.control("DELETE", "calls")
        dialog = self.new_dialog()
        self.assertEqual(dialog.move_ids, known[0] | pending[0] | paid[0])
        self.assertEqual((dialog.flow_count, dialog.rejected_count), (3, 1))
        said = len(self.messages(known[0]))
        self.assertIn("3", self.adopt())
        self.assertFalse(self.simulator.calls())
        states = [i[0].l10n_fr_chorus_state for i in (known, pending, paid)]
        self.assertEqual(states, ["made_available", "deposited", "payment_released"])
        self.assertEqual(known[0].l10n_fr_chorus_identifier, known[1][1])
        self.assertEqual(len(self.messages(known[0])), said + 1)
        self.assertIn(refused, self.to_send())
        self.simulator.advance(300)
        self.run_deposits()
        self.run_refresh()
        self.assertEqual(pending[0].l10n_fr_chorus_state, "made_available")
        self.assertEqual(
            pending[0].l10n_fr_chorus_document_ids.deposit_id.flow_number, pending[1][0]
        )
        events = known[0].l10n_fr_chorus_event_ids.mapped("code")
        self.assertIn("MISE_A_DISPOSITION", events)
        self.assertFalse(self.simulator.calls("deposer/flux"))

    def test_a_second_time_writes_nothing(self):
        invoice, values = self.sent_by_oca()
        self.shape()
        self.write_oca(invoice, values)
        self.service_of(self.town)
        self.adopt()
        dialog = self.new_dialog()
        self.assertFalse(dialog.has_anything)
        self.env.flush_all()
        recorder = Recorder(self.env.cr)
        with recorder.recording():
            dialog.action_adopt()
            self.env.flush_all()
        writing = (b"INSERT", b"UPDATE", b"DELETE")
        written = [s for s in recorder.statements if s.upper().startswith(writing)]
        self.assertFalse(written)
        self.assertEqual(len(invoice.l10n_fr_chorus_document_ids), 1)

    def service_of(self, partner):
        """A service of OCA's addon, which a contact of the customer has."""
        contact = self.env["res.partner"].create(
            {"name": "Service technique", "parent_id": partner.id}
        )
        service = self.run_sql(
            "INSERT INTO chorus_partner_service"
            " (partner_id, code, name, active, chorus_identifier, engagement_required)"
            " VALUES (%s, 'TECH', 'Technique', true, 77, true) RETURNING id",
            partner.id,
        )
        self.run_sql(
            "UPDATE res_partner SET fr_chorus_service_id = %s WHERE id = %s",
            *(service, contact.id),
        )
        return contact

    def test_customers_with_services(self):
        new = {"invoice_sending_method": False, "looked_up": False}
        customer = self.new_customer("Commune", "12345678200028", **new)
        mailed = self.new_customer("Mairie", "12345678200036", **new)
        mailed.with_company(self.company).invoice_sending_method = "email"
        self.shape()
        contact = self.service_of(customer)
        self.run_sql(
            "UPDATE res_partner SET fr_chorus_required = 'none' WHERE id IN (%s, %s)",
            *(customer.id, mailed.id),
        )
        # As 18.0 keeps its own sending method.
        self.run_sql(
            "UPDATE res_partner SET invoice_sending_method ="
            " jsonb_build_object(%s, 'fr_chorus') WHERE id = %s",
            *(str(self.company.id), customer.id),
        )
        self.assertEqual(self.new_dialog().partner_ids, customer)
        self.adopt()
        found = customer.with_company(self.company)
        self.assertEqual(found.invoice_sending_method, "chorus_pro")
        service = found.sudo().l10n_fr_chorus_service_ids
        self.assertEqual((service.code, service.service_ref), ("TECH", "77"))
        self.assertTrue(service.commitment_required)
        self.assertEqual(contact.l10n_fr_chorus_service_code, "TECH")
        self.assertEqual(
            mailed.with_company(self.company).invoice_sending_method, "email"
        )

    def test_documents_of_what_was_not_sent(self):
        invoice = self.new_invoice(post=False)
        file = self.env["ir.attachment"].create({"name": "bl.pdf", "raw": b"%PDF"})
        self.shape()
        self.run_sql(
            "INSERT INTO account_move_chorus_ir_attachment_rel VALUES (%s, %s)"
            " RETURNING 1",
            *(invoice.id, file.id),
        )
        self.assertEqual(self.new_dialog().file_count, 1)
        self.adopt()
        self.assertEqual(invoice.l10n_fr_chorus_attachment_ids, file)
        invoice.l10n_fr_chorus_attachment_ids = [Command.clear()]

    # -- What is not -----------------------------------------------------------

    def test_a_database_without_it(self):
        wizard = self.new_take_over(days=30)
        self.assertFalse(wizard.has_oca)
        self.assertFalse(self.new_dialog().has_anything)
        with self.assertRaises(UserError):
            self.new_dialog().action_adopt()
        self.shape()
        self.env.invalidate_all()
        self.assertTrue(wizard.has_oca)
        action = wizard.action_open_oca()
        self.assertEqual(action["res_model"], "l10n_fr_chorus_pro.take.over.oca")

    def test_what_was_a_test_is_not_taken_into_production(self):
        invoice, values = self.sent_by_oca()
        self.shape(SHAPE_17)
        self.write_oca(invoice, values)
        company = self.company.sudo()
        self.assertTrue(self.new_dialog().warning)  # of production, into a test
        self.run_sql(
            "UPDATE res_company SET fr_chorus_qualif = true WHERE id = %s", company.id
        )
        self.assertFalse(self.new_dialog().warning)
        company.l10n_fr_chorus_environment = "production"
        dialog = self.new_dialog()
        self.assertTrue(dialog.warning)
        with self.assertRaises(UserError):
            dialog.action_adopt()
        self.assertFalse(invoice.l10n_fr_chorus_state)

    def test_invoices_of_another_company_are_not_shown(self):
        invoice, values = self.sent_by_oca()
        self.shape()
        self.write_oca(invoice, values)
        other = self.env["res.company"].sudo().create({"name": "Autre SARL"})
        self.manager.sudo().company_ids |= other
        dialog = self.new_dialog(other)
        self.assertFalse(dialog.move_ids)
        dialog = dialog.with_context(allowed_company_ids=other.ids)
        with self.assertRaises(UserError):
            dialog.action_adopt()
