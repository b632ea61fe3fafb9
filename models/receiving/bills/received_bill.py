"""From a received invoice to its bill: one at a time, and never without a word."""

import logging

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ....tools.notification import notify, some_of
from ....tools.row_locks import take_free_rows
from ..roles import RECIPIENT

_logger = logging.getLogger(__name__)

CRON = "l10n_fr_chorus_pro.ir_cron_received_bills"
FINANCE = "l10n_fr_chorus_pro.group_received_finance"
# So many are made while a person waits; more are left to the scheduled action.
AT_ONCE = 20


class ChorusReceived(models.Model):
    _inherit = "l10n_fr_chorus_pro.received"

    @api.model
    def _cron_make_bills(self):
        """Scheduled action: make the bills that are due, each committed alone."""
        due = self.sudo().search([("bill_due", "=", True)], order="id").ids
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(due))
        for received_id in due:
            # By itself: together all would be read again after each commit.
            self.sudo().browse(received_id)._chorus_make_bill_alone()
            if not cron._commit_progress(1):
                break  # the time is up: the next run goes on
        self._chorus_follow_due_dates()

    def _chorus_make_bill_alone(self):
        """Make the bill while nobody else does; its trouble ends it alone."""
        self.ensure_one()
        try:
            if take_free_rows(self) and self.bill_due:
                self._chorus_make_bill()
                # What PostgreSQL refuses of it, it refuses here.
                self.env.cr.flush()
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            self.env.cr.rollback()  # it is still due: the next run makes it
        except Exception as error:  # noqa: BLE001 - one must not starve the rest
            self.env.cr.rollback()
            _logger.exception("Bill of received invoice %s not made", self.id)
            env = self.company_id._chorus_lang_env()
            sentence = env._(
                "Odoo itself failed (%s). Nothing is lost: ask your administrator, who"
                " finds more in the log, then make the bill again.",
                type(error).__name__,
            )
            self.sudo().write({"bill_due": False, "bill_failure": sentence})

    def action_chorus_make_bill(self):
        """Button: make the bills of these invoices, or try again."""
        if not self.env.user.has_group(FINANCE):
            raise AccessError(
                self.env._("Bills are made by finance officers: ask one of them.")
            )
        self.check_access("read")
        without = self.filtered(
            lambda received: received.role == RECIPIENT and not received.move_id
        )
        if len(without) > AT_ONCE:
            without._chorus_ask_for_bill()
            message = self.env._(
                "Odoo makes %s bills in the next minutes.", len(without)
            )
            return notify(self.env, message, kind="info")
        for received in without:
            received._chorus_make_bill()
        return self._chorus_show_bills(without)

    def _chorus_show_bills(self, asked):
        failed = asked.filtered(lambda received: not received.move_id)
        if failed and len(self) == 1:
            message = failed.bill_failure
            return notify(self.env, message, kind="warning", sticky=True)
        if failed:
            message = self.env._(
                "No bill of %s: each of them says why.",
                some_of(failed.mapped("display_name")),
            )
            return notify(self.env, message, kind="warning", sticky=True)
        if len(self.move_id) == 1:
            return self.move_id._get_records_action()
        message = self.env._("%s bills were made.", len(asked))
        refresh = {"type": "ir.actions.client", "tag": "soft_reload"}
        return notify(self.env, message, then=refresh)

    def _chorus_ask_for_bill(self):
        """Have the scheduled action make these bills soon."""
        if self:
            self.sudo().bill_due = True
            self.env.ref(CRON).sudo()._trigger()

    def _chorus_make_bill(self):
        """Make the bill of this invoice, or bring it up to date.

        :return: the bill; empty where there is none, which ``bill_failure`` explains
        """
        self.ensure_one()
        company = self.company_id
        env = company._chorus_lang_env()
        # By itself: contents of many invoices are not read at once.
        mine = self.browse(self.id).with_env(env(su=True)).with_company(company)
        try:
            with self.env.cr.savepoint():
                move = mine._chorus_bring_bill()
        except UserError as error:
            mine.write({"bill_due": False, "bill_failure": str(error)})
            return self.env["account.move"]
        done = {"bill_due": False, "bill_failure": False, "bill_given_up": False}
        mine.write(done)
        return move.with_env(self.env)

    def _chorus_bring_bill(self):
        """:raises UserError: no bill can be made, in a sentence"""
        facts = self._chorus_bill_facts()
        if self.move_id:
            self._chorus_update_bill(facts)
        else:
            partner = self._chorus_find_supplier(facts)
            self.partner_id = partner
            existing = self._chorus_existing_bill(partner, facts)
            former = existing.l10n_fr_chorus_received_ids
            if former:
                self._chorus_take_bill_of(former, facts)
            elif existing:
                self._chorus_take_over_bill(existing, facts)
            else:
                self._chorus_begin_bill(partner, facts)
        self._chorus_look_at_payee()
        return self.move_id

    def _chorus_begin_bill(self, partner, facts):
        move = self._chorus_new_bill(partner, facts)
        self.move_id = move
        files = self._chorus_attach_documents(move)
        facts.doubts += self._chorus_link_credit(move, facts)
        facts.doubts += self._chorus_doubts_of_doubles(partner, facts, move)
        facts.doubts += self._chorus_doubts_of_payment(facts)
        self._chorus_match_orders(move, facts)
        self._chorus_keep_doubts(move, facts)
        self._chorus_tell_bill(move, facts, files)

    def _chorus_match_orders_of_draft(self, move, facts):
        """The same of a bill that is there: of what is posted nothing is changed."""
        if move.state == "draft":
            self._chorus_match_orders(move, facts)

    def _chorus_match_orders(self, move, facts):
        """Link a bill to what was ordered: done where ``purchase`` is installed.

        :param facts: :class:`~.facts.BillFacts`; gets sentences in its ``doubts``
        """
