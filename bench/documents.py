"""Documents: ours in three formats beside core's Factur-X, on the same invoices.

The readable PDF is printed once and taken by both, for its time is that of Odoo's
report. Each format is measured on all invoices in one run, and on a quarter of them, to
see whether queries grow with their number.
"""

import tempfile
from pathlib import Path

from bench.odoo_process import DATABASE, inside, prepare_database
from dev import console, postgres

INSIDE = Path(__file__).with_name("inside_documents.py")
COUNT = 200


def run(_sizes):
    postgres.ensure_cluster()
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        prepare_database("http://127.0.0.1:9", folder)
        with console.step(f"making and writing {COUNT} invoices"):
            rows = inside(INSIDE, folder, {"count": COUNT})
    postgres.drop(DATABASE)
    print(f"\nDocuments of {COUNT} invoices of three lines, without printing the PDF")
    print("format            ms each  SQL each  SQL each of a quarter")
    for row in rows:
        print(
            f"{row['format']:16s} {row['milliseconds']:8.1f}  {row['queries']:8.1f}"
            f"  {row['queries_of_quarter']:8.1f}"
        )
