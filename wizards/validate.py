import time

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..chorus_api import ChorusError
from ..models.connection.error_texts import explain_reading
from ..models.directory.portal_codes import REFUSAL
from ..models.receiving.processing.received_act import act_label
from ..models.receiving.roles import VALIDATOR
from ..models.receiving.validator_acts import VALIDATOR_ACTS
from ..models.validation.act import IN_PART
from ..tools.notification import notify

RECEIVED = "l10n_fr_chorus_pro.received"
REFUSE = "refuse"
# Seconds for all calls of a click, and after which the next invoice is left to another
# click: Odoo kills a worker after two minutes.
ALL_CALLS = 90
LAST_START = 60


class ChorusValidate(models.TransientModel):
    """Answer what waits for an agreement: one invoice, or several that are right."""

    _name = "l10n_fr_chorus_pro.validate"
    _inherit = ["l10n_fr_chorus_pro.dialog.mixin"]
    _description = "Answer invoices that wait for an agreement"

    act = fields.Selection(
        selection=[(act.code, act.label) for act in VALIDATOR_ACTS.values()],
        string="What Is Done",
        required=True,
        readonly=True,
    )
    received_ids = fields.Many2many(
        comodel_name=RECEIVED,
        relation="chorus_validate_received_rel",
        string="Invoices",
    )
    received_id = fields.Many2one(
        comodel_name=RECEIVED,
        string="Invoice",
        compute="_compute_received_id",
        help="Where there is only one.",
    )
    currency_id = fields.Many2one(related="received_id.currency_id")
    amount_untaxed = fields.Monetary(
        related="received_id.amount_untaxed", string="Claimed Untaxed"
    )
    amount_admitted = fields.Monetary(
        help="Untaxed: the part of the claim that you agree with.",
    )
    company_id = fields.Many2one(
        comodel_name="res.company", compute="_compute_received_id"
    )
    reason_id = fields.Many2one(
        comodel_name="l10n_fr_chorus_pro.portal.code",
        domain=f"[('kind', '=', '{REFUSAL}'), ('code', '!=', 'ERR_VALIDEUR')]",
        help="Of the list of Chorus Pro.",
    )
    words = fields.Text(
        string="In Your Words", help="Who sent the invoice reads it, and the body too."
    )
    warnings = fields.Text(compute="_compute_warnings")

    @api.model
    def default_get(self, fields):
        # EXTENDS 'base'
        values = super().default_get(fields)
        context = self.env.context
        if "received_ids" in fields and context.get("active_model") == RECEIVED:
            received = self.env[RECEIVED].browse(context.get("active_ids") or [])
            values["received_ids"] = [Command.set(received.exists().ids)]
            self._check_named(values)
            if values.get("act") == REFUSE:
                received[:1].company_id._chorus_refusal_reasons()
        return values

    @api.depends("received_ids")
    def _compute_received_id(self):
        for wizard in self:
            received = wizard.received_ids
            wizard.received_id = received if len(received) == 1 else False
            wizard.company_id = received.company_id[:1]

    @api.depends("act", "received_ids", "amount_admitted", "reason_id", "words")
    def _compute_warnings(self):
        for wizard in self:
            found = []
            for received in wizard.received_ids:
                sentences = wizard._warnings_of(received)
                is_one = len(wizard.received_ids) == 1
                name = "" if is_one else f"{received.display_name}: "
                found += [f"{name}{sentence}" for sentence in sentences]
            wizard.warnings = "\n".join(found)

    def _warnings_of(self, received):
        """What to think of before an invoice is answered so.

        :rtype: list of str
        """
        if not received.has_access("read"):
            return []
        if self.act == REFUSE:
            return received._chorus_refusal_doubts(
                self.reason_id.code or "", self.words or ""
            )
        if self.act not in ("validate", IN_PART):
            return []
        return (received.contract_doubts or "").splitlines()

    # -- Doing it --------------------------------------------------------------

    def action_confirm(self):
        """Tell Chorus Pro, once for each invoice, and say what came of it.

        :raises UserError: of a single invoice: why it was not done
        """
        self.ensure_one()
        received = self.received_ids
        received.check_access("read")
        if not received or set(received.mapped("role")) != {VALIDATOR}:
            raise UserError(self.env._("There is no invoice to answer."))
        if len(received) > 1 and self.act != "validate":
            raise UserError(
                self.env._("Several invoices are validated at once, not refused.")
            )
        begun, told = time.monotonic(), {}
        for company, own in received.grouped("company_id").items():
            told |= self._answer(company, own, begun)
        return self._report(told)

    def _answer(self, company, received, begun):
        """Answer the invoices of a company, each on its own.

        :param float begun: when the click began, on the monotonic clock
        :return: {invoice: (state, sentence)}
        :raises UserError: of a single invoice: why it was not done
        """
        is_one, told = len(self.received_ids) == 1, {}
        patience = max(begun + ALL_CALLS - time.monotonic(), 1)
        try:
            with company._chorus_client(patience=patience) as client:
                for one in received:
                    if time.monotonic() > begun + LAST_START:
                        later = self.env._("Not done yet: click again.")
                        told[one] = "not_yet", later
                        continue
                    told[one] = self._answer_one(client, one, is_one)
        except ChorusError as error:
            sentence = explain_reading(self.env, error)
            if is_one:
                raise UserError(sentence) from error
            told |= {one: ("not_done", sentence) for one in received - _all(told, self)}
        return told

    def _answer_one(self, client, received, is_one):
        try:
            act = received._chorus_answer_validation(
                client,
                self.act,
                reason_code=self.reason_id.code or "",
                words=self.words or "",
                admitted=self.amount_admitted,
            )
        except UserError as error:
            if is_one:
                raise
            named = f"{received.display_name} – "
            return "not_done", str(error).removeprefix(named)
        status = received.status_label
        done = self.env._("Now « %s » in Chorus Pro.", status)
        return act.state, act.portal_answer or done

    def _report(self, told):
        """Close the dialog and say what came of each invoice."""
        close = {"type": "ir.actions.act_window_close"}
        failed = {one: text for one, (state, text) in told.items() if state != "done"}
        if len(told) == 1:
            ((one, (_state, text)),) = told.items()
            message = f"{one.display_name} – {text}"
        else:
            message = "\n".join(
                [
                    self.env._("%s invoices were validated.", len(told) - len(failed)),
                    *(f"{one.display_name} – {text}" for one, text in failed.items()),
                ]
            )
        kind = "warning" if failed else "success"
        return notify(self.env, message, kind=kind, then=close, sticky=bool(failed))

    def _compute_display_name(self):
        for wizard in self:
            wizard.display_name = act_label(self.env, wizard.act)


def _all(told, wizard):
    """The invoices that had their turn."""
    return wizard.received_ids.browse().union(*told)
