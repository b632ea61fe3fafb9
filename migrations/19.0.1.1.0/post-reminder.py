"""The reminder says only what is joined, and knows what was paid late."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    if not version:
        return
    env = api.Environment(cr, SUPERUSER_ID, {})
    template = env.ref("l10n_fr_chorus_pro.mail_template_reminder", False)
    # One that a person has edited is theirs.
    if template and template.write_uid.id == SUPERUSER_ID:
        template.reset_template()
