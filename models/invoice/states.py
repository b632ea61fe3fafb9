"""Our own states, a row each with all its properties: of an attempt, of a deposit.

The portal's statuses have a table of their own (``chorus_api/statuses.py``), which says
which of these states each of them is. Who adds a state touches this file, the sentences
of its kind and the diagram at the field; code asks for properties, never for a list of
names of its own.
"""

from dataclasses import dataclass

from odoo.tools import LazyTranslate

from ...chorus_api.tables import Table

_lt = LazyTranslate(__name__)

# Kinds of news that somebody may follow; whatever else happens is plain news.
REFUSAL, SUSPENSION, PAYMENT = "refused", "suspended", "paid"


@dataclass(frozen=True, kw_only=True)
class State:
    """A state of an attempt, and of its invoice.

    :param sentence: what it means and what to do now, while the portal has no status
    :param ended: the attempt is over, and leaves the number of the invoice free
    :param over: nobody waits for anything of it in the portal any more
    :param open: nobody knows yet whether Chorus Pro has it
    :param in_flight: handed over, or perhaps: the portal may be working on it
    :param silent: the portal has said nothing of it; its reason is a sentence of ours
    :param travels: on its way to the customer, who does not have it yet
    :param transit: of the work list « In transit »
    :param asks: a person has to do something
    :param refused: counts as refused in the analysis
    :param ordered: payment was ordered: the portal may tell the number of the order
    :param colour: Bootstrap's name of its colour, while the portal has no status
    :param news: REFUSAL, SUSPENSION or PAYMENT
    """

    code: str
    label: str
    sentence: object = None
    ended: bool = False
    over: bool = False
    open: bool = False
    in_flight: bool = False
    silent: bool = False
    travels: bool = False
    transit: bool = False
    asks: bool = False
    refused: bool = False
    ordered: bool = False
    colour: str = "info"
    news: str = ""


@dataclass(frozen=True, kw_only=True)
class DepositState:
    """A state of a deposit.

    :param ended: none of its invoices is at Chorus Pro by it
    :param open: nobody knows yet whether Chorus Pro has the file
    :param settled: what the answer to the call came to, or the lack of one; its
        invoices take over the same state
    :param colour: Bootstrap's name of its colour
    """

    code: str
    label: str
    ended: bool = False
    open: bool = False
    settled: bool = False
    colour: str = ""


OWN_STATES = Table(
    State(
        code="to_send",
        label="Queued",
        sentence=_lt("Queued: Odoo sends it within a few minutes. Nothing to do."),
        in_flight=True,
        silent=True,
        transit=True,
    ),
    State(
        code="sending",
        label="Sending",
        sentence=_lt("The invoice is being sent right now. Nothing to do."),
        open=True,
        in_flight=True,
        silent=True,
        transit=True,
    ),
    State(
        code="uncertain",
        label="Being checked",
        sentence=_lt(
            "The answer of Chorus Pro did not reach us. Do not send the invoice again:"
            " Odoo is checking whether it was received."
        ),
        open=True,
        in_flight=True,
        silent=True,
        colour="warning",
    ),
    State(
        code="not_received",
        label="Not received",
        sentence=_lt(
            "There is no trace of this invoice in Chorus Pro (checked on %(date)s). You"
            " can send it again under the same number."
        ),
        ended=True,
        over=True,
        silent=True,
        asks=True,
        colour="warning",
    ),
    State(
        code="not_sent",
        label="Not sent",
        sentence=_lt(
            "Nothing has left. Do what is named, then send it under the same number."
        ),
        ended=True,
        over=True,
        silent=True,
        asks=True,
        colour="danger",
        news=REFUSAL,
    ),
    State(
        code="refused",
        label="Deposit refused",
        sentence=_lt(
            "Chorus Pro has refused the deposit%(why)s. The invoice does not exist"
            " there. Correct %(field)s, then send it again under the same number."
        ),
        ended=True,
        over=True,
        asks=True,
        refused=True,
        colour="danger",
        news=REFUSAL,
    ),
    State(
        code="deposited",
        label="Deposited",
        sentence=_lt("Chorus Pro has not accepted it yet. Nothing to do."),
        in_flight=True,
        travels=True,
        transit=True,
    ),
    # From here on a status of the portal gives the state: no order, and its sentence.
    State(code="routing", label="On its way", travels=True, transit=True),
    State(code="made_available", label="Received by the customer"),
    State(code="suspended", label="Suspended", asks=True, news=SUSPENSION),
    State(code="completed", label="Completed"),
    State(code="to_recycle", label="To recycle", asks=True, news=SUSPENSION),
    State(
        code="rejected",
        label="Rejected",
        over=True,
        asks=True,
        refused=True,
        news=REFUSAL,
    ),
    State(code="service_confirmed", label="Service confirmed"),
    State(code="payment_ordered", label="Payment ordered", ordered=True),
    State(code="sent_to_accountant", label="With the accountant", ordered=True),
    State(code="booked", label="Booked", ordered=True),
    State(
        code="payment_released", label="Payment released", ordered=True, news=PAYMENT
    ),
    State(code="to_validate", label="To validate", transit=True),
    State(code="validated", label="Validated", transit=True),
    State(
        code="validation_refused",
        label="Validation refused",
        over=True,
        asks=True,
        refused=True,
        news=REFUSAL,
    ),
    State(code="cancelled", label="Cancelled", over=True),
    # Of an invoice alone: no attempt is made of it.
    State(code="not_to_deposit", label="Deposited outside Odoo"),
    State(code="unknown", label="Unknown status"),
)

DEPOSIT_TABLE = Table(
    DepositState(code="to_send", label="To send", settled=True, colour="info"),
    DepositState(code="sending", label="Sending", open=True, colour="info"),
    DepositState(
        code="uncertain",
        label="Being checked",
        open=True,
        settled=True,
        colour="warning",
    ),
    DepositState(code="deposited", label="Handed over", settled=True, colour="info"),
    DepositState(
        code="not_received", label="Never received", ended=True, colour="warning"
    ),
    DepositState(
        code="not_sent",
        label="Never sent",
        ended=True,
        settled=True,
        colour="warning",
    ),
    DepositState(
        code="refused", label="Refused", ended=True, settled=True, colour="danger"
    ),
    DepositState(code="integrated", label="Integrated", colour="success"),
)


def codes_of(prop, table=OWN_STATES):
    """The states that have a property.

    :param str prop: name of a boolean of the rows, such as ``ended``
    :rtype: tuple of str
    """
    return tuple(row.code for row in table.values() if getattr(row, prop))


STATES = [(row.code, row.label) for row in OWN_STATES.values()]
# None of these may live beside another attempt; the database says so too.
ENDED_STATES = codes_of("ended")
OVER_STATES = codes_of("over")
OPEN_STATES = codes_of("open")
IN_FLIGHT_STATES = codes_of("in_flight")
SILENT_STATES = codes_of("silent")
UNANSWERED_STATES = tuple(code for code in IN_FLIGHT_STATES if code in SILENT_STATES)
TRAVELLING_STATES = codes_of("travels")
TRANSIT_STATES = codes_of("transit")
ACTION_STATES = codes_of("asks")
REFUSED_STATES = codes_of("refused")
ORDERED_STATES = codes_of("ordered")

DEPOSIT_STATES = [(row.code, row.label) for row in DEPOSIT_TABLE.values()]
ENDED_DEPOSITS = codes_of("ended", DEPOSIT_TABLE)
OPEN_DEPOSITS = codes_of("open", DEPOSIT_TABLE)
SETTLED_DEPOSITS = codes_of("settled", DEPOSIT_TABLE)
