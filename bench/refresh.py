"""Refresh of many open invoices, 20 of which changed, in a real Odoo process.

For each size a fresh database: the invoices are put into Odoo and into the simulator
directly, which is not measured. Then the scheduled action runs as every two hours, and
the sweep as every night. Calls are those of the simulator's own log.
"""

import json
import tempfile
import urllib.request
from collections import Counter
from pathlib import Path

from bench.odoo_process import DATABASE, inside, prepare_database
from dev import console, postgres
from dev.server import Simulator

INSIDE = Path(__file__).with_name("inside_refresh.py")
SIZES = (1000, 10_000)


def run(_sizes):
    """Measure both sizes and print one table."""
    postgres.ensure_cluster()
    rows = [row for size in SIZES for row in _measure(size)]
    print("\nRefresh of open invoices, 20 of which changed")
    print("invoices  what      HTTP calls  seconds  SQL queries")
    for row in rows:
        print(
            f"{row['size']:8d}  {row['what']:8s}  {sum(row['calls'].values()):10d}"
            f"  {row['seconds']:7.1f}  {row['queries']:11d}"
        )
        calls = ", ".join(f"{path} {count}" for path, count in row["calls"].items())
        print(f"    {calls}")


def _measure(size):
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        simulator = Simulator(
            folder / "simulator.db",
            options=("--speed", "0"),
            log_file=folder / "simulator.log",
        )
        with simulator:
            simulator.start()
            prepare_database(simulator.url, folder)
            for what in ("make", "refresh", "sweep"):
                _control(simulator, "DELETE", "calls")
                with console.step(f"{what}: {size} invoices"):
                    row = _inside(folder, simulator, what, size)
                if what != "make":
                    calls = _control(simulator, "GET", "calls")
                    row["calls"] = Counter(
                        call["path"].rpartition("/v1/")[2] or call["path"]
                        for call in calls
                    )
                    yield row
        postgres.drop(DATABASE)


def _inside(folder, simulator, what, size):
    order = {"what": what, "size": size, "simulator": simulator.url}
    return inside(INSIDE, folder, order)


def _control(simulator, method, path):
    request = urllib.request.Request(f"{simulator.url}/simulator/{path}", method=method)
    with urllib.request.urlopen(request, timeout=60) as response:
        body = response.read()
    return json.loads(body) if body else None
