"""Why a file was refused, as a person reads it."""

from odoo import api, fields, models


class ChorusDeposit(models.Model):
    _inherit = "l10n_fr_chorus_pro.deposit"

    failure_words = fields.Text(
        compute="_compute_failure_words",
        help="Why the file was refused or could not be sent, in plain words.",
    )

    @api.depends("failure", "state")
    @api.depends_context("lang")
    def _compute_failure_words(self):
        reasons = self.env["l10n_fr_chorus_pro.reason"]
        for deposit in self:
            words = deposit.failure
            # The portal has said something of a file that it has read.
            if words and deposit.state in ("refused", "integrated"):
                words = "\n".join(
                    " ".join([*told, reasons._chorus_in_guillemets(line)])
                    for line, told in reasons._chorus_explain_lines(words)
                )
            deposit.failure_words = words
