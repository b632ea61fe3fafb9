"""The way of the README, "Set up" and "Use it", click by click.

Menus, fields and buttons are found by their names in Odoo, whatever the language.
"""

from dev.demo_company import COMPANY, CUSTOMERS

SETUP = ".o_chorus_setup li[data-name='{}']"
FIELD = ".modal [name='{}'] input, .o_form_view [name='{}'] input"
OURS = "l10n_fr_chorus_pro"
SIRET = COMPANY["company_registry"]
# What the portal has under this SIRET.
CUSTOMER = ("Commune de Sansexigence", CUSTOMERS["town"][1])
ACCOUNT = [
    f"l10n_fr_chorus_{name}"
    for name in ("client_id", "client_secret", "login", "password")
]
IBAN = "FR76 3000 6000 0112 3456 7890 189"


def walk(hand):
    """Set a new company up and deposit an invoice; the last page shows it."""
    for step in STEPS:
        hand.begin(step.__doc__)
        step(hand)
    hand.end()


def field(name):
    return FIELD.format(name, name)


def line(name, state=None):
    selector = SETUP.format(name)
    return selector + (f"[data-state='{state}']" if state else "")


def open_menu(hand, *xmlids):
    for xmlid in xmlids:
        hand.click(f"[data-menu-xmlid='{xmlid}']")


def open_app(hand, xmlid):
    hand.click(".o_navbar_apps_menu button")
    open_menu(hand, xmlid)


def close_result(hand):
    hand.click(".modal .o_chorus_close")
    hand.see_no_dialog()


def open_settings(hand):
    """Settings > Invoicing > Chorus Pro"""
    open_app(hand, "base.menu_administration")
    hand.click(".settings_tab .tab[data-key='account']")
    hand.see(line("environment", "missing"))


def connect(hand):
    """Environment, credentials, test of the connection"""
    hand.click(f"{line('environment')} button")
    hand.choose(field("l10n_fr_chorus_environment"), "Simulat")
    for name in ACCOUNT:
        hand.write(field(name), COMPANY[name])
    hand.click("button[name='action_chorus_test_connection']")
    close_result(hand)
    hand.see(line("technical", "done"))


def choose_structure(hand):
    """Own structure, responsible person, SIRET"""
    hand.click(f"{line('structure')} button")
    close_result(hand)
    hand.click(f"{line('structure', 'missing')} button")
    hand.choose(field("l10n_fr_chorus_own_structure_id"), SIRET)
    hand.choose(field("l10n_fr_chorus_responsible_id"), "Administrator")
    hand.click(".o_control_panel .o_form_button_save")
    hand.click(f"{line('siret', 'missing')} button[data-button='take_siret']")
    hand.see(line("siret", "done"))


def complete_company(hand):
    """Address, telephone, VAT number"""
    hand.click(f"{line('address', 'missing')} button")
    for name in ("street", "zip", "city", "vat", "phone"):
        hand.write(field(name), COMPANY[name])
    hand.click(".modal .o_form_button_save")
    hand.see(line("address", "done"))


def enter_iban(hand):
    """IBAN"""
    hand.click(f"{line('iban', 'missing')} button")
    hand.write(field("acc_number"), IBAN)
    hand.click(".modal .o_form_button_save")
    hand.see(line("iban", "done"))
    hand.see(".o_chorus_setup:not(:has(li[data-state='missing']))")


def find_customer(hand):
    """Find a Public Body, create the contact"""
    name, siret = CUSTOMER
    open_app(hand, "account.menu_finance")
    open_menu(hand, f"{OURS}.chorus_pro_menu", f"{OURS}.find_body_menu")
    hand.write(field("text"), siret)
    hand.click(".modal button[name='action_search']")
    hand.click(".modal .o_data_row button[name='action_choose']:visible")
    hand.see_no_dialog()
    hand.see(".o_form_view", name)


def write_invoice(hand):
    """New invoice with one line, Confirm"""
    name, _siret = CUSTOMER
    open_menu(hand, "account.menu_finance_receivables")
    open_menu(hand, "account.menu_action_move_out_invoice_type")
    hand.click(".o_list_button_add")
    hand.choose(field("partner_id"), name)
    hand.click(".o_field_x2many_list_row_add a")
    row = "[name='invoice_line_ids'] .o_selected_row [name='{}'] {}"
    hand.write(row.format("name", "textarea"), "Pose de luminaires")
    hand.write(row.format("price_unit", "input"), "250")
    hand.choose(row.format("tax_ids", "input"), "Services")
    hand.click("button[name='action_post']:visible")
    hand.see("button[name='action_invoice_sent']:visible")


def send(hand):
    """Send, layout of the documents, Send"""
    hand.click("button[name='action_invoice_sent']:visible")
    # Odoo asks for it once, whichever way an invoice is sent.
    hand.click(".modal button[name='document_layout_save']")
    hand.click(".modal button[name='action_send_and_print']")
    hand.see_no_dialog()
    hand.see("[name='l10n_fr_chorus_status_label']", "Transmise")


STEPS = (
    open_settings,
    connect,
    choose_structure,
    complete_company,
    enter_iban,
    find_customer,
    write_invoice,
    send,
)
