"""A main contractor who validates what its subcontractors sent, over RPC."""

import itertools

from tests_system.process_cells import PROCESS, cell_orders
from tests_system.process_world import ProcessWorld
from tests_system.receiving_world import PREFIX, SUPPLIER, TOWN

BUILDER, BUILDER_LOGIN = "99992001000017", "TECH_1_0000005@cpro.fr"
VALIDATOR = "valideuse"
ANSWER = "traiter/factureAValider"
WAITING = "A_VALIDER_1"
TOLD = "validée par"
_batches = itertools.count(1)


class ValidationWorld(ProcessWorld):
    login, cron = BUILDER_LOGIN, "ir_cron_validation"
    wizard, act, person = f"{PREFIX}.validate", "validate", VALIDATOR
    status, push = "VALIDEE_1", ANSWER

    def begin(self):
        values = {
            "company_registry": BUILDER,
            "l10n_fr_chorus_login": BUILDER_LOGIN,
            "l10n_fr_chorus_is_validator": True,
        }
        self.admin.execute("res.company", "write", [self.company], values)
        group = self.admin.ref(f"{PREFIX}.group_received_validator")
        self.admin.execute(
            "res.users", "write", [self.admin.uid], {"group_ids": [(4, group)]}
        )
        self.new_person(VALIDATOR, "group_received_validator")

    def put(self, count):
        values = {
            "count": count,
            "prefix": f"V{next(_batches)}-",
            "supplier": SUPPLIER,
            "recipient": TOWN,
            "validator": BUILDER,
            "framework": "A9",
            "status": WAITING,
        }
        return [str(row[0]) for row in self.control("invoices", values)]

    def typed(self):
        return {}

    def is_done(self, status):
        """What was validated goes on to the body by itself."""
        return status != WAITING


def answer_orders(step, fault):
    """What makes a cell of ``process_cells`` happen to the answer of a validator."""
    orders = cell_orders(step, fault)
    struck = [
        {**order, "operation": ANSWER} if order["operation"] == PROCESS else order
        for order in orders.get("portal", ())
    ]
    return {**orders, "portal": struck} if struck else orders
