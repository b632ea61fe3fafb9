"""The letter of reasons against a general account (mémoire en réclamation): what it
says, in French, for it goes to a French public body. Articles: ``doc/portal.md``, L.
"""

from dataclasses import dataclass
from datetime import date

from odoo.tools import LazyTranslate

from ..dossier_events import deposited_on, received_by_owner, received_by_supervisor
from .letter import french_amount, french_day, of_contract

_lt = LazyTranslate(__name__)

REFUSED, RESERVED = "refused", "reserved"
# What becomes of the general account: for who writes, and in the letter.
ANSWERS = [
    (REFUSED, _lt("Not signed, with our reasons")),
    (RESERVED, _lt("Signed, with reserves")),
]
ANSWER_TEXTS = {
    REFUSED: "nous refusons de signer ce décompte général",
    RESERVED: "nous vous renvoyons ce décompte général signé avec des réserves",
}
# The head that is proposed: what was claimed, less what the account has.
NOT_ADMITTED = "Travaux du projet de décompte final non admis au décompte général"


@dataclass(frozen=True, kw_only=True)
class Account:
    """A general account, and what it answers.

    :param number: its number
    :param amount: without VAT
    :param total: with VAT
    :param currency: ISO code
    :param notified: day of its notification
    :param identifier: inside Chorus Pro
    :param claim: number of our own claim that it answers, empty for none known
    :param claimed: without VAT, by our own claim
    :param claimed_on: day on which both had our own claim, else of its deposit
    """

    number: str
    amount: float
    total: float
    currency: str
    notified: date | None = None
    identifier: str = ""
    contract: str = ""
    lot: str = ""
    claim: str = ""
    claimed: float = 0
    claimed_on: date | None = None

    @property
    def not_admitted(self):
        """What was claimed and is not in the account, without VAT; 0 where nothing
        is known."""
        return max(self.claimed - self.amount, 0) if self.claim else 0


def account_of(piece):
    """What the letter says of a general account.

    :param piece: a works piece
    :rtype: Account
    """
    own = piece._chorus_dossier().filtered("is_ours")[-1:]
    receipts = list(filter(None, (received_by_supervisor(own), received_by_owner(own))))
    return Account(
        number=piece.number,
        amount=piece.amount_untaxed,
        total=piece.amount_total,
        currency=piece.currency_id.name,
        notified=deposited_on(piece),
        identifier=piece.chorus_identifier or "",
        contract=piece.contract_id.number or piece.contract_number or "",
        lot=piece.contract_id.lot or "",
        claim=own.number or "",
        claimed=own.amount_untaxed,
        claimed_on=max(receipts) if len(receipts) > 1 else deposited_on(own),
    )


def objection_subject(one):
    """The subject line of the letter.

    :param Account one: of it
    """
    return (
        f"Mémoire en réclamation – décompte général n° {one.number}"
        f"{of_contract(one, ' – marché n° ')}"
    )


def objection_facts(one):
    """The first paragraph: which account, and what was claimed.

    :param Account one: of it
    """
    parts = ["Vous nous avez notifié"]
    parts += [f" le {french_day(one.notified)}"] if one.notified else []
    parts.append(" dans Chorus Pro")
    parts += [f" (identifiant {one.identifier})"] if one.identifier else []
    parts.append(f" le décompte général n° {one.number}")
    parts.append(of_contract(one, " du marché n° "))
    parts.append(
        f", d'un montant de {french_amount(one.amount, one.currency)}\xa0HT, soit"
        f" {french_amount(one.total, one.currency)}\xa0TTC."
    )
    if one.claim:
        parts.append(f" Notre demande n° {one.claim}")
        parts += [f" du {french_day(one.claimed_on)}"] if one.claimed_on else []
        claimed = french_amount(one.claimed, one.currency)
        parts.append(f" s'élevait à {claimed}\xa0HT.")
    return "".join(parts)
