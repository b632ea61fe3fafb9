"""The table of scenes: what is photographed, and how one gets there."""

from functools import partial
from urllib.parse import quote

from dev.demo_story import MODE, OURS
from dev.screens.builder import BUILDER_SCENES
from dev.screens.dossiers import DOSSIER_SCENES
from dev.screens.scene import Scene, action, dashed
from dev.screens.town import TOWN_SCENES
from dev.screens.works import WORKS_SCENES

WORK_LISTS = (
    *("to_send", "queued", "not_sent", "transit", "action", "late", "released"),
    "uncertain",
)
# Invoices of the world whose form is shown.
FORMS = (
    *("draft", "to_send", "queued", "uncertain", "suspended", "rejected", "released"),
    *("refused", "pdf", "entry", "validator", "unlawful"),
)


def settings(stage):
    path = "/odoo/action-account.action_account_config"
    box = stage.open(path, "#chorus_pro_connection")
    # A block has no element of its own: its title stands before this one.
    return box.locator("xpath=ancestor::div[contains(@class, 'o_settings_container')]")


def core_list(stage):
    stage.open(
        "/odoo/customer-invoices?view_type=list",
        ".o_list_view .o_data_row, .o_kanban_record",
    )


def core_kanban(stage):
    stage.open("/odoo/customer-invoices?view_type=kanban", ".o_kanban_record")


def form(name, stage):
    stage.open_invoice(name)


def tab(stage):
    stage.open_invoice("released")
    stage.page.locator(".o_notebook a[name=chorus_pro]").click()
    stage.await_element(".o_notebook .tab-pane.active")


def send(stage):
    stage.open_invoice("to_send")
    invoice, _number = stage.world.invoices["to_send"]
    action = stage.world.accountant.execute(
        "account.move",
        "action_send_and_print",
        [invoice],
        context={"lang": stage.lang},
    )
    action["views"] = [[False, "form"]]
    return dialog(stage, action)


def send_as_pdf(stage):
    send(stage)
    stage.choose(MODE, "PDF simple")


def deposit(name, stage):
    invoice, _number = stage.world.invoices[name]
    (deposit,) = stage.world.accountant.execute(
        f"{OURS}.deposit", "search", [("document_ids.move_id", "=", invoice)]
    )
    stage.open(f"/odoo/action-{OURS}.deposit_action/{deposit}", ".o_form_view")


def dialog(stage, action, name=None):
    stage.open_dialog(action, name)


def wizard(xmlid, name, stage):
    stage.open_invoice(name)
    dialog(stage, f"{OURS}.{xmlid}", name)


def find_body(stage):
    stage.open("/odoo/customer-invoices", ".o_list_view, .o_kanban_view")
    dialog(stage, f"{OURS}.find_body_action")
    stage.page.fill(".modal div[name=text] input", "Saint-Aubin")
    stage.page.click(".modal button[name=action_search]")
    stage.await_element(".modal .o_data_row, .modal .o_kanban_record, .modal .alert")


def portal(path, stage):
    stage.open_portal(path)


def portal_invoice(name, stage):
    _invoice, number = stage.world.invoices[name]
    stage.open_portal(f"/?texte={quote(number)}")
    stage.page.click("main td a")
    stage.await_element("main h1")


def portal_link(stage):
    portal_invoice("suspended", stage)
    link = stage.page.get_by_role("link", name="dans Odoo")
    stage.page.goto(link.get_attribute("href"))
    stage.await_element(".o_form_view .o-mail-Chatter")


def portal_refusal(stage):
    stage.open_portal("/flux")
    refused = stage.page.locator("main tr", has=stage.page.locator("[title=IN_REJETE]"))
    refused.locator("a").first.click()
    stage.await_element("main h1")


SCENES = (
    Scene("settings", settings, login="admin"),
    Scene(
        "setup",
        partial(action, f"{OURS}.setup_action"),
        "admin",
        f"{OURS}.setup_action",
    ),
    *(
        Scene(name, partial(action, xmlid), needs=xmlid)
        for name, xmlid in (
            ("overview", f"{OURS}.overview_action"),
            *(
                (f"list-{dashed(name)}", f"{OURS}.work_list_action_{name}")
                for name in WORK_LISTS
            ),
        )
    ),
    Scene("core-list", core_list),
    Scene("core-kanban", core_kanban),
    *(Scene(f"form-{dashed(name)}", partial(form, name)) for name in FORMS),
    Scene("form-tab", tab),
    Scene("send", send),
    Scene("send-as-pdf", send_as_pdf),
    *(Scene(f"deposit-{name}", partial(deposit, name)) for name in ("pdf", "entry")),
    Scene("deposits", partial(action, f"{OURS}.deposit_action")),
    Scene("wizard-complete", partial(wizard, "complete_action", "suspended")),
    Scene("wizard-recycle", partial(wizard, "recycle_action", "recycle")),
    Scene("wizard-correct", partial(wizard, "correct_action", "rejected")),
    Scene("wizard-contest", partial(wizard, "contest_action", "unlawful")),
    Scene("wizard-find-body", find_body),
    Scene("portal-invoices", partial(portal, "/")),
    # Its supplier answers there, and Hélios what was ordered.
    Scene("portal-invoice", partial(portal_invoice, "suspended")),
    Scene("portal-recycle", partial(portal_invoice, "recycle")),
    Scene("portal-helios", partial(portal_invoice, "ordered")),
    Scene("portal-deposit", partial(portal, "/deposer")),
    Scene("portal-link", portal_link),
    Scene("portal-flows", partial(portal, "/flux")),
    Scene("portal-refusal", portal_refusal),
    Scene("portal-directory", partial(portal, "/annuaire")),
    Scene("portal-calls", partial(portal, "/appels")),
    Scene("portal-faults", partial(portal, "/pannes")),
    *TOWN_SCENES,
    *WORKS_SCENES,
    *DOSSIER_SCENES,
    *BUILDER_SCENES,
)


def chosen(prefix=""):
    """The scenes whose name begins with a prefix, in the order of the table."""
    return [scene for scene in SCENES if scene.name.startswith(prefix)]
