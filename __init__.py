from . import controllers, models, wizards


def uninstall_hook(env):
    """Take away what the removal of the addon's own data would leave behind.

    The sending method of customers is company-dependent, and the removal of a selection
    value reaches only the companies of the current user. Activities of a type that goes
    would become to-dos that nobody closes any more.
    """
    activity_type = env.ref("l10n_fr_chorus_pro.mail_activity_type_action", False)
    if activity_type:
        activities = env["mail.activity"].with_context(active_test=False)
        activities.search([("activity_type_id", "=", activity_type.id)]).unlink()
    for company in env["res.company"].search([]):
        partners = env["res.partner"].with_context(active_test=False)
        partners = partners.with_company(company).search(
            [("invoice_sending_method", "=", "chorus_pro")]
        )
        partners.invoice_sending_method = False
    defaults = env["ir.default"].search(
        [
            ("field_id.model", "=", "res.partner"),
            ("field_id.name", "=", "invoice_sending_method"),
            ("json_value", "=", '"chorus_pro"'),
        ]
    )
    defaults.unlink()
