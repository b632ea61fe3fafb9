"""A works contract of the accountant: what it is made of, and its scenes."""

from functools import partial

from dev.demo_story import FRENCH, OURS
from dev.screens.scene import Scene, action

NUMBER = "2026-T-042"
MASON = ("Maçonnerie Durand", "55208131766522")
# Works to date, coefficient, and what the subcontractor invoiced.
MONTHS = (
    ("2026-01-31", 120_000.0, 1.0, 0.0),
    ("2026-02-28", 287_500.0, 1.004, 30_000.0),
    ("2026-03-31", 466_250.5, 1.009, 42_500.0),
    ("2026-04-30", 712_480.75, 1.013, 50_120.4),
    ("2026-05-31", 905_333.33, 1.017, 27_379.6),
)
# Of which less is admitted.
LESS = "2026-04-30"


def keep_contract(accountant, customer, supervisor, mason):
    """Live through five months of works, of which the fourth is admitted for less.

    :param accountant: session of who keeps it
    :param int customer: identifier of the public body
    :param int supervisor: of the works supervisor
    :param int mason: of the subcontractor
    """
    values = {
        "number": NUMBER,
        "name": "Éclairage et gros œuvre du gymnase",
        "customer_id": customer,
        "works_supervisor_id": supervisor,
        "works_supervisor_service": "TRAVAUX",
        "amount_untaxed": 1_000_000.0,
        "works_months": 8,
        "advance_paid_on": "2026-01-15",
        "advance_amount": 51_000.0,
    }
    model = f"{OURS}.contract"
    contract = accountant.execute(model, "create", values, context=FRENCH)
    party = {
        "contract_id": contract,
        "partner_id": mason,
        "name": "Maçonnerie",
        "accepted_on": "2026-01-05",
        "ceiling": 150_000.0,
    }
    party = accountant.execute(f"{OURS}.contract.party", "create", party)
    amendment = {
        "contract_id": contract,
        "number": "1",
        "signed_on": "2026-04-10",
        "amount_untaxed": 80_000.0,
    }
    accountant.execute(f"{OURS}.contract.amendment", "create", amendment)
    for month in MONTHS:
        _claim(accountant, contract, party, *month)


def _claim(accountant, contract, party, month, works, coefficient, share):
    model = f"{OURS}.works.claim"
    parts = [(0, 0, {"party_id": party, "amount_untaxed": share})] if share else []
    values = {
        "contract_id": contract,
        "month": month,
        "works_total": works,
        "coefficient": coefficient,
        "share_ids": parts,
    }
    claim = accountant.execute(model, "create", values, context=FRENCH)
    if month <= LESS:
        accountant.execute(model, "action_chorus_admit", [claim])
    if month == LESS:
        less = {
            "admitted_works_total": 700_000.0,
            "admitted_revision": 3_038.74,
            "admitted_vat": 47_357.65,
            "admitted_retention": 14_207.29,
            "admitted_recovered": 0.0,
        }
        accountant.execute(model, "write", [claim], less)
        accountant.execute(model, "action_chorus_make_invoice", [claim])


def _found(stage, model, domain):
    return stage.world.accountant.execute(f"{OURS}.{model}", "search", domain)[0]


def contract(stage):
    found = _found(stage, "contract", [("number", "=", NUMBER)])
    stage.open(f"/odoo/action-{OURS}.contract_action/{found}", ".o_form_view")


def contract_tab(name, stage):
    contract(stage)
    stage.page.locator(f".o_notebook a[name={name}]").click()
    stage.await_element(".o_notebook .tab-pane.active")


def claim(stage):
    domain = [("contract_id.number", "=", NUMBER), ("month", "=", LESS)]
    found = _found(stage, "works.claim", domain)
    stage.open(f"/odoo/{OURS}.works.claim/{found}", ".o_form_view")


def claim_invoice(stage):
    domain = [("contract_id.number", "=", NUMBER), ("move_id", "!=", False)]
    found = _found(stage, "works.claim", domain)
    (row,) = stage.world.accountant.execute(
        f"{OURS}.works.claim", "read", [found], ["move_id"]
    )
    path = f"/odoo/customer-invoices/{row['move_id'][0]}"
    stage.open(path, ".o_form_view .o-mail-Chatter")


CONTRACT = f"{OURS}.contract_action"
WORKS_SCENES = (
    Scene("works-contracts", partial(action, CONTRACT), needs=CONTRACT),
    Scene("works-contract", contract, needs=CONTRACT),
    *(
        Scene(f"works-contract-{name}", partial(contract_tab, name), needs=CONTRACT)
        for name in ("claims", "money")
    ),
    Scene("works-claim", claim, needs=CONTRACT),
    Scene("works-invoice", claim_invoice, needs=CONTRACT),
)
