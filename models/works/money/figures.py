"""What a month of works comes to: the claim, and what the works supervisor's statement
is expected to say of it.

Plain decimals, and nothing of Odoo. Article numbers are those of the code de la
commande publique (R2191-…) and of the CCAG travaux 2021 (12.…). Each component of a
month is rounded, half up, to the unit of the currency; what is to date is the sum of
the months.
"""

from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

ZERO, ONE, HUNDRED = Decimal(0), Decimal(1), Decimal(100)
MONTHS_OF_YEAR = 12
# Shares of a contract, in percent: a larger advance is taken off from the first claim
# on (R2191-11, 2°), any other one from the second of them to the third (R2191-12).
LARGE_ADVANCE = Decimal(30)
RECOVERED_FROM, RECOVERED_UNTIL = Decimal(65), Decimal(80)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a contract says of its money, as it is in one month; rates in percent.

    :param amount: of the contract with the amendments in force, untaxed
    :param retention_rate: 0 where a guarantee stands in its place (R2191-36)
    :param retention_on_revision: whether revision is part of what it is taken from
    :param advance: as it was paid, with VAT
    :param recovered_from: share of the contract at which its recovery begins (R2191-11)
    :param recovered_until: and at which it is over (R2191-12)
    :param unit: smallest amount of the currency
    """

    amount: Decimal = ZERO
    vat_rate: Decimal = Decimal(20)
    retention_rate: Decimal = Decimal(5)
    retention_on_revision: bool = True
    advance: Decimal = ZERO
    recovered_from: Decimal = RECOVERED_FROM
    recovered_until: Decimal = RECOVERED_UNTIL
    unit: Decimal = Decimal("0.01")

    def round(self, amount):
        return (amount / self.unit).quantize(ONE, ROUND_HALF_UP) * self.unit

    def with_vat(self, amount):
        return amount * (HUNDRED + self.vat_rate) / HUNDRED


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A month of works. What ends in ``total`` or ``to_date`` is since the beginning of
    the contract, anything else is of the month.

    :param works_total: at initial prices, untaxed: what the claim says (12.1)
    :param total: works, revision and VAT
    :param subcontracted: what the body pays to subcontractors, who bill no VAT
    :param other: penalties and whatever else the body takes off
    """

    works_total: Decimal = ZERO
    works: Decimal = ZERO
    revision: Decimal = ZERO
    vat: Decimal = ZERO
    total: Decimal = ZERO
    total_to_date: Decimal = ZERO
    subcontracted: Decimal = ZERO
    subcontracted_to_date: Decimal = ZERO
    retention: Decimal = ZERO
    retention_to_date: Decimal = ZERO
    recovered: Decimal = ZERO
    recovered_to_date: Decimal = ZERO
    other: Decimal = ZERO
    due: Decimal = ZERO
    due_before: Decimal = ZERO
    due_to_date: Decimal = ZERO


def summed(month, before):
    """A statement of which the components of the month are known: what they add up to.

    :param Statement month: works_total, revision, vat, subcontracted, retention,
        recovered and other are read
    :param Statement before: of the month before it
    """
    works = month.works_total - before.works_total
    total = works + month.revision + month.vat
    due = total - month.subcontracted - month.retention - month.recovered - month.other
    return replace(
        month,
        works=works,
        total=total,
        total_to_date=before.total_to_date + total,
        subcontracted_to_date=before.subcontracted_to_date + month.subcontracted,
        retention_to_date=before.retention_to_date + month.retention,
        recovered_to_date=before.recovered_to_date + month.recovered,
        due=due,
        due_before=before.due_to_date,
        due_to_date=before.due_to_date + due,
    )


def forecast(
    terms, before, *, works_total, coefficient=ONE, subcontracted=ZERO, is_final=False
):
    """The statement that is to be expected of a claim (12.2).

    :param Decimal works_total: as claimed: to date, at initial prices, untaxed
    :param Decimal coefficient: of the revision of the month's works
    :param Decimal subcontracted: of the month, as their invoices say, without VAT
    :param bool is_final: no claim comes after it
    :rtype: Statement
    """
    works = works_total - before.works_total
    revision = terms.round(works * (coefficient - ONE))
    vat = terms.round((works + revision) * terms.vat_rate / HUNDRED)
    total_to_date = before.total_to_date + works + revision + vat
    month = Statement(
        works_total=works_total,
        revision=revision,
        vat=vat,
        subcontracted=subcontracted,
        retention=retention(terms, works_total, total_to_date)
        - before.retention_to_date,
        recovered=recovered(terms, works_total, before, is_final)
        - before.recovered_to_date,
    )
    return summed(month, before)


def retention(terms, works_total, total_to_date):
    """What is withheld to date (R2191-33): at most the rate of the contract itself."""
    base = total_to_date if terms.retention_on_revision else terms.with_vat(works_total)
    base = min(base, terms.with_vat(terms.amount))
    return terms.round(base * terms.retention_rate / HUNDRED)


def recovered(terms, works_total, before, is_final=False):
    """What of the advance is paid back to date (R2191-11, R2191-12): with the final
    claim all of it, whatever was done, as it is taken off the balance too.

    The share of the contract that is done counts at initial prices: with VAT on both
    sides it is the same as without. An amendment makes that share smaller: what was
    paid back stays so, up to the advance itself.

    :param Statement before: of the month before
    """
    if is_final:
        return terms.advance
    by_share = _recovered_by_share(terms, works_total)
    return max(by_share, min(before.recovered_to_date, terms.advance))


def _recovered_by_share(terms, works_total):
    if not terms.amount:
        return ZERO
    done = works_total * HUNDRED / terms.amount
    span = terms.recovered_until - terms.recovered_from
    if done >= terms.recovered_until or not span:
        return terms.advance if done >= terms.recovered_until else ZERO
    part = max(done - terms.recovered_from, ZERO) / span
    return terms.round(terms.advance * part)


def disputed(expected, counted):
    """What of a month was claimed and not admitted, with VAT; or what is taken off
    beyond what was expected, where that is more."""
    return max(expected.total - counted.total, expected.due - counted.due, ZERO)


def kept_back(terms, coefficient, expected, counted):
    """What of a disputed month does not come again with the next one.

    Works, retention and advance are reckoned to date: what was cut of them is part of
    what is expected of the next month. Revision, its VAT, penalties and what went to
    subcontractors are of their month alone.

    :param Decimal coefficient: of the revision of the month's works
    """
    revision = terms.round(counted.works * (coefficient - ONE))
    vat = terms.round((counted.works + revision) * terms.vat_rate / HUNDRED)
    cut = revision + vat - counted.revision - counted.vat
    taken = cut + counted.other + counted.subcontracted - expected.subcontracted
    return max(cut, taken, ZERO)


def advance(terms, rate, subcontracted=ZERO, months=MONTHS_OF_YEAR):
    """The advance that a contract gives.

    :param Decimal rate: in percent, between 5 and 30 (R2191-7)
    :param Decimal subcontracted: untaxed, of subcontractors who are paid directly: no
        part of it (R2193-18)
    :param int months: that the works last; of more than a year's works only one counts
    """
    base = terms.with_vat(terms.amount - subcontracted)
    if months > MONTHS_OF_YEAR:
        base = base * MONTHS_OF_YEAR / months
    return terms.round(base * rate / HUNDRED)


def recovery(terms, amount):
    """Between which shares of a contract an advance is taken off, where the contract
    says nothing (R2191-11, R2191-12).

    :param Decimal amount: of the advance, with VAT
    :return: (share at which it begins, share at which it is over), in percent
    """
    whole = terms.with_vat(terms.amount)
    share = amount * HUNDRED / whole if whole else ZERO
    begins = ZERO if share > LARGE_ADVANCE else RECOVERED_FROM
    return begins, min(max(share, RECOVERED_UNTIL), HUNDRED)
