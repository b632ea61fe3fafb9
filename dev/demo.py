"""`python3 -m dev.demo [--serve]`: the life of three invoices, told or by hand.

Without an option: a fresh database and a fresh simulator, the story told once, its
transcript and the deposited files written to ``.demo``. With ``--serve``: the database
and the simulator of that story, served until stopped.
"""

import argparse
import shutil
import signal
import sys
import time

from dev import (
    console,
    demo_company,
    demo_reception,
    demo_town,
    demo_works,
    postgres,
    template,
)
from dev.environment import CHECKOUT
from dev.server import OdooServer, Simulator

DATABASE = "chorus_demo"
OUTPUT = CHECKOUT / ".demo"
ODOO_PORT = 8069
SIMULATOR_PORT = 8075


def start(odoo_port, simulator_port, cron_threads):
    """Start the simulator and Odoo on the demo's data; returns both."""
    simulator = Simulator(
        OUTPUT / "simulator.db",
        port=simulator_port,
        log_file=OUTPUT / "simulator.log",
    )
    with console.step("starting the simulator"):
        simulator.start()
    odoo = OdooServer(
        DATABASE,
        port=odoo_port,
        max_cron_threads=cron_threads,
        log_file=OUTPUT / "odoo.log",
    )
    with console.step("starting Odoo"):
        odoo.start()
    return simulator, odoo


def play():
    """Tell the story; raises DevError at the first step that did not happen."""
    shutil.rmtree(OUTPUT, ignore_errors=True)
    OUTPUT.mkdir()
    template.copy_with_addon(DATABASE)
    simulator, odoo = start(0, 0, 0)
    with simulator, odoo:
        with console.step("setting the company up"):
            admin = odoo.session()
            demo_company.prepare(admin, simulator.url)
        with console.step("making the town a company of the same Odoo"):
            demo_town.prepare_town(admin, simulator)
        with console.step("claiming for the works of a contract"):
            demo_works.prepare_works(admin, simulator)
            demo_works.read_works(admin)
        accountant = odoo.session("comptable", "comptable")
        story = demo_reception.TwoSides(admin, accountant, simulator, DATABASE, OUTPUT)
        story.tell()
    print(f"\nTranscript: {OUTPUT.name}/transcript.md")
    print(f"Deposited files: {OUTPUT.name}/documents/")
    print("Look around by hand: make odoo")


def serve():
    """Serve the demo until interrupted; tell its story first where there is none."""
    postgres.ensure_cluster()
    if not postgres.exists(DATABASE) or not (OUTPUT / "simulator.db").exists():
        play()
    else:
        with console.step("bringing the demo to this version of the addon"):
            template.load_addon(DATABASE, "-u")
    simulator, odoo = start(ODOO_PORT, SIMULATOR_PORT, 1)
    with simulator, odoo:
        admin = odoo.session()
        demo_company.point_at(admin, simulator.url)
        demo_company.link_back(admin, simulator)
        print(f"\nOdoo:       http://127.0.0.1:{ODOO_PORT}  (admin / admin)")
        print(f"Chorus Pro: {simulator.url}  (play the public body there)")
        print("Stop with Ctrl-C.", flush=True)
        signal.signal(signal.SIGTERM, lambda *_signal: sys.exit(0))
        try:
            while odoo.is_running() and simulator.is_running():
                time.sleep(1)
        except KeyboardInterrupt:
            print()
            return
    raise console.DevError(f"a server ended; see {OUTPUT.name}/*.log")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--serve", action="store_true")
    if parser.parse_args().serve:
        serve()
    else:
        play()


if __name__ == "__main__":
    console.main(main)
