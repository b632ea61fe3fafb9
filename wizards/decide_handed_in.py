from odoo import api, fields, models
from odoo.exceptions import UserError

from ..chorus_api import ChorusError, InvoiceSearch
from ..models.connection.error_texts import explain_reading
from ..models.connection.time_limits import DECISION_LIMIT


class ChorusDecide(models.TransientModel):
    """It was received, of an invoice that was no file: which one is it there?"""

    _inherit = "l10n_fr_chorus_pro.decide"

    portal_number = fields.Char(
        string="Number in Chorus Pro",
        compute="_compute_portal_number",
        store=True,
        readonly=False,
        help="Number of the invoice as Chorus Pro shows it: yours, or the one that it"
        " gave itself.",
    )

    @api.depends("move_id")
    def _compute_portal_number(self):
        for wizard in self:
            wizard.portal_number = False
            if wizard.move_id.has_access("read"):
                document = wizard.move_id._chorus_live_document()
                is_ours = "invoice_number" not in document._chorus_given_by_portal()
                wizard.portal_number = is_ours and wizard.move_id.name

    def _decide_handed_in(self, deposit):
        """Take over the invoice that a person found in Chorus Pro.

        :raises UserError: the portal has none of this number that can be it, or does
            not answer
        """
        number = (self.portal_number or "").strip()
        if not number:
            raise UserError(self.env._("Enter the number of the invoice."))
        document = deposit._chorus_open_documents()
        try:
            with deposit.company_id._chorus_client(patience=DECISION_LIMIT) as client:
                pages = client.search_invoices(InvoiceSearch(invoice_number=number))
                rows = [row for page in pages for row in page.rows]
                found = document._chorus_could_be(rows)
                if not found:
                    raise UserError(
                        self.env._(
                            "Chorus Pro has no invoice %(number)s for %(customer)s with"
                            " the total of %(invoice)s. Look it up there again.",
                            number=number,
                            customer=document._chorus_customer().name,
                            invoice=self.move_id.name,
                        )
                    )
                document._chorus_adopt_row(found, client)
        except ChorusError as error:
            raise UserError(explain_reading(self.env, error)) from error
        deposit._chorus_close_found()
        env = document.company_id._chorus_lang_env()
        document._chorus_say(
            env._(
                "%(user)s decided that Chorus Pro received it, under no. %(number)s.",
                user=self.env.user.name,
                number=number,
            ),
            reason=self.note or "",
        )
        deposit._chorus_wake(deposit.next_check_at)
        return {"type": "ir.actions.act_window_close"}
