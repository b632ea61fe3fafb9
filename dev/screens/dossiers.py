"""Dossiers of works contracts, each standing otherwise, and their scenes."""

from datetime import date, timedelta
from functools import partial

from dev import demo_works
from dev.demo_company import COMPANY, CUSTOMERS
from dev.demo_story import FRENCH, OURS
from dev.screens.scene import Scene, action

NUMBER = demo_works.NUMBER
FINAL = "2025-T-009"
REFUSED = "PDM-03"
TOO_MUCH = "Quantités supérieures au constat contradictoire du mois"
# Days before the scenes at which the reception of the works was notified.
RECEIVED = 80
# The one whose pieces are shown, in the order of the screen.
OPENED = 1
ACTION = f"{OURS}.works_dossiers_action"


class Dossiers:
    """What supplier, works supervisor and works owner did in two months.

    :param admin: a Session of the administrator
    :param simulator: a running Simulator
    """

    def __init__(self, admin, simulator):
        self.admin = admin
        self.simulator = simulator

    def begin(self):
        """Two months ago: one claim is with the owner, one with the supervisor; the
        final claim of another contract with the owner."""
        contract = demo_works.prepare_works(self.admin, self.simulator)
        (told,) = self.admin.execute(
            f"{OURS}.contract",
            "read",
            [contract],
            ["customer_id", "works_supervisor_id"],
        )
        self.admin.execute(
            f"{OURS}.contract",
            "create",
            {
                "number": FINAL,
                "name": "Éclairage des berges",
                "customer_id": told["customer_id"][0],
                "works_supervisor_id": told["works_supervisor_id"][0],
                "amount_untaxed": 64_000.0,
                "acceptance_notified_on": f"{date.today() - timedelta(days=RECEIVED)}",
            },
            context=FRENCH,
        )
        self._put("PDF-01", "A7", 64_000, market=FINAL)
        self._act("PDF-01", "take")
        self._answer("PDF-01", "A17", "PDF-01-MOE", 63_200)
        self.read()

    def go_on(self):
        """Three weeks ago: the first claim is to be paid, the general account came,
        and the next claim was deposited."""
        self._act("EA-01", "take")
        self._answer("EA-01", "A19", "CP-01", 11_500)
        self._act("PDF-01-MOE", "take")
        self._answer("PDF-01-MOE", "A20", "DG-01", 63_200)
        self._put(REFUSED, "A4", 15_250)
        self.read()

    def end(self):
        """Last week: the next claim is refused for its amount."""
        self._act(REFUSED, "refuse", comment=TOO_MUCH)
        self.read()

    def read(self):
        demo_works.read_works(self.admin)

    def _put(self, number, framework, untaxed, market=NUMBER):
        self.simulator.control(
            "drafts",
            {
                "supplier": COMPANY["company_registry"],
                "recipient": CUSTOMERS["town"][1],
                "supervisor": demo_works.SUPERVISOR[1],
                "framework": framework,
                "number": number,
                "market": market,
                "untaxed": untaxed,
                "total": round(untaxed * 1.2, 2),
                "status": "MISE_A_DISPOSITION_MOE",
            },
        )

    def _act(self, piece, act, **values):
        self.simulator.control("advance", {"seconds": 3600})
        self.simulator.control(f"works/{piece}/{act}", values)

    def _answer(self, before, framework, number, untaxed):
        total = round(untaxed * 1.2, 2)
        self._act(
            before,
            "answer",
            framework=framework,
            number=number,
            untaxed=untaxed,
            total=total,
        )


def _found(stage, model, field, value):
    domain = [(field, "=", value)]
    return stage.world.accountant.execute(f"{OURS}.{model}", "search", domain)[0]


def dossiers(stage):
    """All of them, one with its pieces."""
    action(ACTION, stage)
    stage.await_element(".o_chorus_dossier")
    stage.page.locator(".o_chorus_dossier [name=pieces]").nth(OPENED).click()
    stage.await_element(".o_chorus_dossier ol")


def contract_dossiers(stage):
    found = _found(stage, "contract", "number", NUMBER)
    stage.open(f"/odoo/action-{OURS}.contract_action/{found}", ".o_form_view")
    stage.page.locator(".o_notebook a[name=works_dossiers]").click()
    stage.await_element(".o_notebook .tab-pane.active .o_chorus_dossier")


def deposit(stage):
    """The dialog that hands a month's claim in, opened by the claim."""
    action(f"{OURS}.contract_action", stage)
    accountant = stage.world.accountant
    model = f"{OURS}.works.claim"
    (claim,) = accountant.execute(model, "search", [], limit=1, order="month desc")
    opened = accountant.execute(
        model, "action_chorus_deposit_claim", [claim], context={"lang": stage.lang}
    )
    stage.open_dialog({**opened, "views": [[False, "form"]]})


def piece(stage):
    found = _found(stage, "works.piece", "number", "DG-01")
    stage.open(f"/odoo/action-{OURS}.works_piece_action/{found}", ".o_form_view")


def contest(stage):
    action(ACTION, stage)
    context = {"active_id": _found(stage, "works.piece", "number", REFUSED)}
    stage.open_dialog_with(f"{OURS}.works_contest_action", context)


DOSSIER_SCENES = tuple(
    Scene(name, show, needs=ACTION)
    for name, show in (
        ("works-dossiers", dossiers),
        ("works-dossiers-contract", contract_dossiers),
        ("works-pieces", partial(action, f"{OURS}.works_piece_action")),
        ("works-piece", piece),
        ("works-deposit", deposit),
        ("works-contest", contest),
    )
)
