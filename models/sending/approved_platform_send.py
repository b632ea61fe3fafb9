"""Sent once: Chorus Pro or the approved platform, never both, one after the other.

The module answers « by e-mail » for customers without a VAT number, whatever their own
method is, and may stand above us: see ``approved_platform.py``.
"""

from odoo import api, fields, models
from odoo.tools import format_datetime

from .approved_platform import GATE, put_before, take_away
from .send import METHOD

# Core's name of the approved platform's method, and of the Peppol network's.
PLATFORM = "peppol"


def _default_sending_methods(origin, self, move):
    partner = move.commercial_partner_id.with_company(move.company_id)
    if partner.invoice_sending_method == METHOD and (
        self._is_applicable_to_company(METHOD, move.company_id)
    ):
        return {METHOD}
    return origin(self, move)


def _is_applicable_to_move(origin, self, method, move, **move_data):
    if self._chorus_other_channel(move, [method]):
        return False
    return origin(self, method, move, **move_data)


class AccountMove(models.Model):
    _inherit = "account.move"

    l10n_fr_chorus_platform_call = fields.Datetime(
        string="Handed to the Approved Platform",
        copy=False,
        readonly=True,
        help="When Odoo began to hand the invoice to the approved platform. It stands"
        " here until the answer is known: where Odoo was interrupted, nobody knows"
        " whether the platform has it.",
        groups="base.group_user",
        chorus_sealed=True,
    )

    def _chorus_may_be_at_platform(self):
        """Whether Odoo was interrupted while it handed the invoice to the platform."""
        return bool(
            self.sudo().l10n_fr_chorus_platform_call
            and not self._chorus_is_at_platform()
        )

    def action_chorus_not_at_platform(self):
        """A person has looked: the platform does not have it."""
        self.check_access("write")
        for move in self.filtered(lambda move: move._chorus_may_be_at_platform()):
            move.message_post(
                body=self.env._(
                    "The approved platform does not have it: free to send."
                ),
                subtype_xmlid="mail.mt_note",
            )
        self.sudo().l10n_fr_chorus_platform_call = False


ANSWERS = {
    "_get_default_sending_methods": _default_sending_methods,
    "_is_applicable_to_move": _is_applicable_to_move,
}


class AccountMoveSend(models.AbstractModel):
    _inherit = "account.move.send"

    def _register_hook(self):
        # EXTENDS 'base'
        res = super()._register_hook()
        # The dialogs inherit from this model, and get its answers.
        is_base = self._name == "account.move.send"
        if is_base and GATE in self.env["account.move"]._fields:
            for name, function in ANSWERS.items():
                put_before(type(self), name, function)
        return res

    def _unregister_hook(self):
        # EXTENDS 'base'
        for name in ANSWERS:
            take_away(type(self), name)
        return super()._unregister_hook()

    @api.model
    def _chorus_other_channel(self, move, methods):
        """The sentence where one of these methods is a second way to the customer: the
        invoice went, or is going, the other way already; None where none is."""
        if METHOD in methods and move._chorus_is_at_platform():
            return self.env._(
                "%s was sent by the approved platform, which hands it to the customer:"
                " do not send it by Chorus Pro as well.",
                move.name,
            )
        if METHOD in methods and move._chorus_may_be_at_platform():
            moment = move.sudo().l10n_fr_chorus_platform_call
            return self.env._(
                "Odoo was interrupted on %(date)s while it handed %(invoice)s to the"
                " approved platform: look there first. If the platform does not have"
                " it, click “Not at the Platform” on the invoice, then send it.",
                date=format_datetime(self.env, moment, dt_format="short"),
                invoice=move.name,
            )
        is_given_up = move.l10n_fr_chorus_state == "cancelled"
        if PLATFORM in methods and move._chorus_is_live() and not is_given_up:
            return self.env._(
                "%s is in Chorus Pro, or on its way there: do not send it by another"
                " electronic channel as well.",
                move.name,
            )
        return None

    def _get_alerts(self, moves, moves_data):
        # EXTENDS 'account'
        alerts = super()._get_alerts(moves, moves_data)
        for move in moves:
            methods = set(moves_data[move]["sending_methods"] or ())
            clash = self._chorus_other_channel(move, methods)
            partner = move.commercial_partner_id.with_company(move.company_id)
            if partner.invoice_sending_method == METHOD:
                # Where it is not offered, the customer's own method: say why.
                methods.add(METHOD)
            if sentence := clash or self._chorus_other_channel(move, methods):
                alerts[f"l10n_fr_chorus_pro_channel_{move.id}"] = {
                    # A blocking one would keep the good invoices of a batch back.
                    "level": "danger" if clash and len(moves) == 1 else "warning",
                    "message": sentence,
                }
        return alerts

    def _hook_invoice_document_before_pdf_report_render(self, invoice, invoice_data):
        # EXTENDS 'account'
        super()._hook_invoice_document_before_pdf_report_render(invoice, invoice_data)
        sentence = self._chorus_other_channel(invoice, invoice_data["sending_methods"])
        if sentence and not invoice_data.get("error"):
            self._chorus_set_error(invoice, invoice_data, [sentence])

    def _call_web_service_after_invoice_pdf_render(self, invoices_data):
        # EXTENDS 'account'
        called = self._chorus_note_platform_call(invoices_data)
        res = super()._call_web_service_after_invoice_pdf_render(invoices_data)
        # Known, a refusal too: a dialog rolls back what it reports.
        self._chorus_write_platform_call(called, False)
        return res

    @api.model
    def _chorus_note_platform_call(self, invoices_data):
        """Write down which invoices the platform is about to be handed, of companies
        that use Chorus Pro too; returns them."""
        called = self.env["account.move"].sudo()
        for invoice, invoice_data in invoices_data.items():
            if PLATFORM in invoice_data["sending_methods"] and (
                self._is_applicable_to_company(METHOD, invoice.company_id)
            ):
                called |= invoice.sudo()
        # A process that dies during the call leaves no other trace of it.
        self._chorus_write_platform_call(called, fields.Datetime.now())
        return called

    @api.model
    def _chorus_write_platform_call(self, moves, moment):
        """Note or forget a call of the platform, whatever becomes of this request."""
        if moves:
            moves.l10n_fr_chorus_platform_call = moment
            if self._can_commit():
                # What the platform has cannot be rolled back, nor can this.
                self.env.cr.commit()  # pylint: disable=invalid-commit
