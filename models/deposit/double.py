"""A row of an attempt that had ended: it has arrived beside another one."""

from odoo import models

from ..invoice.states import ENDED_DEPOSITS
from ..telling.message_subtypes import REFUSED


class ChorusDocument(models.Model):
    _inherit = "l10n_fr_chorus_pro.document"

    def _chorus_is_double(self, row, live):
        """Whether a row of an ended attempt stands beside another one in the portal.

        Under one number there is one invoice: which attempt brought it, the answer to
        the other one says.

        :param InvoiceRow row: of a search, which is this attempt beyond doubt
        :param live: the attempt that counts
        """
        return live.invoice_number != row.invoice_number or (
            live.chorus_identifier and live.chorus_identifier != row.chorus_invoice_id
        )

    def _chorus_note_row(self, row):
        """Remember the row of an ended attempt, and say once that it has arrived; one
        that is over is in nobody's way."""
        is_new = not self.chorus_identifier
        self._chorus_join_flow(row)
        if self.deposit_id.state in ENDED_DEPOSITS:
            self.deposit_id._chorus_write_deposit_state("integrated")
        self._chorus_remember_row(row)
        self.raw_status = row.status
        self.move_id._chorus_activities_due()
        if is_new and self.filtered_domain(self._chorus_double_domain()):
            env = self.company_id._chorus_lang_env()
            self._chorus_say(
                env._("Chorus Pro: an earlier deposit has arrived after all"),
                step=self._chorus_double_text(env),
                subtype=REFUSED,
            )
