"""Strikes the process at a named point of the deposit, as an instruction file orders.

The file named by ``CHORUS_FAULT_FILE`` holds one JSON object; it is read at each point
and removed by the point that carries it out:

- ``{"kill": POINT}``: SIGKILL at ``before_call``, ``during_call``, ``after_call`` or
  ``after_commit``;
- ``{"conflict": true}``: another transaction changes the invoices before our answer is
  committed, so that PostgreSQL refuses our first commit;
- ``{"replay": true}``: the request fails at its end, and Odoo runs it again;
- ``{"forget_token": true}``: the next client has to ask for a token.
"""

import json
import os
import signal
import threading
from pathlib import Path

import odoo.sql_db

from odoo.addons.l10n_fr_chorus_pro.chorus_api import client, transport
from odoo.addons.l10n_fr_chorus_pro.models import (
    account_move_send_document,
    deposit,
    res_company,
)

# A test waits for a time-out: not for a minute.
client.DEPOSIT_TIMEOUT = 1.5
transport.Transport.call.__kwdefaults__["timeout"] = 1.5
transport.CALL_TIMEOUT = 1.5

# How long after the start of a call the process is killed in its middle.
MIDDLE = 0.4


def _order(name, value=True):
    """Whether the instruction file orders this now; an order is carried out once."""
    file = Path(os.environ["CHORUS_FAULT_FILE"])
    if not file.exists():
        return False
    order = json.loads(file.read_text(encoding="utf-8"))
    if order.get(name) != value:
        return False
    del order[name]
    if order:
        file.write_text(json.dumps(order), encoding="utf-8")
    else:
        file.unlink()
    return True


def _kill():
    os.kill(os.getpid(), signal.SIGKILL)


def _kill_at(point):
    if _order("kill", point):
        _kill()


_call = deposit._call


def call(*arguments):
    _kill_at("before_call")
    if _order("kill", "during_call"):
        threading.Timer(MIDDLE, _kill).start()
    outcome = _call(*arguments)
    _kill_at("after_call")
    return outcome


deposit._call = call

_wait_for_rows = deposit.wait_for_rows


def _change_meanwhile(env, moves):
    """Another transaction changes invoices that this one is about to write."""
    env.flush_all()
    env.cr.execute("SELECT 1")  # our snapshot is taken before its commit
    with odoo.sql_db.db_connect(env.cr.dbname).cursor() as other:
        other.execute(
            "UPDATE account_move SET ref = 'changed meanwhile' WHERE id = ANY(%s)",
            [moves],
        )
        other.commit()


def wait_for_rows(records):
    # Before the first lock: afterwards the change itself would have to wait.
    if "document_ids" in records._fields and _order("conflict"):
        _change_meanwhile(records.env, records.document_ids.move_id.ids)
    return _wait_for_rows(records)


deposit.wait_for_rows = wait_for_rows

_say_outcome = deposit.ChorusDeposit._chorus_say_outcome


def say_outcome(self, outcome):
    _kill_at("after_commit")
    return _say_outcome(self, outcome)


deposit.ChorusDeposit._chorus_say_outcome = say_outcome

_client = res_company.ResCompany._chorus_client


def chorus_client(self, **limits):
    if _order("forget_token"):
        transport.TOKENS.clear()
    return _client(self, **limits)


res_company.ResCompany._chorus_client = chorus_client

_link_documents = account_move_send_document.AccountMoveSend._link_invoice_documents


def link_documents(self, invoices_data):
    if _order("replay"):
        _change_meanwhile(self.env, [invoice.id for invoice in invoices_data])
    return _link_documents(self, invoices_data)


account_move_send_document.AccountMoveSend._link_invoice_documents = link_documents
