from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..chorus_api import ChorusError, InvoiceSearch, ProtocolError, Rejected
from ..chorus_api.statuses import REJECTED, TECHNICAL_FAILURE, flow_status
from ..models.connection.error_texts import explain, explain_reading
from ..models.connection.time_limits import DECISION_LIMIT
from ..models.invoice.states import ENDED_STATES
from ..tools.notification import notify, some_of


class ChorusDecide(models.TransientModel):
    """A manager settles what no machine can: was an uncertain deposit received?"""

    _name = "l10n_fr_chorus_pro.decide"
    _inherit = ["l10n_fr_chorus_pro.dialog.mixin"]
    _description = "Decide about an uncertain deposit to Chorus Pro"

    move_id = fields.Many2one(
        comodel_name="account.move", string="Invoice", required=True, readonly=True
    )
    invoice_numbers = fields.Text(
        string="Invoices of the File",
        compute="_compute_invoice_numbers",
        help="They left in one file: what you decide holds for all of them.",
    )
    invoice_count = fields.Integer(compute="_compute_invoice_numbers")
    decision = fields.Selection(
        selection=[
            ("received", "It was received"),
            ("not_received", "It was not received"),
        ],
        required=True,
        help="Look the invoice up in Chorus Pro before you decide.",
    )
    is_flow = fields.Boolean(compute="_compute_invoice_numbers")
    flow_number = fields.Char(
        help="Number of the flow in « Suivi des flux », such as"
        " CPP0011110000000000001557.",
    )
    note = fields.Char(string="Why", help="What you saw in Chorus Pro; kept with it.")

    @api.depends("move_id")
    def _compute_invoice_numbers(self):
        for wizard in self:
            deposit = self.env["l10n_fr_chorus_pro.deposit"].sudo()
            if wizard.move_id.has_access("read"):
                deposit = wizard.move_id._chorus_live_document().deposit_id
            documents = deposit._chorus_open_documents()
            wizard.invoice_count = len(documents)
            wizard.is_flow = not deposit.door
            wizard.invoice_numbers = ", ".join(_numbers(documents))

    def action_confirm(self):
        """Write the decision down, with its author, on every invoice of the deposit.

        :raises AccessError: not an accounting manager
        :raises UserError: the deposit is not uncertain any more, a number is missing
            or another deposit's, the portal does not answer
        """
        self.ensure_one()
        if not self.env.user.has_group("account.group_account_manager"):
            raise AccessError(self.env._("Only an accounting manager may decide this."))
        self.move_id.check_access("write")
        deposit = self.move_id._chorus_live_document().deposit_id
        if deposit and not deposit.try_lock_for_update():
            raise UserError(
                self.env._("Someone else is working on it right now. Try again.")
            )
        if deposit.state != "uncertain":
            raise UserError(
                self.env._("Meanwhile Odoo has found out. Close and look again.")
            )
        deposit.document_ids._chorus_of_environment(deposit.company_id)
        if self.decision == "received" and deposit.door:
            return self._decide_handed_in(deposit)
        if self.decision == "received":
            return self._decide_received(deposit)
        return self._decide_not_received(deposit)

    # -- It was not received ---------------------------------------------------

    def _decide_not_received(self, deposit):
        """Give the invoices up that the portal does not have, after a last look.

        A person looks for one invoice; the whole file hangs on the answer.
        """
        documents, refusal = deposit._chorus_open_documents(), ""
        try:
            with deposit.company_id._chorus_client(patience=DECISION_LIMIT) as client:
                deposit._chorus_search_trace(client)
        except Rejected as error:
            refusal = explain(self.env, error)  # a person has looked, and goes on
        except ProtocolError:
            refusal = self.env._("The answer of Chorus Pro could not be read.")
        except ChorusError as error:
            raise UserError(explain_reading(self.env, error)) from error
        if deposit.state == "uncertain":
            reason = self.env._(
                "%(user)s decided that it was not received. %(note)s",
                user=self.env.user.name,
                note=self.note or "",
            )
            reason = "\n".join(filter(None, [reason.strip(), refusal]))
            deposit._chorus_give_up(reason)
        deposit._chorus_wake(deposit.next_check_at)
        lost = documents.filtered(lambda document: document.state in ENDED_STATES)
        return self._close(documents - lost, lost)

    def _close(self, found, lost):
        """Close the dialog; where the portal knew better, say so."""
        close = {"type": "ir.actions.act_window_close"}
        if not found:
            return close
        messages = [
            self.env._(
                "Odoo has just found out about these invoices, so nothing was decided"
                " on them; each shows where it is. Do not send them again:"
                " %(invoices)s.",
                invoices=some_of(_numbers(found)),
            ),
            lost and self.env._("Free to be sent again: %s.", some_of(_numbers(lost))),
        ]
        message = "\n".join(filter(None, messages))
        return notify(self.env, message, kind="warning", then=close)

    # -- It was received -------------------------------------------------------

    def _decide_received(self, deposit):
        number = (self.flow_number or "").strip()
        if not number:
            raise UserError(self.env._("Enter the number of the flow."))
        self._check_flow(deposit, number)
        documents = deposit._chorus_open_documents()
        deposit._chorus_adopt(number)
        documents._chorus_link_files()
        for document in documents:
            env = document.company_id._chorus_lang_env()
            document._chorus_say(
                env._(
                    "%(user)s decided that Chorus Pro received it, flow no. %(flow)s.",
                    user=self.env.user.name,
                    flow=number,
                ),
                reason=self.note or "",
            )
        deposit._chorus_wake(fields.Datetime.now())
        return {"type": "ir.actions.act_window_close"}

    def _check_flow(self, deposit, number):
        """A flow that is not the one of this file would be followed in vain, or tell of
        these invoices what became of others.

        :raises UserError: it cannot be this deposit, or the portal does not answer
        """
        self._check_nobody_has(deposit, number)
        try:
            with deposit.company_id._chorus_client() as client:
                report = self._read_report(client, number)
                told = _told_numbers(client, number, report)
        except ChorusError as error:
            raise UserError(explain_reading(self.env, error)) from error
        ours = set(deposit.document_ids.mapped("invoice_number"))
        # Of an invoice whose number is not told nobody can say that it is another one.
        if told and "" not in told and not told & ours:
            raise UserError(
                self.env._(
                    "The flow %(flow)s holds other invoices (%(others)s), not"
                    " %(invoice)s. Look for the right one in « Suivi des flux ».",
                    flow=number,
                    others=some_of(sorted(told)),
                    invoice=self.move_id.name,
                )
            )

    def _check_nobody_has(self, deposit, number):
        """:raises UserError: it is the flow of another deposit"""
        other = deposit.search(
            [
                ("id", "!=", deposit.id),
                ("environment", "=", deposit.environment),
                ("flow_number", "=", number),
            ],
            limit=1,
        )
        if other and other.company_id == deposit.company_id:
            raise UserError(
                self.env._(
                    "The flow %(flow)s is another deposit, which Odoo follows already:"
                    " that of %(invoices)s. Look for the flow of this deposit.",
                    flow=number,
                    invoices=some_of(_numbers(other.document_ids)),
                )
            )
        if other:
            raise UserError(
                self.env._("The flow %s is that of another company.", number)
            )

    def _read_report(self, client, number):
        """The report of a flow that may have brought invoices in.

        :raises UserError: the portal does not know the flow, or refused all of it
        """
        try:
            report = client.read_flow_report(number)
        except Rejected as error:
            raise UserError(
                self.env._(
                    "Chorus Pro does not know the flow %(flow)s (%(label)s). Copy its"
                    " number from « Suivi des flux ».",
                    flow=number,
                    label=error.message,
                )
            ) from error
        status = flow_status(report.status)
        if status.kind in (REJECTED, TECHNICAL_FAILURE):
            raise UserError(
                self.env._(
                    "The flow %(flow)s has failed in Chorus Pro (%(label)s). If it is"
                    " that of this deposit, decide that it was not received: then send"
                    " it again.",
                    flow=number,
                    label=status.label,
                )
            )
        return report


def _told_numbers(client, flow_number, report):
    """The numbers of the invoices that a flow is known to hold."""
    numbers = {error.invoice_number for error in report.invoice_errors}
    for page in client.search_invoices(InvoiceSearch(flow_number=flow_number)):
        numbers.update(
            row.invoice_number for row in page.rows if row.flow_number == flow_number
        )
    return numbers


def _numbers(documents):
    return sorted(documents.mapped("invoice_number"))
