"""Invoices by the doors beside the flow, handed in by the scheduled action.

For each door, and each size, a fresh database and a fresh process: a first one makes
and posts the invoices, a second one hands them over as core's scheduled action does
and runs ours until the portal has each, with the PDF that it makes of an entry. What
Odoo prints is printed once and taken for all: printing is core's.
"""

from pathlib import Path

from bench.deposit import called
from bench.odoo_process import STILL, inside, stage
from dev import console, postgres

INSIDE = Path(__file__).with_name("inside_doors.py")
DOORS = {"pdf": "plain PDF", "entry": "data entry"}
SIZES = (200,)


def run(sizes):
    """Measure each door with each size and print one table."""
    postgres.ensure_cluster()
    rows = [_measure(door, size) for size in sizes or SIZES for door in DOORS]
    print("\nInvoices of three lines by a door, until the portal has each; not printed")
    print(
        "door        invoices  hand-over s  queue s  of it CPU  of it HTTP"
        "  SQL/invoice  calls/invoice  MB over idle"
    )
    for row in rows:
        size = row["size"]
        calls = sum(row["calls"].values())
        print(
            f"{DOORS[row['door']]:10s}  {size:8d}  {row['handing_over']:11.1f}"
            f"  {row['seconds']:7.1f}  {row['processor']:9.1f}  {row['http']:10.1f}"
            f"  {row['queries'] / size:11.1f}  {calls / size:13.2f}"
            f"  {row['megabytes']:12.1f}"
        )
    for row in rows:
        calls = ", ".join(f"{path} {count}" for path, count in row["calls"].items())
        print(f"{DOORS[row['door']]}, {row['size']}: {calls}")


def _measure(door, size):
    with stage(*STILL) as (simulator, folder):
        order = {"door": door, "size": size}
        with console.step(f"making {size} invoices"):
            inside(INSIDE, folder, {"step": "make", **order})
        before = called(simulator)
        with console.step(f"handing {size} invoices in ({DOORS[door]})"):
            row = inside(INSIDE, folder, {"step": "hand_in", **order})
        row["calls"] = called(simulator) - before
    return {**row, **order}
