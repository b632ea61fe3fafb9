"""The steps of the scale bench that run inside an Odoo shell; ``env`` is its own."""

import json
import os
import statistics
from pathlib import Path
from unittest.mock import patch

from odoo.tools.safe_eval import safe_eval

from odoo.addons.account.models import account_journal_dashboard
from odoo.addons.l10n_fr_chorus_pro.bench import filling, population
from odoo.addons.l10n_fr_chorus_pro.bench.client_views import specification
from odoo.addons.l10n_fr_chorus_pro.bench.plans import Recorder
from odoo.addons.l10n_fr_chorus_pro.bench.portal import control
from odoo.addons.l10n_fr_chorus_pro.models.worklist.work_list import WORK_LISTS

OPEN, CHANGED, TIMES = 1000, 20, 3
# As the web client asks for a page of a list, and counts no further.
PAGE, COUNTED = 80, 10_001
# Core's action on customer invoices.
CORE = "account.action_move_out_invoice_type"
# Scheduled actions that find nothing to change, and can be repeated. The summary and
# the refresh are measured apart; the directory has a bench of its own.
CRONS = (
    "ir_cron_deposits",
    "ir_cron_sweep",
    "ir_cron_mandates",
    "ir_cron_uploaded_directories",
    "ir_cron_declared_once",
)

env = globals()["env"]
order = json.loads(Path(os.environ["BENCH_ORDER"]).read_text(encoding="utf-8"))
documents = env["l10n_fr_chorus_pro.document"].sudo()
recorder = Recorder(env.cr)
rows = []


# -- Filling ------------------------------------------------------------------


def fill():
    """The database of a company that has sent so many invoices in three years."""
    work = filling.Filling(filling.example(env))
    size = order["size"]
    person = env["res.partner"].create({"name": "Café de la Gare", "is_company": True})
    firsts = {
        kind.name: work.add(kind)
        for kind in (
            *population.finished(size),
            population.ordinary(size // population.ORDINARY_SHARE, person),
            *population.waiting(),
        )
    }
    work.add_attempts(population.refused_before(), firsts["old"])
    kept, given_up = population.doubles()
    work.add_attempts(given_up, work.add(kept))
    population.fill_open(work, order["simulator"], OPEN)
    reader = env["res.users"].search([("login", "=", "comptable")])
    reader.write({"email": "camille@example.com", "l10n_fr_chorus_daily_summary": True})
    work.done()


# -- Measuring ----------------------------------------------------------------


def measure(what, action, times=TIMES):
    """Run an action so often, with empty caches, and keep the median."""
    seconds = []
    for _time in range(times):
        env.invalidate_all()
        with recorder.recording():
            action()
            env.flush_all()
        seconds.append(recorder.seconds)
    rows.append(
        {
            "what": what,
            "queries": recorder.count,
            "milliseconds": 1000 * statistics.median(seconds),
            "whole": recorder.read_whole(),
        }
    )


def measure_card(reader):
    core = account_journal_dashboard.AccountJournal
    journals = reader["account.journal"].search([("type", "=", "sale")])

    def ours():
        data = {journal.id: {} for journal in journals}
        name = "_fill_sale_purchase_dashboard_data"
        with patch.object(core, name, lambda *_arguments: None):
            journals._fill_sale_purchase_dashboard_data(data)

    measure("card: our part", ours)
    measure(
        "card: with core's part",
        lambda: journals.mapped("kanban_dashboard"),
    )


def measure_lists(reader):
    ours = "l10n_fr_chorus_pro.work_list_action"
    every = safe_eval(env.ref(ours).domain)
    moves, spec = specification(reader, ours, "list")

    def page(domain):
        moves.web_search_read(domain, spec, limit=PAGE, count_limit=COUNTED)

    for name, _label in WORK_LISTS:
        domain = [*every, ("l10n_fr_chorus_work_list", "=", name)]
        measure(f"count: {name}", lambda d=domain: moves.search_count(d))
        measure(f"list: {name}", lambda d=domain: page(d))
    measure("list: all", lambda: page(every))
    moves, spec = specification(reader, CORE, "list")
    sold = [("move_type", "in", ("out_invoice", "out_refund"))]
    measure("list: core's own", lambda: page(sold))


def measure_form(reader):
    moves, spec = specification(reader, CORE, "form")
    move = moves.search([("name", "=", "OLD-000100")])
    measure("form", lambda: moves.browse(move.id).web_read(spec))


def measure_summary(reader):
    user = env["res.users"].sudo().browse(reader.uid)

    def again():
        user.l10n_fr_chorus_summary_day = False
        user._chorus_send_summary()

    measure("daily summary", again)


def run_cron(name):
    cron = env.ref(f"l10n_fr_chorus_pro.{name}")
    method = cron.code.removeprefix("model.").removesuffix("()")
    getattr(env[cron.model_id.model].sudo(), method)()


def measure_crons():
    for name in CRONS:
        measure(name.removeprefix("ir_cron_"), lambda n=name: run_cron(n))
    measure("refresh, no news", lambda: run_cron("ir_cron_invoices"))
    for number in range(CHANGED):
        found = documents.search([("invoice_number", "=", f"BENCH-{50 + number:05d}")])
        path = f"invoices/{found.chorus_identifier}/status"
        control(order["simulator"], path, status="MANDATEE")
    measure("refresh, 20 news", lambda: run_cron("ir_cron_invoices"), times=1)
    found = documents.search_count([("raw_status", "=", "MANDATEE")])
    if found != CHANGED:
        raise RuntimeError(f"{found} changes came back")


def measure_all():
    user = env["res.users"].search([("login", "=", "comptable")])
    reader = env(user=user.id, context={"lang": "fr_FR", "tz": "Europe/Paris"})
    measure_card(reader)
    measure_lists(reader)
    measure_form(reader)
    measure_summary(reader)
    measure_crons()


{"fill": fill, "measure": measure_all}[order["what"]]()
env.cr.commit()
Path(os.environ["BENCH_ANSWER"]).write_text(json.dumps(rows), encoding="utf-8")
