"""Deposit of many invoices in lots, end to end, in a real Odoo process.

For each size a fresh database and a fresh process: invoices are made and posted in a
first process, which is not measured; a second one hands them over as core's scheduled
action does, ten at a time, packs and sends the lots, and follows them until each has
its Chorus identifier. CII, lots of 50, the simulator on the same machine.

With several sizes it ends with an error where the peak of memory grows with them.
"""

from collections import Counter
from pathlib import Path

from bench.odoo_process import STILL, inside, stage
from dev import console, postgres

INSIDE = Path(__file__).with_name("inside_deposit.py")
SIZES = (1000, 5000)
# The peak over the idle process may be so many times that of the smallest size; one in
# proportion to the invoices would be five times as much at five times as many. What
# Python's collector has not got round to moves it by a tenth either way.
GROWTH_LIMIT = 1.2


def run(sizes):
    """Measure each size and print one table."""
    postgres.ensure_cluster()
    rows = [_measure(size) for size in sizes or SIZES]
    _print(rows)


def _measure(size):
    with stage(*STILL) as (simulator, folder):
        with console.step(f"making {size} invoices"):
            _inside(folder, simulator, "make", size)
        with console.step(f"depositing {size} invoices"):
            row = _inside(folder, simulator, "deposit", size)
        row["calls"] = called(simulator)
    return row


def _inside(folder, simulator, step, size):
    order = {"step": step, "size": size, "simulator": simulator.url}
    return inside(INSIDE, folder, order)


def called(simulator):
    """
    :return: Counter of the calls that the simulator got, by operation
    """
    calls = simulator.control("calls", method="GET")
    return Counter(call["path"].rpartition("/v1/")[2] or call["path"] for call in calls)


def _print(rows):
    print("\nDeposit in lots of 50, CII, end to end (until each identifier is known)")
    print("invoices  per second  SQL/invoice  HTTP calls  MB over idle")
    for row in rows:
        print(
            f"{row['size']:8d}  {row['size'] / row['seconds']:10.1f}"
            f"  {row['queries'] / row['size']:11.1f}  {sum(row['calls'].values()):10d}"
            f"  {row['megabytes']:12.1f}"
        )
    for row in rows:
        shares = ", ".join(
            f"{name} {100 * seconds / row['seconds']:.0f} %"
            for name, seconds in row["shares"].items()
        )
        print(f"{row['size']} invoices, {row['seconds']:.1f} s: {shares}")
        calls = ", ".join(f"{path} {count}" for path, count in row["calls"].items())
        print(f"    {calls}")
    if len(rows) > 1:
        _compare_peaks(rows)


def _compare_peaks(rows):
    """Say how the peak of memory grows with the number of invoices.

    :raises DevError: beyond its limit
    """
    first, *_between, last = sorted(rows, key=lambda row: row["size"])
    growth = last["megabytes"] / max(first["megabytes"], 1)
    text = (
        f"peak memory over idle: {first['megabytes']:.1f} MB at {first['size']},"
        f" {last['megabytes']:.1f} MB at {last['size']} invoices: {growth:.2f} times as"
        f" much (limit {GROWTH_LIMIT})"
    )
    print(text)
    if growth > GROWTH_LIMIT:
        raise console.DevError(f"memory grows with the invoices: {text}")
