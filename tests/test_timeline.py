"""The history of an invoice as people read it."""

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import ChorusCase, ChorusHttpCase
from .test_work_list import WorkListMixin

LINES = [
    # kind, code, moment (UTC), details
    ("status", "DEPOSEE", "2026-02-27 08:00:00", {}),
    ("status", "STATUT_NOUVEAU", "2026-02-27 08:10:00", {}),
    ("event", "Relance par courrier", "2026-03-01 10:00:00", {}),
    ("action", "TELECHARGEMENT_FACTURE", "2026-03-01 11:00:00", {}),
    (
        "status",
        "SUSPENDUE",
        "2026-03-02 09:30:00",
        {
            "comment": "Bon de livraison manquant",
            "author": "Jeanne Moreau",
            "author_email": "jeanne.moreau@saint-aubin.example",
            "author_phone": "+33 2 99 00 00 00",
        },
    ),
]


class TimelineMixin(WorkListMixin):
    def new_history(self, invoice=None, status="SUSPENDUE"):
        """An invoice with one line of each sort, written down in disorder."""
        invoice = invoice or self.new_invoice()
        document = self.new_document(invoice, status)
        self.env["l10n_fr_chorus_pro.event"].sudo().create(
            [
                {
                    "document_id": document.id,
                    "kind": kind,
                    "remote_id": f"{document.id} {code}",
                    "code": code,
                    "happened_at": moment,
                    **details,
                }
                for kind, code, moment, details in reversed(LINES)
            ]
        )
        return invoice


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestTimeline(TimelineMixin, ChorusCase):
    def test_newest_first_over_all_attempts(self):
        invoice = self.new_invoice()
        first = self.new_document(invoice, state="refused")
        self.env["l10n_fr_chorus_pro.event"].sudo().create(
            {
                "document_id": first.id,
                "kind": "status",
                "remote_id": "0",
                "code": "NON_CONFORME",
                "happened_at": "2026-02-28 08:00:00",
            }
        )
        self.new_history(invoice)
        events = invoice.l10n_fr_chorus_event_ids
        self.assertEqual(
            events.mapped("label"),
            [
                "Suspendue",
                "Facture téléchargée",
                "Relance par courrier",
                "Non conforme – non intégrée",
                "STATUT_NOUVEAU",
                "Déposée",
            ],
        )
        self.assertEqual(
            events.mapped("tone"),
            ["warning", "muted", "muted", "danger", "info", "info"],
        )

    def test_an_unknown_action_is_shown_as_it_is(self):
        invoice = self.new_history()
        event = invoice.l10n_fr_chorus_event_ids[0].sudo()
        event.write({"kind": "action", "code": "ACTION_NOUVELLE"})
        self.assertEqual(event.label, "ACTION_NOUVELLE")

    def test_the_list_holds_this_invoice_and_is_exported(self):
        self.accountant.group_ids |= self.env.ref("base.group_allow_export")
        invoice, other = self.new_history(), self.new_history()
        events = self.env["l10n_fr_chorus_pro.event"].with_user(self.accountant)
        action = invoice.with_user(self.accountant).action_chorus_history()
        found = events.search(action["domain"])
        self.assertEqual(len(found), len(LINES))
        self.assertFalse(found & other.l10n_fr_chorus_event_ids)
        rows = found.export_data(["label", "comment", "author_email"])["datas"]
        self.assertEqual(
            rows[0],
            [
                "Suspendue",
                "Bon de livraison manquant",
                "jeanne.moreau@saint-aubin.example",
            ],
        )

    def test_who_only_looks_sees_no_contact(self):
        invoice = self.new_history()
        auditor = new_test_user(
            self.env,
            login="auditeur",
            groups="account.group_account_readonly",
            company_id=self.company.id,
        )
        event = invoice.l10n_fr_chorus_event_ids[0].with_user(auditor)
        self.assertEqual(event.label, "Suspendue")
        with self.assertRaises(AccessError):
            event.author_email.strip()
        for user, expected in ((auditor, False), (self.accountant, True)):
            arch = invoice.with_user(user).get_view(view_type="form")["arch"]
            self.assertIn("chorus_timeline", arch)
            self.assertEqual("author_phone" in arch, expected)


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestTimelineTour(TimelineMixin, ChorusHttpCase):
    def test_the_timeline_is_read(self):
        self.accountant.group_ids |= self.env.ref("base.group_allow_export")
        self.accountant.tz = "America/Martinique"
        invoice = self.new_history()
        self.start_tour(
            f"/odoo/customer-invoices/{invoice.id}",
            "l10n_fr_chorus_pro_timeline",
            login=self.accountant.login,
        )

    def test_who_opens_the_tab_has_it_read(self):
        self.company.l10n_fr_chorus_submission_mode = "cii"
        invoice = self.new_invoice()
        self.send(invoice)
        self.simulator.advance(300)
        self.run_deposits()
        self.assertFalse(invoice.l10n_fr_chorus_event_ids)
        told = self.messages(invoice)
        self.start_tour(
            f"/odoo/customer-invoices/{invoice.id}",
            "l10n_fr_chorus_pro_timeline_unread",
            login=self.accountant.login,
        )
        self.env.invalidate_all()
        self.assertTrue(invoice.l10n_fr_chorus_event_ids)
        self.assertEqual(self.messages(invoice), told)
