"""Strikes the process at a named point of the deposit, as an instruction file orders.

The file named by ``CHORUS_FAULT_FILE`` holds one JSON object; it is read at each point
and removed by the point that carries it out:

- ``{"kill": POINT}``: SIGKILL at ``before_call``, ``while_sending`` (half of a large
  deposit has been handed to the connection), ``reading_answer`` (the status line and
  the headers of a deposit's answer are read), ``after_call`` or
  ``after_commit`` (of the deposit's row, before its invoices); these are points of the
  data where an invoice goes by a door, and its documents have their own before them:
  ``before_upload``, ``after_upload`` (answered, and nothing of that is written) and
  ``between`` (their numbers are committed, the data have not left); where an invoice
  goes by the Peppol network or the approved platform, in Odoo's demo mode,
  ``before_platform``, ``platform_answered`` (it took the invoice, and nothing of that
  is written) or ``after_platform`` (that was committed);
  where a body fetches, ``received_rows`` (a page was read), ``received_page`` (its
  invoices are committed, the cursor is not), ``received_archive`` (a group is on disk),
  ``received_content`` (an invoice of it is written, not committed),
  ``received_second`` (it is committed, the next one is not) or ``received_bill`` (all
  files are kept, no bill is made);
  where a body acts on a received invoice, ``before_process`` (the act is committed),
  ``after_process`` (the portal answered, and nothing of that is written) and
  ``after_act`` (that is committed and not told);
- ``{"refuse_platform": true}``: the platform, or the network, refuses an invoice;
- ``{"conflict": true}``: another transaction changes the invoices before our answer
  reaches them, so that PostgreSQL refuses our first attempt;
- ``{"replay": POINT}``: the request fails, as on a serialization failure, when the
  attempt is ``written_down``, when its answer is ``answered`` (both are committed,
  the invoices do not know yet), or at its ``end``; Odoo runs it again;
- ``{"forget_token": true}``: the next client has to ask for a token; ``"between"``: the
  call that hands the data in, after its documents.
"""

import functools
import json
import os
import signal
import threading
from pathlib import Path

from urllib3.connection import HTTPConnection

import odoo.sql_db

from odoo.addons.account_peppol.tools import demo_utils
from odoo.addons.l10n_fr_chorus_pro.chorus_api import (
    attempts,
    client,
    submission_calls,
    transport,
)
from odoo.addons.l10n_fr_chorus_pro.models.connection import res_company
from odoo.addons.l10n_fr_chorus_pro.models.deposit import deposit, hand_in
from odoo.addons.l10n_fr_chorus_pro.models.deposit import settle as deposit_settle
from odoo.addons.l10n_fr_chorus_pro.models.receiving.fetching import (
    received_content,
    received_download,
    received_refresh,
    received_rows,
)
from odoo.addons.l10n_fr_chorus_pro.models.receiving.processing import perform
from odoo.addons.l10n_fr_chorus_pro.models.receiving.processing import (
    settle as act_settle,
)
from odoo.addons.l10n_fr_chorus_pro.models.sending import (
    document as account_move_send_document,
)
from odoo.addons.l10n_fr_chorus_pro.models.works.deposits import (
    sending as works_sending,
)
from odoo.addons.l10n_fr_chorus_pro.models.works.deposits import (
    telling as works_telling,
)

# Seconds, where tests wait for a time-out: not for a minute.
if "CHORUS_CALL_LIMIT" in os.environ:
    limit = float(os.environ["CHORUS_CALL_LIMIT"])
    client.DEPOSIT_TIMEOUT = submission_calls.DEPOSIT_TIMEOUT = limit
    transport.Transport.call.__kwdefaults__["timeout"] = limit
    transport.Transport.download.__kwdefaults__["timeout"] = limit
    transport.CALL_TIMEOUT = limit

# A body of this size is that of a deposit whose sending takes its time.
LARGE = 1_000_000
# What PostgreSQL says where it cannot serialize.
FAILURE = "DO $$ BEGIN RAISE 'as ordered' USING ERRCODE = '40001'; END $$"


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


def _fail_at(point):
    if _order("replay", point):
        database = threading.current_thread().dbname
        with odoo.sql_db.db_connect(database).cursor() as other:
            other.execute(FAILURE, log_exceptions=False)


_is_depositing = False


def _with_points(deposit_something):
    """A function that hands something in, with the points before and after it."""

    @functools.wraps(deposit_something)
    def call(*arguments):
        global _is_depositing
        _kill_at("before_call")
        _fail_at("written_down")
        _is_depositing = True
        try:
            outcome = deposit_something(*arguments)
        finally:
            _is_depositing = False
        _kill_at("after_call")
        return outcome

    return call


deposit.deposit_file = _with_points(deposit.deposit_file)
works_sending.deposit_file = deposit.deposit_file
hand_in._submit = _with_points(hand_in._submit)

_upload = hand_in._upload


def upload(*arguments):
    _kill_at("before_upload")
    uploads = _upload(*arguments)
    _kill_at("after_upload")
    return uploads


hand_in._upload = upload

_keep_uploads = hand_in.ChorusDeposit._chorus_keep_uploads


def keep_uploads(self, *arguments):
    is_kept = _keep_uploads(self, *arguments)
    _kill_at("between")
    if _order("forget_token", "between"):
        transport.TOKENS.clear()
    return is_kept


hand_in.ChorusDeposit._chorus_keep_uploads = keep_uploads

_give = perform._give


def give(*arguments, **texts):
    _kill_at("before_process")
    answer = _give(*arguments, **texts)
    _kill_at("after_process")
    return answer


perform._give = give

_write_given = act_settle.ChorusReceivedAct._chorus_write_given


def write_given(self, *arguments):
    _write_given(self, *arguments)
    _kill_at("after_act")


act_settle.ChorusReceivedAct._chorus_write_given = write_given

_read = attempts.Body.read


def read(self, *size):
    length = len(self.getbuffer())
    if length > LARGE and self.tell() > length // 2:
        _kill_at("while_sending")
    return _read(self, *size)


attempts.Body.read = read

_get_response = HTTPConnection.getresponse


def get_response(self, *arguments):
    response = _get_response(self, *arguments)
    if _is_depositing:
        _kill_at("reading_answer")
    return response


HTTPConnection.getresponse = get_response

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
    _fail_at("answered")
    return _complete(self, *arguments, **options)


deposit_settle.ChorusDeposit._chorus_complete_documents = complete_documents

_tell_attempt = works_telling.ChorusWorksAttempt._chorus_tell_attempt


def tell_attempt(self):
    _kill_at("after_commit")
    return _tell_attempt(self)


works_telling.ChorusWorksAttempt._chorus_tell_attempt = tell_attempt

_client = res_company.ResCompany._chorus_client


def chorus_client(self, **limits):
    if _order("forget_token"):
        transport.TOKENS.clear()
    return _client(self, **limits)


res_company.ResCompany._chorus_client = chorus_client

_link_documents = account_move_send_document.AccountMoveSend._link_invoice_documents


def link_documents(self, invoices_data):
    _kill_at("after_platform")
    if _order("replay", "end"):
        _change_meanwhile(self.env, [invoice.id for invoice in invoices_data])
    return _link_documents(self, invoices_data)


account_move_send_document.AccountMoveSend._link_invoice_documents = link_documents

_call_platform = demo_utils._demo_behaviour["_call_peppol_proxy"]


def call_platform(function, self, endpoint, **options):
    if endpoint.endswith("send_document"):
        _kill_at("before_platform")
        if _order("refuse_platform"):
            return {"error": {"code": "as ordered", "message": "as ordered"}}
    answer = _call_platform(function, self, endpoint, **options)
    if endpoint.endswith("send_document"):
        _kill_at("platform_answered")
    return answer


demo_utils._demo_behaviour["_call_peppol_proxy"] = call_platform


_add_rows = received_rows.ChorusReceived._chorus_add_rows


def add_rows(self, *arguments):
    left = _add_rows(self, *arguments)
    _kill_at("received_rows")
    return left


received_rows.ChorusReceived._chorus_add_rows = add_rows

_receive_rows = received_rows.ChorusReceived._chorus_receive_rows


def receive_rows(self, *arguments):
    left = yield from _receive_rows(self, *arguments)
    _kill_at("received_page")
    return left


received_rows.ChorusReceived._chorus_receive_rows = receive_rows

_keep_archive = received_download.ChorusReceived._chorus_keep_archive


def keep_archive(self, *arguments):
    _kill_at("received_archive")
    pieces = _keep_archive(self, *arguments)
    while True:
        try:
            piece = next(pieces)
        except StopIteration as end:
            return end.value
        yield piece
        _kill_at("received_second")


received_download.ChorusReceived._chorus_keep_archive = keep_archive

_take_content = received_content.ChorusReceived._chorus_take_content


def take_content(self, *arguments):
    _take_content(self, *arguments)
    _kill_at("received_content")


received_content.ChorusReceived._chorus_take_content = take_content

_wake_bills = received_refresh.ChorusReceived._chorus_wake_bills


def wake_bills(self):
    _kill_at("received_bill")
    return _wake_bills(self)


received_refresh.ChorusReceived._chorus_wake_bills = wake_bills
