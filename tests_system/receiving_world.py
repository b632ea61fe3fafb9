"""A world whose company is a town that receives invoices."""

import http.client
import itertools

from chorus_api import ChorusClient, Connection
from dev import postgres
from dev.rpc import RpcError
from tests_system.matrix_world import World

TOWN, SUPPLIER = "12345678200051", "73282932000074"
LOGIN = "TECH_1_0000003@cpro.fr"
PREFIX = "l10n_fr_chorus_pro"
BILLS = "ir_cron_received_bills"
_batches = itertools.count(1)


class ReceivingWorld(World):
    """
    :cvar login: of the account that Odoo uses
    :cvar cron: the scheduled action that fetches
    """

    login, cron = LOGIN, "ir_cron_received"

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.begin()

    def begin(self):
        """Make the company what it is to be, with its people."""
        finance = self.admin.ref(f"{PREFIX}.group_received_finance")
        self.admin.execute(
            "res.users", "write", [self.admin.uid], {"group_ids": [(4, finance)]}
        )
        values = {
            "company_registry": TOWN,
            "l10n_fr_chorus_login": LOGIN,
            "l10n_fr_chorus_is_public_body": True,
            "l10n_fr_chorus_is_supplier": False,
        }
        self.admin.execute("res.company", "write", [self.company], values)
        press = "action_chorus_do_setup"
        self.admin.execute("res.company", press, [self.company], "read_receiving")

    def client(self):
        """A client of the town's account, beside Odoo's."""
        url = self.simulator.url
        secrets = dict.fromkeys(("client_id", "client_secret", "password"), "simulator")
        return ChorusClient(
            Connection(oauth_url=url, api_url=url, login=self.login, **secrets)
        )

    # -- What happens ----------------------------------------------------------

    def put(self, count):
        """Invoices of one document each beside the portal's own sheet.

        :return: their identifiers there
        """
        values = {
            "count": count,
            "prefix": f"B{next(_batches)}-",
            "supplier": SUPPLIER,
            "recipient": TOWN,
            "documents": 1,
            "document_bytes": 20_000,
        }
        return [str(row[0]) for row in self.control("invoices", values)]

    def fetch(self, name=""):
        """Run a scheduled action, which may be killed in its midst."""
        try:
            self.run(f"{PREFIX}.{name or self.cron}")
        except (OSError, http.client.HTTPException):
            self.server.process.wait(20)

    def recover_until(self, is_done, rounds=4):
        """Rounds of the scheduled actions until something is so, at the most so many;
        then the bills, where they are made."""
        for _round in range(rounds):
            self.recover(rounds=1)
            if is_done():
                break
        if self.makes_bills():
            self.run(f"{PREFIX}.{BILLS}")

    def recover(self, rounds=1, how_long="10 minutes"):
        """Rounds of the scheduled actions, and time between them: pauses are over, and
        what could not be read is due."""
        for _round in range(rounds):
            self.revive()
            self.let_odoo_wait(how_long)
            postgres.psql(
                "update l10n_fr_chorus_pro_received set"
                " content_check_at = content_check_at - interval '20 days'",
                self.database,
            )
            self.fetch()
            if self.unread():
                self.fetch("ir_cron_received_sweep")

    def unread(self):
        """How many files could not be read."""
        found = postgres.psql(
            "select count(*) from l10n_fr_chorus_pro_received"
            " where content_state = 'failed'",
            self.database,
        )
        return int(found)

    def makes_bills(self):
        try:
            return bool(self.admin.ref(f"{PREFIX}.{BILLS}"))
        except RpcError:
            return False

    # -- What is there ---------------------------------------------------------

    def received(self, identifiers):
        """Of each invoice that is kept: dict of identifier, state, documents, bill."""
        listed = ", ".join(f"'{identifier}'" for identifier in identifiers)
        rows = postgres.psql(
            "select r.chorus_identifier, r.content_state, r.raw_status,"
            " r.content_version, count(d.id), count(distinct d.sha256),"
            " count(a.id), r.bill_due, r.move_id is not null"
            " from l10n_fr_chorus_pro_received r"
            " left join l10n_fr_chorus_pro_received_document d on d.received_id = r.id"
            " left join ir_attachment a on a.id = d.attachment_id"
            f" where r.chorus_identifier in ({listed}) group by r.id order by r.id",
            self.database,
        )
        names = "identifier content status version documents distinct files due billed"
        return [
            dict(zip(names.split(), row.split("|"), strict=True))
            for row in rows.split()
        ]

    def statuses_told(self, identifiers, words):
        """How many messages of these invoices, or of their bills, hold some words."""
        listed = ", ".join(f"'{identifier}'" for identifier in identifiers)
        count = postgres.psql(
            "select count(*) from mail_message m join l10n_fr_chorus_pro_received r"
            " on (m.model = 'l10n_fr_chorus_pro.received' and m.res_id = r.id)"
            " or (m.model = 'account.move' and m.res_id = r.move_id)"
            f" where r.chorus_identifier in ({listed}) and m.body like '%{words}%'",
            self.database,
        )
        return int(count)

    def log_since_mark(self):
        return self.server.log()[self._log_length :]

    def mark(self):
        """Remember where the log is before a test."""
        self._log_length = len(self.server.log())
