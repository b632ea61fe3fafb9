"""The nightly sweep of what was received: all that is open, by its month of deposit,
and what could not be read or downloaded by day."""

from odoo import api, fields, models

# Of an intake in a night; the next night goes on with the following page.
SWEEP_PAGES = 100


class ChorusReceived(models.Model):
    _inherit = "l10n_fr_chorus_pro.received"

    @api.model
    def _cron_sweep_received(self):
        """Scheduled action: look at every open invoice."""
        turns = self.env["l10n_fr_chorus_pro.document"]
        turns._chorus_take_turns(self._chorus_sweep_received_of)
        self._chorus_wake_bills()

    @api.model
    def _chorus_sweep_received_of(self, account):
        """The sweep of an account.

        :return: an iterator, to be committed at each stop
        :raises ChorusError: the portal failed; pages read before are kept
        """
        intakes = account._chorus_intakes()
        if not intakes:
            return
        with account._chorus_client() as client:
            yield from intakes._chorus_in_turns(
                lambda intake: intake._chorus_read_months(client, SWEEP_PAGES)
            )
            yield from self._chorus_read_unread_events(account, client)
            yield from self._chorus_download_due(account, client, failed=True)
        account._chorus_note_success(client.answered)


class ChorusIntake(models.Model):
    _inherit = "l10n_fr_chorus_pro.intake"

    def _chorus_read_months(self, client, limit):
        """The pages of the months in which what is open was deposited."""
        received, begun = self.env["l10n_fr_chorus_pro.received"], fields.Datetime.now()
        yield from self._chorus_search_months(
            self._chorus_open_months(),
            lambda first, last, number: client.search_received(
                self._chorus_search(deposited_from=first, deposited_to=last),
                first_page=number,
            ),
            lambda rows: received._chorus_receive_rows(self, rows, client),
            limit,
        )
        if self.period_ignored and not self.sweep_month:
            # All months were read once: from now on the latest are enough.
            self.sudo().watermark = begun
