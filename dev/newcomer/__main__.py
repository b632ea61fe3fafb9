"""`python3 -m dev.newcomer [--of zip|wheel]`: a new company to its first deposited
invoice, clicked in a browser by the README; prints minutes, clicks, and fields typed.
With `--of` the addon is installed as others get it, into an Odoo that sees no other.
"""

import argparse
import contextlib
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from dev import console, demo_company, template, virtualenv
from dev.console import DevError, say
from dev.environment import CHECKOUT_HASH, TEST_OUTPUT
from dev.newcomer.hand import CLICK, FIELD, Hand, Step
from dev.newcomer.walk import CUSTOMER, SIRET, walk
from dev.release import proof, tree, wheels
from dev.screens.stage import Stage, browser
from dev.server import OdooServer, Simulator

DATABASE = f"chorus_newcomer_{CHECKOUT_HASH}"
OUTPUT = TEST_OUTPUT / "newcomer"
REPORT = TEST_OUTPUT / "newcomer.md"
WIDTH = 1400
# In seconds of the simulator's clock.
PORTAL_WORKS = 120


class NewCompany:
    """An Odoo in which the addon was just installed, and a simulator.

    All that is there: a company in France with its name and chart of accounts, and an
    administrator who reads French.

    :param installed: what `--of` names, installed; None for this checkout
    """

    def __init__(self, installed=None):
        if installed:
            self.odoo, self.simulator = installed.servers(OUTPUT)
            return
        log = OUTPUT / "simulator.log"
        self.simulator = Simulator(OUTPUT / "simulator.db", log_file=log)
        self.odoo = OdooServer(DATABASE, log_file=OUTPUT / "odoo.log")

    def __enter__(self):
        self.simulator.start()
        self.odoo.start()
        admin = self.odoo.session()
        demo_company.point_at(admin, self.simulator.url)
        company = admin.ref("base.main_company")
        values = {
            "name": demo_company.COMPANY["name"],
            "country_id": admin.ref("base.fr"),
        }
        admin.execute("res.company", "write", [company], values)
        demo_company.load_chart(admin, company)
        me = admin.ref("base.user_admin")
        values = {"lang": "fr_FR", "tz": "Europe/Paris", "odoobot_state": "disabled"}
        admin.execute("res.users", "write", [me], values)
        return self

    def __exit__(self, *_exception):
        self.odoo.stop()
        self.simulator.stop()

    def deposited(self):
        """Numbers of the invoices that the portal has for the customer, once it has
        worked on the files."""
        self.simulator.control("advance", {"seconds": PORTAL_WORKS})
        invoices = self.simulator.control("state", method="GET")["invoices"]
        parties = {"supplier": SIRET, "recipient": CUSTOMER[1]}
        found = [each for each in invoices if parties.items() <= each.items()]
        return [each["number"] for each in found]


@contextlib.contextmanager
def prepared(kind):
    """A database with the addon, from this checkout or as others get it."""
    if not kind:
        template.copy_with_addon(DATABASE)
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="chorus-newcomer-") as temporary:
        folder = Path(temporary)
        built = {"zip": lambda: [tree.build_zip(folder)]}
        built["wheel"] = lambda: wheels.build(folder)
        with proof.Installed(kind, built[kind](), DATABASE) as installed:
            with console.step(f"installing the addon ({kind})"):
                installed.install()
            yield installed


def main():
    virtualenv.enter_screens("dev.newcomer")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--of", choices=("zip", "wheel"), help="as others get it")
    kind = parser.parse_args().of
    shutil.rmtree(OUTPUT, ignore_errors=True)
    OUTPUT.mkdir(parents=True)
    with (
        prepared(kind) as installed,
        NewCompany(installed) as world,
        browser() as chromium,
    ):
        hand = Hand(Stage(chromium, world, WIDTH, "admin"))
        with console.step("setting up and invoicing"):
            play(hand)
        numbers = world.deposited()
    if not numbers:
        raise DevError("the simulator has received no invoice")
    text = report(hand.steps, numbers, kind)
    REPORT.write_text(text, encoding="utf-8")
    print(f"\n{text}")
    say(f"in {REPORT}")
    return 0


def report(steps, numbers, kind=None):
    """:return: the table of the steps, in Markdown"""
    source = f", with the {kind}," if kind else ","
    total = Step("**Total**")
    for step in steps:
        total.clicks += step.clicks
        total.fields += step.fields
        total.seconds += step.seconds
    today = datetime.now(UTC).strftime("%Y-%m-%d")
    return "\n".join(
        [
            "# A new company to its first deposited invoice",
            "",
            f"On {today}{source} {', '.join(numbers)} was deposited after"
            f" **{total.clicks} clicks** and **{total.fields} fields typed**:"
            f" {total.person / 60:.1f} minutes of a person's hands,"
            f" {total.seconds:.0f} s of the machine.",
            "",
            "| step | clicks | fields typed | hands | machine |",
            "|---|--:|--:|--:|--:|",
            *(
                f"| {step.name} | {step.clicks} | {step.fields} | {step.person} s |"
                f" {step.seconds:.1f} s |"
                for step in [*steps, total]
            ),
            "",
            f"Hands: {CLICK} s a click and {FIELD} s a field typed, whatever its"
            " length; no reading, no looking up of what is typed, nothing done outside"
            " Odoo (PISTE, Chorus Pro). Each press of the mouse counts, also the one"
            " into a field that Tab does not reach. Machine: with nobody thinking.",
            "",
        ]
    )


def play(hand):
    """Walk; what stops it is shown by a picture."""
    from playwright.sync_api import Error

    try:
        walk(hand)
    except Error as error:
        picture = OUTPUT / "failed.png"
        hand.page.screenshot(path=picture)
        step = hand.steps[-1].name
        raise DevError(f"{step}: {error.message}\n{picture}") from error


if __name__ == "__main__":
    console.main(main)
