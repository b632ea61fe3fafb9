"""What was invoiced in Odoo on a commitment, and by which invoices."""

from collections import defaultdict

from odoo import api, fields, models

SALES = ("out_invoice", "out_refund")


class ChorusCommitment(models.Model):
    _inherit = "l10n_fr_chorus_pro.commitment"

    invoice_count = fields.Integer(
        string="Number of Invoices", compute="_compute_invoiced"
    )
    invoiced_amount = fields.Monetary(
        string="Invoiced in Odoo",
        compute="_compute_invoiced",
        help="Posted invoices less credit notes that name this commitment, with taxes.",
    )
    remaining_amount = fields.Monetary(
        string="Left to Invoice", compute="_compute_invoiced"
    )

    @api.depends("number", "amount", "partner_ids", "issuer_siret")
    def _compute_invoiced(self):
        counts, amounts = self._chorus_invoiced()
        for commitment in self:
            commitment.invoice_count = counts[commitment.id]
            commitment.invoiced_amount = amounts[commitment.id]
            commitment.remaining_amount = commitment.amount - amounts[commitment.id]

    def _chorus_invoiced(self, without=None):
        """How many invoices name each commitment, and what the posted ones come to.

        Credit notes count as negative amounts; an amount in another currency than the
        commitment's does not count.

        :param without: an ``account.move`` to leave out
        :return: (number by id, amount by id), both without missing keys
        """
        counts, amounts = defaultdict(int), defaultdict(float)
        domain = [
            ("purchase_order_reference", "in", self.mapped("number")),
            ("move_type", "in", SALES),
            ("state", "!=", "cancel"),
        ]
        if without:
            domain.append(("id", "not in", without.ids))
        groups = self.env["account.move"]._read_group(
            domain,
            [
                "purchase_order_reference",
                "company_id",
                "commercial_partner_id",
                "currency_id",
                "state",
            ],
            ["__count", "amount_total_in_currency_signed:sum"],
        )
        by_number = self.grouped("number")
        for number, company, customer, currency, state, count, amount in groups:
            account = company._chorus_account_company()
            for commitment in by_number[number]:
                if commitment.company_id.id != account.id:
                    continue
                if not commitment._chorus_is_for(customer):
                    continue
                counts[commitment.id] += count
                if state == "posted" and currency == commitment.currency_id:
                    amounts[commitment.id] += amount
        return counts, amounts

    def _chorus_is_for(self, customer):
        """Whether a customer is the one that has ordered.

        :param customer: a commercial partner
        """
        self.ensure_one()
        siret = self.env["res.company"]._chorus_siret(customer.company_registry)
        return customer in self.partner_ids or siret == self._chorus_customer_siret()

    # -- Buttons ---------------------------------------------------------------

    def _chorus_open(self):
        """Show these commitments: the only one as a form."""
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Commitments"),
            "res_model": self._name,
            "view_mode": "list,form",
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", self.ids)],
        }
        if len(self) == 1:
            action |= {"res_id": self.id, "views": [(False, "form")]}
        return action

    def action_chorus_open_invoices(self):
        """The invoices and credit notes that name this commitment."""
        self.ensure_one()
        moves = self.env["account.move"].search(
            [
                ("purchase_order_reference", "=", self.number),
                ("move_type", "in", SALES),
                ("state", "!=", "cancel"),
            ]
        )
        account = self.company_id
        moves = moves.filtered(
            lambda m: (
                m.company_id._chorus_account_company().id == account.id
                and self._chorus_is_for(m.commercial_partner_id)
            )
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Invoices on %s", self.number),
            "res_model": "account.move",
            "view_mode": "list,form",
            "domain": [("id", "in", moves.ids)],
        }

    def action_chorus_invoice(self):
        """A new draft invoice on this commitment, to its only customer."""
        self.ensure_one()
        customer = (
            self.partner_ids if len(self.partner_ids) == 1 else self.partner_ids[:0]
        )
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": customer.id,
                "purchase_order_reference": self.number,
                "buyer_reference": self.service_code,
                "contract_reference": self.contract_number,
            }
        )
        return invoice._get_records_action()
