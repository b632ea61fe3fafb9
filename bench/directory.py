"""The directory: 200,000 structures read over HTTP, then imported into Odoo, in bounded
memory.

What is measured runs in processes of its own, so that their peak of memory is that of
this work. The first import is killed in the middle, the second one goes on after it,
the third one reads the same directory again and has nothing to write.
"""

import json
import subprocess
import tempfile
from pathlib import Path

from bench.odoo_process import DATABASE, inside, prepare_database
from dev import console, postgres
from dev.environment import CHECKOUT, venv_python

COUNT = 200_000
CUSTOMERS = 2_000
MEGABYTE = 1024 * 1024
INSIDE = Path(__file__).with_name("inside_import.py")


def run(_sizes):
    postgres.ensure_cluster()
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        command = [venv_python(), "-m", "simulator", "--port", "0", "--speed", "0"]
        command += ["--structures", str(COUNT)]
        simulator = subprocess.Popen(
            [str(part) for part in command],
            cwd=CHECKOUT,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            with console.step(f"generating {COUNT} structures"):
                url = simulator.stdout.readline().split()[-1]
            with console.step("downloading and reading them"):
                read = _read(url, folder / "directory.zip")
            imports = _import(url, folder, read["identifiers"])
        finally:
            simulator.terminate()
            simulator.wait()
    _print(read["rows"])
    _print_imports(imports)


def _read(url, path):
    command = [venv_python(), "-m", "bench.inside_directory", url, path, CUSTOMERS]
    result = subprocess.run(
        [str(part) for part in command],
        cwd=CHECKOUT,
        stdout=subprocess.PIPE,
        check=True,
    )
    return json.loads(result.stdout)


def _import(url, folder, identifiers):
    prepare_database(url, folder)
    inside(INSIDE, folder, {"step": "make", "identifiers": identifiers})
    steps = {
        "killed in the middle": {"step": "die", "at": COUNT // 2},
        "resumed": {"step": "run"},
        "again, no change": {"step": "run"},
    }
    rows = []
    for what, order in steps.items():
        with console.step(f"importing into Odoo, {what}"):
            row = inside(INSIDE, folder, order, killed=order["step"] == "die")
        rows.append({"what": what} | row)
    postgres.drop(DATABASE)
    again = rows[-1]
    if again["changed"] or again["written"]:
        raise console.DevError(f"the second import wrote what was known: {again}")
    return rows


def _print(rows):
    print(f"\nDirectory of {COUNT} structures")
    print(
        "what                 seconds  MB over idle  structures  services  MB of file"
    )
    for row in rows:
        print(
            f"{row['what']:20s} {row['seconds']:7.1f}  {row['memory'] / MEGABYTE:12.0f}"
            f"  {row['structures']:10d}  {row['services']:8d}"
            f"  {row['size'] / MEGABYTE:10.1f}"
        )


def _print_imports(rows):
    print(f"\nImported into Odoo with {CUSTOMERS} customers among them, with download")
    print(
        "what                 seconds  MB over idle  at structure  found  updated  SQL"
    )
    for row in rows:
        print(
            f"{row['what']:20s} {row['seconds']:7.1f}  {row['memory'] / MEGABYTE:12.0f}"
            f"  {row['position']:12d}  {row['matched']:5d}  {row['changed']:7d}"
            f"  {row['queries']:4d}"
        )
