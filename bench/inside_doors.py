"""The steps of the bench of the doors that run in an Odoo shell; ``env`` is its own."""

import json
import os
import resource
import time
from datetime import date
from pathlib import Path

from odoo.addons.l10n_fr_chorus_pro.chorus_api import transport

CHUNK = 200
# As many as core's scheduled action hands over at a time.
HANDED_OVER = 10
NUMBERED = [("name", "like", "FAC/"), ("state", "=", "posted")]

env = globals()["env"]


def make(size):
    """Make and post invoices of three lines, once the company is known there."""
    env.company._chorus_read_own_side()
    product = env["product.product"].search([("name", "=", "Pose de luminaires")])
    town = env["res.partner"].search([("company_registry", "=", "12345678200051")])
    for start in range(0, size, CHUNK):
        moves = env["account.move"].create(
            [
                {
                    "move_type": "out_invoice",
                    "partner_id": town.id,
                    "invoice_date": date.today(),
                    "invoice_line_ids": [
                        (0, 0, {"product_id": product.id, "price_unit": price})
                        for price in (10.01 + n, 11.01 + n, 12.01 + n)
                    ],
                }
                for n in range(start, min(start + CHUNK, size))
            ]
        )
        moves.action_post()
        env.cr.commit()
    return {}


def without_printing(move):
    """Have core take one PDF that was printed before."""
    reports = env["ir.actions.report"].with_context(force_report_rendering=True)
    pdf = reports._render_qweb_pdf("account.account_invoices", move.ids)[0]

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

    env.registry["account.move.send"]._prepare_invoice_pdf_report = prepared


class Clock:
    """Seconds inside a function."""

    def __init__(self, owner, name):
        self.seconds = 0.0
        function = getattr(owner, name)

        def timed(*arguments, **named):
            start = time.perf_counter()
            try:
                return function(*arguments, **named)
            finally:
                self.seconds += time.perf_counter() - start

        setattr(owner, name, timed)


def hand_over(ids):
    """Leave all invoices to the queue, ten at a time; returns the seconds."""
    start = time.perf_counter()
    for first in range(0, len(ids), HANDED_OVER):
        env["account.move.send"]._generate_and_send_invoices(
            env["account.move"].browse(ids[first : first + HANDED_OVER]),
            sending_methods=["chorus_pro"],
        )
        env.cr.commit()
    return time.perf_counter() - start


def follow(size):
    """Our scheduled action until the portal has each invoice and nothing is due."""
    deposits = env["l10n_fr_chorus_pro.deposit"]
    done = [("state", "=", "integrated"), ("next_check_at", "=", False)]
    for _run in range(100):
        deposits._cron_deposits()
        env.cr.commit()
        if deposits.search_count(done) == size:
            return
    raise RuntimeError("some invoices never reached the portal")


def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def hand_in(size):
    env.company.l10n_fr_chorus_submission_mode = instruction["door"]
    env.cr.commit()
    ids = env["account.move"].search(NUMBERED, order="id", limit=size).ids
    if instruction["door"] == "pdf":
        without_printing(env["account.move"].browse(ids[:1]))
    http = Clock(transport.Transport, "_exchange")
    idle = peak()
    handing_over = hand_over(ids)
    env.invalidate_all()
    http.seconds, queries = 0.0, env.cr.sql_log_count
    start, processor = time.perf_counter(), time.process_time()
    follow(size)
    return {
        "handing_over": handing_over,
        "seconds": time.perf_counter() - start,
        "processor": time.process_time() - processor,
        "http": http.seconds,
        "queries": env.cr.sql_log_count - queries,
        "megabytes": peak() - idle,
    }


instruction = json.loads(Path(os.environ["BENCH_ORDER"]).read_text(encoding="utf-8"))
measure = {"make": make, "hand_in": hand_in}[instruction["step"]]
Path(os.environ["BENCH_ANSWER"]).write_text(
    json.dumps(measure(instruction["size"])), encoding="utf-8"
)
