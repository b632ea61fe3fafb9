"""Eight lives of invoices, as an accountant reads them, printed to be read aloud.

Then all that the database shows is searched for English.
"""

from lxml import etree

from odoo import Command, fields
from odoo.tests import tagged
from odoo.tools import html2plaintext, mute_logger

from .common import ROOT
from .test_background_french import ENGLISH, RobotCase
from .test_correct import CorrectCase

PAGE = ROOT / ".test" / "lives.md"
DAY = 86400


@tagged("post_install_l10n", "post_install", "-at_install")
class TestLives(RobotCase, CorrectCase):
    def go(self, invoice, status, comment="", days=2, **details):
        self.simulator.advance(days * DAY)
        number = invoice.l10n_fr_chorus_identifier
        self.simulator.set_status(number, status, comment, **details)
        self.run_refresh()

    def pay(self, invoice):
        self.env["account.payment.register"].with_user(self.accountant).with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create({})._create_payments()

    def new_life(self, **values):
        invoice = self.new_invoice(**values)
        self.integrate(invoice)
        return invoice

    # -- The eight lives -------------------------------------------------------

    def paid(self):
        invoice = self.new_life()
        for status in ("SERVICE_FAIT", "MANDATEE", "COMPTABILISEE"):
            self.go(invoice, status)
        self.go(invoice, "MISE_EN_PAIEMENT")
        self.pay(invoice)
        return invoice

    def paid_late(self):
        invoice = self.new_life()
        rates = self.env["l10n_fr_chorus_pro.interest.rate"].sudo()
        for year in (0, 1):
            for month in (1, 7):
                first = fields.Date.today().replace(day=1, month=month)
                first = fields.Date.add(first, years=year)
                if not rates.search([("date_from", "=", first)]):
                    rates.create({"date_from": first, "rate": 2.15})
        self.go(invoice, "MANDATEE", days=35)
        self.go(invoice, "MISE_EN_PAIEMENT", days=7)
        self.pay(invoice)
        return invoice

    def completed(self):
        invoice = self.new_life()
        self.go(invoice, "SUSPENDUE", "JUSTIF_ABS : bon de livraison signé manquant")
        wizard = self.dialog(
            "complete",
            invoice,
            comment="Le bon signé est joint.",
            attachment_ids=[Command.set(self.file().ids)],
        )
        self.simulator.advance(DAY)
        wizard.action_confirm()
        self.go(invoice, "MISE_EN_PAIEMENT")
        return invoice

    def refused(self):
        self.wants_nothing_yet(self.hospital)
        invoice = self.new_life(partner=self.hospital)
        self.assertEqual(invoice.l10n_fr_chorus_state, "refused")
        invoice.purchase_order_reference = "4500123456"
        self.integrate(invoice)
        return invoice

    def corrected(self):
        invoice = self.new_life()
        self.go(invoice, "REJETEE", "MONTANT_ERR : prix du bordereau non respecté")
        _way_out, action = self.correct(invoice, note="Vu avec Mme Roy")
        new = self.env["account.move"].browse(action["res_id"])
        new.invoice_date = invoice.invoice_date
        new.action_post()
        return invoice

    def compensated(self):
        refund = self.new_life(move_type="out_refund")
        self.go(refund, "REJETEE", "SUPPR_COMP_AVOIR")
        self.assertEqual(refund.l10n_fr_chorus_way_out, "compensated")
        return refund

    def found(self):
        invoices = self.queue(self.new_invoice(), self.new_invoice())
        self.lose_queued(invoices, "after")
        self.simulator.advance(300)
        self.run_deposits()
        self.assertEqual(invoices[0].l10n_fr_chorus_state, "made_available")
        return invoices[0]

    def taken_over(self):
        invoice = self.new_invoice()
        self.typed_by_hand(invoice)
        wizard = self.new_take_over(days=30)
        wizard.action_search()
        wizard.action_adopt()
        self.assertEqual(invoice.l10n_fr_chorus_state, "made_available")
        return invoice

    def lives(self):
        return {
            "Payée": self.paid,
            "Payée en retard": self.paid_late,
            "Suspendue, puis complétée": self.completed,
            "Dépôt rejeté, puis corrigé": self.refused,
            "Rejetée, puis refacturée": self.corrected,
            "Avoir compensé": self.compensated,
            "Réponse perdue, puis retrouvée": self.found,
            "Reprise du portail": self.taken_over,
        }

    # -- Read aloud ------------------------------------------------------------

    def story(self, title, invoice):
        """What the page prints of one life."""
        lines = [f"## {title} : {invoice.name}", ""]
        for message in invoice.sudo().message_ids.sorted("id"):
            text = html2plaintext(message.body or "").replace("\n", "\n  ")
            if text:
                lines.append(f"- {text}")
        step = invoice.l10n_fr_chorus_next_step
        lines += ["", f"Badge : {invoice.l10n_fr_chorus_status_label}"]
        lines.append(f"({invoice.l10n_fr_chorus_tone}). À faire : {step}")
        lines += [f"Bandeau : {a['message']}" for a in (invoice.alerts or {}).values()]
        return "\n".join([*lines, ""])

    def test_eight_lives(self):
        page = ["# Huit vies", ""]
        invoices = self.env["account.move"]
        for title, play in self.lives().items():
            self.simulator.reset()
            with self.subTest(title):
                invoice = play()
                invoices |= invoice
                page.append(self.story(title, invoice))
        PAGE.parent.mkdir(exist_ok=True)
        PAGE.write_text("\n".join(page), encoding="utf-8")
        self.assertEqual(len(invoices), 8)
        text = "\n".join(page)
        self.assertNotRegex(text, ENGLISH)
        self.assertNotRegex(text, "FichierXml|balise|brouillon|ordonné|[A-Z]+_[A-Z]+")
        self.crawl(invoices)

    # -- No English ------------------------------------------------------------

    def crawl(self, invoices):
        """Chatters, mails, activities and banners of all invoices of the company."""
        self.env.cr.flush()
        company = [("company_id", "=", self.company.id)]
        moves = self.env["account.move"].search(company).sudo()
        self.assertGreaterEqual(len(moves), len(invoices))
        texts = [html2plaintext(m.body) for m in moves.message_ids if m.body]
        texts += [html2plaintext(a.note or "") for a in moves.activity_ids]
        texts += [a.summary or "" for a in moves.activity_ids]
        for move in moves:
            texts += [alert["message"] for alert in (move.alerts or {}).values()]
            texts += filter(None, [move.l10n_fr_chorus_meaning])
        mails = self.env["mail.mail"].sudo().search([])
        texts += [html2plaintext(mail.body_html or "") for mail in mails]
        for text in texts:
            self.assertNotRegex(text, ENGLISH)

    def test_views_and_fields_are_in_french(self):
        models = [
            name
            for name in self.env.registry
            if name.startswith("l10n_fr_chorus_pro.") and not self.env[name]._abstract
        ]
        texts = {}
        for name in [*models, "account.move", "res.partner", "res.company"]:
            for field, row in self.env[name].fields_get().items():
                is_ours = name in models or field.startswith("l10n_fr_chorus")
                if is_ours and field not in ("create_uid", "write_uid"):
                    labels = [label for _key, label in row.get("selection") or ()]
                    words = [row["string"], row.get("help") or "", *labels]
                    texts[f"{name}.{field}"] = " | ".join(words)
        ours = [("model", "in", models), ("inherit_id", "=", False)]
        for view in self.env["ir.ui.view"].sudo().search(ours):
            arch = self.env[view.model].sudo().get_view(view.id, view.type)["arch"]
            texts[view.name] = " | ".join(_shown(etree.fromstring(arch)))
        for where, text in texts.items():
            with self.subTest(where):
                self.assertNotRegex(text, ENGLISH)

    @mute_logger("odoo.addons.base.models.ir_actions_report")
    def test_the_printed_invoice_is_in_french(self):
        invoice = self.new_invoice(buyer_reference="ACHATS")
        html, _type = self.env["ir.actions.report"]._render_qweb_html(
            "account.account_invoices", invoice.ids
        )
        text = html2plaintext(html.decode())
        self.assertIn("ACHATS", text)
        self.assertNotRegex(text, ENGLISH)


def _shown(arch):
    """The texts of a view that a person reads."""
    for node in arch.iter():
        for name in ("string", "help", "placeholder", "title", "confirm"):
            if node.get(name):
                yield node.get(name)
        for text in (node.text, node.tail):
            if text and text.strip():
                yield text.strip()
