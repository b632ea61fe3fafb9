"""The steps of the deposit bench that run inside an Odoo shell; ``env`` is its own."""

import json
import os
import resource
import time
import urllib.request
from datetime import date
from pathlib import Path

from odoo.addons.l10n_fr_chorus_pro.chorus_api import transport

CHUNK = 200
# As many as core's scheduled action hands over at a time.
HANDED_OVER = 10

env = globals()["env"]


def make(size):
    """Make and post invoices of one line."""
    product = env["product.product"].search([("name", "=", "Pose de luminaires")])
    town = env["res.partner"].search([("company_registry", "=", "12345678200051")])
    env.company.l10n_fr_chorus_submission_mode = "cii"
    for start in range(0, size, CHUNK):
        moves = env["account.move"].create(
            [
                {
                    "move_type": "out_invoice",
                    "partner_id": town.id,
                    "invoice_date": date.today(),
                    "invoice_line_ids": [
                        (0, 0, {"product_id": product.id, "price_unit": 100.0 + n})
                    ],
                }
                for n in range(start, min(start + CHUNK, size))
            ]
        )
        moves.action_post()
        env.cr.commit()
    return {}


class Timers:
    """Seconds spent inside functions, each counted without those inside it."""

    def __init__(self):
        self.seconds = {}
        self._stack = []

    def wrap(self, owner, name, label):
        function = getattr(owner, name)

        def timed(*arguments, **named):
            self._stack.append(0.0)
            start = time.perf_counter()
            try:
                return function(*arguments, **named)
            finally:
                elapsed = time.perf_counter() - start
                inner = self._stack.pop()
                self.seconds[label] = self.seconds.get(label, 0) + elapsed - inner
                if self._stack:
                    self._stack[-1] += elapsed

        setattr(owner, name, timed)


def timers():
    result = Timers()
    send = env.registry["account.move.send"]
    deposits = env.registry["l10n_fr_chorus_pro.deposit"]
    documents = env.registry["l10n_fr_chorus_pro.document"]
    result.wrap(send, "_chorus_build_document", "document building")
    result.wrap(send, "_chorus_queue", "queueing")
    result.wrap(deposits, "_chorus_pack", "packing")
    result.wrap(transport.Transport, "_exchange", "HTTP")
    result.wrap(documents, "_chorus_post", "chatter")
    result.wrap(documents, "_chorus_apply_plain_rows", "statuses")
    return result


def hand_over(moves):
    """Send all invoices as core's scheduled action does: ten at a time, each ten
    committed.

    Core searches each ten anew: a slice of all moves would read ahead in all of them.
    """
    ids = moves.ids
    for start in range(0, len(ids), HANDED_OVER):
        env["account.move.send"]._generate_and_send_invoices(
            env["account.move"].browse(ids[start : start + HANDED_OVER]),
            sending_methods=["chorus_pro"],
        )
        env.cr.commit()


def follow(simulator, size):
    """Our scheduled action, with time between its runs, until all are known."""
    deposits = env["l10n_fr_chorus_pro.deposit"]
    documents = env["l10n_fr_chorus_pro.document"]
    for _run in range(100):
        deposits._cron_deposits()
        env.cr.commit()
        if documents.search_count([("chorus_identifier", "!=", False)]) == size:
            return
        advance(simulator)
        env.cr.execute(
            "UPDATE l10n_fr_chorus_pro_deposit SET next_check_at ="
            " now() AT TIME ZONE 'utc' - interval '1 minute'"
            " WHERE next_check_at IS NOT NULL"
        )
        env.cr.commit()
    raise RuntimeError("some invoices never got their identifier")


def advance(simulator):
    request = urllib.request.Request(
        f"{simulator}/simulator/advance",
        b'{"seconds": 300}',
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=60) as response:
        response.read()


def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def deposit(size):
    order = [("name", "like", "FAC/"), ("state", "=", "posted")]
    moves = env["account.move"].search(order, order="id", limit=size)
    simulator = instruction["simulator"]
    measured, idle = timers(), peak()
    queries, start = env.cr.sql_log_count, time.perf_counter()
    hand_over(moves)
    follow(simulator, size)
    seconds = time.perf_counter() - start
    shares = dict(measured.seconds)
    shares["Odoo's own sending and ORM"] = seconds - sum(shares.values())
    return {
        "size": size,
        "seconds": seconds,
        "queries": env.cr.sql_log_count - queries,
        "megabytes": peak() - idle,
        "shares": shares,
    }


instruction = json.loads(Path(os.environ["BENCH_ORDER"]).read_text(encoding="utf-8"))
measure = {"make": make, "deposit": deposit}[instruction["step"]]
Path(os.environ["BENCH_ANSWER"]).write_text(
    json.dumps(measure(instruction["size"])), encoding="utf-8"
)
