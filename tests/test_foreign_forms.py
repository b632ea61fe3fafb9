"""The form of an invoice and of a bill where a company has no use for Chorus Pro."""

from contextlib import ExitStack, contextmanager
from unittest.mock import patch

from odoo.tests import Form, tagged
from odoo.tools.safe_eval import safe_eval

from .test_roles import RolesCase

ADDON = "odoo.addons.l10n_fr_chorus_pro."
REFERENCES = ("buyer_reference", "contract_reference", "purchase_order_reference")


@tagged("post_install_l10n", "post_install", "-at_install")
class TestForeignForms(RolesCase):
    def moves(self, code, move_type, *, beside_supplier=False):
        moves = self.as_user(code, "account.move")
        companies = self.others[code]
        if beside_supplier:
            companies |= self.company
            self.users[code].company_ids |= companies
        return moves.with_context(
            default_move_type=move_type, allowed_company_ids=companies.ids
        )

    def every_form(self):
        """Each company, alone and beside one with Chorus Pro; invoice and bill."""
        for code in self.others:
            for move_type in ("out_invoice", "in_invoice"):
                for beside in (False, True):
                    names = {"company": code, "type": move_type, "beside": beside}
                    moves = self.moves(code, move_type, beside_supplier=beside)
                    yield names, moves

    def shown(self, form):
        """Names of elements of ours that a person sees, and that of core's group."""
        context = form._get_eval_context()
        names = set()
        for node in form._view["tree"].xpath("//*[contains(@name, 'chorus')]"):
            conditions = node.xpath("ancestor-or-self::*/@invisible")
            if not any(safe_eval(text, context) for text in conditions):
                names.add(node.get("name"))
        return names

    def test_core_fields_are_editable_and_nothing_is_ours(self):
        for names, moves in self.every_form():
            with self.subTest(**names):
                self.check_form(moves, names["type"] == "out_invoice")

    def check_form(self, moves, is_sale):
        group = {"accounting_info_group_chorus_pro"} if is_sale else set()
        references = REFERENCES if is_sale else ()
        form = Form(moves)
        form.partner_id = self.town
        self.assertEqual(self.shown(form), group)
        form.invoice_date = "2026-11-02"
        for name in references:
            form[name] = name
        move = form.save()
        for name in references:
            self.assertEqual(move[name], name)
        self.assertEqual(self.shown(Form(move)), group)

    def test_core_group_steps_aside_where_ours_is(self):
        moves = self.env["account.move"].with_user(self.accountant)
        form = Form(moves.with_context(default_move_type="out_invoice"))
        self.assertIn("chorus_pro", self.shown(form))
        self.assertNotIn("accounting_info_group_chorus_pro", self.shown(form))
        for name in REFERENCES:
            form[name] = name

    # -- Queries ---------------------------------------------------------------

    @contextmanager
    def core_alone(self):
        """Take away what we extend of core's methods, and what we compute."""
        with ExitStack() as stack:
            for name, model in self.env.registry.models.items():
                if name.startswith("l10n_fr_chorus_pro."):
                    continue
                classes = type.mro(model)
                ours = [c for c in classes if c.__module__.startswith(ADDON)]
                core = [c for c in classes if c not in ours and c is not model]
                for definition in ours:
                    self.take_away(stack, model, definition, core)
            yield

    def take_away(self, stack, model, definition, core):
        for name, value in list(vars(definition).items()):
            if not callable(value) or name.startswith(("__", "_get_view")):
                continue
            if any(name in vars(other) for other in core):
                stack.callback(setattr, definition, name, value)
                delattr(definition, name)
            elif fields := [f for f in model._fields.values() if f.compute == name]:
                nothing = {f.name: False for f in fields}
                stack.enter_context(
                    patch.object(
                        definition,
                        name,
                        lambda records, nothing=nothing: records.update(nothing),
                    )
                )

    def queries(self, record):
        """How many queries the form of a record takes, when Odoo is warm."""
        Form(record)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        Form(record)
        return self.env.cr.sql_log_count - before

    def test_a_form_takes_two_queries_more_at_most(self):
        """Where Chorus Pro is in another company of the user as well, it is read."""
        for names, moves in self.every_form():
            if names["beside"]:
                continue
            with self.subTest(**names):
                form = Form(moves)
                form.partner_id = self.town
                form.invoice_date = "2026-11-02"
                move = form.save()
                for record in (moves, move):
                    ours = self.queries(record)
                    with self.core_alone():
                        core = self.queries(record)
                    self.assertGreater(core, 0)
                    self.assertLessEqual(ours, core + 2)
