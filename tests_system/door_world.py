"""A world whose invoices go by a door: a plain PDF with data, or data alone."""

import base64

from dev import postgres
from tests_system.matrix_cells import SUBMIT
from tests_system.matrix_world import A_DAY_AGO, ENDED_STATES, KNOWN, World

# Nobody has received what is one of these.
DRAFTS = ("BROUILLON", "INTERPRETEE_OCR")
SOON = "10 minutes"
# Rounds of the scheduled actions, and whether a day passes before them.
STAGES = ((3, SOON), (3, SOON), (1, A_DAY_AGO), (3, SOON))


class DoorWorld(World):
    _is_read = False

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        settings = self.admin.execute("res.config.settings", "create", {})
        self.admin.execute(
            "res.config.settings", "action_chorus_read_own_side", [settings]
        )

    def new_door_invoices(self, count, door, **values):
        """Invoices that go by a door; data alone take a document with them."""
        values["l10n_fr_chorus_submission_mode"] = door
        if door == "entry":
            data = base64.b64encode(b"%PDF-1.4 bon de livraison").decode()
            document = {"name": "bon.pdf", "datas": data}
            values["l10n_fr_chorus_attachment_ids"] = [(0, 0, document)]
        return self.new_invoices(count, **values)

    def let_portal_read(self, how):
        """How the portal reads the PDFs that are uploaded; None: they are documents of
        which it makes nothing.

        A change of a parameter empties Odoo's caches, and passwords are checked anew.
        """
        if self._is_read != bool(how):
            key = "l10n_fr_chorus_pro.pdf_is_read"
            value = str(bool(how))
            self.admin.execute("ir.config_parameter", "set_param", key, value)
            self._is_read = bool(how)
        self.control("settings", {"pdf_reading": how or "nothing"})

    # -- Time ------------------------------------------------------------------

    def recover_until_known(self, ids, rounds=3, how_long=SOON):
        """Rounds of the scheduled actions until the customer has all of them.

        :return: whether he has
        """
        for _round in range(rounds):
            self.recover(rounds=1, how_long=how_long)
            if self.are_known(ids):
                return True
        return False

    def are_known(self, ids):
        return all(i["l10n_fr_chorus_state"] == KNOWN for i in self.read(ids))

    def play_on(self, ids):
        """Let time pass, and a person click on Send where it is offered, as often as it
        takes; and one round more, in which nothing may be left to do.

        :return: how many invoices a person sent again
        """
        clicks = 0
        for rounds, how_long in STAGES:
            if self.recover_until_known(ids, rounds, how_long):
                break
            free = [
                invoice["id"]
                for invoice in self.read(ids)
                if invoice["l10n_fr_chorus_state"] in ENDED_STATES
            ]
            clicks += self.click_again(free)
        self.recover(rounds=1)
        return clicks

    def click_in_vain(self, ids):
        """Click on Send once more, where the portal has what it is to have."""
        assert not self.click_again(ids)
        self.recover(rounds=1)

    # -- The portal ------------------------------------------------------------

    def mark(self):
        """Remember where the portal and the log are before a test."""
        rows = self.portal()["invoices"]
        self._last_row = max((row["id"] for row in rows), default=0)
        self._log_length = len(self.server.log())

    def new_rows(self):
        """The invoices that came into the portal since the mark."""
        return [r for r in self.portal()["invoices"] if r["id"] > self._last_row]

    def log_since_mark(self):
        return self.server.log()[self._log_length :]

    def accepted(self):
        """How much the portal has accepted: invoices, not sent perhaps."""
        return self.portal()["counts"]["invoices"]

    def submits(self):
        """What came of each call that handed data in: (HTTP status, fault)."""
        self.settle()
        return [
            (call["http_status"], call["fault"])
            for call in self.control("calls", method="GET")
            if call["operation"].endswith(f"/{SUBMIT}")
        ]

    # -- What is on the invoices -----------------------------------------------

    def pages(self, ids):
        """How many PDFs of the portal hang on each of these invoices."""
        numbers = ", ".join(map(str, ids))
        rows = postgres.psql(
            "select m.id, count(a.id) from account_move m left join ir_attachment a"
            " on a.res_model = 'account.move' and a.res_id = m.id"
            r" and a.name like 'Chorus\_Pro\_%'"
            f" where m.id in ({numbers}) group by m.id order by m.id",
            self.database,
        )
        return [int(row.split("|")[1]) for row in rows.split()]

    def handed_in_files(self, ids):
        """How many of these invoices are sent and show the very file that was handed
        in."""
        numbers = ", ".join(map(str, ids))
        same = postgres.psql(
            "select count(distinct d.move_id) from l10n_fr_chorus_pro_document d"
            " join ir_attachment f on f.res_model = 'l10n_fr_chorus_pro.document'"
            " and f.res_field = 'file' and f.res_id = d.id"
            " join ir_attachment a on a.res_model = 'account.move'"
            " and a.res_field = 'invoice_pdf_report_file' and a.res_id = d.move_id"
            " and a.checksum = f.checksum"
            " join account_move m on m.id = d.move_id and m.is_move_sent"
            f" where d.chorus_identifier is not null and d.move_id in ({numbers})",
            self.database,
        )
        return int(same)

    def messages(self, invoice):
        domain = [("model", "=", "account.move"), ("res_id", "=", invoice)]
        found = self.admin.execute(
            "mail.message", "search_read", domain, ["body"], order="id"
        )
        return [message["body"] for message in found]

    def attempts(self, invoice):
        """The attempts of an invoice, oldest first: dicts of door, state, reason."""
        return self.admin.execute(
            "l10n_fr_chorus_pro.document",
            "search_read",
            [("move_id", "=", invoice)],
            ["door", "state", "reason", "chorus_identifier"],
            order="id",
        )
