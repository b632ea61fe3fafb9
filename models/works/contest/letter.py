"""The letter against a rejection: what it says, in French, for it goes to a French
public body whatever language the company reads.
"""

from dataclasses import dataclass
from datetime import date

from babel.dates import format_date
from babel.numbers import format_currency

FRENCH = "fr_FR"


@dataclass(frozen=True, kw_only=True)
class Rejected:
    """What was rejected.

    :param number: of the invoice or piece
    :param dated: its date
    :param amount: with taxes
    :param currency: its ISO code
    :param identifier: inside Chorus Pro
    :param contract: number of the contract
    :param deposited: day of its deposit
    :param available: the day from which its time to pay is counted
    :param rejected: day of the rejection
    :param reason: in the words of who rejected
    """

    number: str
    amount: float
    currency: str
    rejected: date | None = None
    dated: date | None = None
    identifier: str = ""
    contract: str = ""
    lot: str = ""
    deposited: date | None = None
    available: date | None = None
    reason: str = ""


def subject_of(one):
    """The subject line of the letter.

    :param Rejected one: of it
    """
    claim = f"la demande de paiement n° {one.number}"
    return f"Contestation du rejet de {claim}{of_contract(one, ' – marché n° ')}"


def facts_of(one):
    """The first paragraph: what happened, and when.

    :param Rejected one: of it
    """
    amount = french_amount(one.amount, one.currency)
    parts = [f"Notre demande de paiement n° {one.number}"]
    parts += [f" du {french_day(one.dated)}"] if one.dated else []
    parts.append(f", d'un montant de {amount}\xa0TTC,")
    if one.contract:
        contract = of_contract(one, " présentée au titre du marché n° ")
        parts.append(f"{contract},")
    if one.deposited:
        parts.append(f" a été déposée dans Chorus Pro le {french_day(one.deposited)}")
        parts += [f" (identifiant {one.identifier})"] if one.identifier else []
        if one.available and one.available != one.deposited:
            parts.append(f", mise à disposition le {french_day(one.available)}")
        parts.append(", puis rejetée")
    else:
        parts.append(" a été rejetée dans Chorus Pro")
    parts += [f" le {french_day(one.rejected)}"] if one.rejected else []
    if one.reason:
        parts.append(f", au motif suivant : « {one.reason} »")
    return "".join(parts) + "."


def of_contract(one, words):
    """Number and lot of the contract, after some words; empty where none is known.

    :param one: anything with ``contract`` and ``lot``
    """
    lot = f", lot {one.lot}" if one.lot else ""
    return f"{words}{one.contract}{lot}" if one.contract else ""


def french_amount(amount, currency):
    """An amount as a French letter has it.

    :param str currency: its ISO code
    """
    text = format_currency(amount, currency, locale=FRENCH)
    # The narrow space between thousands is not in every font of a printer.
    return text.replace("\u202f", "\xa0")


def french_day(day):
    """A day as a French letter has it: 1er mars 2026."""
    text = format_date(day, "d MMMM y", locale=FRENCH)
    return text.replace("1 ", "1er ", 1) if day.day == 1 else text
