"""`python -m bench [NAME...] [--sizes 100,200]`: benchmarks, all of them by default."""

import argparse

from bench import (
    deposit,
    directory,
    documents,
    doors,
    forms,
    hand_over,
    received,
    refresh,
    scale,
    simulator_search,
)
from dev import console

BENCHES = {
    "documents": documents.run,
    "hand-over": hand_over.run,
    "deposit": deposit.run,
    "doors": doors.run,
    "refresh": refresh.run,
    "received": received.run,
    "scale": scale.run,
    "directory": directory.run,
    "forms": forms.run,
    "simulator": simulator_search.run,
}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help=", ".join(BENCHES))
    parser.add_argument("--sizes", default="", help="numbers of invoices")
    options = parser.parse_args()
    sizes = [int(size) for size in options.sizes.split(",") if size]
    for name in options.names or BENCHES:
        BENCHES[name](sizes)


if __name__ == "__main__":
    console.main(main)
