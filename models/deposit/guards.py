"""What may no longer be done to an invoice, or around it, once Chorus Pro has it."""

from odoo import api, models
from odoo.exceptions import UserError

from ...chorus_api.statuses import is_draft
from ..invoice.states import IN_FLIGHT_STATES, OPEN_STATES, OVER_STATES


class AccountMove(models.Model):
    _inherit = "account.move"

    def _chorus_is_bound(self):
        """Whether Chorus Pro has the invoice, or may have it, under this number."""
        self.ensure_one()
        state = self._chorus_state()
        if not state or state in OVER_STATES:
            return False
        return not self._chorus_cancelled_invoice()

    def _chorus_refuse_change(self):
        """Stop a change of invoices that Chorus Pro has, or may have.

        :raises UserError: naming the first one and what to do instead
        """
        for move in self.filtered(lambda m: m._chorus_is_bound()):
            # Where it is, is told to those alone who may change it.
            move.check_access("write")
            values = {"invoice": move.name, "status": move.l10n_fr_chorus_status_label}
            document = move._chorus_current_document()
            if document.state in IN_FLIGHT_STATES and not document.raw_status:
                raise UserError(
                    self.env._(
                        "%(invoice)s is on its way to Chorus Pro (%(status)s). Wait"
                        " until Chorus Pro has accepted or refused it.",
                        **values,
                    )
                )
            if is_draft(document.raw_status or ""):
                raise UserError(
                    self.env._(
                        "%(invoice)s is saved in Chorus Pro and was not sent there"
                        " (%(status)s): your customer does not see it. Delete it there,"
                        " then click Refresh Chorus Pro.",
                        **values,
                    )
                )
            raise UserError(
                self.env._(
                    "%(invoice)s is in Chorus Pro (%(status)s): your customer works"
                    " on the invoice as it was sent. To correct it, add a credit"
                    " note and send a new invoice.",
                    **values,
                )
            )

    def _chorus_withdraw(self):
        """Take invoices back that only wait to be sent: nothing has left yet."""
        live = self._chorus_live_documents()
        waiting = live.filtered(lambda d: d.state == "to_send")
        if not waiting:
            return
        self.check_access("write")
        waiting = waiting.try_lock_for_update()
        waiting.deposit_id._chorus_dissolve()
        for document in waiting.filtered(lambda d: not d.deposit_id):
            env = document.company_id._chorus_lang_env()
            document._chorus_set_state(
                "not_sent", env._("Taken back before it was sent.")
            )
            step = env._("Post it, then send it again.")
            if document.draft_identifier:
                left = env._("A draft of it is left in Chorus Pro: delete it there.")
                step = f"{left} {step}"
            title = env._("Chorus Pro: taken back before it was sent")
            document._chorus_say(title, step=step)
            document.move_id._chorus_free_to_send()

    def _chorus_sent_number(self):
        """The number under which Chorus Pro has the invoice, if it has it."""
        return self._chorus_current_document().invoice_number

    def _chorus_difference(self):
        """That Chorus Pro has the invoice as it was before a change; else empty."""
        live = self._chorus_is_live() and self._chorus_current_document()
        if live and self.state == "cancel" and self._chorus_is_bound():
            return self.env._(
                "Chorus Pro has no. %(number)s, and the invoice is cancelled in Odoo:"
                " your customer works on it. Reset it to draft and confirm it, then"
                " correct it with a credit note; or ask your customer to reject it.",
                number=live.invoice_number,
            )
        return live._chorus_change_since() if live else ""

    def _chorus_may_be_reset(self):
        """Whether resetting it to draft would not be refused: see
        :meth:`button_draft`."""
        document = self._chorus_current_document()
        is_waiting = document.state == "to_send" and document.deposit_id.state in (
            False,
            "to_send",
        )
        return (
            is_waiting or not self._chorus_is_bound() or bool(self._chorus_difference())
        )

    @api.depends("l10n_fr_chorus_state")
    def _compute_show_reset_to_draft_button(self):
        # EXTENDS 'account'
        super()._compute_show_reset_to_draft_button()
        # Customers may read core's field, and none of ours.
        for move in self.sudo().filtered("l10n_fr_chorus_state").with_env(self.env):
            if (
                move.show_reset_to_draft_button
                and not move.sudo()._chorus_may_be_reset()
            ):
                move.show_reset_to_draft_button = False

    @api.depends("l10n_fr_chorus_state")
    def _compute_display_send_button(self):
        # EXTENDS 'account'
        super()._compute_display_send_button()
        open_moves = self.sudo().filtered(
            lambda m: m.l10n_fr_chorus_state in OPEN_STATES
        )
        open_moves.with_env(self.env).display_send_button = False

    @api.depends("l10n_fr_chorus_state")
    def _compute_highlight_send_button(self):
        # EXTENDS 'account'
        super()._compute_highlight_send_button()
        # A copy may go by mail: that is not what the invoice waits for.
        bound = self.sudo().filtered(lambda m: not m.l10n_fr_chorus_is_free)
        bound.with_env(self.env).highlight_send_button = False

    def button_draft(self):
        # EXTENDS 'account'
        self._chorus_withdraw()
        # What was changed after it was given up, and arrived, is to be put back.
        changed = self.filtered(lambda m: m._chorus_difference())
        (self - changed)._chorus_refuse_change()
        return super().button_draft()

    def button_cancel(self):
        # EXTENDS 'account'
        self._chorus_withdraw()
        self._chorus_refuse_change()
        return super().button_cancel()

    def write(self, vals):
        # EXTENDS 'account'
        if "name" in vals:
            self.filtered(
                lambda m: vals["name"] not in (m.name, m._chorus_sent_number())
            )._chorus_refuse_change()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_deposited(self):
        for move in self:
            documents = move.sudo().l10n_fr_chorus_document_ids
            unsent = documents.filtered(
                lambda d: d.state == "not_sent" and not d.deposit_id
            )
            unsent.unlink()  # what has never left leaves no history behind
            if documents - unsent:
                raise UserError(
                    self.env._(
                        "%s holds the history of its deposits to Chorus Pro and cannot"
                        " be deleted. Cancel it instead.",
                        move.display_name,
                    )
                )


class ResCompany(models.Model):
    _inherit = "res.company"

    def write(self, vals):
        # EXTENDS 'base'
        if "active" in vals and not vals["active"]:
            # What is on its way is told to those alone who may do this.
            self.check_access("write")
            documents = self.env["l10n_fr_chorus_pro.document"].sudo()
            in_flight = documents.search(
                [("company_id", "in", self.ids), ("state", "in", IN_FLIGHT_STATES)],
                limit=1,
            )
            if in_flight:
                raise UserError(
                    self.env._(
                        "%(company)s still has invoices on their way to Chorus Pro"
                        " (%(invoice)s). Wait until it has accepted or refused them.",
                        company=in_flight.company_id.name,
                        invoice=in_flight.invoice_number,
                    )
                )
        return super().write(vals)


class IrModuleModule(models.Model):
    _inherit = "ir.module.module"

    def button_uninstall(self):
        # EXTENDS 'base'
        self.check_access("write")
        leaving = self + self.downstream_dependencies()
        if "l10n_fr_chorus_pro" in leaving.mapped("name"):
            documents = self.env["l10n_fr_chorus_pro.document"].sudo()
            in_flight = documents.search(
                [("state", "in", IN_FLIGHT_STATES)], order="id", limit=1
            )
            if in_flight:
                raise UserError(
                    self.env._(
                        "%s is on its way to Chorus Pro: without this module its fate"
                        " would never be known. Wait until Chorus Pro has accepted or"
                        " refused it, or take it back.",
                        in_flight.invoice_number,
                    )
                )
        return super().button_uninstall()
