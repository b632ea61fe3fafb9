"""The steps of the refresh bench that run inside an Odoo shell; ``env`` is its own."""

import json
import os
import time
import urllib.request
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

from odoo import fields
from odoo.tools import SQL

CHANGED = 20
DAYS = 60

env = globals()["env"]
order = json.loads(Path(os.environ["BENCH_ORDER"]).read_text(encoding="utf-8"))
documents = env["l10n_fr_chorus_pro.document"].sudo()


def control(path, **values):
    request = urllib.request.Request(
        f"{order['simulator']}/simulator/{path}",
        json.dumps(values).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=300) as response:
        return json.load(response)


def change(count, status):
    """Give the invoices in the middle of the list a status."""
    for document in documents.search([], order="id", offset=50, limit=count):
        control(f"invoices/{document.chorus_identifier}/status", status=status)


def copies(names):
    """Posted invoices under these names, as copies of one in the database."""
    product = env["product.product"].search([("name", "=", "Pose de luminaires")])
    town = env["res.partner"].search([("company_registry", "=", "12345678200051")])
    model = env["account.move"].create(
        {
            "move_type": "out_invoice",
            "partner_id": town.id,
            "invoice_date": fields.Date.today(),
            "invoice_line_ids": [(0, 0, {"product_id": product.id})],
        }
    )
    model.action_post()
    env.flush_all()
    left_out = ("id", "name", "sequence_prefix")
    columns = SQL(", ").join(
        SQL.identifier(name)
        for name, field in model._fields.items()
        if field.store and field.column_type and name not in left_out
    )
    env.cr.execute(
        SQL(
            "INSERT INTO account_move (name, %s) SELECT unnest(%s), %s"
            " FROM account_move WHERE id = %s RETURNING id",
            columns,
            names,
            columns,
            model.id,
        )
    )
    return [row[0] for row in env.cr.fetchall()]


def integrated_deposit():
    return env["l10n_fr_chorus_pro.deposit"].create(
        {
            "company_id": env.company.id,
            "environment": "simulator",
            "reference": uuid4().hex,
            "state": "integrated",
        }
    )


def make(size):
    """Open invoices that the customer received three days ago or before."""
    at = fields.Datetime.now() - timedelta(days=3)
    rows = control(
        "invoices",
        count=size,
        prefix="BENCH-",
        supplier=env.company.company_registry,
        recipient="12345678200051",
        at=f"{at.isoformat()}+00:00",
        days=DAYS,
    )
    deposit = integrated_deposit()
    documents.create(
        [
            {
                "deposit_id": deposit.id,
                "move_id": move,
                "invoice_number": number,
                "state": "made_available",
                "chorus_identifier": str(identifier),
                "raw_status": "MISE_A_DISPOSITION",
                "status_date": at,
                "row_status": "MISE_A_DISPOSITION",
                "row_status_date": at,
                "row_deposited_on": at.date() - timedelta(days=index * DAYS // size),
            }
            for index, ((identifier, number), move) in enumerate(
                zip(rows, copies([number for _id, number in rows]), strict=True)
            )
        ]
    )
    # The watermark of a database in use: yesterday's.
    env.company.l10n_fr_chorus_watermark = at + timedelta(days=2)
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
