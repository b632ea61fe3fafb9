"""How fast a body is: figures that were reckoned by hand."""

from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .receiving_common import ReceivingCase
from .test_received_delays import DAY_ZERO, DelayCaseMixin

MADE = (0, "MISE_A_DISPOSITION")
ROADS = {"service_code": "VOIRIE", "service_name": "Voirie"}
SCHOOLS = {"service_code": "ECOLES", "service_name": ""}


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestReceivedReport(DelayCaseMixin, ReceivingCase):
    def setUp(self):
        super().setUp()
        lives = {
            "F1": (
                ROADS | {"amount_total": 100},
                [MADE, (4, "SERVICE_FAIT"), (10, "MANDATEE"), (20, "MISE_EN_PAIEMENT")],
            ),
            # Interrupted from day 5 to day 12; due on day 42.
            "F2": (
                ROADS | {"amount_total": 250},
                [
                    MADE,
                    (5, "SUSPENDUE", "Livraison incomplète"),
                    (12, "COMPLETEE"),
                    (14, "SERVICE_FAIT"),
                    (18, "MANDATEE"),
                    (40, "MISE_EN_PAIEMENT"),
                ],
            ),
            "F3": (
                SCHOOLS | {"amount_total": 60},
                [
                    MADE,
                    (20, "SERVICE_FAIT"),
                    (25, "MANDATEE"),
                    (36, "MISE_EN_PAIEMENT"),
                ],
            ),
            "F4": (
                SCHOOLS | {"amount_total": 40},
                [MADE, (3, "REJETEE", "Double facturation : déjà reçue")],
            ),
            "F5": (SCHOOLS | {"amount_total": 50, "is_credit_note": True}, [MADE]),
        }
        for number, (values, statuses) in lives.items():
            self.lived(number, *statuses, **values)
        self.env.flush_all()
        self.report = self.env["l10n_fr_chorus_pro.received.report"]

    def figures(self, user=None, by="service", domain=(), **aggregates):
        rows = self.report.with_user(user or self.reader)._read_group(
            list(domain), [by], [f"{name}:{how}" for name, how in aggregates.items()]
        )
        return {row[0]: row[1:] for row in rows}

    def test_days_by_service(self):
        found = self.figures(
            days_to_certify="avg",
            days_to_order="avg",
            days_to_release="avg",
            payment_delay="avg",
            share_late="avg",
        )
        self.assertEqual(found["Voirie"], (9, 14, 30, 26.5, 0))
        self.assertEqual(found["ECOLES"], (20, 25, 36, 36, 1))

    def test_counts_and_amounts(self):
        found = self.figures(
            invoice_count="sum",
            amount_total="sum",
            suspension_count="sum",
            rejection_count="sum",
        )
        self.assertEqual(found["Voirie"], (2, 350, 1, 0))
        self.assertEqual(found["ECOLES"], (3, 50, 0, 1))

    def test_by_month_and_supplier(self):
        months = self.figures(by="day:month", invoice_count="sum")
        self.assertEqual(months, {date(DAY_ZERO.year, DAY_ZERO.month, 1): (5,)})
        suppliers = self.figures(by="supplier_name", invoice_count="sum")
        self.assertEqual(suppliers, {"Atelier Lumière SARL": (5,)})

    def test_what_was_sent_back_by_reason(self):
        found = self.figures(
            by="reason_id",
            domain=[("kind", "!=", "invoice")],
            suspension_count="sum",
            rejection_count="sum",
        )
        labels = {reason.label: counts for reason, counts in found.items()}
        self.assertEqual(len(labels), 2)
        self.assertIn((1, 0), labels.values())
        self.assertIn((0, 1), labels.values())
        reasons = self.report.with_user(self.reader).search(
            [("kind", "=", "rejection")]
        )
        self.assertEqual(reasons.reason, "Double facturation : déjà reçue")
        self.assertTrue(reasons.reason_id)

    def test_what_is_chosen_in_odoo_is_counted_as_chosen(self):
        """« Manque : … » is in no dictionary, and a motive is known by its choice."""
        reasons = self.env["l10n_fr_chorus_pro.reason"].sudo()
        motive = reasons.search([("code", "=", "DOUBLE_FACT")]) or reasons[:0]
        motive = motive or reasons.search([("kind", "=", "motif")], limit=1)
        absent = self.env.ref("l10n_fr_chorus_pro.reason_justif_abs")
        item = self.env["l10n_fr_chorus_pro.missing.item"].sudo().search([], limit=1)
        for number, status, act, text, values, found in (
            ("F6", "SUSPENDUE", "suspend", "Manque\u202f: zzz.", {}, absent),
            ("F7", "REJETEE", "reject", "Yyy zzz", {"motive_id": motive.id}, motive),
        ):
            received = self.new_received(number)
            values = values or {"missing_item_ids": item.ids}
            self.did(received, self.agent, act, reason=text, **values)
            text = text.replace("\u202f", " ")
            self.give_history(received, (status, received.status_date, text))
            self.assertEqual(received.event_ids.return_reason_id, found)

    def test_a_return_that_the_history_does_not_tell_counts_once(self):
        received = self.new_received("F6")
        received._chorus_take_status("REJETEE", received.status_date, "Double")
        self.env.flush_all()
        rejected = [("kind", "=", "rejection"), ("received_id", "=", received.id)]
        self.assertEqual(self.report.with_user(self.reader).search_count(rejected), 1)
        self.give_history(received, ("REJETEE", received.status_date, "Double"))
        self.env.flush_all()
        self.assertEqual(self.report.with_user(self.reader).search_count(rejected), 1)

    def test_the_dictionary_may_learn(self):
        self.lived("F7", MADE, (2, "SUSPENDUE", "Il manque la fiche de xylophone"))
        returned = (
            self.env["l10n_fr_chorus_pro.received.event"]
            .sudo()
            .search([("comment", "like", "xylophone")])
        )
        self.assertFalse(returned.return_reason_id)
        reason = self.env["l10n_fr_chorus_pro.reason"].sudo()
        kind = reason.search([], limit=1).kind
        learnt = reason.create(
            {
                "label": "Xylophone",
                "match": "xylophone",
                "kind": kind,
                "explanation": "Xylophone",
            }
        )
        self.assertEqual(returned.return_reason_id, learnt)

    def test_who_sees_it(self):
        other = self.setup_other_company(name="Autre commune")["company"]
        self.lived("F8", MADE, company_id=other.id)
        self.env.flush_all()
        self.assertEqual(
            sum(row[0] for row in self.figures(invoice_count="sum").values()), 5
        )
        with self.assertRaises(AccessError):
            self.figures(self.accountant, invoice_count="sum")
        with self.assertRaises(AccessError):
            self.report.with_user(self.finance).create({"day": DAY_ZERO})
