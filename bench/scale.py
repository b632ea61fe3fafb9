"""A database of years: what is asked every day beside 100,000 invoices that are over.

The invoices are put into the database by SQL, with attempts, lots, events and messages,
a few of each work list, and 1,000 open ones that the simulator knows too. Then whatever
people open and scheduled actions run is measured: SQL queries, milliseconds (the median
of three, with empty caches), and which of the big tables a statement read from end to
end, by EXPLAIN of those that ran.
"""

from pathlib import Path

from bench.odoo_process import STILL, inside, stage
from dev import console, postgres

INSIDE = Path(__file__).with_name("inside_scale.py")
SIZES = (100_000,)


def run(sizes):
    """Measure each size and print a table of it."""
    postgres.ensure_cluster()
    for size in sizes or SIZES:
        _print(size, _measure(size))


def _measure(size):
    with stage(*STILL) as (simulator, folder):
        for what in ("fill", "measure"):
            order = {"what": what, "size": size, "simulator": simulator.url}
            with console.step(f"{what}: {size} invoices"):
                rows = inside(INSIDE, folder, order)
    return rows


def _print(size, rows):
    print(f"\nBeside {size} finished invoices, 1,000 open ones")
    print("what                           SQL        ms  read from end to end")
    for row in rows:
        print(
            f"{row['what']:28s}  {row['queries']:4d}  {row['milliseconds']:8.1f}"
            f"  {', '.join(row['whole'])}"
        )
