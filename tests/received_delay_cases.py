"""Until when a body has to pay: one row a case, with the article that says so.

Days are counted from a day zero, on which the portal tells the body of the invoice.
"""

from dataclasses import dataclass, field

MADE = (0, "MISE_A_DISPOSITION")
DONE = [MADE, (10, "SERVICE_FAIT")]
NONE = None
GENERAL, HOSPITAL, COMPANY = "general", "hospital", "company"
MONTHLY = {"kind": "FACTURE_TRAVAUX", "works_type": "ETAT_ACOMPTE_VALIDE"}
BALANCE = {"kind": "FACTURE_TRAVAUX", "works_type": "DECOMPTE_GENERAL_SIGNE"}
DRAFT = {"kind": "FACTURE_TRAVAUX", "works_type": "PROJET_DECOMPTE_FINAL"}
CLAIM = {"kind": "FACTURE_TRAVAUX", "works_type": "DP_DE_SOUSTRAITANT_TRAVAUX"}
FROM_MANAGER = {"works_manager_counts": True}
CONFORMITY = {"conformity_counts": True}
LATER = {"served_on": 12}


@dataclass(frozen=True, kw_only=True)
class DelayCase:
    """What happened, and until when it is to be paid.

    :param name: unique
    :param article: of the code de la commande publique
    :param statuses: (day, code), or (day, code, reason) where it is another one than
        that of the tests; oldest first
    :param due: the last day to pay; NONE where no time runs, or it is interrupted
    :param body: kind of public body
    :param values: of the invoice; days for its dates
    :param contract: what its contract says
    :param interrupted: whether a suspension interrupts it now
    :param late: days after the end at which payment was released
    :param done_on: the day that an agent certifies as that of the service
    :param refuses: word of the sentence that warns of a suspension now
    """

    name: str
    article: str
    statuses: list
    due: int | None
    body: str = GENERAL
    values: dict = field(default_factory=dict)
    contract: dict = field(default_factory=dict)
    interrupted: bool = False
    late: int = 0
    done_on: int | None = None
    refuses: str = ""


def _case(name, article, statuses, due, **more):
    return DelayCase(name=name, article=article, statuses=statuses, due=due, **more)


PLAIN = [
    _case("plain", "R2192-10", [MADE], 30),
    _case("a hospital", "R2192-11, 1°", [MADE], 50, body=HOSPITAL),
    _case("a public company", "R2192-11, 2°", [MADE], 60, body=COMPANY),
    _case(
        "the contract gives a fortnight", "L2192-10", [MADE], 15, contract={"days": 15}
    ),
    _case(
        "told after it was deposited",
        "R2192-15",
        [(-2, "DEPOSEE"), (-1, "EN_COURS_ACHEMINEMENT"), MADE],
        30,
    ),
    _case(
        "the history is not there",
        "R2192-15",
        [(4, "SERVICE_FAIT")],
        30,
        values={"deposited_on": 0},
    ),
    _case("made available twice", "R2192-15", [MADE, (9, "MISE_A_DISPOSITION")], 30),
    _case("delivered later", "R2192-13", [MADE], 42, values=LATER),
    _case("certified as done later", "R2192-13", DONE, 37, done_on=7),
    _case("certified as done before", "R2192-13", DONE, 30, done_on=-7),
    _case("told as done later", "R2192-13", DONE, 37, values=LATER, done_on=7),
    _case("checked later", "R2192-17", [MADE], 65, contract=CONFORMITY, done_on=5),
    _case("delivered before", "R2192-13", [MADE], 30, values={"served_on": -40}),
    _case(
        "conformity stated on day 10",
        "R2192-17",
        DONE,
        40,
        contract=CONFORMITY,
    ),
    _case(
        "conformity not stated in time",
        "R2192-17",
        [MADE, (37, "SERVICE_FAIT")],
        60,
        contract=CONFORMITY,
    ),
    _case(
        "what was delivered long before is in conformity",
        "R2192-17",
        DONE,
        30,
        values={"served_on": -31},
        contract=CONFORMITY,
    ),
    _case("a credit note", "L2192-10", [MADE], NONE, values={"is_credit_note": True}),
    _case("paid already", "L2192-10", [MADE], NONE, values={"framework": "A2"}),
    _case(
        "nothing to pay",
        "R2192-33",
        [MADE],
        NONE,
        values={"amount_due": 0, "content": {"amount_due": "0.00"}},
    ),
    _case("a negative total", "L2192-10", [MADE], NONE, values={"amount_total": -120}),
    _case(
        "a search that does not tell the amount to pay",
        "L2192-10",
        [MADE],
        30,
        values={"amount_due": 0},
    ),
    _case(
        "the same, and the file does",
        "L2192-10",
        [MADE],
        30,
        values={"amount_due": 0, "content": {"amount_due": "90.00"}},
    ),
    _case("rejected", "L2192-12", [MADE, (10, "REJETEE")], NONE),
    _case("withdrawn by its supplier", "L2192-12", [MADE, (5, "ABANDONNEE")], NONE),
    _case(
        "rejected, and taken up again",
        "L2192-12",
        [MADE, (5, "REJETEE"), (6, "SERVICE_FAIT")],
        30,
    ),
]
ELSEWHERE = [
    _case(
        "a month's claim, from the works manager by contract",
        "R2192-12",
        [MADE],
        22,
        values=MONTHLY | {"works_manager_on": -8},
        contract=FROM_MANAGER,
    ),
    _case(
        "the same, the history says when he had it",
        "R2192-12",
        [(-6, "MISE_A_DISPOSITION_MOE"), MADE],
        24,
        values=MONTHLY,
        contract=FROM_MANAGER,
    ),
    _case(
        "a month's claim, without such a clause",
        "R2192-18",
        [MADE],
        30,
        values=MONTHLY | {"works_manager_on": -8},
    ),
    _case(
        "such a clause, and no works",
        "R2192-12",
        [MADE],
        30,
        values={"works_manager_on": -8},
        contract=FROM_MANAGER,
    ),
    _case(
        "the balance, from the works owner's receipt",
        "R2192-16",
        [(-3, "MISE_A_DISPOSITION_MOA"), MADE],
        27,
        values=BALANCE | {"works_manager_on": -20},
        contract=FROM_MANAGER,
    ),
    _case("the balance, who pays is the owner", "R2192-16", [MADE], 30, values=BALANCE),
    _case(
        "the balance, by its framework",
        "R2192-16",
        [(-3, "MISE_A_DISPOSITION_MOA"), MADE],
        27,
        values={"kind": "FACTURE_TRAVAUX", "framework": "A23"},
    ),
    _case("a draft of the final account", "R2192-16", [MADE], NONE, values=DRAFT),
    _case(
        "a statement that the works owner has to validate",
        "R2192-12",
        [MADE],
        NONE,
        values={"kind": "FACTURE_TRAVAUX", "works_type": "ETAT_ACOMPTE"},
    ),
    _case(
        "a piece that another one replaced",
        "R2192-12",
        [MADE, (4, "ASSOCIEE")],
        NONE,
        values=CLAIM,
    ),
    _case(
        "a subcontractor, agreed",
        "R2192-23",
        [(-9, "A_VALIDER_1"), (-4, "VALIDEE_1"), MADE],
        26,
        values={"framework": "A9"},
    ),
    _case(
        "a subcontractor, tacitly agreed",
        "R2192-23, R2193-12",
        [(-16, "A_VALIDER_1"), (-1, "ABSENCE_VALIDATION_1_HORS_DELAI"), MADE],
        29,
        values={"framework": "A9"},
    ),
    _case(
        "a subcontractor of works, agreed, not downloaded yet",
        "R2192-23",
        [(-9, "A_VALIDER_1"), (-4, "VALIDEE_1"), MADE],
        26,
        values=CLAIM,
    ),
    _case(
        "a subcontractor, agreed before he was done",
        "R2192-13 and 23",
        [(-4, "VALIDEE_1"), MADE],
        35,
        values={"framework": "A9", "served_on": 5},
    ),
    _case(
        "a co-contractor: the agreement opens nothing",
        "R2192-12",
        [(-4, "VALIDEE_1"), MADE],
        30,
        values={"framework": "A12"},
    ),
    _case("gone astray", "R2192-15", [MADE, (3, "A_RECYCLER")], NONE),
    _case(
        "gone astray, and at the right body",
        "R2192-15",
        [MADE, (3, "A_RECYCLER"), (7, "MISE_A_DISPOSITION")],
        37,
    ),
]
AT_10, COMPLETED = (10, "SUSPENDUE"), (15, "COMPLETEE")
INTERRUPTED = [
    _case("suspended", "R2192-27", [MADE, AT_10], NONE, interrupted=True),
    _case(
        "suspended, 20 days left",
        "R2192-29",
        [MADE, AT_10, COMPLETED],
        45,
        refuses="une fois",
    ),
    _case(
        "suspended, 40 days left",
        "R2192-29",
        [MADE, AT_10, COMPLETED],
        55,
        body=HOSPITAL,
        refuses="une fois",
    ),
    _case(
        "suspended, 30 days left",
        "R2192-29",
        [MADE, (20, "SUSPENDUE"), (25, "COMPLETEE")],
        55,
        body=HOSPITAL,
        refuses="une fois",
    ),
    _case(
        "suspended on the last day",
        "R2192-29",
        [MADE, (30, "SUSPENDUE"), (31, "COMPLETEE")],
        61,
        refuses="une fois",
    ),
    _case(
        "suspended twice",
        "R2192-27",
        [MADE, AT_10, COMPLETED, (20, "SUSPENDUE")],
        45,
        refuses="une fois",
    ),
    _case(
        "told twice that it is suspended",
        "R2192-29",
        [MADE, AT_10, (12, "SUSPENDUE"), COMPLETED],
        45,
        refuses="une fois",
    ),
    _case(
        "suspended after the order",
        "R2192-27",
        [MADE, (8, "MANDATEE"), AT_10],
        30,
        refuses="Mandatée",
    ),
    _case(
        "suspended when the accountant had it",
        "R2192-27",
        [MADE, (8, "MISE_A_DISPOSITION_COMPTABLE"), AT_10],
        30,
        refuses="Mandatée",
    ),
    _case(
        "suspended when it was over",
        "R2192-27, L2192-13",
        [MADE, (38, "SUSPENDUE"), (43, "COMPLETEE"), (69, "MISE_EN_PAIEMENT")],
        30,
        late=39,
        refuses="Mandatée",
    ),
    _case(
        "suspended when it was over, not ordered",
        "R2192-27, L2192-13",
        [MADE, (38, "SUSPENDUE"), (43, "COMPLETEE")],
        30,
        refuses="terminé",
    ),
    _case("suspended without a reason", "R2192-28", [MADE, (10, "SUSPENDUE", "")], 30),
    _case(
        "without a reason, then with one",
        "R2192-28",
        [MADE, (5, "SUSPENDUE", ""), AT_10, COMPLETED],
        45,
        refuses="une fois",
    ),
    _case(
        "gone on with, without completion",
        "R2192-29",
        [MADE, AT_10, (15, "SERVICE_FAIT")],
        45,
        refuses="une fois",
    ),
    _case(
        "suspended before delivery",
        "R2192-13 and 29",
        [MADE, AT_10, COMPLETED],
        55,
        values={"served_on": 20},
        refuses="une fois",
    ),
    _case(
        "suspended by whom it was not for",
        "R2192-15 and 27",
        [MADE, (2, "SUSPENDUE"), (3, "A_RECYCLER"), (7, "MISE_A_DISPOSITION")],
        37,
    ),
]
RELEASED = [
    _case(
        "paid in time",
        "R2192-32",
        [MADE, (8, "MANDATEE"), (20, "MISE_EN_PAIEMENT")],
        30,
        refuses="Mandatée",
    ),
    _case(
        "paid on the last day",
        "R2192-32",
        [MADE, (8, "MANDATEE"), (30, "MISE_EN_PAIEMENT")],
        30,
        refuses="Mandatée",
    ),
    _case(
        "paid a day late",
        "R2192-32",
        [MADE, (8, "MANDATEE"), (31, "MISE_EN_PAIEMENT")],
        30,
        late=1,
        refuses="Mandatée",
    ),
    _case(
        "paid late after a suspension that interrupts nothing",
        "R2192-27 and 32",
        [
            MADE,
            (28, "MANDATEE"),
            (29, "SUSPENDUE"),
            (35, "COMPLETEE"),
            (36, "MANDATEE"),
            (40, "MISE_EN_PAIEMENT"),
        ],
        30,
        late=10,
        refuses="Mandatée",
    ),
    _case(
        "the release was taken back",
        "R2192-32",
        [MADE, (35, "MISE_EN_PAIEMENT"), (36, "REJETEE")],
        NONE,
    ),
]
DELAY_CASES = [*PLAIN, *ELSEWHERE, *INTERRUPTED, *RELEASED]
