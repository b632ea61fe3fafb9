"""What a public body receives, fetched in a real Odoo process.

*First fetch*: invoices of three documents each (the portal's sheet and two of 100 kB),
by one run of the scheduled action, in a fresh database for each size. With several
sizes it ends with an error where the peak of memory grows with them, or the calls or
queries of one invoice do.

*Bills*: those of the same invoices, by one run of the scheduled action that makes them.

*Refresh*: of many open ones 20 changed; it ends with an error beyond 25 calls.
"""

from pathlib import Path

from bench.deposit import called
from bench.odoo_process import STILL, inside, stage
from dev import console, postgres

INSIDE = Path(__file__).with_name("inside_received.py")
SIZES = (100, 1000)
OPEN = 10_000
CALL_LIMIT = 25
# The peak over the idle process may be so many times that of the smallest size.
GROWTH_LIMIT = 1.2
QUERY_LIMIT = 60
BILL_QUERY_LIMIT = 120


def run(sizes):
    """Measure each size and print one table.

    :raises DevError: memory or calls grow as they may not
    """
    postgres.ensure_cluster()
    rows = [_fetch(size) for size in sizes or SIZES]
    print("\nFirst fetch of received invoices of three documents each")
    print("invoices  seconds  per second  HTTP calls  SQL/invoice  MB over idle")
    for row in rows:
        print(
            f"{row['size']:8d}  {row['seconds']:7.1f}"
            f"  {row['size'] / row['seconds']:10.1f}"
            f"  {sum(row['calls'].values()):10d}"
            f"  {row['queries'] / row['size']:11.1f}  {row['megabytes']:12.1f}"
        )
        print(f"    {_listed(row['calls'])}")
    _compare(rows, QUERY_LIMIT)
    bills = [row["bills"] for row in rows]
    print("\nBills of the same invoices")
    print("   bills  seconds  per second  SQL/bill  MB over idle")
    for row in bills:
        print(
            f"{row['size']:8d}  {row['seconds']:7.1f}"
            f"  {row['size'] / row['seconds']:10.1f}"
            f"  {row['queries'] / row['size']:8.1f}  {row['megabytes']:12.1f}"
        )
    _compare(bills, BILL_QUERY_LIMIT)
    _refresh()


def _listed(calls):
    return ", ".join(f"{path} {count}" for path, count in calls.items())


def _inside(folder, simulator, what, size):
    order = {"what": what, "size": size, "simulator": simulator.url}
    return inside(INSIDE, folder, order)


def _fetch(size):
    with stage(*STILL) as (simulator, folder):
        with console.step(f"making {size} invoices"):
            _inside(folder, simulator, "make", size)
        simulator.control("calls", method="DELETE")
        with console.step(f"fetching {size} invoices"):
            row = _inside(folder, simulator, "fetch", size)
        row["calls"] = called(simulator)
        with console.step(f"making {size} bills"):
            row["bills"] = _inside(folder, simulator, "bill", size)
    return row


def _compare(rows, limit):
    """:raises DevError: what should be flat is not"""
    if len(rows) < 2:
        return
    first, *_between, last = sorted(rows, key=lambda row: row["size"])
    each = max(row["queries"] / row["size"] for row in rows)
    if each > limit:
        raise console.DevError(f"{each:.0f} queries an invoice, not {limit}")
    growth = last["megabytes"] / max(first["megabytes"], 1)
    text = f"peak memory over idle grows {growth:.2f} times (limit {GROWTH_LIMIT})"
    print(text)
    if growth > GROWTH_LIMIT:
        raise console.DevError(text)


def _refresh():
    with stage(*STILL) as (simulator, folder):
        with console.step(f"making {OPEN} open invoices"):
            _inside(folder, simulator, "make_open", OPEN)
        simulator.control("calls", method="DELETE")
        with console.step("refreshing"):
            row = _inside(folder, simulator, "refresh", OPEN)
        calls = called(simulator)
    count = sum(calls.values())
    print(f"\nRefresh, 20 changed of {OPEN} open invoices")
    print(
        f"  {count} calls ({_listed(calls)}), {row['seconds']:.1f} s,"
        f" {row['queries']} SQL queries"
    )
    if count > CALL_LIMIT:
        raise console.DevError(f"a refresh needs {count} calls, not {CALL_LIMIT}")
