"""The draft bill of a received invoice: its values, its VAT to the cent."""

from decimal import Decimal

from odoo import models
from odoo.exceptions import UserError
from odoo.tools.misc import clean_context


class ChorusReceived(models.Model):
    _inherit = "l10n_fr_chorus_pro.received"

    def _chorus_new_bill(self, partner, facts):
        """Make the draft of a bill.

        :return: ``account.move``
        :raises UserError: journal or account are not known
        """
        self.ensure_one()
        rule = self.env["l10n_fr_chorus_pro.billing.rule"]._chorus_rule_of(self)
        journal = self._chorus_bill_journal(rule)
        values = self._chorus_bill_values(partner, facts)
        values["journal_id"] = journal.id
        values["invoice_line_ids"] = self._chorus_bill_lines(
            partner, facts, journal, rule
        )
        # Who was looking at a list is not to give the bill its defaults.
        moves = self.env["account.move"].with_env(
            self.env(context=clean_context(self.env.context))
        )
        move = moves.create(values)
        self._chorus_fit_vat(move, facts.figures.vat)
        return move

    def _chorus_bill_journal(self, rule):
        journals = self.env["account.journal"]
        journal = rule.journal_id or journals.search(
            [
                *journals._check_company_domain(self.company_id),
                ("type", "=", "purchase"),
            ],
            limit=1,
        )
        if not journal:
            raise UserError(
                self.env._(
                    "%s has no purchase journal: make one, then make the bill.",
                    self.company_id.display_name,
                )
            )
        return journal

    def _chorus_bill_values(self, partner, facts):
        """Values of the bill, but for its lines."""
        content, embedded = facts.content, facts.embedded
        return {
            "move_type": facts.move_type,
            "company_id": self.company_id.id,
            "partner_id": partner.id,
            "currency_id": facts.currency.id,
            "ref": facts.number,
            "invoice_date": facts.invoice_date,
            "delivery_date": content.delivered_on,
            "payment_reference": embedded and embedded.reference or facts.number,
            # Whose account is paid is for the look at the payee to say.
            "partner_bank_id": False,
            **self._chorus_bill_due_date(),
            "narration": self.env._("Chorus Pro no. %s", self.chorus_identifier),
            **self._chorus_bill_references(facts),
        }

    def _chorus_bill_due_date(self):
        """The end of the legal time to pay, instead of any terms of the supplier's."""
        if not self.due_date or self.is_credit_note:
            return {}
        return {"invoice_date_due": self.due_date, "invoice_payment_term_id": False}

    def _chorus_bill_references(self, facts):
        content = facts.content
        return {
            "buyer_reference": content.service_code or self.service_code,
            "purchase_order_reference": content.commitment_number
            or self.commitment_number,
            "contract_reference": content.contract_number or self.contract_number,
        }

    def _chorus_fit_vat(self, move, vat):
        """Give each rate the VAT that the supplier charges: Odoo's differs by cents,
        for it rounds once and others round each line.

        :param vat: {rate: amount}
        """
        currency = move.currency_id
        differences = {}
        lines = move.line_ids.filtered("tax_line_id")
        for rate, amount in vat.items():
            of_rate = lines.filtered(
                lambda line, rate=rate: line.tax_line_id.amount == float(rate)
            )
            found = sum(of_rate.mapped("amount_currency")) * move.direction_sign
            difference = currency.round(float(amount - _exact(found)))
            if of_rate and difference:
                largest = max(of_rate, key=lambda line: abs(line.amount_currency))
                differences[largest] = difference * move.direction_sign
        if not differences:
            return
        with move._get_edi_creation():
            for line, difference in differences.items():
                line.amount_currency += difference


def _exact(value):
    return round(Decimal(repr(value)), 6)
