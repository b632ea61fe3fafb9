"""What a validator is to do with an invoice now, in a sentence for each stage."""

from odoo.tools import LazyTranslate

_lt = LazyTranslate(__name__)

VALIDATOR_STEPS = {
    "to_validate": _lt(
        "Look at its documents, then validate it, also in part, or refuse it with a"
        " reason."
    ),
    "other_validator": _lt(
        "Another company is asked for its agreement. Nothing to do."
    ),
    "validated": _lt("It goes on to the public body, which pays it. Nothing to do."),
    "run_out": _lt(
        "Nobody answered in time: Chorus Pro goes on without your agreement. Talk to"
        " who sent it where you do not agree."
    ),
    "refused": _lt("It was refused: who sent it issues another one. Nothing to do."),
    "wrong_validator": _lt("Who sent it names another validator. Nothing to do."),
    "with_body": _lt("The public body has it, and pays it. Nothing to do."),
    "paid_by_body": _lt(
        "The public body has paid it: settle its bill with what the body owes you."
    ),
    "rejected_by_body": _lt(
        "The public body rejected it: who sent it issues another one. Nothing to do."
    ),
    "withdrawn": _lt("It was withdrawn. Nothing to do."),
    "status_unknown": _lt("Look at it in Chorus Pro: its status is new to Odoo."),
}
