"""The account of each line of a bill: as in the supplier's last one."""

from collections import Counter

from odoo import api, models
from odoo.fields import Domain

from ....tools.typed_texts import typed_code


class ChorusReceived(models.Model):
    _inherit = "l10n_fr_chorus_pro.received"

    def _chorus_usual_accounts(self, partner):
        """The accounts of the supplier's last posted bill.

        :return: ({text of a line: account}, the account that most of its lines have)
        """
        self.ensure_one()
        moves = self.env["account.move"]
        domain = Domain("commercial_partner_id", "=", partner.commercial_partner_id.id)
        domain &= Domain("company_id", "=", self.company_id.id)
        domain &= Domain("move_type", "=", "in_invoice")
        domain &= Domain("state", "=", "posted")
        domain &= self._chorus_no_interest_domain()
        last = moves.search(domain, order="invoice_date desc, id desc", limit=1)
        lines = last.invoice_line_ids.filtered(
            lambda line: line.display_type == "product" and line.account_id.active
        )
        by_text = {line_key(line.name): line.account_id for line in reversed(lines)}
        most = Counter(line.account_id for line in lines).most_common(1)
        return by_text, most[0][0] if most else self.env["account.account"]

    @api.model
    def _chorus_no_interest_domain(self):
        """Bills of what was bought, without those of interest for late payment.

        :return: domain of ``account.move``
        """
        of_interest = self.sudo()._search([("interest_move_id", "!=", False)])
        return Domain("id", "not in", of_interest.subselect("interest_move_id"))


def line_key(text):
    """What tells a line from others: its first row, whatever its capitals."""
    first = (text or "").strip().partition("\n")[0]
    return typed_code(first).casefold()
