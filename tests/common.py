"""What the tests share: a real simulator over HTTP, a French company, its customers."""

import importlib.util
import os
import subprocess
import sys
import time
from contextlib import nullcontext
from datetime import datetime, timedelta
from pathlib import Path
from unittest.mock import patch

import requests

from odoo import Command, fields
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import html2plaintext

from odoo.addons.account.tests.common import AccountTestInvoicingCommon
from odoo.addons.base.models import ir_cron

from ..chorus_api.transport import TOKENS
from .installed import need
from .state_diagram import watch

ROOT = Path(__file__).resolve().parents[1]

COMPANY_SIRET = "73282932000074"
WANTS_NOTHING = "12345678200051"
WANTS_SERVICE = "12345678200028"
WANTS_COMMITMENT = "12345678200036"


class Simulator:
    """A simulator whose clock moves only when it is told to: the one that
    CHORUS_TEST_SIMULATOR names, as it is after its start, or a process of its own."""

    def __init__(self):
        need("flask", "the local Chorus Pro that the tests talk to")
        self.process = None
        self.url = os.environ.get("CHORUS_TEST_SIMULATOR") or self._start()
        self.control("POST", "reset", {"tokens": True})

    def _start(self):
        self.process = subprocess.Popen(
            [sys.executable, "-m", "simulator", "--port", "0", "--speed", "0"],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        line = self.process.stdout.readline()
        return line.rpartition(" ")[2].strip()

    def stop(self):
        if self.process:
            self.process.terminate()
            self.process.wait()
            self.process.stdout.close()

    def control(self, method, path, body=None):
        response = requests.request(
            method, f"{self.url}/simulator/{path}", json=body, timeout=30
        )
        response.raise_for_status()
        return response.json() if response.content else None

    def reset(self):
        self.control("POST", "reset")

    def advance(self, seconds):
        self.control("POST", "advance", {"seconds": seconds})

    def calls(self, operation=""):
        """The calls logged since the reset whose path holds the operation's name."""
        rows = self.control("GET", "calls")
        rows = rows["calls"] if isinstance(rows, dict) else rows
        return [row for row in rows if operation in row["path"]]

    def await_call(self, operation):
        """Wait for the end of a slow call that the client gave up: only then is it in
        the log, where the next test must not find it.

        :return: how many there were
        """
        deadline = time.monotonic() + 10
        while not self.calls(operation):
            assert time.monotonic() < deadline, f"{operation} was not called"
        return len(self.calls(operation))

    def set_status(self, number, status, comment="", **details):
        self.control(
            "POST",
            f"invoices/{number.replace('/', '%2F')}/status",
            {"status": status, "comment": comment, **details},
        )

    def fault(self, operation, kind, when="before", **details):
        self.control(
            "POST",
            "faults",
            {"operation": operation, "kind": kind, "when": when, **details},
        )

    def invoices(self):
        return self.control("GET", "state")["invoices"]


class ChorusMixin:
    """A French company connected to a simulator; mixed into Odoo's test cases."""

    @classmethod
    def setup_independent_company(cls, **kwargs):
        # EXTENDS 'account': its own for each class, unless the database has one ready
        name = "__chorus_tests__.french_company"
        company = cls.env.ref(name, raise_if_not_found=False)
        if not company or cls.country_code != "FR" or cls.chart_template or kwargs:
            return super().setup_independent_company(**kwargs)
        cls.env.user.company_ids = [Command.link(company.id)]
        return company

    @classmethod
    def setUpChorus(cls):
        # A scheduled action stops after ten seconds. How far it is by then hangs on the
        # machine: here it runs to the end of its work.
        cls.startClassPatcher(patch.object(ir_cron, "MIN_TIME_PER_JOB", 600))
        for owner, name, step in watch(cls.env):
            cls.startClassPatcher(patch.object(owner, name, step))
        cls.simulator = Simulator()
        cls.addClassCleanup(cls.simulator.stop)
        cls.company = cls.company_data["company"]
        cls.connect_company()
        cls.bank_account = cls.env["res.partner.bank"].create(
            {
                "acc_number": "FR7630006000011234567890189",
                "partner_id": cls.company.partner_id.id,
                "allow_out_payment": True,
            }
        )
        cls.town = cls.new_customer("Ville de Saint-Aubin", WANTS_NOTHING)
        cls.hospital = cls.new_customer("Centre hospitalier du Val", WANTS_COMMITMENT)
        cls.accountant = cls.new_user(
            "comptable", "account.group_account_invoice,base.group_partner_manager"
        )
        cls.env = cls.env(context={**cls.env.context, "lang": "fr_FR"})

    @classmethod
    def new_user(cls, login, groups):
        """Somebody of the company, who reads French."""
        return new_test_user(
            cls.env,
            login=login,
            groups=groups,
            company_id=cls.company.id,
            lang="fr_FR",
        )

    @classmethod
    def connect_company(cls):
        """Give the company its identity and its credentials of the simulator."""
        parameters = cls.env["ir.config_parameter"].sudo()
        parameters.set_param(
            "l10n_fr_chorus_pro.simulator_oauth_url", cls.simulator.url
        )
        parameters.set_param("l10n_fr_chorus_pro.simulator_api_url", cls.simulator.url)
        parameters.set_param("account.pdf_generation_batch", "0")
        cls.company.sudo().write(
            {
                "name": "Atelier Lumière SARL",
                "company_registry": COMPANY_SIRET,
                "vat": "FR44732829320",
                "street": "12 rue des Forges",
                "zip": "69003",
                "city": "Lyon",
                "phone": "+33 4 72 00 00 00",
                "email": "factures@atelier-lumiere.example",
                "l10n_fr_chorus_environment": "simulator",
                "l10n_fr_chorus_client_id": "simulator",
                "l10n_fr_chorus_client_secret": "simulator",
                "l10n_fr_chorus_login": "TECH_1_0000001@cpro.fr",
                "l10n_fr_chorus_password": "simulator",
            }
        )
        cls.company.partner_id.lang = "fr_FR"

    @classmethod
    def new_customer(cls, name, siret, *, looked_up=True, **values):
        """A customer; ``looked_up`` long enough ago to know nothing of its wishes, and
        not so long that a sending asks the directory again."""
        partner = cls.env["res.partner"].create(
            {
                "name": name,
                "is_company": True,
                "company_registry": siret,
                "street": "1 place de la Mairie",
                "zip": "35140",
                "city": "Saint-Aubin",
                "country_id": cls.env.ref("base.fr").id,
                "lang": "fr_FR",
                "invoice_sending_method": "chorus_pro",
                **values,
            }
        )
        if looked_up:
            partner.sudo().l10n_fr_chorus_directory_date = fields.Datetime.now()
        return partner

    def setUp(self):
        super().setUp()
        TOKENS.clear()
        self.simulator.reset()

    def new_invoice(
        self, partner=None, *, post=True, move_type="out_invoice", **values
    ):
        invoice = (
            self.env["account.move"]
            .with_user(self.accountant)
            .create(
                {
                    "move_type": move_type,
                    "partner_id": (partner or self.town).id,
                    "invoice_date": fields.Date.today(),
                    "partner_bank_id": self.bank_account.id,
                    "invoice_line_ids": [
                        Command.create(
                            {
                                "product_id": self.product_a.id,
                                "name": "Éclairage de la salle des fêtes",
                                "quantity": 2,
                                "price_unit": 500.0,
                                "tax_ids": [
                                    Command.set(
                                        self.company_data["default_tax_sale"].ids
                                    )
                                ],
                            }
                        )
                    ],
                    **values,
                }
            )
        )
        if post:
            invoice.action_post()
        return invoice

    def open_wizard(self, invoice, **values):
        """Odoo's own Send dialog, as the button opens it."""
        action = invoice.action_send_and_print()
        return (
            self.env[action["res_model"]]
            .with_user(self.accountant)
            .with_context(**action["context"])
            .create(values)
        )

    def send(self, invoice):
        self.open_wizard(invoice).action_send_and_print()

    def portal_time(self, **earlier):
        """The portal's time, so much earlier, as the portal writes it."""
        now = datetime.fromisoformat(self.simulator.control("GET", "state")["now"])
        return (now - timedelta(**earlier)).isoformat(timespec="milliseconds")

    def wants_nothing_yet(self, partner):
        """What was read of a customer is out of date: the portal alone refuses."""
        partner.sudo().write(
            {
                "l10n_fr_chorus_directory_state": "active",
                "l10n_fr_chorus_directory_date": fields.Datetime.now(),
                "l10n_fr_chorus_requirement": "nothing",
            }
        )

    def run_cron(self, name):
        # A test with a browser is in that mode from its beginning.
        is_browser = isinstance(self, HttpCase)
        mode = nullcontext() if is_browser else self.enter_registry_test_mode()
        with mode:
            self.env.ref(f"l10n_fr_chorus_pro.{name}").method_direct_trigger()
        self.env.invalidate_all()

    def run_deposits(self):
        """Make every followed deposit due, then run the scheduled action."""
        deposits = self.env["l10n_fr_chorus_pro.deposit"].search(
            [("next_check_at", "!=", False)]
        )
        deposits.sudo().next_check_at = fields.Datetime.subtract(
            fields.Datetime.now(), minutes=1
        )
        self.run_cron("ir_cron_deposits")

    def run_refresh(self):
        self.run_cron("ir_cron_invoices")

    def integrate(self, invoice):
        """Send an invoice and follow it into the portal."""
        self.send(invoice)
        self.simulator.advance(120)
        self.run_deposits()

    def migrate(self, version, name):
        """Run a script of an update, as Odoo does before it loads the addon."""
        path = ROOT / "migrations" / version / f"{name}.py"
        spec = importlib.util.spec_from_file_location("migration", path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        module.migrate(self.env.cr, version)

    def messages(self, invoice):
        """The chatter's messages about Chorus Pro as text, oldest first."""
        bodies = invoice.sudo().message_ids.sorted("id").mapped("body")
        texts = [html2plaintext(body) for body in bodies if body]
        return [text for text in texts if "Chorus Pro" in text]


class ChorusCase(ChorusMixin, AccountTestInvoicingCommon):
    """Base of the tests that need no browser."""

    @classmethod
    @AccountTestInvoicingCommon.setup_country("fr")
    def setUpClass(cls):
        super().setUpClass()
        cls.setUpChorus()


@tagged("chorus_http")
class ChorusHttpCase(ChorusMixin, AccountTestInvoicingCommon, HttpCase):
    """Base of the tests that talk to Odoo, most of them by a browser: `make test` runs
    them beside the others."""

    @classmethod
    @AccountTestInvoicingCommon.setup_country("fr")
    def setUpClass(cls):
        super().setUpClass()
        cls.setUpChorus()
