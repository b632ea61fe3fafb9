"""Invoices that somebody sent together: how far they are, and one note at the end."""

import logging
from collections import Counter

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ...tools.portal_time import portal_moment
from ...tools.row_locks import take_free_rows
from ..connection.groups import ACCOUNTING_GROUPS
from ..invoice.states import ACTION_STATES, UNANSWERED_STATES

_logger = logging.getLogger(__name__)

# What the web client listens to.
NOTE = "l10n_fr_chorus_pro.batch"
# How far an invoice is.
WAITING, CHECKED, TO_CORRECT, HANDED_OVER = (
    "waiting",
    "checked",
    "to_correct",
    "handed_over",
)
# An answer that is missing is told: nobody waits for what may take a day.
QUEUED_STATES = tuple(code for code in UNANSWERED_STATES if code != "uncertain")
# One without an attempt was left out by core, or by a check.
WRONG_STATES = (False, *ACTION_STATES)


class ChorusBatch(models.Model):
    """What one person sent by one click, of one company."""

    _name = "l10n_fr_chorus_pro.batch"
    _description = "Invoices Sent Together"
    _order = "id desc"

    company_id = fields.Many2one("res.company", required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users",
        string="Sent By",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    told = fields.Boolean(
        readonly=True, help="All of them have left, and the person was told so."
    )

    _open_idx = models.Index("(id) WHERE told IS NOT TRUE")

    def action_open(self):
        """Open those of its invoices that are to be corrected; all where none is."""
        self.ensure_one()
        ours = Domain("l10n_fr_chorus_batch_id", "=", self.id)
        wrong = ours & self._chorus_wrong_domain()
        has_wrong = self.env["account.move"].search_count(wrong, limit=1)
        name = "l10n_fr_chorus_pro.work_list_action"
        action = self.env["ir.actions.act_window"]._for_xml_id(name)
        title = self.env._("Sent on %s", portal_moment(self.env, self.create_date))
        return {
            **action,
            "name": title,
            "display_name": title,
            "domain": list(wrong if has_wrong else ours),
            "context": {"default_move_type": "out_invoice"},
        }

    @api.model
    def _chorus_wrong_domain(self):
        return Domain(
            [
                ("state", "=", "posted"),
                ("sending_data", "=", False),
                ("l10n_fr_chorus_state", "in", WRONG_STATES),
            ]
        )

    # -- How far they are ------------------------------------------------------

    def _chorus_progress(self):
        """How many invoices of these batches are how far.

        :return: dict of a Counter by batch, none of them in one that has no invoice
            any more
        """
        moves = self.env["account.move"].sudo()
        domain = Domain("l10n_fr_chorus_batch_id", "in", self.ids)
        domain &= Domain("state", "=", "posted")
        of_core = Domain("sending_data", "!=", False)
        by_batch = ["l10n_fr_chorus_batch_id"]
        progress = {batch: Counter() for batch in self}
        for batch, count in moves._read_group(domain & of_core, by_batch, ["__count"]):
            progress[batch.with_env(self.env)][WAITING] += count
        for batch, state, count in moves._read_group(
            domain & ~of_core, [*by_batch, "l10n_fr_chorus_state"], ["__count"]
        ):
            progress[batch.with_env(self.env)][_how_far(state)] += count
        return progress

    @api.model
    def _chorus_progress_words(self, counts):
        """
        :param Counter counts: of :meth:`_chorus_progress`
        :return: a sentence such as « 10 handed over, 2 to correct »
        """
        env = self.env
        one = counts[HANDED_OVER] == 1
        words = {
            HANDED_OVER: env._("1 handed over") if one else env._("%s handed over"),
            TO_CORRECT: env._("%s to correct"),
            CHECKED: env._("%s being checked"),
            WAITING: env._("%s waiting"),
        }
        return ", ".join(
            text.replace("%s", str(counts[name]))
            for name, text in words.items()
            if counts[name]
        )

    # -- One note at the end ---------------------------------------------------

    @api.model
    def _chorus_tell_ended(self):
        """Tell each person once that all of what they sent together has left.

        Whatever fails here, the deposits stay as they are: they were committed before.
        """
        self.env.flush_all()  # what fails of other things fails before
        try:
            with self.env.cr.savepoint():
                self.sudo()._chorus_tell_free()
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            _logger.info("Batches changed: their ends are told later")
        except Exception:  # noqa: BLE001 - a note must not undo what was sent
            _logger.exception("The end of a batch could not be told")

    @api.model
    def _chorus_tell_free(self):
        progress = self.search([("told", "=", False)])._chorus_progress()
        ended = self.browse().union(*(b for b, c in progress.items() if not c[WAITING]))
        # Another worker may be telling them: each is told once.
        for batch in take_free_rows(ended, allow_referencing=True) if ended else ():
            if not batch.told:
                batch.told = True
                batch._chorus_tell(progress[batch])

    def _chorus_tell(self, counts):
        """Show a note to the person, until it is closed, in their language."""
        if not counts:
            return  # all were drafts again, or sent once more
        user = self.user_id
        reader = self.with_context(lang=user.lang)
        user._bus_send(
            NOTE,
            {
                "id": self.id,
                "message": reader._chorus_progress_words(counts),
                "type": "warning"
                if counts[TO_CORRECT] + counts[CHECKED]
                else "success",
            },
        )


def _how_far(state):
    if state in QUEUED_STATES:
        return WAITING
    if state in UNANSWERED_STATES:
        return CHECKED
    return TO_CORRECT if state in WRONG_STATES else HANDED_OVER


class AccountMove(models.Model):
    _inherit = "account.move"

    l10n_fr_chorus_batch_id = fields.Many2one(
        comodel_name="l10n_fr_chorus_pro.batch",
        string="Sent Together",
        index="btree_not_null",
        copy=False,
        readonly=True,
        check_company=True,
        help="The invoices that were sent by the same click; the latest such click.",
        groups=ACCOUNTING_GROUPS,
        chorus_sealed=True,
    )

    def _chorus_remember_batch(self):
        """Note that the user sends these invoices together."""
        batches = self.env["l10n_fr_chorus_pro.batch"].sudo()
        for company, moves in self.grouped("company_id").items():
            values = {"company_id": company.id, "user_id": self.env.uid}
            moves.sudo().l10n_fr_chorus_batch_id = batches.create(values)

    def _chorus_batch_will_tell(self):
        """Those of these invoices whose sender gets a note when all are through."""
        return self.filtered(
            lambda m: m.l10n_fr_chorus_batch_id and not m.l10n_fr_chorus_batch_id.told
        )
