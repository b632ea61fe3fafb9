"""The scenes of the town: what its agent, the one who orders and its finance officer
see of the invoices that it received."""

from functools import partial

from dev.demo_reception import RECEIVED
from dev.demo_story import OURS
from dev.screens.scene import Scene, action, dashed

LISTS = (
    ("to_certify", "agent"),
    ("to_order", "ordonnateur"),
    ("late", "finances"),
)
# Invoices of the world whose form is shown, and to whom.
FORMS = (("available", "agent"), ("late", "ordonnateur"), ("in_time", "finances"))
# Acts whose dialog is shown, of which invoice, and to whom.
DIALOGS = (
    ("suspend", "available", "agent"),
    ("certify", "available", "agent"),
    ("order", "late", "ordonnateur"),
)
PAGES = (
    "payee_check_action",
    "delegation_action",
    "billing_rule_action",
    "intake_action",
    "received_report_action",
)


def received_of(stage, name):
    """The id of a received invoice, and that of its bill."""
    _invoice, number = stage.world.invoices[name]
    (row,) = stage.world.town.received(number)
    return row["id"], row["move_id"] and row["move_id"][0]


def received(name, stage):
    record, _bill = received_of(stage, name)
    path = f"/odoo/action-{OURS}.received_action/{record}"
    stage.open(path, ".o_form_view .o-mail-Chatter")


def bill(name, stage):
    _record, move = received_of(stage, name)
    stage.open(f"/odoo/vendor-bills/{move}", ".o_form_view .o-mail-Chatter")


def act(code, name, stage):
    received(name, stage)
    record, _bill = received_of(stage, name)
    context = {
        "default_act": code,
        "active_model": RECEIVED,
        "active_id": record,
        "active_ids": [record],
    }
    stage.open_dialog_with(f"{OURS}.process_action", context)


def export(stage):
    """Of all bills, to the software of the finance department."""
    action(f"{OURS}.received_action", stage)
    numbers = [stage.world.invoices[name][1] for name in ("late", "in_time")]
    ids = [row["id"] for row in stage.world.town.received(*numbers)]
    context = {"active_model": RECEIVED, "active_id": ids[0], "active_ids": ids}
    stage.open_dialog_with(f"{OURS}.export_action", context)


TOWN_SCENES = (
    Scene("town-all", partial(action, f"{OURS}.received_action"), "finances"),
    *(
        Scene(
            f"town-{dashed(name)}",
            partial(action, f"{OURS}.received_action_{name}"),
            login,
            f"{OURS}.received_action_{name}",
        )
        for name, login in LISTS
    ),
    *(
        Scene(f"town-form-{dashed(name)}", partial(received, name), login)
        for name, login in FORMS
    ),
    *(
        Scene(f"town-wizard-{code}", partial(act, code, name), login)
        for code, name, login in DIALOGS
    ),
    Scene("town-wizard-export", export, "finances"),
    Scene("town-bill", partial(bill, "late"), "finances"),
    *(
        Scene(
            f"town-{dashed(name.removesuffix('_action'))}",
            partial(action, f"{OURS}.{name}"),
            "finances",
            f"{OURS}.{name}",
        )
        for name in PAGES
    ),
)
