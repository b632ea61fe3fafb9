"""Refresh of many open invoices, 20 of which changed, in a real Odoo process; the last
time beside many that are over.

For each size a fresh database: the invoices are put into Odoo and into the simulator
directly, which is not measured. Then the scheduled action runs as every two hours, and
the sweep as every night. Calls are those of the simulator's own log.

It ends with an error where a refresh costs more calls beside more invoices, or more SQL
queries than its limit.
"""

from pathlib import Path

from bench.deposit import called
from bench.odoo_process import STILL, inside, stage
from dev import console, postgres

INSIDE = Path(__file__).with_name("inside_refresh.py")
# (open invoices, finished ones beside them)
SIZES = ((1000, 0), (10_000, 0), (1000, 100_000))
QUERY_LIMIT = 700


def run(_sizes):
    """Measure each size and print one table.

    :raises DevError: a refresh grows with the invoices
    """
    postgres.ensure_cluster()
    rows = [row for size in SIZES for row in _measure(*size)]
    print("\nRefresh of open invoices, 20 of which changed")
    print("    open  finished  what      HTTP calls  seconds  SQL queries")
    for row in rows:
        print(
            f"{row['size']:8d}  {row['beside']:8d}  {row['what']:8s}"
            f"  {sum(row['calls'].values()):10d}"
            f"  {row['seconds']:7.1f}  {row['queries']:11d}"
        )
        calls = ", ".join(f"{path} {count}" for path, count in row["calls"].items())
        print(f"    {calls}")
    _compare([row for row in rows if row["what"] == "refresh"])


def _compare(rows):
    if any(row["calls"] != rows[0]["calls"] for row in rows):
        raise console.DevError("a refresh calls more the more invoices there are")
    if (most := max(row["queries"] for row in rows)) > QUERY_LIMIT:
        raise console.DevError(f"a refresh needs {most} queries, not {QUERY_LIMIT}")


def _measure(size, beside):
    with stage(*STILL) as (simulator, folder):
        for what in ("make", "refresh", "sweep"):
            simulator.control("calls", method="DELETE")
            with console.step(f"{what}: {size} invoices"):
                row = _inside(folder, simulator, what, size, beside)
            if what != "make":
                row["calls"] = called(simulator)
                yield row | {"beside": beside}


def _inside(folder, simulator, what, size, beside):
    order = {
        "what": what,
        "size": size,
        "beside": beside,
        "simulator": simulator.url,
    }
    return inside(INSIDE, folder, order)
