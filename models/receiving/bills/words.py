"""How a bill words its lines, and what does not agree inside an invoice."""

from odoo.tools import format_amount, formatLang

from .figures import (
    ALLOWANCE,
    DIFFERENCES,
    RATE,
    TOTAL,
    UNTAXED,
    VAT,
    WHOLE,
)


class BillWords:
    """Sentences in the language of an environment.

    :param env: of the company's language
    :param currency: of the invoice
    """

    def __init__(self, env, currency):
        self.env = env
        self._currency = currency

    def amount(self, value):
        return format_amount(self.env, float(value), self._currency)

    def number(self, value):
        """A quantity or a rate without zeros at its end."""
        digits = max(0, -value.normalize().as_tuple().exponent)
        return formatLang(self.env, float(value), digits=min(digits, 6))

    def line(self, line):
        """The text of a bill's line.

        :param line: :class:`~.figures.Line`
        """
        text = line.text or self._own(line)
        if not line.stated:
            return text
        quantity, price = line.stated
        if price is None:
            return f"{text} ({self.number(quantity)})"
        return f"{text} ({self.number(quantity)} × {self.amount(price)})"

    def _own(self, line):
        if line.kind == RATE:
            return self.env._("All that is taxed at %s %%", self.number(line.rate))
        if line.kind == WHOLE:
            return self.env._("Untaxed total of the invoice")
        if line.kind == ALLOWANCE and line.untaxed < 0:
            return self.env._(
                "Discount at %s %%, not in the lines", self.number(line.rate)
            )
        if line.kind == ALLOWANCE:
            return self.env._(
                "Charges at %s %%, not in the lines", self.number(line.rate)
            )
        if line.kind == UNTAXED:
            return self.env._("Part of the untaxed total that no rate of VAT tells")
        if line.kind == VAT:
            return self.env._("VAT beside its rate")
        if line.kind == TOTAL and line.untaxed < 0:
            return self.env._("Discount on the total with taxes")
        if line.kind == TOTAL:
            return self.env._("Part of the total that is neither untaxed nor VAT")
        return self.env._("Line without text")

    def difference(self, difference):
        """Where something does not agree, and what the bill makes of it.

        :param difference: :class:`~.figures.Difference`
        """
        stated, found = map(self.amount, (difference.stated, difference.found))
        rate = difference.rate is not None and self.number(difference.rate)
        if difference.kind == RATE:
            return self.env._(
                "The lines do not tell which rate of VAT is theirs: the bill has one"
                " line for each rate, and the lines as notes."
            )
        if difference.kind == ALLOWANCE:
            return self.env._(
                "At %(rate)s %%, the lines make %(found)s and the breakdown of VAT says"
                " %(stated)s: a line of its own holds the difference.",
                rate=rate,
                found=found,
                stated=stated,
            )
        if difference.kind == UNTAXED:
            return self.env._(
                "The breakdown of VAT makes %(found)s and the untaxed total is"
                " %(stated)s: a line without VAT holds the difference.",
                found=found,
                stated=stated,
            )
        if difference.kind == VAT:
            return self._vat(difference, stated, found)
        return self.env._(
            "Untaxed total and VAT make %(found)s and the total is %(stated)s: a line"
            " without VAT holds the difference.",
            found=found,
            stated=stated,
        )

    def _vat(self, difference, stated, found):
        if difference.rate is None:
            return self.env._(
                "VAT of %s is charged at a rate that is not told and none in force: a"
                " line without VAT holds it.",
                stated,
            )
        rate = self.number(difference.rate)
        if not difference.stated:
            return self.env._(
                "The rate of %s %% is named and no VAT is charged: the bill has none."
                " Perhaps you owe it yourself.",
                rate,
            )
        return self.env._(
            "VAT at %(rate)s %% would be %(found)s, the supplier charges %(stated)s:"
            " a line without VAT holds the difference.",
            rate=rate,
            found=found,
            stated=stated,
        )


def is_own(line):
    """Whether a line is not in the invoice: it has no account in earlier bills."""
    return line.kind in (*DIFFERENCES, RATE, WHOLE)
