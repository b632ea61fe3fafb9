from odoo import fields, models
from odoo.exceptions import UserError

from ..chorus_api import ChorusError, Rejected
from ..models.error_texts import explain


class ChorusDecide(models.TransientModel):
    """A manager settles what no machine can: was an uncertain deposit received?"""

    _name = "l10n_fr_chorus_pro.decide"
    _description = "Decide about an uncertain deposit to Chorus Pro"

    move_id = fields.Many2one(
        comodel_name="account.move", string="Invoice", required=True, readonly=True
    )
    decision = fields.Selection(
        selection=[
            ("received", "It was received"),
            ("not_received", "It was not received"),
        ],
        required=True,
        help="Look the invoice up in Chorus Pro before you decide.",
    )
    flow_number = fields.Char(
        help="Number of the flow in « Suivi des flux », such as"
        " CPP0011110000000000001557.",
    )
    note = fields.Char(string="Why", help="What you saw in Chorus Pro; kept with it.")

    def action_confirm(self):
        """Write the decision down, with its author, on every invoice of the deposit.

        :raises UserError: the deposit is not uncertain any more, a number is missing
        """
        self.ensure_one()
        if not self.env.user.has_group("account.group_account_manager"):
            raise UserError(self.env._("Only an accounting manager may decide this."))
        self.move_id.check_access("write")
        deposit = self.move_id._chorus_live_document().deposit_id
        deposit.lock_for_update()
        if deposit.state != "uncertain":
            raise UserError(
                self.env._("Meanwhile Odoo has found out. Close and look again.")
            )
        if self.decision == "received":
            self._decide_received(deposit)
        else:
            reason = self.env._(
                "%(user)s decided that it was not received. %(note)s",
                user=self.env.user.name,
                note=self.note or "",
            )
            deposit._chorus_give_up(reason.strip())
        return {"type": "ir.actions.act_window_close"}

    def _decide_received(self, deposit):
        number = (self.flow_number or "").strip()
        if not number:
            raise UserError(self.env._("Enter the number of the flow."))
        self._check_flow(number)
        documents = deposit._chorus_open_documents()
        deposit._chorus_adopt(number)
        for document in documents:
            env = document.company_id._chorus_lang_env()
            document._chorus_link_file()
            document._chorus_say(
                env._(
                    "%(user)s decided that Chorus Pro received it, flow no. %(flow)s.",
                    user=self.env.user.name,
                    flow=number,
                ),
                reason=self.note or "",
            )
        deposit._chorus_wake(fields.Datetime.now())

    def _check_flow(self, number):
        """A number with a slip of the pen would be followed for ever, in vain.

        :raises UserError: the portal does not know the flow, or does not answer
        """
        try:
            with self.move_id.company_id._chorus_client() as client:
                client.read_flow_report(number)
        except Rejected as error:
            raise UserError(
                self.env._(
                    "Chorus Pro does not know the flow %(flow)s (%(label)s). Copy its"
                    " number from « Suivi des flux ».",
                    flow=number,
                    label=error.message,
                )
            ) from error
        except ChorusError as error:
            raise UserError(explain(self.env, error)) from error
