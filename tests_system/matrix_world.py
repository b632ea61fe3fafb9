"""One real Odoo and one simulator, in which cells of the fault matrix are played."""

import base64
import contextlib
import http.client
import json
import os
import signal
import threading
from datetime import UTC, date, datetime
from pathlib import Path

from dev import demo_company, postgres
from dev.demo_company import CUSTOMERS, PRODUCT
from dev.environment import addons_folder
from dev.rpc import RpcError
from dev.server import OdooServer, wait_until
from tests_system.matrix_network import UNREACHABLE

ADDONS = Path(__file__).with_name("addons")
DEPOSIT = "factures/deposer/flux"
KNOWN = "made_available"
ENDED_STATES = ("refused", "not_received", "not_sent")
# The portal's delay until an uncertain deposit counts as not received, and more.
A_DAY_AGO = "25 hours"


class World:
    """Invoices, clicks, scheduled actions and time.

    :param database: a database with the addon installed
    :param simulator: a running Simulator
    :param folder: where logs and the instruction file are kept
    :param limit: seconds of a call, for tests that wait for it; else the product's own
    """

    def __init__(self, database, simulator, folder, limit=None):
        self.database = database
        self.simulator = simulator
        self.order_file = folder / "order.json"
        environment = {"CHORUS_FAULT_FILE": str(self.order_file)}
        if limit:
            environment["CHORUS_CALL_LIMIT"] = str(limit)
        self.server = OdooServer(
            database,
            options=(
                f"--addons-path={addons_folder()},{ADDONS}",
                "--load=base,web,chorus_faults",
            ),
            log_file=folder / "odoo.log",
            env=environment,
        )
        self.start()
        demo_company.prepare(self.admin, simulator.url)
        self.company = self.admin.ref("base.main_company")
        self.admin.execute(
            "res.company",
            "write",
            [self.company],
            {"l10n_fr_chorus_submission_mode": "cii"},
        )
        self.control("settings", {"flow_started_after": 5, "flow_finished_after": 10})
        self.meet_customers()

    def meet_customers(self):
        """Note that all customers were looked up already: neither we ask the directory
        nor core the Peppol network, whose answers would be written meanwhile."""
        for _name, siret in CUSTOMERS.values():
            domain = [("company_registry", "=", siret)]
            ids = self.admin.execute("res.partner", "search", domain)
            values = {"peppol_verification_state": "not_valid"}
            self.admin.execute("res.partner", "write", ids, values)
        # No client may write when the directory was asked.
        asked = "l10n_fr_chorus_directory_date = '2099-01-01'"
        postgres.psql(f"UPDATE res_partner SET {asked}", self.database)

    # -- Processes -------------------------------------------------------------

    def start(self):
        self.server.start()
        self.admin = self.server.session()

    def revive(self):
        """Start Odoo again where it was killed."""
        if not self.server.is_running():
            self.start()

    def stop(self):
        self.server.stop()

    @contextlib.contextmanager
    def killed_when_accepted(self):
        """Kill Odoo as soon as the portal has accepted one more."""
        before = self.accepted()

        def kill():
            wait_until(lambda: self.accepted() > before, 60, "nothing accepted")
            os.kill(self.server.process.pid, signal.SIGKILL)

        killer = threading.Thread(target=kill)
        killer.start()
        yield
        killer.join()
        assert not self.server.is_running(), "it was not killed"

    def order(self, instruction):
        """Order a fault from the Odoo process."""
        if instruction:
            self.order_file.write_text(json.dumps(instruction), encoding="utf-8")

    def orders_left(self):
        """What was ordered and did not happen yet."""
        left = [f for f in self.control("faults", method="GET") if f["remaining"]]
        if self.order_file.exists():
            left.append(json.loads(self.order_file.read_text(encoding="utf-8")))
        return left

    def forget_orders(self):
        self.order_file.unlink(missing_ok=True)
        self.control("faults", method="DELETE")

    # -- The portal ------------------------------------------------------------

    def control(self, path, body=None, method="POST"):
        return self.simulator.control(path, body, method)

    def portal(self):
        return self.control("state", method="GET")

    def accepted(self):
        """How much the portal has accepted: flows."""
        return len(self.portal()["flows"])

    def settle(self):
        """Wait until the portal is done with every call: what comes late must not be
        taken for the work of what follows."""
        wait_until(
            lambda: not self.portal()["in_progress"], 60, "calls on their way", 0.02
        )

    def deposits(self):
        """The deposits that were posted, from the portal's log of its calls."""
        calls = self.control("calls", method="GET")
        return [call for call in calls if call["operation"] == DEPOSIT]

    @contextlib.contextmanager
    def unreachable(self, how):
        """The portal at an address where nobody answers; see ``UNREACHABLE``."""
        parameter = "l10n_fr_chorus_pro.simulator_api_url"
        model, log = "ir.config_parameter", len(self.server.log())
        with UNREACHABLE[how]() as url:
            self.admin.execute(model, "set_param", parameter, url)
            yield
            self.admin.execute(model, "set_param", parameter, self.simulator.url)
        assert "deposer/flux no answer" in self.server.log()[log:], "it was reached"

    # -- Invoices --------------------------------------------------------------

    def new_invoices(self, count, customer="town", bulk=0, **values):
        """Create and post invoices; returns their ids.

        :param bulk: bytes of a document that goes with each
        """
        (product,) = self.admin.execute(
            "product.product", "search", [("name", "=", PRODUCT)], limit=1
        )
        (partner,) = self.admin.execute(
            "res.partner", "search", [("company_registry", "=", CUSTOMERS[customer][1])]
        )
        line = {"product_id": product, "quantity": 1, "price_unit": 100.0}
        invoice = {
            "move_type": "out_invoice",
            "partner_id": partner,
            "invoice_date": str(date.today()),
            "invoice_line_ids": [(0, 0, line)],
            **values,
        }
        if bulk:
            data = base64.b64encode(os.urandom(bulk)).decode()
            document = {"name": "releve.csv", "datas": data}
            invoice["l10n_fr_chorus_attachment_ids"] = [(0, 0, document)]
        ids = self.admin.execute("account.move", "create", [invoice] * count)
        self.admin.execute("account.move", "action_post", ids)
        return ids

    def read(self, ids):
        fields = ["name", "l10n_fr_chorus_state", "l10n_fr_chorus_identifier"]
        return self.admin.execute("account.move", "read", ids, fields)

    def send(self, ids, methods=("chorus_pro",)):
        """The Send button: at once for one, through the scheduled actions for many.

        :return: what the user is told instead of success, or None
        """
        try:
            action = self.admin.execute("account.move", "action_send_and_print", ids)
            model, context = action["res_model"], action["context"]
            wizard = self.admin.execute(model, "create", {}, context=context)
            if len(ids) == 1:
                values = {"sending_methods": list(methods)}
                self.admin.execute(model, "write", [wizard], values)
            action = self.admin.execute(
                model, "action_send_and_print", [wizard], context=context
            )
            note = action.get("params", {})
            if note.get("type") == "warning":
                return note["message"]
            if len(ids) > 1:
                self.run("account.ir_cron_account_move_send")
                self.run("l10n_fr_chorus_pro.ir_cron_deposits")
        except RpcError as error:
            assert error.name == "odoo.exceptions.UserError", error.debug
            return error.message
        except (OSError, http.client.HTTPException):
            # The process was killed in the middle of the request.
            self.server.process.wait(10)
            return "no answer"
        return None

    def run(self, xmlid):
        cron = self.admin.ref(xmlid)
        self.admin.execute("ir.cron", "method_direct_trigger", [cron])

    # -- Time ------------------------------------------------------------------

    def let_time_pass(self, how_long="10 minutes"):
        """Move what Odoo waits for into the past, and the portal's clock on."""
        self.control("advance", {"seconds": 300})
        self.let_odoo_wait(how_long)

    def let_odoo_wait(self, how_long="10 minutes"):
        """Move what Odoo waits for into the past; the portal's clock stays.

        Deposits and scheduled actions are due then, and pauses are over. It waits until
        no scheduled action runs: one that does has noted until when the others are to
        stay away, and nothing but a clock may change that.
        """
        postgres.psql(
            "select 1 from ir_cron order by id for no key update;"
            " update l10n_fr_chorus_pro_deposit set"
            # By the clock of Odoo, which tests on another day move.
            f" next_check_at = timestamp '{datetime.now(UTC):%F %T}'"
            " - interval '1 minute',"
            f" sent_at = sent_at - interval '{how_long}'"
            " where next_check_at is not null;"
            " update res_company set l10n_fr_chorus_paused_until = null;"
            f" update ir_cron_trigger set call_at = call_at - interval '{how_long}';"
            f" update ir_cron set nextcall = nextcall - interval '{how_long}'",
            self.database,
        )
        notify = f"select pg_notify('cron_trigger', '{self.database}')"
        postgres.psql(notify, "postgres")

    def recover(self, rounds=4, how_long="10 minutes"):
        """Run the scheduled actions in rounds, and let time pass between them."""
        for _round in range(rounds):
            self.revive()
            self.let_time_pass(how_long)
            for name in ("ir_cron_deposits", "ir_cron_invoices"):
                self.run(f"l10n_fr_chorus_pro.{name}")

    def click_again(self, ids):
        """The second click on Send, where the product offers it; harmless elsewhere.

        :return: how many invoices a person sent again
        """
        clicks = 0
        for invoice in self.read(ids):
            free = invoice["l10n_fr_chorus_state"] in ENDED_STATES
            told = self.send([invoice["id"]])
            clicks += free
            assert not free or told is None, told
        return clicks

    def give_email(self, ids):
        """Give the customer of invoices an address, so that a copy can be mailed."""
        (invoice,) = self.admin.execute("account.move", "read", ids, ["partner_id"])
        values = {"email": "compta@saint-aubin.example"}
        customer = invoice["partner_id"][0]
        self.admin.execute("res.partner", "write", [customer], values)


def queue(session, ids):
    """Send many from the list, while the user waits for the queueing alone."""
    model = "account.move.send.batch.wizard"
    context = {"active_model": "account.move", "active_ids": ids}
    wizard = session.execute(model, "create", {}, context=context)
    session.execute(model, "action_send_and_print", [wizard], force_synchronous=True)
