"""An invoice that left by a flow, and is sent again as a plain PDF."""

import threading
from itertools import product

from dev import postgres
from dev.server import wait_until
from tests_system.matrix_cells import GATEWAY_PAGE, SUBMIT, UPLOAD, cell_orders
from tests_system.matrix_world import A_DAY_AGO

NEVER, SOON = 10**7, 10
# What becomes of the call that hands the data in.
ANSWERS = {
    "answered": None,
    "lost": {"kind": "cut", "when": "after"},
    "unread": {"kind": "cut", "when": "before"},
    "draft": {"kind": "draft", "when": "after", "status": 502, "body": GATEWAY_PAGE},
}
FILES = ("cii", "facturx")
# How the flow was given up: its answer got lost and a day passed, or it is known and a
# person decided after days of silence.
GIVEN_UP = ("lost", "silent")
MOMENTS = ("before", "between", "after")
REFUSED = list(product(FILES, ("button", "send"), ANSWERS))
LATE = list(product(MOMENTS, ("integrated", "refused"), GIVEN_UP, ANSWERS))


def last_flow(world):
    return max(world.portal()["flows"], key=lambda flow: flow["number"])["number"]


def end_flow(world, number, how):
    """The portal comes to the end of a flow, after all."""
    if how == "refused":
        refusal = {"status": "IN_REJETE", "error": "Service destinataire inconnu."}
        world.control(f"flows/{number}/status", refusal)
        return
    world.control("settings", {"flow_finished_after": SOON})
    world.control("advance", {"seconds": 60})


def order_answer(world, answer):
    if fault := ANSWERS[answer]:
        world.control("faults", {"operation": SUBMIT, "times": 1, **fault})


def send_as_pdf(world, invoice, way="send"):
    if way == "button":
        world.admin.execute("account.move", "action_chorus_send_as_pdf", [invoice])
        return
    values = {"l10n_fr_chorus_submission_mode": "pdf"}
    world.admin.execute("account.move", "write", [invoice], values)
    world.send([invoice])


def state_of(world, invoice):
    return world.read([invoice])[0]["l10n_fr_chorus_state"]


def give_up(world, how, file="cii"):
    """An invoice of a flow that is on its way still, and was given up.

    :return: (id of the invoice, number of the flow)
    """
    (invoice,) = world.new_invoices(1, l10n_fr_chorus_submission_mode=file)
    if how == "lost":
        (lost,) = cell_orders("accepted_not_answered", "cut")["portal"]
        world.control("faults", lost)
        world.send([invoice])
        world.recover(rounds=2, how_long=A_DAY_AGO)
    else:
        world.send([invoice])
        postgres.psql(
            "update l10n_fr_chorus_pro_deposit set"
            " deposited_at = deposited_at - interval '4 days' where id ="
            f" (select deposit_id from l10n_fr_chorus_pro_document d"
            f" where move_id = {invoice})",
            world.database,
        )
        world.recover(rounds=1)
        values = {"move_id": invoice, "decision": "not_received", "note": "Rien vu."}
        dialog = world.admin.execute("l10n_fr_chorus_pro.decide", "create", values)
        world.admin.execute("l10n_fr_chorus_pro.decide", "action_confirm", [dialog])
    assert state_of(world, invoice) == "not_received"
    return invoice, last_flow(world)


def send_meanwhile(world, invoice, happens):
    """Send as a plain PDF; something happens after its upload, before its data."""
    slow = {"operation": UPLOAD, "kind": "delay", "when": "after", "seconds": 1}
    world.control("faults", slow)
    sending = threading.Thread(target=send_as_pdf, args=(world, invoice))
    sending.start()
    wait_until(lambda: not _is_ordered(world, "delay"), 60, "no upload", 0.02)
    happens()
    assert world.portal()["in_progress"], "it came too late"
    sending.join()


def _is_ordered(world, kind):
    faults = world.control("faults", method="GET")
    return any(f["kind"] == kind and f["remaining"] for f in faults)


def is_by_flow(moment, fate, answer):
    """Whether the invoice is in the portal by its flow: the first to be taken in."""
    return fate == "integrated" and (moment != "after" or answer == "unread")


def allowed_submits_beside_flow(moment, fate, answer, clicks):
    """How often the data are handed in: once, the one draft that is finished, and a
    person's clicks; not at all where the flow is found first.

    :param clicks: of a person after the first
    """
    if not is_by_flow(moment, fate, answer):
        return 1 + clicks + (answer == "draft")
    return int(moment != "before")
