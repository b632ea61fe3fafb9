"""Chorus Pro and the approved platform in one database, and a process that is killed:
one channel only. The stand-in takes the place of the platform, in its own demo mode.

What the platform took and Odoo could not write down, because it was killed in between,
a person decides: Odoo's own module commits after the call alone.
"""

import os

import pytest

from dev import console, postgres
from dev.demo_company import CUSTOMERS
from dev.environment import addons_folder, odoo_environment
from dev.odoo import odoo_command
from dev.rpc import RpcError
from tests_system.matrix_world import ADDONS, World, queue

pytestmark = pytest.mark.full

FULL = bool(os.environ.get("CHORUS_TEST_FULL"))
CHORUS, PLATFORM = "chorus_pro", "peppol"
WAYS = ("wizard", "batch", "cron", "code")
POINTS = {
    CHORUS: ("before_call", "after_call", "after_commit"),
    PLATFORM: ("before_platform", "platform_answered", "after_platform"),
}
ALL = [
    (channel, way, point)
    for channel, points in POINTS.items()
    for way in WAYS
    for point in points
]
# Each way once.
SAMPLE = [
    (CHORUS, "wizard", "before_call"),
    (CHORUS, "cron", "after_call"),
    (PLATFORM, "code", "before_platform"),
    (PLATFORM, "wizard", "platform_answered"),
    (PLATFORM, "batch", "after_platform"),
]
CELLS = ALL if FULL else SAMPLE
CORE_CRON = "account.ir_cron_account_move_send"

REGISTER = """
env['ir.config_parameter'].set_param('account_peppol.edi.mode', 'demo')
company = env.company
company.write({'account_peppol_proxy_state': 'receiver'})
key = env['certificate.key']._generate_rsa_private_key(company)
env['account_edi_proxy_client.user'].create({
    'id_client': 'demo4chorus', 'company_id': company.id, 'proxy_type': 'peppol',
    'edi_mode': 'demo', 'edi_identification': '0009:73282932000074',
    'refresh_token': 'demo', 'private_key_id': key.id})
"""
SEND = "env['account.move.send']._generate_and_send_invoices(records)"


class TwoChannels(World):
    """A World whose customer is known to the approved platform as well."""

    def meet_customers(self):
        super().meet_customers()
        domain = [("company_registry", "=", CUSTOMERS["town"][1])]
        self.town = self.admin.execute("res.partner", "search", domain)
        values = {
            "email": "compta@saint-aubin.example",
            "vat": "FR23334175221",
            "peppol_eas": "0009",
            "peppol_endpoint": CUSTOMERS["town"][1],
            "invoice_edi_format": "ubl_bis3",
        }
        self.admin.execute("res.partner", "write", self.town, values)
        known = {"peppol_verification_state": "valid"}
        self.admin.execute("res.partner", "write", self.town, known)
        self.run_code(REGISTER, "res.company", [self.company])

    def run_code(self, code, model, ids):
        """Run code on the server, by a server action on the given records."""
        (model_id,) = self.admin.execute("ir.model", "search", [("model", "=", model)])
        values = {"name": "code", "model_id": model_id, "state": "code", "code": code}
        action = self.admin.execute("ir.actions.server", "create", values)
        action = action[0] if isinstance(action, list) else action
        context = {"active_model": model, "active_ids": ids, "active_id": ids[0]}
        self.admin.execute("ir.actions.server", "run", [action], context=context)

    def choose(self, channel):
        """Set the way in which the customer gets his invoices from now on."""
        self.channel = channel
        values = {"invoice_sending_method": channel}
        self.admin.execute("res.partner", "write", self.town, values)

    def send_by(self, way, invoice):
        """Send by the channel chosen; returns what the user is told, or None."""
        try:
            if way == "wizard":
                if told := self.send([invoice], [self.channel]):
                    return told
            elif way == "batch":
                queue(self.admin, [invoice])
            elif way == "cron":
                model = "account.move.send.batch.wizard"
                context = {"active_model": "account.move", "active_ids": [invoice]}
                dialog = self.admin.execute(model, "create", {}, context=context)
                self.admin.execute(model, "action_send_and_print", [dialog])
                self.run(CORE_CRON)
            else:
                self.run_code(SEND, "account.move", [invoice])
            self.run("l10n_fr_chorus_pro.ir_cron_deposits")
        except RpcError as error:
            return error.message
        except OSError:
            self.server.process.wait(10)
            return "no answer"
        return None

    def at_platform(self, invoice):
        query = f"select peppol_message_uuid from account_move where id = {invoice}"
        return bool(postgres.psql(query, self.database).strip())


@pytest.fixture(scope="module")
def world(module_simulator, module_database, tmp_path_factory):
    command = odoo_command(
        *("-i", "l10n_fr_pdp_stand_in", "--stop-after-init", "--no-http"),
        f"--addons-path={addons_folder()},{ADDONS}",
        *("--max-cron-threads=0", "--log-level=warn"),
        database=module_database,
    )
    console.run(command, env=odoo_environment())
    folder = tmp_path_factory.mktemp("channels")
    world = TwoChannels(module_database, module_simulator, folder)
    yield world
    world.stop()


def killed_and_sent_again(world, first, way, point):
    """Kill the process while an invoice goes by one channel; when it is back, send the
    invoice by the other channel in another way, and let the scheduled actions run.

    :return: id of the invoice, and what the user was told at the second sending
    """
    world.choose(first)
    (invoice,) = world.new_invoices(1)
    world.order({"kill": point})
    assert world.send_by(way, invoice) == "no answer"
    assert not world.orders_left()
    world.revive()
    (second,) = set(POINTS) - {first}
    world.choose(second)
    told = world.send_by(WAYS[(WAYS.index(way) + 1) % len(WAYS)], invoice)
    # What was queued when the process died is still in the queue.
    world.run(CORE_CRON)
    world.recover(rounds=2)
    return invoice, told


@pytest.mark.parametrize("way", ["wizard", "code"])
def test_what_the_platform_refused_is_free(world, way):
    """Its answer is known, though the dialog rolls back what it reports."""
    before = len(world.portal()["flows"])
    world.choose(PLATFORM)
    (invoice,) = world.new_invoices(1)
    world.order({"refuse_platform": True})
    told = world.send_by(way, invoice)
    assert told and told != "no answer"
    assert not world.orders_left()
    assert not world.at_platform(invoice)
    world.choose(CHORUS)
    assert world.send_by("code", invoice) is None
    world.recover(rounds=2)
    assert len(world.portal()["flows"]) - before == 1


@pytest.mark.parametrize(("first", "way", "point"), CELLS)
def test_one_channel(world, first, way, point):
    before = len(world.portal()["flows"])
    invoice, told = killed_and_sent_again(world, first, way, point)
    deposited = len(world.portal()["flows"]) - before
    if first == CHORUS:
        assert "Chorus Pro" in told
        assert deposited == (point != "before_call")
        assert not world.at_platform(invoice)
        return
    assert "approved platform" in told
    assert deposited == 0
    if point == "after_platform":
        assert world.at_platform(invoice)
    elif not world.at_platform(invoice):
        # Nobody has sent it again there: a person looks, and says that it is not there.
        world.admin.execute("account.move", "action_chorus_not_at_platform", [invoice])
        assert world.send_by("code", invoice) is None
        world.recover(rounds=2)
        assert len(world.portal()["flows"]) - before == 1
