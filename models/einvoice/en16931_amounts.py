"""Amounts of a document as EN 16931 adds them up: decimals, never floats."""

from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

# G1.16 to G1.19 of the annex EDI: at most six decimals.
MOST_DECIMALS = 6
# BR-DEC of EN 16931: an amount has two decimals, whatever its currency.
AMOUNT_DECIMALS = 2
CENT = Decimal(1).scaleb(-AMOUNT_DECIMALS)
# Units that a price may be for (BT-149).
BASES = [Decimal(10) ** power for power in range(7)]


def exact(value):
    """A float of the database as the decimal that was typed."""
    return Decimal(repr(float(value)))


def rounded(value, decimals=AMOUNT_DECIMALS):
    """Half away from zero, as Odoo rounds; never minus zero."""
    result = value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return result if result else abs(result)


def written(value, decimals=AMOUNT_DECIMALS):
    """A decimal as a text of at least so many decimals and no needless zeros."""
    text = f"{rounded(value, MOST_DECIMALS):f}"
    whole, _point, fraction = text.partition(".")
    fraction = fraction.rstrip("0").ljust(decimals, "0")
    return f"{whole}.{fraction}" if fraction else whole


@dataclass(frozen=True)
class Price:
    """What was agreed for a line.

    :param Decimal quantity: negative where the amount is (BT-129)
    :param Decimal net: price of ``base`` units after discount, never negative (BT-146)
    :param Decimal gross: price before it, None without a discount (BT-148)
    :param Decimal base: units that the price is for, None for one (BT-149)
    """

    quantity: Decimal
    net: Decimal
    gross: Decimal | None = None
    base: Decimal | None = None


def state_price(quantity, net, gross=None):
    """The price of a line as it was agreed, for so many units that it can be written.

    Six decimals suffice for one unit nearly always; a price of more is that of ten, a
    hundred … units (BT-149), exactly, or where it has no end to the cent of the line.

    :param Decimal quantity: as invoiced
    :param Decimal net: of one unit without VAT, after discount; a negative one, which
        BR-27 forbids, moves its sign to the quantity
    :param Decimal gross: the same before discount, None without one
    :rtype: Price
    """
    quantity = rounded(quantity, MOST_DECIMALS)
    if (net or gross or 0) < 0:
        quantity, net, gross = -quantity, -net, None if gross is None else -gross
    if gross is not None and gross <= net:
        gross = None
    base = _find_base([p for p in (net, gross) if p is not None], abs(quantity))
    return Price(
        quantity,
        rounded(net * base, MOST_DECIMALS),
        None if gross is None else rounded(gross * base, MOST_DECIMALS),
        base if base > 1 else None,
    )


def _find_base(prices, size):
    """How many units prices are for."""
    for base in BASES:
        if all(rounded(p * base, MOST_DECIMALS) == p * base for p in prices):
            return base
    smallest = Decimal(1).scaleb(-MOST_DECIMALS)
    fine = (base for base in BASES if size * smallest / base <= CENT)
    return next(fine, BASES[-1])


@dataclass(frozen=True)
class Vat:
    """The VAT of a line: category (UNTDID 5305), rate in percent, why there is none."""

    category: str
    rate: Decimal = Decimal(0)
    reason: str = ""
    reason_code: str = ""

    @property
    def written_rate(self):
        """The rate as a text; nothing where there may be none (BR-O-05)."""
        return None if self.category == "O" else written(self.rate, 0)


@dataclass
class Group:
    """One row of the VAT breakdown (BG-23).

    :param codes: of its reasons, an empty one for a reason without a code
    """

    base: Decimal = Decimal(0)
    tax: Decimal = Decimal(0)
    reasons: list = field(default_factory=list)
    codes: set = field(default_factory=set)


@dataclass
class Totals:
    """What the parts of a document add up to.

    :param groups: rows of the VAT breakdown by (category, rate)
    :param tax_in_company_currency: VAT of all of them
    :param vats: the VAT of each tax of the lines
    :param cents: what Odoo's base has that the rounded lines have not, by (category,
        rate)
    """

    lines: Decimal = Decimal(0)
    allowances: Decimal = Decimal(0)
    charges: Decimal = Decimal(0)
    rounding: Decimal = Decimal(0)
    tax_in_company_currency: Decimal = Decimal(0)
    groups: dict = field(default_factory=dict)
    vats: dict = field(default_factory=dict)
    cents: dict = field(default_factory=dict)

    def add_vat(self, vat, base, tax):
        """Count a base and its tax: one row for each category and rate (BR-S-08), all
        reasons of an exemption in it (BR-E-01)."""
        group = self.groups.setdefault((vat.category, vat.rate), Group())
        group.base += base
        group.tax += tax
        if vat.reason and vat.reason not in group.reasons:
            group.reasons.append(vat.reason)
        if vat.reason or vat.reason_code:
            group.codes.add(vat.reason_code)

    def add_cents(self, vat, amount):
        """Count what is missing to Odoo's base of a category and rate."""
        key = (vat.category, vat.rate)
        self.cents[key] = self.cents.get(key, Decimal(0)) + amount

    @property
    def outside_category(self):
        """The category of what bears no VAT beside the lines: exempt, but where the
        lines are out of scope, which suffers no other category (BR-O-11 to BR-O-14)."""
        is_out = any(vat.category == "O" for vat in self.vats.values())
        return "O" if is_out else "E"

    @property
    def without_vat(self):
        return self.lines - self.allowances + self.charges

    @property
    def vat(self):
        return sum((group.tax for group in self.groups.values()), Decimal(0))

    @property
    def with_vat(self):
        return self.without_vat + self.vat
