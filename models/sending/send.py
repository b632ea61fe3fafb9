"""The plug into Odoo's own sending: which channel, and what to say of it."""

from odoo import api, models

METHOD = "chorus_pro"
# Beside Chorus Pro only these may deliver the same invoice: any other method is another
# electronic channel, and the public body would receive the invoice twice.
COMPATIBLE_METHODS = {METHOD, "email", "snailmail", "manual"}


class AccountMoveSend(models.AbstractModel):
    _inherit = "account.move.send"

    # -- Which methods ---------------------------------------------------------

    @api.model
    def _get_default_sending_settings(self, move, from_cron=False, **custom_settings):
        # EXTENDS 'account'
        if "sending_methods" not in custom_settings:
            methods = self._get_default_sending_methods(move)
            if METHOD in methods:
                # Other modules add theirs to the default, whatever the customer's.
                custom_settings["sending_methods"] = methods & COMPATIBLE_METHODS
        return super()._get_default_sending_settings(
            move, from_cron=from_cron, **custom_settings
        )

    @api.model
    def _get_default_sending_methods(self, move):
        # EXTENDS 'account'
        methods = super()._get_default_sending_methods(move)
        if METHOD not in methods:
            return methods
        if not move.company_id._chorus_is_supplier():
            return methods - {METHOD} or {"email"}
        return methods & COMPATIBLE_METHODS

    @api.model
    def _get_default_invoice_edi_format(self, move, **kwargs):
        # EXTENDS 'account'
        if METHOD in (kwargs.get("sending_methods") or []):
            return False
        return super()._get_default_invoice_edi_format(move, **kwargs)

    def _is_applicable_to_company(self, method, company):
        # EXTENDS 'account'
        if method == METHOD:
            return company._chorus_is_supplier()
        return super()._is_applicable_to_company(method, company)

    def _is_applicable_to_move(self, method, move, **move_data):
        # EXTENDS 'account'
        if method == METHOD:
            return (
                move.is_sale_document()
                and move.company_id._chorus_is_supplier()
                and not move._chorus_is_live()
            )
        return super()._is_applicable_to_move(method, move, **move_data)

    # -- In whose language -----------------------------------------------------

    @api.model
    def _generate_and_send_invoices(self, moves, from_cron=False, **settings):
        # EXTENDS 'account'
        # The scheduled action has no language, and tells chatters what failed.
        follows = moves.browse()
        if from_cron:
            follows = moves.filtered(lambda m: m.company_id._chorus_account_company())
        attachments = self.env["ir.attachment"]
        for company, own in follows.grouped("company_id").items():
            env = company._chorus_lang_env()
            sent = super(
                AccountMoveSend, self.with_env(env)
            )._generate_and_send_invoices(own.with_env(env), from_cron, **settings)
            attachments |= sent.with_env(self.env)
        if others := moves - follows:
            attachments |= super()._generate_and_send_invoices(
                others, from_cron, **settings
            )
        return attachments

    # -- Alerts ----------------------------------------------------------------

    def _get_alerts(self, moves, moves_data):
        # EXTENDS 'account'
        alerts = super()._get_alerts(moves, moves_data)
        chosen = moves.filtered(lambda m: METHOD in moves_data[m]["sending_methods"])
        for move in chosen:
            # A blocking alert would keep the good invoices of a batch from leaving.
            blocking = "danger" if len(moves) == 1 else "warning"
            if clash := self._chorus_clash(moves_data[move]["sending_methods"]):
                alerts[f"l10n_fr_chorus_pro_clash_{move.id}"] = {
                    "level": blocking,
                    "message": self.env._("%(what)s: ", what=move.name) + clash,
                }
            if not move._chorus_is_live():
                alerts.update(move._chorus_check_alerts(blocking))
            else:
                alerts[f"l10n_fr_chorus_pro_sent_{move.id}"] = {
                    "level": "info",
                    "message": self.env._(
                        "%s is in Chorus Pro already and will not be sent there again.",
                        move.name,
                    ),
                }
        for move in moves:
            if move._chorus_state() in ("sending", "uncertain"):
                alerts[f"l10n_fr_chorus_pro_uncertain_{move.id}"] = {
                    "level": "warning",
                    "message": self.env._("%(what)s: ", what=move.name)
                    + move.l10n_fr_chorus_next_step,
                }
        alerts.update(self._chorus_copy_alerts(chosen, moves_data))
        return alerts

    def _chorus_copy_alerts(self, chosen, moves_data):
        """Warn that a public body gets an invoice twice: it must take Chorus Pro's."""
        copied = chosen.filtered(
            lambda m: {"email", "snailmail"} & set(moves_data[m]["sending_methods"])
        )
        if not copied:
            return {}
        return {
            "l10n_fr_chorus_pro_copy": {
                "level": "warning",
                "message": self.env._(
                    "The invoice goes to Chorus Pro and by e-mail or post as well."
                    " A public body must be invoiced through Chorus Pro alone: send a"
                    " copy only to those who asked for it."
                ),
            }
        }

    def _chorus_clash(self, sending_methods):
        """The sentence for another electronic channel beside Chorus Pro, or None."""
        others = set(sending_methods) - COMPATIBLE_METHODS
        if METHOD not in sending_methods or not others:
            return None
        labels = dict(
            self.env["res.partner"]
            ._fields["invoice_sending_method"]
            ._description_selection(self.env)
        )
        return self.env._(
            "Choose either Chorus Pro or %s: through both, the customer would receive"
            " the invoice twice.",
            ", ".join(labels.get(other, other) for other in sorted(others)),
        )
