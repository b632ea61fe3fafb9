import time
from datetime import date
from functools import cache, partial

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..chorus_api import ChorusError
from ..chorus_api.receiving import REASON_LIMIT
from ..models.connection.error_texts import explain_reading
from ..models.receiving.acts import ACTS
from ..models.receiving.processing.doubts import doubts_of
from ..models.receiving.processing.intent import (
    WITH_REASON,
    Intent,
    reason_problem,
    reason_text,
)
from ..models.receiving.processing.received_act import act_label
from ..tools.notification import notify
from ..tools.portal_time import portal_today
from ..tools.typography import named

# Seconds for all calls of a click, and after which the next invoice is left to another
# click: Odoo kills a worker after two minutes.
ALL_CALLS = 90
LAST_START = 60


class ChorusProcess(models.TransientModel):
    """Do something with received invoices: one of them, or many in one go."""

    _name = "l10n_fr_chorus_pro.process"
    _inherit = ["l10n_fr_chorus_pro.dialog.mixin"]
    _description = "Process received invoices in Chorus Pro"

    act = fields.Selection(
        selection=[(act.code, act.label) for act in ACTS.values()],
        required=True,
        readonly=True,
    )
    line_ids = fields.One2many(
        comodel_name="l10n_fr_chorus_pro.process.line",
        inverse_name="process_id",
        string="Invoices",
    )
    received_id = fields.Many2one(
        comodel_name="l10n_fr_chorus_pro.received",
        string="Invoice",
        compute="_compute_received_id",
        help="Where there is only one.",
    )
    is_over = fields.Boolean(compute="_compute_is_over")
    is_unfinished = fields.Boolean(
        compute="_compute_is_over",
        help="The time of a click was over before all invoices had their turn.",
    )
    user_name = fields.Char(string="In the Name of", compute="_compute_user_name")
    missing_item_ids = fields.Many2many(
        comodel_name="l10n_fr_chorus_pro.missing.item",
        relation="chorus_process_missing_rel",
        string="What Is Missing",
        help="The documents and mentions that the supplier is to send.",
    )
    motive_id = fields.Many2one(
        comodel_name="l10n_fr_chorus_pro.reason",
        string="Reason",
        domain=[("kind", "=", "motif")],
        help="In the words that suppliers know from Chorus Pro.",
    )
    words = fields.Text(
        string="In Your Words", help="The supplier reads it after what was chosen."
    )
    supplier_reads = fields.Text(compute="_compute_supplier_reads")
    reason_length = fields.Integer(compute="_compute_supplier_reads")
    reason_limit = fields.Integer(compute="_compute_supplier_reads")
    service_done_on = fields.Date(
        help="When the service was done or the goods delivered: the time to pay runs"
        " from then where that is later than the receipt (R2192-13). Of many, that of"
        " all whose invoice tells no day.",
    )
    mandate_number = fields.Char(
        string="Payment Order Number",
        help="Number of the payment order (mandat, demande de paiement). Of many, that"
        " of all that have none of their own in the list.",
    )
    warnings = fields.Text(compute="_compute_warnings")

    @api.model
    def default_get(self, fields):
        # EXTENDS 'base'
        values = super().default_get(fields)
        if "line_ids" in fields and "line_ids" not in values:
            lines = self._received_of_context()
            values["line_ids"] = [
                Command.create({"received_id": received.id}) for received in lines
            ]
            self._check_named(values)
            if len(lines) == 1 and "service_done_on" in fields:
                values.setdefault("service_done_on", lines.served_on)
        return values

    @api.model
    def _received_of_context(self):
        """The invoices from whose form or list the dialog was opened."""
        context = self.env.context
        model, ids = context.get("active_model"), context.get("active_ids") or []
        if model == "account.move":
            return self.env[model].browse(ids).l10n_fr_chorus_received_id
        if model == "l10n_fr_chorus_pro.received":
            return self.env[model].browse(ids).exists()
        return self.env["l10n_fr_chorus_pro.received"]

    @api.depends("line_ids")
    def _compute_received_id(self):
        for wizard in self:
            received = wizard.line_ids.received_id
            wizard.received_id = received if len(received) == 1 else False

    @api.depends("line_ids.result")
    def _compute_is_over(self):
        for wizard in self:
            results = wizard.line_ids.mapped("result")
            wizard.is_over = any(results)
            wizard.is_unfinished = "not_yet" in results

    @api.depends_context("uid")
    def _compute_user_name(self):
        self.user_name = self.env.user.name

    @api.depends("missing_item_ids", "motive_id", "words")
    def _compute_supplier_reads(self):
        for wizard in self:
            text = reason_text(
                self.env, wizard.motive_id, wizard.missing_item_ids, wizard.words
            )
            wizard.supplier_reads = text
            wizard.reason_length, wizard.reason_limit = len(text), REASON_LIMIT

    @api.depends("act", "line_ids", "missing_item_ids", "motive_id")
    def _compute_warnings(self):
        for wizard in self:
            sentences = {}
            for received in wizard.line_ids.received_id:
                for sentence in wizard._warnings_of(received):
                    sentences.setdefault(sentence, []).append(received)
            is_one = len(wizard.line_ids) == 1
            wizard.warnings = "\n".join(
                sentence if is_one else named(self.env, _names(found), sentence)
                for sentence, found in sentences.items()
            )

    def _warnings_of(self, received):
        """What to think of before this is done with an invoice.

        :rtype: list of str
        """
        if not received.has_access("read"):
            return []
        found = doubts_of(self.env, received, self._intent())
        if self.act == "suspend":
            found.append(received._chorus_why_not_interrupting())
        if self.act in ("certify", "order"):
            found.append(received.bill_gap)
        if self.act == "order":
            found.append(received.payee_block)
            no_bill = self.env._("There is no bill of it in Odoo yet.")
            found.append(not received.sudo().move_id and no_bill)
        return list(filter(None, found))

    def _intent(self, line=None):
        """What is to be done.

        :param line: of whose invoice; None while the dialog is filled in
        """
        number = (line and line.mandate_number) or self.mandate_number or ""
        has_reason = self.act in WITH_REASON
        return Intent(
            act=self.act,
            reason=self.supplier_reads if has_reason else "",
            motive=self.motive_id if has_reason else self.motive_id.browse(),
            missing=(
                self.missing_item_ids if has_reason else self.missing_item_ids.browse()
            ),
            mandate_number=number.strip() if self.act == "order" else "",
            service_done_on=self._done_on(line) if self.act == "certify" else None,
        )

    def _done_on(self, line):
        """The day that is certified: of many invoices each one's own comes first.

        :param line: as of :meth:`_intent`
        :return: a date; False where nobody tells one
        """
        is_one_of_many = line and len(self.line_ids) > 1
        own = line.received_id.served_on if is_one_of_many else False
        return own or self.service_done_on

    # -- Doing it --------------------------------------------------------------

    def action_confirm(self):
        """Tell Chorus Pro, once for each invoice, and say what came of it.

        :raises UserError: something is missing in the dialog; of a single invoice also
            why it may not be done
        """
        self.ensure_one()
        self.line_ids.received_id.check_access("read")
        self._check()
        left = self.line_ids.filtered(lambda line: line._is_left())
        begun = time.monotonic()
        for company, lines in left.grouped("company_id").items():
            self._process(company, lines, begun)
        return self._close() if len(self.line_ids) == 1 else self._report()

    def _check(self):
        problems = []
        if not self.line_ids:
            problems.append(self.env._("There is no received invoice to process."))
        if self.act in WITH_REASON:
            problems.append(reason_problem(self.env, self.supplier_reads))
        if self.act == "certify":
            problems.append(self._service_problem())
        if self.act == "order" and not all(
            self._intent(line).mandate_number for line in self.line_ids
        ):
            problems.append(
                self.env._(
                    "Enter the number of the payment order: Chorus Pro shows it to the"
                    " supplier."
                )
            )
        problems = list(filter(None, problems))
        if problems:
            raise UserError("\n".join(problems))

    def _service_problem(self):
        days = [self._done_on(line) for line in self.line_ids]
        if not all(days):
            return self.env._("Enter the day on which the service was done.")
        if max(days, default=date.min) > portal_today(self.env):
            return self.env._("A service is certified once it is done: not in advance.")
        return ""

    def _process(self, company, lines, begun):
        """Process the invoices of a company, each on its own.

        :param float begun: when the click began, on the monotonic clock
        """
        end, is_one = begun + LAST_START, len(self.line_ids) == 1
        patience = max(begun + ALL_CALLS - time.monotonic(), 1)
        try:
            with company._chorus_client(patience=patience) as client:
                ask = cache(partial(company._chorus_ask_next_statuses, client))
                for line in lines:
                    if time.monotonic() > end:
                        line._note("not_yet", self.env._("Not done yet: click again."))
                        continue
                    line._process(client, ask, is_one)
        except ChorusError as error:
            sentence = explain_reading(self.env, error)
            if is_one:
                raise UserError(sentence) from error
            for line in lines.filtered(lambda line: line._is_left()):
                line._note_not_done(sentence)

    def _report(self):
        """Show the dialog again, with what came of each invoice."""
        return {
            "type": "ir.actions.act_window",
            "name": self._label(),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def _close(self):
        """Close the dialog and say what came of the one invoice."""
        line = self.line_ids
        close = {"type": "ir.actions.act_window_close"}
        kind = "success" if line.result == "done" else "warning"
        message = f"{line.received_id.display_name} – {line.message}"
        return notify(
            self.env, message, kind=kind, then=close, sticky=kind != "success"
        )

    def _label(self):
        return act_label(self.env, self.act)


class ChorusProcessLine(models.TransientModel):
    """One invoice of the dialog, and what came of it."""

    _name = "l10n_fr_chorus_pro.process.line"
    _inherit = ["l10n_fr_chorus_pro.dialog.mixin"]
    _description = "Received invoice to process"

    process_id = fields.Many2one(
        comodel_name="l10n_fr_chorus_pro.process", required=True, ondelete="cascade"
    )
    received_id = fields.Many2one(
        comodel_name="l10n_fr_chorus_pro.received",
        string="Invoice",
        required=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="received_id.company_id")
    currency_id = fields.Many2one(related="received_id.currency_id")
    amount_total = fields.Monetary(related="received_id.amount_total")
    status_label = fields.Char(related="received_id.status_label")
    mandate_number = fields.Char(
        string="Payment Order Number", help="Of this invoice; empty: that of all."
    )
    result = fields.Selection(
        selection=[
            ("done", "Done"),
            ("refused", "Refused by Chorus Pro"),
            ("uncertain", "Not known"),
            ("not_done", "Not done"),
            ("not_yet", "Not done yet"),
        ],
        chorus_sealed=True,
    )
    message = fields.Text(string="What Came of It", chorus_sealed=True)

    def _is_left(self):
        """Whether this invoice had no turn yet."""
        return self.result in (False, "not_yet")

    def _process(self, client, next_statuses, is_one):
        """Process the invoice, and keep what came of it.

        :raises UserError: of a single invoice: why it may not be done
        """
        intent = self.process_id._intent(self)
        try:
            act = self.received_id._chorus_process(client, intent, next_statuses)
        except UserError as error:
            if is_one:
                raise
            # The line names its invoice already.
            named = f"{self.received_id.display_name} – "
            self._note_not_done(str(error).removeprefix(named))
            return
        result = "done" if act.state == "done" else act.state
        status = self.received_id.status_label
        message = act.portal_answer or self.env._("Now « %s » in Chorus Pro.", status)
        self._note(result, message)

    def _note_not_done(self, sentence):
        self._note("not_done", sentence)

    def _note(self, result, message):
        self.sudo().write({"result": result, "message": message})
        # Kept with what it reports: a conflict further down must not forget it.
        self.env["l10n_fr_chorus_pro.deposit"]._chorus_commit()


def _names(received):
    return ", ".join(record.display_name for record in received)
