from odoo import api, fields, models

from ..models.sending.deposit import CLOSES
from ..models.sending.send import COMPATIBLE_METHODS, METHOD
from ..tools.notification import notify


class AccountMoveSendWizard(models.TransientModel):
    _inherit = "account.move.send.wizard"

    l10n_fr_chorus_submission_mode = fields.Selection(
        related="move_id.l10n_fr_chorus_submission_mode", readonly=False
    )
    l10n_fr_chorus_is_free = fields.Boolean(related="move_id.l10n_fr_chorus_is_free")

    @api.depends("l10n_fr_chorus_submission_mode")
    def _compute_alerts(self):
        # EXTENDS 'account'
        super()._compute_alerts()

    def _get_alerts(self, moves, moves_data):
        # EXTENDS 'account'
        if moves != self.move_id:
            return super()._get_alerts(moves, moves_data)
        # What is chosen is written on the invoice with the click alone: it is looked at
        # as it will be.
        chosen = self.l10n_fr_chorus_submission_mode
        if moves.l10n_fr_chorus_submission_mode != chosen:
            drafted = moves.new({"l10n_fr_chorus_submission_mode": chosen}, moves)
            moves_data = {drafted: moves_data[moves]}
            moves = drafted
        return super()._get_alerts(moves, moves_data)

    def _compute_sending_method_checkboxes(self):
        # EXTENDS 'account'
        super()._compute_sending_method_checkboxes()
        for wizard in self:
            boxes = wizard.sending_method_checkboxes
            if not boxes.get(METHOD):
                continue
            chosen = boxes[METHOD]["checked"]
            wizard.sending_method_checkboxes = {
                key: self._chorus_checkbox(key, box, wizard.company_id, chosen)
                for key, box in boxes.items()
            }

    def _chorus_checkbox(self, key, box, company, chosen):
        """Name the environment where it is not production; untick other channels."""
        if key == METHOD:
            account = company._chorus_account_company()
            environment = account.l10n_fr_chorus_environment
            if environment in ("simulator", "sandbox"):
                labels = dict(
                    account._fields[
                        "l10n_fr_chorus_environment"
                    ]._description_selection(self.env)
                )
                box = {**box, "label": f"{box['label']} ({labels[environment]})"}
        elif chosen and key not in COMPATIBLE_METHODS:
            box = {**box, "checked": False}
        return box

    def action_send_and_print(self, allow_fallback_pdf=False):
        # EXTENDS 'account'
        # Other modules act before core looks at the alerts: they must not even begin.
        if METHOD not in (self.sending_methods or []):
            return super().action_send_and_print(allow_fallback_pdf=allow_fallback_pdf)
        self._raise_danger_alerts(self.alerts or {})
        # Who reads an error in a dialog that stays open sends again.
        closing = self.with_context(**{CLOSES: True})
        action = super(AccountMoveSendWizard, closing).action_send_and_print(
            allow_fallback_pdf=allow_fallback_pdf
        )
        move = self.move_id
        if not self._chorus_is_unanswered(move._chorus_live_document()):
            return action
        message = self.env._(
            "%(invoice)s may have been received by Chorus Pro. %(step)s",
            invoice=move.name,
            step=move.l10n_fr_chorus_next_step,
        )
        return notify(self.env, message, kind="warning", then=action)
