"""The directory: download and read 200,000 structures over HTTP, in bounded memory.

The reading process is one of its own, so that its peak of memory is that of this work.
"""

import json
import subprocess
import tempfile
from pathlib import Path

from dev import console
from dev.environment import CHECKOUT, venv_python

COUNT = 200_000
MEGABYTE = 1024 * 1024


def run(_sizes):
    with tempfile.TemporaryDirectory() as folder:
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
                rows = _inside(url, Path(folder) / "directory.zip")
        finally:
            simulator.terminate()
            simulator.wait()
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


def _inside(url, path):
    command = [venv_python(), "-m", "bench.inside_directory", url, path]
    result = subprocess.run(
        [str(part) for part in command],
        cwd=CHECKOUT,
        stdout=subprocess.PIPE,
        check=True,
    )
    return json.loads(result.stdout)
