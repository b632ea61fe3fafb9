"""What a contact gets beside its SIRET when a public body is found: by Chorus Pro in
this company, and the payment terms of the law where it has none. Proposed on the line,
where each can be changed or left out.
"""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.sending.send import METHOD
from ..tools.notification import notify

SWITCH, TERMS = "switch", "terms"


class ChorusFindBodyLine(models.TransientModel):
    _inherit = "l10n_fr_chorus_pro.find.body.line"

    delay_id = fields.Many2one(
        comodel_name="l10n_fr_chorus_pro.payment.delay",
        string="Kind of Public Body",
        compute="_compute_delay_id",
        store=True,
        precompute=True,
        readonly=False,
        help="How many days it has to pay. Chorus Pro does not tell it: a hospital is"
        " guessed by its name. Change it where that is wrong.",
    )
    sets_term = fields.Boolean(
        string="Set Them",
        default=True,
        help="Give the contact these payment terms. Those that a contact has stay.",
    )
    has_delay = fields.Boolean(compute="_compute_has_delay")
    has_term = fields.Boolean(compute="_compute_term")
    term_name = fields.Char(string="Payment Terms", compute="_compute_term")
    offer = fields.Selection(
        selection=[(SWITCH, "Invoice by Chorus Pro"), (TERMS, "Set Payment Terms")],
        compute="_compute_offer",
    )

    def _contact(self):
        """The contact that is known already; empty where one will be made."""
        return self.partner_id or self.find_id.target_id

    @api.depends("name", "partner_id", "find_id.target_id")
    def _compute_delay_id(self):
        delays = self.env["l10n_fr_chorus_pro.payment.delay"]
        for line in self:
            known = line._contact().l10n_fr_chorus_payment_delay_id
            line.delay_id = known or delays._chorus_guess(line.name)

    @api.depends("partner_id", "find_id.target_id")
    def _compute_has_delay(self):
        for line in self:
            line.has_delay = bool(line._contact().l10n_fr_chorus_payment_delay_id)

    @api.depends("delay_id", "partner_id", "find_id.target_id")
    @api.depends_context("company", "lang")
    def _compute_term(self):
        terms, company = self.env["account.payment.term"], self.env.company
        names = {
            delay: terms._chorus_net(company, delay.days).name
            or terms._chorus_net_name(delay.days)
            for delay in self.delay_id
        }
        for line in self:
            term = line._contact().property_payment_term_id
            line.has_term = bool(term)
            line.term_name = term.name or names.get(line.delay_id)

    @api.depends("has_term", "sets_term", "partner_id")
    @api.depends_context("company", "uid")
    def _compute_offer(self):
        may_write = self.env["res.partner"].has_access("write")
        is_offered = may_write and self.env.company._chorus_is_supplier()
        for line in self:
            contact, line.offer = line.partner_id, False
            if not contact or not is_offered:
                continue
            if contact.invoice_sending_method != METHOD:
                line.offer = SWITCH
            elif line.sets_term and not line.has_term:
                line.offer = TERMS

    def action_invoice_by_chorus(self):
        """Have this company invoice the known contact by Chorus Pro, with the payment
        terms that the line proposes; for other companies nothing changes.

        :raises UserError: there is nothing of the kind to do on this line
        """
        self.ensure_one()
        self.check_access("write")
        contact = self.partner_id
        if not self.offer:
            raise UserError(
                self.env._("There is nothing to change on this line. Search again.")
            )
        contact.check_access("write")
        sentences = []
        if self.offer == SWITCH:
            contact.invoice_sending_method = METHOD
            sentences.append(
                self.env._(
                    "From now on %(company)s invoices %(customer)s by Chorus Pro.",
                    company=self.env.company.name,
                    customer=contact.display_name,
                )
            )
        sentences += filter(None, [self._give_terms(contact)])
        opened = contact._get_records_action()
        return notify(self.env, " ".join(sentences), then=opened)

    def _give_terms(self, contact):
        """Give a contact the kind and the payment terms of this line, where it has
        none.

        :return: a sentence, empty where its terms are as before
        """
        general = self.delay_id.search([], limit=1)
        if self.delay_id != general and not contact.l10n_fr_chorus_payment_delay_id:
            contact.l10n_fr_chorus_payment_delay_id = self.delay_id
        days = self.delay_id.days
        if not self.sets_term or not days or contact.property_payment_term_id:
            return ""
        terms, company = self.env["account.payment.term"], self.env.company
        term = terms._chorus_net(company, days) or terms._chorus_make_net(company, days)
        contact.property_payment_term_id = term
        return self.env._(
            "Payment terms in %(company)s: %(terms)s.",
            company=company.name,
            terms=term.name,
        )
