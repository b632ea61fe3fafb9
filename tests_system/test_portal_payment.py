"""A customer pays online, beside Chorus Pro, by core's own demonstration provider."""

import html
import re

import pytest
import requests

from dev import demo_company

pytestmark = pytest.mark.full


class Customer:
    """A customer on the portal, as a browser speaks for him."""

    def __init__(self, url, database, login, password):
        self.url = url
        self.http = requests.Session()
        page = self.http.get(f"{url}/web/login", params={"db": database}, timeout=60)
        token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)[1]
        form = {"login": login, "password": password, "csrf_token": token}
        shown = self.http.post(f"{url}/web/login", data=form, timeout=60)
        assert "/web/login" not in shown.url, "not logged in"

    def page(self, path):
        answer = self.http.get(f"{self.url}{path}", timeout=60)
        answer.raise_for_status()
        return answer

    def call(self, path, **params):
        body = {"jsonrpc": "2.0", "method": "call", "id": 1, "params": params}
        answer = self.http.post(f"{self.url}{path}", json=body, timeout=60).json()
        assert "error" not in answer, answer["error"]
        return answer.get("result")


def install(admin, name):
    (module,) = admin.execute("ir.module.module", "search", [("name", "=", name)])
    admin.execute("ir.module.module", "button_immediate_install", [module])


def new_invoice(admin, town):
    (product,) = admin.execute(
        "product.product", "search", [("name", "=", demo_company.PRODUCT)]
    )
    values = {
        "move_type": "out_invoice",
        "partner_id": town,
        "invoice_line_ids": [(0, 0, {"product_id": product, "price_unit": 10.0})],
    }
    invoice = admin.execute("account.move", "create", values)
    admin.execute("account.move", "action_post", [invoice])
    wizard = admin.execute(
        "account.move.send.wizard",
        "create",
        {},
        context={"active_model": "account.move", "active_ids": [invoice]},
    )
    admin.execute("account.move.send.wizard", "action_send_and_print", [wizard])
    return invoice


def new_customer(admin, odoo_server, town):
    """A customer who is logged in on the portal."""
    user = {"login": "client", "password": "client-client", "partner_id": town}
    groups = [(6, 0, [admin.ref("base.group_portal")])]
    admin.execute("res.users", "create", {**user, "group_ids": groups})
    server = (odoo_server.url, odoo_server.database)
    return Customer(*server, user["login"], user["password"])


def publish_provider(admin):
    """Core's own provider for demonstrations, offered to customers."""
    (provider,) = admin.execute(
        "payment.provider", "search", [("code", "=", "demo")], limit=1
    )
    published = {"state": "test", "is_published": True}
    admin.execute("payment.provider", "write", [provider], published)
    return provider


def pay(customer, path, provider):
    """Pay an invoice by the calls that the scripts of the page make."""
    page = html.unescape(customer.page(f"{path}?payment=True").text)
    form = dict(re.findall(r'data-([\w-]+)="([^"]*)"', page))
    sent = customer.call(
        form["transaction-route"],
        access_token=form.get("access-token"),
        provider_id=provider,
        payment_method_id=int(form["payment-option-id"]),
        token_id=None,
        amount=float(form["amount"]),
        flow="direct",
        tokenization_requested=False,
        landing_route=form["landing-route"],
    )
    customer.call(
        "/payment/demo/simulate_payment",
        reference=sent["reference"],
        payment_details="1234",
        simulated_state="done",
    )
    assert customer.call("/payment/status/poll")["state"] == "done"


def test_a_customer_opens_downloads_and_pays(odoo_server, simulator):
    admin = odoo_server.session()
    install(admin, "payment_demo")
    demo_company.prepare(admin, simulator.url)
    (town,) = admin.execute("res.partner", "search", [("name", "like", "Saint-Aubin")])
    provider = publish_provider(admin)
    customer = new_customer(admin, odoo_server, town)
    invoice = new_invoice(admin, town)

    path = f"/my/invoices/{invoice}"
    page = customer.page(path)
    assert page.url.endswith(path) and "Chorus Pro" not in page.text
    file = customer.page(f"{path}?report_type=pdf&download=true")
    assert file.content.startswith(b"%PDF")

    pay(customer, path, provider)
    fields = ["payment_state", "l10n_fr_chorus_state"]
    (paid,) = admin.execute("account.move", "read", [invoice], fields)
    assert paid["payment_state"] in ("in_payment", "paid")
    assert paid["l10n_fr_chorus_state"] == "deposited"
