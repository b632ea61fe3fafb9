"""Who is connected invoices public bodies: there was nothing else to be done."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    companies = env["res.company"].with_context(active_test=False)
    connected = companies.search([("l10n_fr_chorus_environment", "!=", False)])
    connected.l10n_fr_chorus_is_supplier = True
