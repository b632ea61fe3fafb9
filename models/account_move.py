from odoo import api, fields, models
from odoo.fields import Domain

from ..chorus_api.statuses import invoice_status
from .checks import failures_of
from .document import ENDED_STATES, STATES
from .status_texts import what_to_do

# Sales and purchase open invoices too, without a right to look at deposits.
PEOPLE_OF_ACCOUNTING = "account.group_account_invoice,account.group_account_readonly"


class AccountMove(models.Model):
    _inherit = "account.move"

    # What they say of Chorus Pro is not for the customer, who may read the others.
    alerts = fields.Json(groups="base.group_user")
    l10n_fr_chorus_document_ids = fields.One2many(
        comodel_name="l10n_fr_chorus_pro.document",
        inverse_name="move_id",
        string="Chorus Pro Deposits",
        copy=False,
        groups=PEOPLE_OF_ACCOUNTING,
    )
    l10n_fr_chorus_event_ids = fields.One2many(
        comodel_name="l10n_fr_chorus_pro.event",
        compute="_compute_l10n_fr_chorus_event_ids",
        string="Chorus Pro History",
        groups=PEOPLE_OF_ACCOUNTING,
    )
    l10n_fr_chorus_framework = fields.Selection(
        selection=[
            ("A1", "A1: supplier's invoice"),
            ("A2", "A2: supplier's invoice already paid"),
            ("A9", "A9: subcontractor's invoice"),
            ("A12", "A12: co-contractor's invoice"),
        ],
        string="Invoicing Framework",
        default="A1",
        help="Who deposits what for whom (cadre de facturation, BT-23). An ordinary"
        " invoice is A1.",
        groups="base.group_user",
    )
    l10n_fr_chorus_state = fields.Selection(
        selection=STATES,
        string="Chorus Pro",
        compute="_compute_l10n_fr_chorus_state",
        store=True,
        index="btree_not_null",
        copy=False,
        help="Where the invoice is on its way through Chorus Pro.",
        groups="base.group_user",
    )
    l10n_fr_chorus_status = fields.Char(
        string="Chorus Pro Status Code",
        compute="_compute_l10n_fr_chorus_state",
        store=True,
        copy=False,
        help="Status code of Chorus Pro, as it came.",
        groups="base.group_user",
    )
    l10n_fr_chorus_status_date = fields.Datetime(
        string="Chorus Pro Status Date",
        compute="_compute_l10n_fr_chorus_state",
        store=True,
        copy=False,
        help="When Chorus Pro gave the current status.",
        groups="base.group_user",
    )
    l10n_fr_chorus_reason = fields.Text(
        string="Chorus Pro Reason",
        compute="_compute_l10n_fr_chorus_state",
        store=True,
        copy=False,
        help="Why it was refused, suspended or rejected, in the words of Chorus Pro.",
        groups="base.group_user",
    )
    l10n_fr_chorus_identifier = fields.Char(
        string="Chorus Pro Identifier",
        compute="_compute_l10n_fr_chorus_state",
        store=True,
        copy=False,
        help="Number of the invoice inside Chorus Pro.",
        groups="base.group_user",
    )
    l10n_fr_chorus_status_label = fields.Char(
        string="Chorus Pro Status",
        compute="_compute_l10n_fr_chorus_status_label",
        help="Status of the invoice in the words of Chorus Pro.",
        groups="base.group_user",
    )
    l10n_fr_chorus_next_step = fields.Char(
        string="What To Do",
        compute="_compute_l10n_fr_chorus_status_label",
        help="What this status asks of you.",
        groups="base.group_user",
    )

    l10n_fr_chorus_to_send = fields.Boolean(
        string="To Send to Chorus Pro",
        compute="_compute_l10n_fr_chorus_to_send",
        search="_search_l10n_fr_chorus_to_send",
        help="Posted, for a customer invoiced by Chorus Pro, and not there yet.",
        groups="base.group_user",
    )

    # -- Derived from the attempts ---------------------------------------------

    @api.depends(
        "l10n_fr_chorus_document_ids.state",
        "l10n_fr_chorus_document_ids.raw_status",
        "l10n_fr_chorus_document_ids.status_date",
        "l10n_fr_chorus_document_ids.reason",
        "l10n_fr_chorus_document_ids.chorus_identifier",
        "l10n_fr_chorus_outside_reason",
    )
    def _compute_l10n_fr_chorus_state(self):
        for move in self:
            document = move._chorus_current_document()
            move.l10n_fr_chorus_state = move._chorus_state()
            move.l10n_fr_chorus_status = document.raw_status
            move.l10n_fr_chorus_status_date = document.status_date
            move.l10n_fr_chorus_reason = document.reason
            move.l10n_fr_chorus_identifier = document.chorus_identifier

    @api.depends(
        "state",
        "payment_state",
        "l10n_fr_chorus_state",
        "l10n_fr_chorus_status",
        "l10n_fr_chorus_status_date",
        "l10n_fr_chorus_reason",
        "l10n_fr_chorus_way_out",
        "l10n_fr_chorus_due_date",
        "l10n_fr_chorus_release_date",
        "l10n_fr_chorus_mandate_number",
        "l10n_fr_chorus_factor_id",
    )
    @api.depends_context("lang")
    def _compute_l10n_fr_chorus_status_label(self):
        labels = dict(
            self._fields["l10n_fr_chorus_state"]._description_selection(self.env)
        )
        for move in self:
            status, state = move.l10n_fr_chorus_status, move.l10n_fr_chorus_state
            label = status and invoice_status(status).label or labels.get(state, False)
            move.l10n_fr_chorus_status_label = label
            document = move._chorus_current_document()
            step = what_to_do(self.env, document) if document else False
            move.l10n_fr_chorus_next_step = step

    @api.depends("l10n_fr_chorus_document_ids.event_ids")
    def _compute_l10n_fr_chorus_event_ids(self):
        for move in self:
            events = move.l10n_fr_chorus_document_ids.event_ids
            move.l10n_fr_chorus_event_ids = events.sorted()  # of all attempts together

    @api.depends("state", "l10n_fr_chorus_state", "partner_id", "invoice_date")
    def _compute_l10n_fr_chorus_to_send(self):
        for move in self:
            partner = move.commercial_partner_id.with_company(move.company_id)
            move.l10n_fr_chorus_to_send = (
                move.state == "posted"
                and move.move_type in ("out_invoice", "out_refund")
                and move.company_id._chorus_is_supplier()
                and partner.invoice_sending_method == "chorus_pro"
                and not move._chorus_is_live()
                and not move.l10n_fr_chorus_outside_reason
                and not move._chorus_is_before_us()
            )

    def _search_l10n_fr_chorus_to_send(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        domains = []
        for company in self.env.companies:
            if not company._chorus_is_supplier():
                continue
            partners = self.env["res.partner"].with_company(company)
            customers = partners.search([("invoice_sending_method", "=", "chorus_pro")])
            domain = Domain(
                [
                    ("company_id", "=", company.id),
                    ("commercial_partner_id", "in", customers.ids),
                    ("state", "=", "posted"),
                    ("move_type", "in", ("out_invoice", "out_refund")),
                    ("l10n_fr_chorus_state", "in", (False, *ENDED_STATES)),
                ]
            )
            if start := company.l10n_fr_chorus_start_date:
                domain &= Domain("invoice_date", ">=", start) | Domain(
                    "l10n_fr_chorus_state", "!=", False
                )
            domains.append(domain)
        return Domain.OR(domains)

    def _chorus_is_before_us(self):
        """Sent by other means, before the company took Chorus Pro over into Odoo.

        One that was sent from here was not, whatever its date.
        """
        start = self.company_id.l10n_fr_chorus_start_date
        return (
            bool(start and self.invoice_date and self.invoice_date < start)
            and not self._chorus_state()
        )

    def _chorus_state(self):
        """Where the invoice is, by its attempts. Guards ask here: what is stored on the
        invoice is for looking at and searching.

        :return: a key of ``STATES``, or False
        """
        document = self._chorus_current_document()
        is_free = not document or document.state in ENDED_STATES
        if is_free and self.l10n_fr_chorus_outside_reason:
            return "not_to_deposit"
        return document.state

    def _chorus_current_document(self):
        """The attempt that counts: the live one, else the latest."""
        self.ensure_one()
        documents = self.sudo().l10n_fr_chorus_document_ids.sorted("id", reverse=True)
        live = documents.filtered(lambda d: d.state not in ENDED_STATES)
        return (live or documents)[:1]

    def _chorus_is_live(self):
        """Whether an attempt forbids another one, as far as this transaction sees."""
        self.ensure_one()
        state = self._chorus_current_document().state
        return bool(state) and state not in ENDED_STATES

    def _chorus_live_document(self):
        """The attempt that forbids another one, read anew from the database."""
        self.ensure_one()
        return (
            self.env["l10n_fr_chorus_pro.document"]
            .sudo()
            .search(
                # None of an invoice that is being edited for the first time.
                [("move_id", "in", self.ids), ("state", "not in", ENDED_STATES)],
                limit=1,
            )
        )

    # -- Checks before sending -------------------------------------------------

    def _chorus_failures(self):
        """The checks before sending that the invoice fails; see ``checks.py``."""
        self.ensure_one()
        return failures_of(self)

    def _chorus_checks(self):
        """What would make Chorus Pro refuse the invoice, in plain sentences.

        :return: list of str, empty where nothing is wrong
        """
        self.ensure_one()
        return [
            failure.sentence
            for failure in self._chorus_failures()
            if failure.check.blocking
        ]

    def _chorus_free_to_send(self):
        """After a refusal: the next Send renders a new document under the number.

        Core never renders again a file that exists, so ours steps aside; it stays among
        the attachments of the invoice, and on its deposit.
        """
        for move in self.sudo():
            (move.invoice_pdf_report_id | move.ubl_cii_xml_id).res_field = False
            move.is_move_sent = False
        self._chorus_forget_files()

    def _chorus_forget_files(self):
        """Read anew which files the invoice has: they are found by their field."""
        self.invalidate_recordset(
            [
                "invoice_pdf_report_id",
                "invoice_pdf_report_file",
                "ubl_cii_xml_id",
                "ubl_cii_xml_file",
            ]
        )

    # -- Banner ----------------------------------------------------------------

    def _get_alerts(self):
        # EXTENDS 'account'
        alerts = super()._get_alerts()
        if self._chorus_is_expected() and not self._chorus_is_before_us():
            alerts.update(self._chorus_check_alerts("warning"))
        if difference := self._chorus_difference():
            alert = {"level": "danger", "message": difference}
            alerts["l10n_fr_chorus_pro_difference"] = alert
        if self._chorus_speaks_up():
            alerts["l10n_fr_chorus_pro_action"] = {
                "level": "warning",
                "message": self.env._(
                    "Chorus Pro – %(status)s: %(text)s",
                    status=self.l10n_fr_chorus_status_label,
                    text=" ".join(self._chorus_sentences()),
                ),
            }
        return alerts

    def _chorus_sentences(self):
        """What is wrong and what to do now: our meaning, the words of the portal, the
        next step.

        :return: list of str, in the language of the environment
        """
        document = self._chorus_current_document()
        step = self.l10n_fr_chorus_next_step or ""
        told = document._chorus_meaning(document.reason)
        return [text for text in told if text not in step] + [step]

    def _chorus_speaks_up(self):
        """Whether the banner tells the state: where it asks for something, forbids to
        send again, or says what to mend in a draft."""
        return (
            bool(self._chorus_are(self._chorus_asks_domain()))
            or self.l10n_fr_chorus_state == "uncertain"
            or (self.state == "draft" and self.l10n_fr_chorus_state in ENDED_STATES)
        )

    def _chorus_is_expected(self):
        """Whether the invoice is to go to Chorus Pro, by its customer's method."""
        partner = self.commercial_partner_id.with_company(self.company_id)
        return (
            self.move_type in ("out_invoice", "out_refund")
            and self.state in ("draft", "posted")
            and self.company_id._chorus_is_supplier()
            and bool(partner)
            and partner.invoice_sending_method == "chorus_pro"
            and not self._chorus_is_live()
            and not self.l10n_fr_chorus_outside_reason
        )

    def _chorus_check_alerts(self, level):
        """The failed checks as alerts, each with the record to open.

        :param str level: of those that block: ``warning`` or ``danger``
        :rtype: dict
        """
        return {
            f"l10n_fr_chorus_pro_{failure.check.name}_{self.id}": {
                "level": level if failure.check.blocking else "info",
                "message": f"Chorus Pro – {self._chorus_label()}{failure.sentence}",
                "action_text": self.env._("Open"),
                "action": failure.record._get_records_action(),
            }
            for failure in self._chorus_failures()
        }

    def _chorus_label(self):
        """The number to begin a sentence with, where the invoice has one."""
        return (
            self.env._("%(what)s: ", what=self.name) if self.state == "posted" else ""
        )

    @api.depends(
        "name",
        "invoice_date",
        "amount_total",
        "l10n_fr_chorus_state",
        "l10n_fr_chorus_status",
        "l10n_fr_chorus_reason",
        "l10n_fr_chorus_way_out",
        "l10n_fr_chorus_replaced_id",
        "payment_state",
        "l10n_fr_chorus_attachment_ids",
        "l10n_fr_chorus_framework",
        "l10n_fr_chorus_is_works",
        "buyer_reference",
        "purchase_order_reference",
        "contract_reference",
        "partner_id",
        "partner_bank_id",
    )
    def _compute_alerts(self):
        # EXTENDS 'account'
        return super()._compute_alerts()
