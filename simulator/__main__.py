"""Command line: ``python -m simulator``."""

import argparse
import contextlib
import ipaddress
import logging
import os
import signal
import sys
import tempfile

from .app import Simulator, create_app
from .generated import DIRECTORY_SIZE, LARGEST_DIRECTORY
from .samples import TOWN
from .server import serve


def main(arguments: list[str] | None = None) -> int:
    """Serve until SIGTERM or Ctrl-C; returns the exit status."""
    options = _options(arguments)
    if not options.allow_remote and not _is_loopback(options.host):
        sys.exit(
            f"{options.host} is not a loopback address; --allow-remote serves other"
            " machines, without fault control"
        )
    level = logging.INFO if options.verbose else logging.WARNING
    logging.basicConfig(
        level=level, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    # Werkzeug would choose INFO for itself.
    logging.getLogger("werkzeug").setLevel(level)
    with tempfile.TemporaryDirectory(prefix="simulator-") as folder:
        path = options.database or os.path.join(folder, "simulator.sqlite")
        simulator = Simulator(
            path,
            options.speed,
            options.allow_remote,
            options.structures,
            options.lenient_2018,
        )
        if options.with_received:
            simulator.send_samples(TOWN)
        server = serve(create_app(simulator), options.host, options.port)
        # The server ends on KeyboardInterrupt; let SIGTERM say the same.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        address = f"http://{_shown(options.host)}:{server.port}"
        with contextlib.suppress(KeyboardInterrupt):
            sys.stdout.write(f"listening on {address}\n")
            sys.stdout.flush()
            server.serve_forever()
    return 0


def _options(arguments) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m simulator", description=__doc__)
    parser.add_argument("--port", type=int, default=8075, help="0 for a free port")
    parser.add_argument("--database", help="SQLite file kept between runs")
    parser.add_argument(
        "--speed",
        type=float,
        default=1,
        help="simulated seconds per second; 0 moves by the control API only",
    )
    parser.add_argument(
        "--structures",
        type=int,
        default=0,
        help=f"public bodies to generate, such as {DIRECTORY_SIZE}",
    )
    parser.add_argument(
        "--lenient-2018",
        action="store_true",
        help="take the official Factur-X samples of 2018, which today's schemas refuse",
    )
    parser.add_argument(
        "--with-received",
        action="store_true",
        help=f"a few suppliers have sent their invoices to the town {TOWN}",
    )
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument(
        "--allow-remote",
        action="store_true",
        help="accept another host than the loopback; fault control is off then",
    )
    parser.add_argument("--verbose", action="store_true", help="log each request")
    options = parser.parse_args(arguments)
    if options.speed < 0:
        parser.error("--speed must not be negative")
    if not 0 <= options.structures <= LARGEST_DIRECTORY:
        parser.error(f"--structures is at most {LARGEST_DIRECTORY}")
    return options


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host


if __name__ == "__main__":
    sys.exit(main())
