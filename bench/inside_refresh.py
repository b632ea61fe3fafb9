"""The steps of the refresh bench that run inside an Odoo shell; ``env`` is its own."""

import json
import os
import time
from pathlib import Path

from odoo.addons.l10n_fr_chorus_pro.bench import filling, population
from odoo.addons.l10n_fr_chorus_pro.bench.portal import control

CHANGED = 20

env = globals()["env"]
order = json.loads(Path(os.environ["BENCH_ORDER"]).read_text(encoding="utf-8"))
documents = env["l10n_fr_chorus_pro.document"].sudo()


def change(count, status):
    """Give the invoices in the middle of the list a status."""
    domain = [("invoice_number", "=like", "BENCH-%")]
    for document in documents.search(domain, order="id", offset=50, limit=count):
        path = f"invoices/{document.chorus_identifier}/status"
        control(order["simulator"], path, status=status)


def make(size):
    """Open invoices that the customer received three days ago, and finished ones."""
    work = filling.Filling(filling.example(env))
    for kind in population.finished(order["beside"]) if order["beside"] else ():
        work.add(kind)
    population.fill_open(work, order["simulator"], size)
    work.done()
    env.cr.commit()
    return {}


def measure(what, action):
    queries, start = env.cr.sql_log_count, time.perf_counter()
    action()
    env.cr.commit()
    return {
        "what": what,
        "size": order["size"],
        "seconds": time.perf_counter() - start,
        "queries": env.cr.sql_log_count - queries,
    }


def refresh(_size):
    change(CHANGED, "MANDATEE")
    result = measure("refresh", documents._cron_refresh_invoices)
    found = documents.search_count([("raw_status", "=", "MANDATEE")])
    if found != CHANGED:
        raise RuntimeError(f"{found} changes came back")
    return result


def sweep(_size):
    return measure("sweep", documents._cron_sweep_invoices)


run = {"make": make, "refresh": refresh, "sweep": sweep}[order["what"]]
Path(os.environ["BENCH_ANSWER"]).write_text(
    json.dumps(run(order["size"])), encoding="utf-8"
)
