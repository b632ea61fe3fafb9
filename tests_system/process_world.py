"""A town whose agent certifies what it received, over RPC."""

import http.client
import threading
from datetime import date

from dev import postgres
from dev.rpc import RpcError
from tests_system.matrix_cells import PROCESS
from tests_system.receiving_world import PREFIX, ReceivingWorld

WIZARD = f"{PREFIX}.process"
ACT, STATUS = "certify", "SERVICE_FAIT"
TOLD = "service fait certifié par"
AGENT, MAYOR = "agent-du-service", "maire"


class ProcessWorld(ReceivingWorld):
    """
    :cvar wizard, act, person: what is clicked, and by whom
    :cvar status: that the act gives
    :cvar push: the operation that gives it
    """

    wizard, act, person = WIZARD, ACT, AGENT
    status, push = STATUS, PROCESS

    def begin(self):
        super().begin()
        self.people = {
            login: self.new_person(login, f"group_received_{group}")
            for login, group in ((AGENT, "agent"), (MAYOR, "orderer"))
        }
        delegation = {
            "company_id": self.company,
            "user_id": self.people[AGENT],
            "actor": "agent",
            "scope": "all",
            "delegated_by_id": self.people[MAYOR],
        }
        self.admin.execute(f"{PREFIX}.delegation", "create", delegation)

    def new_person(self, login, group):
        values = {
            "name": login,
            "login": login,
            "password": login,
            "group_ids": [(4, self.admin.ref(f"{PREFIX}.{group}"))],
        }
        return self.admin.execute("res.users", "create", values)

    def new_received(self, count):
        """Invoices that were fetched.

        :return: (ids in Odoo, identifiers there)
        """
        identifiers = self.put(count)
        self.fetch()
        ids = self.admin.execute(
            f"{PREFIX}.received", "search", [("chorus_identifier", "in", identifiers)]
        )
        assert len(ids) == count
        return ids, identifiers

    # -- Clicks ----------------------------------------------------------------

    def click(self, ids, told=None):
        """Certify by the dialog of the agent.

        :param list told: gets what he is told
        """
        told = [] if told is None else told
        context = {
            "active_model": f"{PREFIX}.received",
            "active_ids": ids,
            "default_act": self.act,
        }
        try:
            session = self.server.session(self.person, self.person)
            wizard = session.execute(
                self.wizard, "create", self.typed(), context=context
            )
            note = session.execute(self.wizard, "action_confirm", [wizard])
            told.append(note.get("params", {}).get("type", "report"))
        except RpcError as error:
            assert error.name == "odoo.exceptions.UserError", error.debug
            told.append(error.message)
        except (OSError, http.client.HTTPException):
            self.server.process.wait(20)
            told.append("no answer")
        return told

    def typed(self):
        """What is typed into the dialog."""
        return {"service_done_on": f"{date.today()}"}

    def click_together(self, ids, times):
        """Several people in the name of the agent, at the same moment."""
        told = []
        clicks = [
            threading.Thread(target=self.click, args=(ids, told))
            for _person in range(times)
        ]
        for thread in clicks:
            thread.start()
        for thread in clicks:
            thread.join(120)
        return told

    def click_until_done(self, ids, rounds=4):
        """Let time pass, and a person click where it is not done yet.

        :return: how many clicks it took
        """
        clicks = 0
        for _round in range(rounds):
            self.wait_for_answers()
            rows = self.read_acts(ids)
            left = [row["id"] for row in rows if not self.is_done(row["status"])]
            if not left:
                break
            clicks += 1
            self.click(left)
        return clicks

    def is_done(self, status):
        """Whether nothing is left to be done of an invoice with this status."""
        return status == self.status

    def wait_for_answers(self):
        """Time passes until what got lost is known, and the scheduled actions run."""
        self.revive()
        self.let_odoo_wait()
        postgres.psql(
            "update l10n_fr_chorus_pro_received_act"
            " set asked_at = asked_at - interval '11 minutes'"
            " where state in ('sending', 'uncertain')",
            self.database,
        )
        for name in ("ir_cron_received_acts", self.cron):
            self.run(f"{PREFIX}.{name}")

    # -- What came of it -------------------------------------------------------

    def read_acts(self, ids):
        """Of each invoice: its id, its status, the states of its acts."""
        rows = self.admin.execute(
            f"{PREFIX}.received", "read", ids, ["raw_status", "act_ids"]
        )
        found = []
        for row in rows:
            acts = self.admin.execute(
                f"{PREFIX}.received.act", "read", row["act_ids"], ["state"]
            )
            states = [act["state"] for act in acts]
            found.append(
                {"id": row["id"], "status": row["raw_status"], "states": states}
            )
        return found

    def given(self, identifier):
        """How often the portal has given the status to an invoice."""
        with self.client() as client:
            events = client.read_history(identifier).events
        return sum((e.kind, e.code) == ("status", self.status) for e in events)

    def pushes(self):
        """The calls that wanted to give a status, as the portal's log has them."""
        self.settle()
        calls = self.control("calls", method="GET")
        return [c for c in calls if c["operation"].endswith(self.push)]
