"""Strikes the process at a named point of the deposit, as an instruction file orders.

The file named by ``CHORUS_FAULT_FILE`` holds one JSON object; it is read at each point
and removed by the point that carries it out:

- ``{"kill": POINT}``: SIGKILL at ``before_call``, ``during_call``, ``after_call`` or
  ``after_commit`` (of the deposit's row, before its invoices);
- ``{"conflict": true}``: another transaction changes the invoices before our answer
  reaches them, so that PostgreSQL refuses our first attempt;
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
    deposit_settle,
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

_take_free_rows = deposit_settle.take_free_rows


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


def take_free_rows(records, **options):
    # Before the first lock: afterwards the change itself would have to wait.
    if "move_id" in records._fields and records and _order("conflict"):
        _change_meanwhile(records.env, records.move_id.ids)
    return _take_free_rows(records, **options)


deposit_settle.take_free_rows = take_free_rows

_complete = deposit_settle.ChorusDeposit._chorus_complete_documents


def complete_documents(self, *arguments, **options):
    _kill_at("after_commit")
    return _complete(self, *arguments, **options)


deposit_settle.ChorusDeposit._chorus_complete_documents = complete_documents

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
