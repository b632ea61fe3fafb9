from odoo import fields, models

from ..einvoice.numbers import NUMBER_PATTERN

NUMBER_LIMIT = 20


class AccountJournal(models.Model):
    _inherit = "account.journal"

    def _chorus_next_numbers(self):
        """The next number of an invoice and of a credit note, as they would be given.

        :return: list of str
        """
        self.ensure_one()
        numbers = []
        for move_type in ("out_invoice", "out_refund"):
            draft = self.env["account.move"].new(
                {
                    "journal_id": self.id,
                    "move_type": move_type,
                    "company_id": self.company_id.id,
                    "date": fields.Date.context_today(self),
                    "invoice_date": fields.Date.context_today(self),
                }
            )
            last = draft._get_last_sequence()
            numbers.append(last or draft._get_starting_sequence())
        return numbers

    def _chorus_number_sentence(self):
        """Why the numbers of this journal do not suit Chorus Pro, or None.

        The number may grow by one digit before anyone looks at it again.
        """
        self.ensure_one()
        for number in self._chorus_next_numbers():
            if len(number) + 1 > NUMBER_LIMIT or not NUMBER_PATTERN.fullmatch(number):
                return self.env._(
                    "The numbers of the journal %(journal)s, such as %(number)s, do not"
                    " suit Chorus Pro: at most 20 characters, letters, digits, space"
                    " and - + _ / only. Shorten its sequence before the next invoice.",
                    journal=self.display_name,
                    number=number,
                )
        return self._chorus_shared_pattern_sentence()

    def _chorus_shared_pattern_sentence(self):
        """Another company of the same SIREN that numbers the same way, or None."""
        siret = self.company_id._chorus_siret(self.company_id.company_registry)
        if len(siret) != 14:
            return None
        companies = (
            self.env["res.company"]
            .sudo()
            .search(
                [
                    ("company_registry", "=like", f"{siret[:9]}%"),
                    ("id", "!=", self.company_id.id),
                ]
            )
        )
        if not companies:
            return None
        others = (
            self.env["account.journal"]
            .sudo()
            .search([("company_id", "in", companies.ids), ("type", "=", "sale")])
        )
        pattern = self._chorus_pattern()
        for other in others:
            if other._chorus_pattern() == pattern:
                return self.env._(
                    "%(company)s has the same SIREN and numbers its invoices the same"
                    " way (%(number)s): Chorus Pro would take two invoices for one."
                    " Begin the numbers of this journal with %(nic)s_, its NIC.",
                    company=other.company_id.name,
                    number=other._chorus_next_numbers()[0],
                    nic=siret[9:],
                )
        return None

    def _chorus_pattern(self):
        """What the next numbers have in common with those that follow them."""
        return [number.rstrip("0123456789") for number in self._chorus_next_numbers()]
