"""Command line: ``python -m simulator.conformance``."""

import argparse
import json
import logging
import shlex
import shutil
import sys

from .runner import Command, Options, chosen, measure


def main(arguments: list[str] | None = None) -> int:
    """Measure a client; returns the exit status, 0 for full marks alone."""
    options = _options(arguments)
    scenarios = chosen(options.only)
    if not scenarios:
        sys.stderr.write("no scenario is like that; --list tells them all\n")
        return 2
    if options.list:
        for found in scenarios:
            told = f"{found.name} [{found.operation}; {found.source}] {found.what}"
            sys.stdout.write(f"{told}\n")
        return 0
    # Faults are meant: what the portal says of them interests nobody here.
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    client = Command(options.client, options.patience, options.verbose)
    limits = Options(options.patience, options.slow, options.jobs)
    score = measure(client, scenarios, limits)
    told = json.dumps(score.data(), indent=1) if options.json else score.text()
    sys.stdout.write(f"{told}\n")
    return 0 if score.full else 1


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        "python -m simulator.conformance",
        description="Measures a client of Chorus Pro by what arrives at the portal.",
    )
    parser.add_argument("--client", help="the command of the client, run for each task")
    parser.add_argument(
        "--only",
        action="append",
        default=[],
        metavar="PATTERN",
        help="scenarios whose name or operation is like it, such as 'deposit*'",
    )
    parser.add_argument("--list", action="store_true", help="tell the scenarios")
    parser.add_argument("--json", action="store_true", help="print all as JSON")
    parser.add_argument("--verbose", action="store_true", help="show what CMD prints")
    parser.add_argument(
        "--patience",
        type=float,
        default=Options.patience,
        help="seconds that one run may take",
    )
    parser.add_argument(
        "--slow",
        type=float,
        default=Options.slow,
        help="seconds that a slow answer takes",
    )
    parser.add_argument(
        "--jobs", type=int, default=Options.jobs, help="scenarios at the same time"
    )
    options = parser.parse_args(arguments)
    if not options.list and not options.client:
        parser.error("--client is what to measure")
    if options.client and not shutil.which(shlex.split(options.client)[0]):
        parser.error(f"{options.client}: there is no such program")
    return options


if __name__ == "__main__":
    sys.exit(main())
