"""The steps of the forms bench that run inside an Odoo shell; ``env`` is its own."""

import json
import os
import sys
import time
from datetime import date, timedelta
from pathlib import Path
from statistics import median

from odoo import api, fields

env = globals()["env"]
order = json.loads(Path(os.environ["BENCH_ORDER"]).read_text(encoding="utf-8"))
sys.path.append(order["checkout"])

from bench.client_views import specification  # noqa: E402 - not in Odoo's own path

ACTION = "account.action_move_out_invoice_type"
SHOWN = 80
RUNS = 15
# By what their invoices are called: name, SIRET, country.
CUSTOMERS = {
    "public body": ("Ville de Saint-Aubin", "12345678200051", "base.fr"),
    "private customer": ("Menuiserie Dubois SARL", "40483304800022", "base.fr"),
    "foreign customer": ("Lichtwerk GmbH", False, "base.de"),
}
CREDENTIALS = {
    "l10n_fr_chorus_environment": "simulator",
    "l10n_fr_chorus_client_id": "simulator",
    "l10n_fr_chorus_client_secret": "simulator",
    "l10n_fr_chorus_login": "TECH_1_0000001@cpro.fr",
    "l10n_fr_chorus_password": "simulator",
}


# -- What is shown -----------------------------------------------------------------


def make():
    """A French company, its accountant, and invoices to each kind of customer."""
    france = env.ref("base.fr")
    env.company.write({"country_id": france.id, "company_registry": "73282932000074"})
    env["account.chart.template"].try_loading("fr", env.company, install_demo=False)
    env.company.partner_id.write({"vat": "FR44732829320", "lang": "fr_FR"})
    groups = ("account.group_account_invoice", "base.group_partner_manager")
    env["res.users"].create(
        {
            "name": "Camille Roux",
            "login": "comptable",
            "lang": "fr_FR",
            "group_ids": [(4, env.ref(name).id) for name in groups],
        }
    )
    product = env["product.product"].create({"name": "Pose de luminaires"})
    for name, siret, country in CUSTOMERS.values():
        customer = env["res.partner"].create(
            {
                "name": name,
                "is_company": True,
                "company_registry": siret,
                "street": "1 place de la Mairie",
                "city": "Saint-Aubin",
                "zip": "35140",
                "country_id": env.ref(country).id,
                "lang": "fr_FR",
            }
        )
        moves = env["account.move"].create([values(customer, product)] * (SHOWN + 1))
        moves[1:].action_post()  # the first one stays a draft
    env.cr.commit()


def values(customer, product):
    """An invoice of three lines."""
    line = {"product_id": product.id, "price_unit": 100}
    return {
        "move_type": "out_invoice",
        "partner_id": customer.id,
        "invoice_date": date.today(),
        "invoice_line_ids": [(0, 0, {**line, "quantity": n}) for n in (1, 2, 3)],
    }


def invoices(customer, state, environment=None):
    """The invoices of a kind of customer, the first one first."""
    name = CUSTOMERS[customer][0]
    domain = [("partner_id.name", "=", name), ("state", "=", state)]
    return (environment or env)["account.move"].search(domain, order="id")


def connect():
    """Have the company invoice its public customer by Chorus Pro, which has all of its
    invoices: one suspended, the others made available."""
    env.company.write(CREDENTIALS)
    moves = invoices("public body", "posted")
    town = moves.commercial_partner_id
    town.invoice_sending_method = "chorus_pro"
    town.l10n_fr_chorus_directory_date = fields.Datetime.now()
    deposit = env["l10n_fr_chorus_pro.deposit"].create(
        {
            "company_id": env.company.id,
            "environment": "simulator",
            "reference": "bench",
            "state": "integrated",
        }
    )
    env["l10n_fr_chorus_pro.document"].create(
        [attempt(move, deposit, is_suspended=move == moves[-1]) for move in moves]
    )
    env.cr.commit()


def attempt(move, deposit, *, is_suspended):
    """The attempt of an invoice that the customer has, with its history."""
    at = fields.Datetime.now() - timedelta(days=5)
    statuses = ["DEPOSEE", "EN_COURS_ACHEMINEMENT", "MISE_A_DISPOSITION"]
    statuses += ["SUSPENDUE"] if is_suspended else []
    comment = "Il manque le bon de livraison." if is_suspended else False
    return {
        **move._chorus_document_values(),
        "deposit_id": deposit.id,
        "state": "suspended" if is_suspended else "made_available",
        "chorus_identifier": str(1000 + move.id),
        "raw_status": statuses[-1],
        "status_date": at,
        "reason": comment,
        "event_ids": [
            (
                0,
                0,
                {
                    "kind": "status",
                    "remote_id": str(number),
                    "code": code,
                    "happened_at": at + timedelta(minutes=number),
                    "comment": comment if code == "SUSPENDUE" else False,
                },
            )
            for number, code in enumerate(statuses)
        ],
    }


# -- What it costs -----------------------------------------------------------------


def measure(prepare):
    """Queries and milliseconds of what a request does, each in a request of its own.

    The time is that of the processor: others on the machine disturb it less.

    :param prepare: a function of an environment that returns what is measured, as a
        function without arguments
    """
    rows = [one_request(prepare) for _run in range(RUNS + 1)][1:]
    return {
        "queries": median(queries for queries, _seconds in rows),
        "milliseconds": 1000 * median(seconds for _queries, seconds in rows),
    }


def one_request(prepare):
    accountant = env["res.users"].search([("login", "=", "comptable")])
    with env.registry.cursor() as cr:
        own = api.Environment(cr, accountant.id, {"lang": "fr_FR"})
        run = prepare(own)
        cr.flush()
        own.transaction.reset()  # as a new request finds it
        queries, start = cr.sql_log_count, time.process_time()
        run()
        cr.flush()  # with the hooks of a commit
        result = cr.sql_log_count - queries, time.process_time() - start
        cr.rollback()
    return result


def opened(customer, state, index=0):
    """Open the form of an invoice."""

    def prepare(own):
        model, spec = specification(own, ACTION, "form")
        move = model.browse(invoices(customer, state)[index].id)
        return lambda: move.web_read(spec)

    return prepare


def typed(own):
    """Begin a new invoice."""
    model, spec = specification(own, ACTION, "form")
    return lambda: model.onchange({}, [], spec)


def saved(customer):
    """Change a line of a draft and save it."""

    def prepare(own):
        model, spec = specification(own, ACTION, "form")
        move = model.browse(invoices(customer, "draft").id)
        change = [(1, move.invoice_line_ids[0].id, {"quantity": 7})]
        return lambda: move.web_save({"invoice_line_ids": change}, spec)

    return prepare


def listed(customer):
    """Show the list of invoices to one customer."""

    def prepare(own):
        model, spec = specification(own, ACTION, "list")
        domain = [("partner_id.name", "=", CUSTOMERS[customer][0])]
        domain += [("state", "=", "posted")]
        return lambda: model.web_search_read(domain, spec, limit=SHOWN)

    return prepare


def posted(customer):
    """Make an invoice and post it."""

    def prepare(own):
        partner = invoices(customer, "draft", own).partner_id
        product = own["product.product"].search([("name", "=", "Pose de luminaires")])
        given = values(partner, product)
        return lambda: own["account.move"].create(given).action_post()

    return prepare


def field_counts():
    """How many fields form and list ask for."""
    accountant = env["res.users"].search([("login", "=", "comptable")])
    own = env(user=accountant.id, su=False)
    return {kind: len(specification(own, ACTION, kind)[1]) for kind in ("form", "list")}


def main():
    if order["makes"]:
        make()
    if order["connects"]:
        connect()
    rows = {"a new invoice": {"form": measure(typed)}}
    for customer in order["customers"]:
        rows[customer] = {
            "form": measure(opened(customer, "posted")),
            "form of a draft": measure(opened(customer, "draft")),
            "change a line": measure(saved(customer)),
            "list": measure(listed(customer)),
            "create and post": measure(posted(customer)),
        }
    if order["connects"]:
        suspended = opened("public body", "posted", -1)
        rows["suspended invoice"] = {"form": measure(suspended)}
    return {"rows": rows, "fields": field_counts()}


Path(os.environ["BENCH_ANSWER"]).write_text(json.dumps(main()), encoding="utf-8")
