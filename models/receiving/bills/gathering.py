"""From a received invoice to the facts of its bill."""

from collections import Counter
from dataclasses import replace

from odoo import fields, models
from odoo.exceptions import UserError

from ....chorus_api.frameworks import works_label
from ..delays.works import is_paid
from .facts import BillFacts
from .figures import figures_of, stated_lines
from .words import BillWords


class ChorusReceived(models.Model):
    _inherit = "l10n_fr_chorus_pro.received"

    def _chorus_bill_facts(self):
        """What the bill of this invoice is to say.

        :rtype: BillFacts
        :raises UserError: there is none to be made, in a sentence
        """
        self.ensure_one()
        content = self._chorus_content_read()
        if content is None:
            raise UserError(
                self.env._("It was not downloaded yet: Odoo makes its bill after that.")
            )
        if not self.move_id:
            self._chorus_assert_paid_here(content)
        currency = self._chorus_bill_currency(content)
        words = BillWords(self.env, currency)
        embedded = self._chorus_read_embedded()
        lines, doubts = self._chorus_choose_lines(content, embedded, words)
        precision = self.env["decimal.precision"].precision_get
        figures = figures_of(
            content,
            lines=lines,
            places=currency.decimal_places,
            quantity_places=precision("Product Unit"),
        )
        return BillFacts(
            content=content,
            number=content.number or self.invoice_number,
            invoice_date=content.issued_on
            or self.invoice_date
            or self.deposited_on
            or fields.Date.context_today(self),
            currency=currency,
            figures=figures,
            embedded=embedded,
            differences=[words.difference(found) for found in figures.differences],
            doubts=doubts,
        )

    def _chorus_assert_paid_here(self, content):
        """:raises UserError: it is a piece that this body answers and does not pay"""
        stage = self._chorus_stage()
        if stage.over and not stage.ordered:
            raise UserError(
                self.env._(
                    "It is over at Chorus Pro (%s): there is nothing to pay.",
                    self.status_label,
                )
            )
        framework = content.framework or self.framework or ""
        if not is_paid(self, framework):
            raise UserError(
                self.env._(
                    "This piece of a works dossier (%s) is not what is paid: the one"
                    " that goes to the financial service comes after it, and gets the"
                    " bill.",
                    works_label(framework, self.works_type) or "?",
                )
            )

    def _chorus_bill_currency(self, content):
        if not content.currency:
            return self.currency_id
        currencies = self.env["res.currency"].with_context(active_test=False)
        currency = currencies.search([("name", "=", content.currency)], limit=1)
        if not currency:
            raise UserError(
                self.env._("Odoo does not know its currency, %s.", content.currency)
            )
        if not currency.active:
            raise UserError(
                self.env._(
                    "Its currency, %s, is not active: activate it with its rate, then"
                    " make the bill.",
                    content.currency,
                )
            )
        return currency

    # -- Lines of the file, or of the pivot ------------------------------------

    def _chorus_choose_lines(self, content, embedded, words):
        """The lines to take, and what is to be said of the file.

        Those of the file tell more. Where they do not make the same amounts, the
        pivot's are taken, for its amounts are those that were accepted.

        :return: (list of lines, or None for the pivot's; sentences)
        """
        if embedded is None:
            return None, []
        doubts = self._chorus_compare_file(content, embedded, words)
        lines = list(embedded.lines)
        if _amount_of(lines) == -content.untaxed:
            lines = [_negated(line) for line in lines]
        is_same = _amount_of(lines) == content.untaxed and (
            not content.taxes or _by_rate(lines) == _by_rate(content.taxes)
        )
        if lines and (is_same or not content.lines):
            return lines, doubts
        made = _amount_of(stated_lines(content))
        if lines and abs(_amount_of(lines)) != abs(made):
            doubts.append(
                self.env._(
                    "The lines of the supplier's file make %(file)s, those of Chorus"
                    " Pro %(pivot)s: the latter were taken.",
                    file=words.amount(_amount_of(lines)),
                    pivot=words.amount(made),
                )
            )
        return None, doubts

    def _chorus_compare_file(self, content, embedded, words):
        """What the supplier's file says otherwise than Chorus Pro, in sentences."""
        doubts = []
        if embedded.number and embedded.number != content.number:
            doubts.append(
                self.env._(
                    "The supplier's file has the number %(file)s, Chorus Pro"
                    " %(pivot)s: the latter was taken.",
                    file=embedded.number,
                    pivot=content.number,
                )
            )
        total = embedded.total
        if total is not None and abs(total) != abs(content.total):
            doubts.append(
                self.env._(
                    "The supplier's file has a total of %(file)s, Chorus Pro %(pivot)s:"
                    " the latter was taken.",
                    file=words.amount(total),
                    pivot=words.amount(content.total),
                )
            )
        return doubts


def _amount_of(lines):
    """What lines make; the rounding of each is the supplier's."""
    return sum(round(line.untaxed, 2) for line in lines if line.untaxed is not None)


def _by_rate(lines):
    bases = Counter()
    for line in lines:
        if line.untaxed is not None:
            bases[line.rate] += round(line.untaxed, 2)
    return dict(bases)


def _negated(line):
    return replace(
        line,
        quantity=line.quantity and -line.quantity,
        untaxed=line.untaxed and -line.untaxed,
    )
