"""Our client as the conformance kit calls it, in the same process by :func:`play`, or
as ``python -m tests_unit.conformance_client`` with a task on standard input."""

import contextlib
import io
import json
import sys
import time
from datetime import date
from pathlib import Path

from chorus_api import (
    Attachment,
    ChorusClient,
    ChorusError,
    CommitmentSearch,
    Connection,
    FlowUnknown,
    InvoiceSearch,
    PaymentRequestSearch,
    ProtocolError,
    ReceivedSearch,
    StructureSearch,
    Submission,
    SubmissionLine,
    SubmissionTax,
    Unavailable,
    ValidationSearch,
    WorksSearch,
)
from chorus_api.doors import ENTRY, PDF
from chorus_api.receiving import INVOICE, WORKS
from chorus_api.statuses import FLOW_STATUSES
from chorus_api.transport import TOKENS
from chorus_api.validation import VALIDATE

PDF_TYPE = "application/pdf"
# More often than any fault strikes.
ROUNDS = 30


def deposit(chorus, task):
    """What surely was not taken is sent again; nothing else is."""
    content = Path(task["file"]).read_bytes()
    for _round in range(ROUNDS):
        try:
            receipt = chorus.deposit_flow(task["file_name"], content, task["syntax"])
            return receipt.flow_number
        except Unavailable as error:
            time.sleep(error.retry_after or task["pause"])
    return ""


def wait(chorus, task):
    """Until the flow is over, whatever comes in between."""
    for _round in range(ROUNDS):
        told = 0
        try:
            report = chorus.read_flow_report(task["flow_number"])
            if FLOW_STATUSES[report.status].final:
                return
        except (FlowUnknown, ProtocolError, Unavailable) as error:
            told = error.retry_after
        time.sleep(told or task["pause"])


def follow(chorus, task):
    number = deposit(chorus, task)
    wait(chorus, task | {"flow_number": number})
    for page in chorus.search_invoices(InvoiceSearch(flow_number=number)):
        for row in page.rows:
            chorus.read_history(row.chorus_invoice_id)


def collect(chorus, task):
    for kind in (WORKS, INVOICE):
        for page in chorus.search_received(ReceivedSearch(kind=kind)):
            for row in page.rows:
                chorus.read_received(row.chorus_invoice_id)


def submission(task, door):
    """The invoice of a task, but for its PDF."""
    tax = SubmissionTax(task["untaxed"], task["vat"], rate=task["rate"])
    line = SubmissionLine(1, task["line"], 1, task["untaxed"], rate=task["rate"])
    return {
        "door": door,
        "number": task["number"],
        "invoice_date": date.fromisoformat(task["date"]),
        "framework": "A1",
        "recipient": task["recipient"],
        "supplier_ref": str(task["supplier_id"]),
        "untaxed": task["untaxed"],
        "vat": task["vat"],
        "total": task["total"],
        "amount_due": task["total"],
        "taxes": (tax,),
        "lines": (line,) if door == ENTRY else (),
    }


def submit_pdf(chorus, task):
    uploaded = Attachment(deposit_pdf(chorus, task), task["number"])
    values = submission(task, PDF) | {"main_file": uploaded}
    chorus.submit_invoice(Submission(**values))


def deposit_pdf(chorus, task):
    return chorus.deposit_pdf(task["file_name"], Path(task["file"]).read_bytes())


def upload(chorus, task):
    content = Path(task["file"]).read_bytes()
    chorus.add_file(task["file_name"], content, PDF_TYPE)


def all_of(pages):
    """Take every page of a search."""
    for _page in pages:
        pass


TASKS = {
    "deposit": deposit,
    "wait": wait,
    "follow": follow,
    "collect": collect,
    "flow_report": lambda c, t: c.read_flow_report(t["flow_number"]),
    "flow_report_file": lambda c, t: c.read_deposit_report(t["flow_number"]),
    "search_invoices": lambda c, t: all_of(
        c.search_invoices(InvoiceSearch(flow_number=t["flow_number"]))
    ),
    "list_invoices": lambda c, t: all_of(c.search_invoices(InvoiceSearch())),
    "read_invoice": lambda c, t: c.read_invoice(str(t["invoice_id"])),
    "read_history": lambda c, t: c.read_history(str(t["invoice_id"])),
    "read_whole_history": lambda c, t: c.read_history(str(t["invoice_id"])),
    "complete": lambda c, t: c.complete_invoice(str(t["invoice_id"]), t["comment"]),
    "recycle": lambda c, t: c.recycle_invoice(
        str(t["invoice_id"]), t["recipient"], t["service"]
    ),
    "process_rejection": lambda c, t: c.process_rejections([str(t["invoice_id"])]),
    "correct_validator": lambda c, t: c.correct_validator(
        str(t["invoice_id"]), t["validator"]
    ),
    "submit": lambda c, t: c.submit_invoice(Submission(**submission(t, ENTRY))),
    "submit_pdf": submit_pdf,
    "deposit_pdf": deposit_pdf,
    "search_to_do": lambda c, t: all_of(c.search_to_do()),
    "download_invoice": lambda c, t: c.download_invoice(str(t["invoice_id"])),
    "upload_document": upload,
    "health": lambda c, t: c.check_health(),
    "search_structures": lambda c, t: all_of(
        c.search_structures(StructureSearch(identifier=t["identifier"]))
    ),
    "read_structure": lambda c, t: c.read_structure(str(t["structure_id"])),
    "list_services": lambda c, t: c.list_services(str(t["structure_id"])),
    "list_all_services": lambda c, t: c.list_services(str(t["structure_id"])),
    "read_service": lambda c, t: c.read_service(
        str(t["structure_id"]), str(t["service_id"])
    ),
    "search_recipients": lambda c, t: all_of(c.search_recipients(t["text"])),
    "download_directory": lambda c, t: c.download_directory(io.BytesIO()),
    "list_own_structures": lambda c, t: c.list_own_structures(),
    "list_bank_accounts": lambda c, t: c.list_bank_accounts(str(t["structure_id"])),
    "list_vat_rates": lambda c, t: c.list_vat_rates(),
    "list_exemption_reasons": lambda c, t: c.list_exemption_reasons(),
    "list_currencies": lambda c, t: c.list_currencies(),
    "list_payment_means": lambda c, t: c.list_payment_means(),
    "search_commitments": lambda c, t: all_of(
        c.search_commitments(CommitmentSearch(number=t["commitment_number"]))
    ),
    "read_commitment": lambda c, t: c.read_commitment(t["commitment_number"]),
    "download_commitment": lambda c, t: c.read_commitment_documents(
        t["commitment_number"]
    ),
    "list_receiving_structures": lambda c, t: c.list_receiving_structures(),
    "search_received": lambda c, t: all_of(
        c.search_received(ReceivedSearch(recipient_ref=str(t["structure_id"])))
    ),
    "list_received": lambda c, t: all_of(c.search_received(ReceivedSearch())),
    "search_received_to_do": lambda c, t: all_of(c.search_received_to_do()),
    "read_received": lambda c, t: c.read_received(str(t["invoice_id"])),
    "download_received": lambda c, t: c.download_received(
        [str(t["invoice_id"])], io.BytesIO()
    ),
    "process_received": lambda c, t: c.process_received(
        str(t["invoice_id"]), t["status"], reason=t["reason"]
    ),
    "list_next_statuses": lambda c, t: c.list_next_statuses(t["status"]),
    "search_to_validate": lambda c, t: all_of(c.search_to_validate()),
    "search_validated": lambda c, t: all_of(c.search_validated(ValidationSearch())),
    "read_to_validate": lambda c, t: c.read_to_validate(str(t["invoice_id"])),
    "answer_to_validate": lambda c, t: c.answer_to_validate(
        str(t["invoice_id"]), VALIDATE
    ),
    "list_refusal_reasons": lambda c, t: c.list_refusal_reasons(),
    "list_validator_statuses": lambda c, t: c.list_validator_statuses(),
    "search_payment_requests": lambda c, t: c.search_payment_requests(
        PaymentRequestSearch(t["role"])
    ),
    "search_works": lambda c, t: all_of(c.search_works(WorksSearch(t["role"]))),
}


def play(task):
    """Do a task; an error of the portal is what many of them are about.

    :param dict task: as the kit tells it
    """
    TOKENS.clear()
    connection = Connection(
        oauth_url=task["token_url"],
        api_url=task["api_url"],
        client_id=task["client_id"],
        client_secret=task["client_secret"],
        login=task["login"],
        password=task["password"],
    )
    with ChorusClient(connection) as chorus, contextlib.suppress(ChorusError):
        TASKS[task["task"]](chorus, task)


if __name__ == "__main__":
    play(json.load(sys.stdin))
