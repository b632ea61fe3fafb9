"""Amounts of a document as EN 16931 adds them up: decimals, never floats."""

from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

# G1.16 to G1.19 of the annex EDI: at most six decimals.
MOST_DECIMALS = 6
# BR-DEC of EN 16931: an amount has two decimals, whatever its currency.
AMOUNT_DECIMALS = 2


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
    """How a net amount is made of a quantity, exactly.

    :param Decimal quantity: negative where the amount is (BT-129)
    :param Decimal net: price of ``base`` units after discount, never negative (BT-146)
    :param Decimal gross: price before it, None without a discount (BT-148)
    :param Decimal base: units that the price is for, None for one (BT-149)
    """

    quantity: Decimal
    net: Decimal
    gross: Decimal | None = None
    base: Decimal | None = None


def find_price(net_amount, quantity, unit_price, gross_price=None):
    """Prices that give the net amount of a line to the cent.

    The unit price of Odoo where it does, else the shortest one that does; where six
    decimals do not suffice, the price is given for the whole quantity.

    :param Decimal net_amount: of the line, two decimals
    :param Decimal quantity: as invoiced
    :param Decimal unit_price: without VAT, after discount, as Odoo has it
    :param Decimal gross_price: the same before discount, None without one
    :rtype: Price
    """
    size, amount = abs(rounded(quantity, MOST_DECIMALS)), abs(net_amount)
    signed = -size if net_amount < 0 else size
    if not net_amount and quantity < 0:
        signed = -size
    if not size:
        return Price(signed, abs(rounded(unit_price, MOST_DECIMALS)))
    ratio = amount / size
    candidates = [abs(rounded(unit_price, MOST_DECIMALS))]
    candidates += [rounded(ratio, decimals) for decimals in range(2, MOST_DECIMALS + 1)]
    for price in candidates:
        if rounded(price * size) == amount:
            gross = _gross(gross_price, price)
            return Price(signed, price, gross)
    gross = gross_price and _gross(gross_price * size, amount)
    return Price(signed, amount, gross, base=size)


def _gross(gross_price, net_price):
    """A gross price is told where there is a discount, never a surcharge."""
    if gross_price is None:
        return None
    gross = abs(rounded(gross_price, MOST_DECIMALS))
    return gross if gross > net_price else None


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
    """One row of the VAT breakdown (BG-23)."""

    base: Decimal = Decimal(0)
    tax: Decimal = Decimal(0)
    reasons: list = field(default_factory=list)
    codes: list = field(default_factory=list)


@dataclass
class Totals:
    """What the parts of a document add up to.

    :param groups: rows of the VAT breakdown by (category, rate)
    :param tax_in_company_currency: VAT of all of them
    :param vats: the VAT of each tax of the lines
    """

    lines: Decimal = Decimal(0)
    allowances: Decimal = Decimal(0)
    charges: Decimal = Decimal(0)
    rounding: Decimal = Decimal(0)
    tax_in_company_currency: Decimal = Decimal(0)
    groups: dict = field(default_factory=dict)
    vats: dict = field(default_factory=dict)

    def add_vat(self, vat, base, tax):
        """Count a base and its tax: one row for each category and rate (BR-S-08), all
        reasons of an exemption in it (BR-E-01)."""
        group = self.groups.setdefault((vat.category, vat.rate), Group())
        group.base += base
        group.tax += tax
        for known, new in (
            (group.reasons, vat.reason),
            (group.codes, vat.reason_code),
        ):
            if new and new not in known:
                known.append(new)

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
