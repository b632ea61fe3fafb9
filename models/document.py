from datetime import timedelta

import psycopg2
from markupsafe import Markup

from odoo import api, fields, models

from ..chorus_api.statuses import ACTION, INVOICE_STATUSES, REINVOICE, invoice_status
from .message_subtypes import NEWS, SUBTYPE_OF_STATE
from .status_texts import portal_moment, what_to_do

STATES = [
    ("to_send", "To send"),
    ("sending", "Sending"),
    ("uncertain", "Being checked"),
    ("not_received", "Not received"),
    ("not_sent", "Not sent"),
    ("refused", "Deposit refused"),
    ("deposited", "Deposited"),
    ("routing", "On its way"),
    ("made_available", "Received by the customer"),
    ("suspended", "Suspended"),
    ("completed", "Completed"),
    ("to_recycle", "To recycle"),
    ("rejected", "Rejected"),
    ("service_confirmed", "Service confirmed"),
    ("payment_ordered", "Payment ordered"),
    ("sent_to_accountant", "With the accountant"),
    ("booked", "Booked"),
    ("payment_released", "Payment released"),
    ("to_validate", "To validate"),
    ("validated", "Validated"),
    ("validation_refused", "Validation refused"),
    ("cancelled", "Cancelled"),
    ("not_to_deposit", "Deposited outside Odoo"),
    ("unknown", "Unknown status"),
]
# An attempt in one of these is over and leaves the number of the invoice free.
ENDED_STATES = ("refused", "not_received", "not_sent")
# The portal is done with it: the accounts may follow.
OVER_STATES = (*ENDED_STATES, "rejected", "validation_refused", "cancelled")
# After this long an invoice of an integrated flow that the portal does not show was
# refused without being named.
IDENTIFY_LIMIT = timedelta(hours=4)
ACTION_STATES = (
    "refused",
    "not_received",
    "not_sent",
    "suspended",
    "to_recycle",
    "rejected",
    "validation_refused",
)
# Others wait for the supplier under a state that they share with quieter ones; and of
# what was given up in the portal no money comes.
ACTION_STATUSES = [
    status.code
    for status in INVOICE_STATUSES.values()
    if status.kind == ACTION or REINVOICE in status.actions
]


class ChorusDocument(models.Model):
    """One invoice in one deposit, and its fate at Chorus Pro.

    Nobody has write access: deposits and refreshes write through ``sudo``.
    """

    _name = "l10n_fr_chorus_pro.document"
    _inherit = ["l10n_fr_chorus_pro.file.mixin"]
    _description = "Chorus Pro Document"
    _order = "id desc"
    _rec_name = "invoice_number"

    deposit_id = fields.Many2one(
        comodel_name="l10n_fr_chorus_pro.deposit",
        index=True,
        ondelete="restrict",
        help="The file it was handed over in; none while it waits to be sent.",
    )
    move_id = fields.Many2one(
        comodel_name="account.move",
        string="Invoice",
        required=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(related="move_id.company_id", store=True, index=True)
    invoice_number = fields.Char(
        required=True,
        index=True,
        help="Number of the invoice as the deposited document states it (BT-1).",
    )
    invoice_date = fields.Date(help="Date of the invoice when it was deposited.")
    recipient_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        ondelete="restrict",
        help="Customer of the invoice when it was deposited.",
    )
    supplier_siret = fields.Char(string="Supplier SIRET")
    recipient_siret = fields.Char(string="Recipient SIRET")
    amount_total = fields.Monetary(
        help="Total with taxes as the deposited document states it (BT-112)."
    )
    currency_id = fields.Many2one(related="move_id.currency_id")
    state = fields.Selection(selection=STATES, required=True, index=True)
    chorus_identifier = fields.Char(
        index="btree_not_null", help="Number of the invoice inside Chorus Pro."
    )
    raw_status = fields.Char(help="Status code of Chorus Pro, as it came.")
    status_label = fields.Char(compute="_compute_status_label")
    status_date = fields.Datetime(help="When Chorus Pro gave this status.")
    reason = fields.Text(help="Why the invoice was refused, suspended or rejected.")
    history_due = fields.Boolean(
        help="The status is known but its history could not be read to the end yet."
    )
    event_ids = fields.One2many(
        comodel_name="l10n_fr_chorus_pro.event",
        inverse_name="document_id",
        string="History",
    )

    _live_move_unique = models.UniqueIndex(
        "(move_id) WHERE state NOT IN ('refused', 'not_received', 'not_sent')",
        "This invoice is already on its way to Chorus Pro.",
    )

    @api.depends("raw_status")
    def _compute_status_label(self):
        for document in self:
            status = document.raw_status
            document.status_label = status and invoice_status(status).label

    def _chorus_customer(self):
        """The customer that it was deposited for, whoever the invoice names by now."""
        return self.recipient_id or self.move_id.commercial_partner_id

    # -- Writing down ----------------------------------------------------------

    @api.model
    def _chorus_write_down(self, move, file_name, content, syntax):
        """Write down that an invoice is to be deposited; the caller commits it.

        :return: the document; empty where the invoice has a live attempt already
        """
        values = {
            **move._chorus_document_values(),
            "state": "to_send",
            "syntax": syntax,
            "file_name": file_name,
        }
        try:
            with self.env.cr.savepoint():
                document = self.sudo().create(values)
                document._chorus_keep_file(content)
                self.env.flush_all()
        except psycopg2.errors.UniqueViolation:
            return self.browse()
        return document

    def _chorus_send_now(self, client, *, has_dialog=False):
        """Send a document that waits, without waiting for others.

        :param bool has_dialog: a dialog says what failed, the chatter need not
        :return: the outcome; None where another worker is at it, or has sent it while
            this one waited for an answer about another invoice
        """
        self.ensure_one()
        waiting = self.try_lock_for_update()
        if not waiting or waiting.state != "to_send" or waiting.deposit_id:
            return None
        deposits = self.env["l10n_fr_chorus_pro.deposit"]
        deposit, content = deposits._chorus_pack(self)
        return deposit._chorus_send(
            client, content, is_click=True, has_dialog=has_dialog
        )

    def _chorus_link_file(self):
        """Show the deposited file on an invoice whose sending was cut off.

        A file that was made meanwhile is another one: it steps aside, and stays among
        the attachments of the invoice.
        """
        self.ensure_one()
        move = self.move_id.sudo()
        content = self._chorus_content()
        if not move.is_move_sent:
            move.is_move_sent = True
        if not content:
            return
        _key, kept, values = self.env["account.move.send"]._chorus_file_values(self)
        if kept.raw == content:
            return
        kept.res_field = False
        attachments = self.env["ir.attachment"].sudo()
        attachment = attachments.create(
            {"raw": content, "res_model": move._name, "res_id": move.id, **values}
        )
        move._chorus_forget_files()
        if attachment.mimetype == "application/pdf":
            move.message_main_attachment_id = attachment

    # -- What happened, told once ----------------------------------------------

    def _chorus_set_state(self, state, reason=False):
        """Write our own state, before or instead of a status of the portal."""
        self.write({"state": state, "reason": reason})

    def _chorus_say(
        self,
        title,
        *,
        when=False,
        reason="",
        step="",
        attachments=None,
        subtype=NEWS,
    ):
        """Post one message on the invoice: what, when, why, and what to do now.

        :param str title: what happened, in the reader's language
        :param datetime when: when it happened at Chorus Pro, naive UTC
        :param str reason: as it came; those of a refused deposit are a line each
        :param attachments: list of (name, bytes) kept with the message alone
        :param str subtype: XML id of the kind of news, for those who follow it
        """
        self.ensure_one()
        env = self.company_id._chorus_lang_env()
        body = Markup("<p><strong>%s</strong>%s</p>") % (
            title,
            f" – {portal_moment(env, when)}" if when else "",
        )
        told = self.with_env(env)._chorus_meaning(reason)
        # The words of the portal may stand in the sentence on what to do.
        for sentence in [text for text in told if text not in step] + [step]:
            if sentence:
                body += Markup("<p>%s</p>") % sentence
        message = self.move_id.with_env(env).message_post(
            body=body, subtype_xmlid=subtype, attachments=attachments
        )
        # The file belongs to this message: the invoice's own list has its PDF already.
        message.attachment_ids.write({"res_model": message._name, "res_id": message.id})

    def _chorus_say_status(self, status, when, reason, *, current=True):
        """Post the message of a status of the portal; only the current one says what
        to do, and alerts those who follow it."""
        env = self.company_id._chorus_lang_env()
        row = invoice_status(status)
        self._chorus_say(
            env._("Chorus Pro: %s", row.label),
            when=when,
            reason=reason,
            step=what_to_do(env, self) if current else "",
            subtype=SUBTYPE_OF_STATE.get(row.state, NEWS) if current else NEWS,
        )

    def _chorus_say_state(self, title=None, **details):
        """Post the message of our own state, while the portal has no status."""
        env = self.company_id._chorus_lang_env()
        label = dict(self._fields["state"]._description_selection(env))[self.state]
        self._chorus_say(
            title or env._("Chorus Pro: %s", label),
            step=what_to_do(env, self),
            subtype=SUBTYPE_OF_STATE.get(self.state, NEWS),
            **details,
        )
