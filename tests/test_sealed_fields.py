"""What only Odoo itself writes down: no client does, by whatever call."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from .common import ChorusCase
from .sealed_table import SEALED_FIELDS

# A value of each type that no field refuses for itself.
VALUES = {
    "boolean": True,
    "char": "x",
    "date": "2026-01-31",
    "datetime": "2026-01-31 08:00:00",
    "float": 1.0,
    "integer": 1,
    "many2one": False,
    "monetary": 1.0,
    "one2many": [Command.clear()],
    "many2many": [Command.clear()],
    "text": "x",
}


@tagged("post_install_l10n", "post_install", "-at_install")
class TestSealedFields(ChorusCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.l10n_fr_chorus_submission_mode = "cii"
        cls.administrator = new_test_user(
            cls.env,
            login="administratrice",
            groups="base.group_system,account.group_account_manager,"
            "base.group_partner_manager",
            company_id=cls.company.id,
        )

    def suspended(self):
        invoice = self.new_invoice()
        self.integrate(invoice)
        self.simulator.set_status(
            invoice.l10n_fr_chorus_identifier, "SUSPENDUE", "RIB manquant"
        )
        self.run_refresh()
        self.assertEqual(invoice.l10n_fr_chorus_state, "suspended")
        return invoice

    def value(self, field):
        if field.type == "selection":
            return field.get_values(self.env)[0]
        return VALUES[field.type]

    # -- One table -------------------------------------------------------------

    def test_every_field_of_the_table_is_refused_to_everybody(self):
        invoice, partner = self.suspended(), self.town
        for record in (invoice, partner):
            for user in (self.accountant, self.administrator):
                seen = record.with_user(user)
                for name in SEALED_FIELDS[record._name]:
                    value = self.value(record._fields[name])
                    with self.subTest(name, user=user.login):
                        with self.assertRaises(AccessError):
                            seen.write({name: value})
                        with self.assertRaises(AccessError):
                            seen.web_save({name: value}, {})
                        with self.assertRaises(AccessError):
                            seen.create({name: value})
                        with self.assertRaises(AccessError):
                            seen.with_context(**{f"default_{name}": value}).create({})
                        with self.assertRaises(AccessError):
                            seen.copy({name: value})
                        self.assertTrue(seen.fields_get([name])[name]["readonly"])

    def test_what_is_read_only_in_forms_is_in_the_table(self):
        """A new field of ours that the addon alone writes belongs there."""
        for model, sealed in SEALED_FIELDS.items():
            fields = self.env[model]._fields
            written_by_us = {
                name
                for name, field in fields.items()
                if name.startswith("l10n_fr_chorus_") and field.store and field.readonly
            }
            # It follows what a person types, and guards nothing.
            written_by_us.discard("l10n_fr_chorus_service_default")
            self.assertLessEqual(written_by_us, set(sealed), model)
            marked = {n for n in fields if self.env[model]._chorus_seals(n)}
            self.assertEqual(marked, set(sealed), model)

    # -- The ways in -----------------------------------------------------------

    def test_one_write_lifted_every_guard(self):
        invoice = self.suspended()
        for user in (self.accountant, self.administrator):
            seen = invoice.with_user(user)
            with self.assertRaises(AccessError):
                seen.write({"l10n_fr_chorus_state": False})
        self.assertEqual(invoice.l10n_fr_chorus_state, "suspended")

    def test_guards_read_the_attempts_themselves(self):
        """Whatever stands on the invoice: an older version let it be written."""
        invoice = self.suspended()
        values = {"l10n_fr_chorus_state": False, "l10n_fr_chorus_status": False}
        for stored in (values, {**values, "l10n_fr_chorus_state": "refused"}):
            invoice.sudo().write(stored)
            for action in (
                invoice.button_draft,
                invoice.button_cancel,
                lambda: invoice.write({"name": "FAC/1"}),
            ):
                with self.assertRaises(UserError):
                    action()
            self.send(invoice)
        self.assertEqual(len(self.simulator.calls("deposer/flux")), 1)

    def test_an_import_is_refused(self):
        invoice = self.suspended()
        record = self.env["ir.model.data"].create(
            {"name": "facture", "model": "account.move", "res_id": invoice.id}
        )
        row = [record.complete_name, "refused"]
        result = invoice.with_user(self.administrator).load(
            ["id", "l10n_fr_chorus_state"], [row]
        )
        self.assertFalse(result["ids"])
        self.assertTrue(result["messages"])
        self.assertEqual(invoice.l10n_fr_chorus_state, "suspended")

    def test_commands_from_another_record_are_refused(self):
        invoice = self.suspended()
        with self.assertRaises(AccessError):
            self.town.with_user(self.administrator).write(
                {
                    "invoice_ids": [
                        Command.update(invoice.id, {"l10n_fr_chorus_state": False})
                    ]
                }
            )
        with self.assertRaises(AccessError):
            self.administrator.with_user(self.administrator).write(
                {"l10n_fr_chorus_requirement": "nothing"}
            )

    def test_defaults_of_a_user_are_not_taken(self):
        """Neither those kept for a user, nor a context that reaches a ``sudo``."""
        defaults = self.env["ir.default"].with_user(self.accountant)
        name = "l10n_fr_chorus_outside_reason"
        defaults.set("account.move", name, "x", user_id=True)
        partner_field = "l10n_fr_chorus_works_owner_only"
        defaults.set("res.partner", partner_field, True, user_id=True)
        self.assertFalse(self.new_invoice()[name])
        partners = self.env["res.partner"].with_user(self.accountant)
        self.assertFalse(partners.create({"name": "Ville"})[partner_field])
        moves = self.env["account.move"].with_context(**{f"default_{name}": "x"})
        self.assertFalse(moves.sudo().create({"move_type": "out_invoice"})[name])

    def test_a_form_does_not_show_what_a_client_claims(self):
        """By onchange: the attempts of another company's invoice on a new one."""
        invoice = self.suspended()
        stranger = new_test_user(
            self.env,
            login="etrangere",
            groups="account.group_account_invoice,base.group_partner_manager",
            company_id=self.setup_other_company()["company"].id,
        )
        moves = self.env["account.move"].with_user(stranger)
        document = invoice.sudo().l10n_fr_chorus_document_ids
        claimed = {
            "move_type": "out_invoice",
            "l10n_fr_chorus_document_ids": [Command.link(document.id)],
            "l10n_fr_chorus_replaced_id": invoice.id,
        }
        asked = ("reason", "identifier", "status_label", "next_step", "event_ids")
        spec = {f"l10n_fr_chorus_{name}": {} for name in asked}
        told = moves.onchange(claimed, list(claimed), spec | dict.fromkeys(claimed, {}))
        told = {name: told["value"].get(name) for name in spec}
        self.assertFalse(any(told.values()), told)

    # -- What goes on as before ------------------------------------------------

    def test_forms_are_saved_as_before(self):
        invoice = self.new_invoice(post=False)
        with Form(invoice) as form:
            form.ref = "BC 12"
        with Form(self.town.with_user(self.accountant)) as form:
            form.city = "Rennes"
        with Form(self.env["res.partner"].with_user(self.accountant)) as form:
            form.name = "Ville de Rennes"
        self.assertEqual((invoice.ref, self.town.city), ("BC 12", "Rennes"))

    def test_contacts_are_merged(self):
        """What the directory told stays where it is still the same public body."""
        twin = self.new_customer("Saint-Aubin", self.town.company_registry)
        other = self.new_customer("Lycée", "")
        self.town.sudo().l10n_fr_chorus_requirement = "service"
        merging = (
            self.env["base.partner.merge.automatic.wizard"]
            .with_user(self.administrator)
            .create({})
        )
        merging._merge((self.town | twin).ids, self.town)
        self.assertEqual(self.town.l10n_fr_chorus_requirement, "service")
        self.assertTrue(self.town.l10n_fr_chorus_directory_date)
        merging._merge((self.town | other).ids, other)
        self.assertFalse(twin.exists() | self.town.exists())
        self.assertFalse(other.l10n_fr_chorus_requirement)
