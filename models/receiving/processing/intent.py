"""What somebody wants to do with a received invoice, before it is written down."""

from dataclasses import dataclass
from datetime import date

from odoo import models
from odoo.tools import LazyTranslate

from ....chorus_api.receiving import REASON_LIMIT
from ....tools.french import french_env
from ..acts import ACTS

_lt = LazyTranslate(__name__)

# The portal asks for a reason of the first two; without one nobody could route the
# invoice anew.
WITH_REASON = ("suspend", "reject", "recycle")
MISSING = _lt("Missing: %s.")


@dataclass(frozen=True, kw_only=True)
class Intent:
    """
    :param act: a code of ``ACTS``
    :param reason: what the supplier reads, at most ``REASON_LIMIT`` characters
    :param motive: of the dictionary of reasons, or an empty record
    :param missing: what the supplier is to send, or empty records
    :param mandate_number: of the payment order
    :param service_done_on: the day that an agent certifies
    """

    act: str
    motive: models.Model
    missing: models.Model
    reason: str = ""
    mandate_number: str = ""
    service_done_on: date | None = None

    @property
    def status(self):
        """The portal's code of the status that it gives."""
        return ACTS[self.act].status

    def tell(self, client, chorus_identifier):
        """Tell the portal, once.

        :return: the status that it says the invoice has now; may be empty
        :raises ChorusError: as :meth:`~.chorus_api.ChorusClient.process_received`
        """
        told = client.process_received(
            chorus_identifier,
            self.status,
            reason=self.reason,
            mandate_number=self.mandate_number,
        )
        return told.status

    def is_given_by(self, status):
        """Whether a status that the portal answers is what was asked for."""
        return status in ("", self.status)

    def stands(self, received):
        """Whether an invoice is still where this has brought it."""
        return received.raw_status == self.status

    def values(self):
        """What is written down of it on an act.

        :rtype: dict
        """
        return {
            "act": self.act,
            "raw_status": self.status,
            "reason": self.reason or False,
            "motive_id": self.motive.id,
            "missing_item_ids": [(6, 0, self.missing.ids)],
            "mandate_number": self.mandate_number or False,
            "service_done_on": self.service_done_on or False,
        }


def reason_text(env, motive, missing, words):
    """What the supplier reads, in French wherever French is installed.

    :param motive: of the dictionary of reasons, or an empty record
    :param missing: what the supplier is to send, or empty records
    :param str words: of the person who acts
    """
    french = french_env(env)
    parts = [motive.label and f"{motive.label}."]
    if missing:
        names = ", ".join(missing.mapped("name"))
        sentence = french._(MISSING)
        parts.append(sentence % names)
    parts.append(" ".join((words or "").split()))
    return " ".join(filter(None, parts))


def reason_problem(env, reason):
    """Why a text is no reason that the portal takes.

    :return: a sentence; empty where it is one
    """
    if not reason:
        return env._(
            "Say why: choose what is missing or a reason of the list, or write it. The"
            " supplier reads it."
        )
    if len(reason) > REASON_LIMIT:
        return env._(
            "The reason has %(count)s characters, Chorus Pro takes %(limit)s. Make it"
            " shorter.",
            count=len(reason),
            limit=REASON_LIMIT,
        )
    return ""
