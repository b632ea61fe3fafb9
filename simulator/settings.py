"""What can be adjusted while the simulator runs, with its defaults, in one table."""

import json
import re
from typing import Any

from .database import Database

DEFAULTS: dict[str, Any] = {
    # The pipeline, in simulated seconds after the deposit, then after integration. In
    # real time a flow ends before the clients do that look 60 times, once a second.
    "flow_queued_after": 8,
    "flow_started_after": 20,
    "flow_finished_after": 40,
    # For so long after its deposit nobody knows of a flow yet (doc/portal.md, A 1.8).
    "flow_unknown_for": 0,
    "invoice_routed_after": 30,
    "invoice_available_after": 60,
    # A validator (A 2.10): seconds until what is agreed goes on; days until his silence
    # runs out, those of the law and those of the portal for a co-contractor's invoice.
    "validated_sent_after": 8,
    "validation_days": 15,
    "cocontractor_validation_days": 15,
    # The search of payment requests does not exist in qualification (A 2.11).
    "payment_requests_missing": False,
    # Access: API families answered with an empty 403, as PISTE does for an
    # application that has not subscribed; calls a minute and family before 429.
    "unsubscribed_families": [],
    "quota_per_minute": 0,
    "quota_retry_after": 0,
    "maintenance": False,
    "token_lifetime": 3600,
    # Searches: 0 means no cap (doc/portal.md, A 1.6: no hard upper bound is known).
    "page_size_cap": 0,
    "period_filter_ignored": False,
    # The history may be told on another clock than the searches: hours ahead, or behind
    # (below 0), where it is that of another zone, a minute where one of them rounds.
    "history_minutes_ahead": 0,
    # Both are reported (doc/portal.md, A 1.4): 200 by one half of the clients, 400 by
    # the other half, with the same body.
    "business_error_http_status": 200,
    # Sizes (R 4.1: 10 MB a file, 30 MB an archive) and count of a flow.
    "max_file_bytes": 10 * 1024 * 1024,
    "max_archive_bytes": 30 * 1024 * 1024,
    "max_flow_invoices": 500,
    # Checks of simulator/rules/ that are switched off, by name. "gross_price" is
    # reported by one client only (OCA issue 504), so it is opt-in.
    "rules_off": ["gross_price"],
    # The doors beside the flow (A 2.1 to A 2.3), each as clients report it. What the
    # portal makes of an uploaded PDF: "nothing", "reads" or "misreads".
    "pdf_reading": "nothing",
    # A date with SAISIE_API is answered by 500 (one client).
    "entry_date_fails": True,
    # The PDF as "list" (recent clients), "object" (swagger of 2020) or "any" of both.
    "main_document_shape": "list",
    # A supplier that has services names one (said of qualification).
    "supplier_service_required": False,
    # Whether the search of issued invoices finds drafts, and whether the to-do list
    # shows what was read in a PDF, is not known.
    "drafts_hidden_from_search": False,
    "read_pdf_in_to_do": False,
    # Whose the statuses of the accountant are (R 9): with "helios" a body cannot give
    # them unless its structure has an accountant of its own, with "accountant" all can.
    "recipient_profile": "helios",
    # The pivot file that a body downloads (A 2.7): its schema, "V2_02" or "V1_22"; how
    # all invoices came, "historic" or "afnor" (by an approved platform).
    "pivot_version": "V2_02",
    "pivot_channel": "historic",
    # What a download may weigh (A 2.4).
    "max_download_bytes": 120 * 1024 * 1024,
    # Where Odoo shows an invoice, for a link on its page: an address with {number}.
    "odoo_link": "",
    # Takes the Factur-X samples of 2018 (FSO1117A), which today's schemas refuse and
    # whose totals do not add up; --lenient-2018 starts with it.
    "lenient_2018": False,
}

LINK = re.compile(r"https?://[^\s{}\"<>]+\{number\}[^\s{}\"<>]*|")
SIGNED = {"history_minutes_ahead"}
CHOICES = {
    "pdf_reading": ("nothing", "reads", "misreads"),
    "main_document_shape": ("list", "object", "any"),
    "recipient_profile": ("helios", "accountant"),
    "pivot_version": ("V2_02", "V1_22"),
    "pivot_channel": ("historic", "afnor"),
}


class Settings:
    """The settings of one database; unknown names and wrong types are refused."""

    def __init__(self, database: Database):
        self._database = database

    def all(self) -> dict:
        rows = self._database.connection().execute("SELECT key, value FROM settings")
        stored = {row["key"]: json.loads(row["value"]) for row in rows}
        return {name: stored.get(name, value) for name, value in DEFAULTS.items()}

    def __getitem__(self, name: str) -> Any:
        row = (
            self._database.connection()
            .execute("SELECT value FROM settings WHERE key = ?", [name])
            .fetchone()
        )
        return json.loads(row["value"]) if row else DEFAULTS[name]

    def update(self, values: dict) -> None:
        """Change settings.

        :raises ValueError: a name is unknown or a value has another type than the
            default
        """
        for name, value in values.items():
            if name not in DEFAULTS:
                raise ValueError(f"unknown setting {name!r}")
            default = DEFAULTS[name]
            numbers = isinstance(default, int) and not isinstance(default, bool)
            expected = (int, float) if numbers else type(default)
            least = float("-inf") if name in SIGNED else 0
            if not isinstance(value, expected) or (
                numbers and (isinstance(value, bool) or not value >= least)
            ):
                raise ValueError(f"setting {name!r}: {value!r} is not possible")
        for name, choices in CHOICES.items():
            if values.get(name, choices[0]) not in choices:
                raise ValueError(f"{name} is one of {', '.join(choices)}")
        if not LINK.fullmatch(values.get("odoo_link", "")):
            raise ValueError("odoo_link is an address of http or https with {number}")
        with self._database.transaction() as connection:
            connection.executemany(
                "INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)",
                [(name, json.dumps(value)) for name, value in values.items()],
            )

    def reset(self) -> None:
        with self._database.transaction() as connection:
            connection.executemany(
                "DELETE FROM settings WHERE key = ?", [(name,) for name in DEFAULTS]
            )
