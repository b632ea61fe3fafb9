"""Take-over: invoices that were deposited by hand, or by another software before us."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import format_date

from ..chorus_api import ChorusError, InvoiceSearch
from ..chorus_api.statuses import is_given_up
from ..models.connection.error_texts import explain_reading
from ..models.connection.time_limits import CLICK_LIMIT
from ..models.deposit.matching import is_same_invoice
from ..tools.notification import notify, some_of
from ..tools.progress import Progress
from ..tools.row_locks import take_free_rows
from . import oca_tables


class ChorusTakeOver(models.TransientModel):
    _name = "l10n_fr_chorus_pro.take.over"
    _inherit = ["l10n_fr_chorus_pro.take.over.mixin"]
    _description = "Take over invoices from Chorus Pro"

    start_date = fields.Date(
        string="Deposited Since",
        required=True,
        compute="_compute_start_date",
        # What another company has decided is nobody else's business.
        compute_sudo=False,
        precompute=True,
        store=True,
        readonly=False,
        help="Invoices that were deposited in Chorus Pro since this day are looked for."
        " Older ones are left out of everything that asks for an action, unless they"
        " were sent from Odoo.",
    )
    line_ids = fields.One2many(
        comodel_name="l10n_fr_chorus_pro.take.over.line",
        inverse_name="take_over_id",
        string="Matches",
    )
    left_out = fields.Char(compute="_compute_left_out")
    doubts = fields.Char(compute="_compute_doubts")

    searched = fields.Boolean(chorus_sealed=True)
    searched_from = fields.Date(readonly=True, chorus_sealed=True)
    searched_environment = fields.Char(readonly=True, chorus_sealed=True)
    read_count = fields.Integer(
        string="Invoices in Chorus Pro", readonly=True, chorus_sealed=True
    )
    known_count = fields.Integer(
        string="Already Followed", readonly=True, chorus_sealed=True
    )
    next_page = fields.Integer(
        readonly=True, help="0 where all pages were read.", chorus_sealed=True
    )
    page_count = fields.Integer(readonly=True, chorus_sealed=True)
    progress = fields.Char(compute="_compute_progress")
    has_oca = fields.Boolean(
        compute="_compute_has_oca",
        help="The database holds what OCA's addon for Chorus Pro has sent.",
    )
    failure = fields.Char(readonly=True, chorus_sealed=True)

    @api.depends("company_id")
    def _compute_start_date(self):
        today = fields.Date.context_today(self)
        for wizard in self:
            # Another day than the last time would drop what waits to be sent.
            wizard.start_date = (
                wizard.company_id.l10n_fr_chorus_start_date
                or fields.Date.subtract(today, months=6)
            )

    @api.depends("company_id", "start_date", "line_ids.chosen")
    def _compute_left_out(self):
        moves = self.env["account.move"]
        for wizard in self:
            chosen = wizard.line_ids.filtered("chosen").move_id
            domain = [
                ("company_id", "=", wizard.company_id.id),
                ("l10n_fr_chorus_to_send", "=", True),
                ("l10n_fr_chorus_state", "=", False),
                ("invoice_date", "<", wizard.start_date),
                ("id", "not in", chosen.ids),
            ]
            count = wizard.start_date and moves.search_count(domain)
            wizard.left_out = bool(count) and self.env._(
                "Invoices dated before %(date)s that wait to be sent: %(count)s. Taking"
                " over takes them off the list « To send ». Choose an earlier day to"
                " keep them.",
                date=format_date(self.env, wizard.start_date),
                count=count,
            )

    @api.depends("line_ids.is_doubtful")
    def _compute_doubts(self):
        for wizard in self:
            doubtful = wizard.line_ids.filtered("is_doubtful").move_id
            wizard.doubts = bool(doubtful) and self.env._(
                "More than once in Chorus Pro, so none is chosen: %s. Look at them"
                " there, and choose the line that is the right one.",
                some_of(doubtful.mapped("name")),
            )

    @api.depends("next_page", "page_count")
    def _compute_progress(self):
        for wizard in self:
            wizard.progress = bool(wizard.next_page) and self.env._(
                "Pages read so far: %(read)s of %(all)s. Go on reading, or take over"
                " what was found until now.",
                read=wizard.next_page - 1,
                all=wizard.page_count,
            )

    @api.depends("company_id")
    def _compute_has_oca(self):
        self.has_oca = oca_tables.is_there(self.env.cr)

    def action_open_oca(self):
        """Open the dialog that takes over what OCA's addon has sent."""
        self.ensure_one()
        self._check_manager()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Take Over from OCA's Addon"),
            "res_model": "l10n_fr_chorus_pro.take.over.oca",
            "view_mode": "form",
            "target": "new",
            "context": {"default_company_id": self.company_id.id},
        }

    # -- Searching -------------------------------------------------------------

    def action_search(self):
        """Read the portal by pages and propose the invoices that match ours.

        :return: this form again; where the portal has much, with a button to go on
        :raises AccessError: not an accounting manager of the company
        :raises UserError: the portal or its configuration failed, in a sentence
        """
        self.ensure_one()
        self._check_manager()
        told = self.sudo()
        told.line_ids.unlink()
        account = self.company_id._chorus_account_company()
        told.write(
            {
                "searched_from": self.start_date,
                "searched_environment": account.l10n_fr_chorus_environment,
                "read_count": 0,
                "known_count": 0,
                "next_page": 1,
                "page_count": 0,
            }
        )
        return self._search_pages()

    def action_go_on(self):
        """Go on with the pages that :meth:`action_search` left unread."""
        self.ensure_one()
        self._check_manager()
        self._check_search()
        return self._search_pages()

    def _search_pages(self):
        """Read pages for as long as a person waits; what was read is kept.

        :raises UserError: not even the first of them could be read
        """
        click = Progress(self.env, 0, CLICK_LIMIT)
        search = InvoiceSearch(deposited_from=self.searched_from)
        told = self.sudo()
        first_page, told.failure = self.next_page, False
        seen = set(self.line_ids.mapped("chorus_identifier"))
        try:
            with self.company_id._chorus_client() as client:
                for page in client.search_invoices(search, first_page=first_page):
                    self._propose(_unseen(page.rows, seen))
                    told.write(
                        {"next_page": page.page + 1, "page_count": page.page_count}
                    )
                    if click.is_over() and page.page < page.page_count:
                        break
                else:
                    told.next_page = 0
        except ChorusError as error:
            if self.next_page == first_page:
                raise UserError(explain_reading(self.env, error)) from error
            told.failure = explain_reading(self.env, error)
        self._settle_doubles()
        told.searched = True
        return self._reopen()

    def _propose(self, rows):
        """Propose the invoices of Odoo that rows of the portal are, beyond doubt."""
        told = self.sudo()
        told.read_count += len(rows)
        known = self._known_identifiers(rows)
        told.known_count += len(known)
        moves = self.env["account.move"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("state", "=", "posted"),
                ("move_type", "in", ("out_invoice", "out_refund")),
                ("name", "in", [row.invoice_number for row in rows]),
            ]
        )
        by_key = {(m.name, m.invoice_date): m for m in moves if not m._chorus_is_live()}
        lines = self.env["l10n_fr_chorus_pro.take.over.line"]
        commands = []
        for row in rows:
            move = by_key.get((row.invoice_number, row.invoice_date))
            if not move or row.chorus_invoice_id in known:
                continue
            if is_same_invoice(row, move._chorus_document_values()):
                commands.append(Command.create(lines._row_values(row, move)))
        told.line_ids = commands

    def _known_identifiers(self, rows):
        """Those of the rows that are followed already; each environment of Chorus Pro
        counts its invoices on its own."""
        documents = self.env["l10n_fr_chorus_pro.document"].sudo()
        known = documents.search(
            [
                ("chorus_identifier", "in", [row.chorus_invoice_id for row in rows]),
                ("deposit_id.environment", "=", self.searched_environment),
            ]
        )
        return set(known.mapped("chorus_identifier"))

    def _settle_doubles(self):
        """Of several rows of one invoice the living one counts, and of ended ones the
        last; which one of several living ones, only a person can tell."""
        for lines in self.sudo().line_ids.grouped("move_id").values():
            living = lines.filtered(lambda line: not is_given_up(line.status))
            kept = living or lines.sorted(lambda line: str(line.status_date or ""))[-1:]
            (lines - kept).unlink()
            if not living:
                kept.chosen = False  # nobody pays it: a new deposit may be wanted
            if len(kept) > 1 and not all(kept.mapped("is_doubtful")):
                kept.write({"is_doubtful": True, "chosen": False})

    # -- Taking over -----------------------------------------------------------

    def action_adopt(self):
        """Take the chosen invoices over; their history is read by the next refresh.

        Those that changed since the search are left as they are, and named.

        :raises AccessError: not an accounting manager of the company
        :raises UserError: the search was another one, an invoice was chosen twice
        """
        self.ensure_one()
        self._check_manager()
        chosen = self.line_ids.filtered("chosen")
        if chosen:
            self._check_search()
        self._check_chosen(chosen)
        free = take_free_rows(chosen.move_id)
        left = free.filtered(lambda m: m.state != "posted" or m._chorus_is_live())
        taken = chosen.filtered(lambda line: line.move_id in free - left)
        self.company_id.sudo().l10n_fr_chorus_start_date = self.start_date
        deposits = self.env["l10n_fr_chorus_pro.deposit"]
        for flow_number, lines in taken.grouped("flow_number").items():
            deposit = deposits._chorus_of_flow(
                self.company_id, flow_number, lines[:1].deposited_on
            )
            for line in lines:
                line._adopt(deposit)
        return self._close(taken, left, chosen.move_id - free)

    def _check_search(self):
        """:raises UserError: what was found is of another company or environment"""
        account = self.company_id._chorus_account_company()
        found_for = self.line_ids.move_id.company_id | self.company_id
        if (
            found_for != self.company_id
            or self.searched_environment != account.l10n_fr_chorus_environment
        ):
            raise self._other_search()

    def _check_chosen(self, chosen):
        """:raises UserError: two lines of one invoice were chosen"""
        chosen.move_id.check_access("write")
        for move, lines in chosen.grouped("move_id").items():
            if len(lines) > 1:
                raise UserError(
                    self.env._(
                        "Two lines were chosen for %s. Choose the right one alone.",
                        move.name,
                    )
                )

    def _close(self, taken, left, busy):
        """Close the dialog and say what was taken over, and what was not and why."""
        messages = [
            self.env._("%s invoices taken over from Chorus Pro.", len(taken)),
            left
            and self.env._(
                "Left as they are (%(count)s), sent or changed in Odoo since the"
                " search: %(invoices)s.",
                count=len(left),
                invoices=some_of(left.mapped("name")),
            ),
            busy
            and self.env._(
                "Left out (%(count)s), somebody else is at them right now:"
                " %(invoices)s. Take them over later.",
                count=len(busy),
                invoices=some_of(busy.mapped("name")),
            ),
        ]
        return notify(
            self.env,
            "\n".join(filter(None, messages)),
            kind="warning" if left or busy else "success",
            then={"type": "ir.actions.act_window_close"},
        )

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Take Over from Chorus Pro"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }


def _unseen(rows, seen):
    """The rows that no page before showed: pages shift while they are read.

    :param set seen: identifiers; those of the rows are added
    """
    fresh = {
        row.chorus_invoice_id: row
        for row in rows
        if row.chorus_invoice_id and row.chorus_invoice_id not in seen
    }
    seen.update(fresh)
    return list(fresh.values())
