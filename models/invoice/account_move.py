from odoo import api, fields, models
from odoo.fields import Domain

from ...chorus_api.statuses import invoice_status
from ..connection.groups import ACCOUNTING_GROUPS
from .reason import COMPENSATED, WAYS_OUT
from .states import ENDED_STATES, STATES

# Of the sentence that says what is missing, as much as a badge takes.
BADGE_WIDTH = 38


class AccountMove(models.Model):
    _inherit = "account.move"

    l10n_fr_chorus_document_ids = fields.One2many(
        comodel_name="l10n_fr_chorus_pro.document",
        inverse_name="move_id",
        string="Chorus Pro Deposits",
        copy=False,
        groups=ACCOUNTING_GROUPS,
        chorus_sealed=True,
    )
    l10n_fr_chorus_attempt_ids = fields.One2many(
        comodel_name="l10n_fr_chorus_pro.document",
        compute="_compute_l10n_fr_chorus_attempt_ids",
        string="Attempts at Chorus Pro",
        help="The deposits, not looked for where the invoice was never sent there.",
        groups=ACCOUNTING_GROUPS,
    )
    l10n_fr_chorus_event_ids = fields.One2many(
        comodel_name="l10n_fr_chorus_pro.event",
        compute="_compute_l10n_fr_chorus_event_ids",
        string="Chorus Pro History",
        groups=ACCOUNTING_GROUPS,
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
        chorus_sealed=True,
    )
    l10n_fr_chorus_status = fields.Char(
        string="Chorus Pro Status Code",
        compute="_compute_l10n_fr_chorus_state",
        store=True,
        index="btree_not_null",
        copy=False,
        help="Status code of Chorus Pro, as it came.",
        groups="base.group_user",
        chorus_sealed=True,
    )
    l10n_fr_chorus_status_date = fields.Datetime(
        string="Chorus Pro Status Date",
        compute="_compute_l10n_fr_chorus_state",
        store=True,
        copy=False,
        help="When Chorus Pro gave the current status.",
        groups="base.group_user",
        chorus_sealed=True,
    )
    l10n_fr_chorus_reason = fields.Text(
        string="Chorus Pro Reason",
        compute="_compute_l10n_fr_chorus_state",
        store=True,
        copy=False,
        help="Why it was refused, suspended or rejected, in the words of Chorus Pro.",
        groups="base.group_user",
        chorus_sealed=True,
    )
    l10n_fr_chorus_identifier = fields.Char(
        string="Chorus Pro Identifier",
        compute="_compute_l10n_fr_chorus_state",
        store=True,
        copy=False,
        help="Number of the invoice inside Chorus Pro.",
        groups="base.group_user",
        chorus_sealed=True,
    )
    l10n_fr_chorus_status_label = fields.Char(
        string="Chorus Pro Status",
        compute="_compute_l10n_fr_chorus_status_label",
        help="Status of the invoice in the words of Chorus Pro; before it has one,"
        " whether it is yours to send, queued, or what kept it from being sent.",
        groups="base.group_user",
    )

    l10n_fr_chorus_is_free = fields.Boolean(
        string="Not in Chorus Pro",
        compute="_compute_l10n_fr_chorus_is_free",
        help="No attempt of it is in Chorus Pro or on its way there: what the customer"
        " requires on it can be changed.",
        groups="base.group_user",
    )
    l10n_fr_chorus_to_send = fields.Boolean(
        string="To Send to Chorus Pro",
        compute="_compute_l10n_fr_chorus_to_send",
        search="_search_l10n_fr_chorus_to_send",
        help="Posted, for a customer invoiced by Chorus Pro, and not there yet.",
        groups="base.group_user",
    )
    l10n_fr_chorus_in_core_queue = fields.Boolean(
        string="In Odoo's Queue to Chorus Pro",
        compute="_compute_l10n_fr_chorus_to_send",
        help="Sent together with others, and not yet handed over to our own queue.",
        groups="base.group_user",
    )
    l10n_fr_chorus_way_out = fields.Selection(
        selection=[*WAYS_OUT, COMPENSATED],
        string="Rejection Settled By",
        compute="_compute_l10n_fr_chorus_state",
        store=True,
        copy=False,
        help="What was decided after the customer rejected the invoice, by you or by"
        " the customer.",
        groups="base.group_user",
        chorus_sealed=True,
    )

    _chorus_to_send_idx = models.Index(
        "(commercial_partner_id) WHERE state = 'posted'"
        " AND move_type IN ('out_invoice', 'out_refund') AND"
        f" (l10n_fr_chorus_state IS NULL OR l10n_fr_chorus_state IN {ENDED_STATES})"
    )

    # -- Derived from the attempts ---------------------------------------------

    @api.depends(
        "l10n_fr_chorus_document_ids.state",
        "l10n_fr_chorus_document_ids.raw_status",
        "l10n_fr_chorus_document_ids.status_date",
        "l10n_fr_chorus_document_ids.reason",
        "l10n_fr_chorus_document_ids.chorus_identifier",
        "l10n_fr_chorus_document_ids.way_out",
        "l10n_fr_chorus_document_ids.reason_id",
        "l10n_fr_chorus_outside_reason",
        "move_type",
    )
    def _compute_l10n_fr_chorus_state(self):
        for move in self:
            document = move._chorus_current_document()
            move.l10n_fr_chorus_state = move._chorus_state()
            move.l10n_fr_chorus_status = document.raw_status
            move.l10n_fr_chorus_status_date = document.status_date
            move.l10n_fr_chorus_reason = document.reason
            move.l10n_fr_chorus_identifier = document.chorus_identifier
            move.l10n_fr_chorus_way_out = document._chorus_way_out()

    @api.depends(
        "l10n_fr_chorus_state",
        "l10n_fr_chorus_status",
        "l10n_fr_chorus_reason",
        "l10n_fr_chorus_in_core_queue",
        "l10n_fr_chorus_to_send",
    )
    @api.depends_context("lang")
    def _compute_l10n_fr_chorus_status_label(self):
        labels = dict(
            self._fields["l10n_fr_chorus_state"]._description_selection(self.env)
        )
        for move in self:
            status, state = move.l10n_fr_chorus_status, move.l10n_fr_chorus_state
            if move.l10n_fr_chorus_in_core_queue:
                label = labels["to_send"]  # be it once more
            elif status:
                label = invoice_status(status).label
            elif state == "not_sent" and move.l10n_fr_chorus_reason:
                what = _shortened(move.l10n_fr_chorus_reason)
                label = self.env._("Not sent: %s", what)
            elif not state and move.l10n_fr_chorus_to_send:
                label = self.env._("To send")
            else:
                label = labels.get(state, False)
            move.l10n_fr_chorus_status_label = label

    @api.depends("l10n_fr_chorus_state")
    def _compute_l10n_fr_chorus_is_free(self):
        for move in self:
            state = move.l10n_fr_chorus_state
            move.l10n_fr_chorus_is_free = not state or state in ENDED_STATES

    @api.depends("l10n_fr_chorus_state", "l10n_fr_chorus_document_ids.event_ids")
    def _compute_l10n_fr_chorus_event_ids(self):
        for move in self:
            documents = move.l10n_fr_chorus_attempt_ids
            # Of all attempts together.
            move.l10n_fr_chorus_event_ids = documents.event_ids.sorted()

    @api.depends("l10n_fr_chorus_state", "l10n_fr_chorus_document_ids")
    def _compute_l10n_fr_chorus_attempt_ids(self):
        for move in self:
            has_any = move.l10n_fr_chorus_state
            move.l10n_fr_chorus_attempt_ids = (
                has_any and move.l10n_fr_chorus_document_ids
            )

    @api.depends(
        "state",
        "move_type",
        "l10n_fr_chorus_state",
        "partner_id",
        "invoice_date",
        "sending_data",
    )
    def _compute_l10n_fr_chorus_to_send(self):
        for move in self:
            partner = move.commercial_partner_id.with_company(move.company_id)
            # By what is stored alone: each row of a list is asked.
            is_unsent = (
                move.state == "posted"
                and move.move_type in ("out_invoice", "out_refund")
                and move.l10n_fr_chorus_is_free
                and not move._chorus_is_before_us()
                and move.company_id._chorus_is_supplier()
                and partner.invoice_sending_method == "chorus_pro"
            )
            move.l10n_fr_chorus_in_core_queue = is_unsent and move.is_being_sent
            move.l10n_fr_chorus_to_send = is_unsent and not move.is_being_sent

    def _search_l10n_fr_chorus_to_send(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        return self._chorus_unsent_domain(is_being_sent=False)

    @api.model
    def _chorus_unsent_domain(self, *, is_being_sent):
        """The invoices that Chorus Pro is to have, and for which nothing is under way
        there.

        :param bool is_being_sent: those that core has in its queue, or the others
        :rtype: Domain
        """
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
                    ("sending_data", "!=" if is_being_sent else "=", False),
                ]
            )
            if start := company.l10n_fr_chorus_start_date:
                domain &= Domain("invoice_date", ">=", start) | Domain(
                    "l10n_fr_chorus_state", "!=", False
                )
            domains.append(domain)
        # They are looked for without an order: PostgreSQL takes nearly all invoices of
        # these customers for such, and for a page of a list reads them by their dates.
        found = self.sudo()._search(Domain.OR(domains))
        return Domain("id", "in", found.get_result_ids())

    def _chorus_is_before_us(self):
        """Sent by other means, before the company took Chorus Pro over into Odoo.

        One that was sent from here was not, whatever its date.
        """
        start = self.company_id.l10n_fr_chorus_start_date
        return (
            bool(start and self.invoice_date and self.invoice_date < start)
            and not self.l10n_fr_chorus_state
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
        documents = self.sudo().l10n_fr_chorus_document_ids
        live = documents.filtered(lambda d: d.state not in ENDED_STATES)
        current = (live or documents).sorted("id", reverse=True)[:1]
        # Read ahead together with those of the other invoices.
        return current.with_prefetch(documents._prefetch_ids)

    def _chorus_is_live(self):
        """Whether an attempt forbids another one, as far as this transaction sees."""
        self.ensure_one()
        state = self._chorus_current_document().state
        return bool(state) and state not in ENDED_STATES

    def _chorus_live_document(self):
        """The attempt that forbids another one, read anew from the database."""
        self.ensure_one()
        return self._chorus_live_documents()

    def _chorus_live_documents(self):
        """The attempts that forbid another one, one an invoice at the most."""
        documents = self.env["l10n_fr_chorus_pro.document"].sudo()
        # None of an invoice that is being edited for the first time.
        return documents.search(
            [("move_id", "in", self.ids), ("state", "not in", ENDED_STATES)]
        )

    def _chorus_is_expected(self):
        """Whether the invoice is to go to Chorus Pro, by its customer's method."""
        partner = self.commercial_partner_id.with_company(self.company_id)
        return (
            self.move_type in ("out_invoice", "out_refund")
            and self.state in ("draft", "posted")
            and self.company_id._chorus_is_supplier()
            # The customer's method is a query of its own, and so are the attempts:
            # whichever of the two says no is asked first.
            and not (self.l10n_fr_chorus_state and self._chorus_is_live())
            and bool(partner)
            and partner.invoice_sending_method == "chorus_pro"
            and not self._chorus_is_live()
            and not self.l10n_fr_chorus_outside_reason
        )

    def _chorus_lost_documents(self):
        """The attempts that were given up or refused by the portal of the settings: the
        invoice may be there all the same."""
        documents = self.sudo().l10n_fr_chorus_document_ids
        return documents.filtered(
            lambda d: (
                d.state in ENDED_STATES
                and d.deposit_id.environment
                == d.company_id._chorus_account_company().l10n_fr_chorus_environment
            )
        )


def _shortened(sentence):
    """As much of it as a badge takes, its no-break spaces as they are."""
    if len(sentence) <= BADGE_WIDTH:
        return sentence
    return f"{sentence[:BADGE_WIDTH].rsplit(maxsplit=1)[0]}…"
