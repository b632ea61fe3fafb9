"""Hand-over to the queue beside core's own sending of the same invoices as CII.

Core's is its Factur-X for download: the same CII inside a PDF. Printing is left out of
both: each takes one PDF that was made before. CPU is that of the Odoo process.
"""

from pathlib import Path

from bench.odoo_process import inside, stage
from dev import console, postgres

INSIDE = Path(__file__).with_name("inside_hand_over.py")
COUNT = 200
# The last row is what the others are held against.
CORE = "core's Factur-X"


def run(_sizes):
    """Measure and print one table."""
    postgres.ensure_cluster()
    with stage() as (_simulator, folder):
        with console.step(f"handing over {COUNT} invoices each way"):
            rows = inside(INSIDE, folder, {"count": COUNT})
    core = next(row for row in rows if row["way"] == CORE)
    print(f"\nHand-over of {COUNT} invoices of three lines, ten at a time, not printed")
    print("way               CPU ms each  SQL each  CPU beside core's")
    for row in rows:
        print(
            f"{row['way']:16s}  {row['milliseconds']:11.1f}  {row['queries']:8.1f}"
            f"  {row['milliseconds'] / core['milliseconds']:16.2f}"
        )
