from lxml import etree

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import ChorusCase

MODELS = ("deposit", "document", "event")


@tagged("post_install_l10n", "post_install", "-at_install")
class TestAccess(ChorusCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.auditor = new_test_user(
            cls.env,
            login="auditeur",
            groups="account.group_account_readonly",
            company_id=cls.company.id,
        )
        cls.clerk = new_test_user(cls.env, login="employe", groups="base.group_user")

    def records(self, model, user):
        return self.env[f"l10n_fr_chorus_pro.{model}"].with_user(user).search([])

    def test_people_of_accounting_look_and_nobody_writes(self):
        invoice = self.new_invoice()
        self.integrate(invoice)
        invoice.action_chorus_read_history()
        for model in MODELS:
            for user in (self.accountant, self.auditor):
                records = self.records(model, user)
                self.assertTrue(records.read())
                with self.assertRaises(AccessError):
                    records.write({"company_id": self.company.id})
                with self.assertRaises(AccessError):
                    records.unlink()
                with self.assertRaises(AccessError):
                    records.create({})
            with self.assertRaises(AccessError):
                self.records(model, self.clerk)

    def test_companies_do_not_see_each_other(self):
        self.integrate(self.new_invoice())
        stranger = new_test_user(
            self.env,
            login="etranger",
            groups="account.group_account_invoice",
            company_id=self.env["res.company"].create({"name": "Autre"}).id,
        )
        for model in MODELS:
            self.assertFalse(self.records(model, stranger))

    def test_secrets_are_for_administrators(self):
        company = self.company.with_user(self.accountant)
        for name in ("client_id", "client_secret", "login", "password"):
            with self.assertRaises(AccessError):
                company.read([f"l10n_fr_chorus_{name}"])

    def test_settings_never_show_a_secret(self):
        settings = self.env["res.config.settings"].create(
            {"company_id": self.company.id}
        )
        self.assertFalse(settings.l10n_fr_chorus_client_secret)
        self.assertFalse(settings.l10n_fr_chorus_password)
        settings.set_values()
        self.assertEqual(self.company.sudo().l10n_fr_chorus_password, "simulator")
        settings.l10n_fr_chorus_password = "changed"
        settings.set_values()
        self.assertEqual(self.company.sudo().l10n_fr_chorus_password, "changed")

    def test_who_only_looks_cannot_act(self):
        """Neither a read-only colleague nor the customer, by whatever call."""
        customer = new_test_user(
            self.env,
            login="client",
            groups="base.group_portal",
            partner_id=self.town.id,
        )
        invoice = self.new_invoice()
        self.integrate(invoice)
        waiting = self.new_invoice()
        self.env["account.move.send"]._generate_and_send_invoices(
            waiting | self.new_invoice(), sending_methods=["chorus_pro"]
        )
        seen = invoice.with_user(self.auditor)
        self.assertEqual(seen.l10n_fr_chorus_state, "made_available")
        for user in (self.auditor, customer):
            seen = invoice.with_user(user)
            with self.assertRaises(AccessError):
                seen.action_chorus_refresh()
            with self.assertRaises(AccessError):
                seen.action_chorus_not_outside()
            with self.assertRaises(AccessError):
                waiting.with_user(user).button_draft()
            for wizard in ("decide", "mark.outside", "take.over"):
                with self.assertRaises(AccessError):
                    self.env[f"l10n_fr_chorus_pro.{wizard}"].with_user(user).create({})
        self.assertEqual(waiting.l10n_fr_chorus_state, "to_send")

    def test_who_sees_invoices_alone_can_open_them(self):
        """People of sales read invoices, and nothing of deposits."""
        invoice = self.new_invoice()
        self.integrate(invoice)
        self.env["ir.model.access"].create(
            {
                "name": "invoices for sales",
                "model_id": self.env["ir.model"]._get_id("account.move"),
                "group_id": self.env.ref("base.group_user").id,
                "perm_read": True,
            }
        )
        seen = invoice.with_user(self.clerk)
        arch = etree.fromstring(seen.get_view(view_type="form")["arch"])
        names = {node.get("name") for node in arch.iter("field")}
        ours = {name for name in names if name.startswith("l10n_fr_chorus_")}
        self.assertIn("l10n_fr_chorus_status_label", ours)
        spec = {name: {} for name in ours}
        for name in ours & {"l10n_fr_chorus_document_ids", "l10n_fr_chorus_event_ids"}:
            spec[name] = {"fields": {"display_name": {}}}
        (read,) = seen.web_read(spec)
        self.assertEqual(
            read["l10n_fr_chorus_status_label"], "Mise à disposition du destinataire"
        )

    def test_colleagues_see_the_documents_of_an_invoice(self):
        """They are added to an invoice that is not saved yet, by somebody else."""
        colleague = new_test_user(
            self.env,
            login="collegue",
            groups="account.group_account_invoice",
            company_id=self.company.id,
        )
        attachment = (
            self.env["ir.attachment"]
            .with_user(self.accountant)
            .create(
                {
                    "name": "bon.pdf",
                    "raw": b"%PDF-1.4",
                    "res_model": "account.move",
                    "res_id": 0,
                }
            )
        )
        invoice = self.new_invoice(l10n_fr_chorus_attachment_ids=attachment.ids)
        self.env.invalidate_all()
        seen = invoice.with_user(colleague).l10n_fr_chorus_attachment_ids
        self.assertEqual(seen.mapped("raw"), [b"%PDF-1.4"])

    def test_a_private_file_cannot_be_sent_along(self):
        """What goes with an invoice is read without its sender's rights."""
        private = self.env["ir.attachment"].create({"name": "a.pdf", "raw": b"secret"})
        invoice = self.new_invoice(post=False)
        with self.assertRaises(AccessError):
            invoice.l10n_fr_chorus_attachment_ids = private.ids
        with self.assertRaises(AccessError):
            self.new_invoice(l10n_fr_chorus_attachment_ids=private.ids)

    def test_a_copy_of_an_invoice_knows_nothing(self):
        invoice = self.new_invoice()
        self.integrate(invoice)
        copied = invoice.copy()
        self.assertFalse(copied.l10n_fr_chorus_state)
        self.assertFalse(copied.l10n_fr_chorus_document_ids)
        self.assertFalse(copied.l10n_fr_chorus_identifier)

    def test_a_copy_keeps_of_chorus_pro_what_a_person_chose_alone(self):
        fields = self.env["account.move"]._fields.items()
        copied = {
            name.removeprefix("l10n_fr_chorus_")
            for name, field in fields
            if name.startswith("l10n_fr_chorus_") and field.store and field.copy
        }
        self.assertEqual(
            copied, {"framework", "is_works", "validator_id", "service_default"}
        )

    def test_remote_text_is_escaped(self):
        invoice = self.new_invoice()
        self.integrate(invoice)
        self.simulator.set_status(
            invoice.l10n_fr_chorus_identifier, "SUSPENDUE", "<b>RIB</b> manquant"
        )
        self.run_refresh()
        body = invoice.message_ids[0].body
        self.assertIn("&lt;b&gt;RIB&lt;/b&gt; manquant", body)
