"""Reminding a public body of a late invoice, with the proof of its deposit."""

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command

from ...chorus_api import ChorusError, ConfigurationError, Rejected
from ...tools.notification import notify
from ..connection.error_texts import explain


class AccountMove(models.Model):
    _inherit = "account.move"

    def action_chorus_remind(self):
        """Open a message to the customer's contact: nothing leaves before it is sent.

        :return: an action; a note comes first where the report could not be had
        :raises UserError: the invoice neither is late nor was paid late
        """
        self.ensure_one()
        self.check_access("write")
        is_late = self.filtered_domain(self._chorus_late_domain())
        if not is_late and not self._chorus_was_paid_late():
            raise UserError(
                self.env._("%s is not late: there is nothing to remind of.", self.name)
            )
        deposit = self._chorus_current_document().deposit_id
        message = self.env._(
            "Chorus Pro has no report of this deposit: none is attached."
        )
        report = self.env["ir.attachment"].sudo()
        try:
            report = deposit._chorus_report_file()
        except (ConfigurationError, Rejected) as error:
            message = explain(self.env, error)
        except ChorusError:
            message = self.env._(
                "Chorus Pro does not answer: the report of the deposit is not attached."
                " Click Remind again later to have it."
            )
        composer = self._chorus_reminder(report)
        if report:
            return composer
        return notify(self.env, message, kind="warning", then=composer)

    def _chorus_reminder(self, report):
        """Odoo's mail composer on this invoice, with a copy of the report.

        :param report: an ``ir.attachment``, may be empty
        """
        # Until it is sent the copy belongs to the composer, as an uploaded file does.
        copies = report.copy(
            {"res_model": "mail.compose.message", "res_id": 0, "res_field": False}
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Remind"),
            "res_model": "mail.compose.message",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "chorus_report_is_joined": bool(report),
                "default_model": self._name,
                "default_res_ids": self.ids,
                "default_composition_mode": "comment",
                "default_template_id": self.env.ref(
                    "l10n_fr_chorus_pro.mail_template_reminder"
                ).id,
                "default_attachment_ids": [Command.set(copies.ids)],
                "default_email_layout_xmlid": "mail.mail_notification_layout",
            },
        }
