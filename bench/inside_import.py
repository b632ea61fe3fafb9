"""The part of the directory bench that runs in an Odoo shell; ``env`` is its own."""

import json
import os
import resource
import signal
import time
from pathlib import Path

env = globals()["env"]
order = json.loads(Path(os.environ["BENCH_ORDER"]).read_text(encoding="utf-8"))
imports = env["l10n_fr_chorus_pro.directory.import"]


def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def answer(result):
    text = json.dumps(result)
    Path(os.environ["BENCH_ANSWER"]).write_text(text, encoding="utf-8")


def make():
    france = env.ref("base.fr").id
    env["res.partner"].create(
        [
            {
                "name": f"Public body {siret}",
                "is_company": True,
                "company_registry": siret,
                "country_id": france,
            }
            for siret in order["identifiers"]
        ]
    )
    env.cr.commit()
    answer({})


class Measure:
    """What one import took, from its beginning to now."""

    def __init__(self):
        self.idle, self.start = peak(), time.perf_counter()
        self.queries = env.cr.sql_log_count
        env.cr.execute("SELECT now() AT TIME ZONE 'utc'")
        (self.moment,) = env.cr.fetchone()

    def taken(self):
        directory = imports.search([], limit=1)
        records = env["res.partner"], env["l10n_fr_chorus_pro.service"]
        since = [("write_date", ">=", self.moment)]
        return {
            "seconds": time.perf_counter() - self.start,
            "memory": peak() - self.idle,
            "queries": env.cr.sql_log_count - self.queries,
            "position": directory.position,
            "matched": directory.matched_count,
            "changed": directory.changed_count,
            "written": sum(
                model.with_context(active_test=False).search_count(since)
                for model in records
            ),
        }


def die():
    """Kill this process, as the system does it, after the commit in the middle."""
    measure = Measure()
    take = imports.__class__._chorus_take_batch

    def until(records, batch, known, position, *arguments):
        in_time = take(records, batch, known, position, *arguments)
        if position >= order["at"]:
            answer(measure.taken())
            os.kill(os.getpid(), signal.SIGKILL)
        return in_time

    env.registry[imports._name]._chorus_take_batch = until
    run()


def run():
    measure = Measure()
    imports._cron_directory()
    env.cr.commit()
    if imports.search([], limit=1).state != "done":
        raise RuntimeError("the import did not come to its end")
    answer(measure.taken())


{"make": make, "die": die, "run": run}[order["step"]]()
