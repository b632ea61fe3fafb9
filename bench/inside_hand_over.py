"""The part of the hand-over bench that runs in an Odoo shell; ``env`` is its own."""

import json
import os
import time
from datetime import date
from pathlib import Path

env = globals()["env"]
COUNT = json.loads(Path(os.environ["BENCH_ORDER"]).read_text(encoding="utf-8"))["count"]
# As many as core's scheduled action sends at a time.
PORTION = 10
OURS = {"sending_methods": ["chorus_pro"]}
WAYS = {
    "our CII": ("cii", OURS),
    "our Factur-X": ("facturx", OURS),
    "core's Factur-X": (
        "facturx",
        {"sending_methods": ["manual"], "invoice_edi_format": "facturx"},
    ),
}


def make():
    product = env["product.product"].search([("name", "=", "Pose de luminaires")])
    town = env["res.partner"].search([("company_registry", "=", "12345678200051")])
    moves = env["account.move"].create(
        [
            {
                "move_type": "out_invoice",
                "partner_id": town.id,
                "invoice_date": date.today(),
                "invoice_line_ids": [
                    (0, 0, {"product_id": product.id, "price_unit": 10.01 + n + row})
                    for row in range(3)
                ],
            }
            for n in range(COUNT + PORTION)
        ]
    )
    moves.action_post()
    env.cr.commit()
    return moves.ids


def without_printing(pdf):
    """Have core take a PDF that was printed before."""

    def prepared(_self, invoices_data):
        for invoice, data in invoices_data.items():
            data["pdf_attachment_values"] = {
                "name": invoice._get_invoice_report_filename(),
                "raw": pdf,
                "mimetype": "application/pdf",
                "res_model": invoice._name,
                "res_id": invoice.id,
                "res_field": "invoice_pdf_report_file",
            }

    send = env.registry["account.move.send"]
    ours = send._prepare_invoice_pdf_report

    def choose(self, invoices_data):
        printed = {
            invoice: data
            for invoice, data in invoices_data.items()
            if not self._chorus_is_unprinted(invoice, data)
        }
        return prepared(self, printed) if printed else ours(self, invoices_data)

    send._prepare_invoice_pdf_report = choose


def hand_over(ids, mode, settings):
    """CPU seconds and queries of one portion, from no cache to its commit."""
    env.company.l10n_fr_chorus_submission_mode = mode
    env.cr.commit()
    env.invalidate_all()
    queries, start = env.cr.sql_log_count, time.process_time()
    moves = env["account.move"].browse(ids)
    env["account.move.send"]._generate_and_send_invoices(moves, **settings)
    env.cr.commit()
    return time.process_time() - start, env.cr.sql_log_count - queries


def main():
    ids = {way: make() for way in WAYS}
    first = ids["our CII"][:1]
    reports = env["ir.actions.report"].with_context(force_report_rendering=True)
    without_printing(reports._render_qweb_pdf("account.account_invoices", first)[0])
    runs = {way: [] for way in WAYS}
    # By turns: what else the machine does slows all of them alike. The first portion
    # reads schemas and templates, once in a process.
    for start in range(0, COUNT + PORTION, PORTION):
        for way, (mode, settings) in WAYS.items():
            run = hand_over(ids[way][start : start + PORTION], mode, settings)
            runs[way] += [run] if start else []
    return [
        {
            "way": way,
            "milliseconds": 1000 * sum(seconds for seconds, _queries in run) / COUNT,
            "queries": sum(queries for _seconds, queries in run) / COUNT,
        }
        for way, run in runs.items()
    ]


Path(os.environ["BENCH_ANSWER"]).write_text(json.dumps(main()), encoding="utf-8")
