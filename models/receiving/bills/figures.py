"""What a bill is to say of an invoice: its lines, the VAT of each rate, what differs.

Plain decimals, and nothing of Odoo. The totals of the invoice win: whatever lies
between them and its lines becomes a line of its own, and is told.
"""

from collections import Counter
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

ZERO, ONE, HUNDRED = Decimal(0), Decimal(1), Decimal(100)
# In force on the mainland and overseas: CGI, articles 278 to 281 nonies and 296.
RATES = tuple(map(Decimal, ("20", "10", "8.5", "5.5", "2.1")))

# Kinds of lines.
GIVEN = "given"  # a line of the invoice
NOTE = "note"  # one without an amount
RATE = "rate"  # all that a rate applies to, where lines do not tell
WHOLE = "whole"  # the untaxed total, where nothing else is told
ALLOWANCE = "allowance"  # between the lines of a rate and its base
UNTAXED = "untaxed"  # between the bases of all rates and the untaxed total
VAT = "vat"  # VAT that is not that of a rate
TOTAL = "total"  # between untaxed total and VAT, and the total
# Those that are not the supplier's own words, and so are told.
DIFFERENCES = (ALLOWANCE, UNTAXED, VAT, TOTAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of an invoice, or of a bill.

    :param text: as the supplier wrote it
    :param untaxed: None where it is not told
    :param rate: in percent; None where it is not told or there is none
    :param discount: in percent
    :param stated: (quantity, price) of the supplier, where the bill's are others
    :param unit: of the quantity, an identifier of Odoo
    """

    kind: str = GIVEN
    text: str = ""
    quantity: Decimal | None = None
    price: Decimal | None = None
    untaxed: Decimal | None = None
    rate: Decimal | None = None
    discount: Decimal = ZERO
    stated: tuple[Decimal, Decimal | None] | None = None
    unit: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What does not agree inside an invoice, and where.

    :param kind: of :data:`DIFFERENCES`, or RATE where lines do not tell their rates
    :param found: what its parts make
    """

    kind: str
    stated: Decimal = ZERO
    found: Decimal = ZERO
    rate: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What a bill is to say; amounts as in a bill or in a refund, positive.

    :param vat: by rate in percent; rates without VAT are not in it
    """

    is_refund: bool
    lines: tuple[Line, ...]
    vat: dict[Decimal, Decimal]
    untaxed: Decimal
    total: Decimal
    differences: tuple[Difference, ...]


def figures_of(content, *, lines=None, places=2, quantity_places=2):
    """What the bill of an invoice is to say.

    :param content: ``ReceivedContent``
    :param lines: instead of those of the content: list of :class:`Line`
    :param int places: decimals of the currency
    :param int quantity_places: decimals that a quantity of Odoo keeps
    :rtype: Figures
    """
    return _Maker(content, lines, places, quantity_places).figures()


def stated_lines(content):
    """The lines that the content itself has."""
    return [
        Line(
            text=line.product,
            quantity=line.quantity,
            price=line.price,
            untaxed=line.untaxed,
            rate=line.rate,
        )
        for line in content.lines
    ]


def _with_amount(line):
    """A line whose amount is told, or made of its price."""
    if line.untaxed is not None or line.price is None:
        return line
    quantity = ONE if line.quantity is None else line.quantity
    return replace(line, untaxed=line.price * quantity)


class _Maker:
    def __init__(self, content, lines, places, quantity_places):
        self._unit = ONE.scaleb(-places)
        self._quantity_places = quantity_places
        self._sign = -1 if (content.total or content.untaxed) < 0 else 1
        self._is_refund = content.is_credit_note or self._sign < 0
        self._untaxed = self._round(content.untaxed * self._sign)
        self._total = self._round(content.total * self._sign)
        self._bases, self._vat = Counter(), Counter()
        sign = self._sign_of([tax.untaxed for tax in content.taxes])
        for tax in content.taxes:
            self._bases[tax.rate] += self._round(tax.untaxed * sign)
            self._vat[tax.rate] += self._round(tax.vat * sign)
        stated = stated_lines(content) if lines is None else lines
        stated = [_with_amount(line) for line in stated]
        amounts = [line.untaxed for line in stated if line.untaxed is not None]
        sign = self._sign_of(amounts)
        self._lines = [self._signed(line, sign) for line in stated]
        self._differences = []

    def figures(self):
        if self._bases:
            self._fit_lines_to_bases()
        elif any(line.rate is not None for line in self._lines):
            self._take_rates_of_lines()
        else:
            self._guess_rate()
        self._drop_rates_without_vat()
        self._level_bases()
        self._level_vat()
        self._level_untaxed_and_total()
        return Figures(
            is_refund=self._is_refund,
            lines=tuple(self._shown(line) for line in self._lines),
            vat={rate: vat for rate, vat in self._vat.items() if rate and vat},
            untaxed=self._untaxed,
            total=self._total,
            differences=tuple(self._differences),
        )

    def _round(self, amount):
        return amount.quantize(self._unit, ROUND_HALF_UP)

    def _sign_of(self, amounts):
        """What makes amounts those of a bill: in a credit note the head, the taxes and
        the lines may each be negative or not. One that makes the untaxed total but for
        its sign is turned; anything else goes as the head does.

        :param amounts: that should make the untaxed total
        """
        made = sum(amounts, ZERO) * self._sign
        turned, as_is = abs(made + self._untaxed), abs(made - self._untaxed)
        is_turned = turned < as_is and turned <= self._unit * len(amounts)
        return -self._sign if is_turned else self._sign

    def _signed(self, line, sign):
        """A line as it is in a bill; one without an amount is a note."""
        if line.untaxed is None:
            return Line(kind=NOTE, text=line.text)
        quantity, price = line.quantity, line.price
        if quantity is not None and price is not None:
            # Of a negative invoice either may carry the sign.
            quantity *= sign
            if quantity < 0 and price < 0:
                quantity, price = -quantity, -price
        untaxed = self._round(line.untaxed * sign)
        return replace(line, quantity=quantity, price=price, untaxed=untaxed)

    def _add(self, kind, amount, rate=None):
        self._lines.append(Line(kind=kind, quantity=ONE, untaxed=amount, rate=rate))

    def _tell(self, kind, stated=ZERO, found=ZERO, rate=None):
        self._differences.append(
            Difference(kind=kind, stated=stated, found=found, rate=rate)
        )

    # -- Which rate applies to what --------------------------------------------

    def _fit_lines_to_bases(self):
        """Give lines their rates, or one line to each rate where they have none."""
        if len(self._bases) == 1:
            (only,) = self._bases
            self._lines = [
                replace(line, rate=only)
                if line.rate is None and line.kind != NOTE
                else line
                for line in self._lines
            ]
        amounts = [line for line in self._lines if line.kind != NOTE]
        for line in amounts:
            if line.rate == ZERO and ZERO not in self._bases:
                self._bases[ZERO] = sum(x.untaxed for x in amounts if x.rate == ZERO)
        if amounts and all(line.rate in self._bases for line in amounts):
            return
        if amounts:
            self._tell(RATE)
        self._lines = [Line(kind=NOTE, text=line.text) for line in self._lines]
        for rate, base in self._bases.items():
            self._add(RATE, base, rate)

    def _take_rates_of_lines(self):
        for line in self._lines:
            if line.kind != NOTE:
                self._bases[line.rate or ZERO] += line.untaxed
        for rate, base in self._bases.items():
            self._vat[rate] = self._round(base * rate / HUNDRED)
        self._lines = [
            line if line.kind == NOTE else replace(line, rate=line.rate or ZERO)
            for line in self._lines
        ]

    def _guess_rate(self):
        """Neither lines nor breakdown tell a rate: that of the totals, if it is one."""
        vat = self._total - self._untaxed
        fitting = [
            rate
            for rate in RATES
            if vat and abs(self._untaxed * rate / HUNDRED - vat) <= self._unit
        ]
        rate = fitting[0] if len(fitting) == 1 else ZERO
        if not any(line.kind != NOTE for line in self._lines):
            self._add(WHOLE, self._untaxed, rate)
        self._lines = [
            line if line.kind == NOTE else replace(line, rate=rate)
            for line in self._lines
        ]
        self._bases[rate] = self._untaxed
        if rate:
            self._vat[rate] = vat
        elif vat > 0:
            self._tell(VAT, vat)
            self._add_beside(VAT, vat)

    def _add_beside(self, kind, amount):
        """A line that is not in the invoice's untaxed total: the bill's has it."""
        self._add(kind, amount)
        self._untaxed += amount

    def _drop_rates_without_vat(self):
        """A rate that is named and not charged, as where the body owes the VAT."""
        for rate in [r for r in self._bases if r and self._bases[r]]:
            if not self._vat[rate]:
                owed = self._round(self._bases[rate] * rate / HUNDRED)
                if owed:
                    self._tell(VAT, ZERO, owed, rate)
                self._bases[ZERO] += self._bases.pop(rate)
                self._lines = [
                    replace(line, rate=ZERO) if line.rate == rate else line
                    for line in self._lines
                ]

    # -- What lies between them ------------------------------------------------

    def _level_bases(self):
        for rate, base in self._bases.items():
            found = sum(line.untaxed for line in self._lines if line.rate == rate)
            if found != base:
                self._tell(ALLOWANCE, base, found, rate)
                self._add(ALLOWANCE, base - found, rate)

    def _level_vat(self):
        """VAT that is more than a rounding away from its rate is a line without tax."""
        for rate, base in self._bases.items():
            expected = self._round(base * rate / HUNDRED)
            stated = self._vat[rate]
            count = sum(line.rate == rate for line in self._lines)
            if abs(stated - expected) > self._unit * (5 + count):
                self._tell(VAT, stated, expected, rate)
                self._vat[rate] = expected
                self._add_beside(VAT, stated - expected)

    def _level_untaxed_and_total(self):
        found = sum(line.untaxed for line in self._lines if line.kind != NOTE)
        if found != self._untaxed:
            self._tell(UNTAXED, self._untaxed, found)
            self._add(UNTAXED, self._untaxed - found)
        found = self._untaxed + sum(self._vat.values())
        if found != self._total:
            self._tell(TOTAL, self._total, found)
            self._add_beside(TOTAL, self._total - found)

    # -- A line as Odoo has it -------------------------------------------------

    def _shown(self, line):
        """A line of which quantity times price is the amount, to the cent."""
        if line.kind == NOTE:
            return line
        quantity, price, amount = line.quantity, line.price, line.untaxed
        if not quantity or round(quantity, self._quantity_places) != quantity:
            stated = (quantity, price) if quantity else None
            return replace(line, quantity=ONE, price=amount, stated=stated)
        if price is not None and price * quantity == amount:
            return line
        if price and price * quantity:
            discount = HUNDRED * (ONE - amount / (price * quantity))
            rounded = round(discount, 2)
            if rounded > 0 and price * quantity * (ONE - rounded / HUNDRED) == amount:
                return replace(line, discount=rounded)
        is_other = price is not None and self._round(price * quantity) != amount
        stated = (quantity, price) if is_other else None
        return replace(line, price=amount / quantity, stated=stated)
