"""Forms, lists and new invoices beside core's: in Odoo without this addon, with it in a
company that does not invoice by Chorus Pro, and in one that does.

The same invoices are made in both databases. What the web client asks for is read from
the views, as the client does; each figure is the median of 15 requests of an accountant
to a process that has answered one before. Milliseconds are those of Odoo's processor.
"""

import tempfile
from pathlib import Path

from bench.odoo_process import DATABASE, inside, install
from dev import console, postgres, template
from dev.environment import CHECKOUT

INSIDE = Path(__file__).with_name("inside_forms.py")
KINDS = ("private customer", "foreign customer", "public body")


def run(_sizes):
    """Measure core, then the addon, and print one table."""
    postgres.ensure_cluster()
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        with console.step("measuring Odoo without the addon"):
            template.copy_to(DATABASE)
            core = _inside(folder, KINDS, makes=True)
        with console.step("measuring a company without Chorus Pro"):
            template.copy_to(DATABASE)
            install()
            others = _inside(folder, KINDS[:1], makes=True)
        with console.step("measuring a company that invoices by Chorus Pro"):
            supplier = _inside(folder, KINDS, connects=True)
        postgres.drop(DATABASE)
    _print(core, others, supplier)


def _inside(folder, customers, *, makes=False, connects=False):
    order = {"customers": customers, "makes": makes, "connects": connects}
    return inside(INSIDE, folder, {**order, "checkout": str(CHECKOUT)})


def _print(core, others, supplier):
    print("\nWhat an accountant opens and does, in SQL queries and ms, beside core's")
    print("company     invoice             what             SQL     +    ms    +")
    base = core["rows"]
    for name, rows in others["rows"].items():
        _print_rows("without", name, base[name], rows)
    for name, rows in supplier["rows"].items():
        _print_rows("with", name, base.get(name) or base["public body"], rows)
    for kind, count in core["fields"].items():
        print(
            f"fields of the {kind}: {count} in core, {others['fields'][kind]} in a"
            f" company without Chorus Pro, {supplier['fields'][kind]} in one with it"
        )


def _print_rows(company, name, core, ours):
    for what, row in ours.items():
        more = {key: value - core[what][key] for key, value in row.items()}
        print(
            f"{company:10s}  {name:18s}  {what:15s}"
            f"  {row['queries']:4.0f}  {more['queries']:+4.0f}"
            f"  {row['milliseconds']:4.0f}  {more['milliseconds']:+4.0f}"
        )
