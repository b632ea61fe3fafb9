"""Uninstalling waits for what is on its way; no secret reaches a log."""

import pytest

from dev import demo_company, postgres
from dev.rpc import RpcError

ADDON = "l10n_fr_chorus_pro"


def test_uninstall_waits_for_what_is_on_its_way(odoo_server, simulator):
    admin = odoo_server.session()
    demo_company.prepare(admin, simulator.url)
    (town,) = admin.execute("res.partner", "search", [("name", "like", "Saint-Aubin")])
    (product,) = admin.execute(
        "product.product", "search", [("name", "=", demo_company.PRODUCT)]
    )
    line = {"product_id": product, "price_unit": 10.0}
    invoice = admin.execute(
        "account.move",
        "create",
        {
            "move_type": "out_invoice",
            "partner_id": town,
            "invoice_line_ids": [(0, 0, line)],
        },
    )
    admin.execute("account.move", "action_post", [invoice])
    wizard = admin.execute(
        "account.move.send.wizard",
        "create",
        {},
        context={"active_model": "account.move", "active_ids": [invoice]},
    )
    admin.execute("account.move.send.wizard", "action_send_and_print", [wizard])
    (module,) = admin.execute("ir.module.module", "search", [("name", "=", ADDON)])
    with pytest.raises(RpcError, match="FAC/"):
        admin.execute("ir.module.module", "button_immediate_uninstall", [module])
    tables = "select count(*) from l10n_fr_chorus_pro_document"
    assert postgres.psql(tables, odoo_server.database) == "1"


def test_no_secret_reaches_the_log(odoo_server, simulator):
    admin = odoo_server.session()
    demo_company.prepare(admin, simulator.url)
    company = admin.ref("base.main_company")
    secret = {"l10n_fr_chorus_password": "un-mot-de-passe-secret"}
    admin.execute("res.company", "write", [company], secret)
    for cron in ("ir_cron_deposits", "ir_cron_invoices"):
        identifier = admin.ref(f"{ADDON}.{cron}")
        admin.execute("ir.cron", "method_direct_trigger", [identifier])
    settings = admin.execute("res.config.settings", "create", {})
    dialog = admin.execute(
        "res.config.settings", "action_chorus_test_connection", [settings]
    )
    assert "401" in str(dialog) and "un-mot-de-passe-secret" not in str(dialog)
    log = odoo_server.log()
    assert "un-mot-de-passe-secret" not in log
    assert "Authorization" not in log and "cpro-account" not in log
