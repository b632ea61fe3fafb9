"""The steps of the bench of received invoices that run inside an Odoo shell; ``env`` is
its own."""

import json
import os
import resource
import time
from datetime import timedelta
from pathlib import Path

from odoo import fields

from odoo.addons.base.models import ir_cron
from odoo.addons.l10n_fr_chorus_pro.bench.portal import control

CHANGED = 20
DOCUMENTS, DOCUMENT_BYTES = 2, 100_000
TOWN, SUPPLIER = "12345678200051", "73282932000074"
CHUNK = 2000

env = globals()["env"]
order = json.loads(Path(os.environ["BENCH_ORDER"]).read_text(encoding="utf-8"))
received = env["l10n_fr_chorus_pro.received"].sudo()
# One run to the end, however long it takes.
ir_cron.MIN_TIME_PER_JOB = 36_000


def become_a_town():
    env.company.sudo().write(
        {
            "company_registry": TOWN,
            "l10n_fr_chorus_login": "TECH_1_0000003@cpro.fr",
            "l10n_fr_chorus_is_public_body": True,
            "l10n_fr_chorus_is_supplier": False,
        }
    )
    env.company._chorus_read_receiving_structures()


def put(size, **values):
    """Invoices that the town received; (identifier, number) of each."""
    return control(
        order["simulator"],
        "invoices",
        count=size,
        prefix="BENCH-",
        supplier=SUPPLIER,
        recipient=TOWN,
        **values,
    )


def make(size):
    become_a_town()
    put(size, documents=DOCUMENTS, document_bytes=DOCUMENT_BYTES)
    env.cr.commit()
    return {}


def make_open(size):
    """Open invoices, known here as a fetch of three days ago has left them."""
    become_a_town()
    at = fields.Datetime.now().replace(microsecond=0) - timedelta(days=3)
    rows = put(size, at=f"{at.isoformat()}+00:00", days=20)
    model = {
        "company_id": env.company.id,
        "environment": "simulator",
        "kind": "FACTURE",
        "currency_id": env.company.currency_id.id,
        "raw_status": "MISE_A_DISPOSITION",
        "status_date": at,
        "deposited_on": at.date(),
        "content_state": "downloaded",
        "content_version": 1,
    }
    for start in range(0, size, CHUNK):
        received.with_context(mail_create_nolog=True, tracking_disable=True).create(
            [
                {**model, "chorus_identifier": str(number), "invoice_number": name}
                for number, name in rows[start : start + CHUNK]
            ]
        )
        env.cr.commit()
    intakes = env["l10n_fr_chorus_pro.intake"].sudo().search([])
    intakes.watermark = at + timedelta(days=2)
    for number, _name in rows[50 : 50 + CHANGED]:
        control(order["simulator"], f"invoices/{number}/status", status="SERVICE_FAIT")
    env.cr.commit()
    return {}


def measure(action):
    idle = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    queries, start = env.cr.sql_log_count, time.perf_counter()
    action()
    env.cr.commit()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {
        "size": order["size"],
        "seconds": time.perf_counter() - start,
        "queries": env.cr.sql_log_count - queries,
        "megabytes": (peak - idle) / 1024,
    }


def fetch(size):
    result = measure(received._cron_receive)
    done = received.search_count([("content_state", "=", "downloaded")])
    documents = env["l10n_fr_chorus_pro.received.document"].sudo()
    found = documents.search_count([("attachment_id", "!=", False)])
    if (done, found) != (size, (DOCUMENTS + 1) * size):
        raise RuntimeError(f"{done} invoices and {found} documents came")
    return result


def bill(size):
    result = measure(received._cron_make_bills)
    failures = received.search([("bill_failure", "!=", False)], limit=1)
    found = received.search_count([("move_id", "!=", False)])
    if found != size:
        raise RuntimeError(f"{found} bills were made; {failures.bill_failure}")
    return result


def refresh(_size):
    result = measure(received._cron_receive)
    found = received.search_count([("raw_status", "=", "SERVICE_FAIT")])
    if found != CHANGED:
        raise RuntimeError(f"{found} changes came back")
    return result


steps = {
    "make": make,
    "make_open": make_open,
    "fetch": fetch,
    "bill": bill,
    "refresh": refresh,
}
Path(os.environ["BENCH_ANSWER"]).write_text(
    json.dumps(steps[order["what"]](order["size"])), encoding="utf-8"
)
