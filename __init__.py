from . import models, wizards


def uninstall_hook(env):
    """Take the sending method away from the customers of every company.

    The value is company-dependent and the removal of a selection value reaches only
    the companies of the current user.
    """
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
