"""A page for proof-reading: every status as a French accountant reads it.

It is written to ``.test/statuses.html`` of the checkout.
"""

from freezegun import freeze_time
from lxml import etree
from markupsafe import Markup

from odoo.tests import tagged
from odoo.tools import html2plaintext
from odoo.tools.safe_eval import safe_eval
from odoo.tools.view_validation import get_expression_field_names

from ..chorus_api.statuses import ENDED, INVOICE_STATUSES, REINVOICE
from ..models.invoice.states import STATES
from ..models.invoice.status_colour import COLOUR_OF_KIND
from ..models.telling.status_texts import STATE_TEXTS
from .common import ROOT, ChorusCase
from .test_work_list import WorkListMixin

WITH_REASON = ("suspended", "to_recycle", "rejected", "validation_refused")
PAGE = ROOT / ".test" / "statuses.html"
COLUMNS = ("Code", "Libellé", "Couleur", "Ce qu'il faut faire", "Boutons", "Message")
COLOURS = {
    "success": "#28a745",
    "danger": "#d44c59",
    "warning": "#ffac00",
    "info": "#17a2b8",
    "muted": "#d8dadd",
}
HEAD = Markup(
    "<!doctype html><html lang='fr'><meta charset='utf-8'><title>{title}</title><style>"
    "body {{font: 14px sans-serif; margin: 2em}}"
    "table {{border-collapse: collapse}}"
    "td, th {{border: 1px solid #ccc; padding: 6px; vertical-align: top;"
    " text-align: left}}"
    "td p {{margin: 0 0 4px}}"
    ".badge {{border-radius: 1em; padding: 2px 8px; white-space: nowrap}}"
    "</style><h1>{title}</h1>"
)


@tagged("post_install_l10n", "post_install", "-at_install")
class TestProofPage(WorkListMixin, ChorusCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        moves = cls.env["account.move"].with_user(cls.accountant)
        view = moves.get_view(cls.env.ref("account.view_move_form").id, "form")
        cls.form = etree.fromstring(view["arch"])
        cls.badge = cls.form.xpath(
            "//field[@name='l10n_fr_chorus_status_label'][@widget='badge']"
        )[0]

    def is_true(self, expression, invoice):
        """A modifier of the form, as the browser evaluates it."""
        names = get_expression_field_names(expression or "False")
        (values,) = invoice.read(sorted(names - {"id"}), load=None)
        return bool(safe_eval(expression or "False", values))

    def colour(self, invoice):
        return [
            name.removeprefix("decoration-")
            for name, expression in self.badge.attrib.items()
            if name.startswith("decoration-") and self.is_true(expression, invoice)
        ]

    def buttons(self, invoice):
        """The buttons of Chorus Pro above the invoice, but the one to refresh."""
        return [
            node.get("string")
            for node in self.form.xpath("//header//button")
            if self.is_ours(node) and not self.is_true(node.get("invisible"), invoice)
        ]

    def is_ours(self, node):
        name = node.get("name")
        if node.get("type") == "action" and name.isdigit():
            action = self.env["ir.actions.act_window"].sudo().browse(int(name))
            return action.res_model.startswith("l10n_fr_chorus_pro.")
        return name.startswith("action_chorus_") and name != "action_chorus_refresh"

    def row(self, invoice, code, say):
        """What is read of the invoice as it stands now; ``say`` posts the message."""
        reader = invoice.with_user(self.accountant).with_context(lang="fr_FR")
        say()
        return {
            "code": code,
            "label": reader.l10n_fr_chorus_status_label,
            "colour": " ".join(self.colour(reader)),
            "sentence": reader.l10n_fr_chorus_next_step,
            "english": invoice.with_context(lang="en_US").l10n_fr_chorus_next_step,
            "buttons": ", ".join(self.buttons(reader)),
            "message": invoice.sudo().message_ids.sorted("id")[-1].body,
        }

    def status_rows(self):
        invoice = self.new_invoice()
        document = self.new_document(invoice, "DEPOSEE")
        for code, status in INVOICE_STATUSES.items():
            reason = status.state in WITH_REASON and "Bon de livraison manquant"
            document.write(
                {"raw_status": code, "state": status.state, "reason": reason}
            )
            moment = document.status_date
            yield self.row(
                invoice,
                code,
                lambda code=code, reason=reason, moment=moment: document._chorus_post(
                    [document._chorus_status_news(code, moment, reason or "")]
                ),
            )

    def state_rows(self):
        """What Odoo says while the portal has said nothing."""
        for state in dict(STATES):
            if state in STATE_TEXTS:
                invoice = self.new_invoice()
                document = self.new_document(invoice, state=state)
                yield self.row(invoice, state, document._chorus_say_state)

    def write_page(self, **tables):
        page = HEAD.format(title="Chorus Pro : ce que lit le comptable")
        for title, rows in tables.items():
            page += Markup("<h2>%s</h2><table><tr>") % title.replace("_", " ")
            page += Markup("").join(Markup("<th>%s</th>") % name for name in COLUMNS)
            for row in rows:
                page += Markup(
                    "</tr><tr><td>{code}</td><td>{label}</td>"
                    "<td><span class='badge' style='background: {shade}'>"
                    "{colour}</span></td><td>{sentence}</td><td>{buttons}</td><td>{message}</td>"
                ).format(shade=COLOURS[row["colour"]], **row)
            page += Markup("</tr></table>")
        PAGE.parent.mkdir(exist_ok=True)
        PAGE.write_text(page, encoding="utf-8")

    def test_every_status_is_read_in_french(self):
        # The day after: nothing is late yet.
        with freeze_time("2026-03-03 09:00:00"):
            statuses, states = list(self.status_rows()), list(self.state_rows())
        self.write_page(Statuts_du_portail=statuses, États_propres_à_Odoo=states)
        self.assertEqual([row["code"] for row in statuses], list(INVOICE_STATUSES))
        self.assertEqual({row["code"] for row in states}, set(STATE_TEXTS))
        for row in statuses + states:
            with self.subTest(row["code"]):
                self.assertTrue(row["label"])
                self.assertTrue(row["sentence"].strip())
                self.assertNotEqual(row["sentence"], row["english"])
                self.assertEqual(len(row["colour"].split()), 1)
                message = html2plaintext(row["message"])
                self.assertIn(row["sentence"], message)
                self.assertIn(row["label"], message)
        for row in statuses:
            status = INVOICE_STATUSES[row["code"]]
            colour = COLOUR_OF_KIND.get(status.kind, "info")
            if status.kind == ENDED and REINVOICE in status.actions:
                colour = "warning"  # it was given up, and nobody has issued it anew
            self.assertEqual(row["colour"], colour, row["code"])
