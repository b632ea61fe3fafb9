"""A world whose company hands works pieces in, over RPC."""

import base64
import http.client
import itertools
import os

from dev import postgres
from dev.demo_company import CUSTOMERS
from dev.rpc import RpcError
from tests_system.matrix_world import World

PREFIX = "l10n_fr_chorus_pro"
DIALOG, ATTEMPT = f"{PREFIX}.works.deposit", f"{PREFIX}.works.attempt"
# Of the simulator: an architect.
SUPERVISOR = "99990002000013"
HALF_A_PDF = b"%PDF-1.4\n"
_numbers = itertools.count(1)


class WorksWorld(World):
    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.admin.execute(
            "res.company", "write", [self.company], {f"{_field('is_works')}": True}
        )
        parameter = f"{PREFIX}.works_file"
        # The PDF as it is: what weighs much is not written anew.
        self.admin.execute("ir.config_parameter", "set_param", parameter, "cii")
        syntax = f"{PREFIX}.works_syntax"
        code = "IN_DP_E1_CII_16B"
        self.admin.execute("ir.config_parameter", "set_param", syntax, code)
        france = self.admin.ref("base.fr")
        architect = self.admin.execute(
            "res.partner",
            "create",
            {
                "name": "Cabinet Horizon, architectes",
                "is_company": True,
                "company_registry": SUPERVISOR,
                "country_id": france,
            },
        )
        town = [("company_registry", "=", CUSTOMERS["town"][1])]
        (customer,) = self.admin.execute("res.partner", "search", town)
        self.contract = self.admin.execute(
            f"{PREFIX}.contract",
            "create",
            {
                "number": "2026-T-042",
                "name": "Gymnase",
                "customer_id": customer,
                "is_works": True,
                "works_supervisor_id": architect,
                "works_supervisor_service": "TRAVAUX",
            },
        )

    def new_dialog(self, number=None, bulk=0):
        """A dialog, filled in for a monthly claim.

        :param int bulk: bytes of its document
        :return: (id of the dialog, number of the piece)
        """
        number = number or f"W{next(_numbers)}"
        content = HALF_A_PDF + os.urandom(bulk or 100)
        values = {
            "contract_id": self.contract,
            "framework": "A4",
            "number": number,
            "amount_untaxed": 1000,
            "document": base64.b64encode(content).decode(),
            "document_name": "decompte.pdf",
        }
        return self.admin.execute(DIALOG, "create", values), number

    def click(self, dialog, told=None):
        """Press the button of a dialog.

        :param list told: gets the kind of the answer, or what the user is told instead
        """
        told = [] if told is None else told
        try:
            session = self.server.session()
            note = session.execute(DIALOG, "action_confirm", [dialog])
            told.append(note["params"]["type"])
        except RpcError as error:
            assert error.name == "odoo.exceptions.UserError", error.debug
            told.append(error.message)
        except (OSError, http.client.HTTPException):
            self.server.process.wait(20)
            told.append("no answer")
        return told

    def let_odoo_wait(self, how_long="10 minutes"):
        super().let_odoo_wait(how_long)
        postgres.psql(
            "update l10n_fr_chorus_pro_works_attempt set"
            " next_check_at = next_check_at - interval '7 hours',"
            f" sent_at = sent_at - interval '{how_long}'"
            " where next_check_at is not null",
            self.database,
        )

    def recover(self, rounds=4, how_long="10 minutes"):
        for _round in range(rounds):
            self.revive()
            self.let_time_pass(how_long)
            for name in ("ir_cron_works_deposits", "ir_cron_works"):
                self.run(f"{PREFIX}.{name}")

    def states(self, number):
        """The states of the attempts of a number, oldest first."""
        found = postgres.psql(
            f"select state from {ATTEMPT.replace('.', '_')} where number = '{number}'"
            " order by id",
            self.database,
        )
        return found.split()

    def pieces(self, number):
        """The pieces of a number that the portal has, and those that Odoo shows."""
        there = [row for row in self.portal()["invoices"] if row["number"] == number]
        here = postgres.psql(
            "select count(*) from l10n_fr_chorus_pro_works_piece"
            f" where number = '{number}' and framework = 'A4'",
            self.database,
        )
        return len(there), int(here)


def _field(name):
    return f"l10n_fr_chorus_{name}"
