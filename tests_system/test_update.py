"""An update from the first release: nothing is offered again, each keeps its guard."""

import pytest

from chorus_api.statuses import INVOICE_STATUSES
from dev import console, demo_company, postgres
from dev.environment import ADDON, odoo_environment
from dev.odoo import odoo_command
from dev.rpc import RpcError

# An attempt in one of these leaves the number free; in the others below it does not,
# but the accounts may follow.
ENDED = {"refused", "not_received", "not_sent"}
# The first release called these so; none of them has a deposit here, so none ever left.
NEVER_LEFT = {"refused", "not_received"}
OVER = {*ENDED, "rejected", "validation_refused", "cancelled"}
OUTSIDE = "not_to_deposit"
STATE = "l10n_fr_chorus_state"

# As the first release has written it; what is stored on the invoice may have been
# written by a client.
ATTEMPT = """
    INSERT INTO l10n_fr_chorus_pro_document (
        move_id, company_id, invoice_number, invoice_date, recipient_id,
        amount_total, state, raw_status
    )
    SELECT id, company_id, name, invoice_date, commercial_partner_id,
        amount_total, '{state}', {status}
    FROM account_move WHERE id = {invoice};
    UPDATE account_move SET l10n_fr_chorus_state = {stored} WHERE id = {invoice};
"""
MARK = """
    UPDATE account_move
    SET l10n_fr_chorus_state = 'not_to_deposit',
        l10n_fr_chorus_outside_reason = 'Portail'
    WHERE id = {invoice};
"""
FIRST_RELEASE = f"""
    UPDATE ir_module_module SET latest_version = '19.0.1.0.0' WHERE name = '{ADDON}'
"""


def post_invoices(admin, count):
    (town,) = admin.execute("res.partner", "search", [("name", "like", "Saint-Aubin")])
    (product,) = admin.execute(
        "product.product", "search", [("name", "=", demo_company.PRODUCT)]
    )
    line = {"product_id": product, "price_unit": 10.0}
    values = {
        "move_type": "out_invoice",
        "partner_id": town,
        "invoice_line_ids": [(0, 0, line)],
    }
    ids = admin.execute("account.move", "create", [values] * count)
    admin.execute("account.move", "action_post", ids)
    return ids


def write_attempts(database, attempts):
    """:param attempts: list of (invoice, state of its attempt, state stored on it)"""
    codes = {status.state: code for code, status in INVOICE_STATUSES.items()}
    for invoice, state, stored in attempts:
        sql = MARK if state == OUTSIDE else ATTEMPT
        status = f"'{codes[state]}'" if state in codes else "NULL"
        values = {"state": state, "status": status, "stored": stored}
        postgres.psql(sql.format(invoice=invoice, **values), database)
    postgres.psql(FIRST_RELEASE, database)


def offered(admin, ids):
    domain = [("id", "in", ids), ("l10n_fr_chorus_to_send", "=", True)]
    return set(admin.execute("account.move", "search", domain))


def refused(admin, method, ids, *args):
    try:
        admin.execute("account.move", method, ids, *args)
    except RpcError:
        return True
    return False


@pytest.fixture
def updated(start_odoo, database, simulator):
    """(session, {invoice: state of its attempt}, the one whose state was lifted)"""
    server = start_odoo()
    admin = server.session()
    demo_company.prepare(admin, simulator.url)
    fields = admin.execute("l10n_fr_chorus_pro.document", "fields_get", ["state"])
    states = [code for code, _label in fields["state"]["selection"]]
    *ids, lifted = post_invoices(admin, len(states) + 1)
    kept = dict(zip(ids, states, strict=True))
    server.stop()
    attempts = [(invoice, state, f"'{state}'") for invoice, state in kept.items()]
    write_attempts(database, [*attempts, (lifted, "suspended", "NULL")])
    console.run(
        odoo_command(
            *("-u", ADDON, "--stop-after-init", "--no-http"),
            *("--max-cron-threads=0", "--log-level=warn"),
            database=database,
        ),
        env=odoo_environment(),
    )
    return start_odoo().session(), {**kept, lifted: "suspended"}, lifted


def test_nothing_is_offered_again_and_each_keeps_its_guard(updated, simulator):
    admin, kept, lifted = updated
    ids = list(kept)
    read = admin.execute("account.move", "read", ids, [STATE])
    now = {
        invoice: "not_sent" if state in NEVER_LEFT else state
        for invoice, state in kept.items()
    }
    assert {row["id"]: row[STATE] for row in read} == now
    free = {invoice for invoice, state in kept.items() if state in ENDED}
    assert offered(admin, ids) == free
    for invoice, state in kept.items():
        is_held = state not in OVER
        number = {"name": f"AUTRE/{invoice}"}
        assert refused(admin, "write", [invoice], number) == is_held, state
        assert refused(admin, "write", [invoice], {STATE: False}), state
        # What waits has not left: it may be taken back.
        is_held = is_held and state != "to_send"
        assert refused(admin, "button_draft", [invoice]) == is_held, state
    wizard = admin.execute(
        "account.move.send.wizard",
        "create",
        {},
        context={"active_model": "account.move", "active_ids": [lifted]},
    )
    admin.execute("account.move.send.wizard", "action_send_and_print", [wizard])
    query = f"select count(*) from l10n_fr_chorus_pro_document where move_id = {lifted}"
    assert postgres.psql(query, admin.database) == "1"
