"""Dialogs show what their user may see, to their author, and nothing that was typed in
the portal's name."""

from functools import partial

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from .commitment_cases import ORDERED, CommitmentMixin
from .recovery_common import RecoveryCase

PREFIX = "l10n_fr_chorus_pro."


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestDialogs(CommitmentMixin, RecoveryCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = "account.group_account_manager,base.group_partner_manager"
        cls.stranger = new_test_user(
            cls.env,
            login="etrangere",
            groups=groups,
            company_id=cls.setup_other_company()["company"].id,
        )
        cls.colleague = new_test_user(
            cls.env, login="collegue", groups=groups, company_id=cls.company.id
        )

    def dialogs(self):
        """Our dialogs, by the model of their class."""
        return [
            self.env[name]
            for name in sorted(self.registry)
            if name.startswith(PREFIX) and self.registry[name]._transient
        ]

    def dialogs_of_invoices(self):
        """Those whose user names the invoice; lines that the portal told apart."""
        return [
            dialog
            for dialog in self.dialogs()
            if "move_id" in dialog._fields and not dialog._chorus_seals("move_id")
        ]

    def suspended(self):
        invoice = self.new_invoice(self.hospital, purchase_order_reference="EJ-SECRET")
        self.integrate(invoice)
        self.simulator.set_status(
            invoice.l10n_fr_chorus_identifier, "SUSPENDUE", "RIB manquant"
        )
        self.run_refresh()
        return invoice

    # -- Whose invoice ---------------------------------------------------------

    def test_the_invoice_of_another_company_is_not_named(self):
        invoice = self.suspended()
        own = self.env["account.move"].with_user(self.stranger).create({})
        named, default = {"move_id": invoice.id}, {"default_move_id": invoice.id}
        for dialog in self.dialogs_of_invoices():
            dialog = dialog.with_user(self.stranger)
            spec = {name: {} for name in dialog._fields}
            with self.subTest(dialog._name):
                opened = dialog.with_context(**default)
                for call in (
                    partial(dialog.create, named),
                    partial(opened.create, {}),
                    partial(dialog.onchange, named, ["move_id"], spec),
                    partial(opened.onchange, {}, [], spec),
                    partial(opened.default_get, ["move_id"]),
                ):
                    with self.assertRaises(AccessError) as caught:
                        call()
                    for secret in (invoice.name, "RIB manquant", "EJ-SECRET"):
                        self.assertNotIn(secret, str(caught.exception))
                values = {**self.required(dialog), "move_id": own.id}
                written = self.env[dialog._name].sudo().create(values)
                written._write_multi([{"create_uid": self.stranger.id}])
                written.invalidate_recordset()
                with self.assertRaises(AccessError):
                    written.with_user(self.stranger).write(named)

    def required(self, dialog):
        """Values that are asked for beside the invoice."""
        values = {}
        for name, field in dialog._fields.items():
            if field.required and name != "move_id":
                if field.type == "selection":
                    values[name] = field.get_values(self.env)[0]
                elif field.type == "char":
                    values[name] = "x"
                elif field.comodel_name == "res.partner":
                    values[name] = self.town.id
        return values

    def test_lines_name_nothing_foreign_either(self):
        invoice = self.suspended()
        dialog = self.env[PREFIX + "take.over"].with_user(self.stranger)
        values = {"line_ids": [Command.create({"move_id": invoice.id})]}
        lines = {"fields": {"move_id": {"fields": {"display_name": {}}}}}
        for call in (
            lambda: dialog.create(values),
            lambda: dialog.onchange(values, ["line_ids"], {"line_ids": lines}),
        ):
            with self.assertRaises(AccessError):
                call()

    def test_what_a_dialog_names_else_is_looked_at_too(self):
        commitment = self.keep(ORDERED)
        with self.assertRaises(AccessError):
            self.env[PREFIX + "attach.commitment"].with_user(self.stranger).create(
                {"commitment_id": commitment.id}
            )
        with self.assertRaises(AccessError):
            self.env[PREFIX + "find.commitment"].with_user(self.stranger).create(
                {"company_id": self.company.id}
            )

    def test_a_recipient_of_another_company_is_not_named(self):
        foreign = self.new_customer(
            "Mairie secrète", "12345678200028", company_id=self.stranger.company_id.id
        )
        dialog = self.env[PREFIX + "recycle"].with_user(self.accountant)
        named = {"move_id": self.suspended().id, "recipient_id": foreign.id}
        spec = {"siret": {}, "recipient_id": {"fields": {"display_name": {}}}}
        opened = dialog.create({"move_id": named["move_id"]})
        for call in (
            partial(dialog.create, named),
            partial(opened.write, {"recipient_id": foreign.id}),
            partial(dialog.onchange, named, ["recipient_id"], spec),
        ):
            with self.assertRaises(AccessError) as caught:
                call()
            self.assertNotIn("12345678200028", str(caught.exception))

    # -- Whose dialog ----------------------------------------------------------

    def test_a_dialog_is_its_authors(self):
        """Whoever else could read it would read what its author sees; whoever could
        write it would send in its author's name."""
        invoice = self.suspended()
        dialog = self.env[PREFIX + "complete"].with_user(self.accountant)
        dialog = dialog.create({"move_id": invoice.id, "comment": "Voici le RIB."})
        seen = dialog.with_user(self.colleague)
        for call in (
            lambda: seen.read(["comment"]),
            lambda: seen.write({"comment": "Changez de RIB."}),
            seen.unlink,
            seen.action_confirm,
        ):
            with self.assertRaises(AccessError):
                call()
        self.assertFalse(seen.search([]))
        self.assertEqual(dialog.comment, "Voici le RIB.")

    def test_each_dialog_has_the_rule_and_the_check(self):
        """A new one inherits the mixin, and gets a rule in the security folder."""
        mixin = type(self.env[PREFIX + "dialog.mixin"])
        for dialog in self.dialogs():
            with self.subTest(dialog._name):
                self.assertIsInstance(dialog, mixin)
                rules = self.env["ir.rule"].search(
                    [("model_id.model", "=", dialog._name)]
                )
                self.assertEqual(
                    rules.mapped("domain_force"), ['[("create_uid", "=", user.id)]']
                )

    # -- What the portal told --------------------------------------------------

    def test_lines_are_not_typed(self):
        invoice, other = self.new_invoice(), self.new_invoice()
        self.typed_by_hand(invoice)
        take_over = self.new_take_over(days=30)
        take_over.action_search()
        commitments = self.search(number=ORDERED).with_user(self.accountant)
        forged = {"chorus_identifier": "1", "status": "MISE_EN_PAIEMENT"}
        for dialog, values in (
            (take_over, {**forged, "move_id": other.id}),
            (commitments, {"number": "9999999999", "amount": 1e6}),
        ):
            line = dialog.line_ids
            self.assertTrue(line.with_user(dialog.env.user).chosen)
            dialog.write({"line_ids": [Command.update(line.id, {"chosen": False})]})
            dialog.write({"line_ids": [Command.update(line.id, {"chosen": True})]})
            for name, value in values.items():
                with self.assertRaises(AccessError):
                    line.with_user(dialog.env.user).write({name: value})
            for command in (
                Command.create(values),
                Command.update(line.id, values),
                Command.delete(line.id),
                Command.clear(),
            ):
                with self.assertRaises(AccessError):
                    dialog.write({"line_ids": [command]})
            with self.assertRaises(AccessError):
                dialog.create({"line_ids": [Command.create(values)]})
        for name in ("searched_environment", "searched_from", "next_page"):
            with self.assertRaises(AccessError):
                take_over.write({name: take_over[name]})
        take_over.action_adopt()
        self.assertFalse(other.l10n_fr_chorus_state)
        self.assertEqual(invoice.l10n_fr_chorus_state, "made_available")

    def test_commitments_found_elsewhere_are_not_kept_here(self):
        search = self.search(number=ORDERED)
        search.line_ids.chosen = True
        self.company.sudo().l10n_fr_chorus_environment = "production"
        with self.assertRaises(UserError):
            search.action_keep()
        self.assertFalse(self.commitment(ORDERED))

    def test_a_found_body_is_not_typed(self):
        bodies = self.env[PREFIX + "find.body"].with_user(self.accountant)
        find = bodies.create({"text": "12345678200028"})
        find.action_search()
        for values in ({"kind": "unknown"}, {"identifier": "1"}, {"name": "x"}):
            with self.assertRaises(AccessError):
                find.line_ids.write(values)
            with self.assertRaises(AccessError):
                find.line_ids.create({"find_id": find.id, **values})
        action = find.line_ids.action_choose()
        self.assertTrue(action)

    # -- What goes on as before ------------------------------------------------

    def test_a_dialog_is_filled_in_as_before(self):
        invoice = self.suspended()
        dialogs = self.env[PREFIX + "complete"].with_user(self.accountant)
        with Form(dialogs.with_context(default_move_id=invoice.id)) as form:
            form.comment = "Voici le RIB."
            self.assertIn("RIB manquant", form.meaning)
        form.record.action_confirm()
        self.assertEqual(invoice.l10n_fr_chorus_status, "COMPLETEE")
