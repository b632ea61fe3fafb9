"""The banner of an invoice: what stops it, what it waits for, what it costs."""

from odoo import api, fields, models

from ..checks.table import banner_fields
from ..connection.groups import INVOICING_GROUP
from ..directory.party_identifiers import party_identifier
from ..invoice.next_actions import DIALOGS
from ..telling.status_texts import status_label
from ..telling.validator_texts import UNDECIDED, agreement_note

# Shown in the place of a field of core, where the customer has services.
STAND_INS = {"buyer_reference": ["l10n_fr_chorus_service_id"]}


class AccountMove(models.Model):
    _inherit = "account.move"

    # What they say of Chorus Pro is not for the customer, who may read the others.
    alerts = fields.Json(groups="base.group_user")

    @api.depends(
        lambda self: (
            *banner_fields(),
            "amount_total",
            "commercial_partner_id",
            "commercial_partner_id.l10n_fr_chorus_directory_date",
            "l10n_fr_chorus_due_date",
            "l10n_fr_chorus_gap_reason",
            "l10n_fr_chorus_reason",
            "l10n_fr_chorus_release_date",
            "l10n_fr_chorus_replaced_id",
            "l10n_fr_chorus_state",
            "l10n_fr_chorus_status",
            "l10n_fr_chorus_way_out",
            "move_type",
            "name",
            "payment_state",
        )
    )
    def _compute_alerts(self):
        # EXTENDS 'account'
        return super()._compute_alerts()

    def _get_alerts(self):
        # EXTENDS 'account'
        alerts = super()._get_alerts()
        if self._chorus_is_expected() and not self._chorus_is_before_us():
            # What the portal has refused the deposit for is not told twice.
            told = self._chorus_fields_to_mend().mapped("name")
            alerts |= self._chorus_check_alerts("warning", told)
            alerts |= self._chorus_unknown_alert()
        if not self.l10n_fr_chorus_state:
            return alerts | self._chorus_replaces_alert()
        if difference := self._chorus_difference():
            alert = {"level": "danger", "message": difference}
            alerts["l10n_fr_chorus_pro_difference"] = alert
        alerts |= self._chorus_action_alert()
        alerts |= self._chorus_waiting_alert()
        alerts |= self._chorus_validator_alert()
        alerts |= self._chorus_replaces_alert()
        alerts |= self._chorus_money_alerts()
        for double in self._chorus_doubles():
            alerts[f"l10n_fr_chorus_pro_double_{double.id}"] = {
                "level": "danger",
                "message": double._chorus_double_text(self.env),
            }
        return alerts

    def _chorus_check_alerts(self, level, told=()):
        """The failed checks as alerts, each with the way to what is to be mended.

        :param str level: of those that block: ``warning`` or ``danger``
        :param told: names of fields of which something else speaks already
        :rtype: dict
        """
        return {
            f"l10n_fr_chorus_pro_{failure.check.name}_{self.id}": {
                "level": level if failure.check.blocking else "info",
                "message": f"Chorus Pro – {self._chorus_label()}{failure.sentence}",
                **self._chorus_way_to(failure.record, failure.check.field),
            }
            for failure in self._chorus_failures()
            if failure.check.field not in told
        }

    def _chorus_label(self):
        """The number to begin a sentence with, where the invoice has one."""
        return (
            self.env._("%(what)s: ", what=self.name) if self.state == "posted" else ""
        )

    def _chorus_way_to(self, record, field):
        """The link of an alert to a field: on the invoice that is looked at, the cursor
        goes there; any other record is opened.

        :param str field: its name on the record
        :rtype: dict
        """
        opened = record._get_records_action()
        if record != self:
            return {"action_text": self.env._("Open"), "action": opened}
        return {
            "action_text": self.env._("Go to the Field"),
            "action": {
                "type": "ir.actions.client",
                "tag": "l10n_fr_chorus_pro.go_to_field",
                "params": {
                    "id": self._origin.id,
                    "fields": [*STAND_INS.get(field, []), field],
                    "opened": opened,
                },
            },
        }

    def _chorus_call(self, method):
        """The action that calls a method of this invoice and goes on with its answer.

        Core's own alerts take no notice of it.
        """
        return {
            "type": "ir.actions.client",
            "tag": "l10n_fr_chorus_pro.call",
            "params": {"model": self._name, "method": method, "ids": self._origin.ids},
        }

    def _chorus_record_to_mend(self, field):
        """Where a field to mend is; the invoice itself where it is nowhere else."""
        return {
            "account.journal": self.journal_id,
            "res.company": self.company_id,
            "res.partner": self.commercial_partner_id,
        }.get(field.model, self)

    def _chorus_action_alert(self):
        """What the status asks for: to do it, or to go to what is to be mended."""
        if not self._chorus_speaks_up():
            return {}
        alert = self._chorus_state_alert()
        if field := self._chorus_fields_to_mend()[:1]:
            alert |= self._chorus_way_to(self._chorus_record_to_mend(field), field.name)
        elif dialog := self._chorus_dialog():
            alert |= dialog
        return {"l10n_fr_chorus_pro_action": alert}

    def _chorus_state_alert(self):
        """Where it is and what that means; what Chorus Pro says of it, as it came, is
        folded behind it."""
        document = self._chorus_current_document()
        alert = {
            "level": "warning",
            "message": self.env._(
                "Chorus Pro – %(status)s: %(text)s",
                status=status_label(self.env, document),
                text=" ".join(self._chorus_banner_sentences()),
            ),
        }
        raw = document.reason
        if raw and not document._chorus_is_own_reason() and raw not in alert["message"]:
            alert["l10n_fr_chorus_raw"] = raw
        return alert

    def _chorus_dialog(self):
        """The button that answers the status, for those who may.

        :rtype: dict
        """
        action = self.l10n_fr_chorus_next_action
        if action not in DIALOGS or not self.env.user.has_group(INVOICING_GROUP):
            return {}
        labels = self._fields["l10n_fr_chorus_next_action"]._description_selection(
            self.env
        )
        return {
            "action_text": dict(labels)[action],
            "action": {
                "type": "ir.actions.client",
                "tag": "l10n_fr_chorus_pro.open_dialog",
                "params": {"id": self._origin.id, "dialog": DIALOGS[action]},
            },
        }

    def _chorus_waiting_alert(self):
        """That the invoice waits because nobody answered, until when, and the way to
        try at once."""
        document = self._chorus_current_document()
        if self.l10n_fr_chorus_state != "to_send" or not document.reason:
            return {}
        alert = self._chorus_state_alert()
        if self.env.user.has_group(INVOICING_GROUP):
            alert["action_text"] = self.env._("Send Now")
            alert["action"] = self._chorus_call("action_chorus_send_now")
        return {"l10n_fr_chorus_pro_waiting": alert}

    def _chorus_validator_alert(self):
        """Whom the invoice waits for, and with what they agreed who did."""
        document = self._chorus_current_document()
        if self._chorus_speaks_up() or not self._chorus_is_followed():
            return {}
        if document.raw_status not in UNDECIDED and not agreement_note(
            self.env, document
        ):
            return {}
        alert = self._chorus_state_alert() | {"level": "info"}
        return {"l10n_fr_chorus_pro_validator": alert}

    def _chorus_replaces_alert(self):
        """What a draft is issued for anew, and why that was rejected."""
        replaced = self.l10n_fr_chorus_replaced_id
        if self.state != "draft" or not replaced:
            return {}
        sentence = self.env._(
            "Chorus Pro – Replaces %(invoice)s, which was rejected: « %(reason)s »."
            " Correct it, post it, and send it.",
            invoice=replaced.name,
            reason=replaced._chorus_reason_words(),
        )
        return {"l10n_fr_chorus_pro_replaces": {"level": "info", "message": sentence}}

    def _chorus_money_alerts(self):
        """What is late, released and not received, or was paid late."""
        alerts = {}
        if self.filtered_domain(self._chorus_late_domain()):
            alerts["late"] = ("warning", self._chorus_late_sentence())
        if self.filtered_domain(self._chorus_unreconciled_domain()):
            alerts["released"] = ("info", self._chorus_gap_sentence())
        if self._chorus_was_paid_late():
            alerts["paid_late"] = ("info", self._chorus_paid_late_sentence())
        return {
            f"l10n_fr_chorus_pro_{name}": {
                "level": level,
                "message": f"Chorus Pro – {sentence}",
            }
            for name, (level, sentence) in alerts.items()
        }

    def _chorus_customer_is_unknown(self):
        """Whether the directory can tell of the customer, and was never asked."""
        customer = self.commercial_partner_id
        return (
            not customer.l10n_fr_chorus_directory_date
            and self.company_id._chorus_is_configured()
            and party_identifier(customer).has_form()
        )

    def _chorus_unknown_alert(self):
        """That the directory was never asked about the customer."""
        if not self._chorus_customer_is_unknown():
            return {}
        customer = self.commercial_partner_id
        sentence = self.env._(
            "What %s asks for on its invoices is not known yet. Odoo asks when the"
            " invoice is sent.",
            customer.display_name,
        )
        alert = {"level": "info", "message": f"Chorus Pro – {sentence}"}
        if customer.has_access("write"):
            alert["action_text"] = self.env._("Look Up")
            alert["action_call"] = [
                "res.partner",
                "action_chorus_look_up",
                customer._origin.ids,
            ]
        return {"l10n_fr_chorus_pro_unknown": alert}
