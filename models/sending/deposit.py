"""The deposit, where core calls web services: one at once, many in lots."""

import time
from collections import defaultdict

from odoo import api, fields, models

from ...chorus_api import ChorusError, Rejected, Unavailable
from ...chorus_api.doors import ENTRY
from ...tools.row_locks import take_unchanged_rows
from ..connection.error_texts import explain, explain_search
from ..deposit.deposit import LOT_DELAY, RETRY_DELAY
from ..invoice.states import OPEN_STATES
from .send import METHOD

# Seconds for whoever holds all invoices of a portion.
HELD_PAUSE = 1
# In the context of a dialog that says itself what may have been received, and closes.
CLOSES = "chorus_dialog_closes"


class AccountMoveSend(models.AbstractModel):
    _inherit = "account.move.send"

    def _call_web_service_after_invoice_pdf_render(self, invoices_data):
        # EXTENDS 'account'
        super()._call_web_service_after_invoice_pdf_render(invoices_data)
        chosen = {
            invoice: data
            for invoice, data in invoices_data.items()
            if METHOD in data["sending_methods"] and not data.get("error")
        }
        if len(chosen) == 1 and not self._chorus_is_background(*chosen):
            ((invoice, invoice_data),) = chosen.items()
            sentences = {invoice: self._chorus_deposit_now(invoice, invoice_data)}
        else:
            sentences = self._chorus_queue(chosen)
        for invoice, sentence in sentences.items():
            if sentence:
                self._chorus_tell_sender(invoice, chosen[invoice], sentence)

    def _chorus_is_background(self, invoice):
        """Whether nobody waits: the last one of a batch may be alone in its portion."""
        return bool(invoice.sending_data or self.env.context.get("cron_id"))

    def _chorus_tell_sender(self, invoice, invoice_data, sentence):
        """Hand the sentence to core; one whose answer is missing may have been sent,
        which its chatter says already."""
        self._chorus_set_error(invoice, invoice_data, [sentence])
        if invoice._chorus_live_document().state in OPEN_STATES:
            title = self.env._("%s may have been received by Chorus Pro.", invoice.name)
            invoice_data["error"] |= {"error_title": title, "chorus_is_told": True}

    @api.model
    def _hook_if_errors(self, moves_data, allow_raising=True):
        # EXTENDS 'account'
        is_told = not allow_raising or self.env.context.get(CLOSES)
        if not allow_raising:
            moves_data = {
                move: data
                for move, data in moves_data.items()
                if not data["error"].get("chorus_is_left")
            }
        told = {
            move: data
            for move, data in moves_data.items()
            if is_told and data["error"].get("chorus_is_told")
        }
        authors = defaultdict(list)
        if not allow_raising:
            for move, data in told.items():
                authors[data["author_partner_id"]].append(move.id)
        self._send_notifications_to_partners(authors, is_success=False)
        rest = {move: data for move, data in moves_data.items() if move not in told}
        return super()._hook_if_errors(rest, allow_raising=allow_raising)

    @api.model
    def _send_notifications_to_partners(
        self, moves_grouped_by_author_partner_id, is_success=True
    ):
        # EXTENDS 'account'
        # Of those that one note speaks of at the end, core says nothing in between.
        moves = self.env["account.move"].sudo()
        left = {
            author: (
                moves.browse(ids) - moves.browse(ids)._chorus_batch_will_tell()
            ).ids
            for author, ids in moves_grouped_by_author_partner_id.items()
        }
        left = {author: ids for author, ids in left.items() if ids}
        return super()._send_notifications_to_partners(left, is_success)

    def _chorus_queue(self, invoices_data):
        """Leave invoices to the scheduled action, which sends in lots.

        Nothing leaves here: if this transaction fails, so does the queueing.

        :param dict invoices_data: core's data by invoice
        :return: dict of a sentence by invoice that cannot be sent
        """
        if not invoices_data:
            return {}
        invoices = self.env["account.move"].union(*invoices_data)
        locked = take_unchanged_rows(invoices)
        documents, sentences = self._chorus_write_down_invoices(invoices_data, locked)
        left = (invoices - locked).filtered(self._chorus_is_background)
        for invoice in left:
            # In core's words: its next run takes it again. Until then nothing is
            # written on it, for that would undo the whole portion.
            self._chorus_set_error(
                invoice, invoices_data[invoice], [sentences.pop(invoice)]
            )
            invoices_data[invoice]["error"] |= {"retry": True, "chorus_is_left": True}
        if left == invoices:
            time.sleep(HELD_PAUSE)  # core runs again at once, as long as it has time
        if documents:
            self.env["l10n_fr_chorus_pro.deposit"]._chorus_wake(
                fields.Datetime.now() + LOT_DELAY
            )
        return sentences

    def _chorus_deposit_now(self, invoice, invoice_data):
        """Deposit one invoice while the user waits.

        :return: a sentence where the invoice was not deposited, else False
        """
        try:
            with invoice.company_id._chorus_client() as client:
                unreachable = self._chorus_reach(client, invoice)
                # A conflict has Odoo repeat the click, which then sees the other one.
                document, sentences = self._chorus_write_down_invoices(
                    {invoice: invoice_data}, invoice.try_lock_for_update()
                )
                if not document:
                    return sentences.get(invoice, False)
                if unreachable:
                    self._chorus_leave_waiting(document, unreachable)
                    return False
                if invoice._chorus_awaits_flow():
                    self._chorus_await_flow(document)
                    return False
                outcome = document._chorus_send_now(client, has_dialog=True)
        except Rejected as error:
            return explain_search(self.env, error)
        except ChorusError as error:
            # Credentials are refused before anything was written down.
            return explain(self.env, error)
        if outcome.state in ("deposited", "to_send"):
            return False
        return explain(self.env, outcome.error)

    def _chorus_reach(self, client, invoice):
        """Have a token, and look for an earlier attempt that arrived; silence is
        returned, for it does not stop the sending."""
        try:
            client.authenticate()
            invoice._chorus_recover_invoices(client)
        except Unavailable as error:
            return error
        return None

    def _chorus_await_flow(self, document):
        """Leave an invoice to the scheduled action until an earlier flow is at its end:
        that may bring it."""
        env = document.company_id._chorus_lang_env()
        reason = env._(
            "Chorus Pro still works on an earlier deposit of this invoice. Odoo sends"
            " it as soon as that is over, and only if it did not arrive."
        )
        document._chorus_set_state("to_send", reason)
        document._chorus_say_state(reason=reason)

    def _chorus_leave_waiting(self, document, error):
        """Leave an invoice to the scheduled action because nobody answers."""
        env = document.company_id._chorus_lang_env()
        reason = explain(env, error)
        document._chorus_set_state("to_send", reason)
        document.company_id._chorus_note_patience(error)
        self.env["l10n_fr_chorus_pro.deposit"]._chorus_wake(
            fields.Datetime.now() + RETRY_DELAY
        )
        document._chorus_say_state(reason=reason)

    def _chorus_write_down_invoices(self, invoices_data, locked):
        """Write down that invoices are to be deposited, where no attempt exists.

        :param dict invoices_data: core's data by invoice
        :param locked: those of them that nobody else holds
        :return: (documents to send; dict of a sentence by invoice where the user must
            know why it is not sent)
        """
        live = locked._chorus_live_documents().grouped("move_id")
        free, sentences = [], {}
        for invoice, invoice_data in invoices_data.items():
            if invoice not in locked:
                sentences[invoice] = self.env._(
                    "Someone else is working on it right now. Try again."
                )
            elif invoice in live:
                sentence = self._chorus_reuse(live[invoice], invoice_data)
                sentences |= {invoice: sentence} if sentence else {}
            elif sentence := self._chorus_other_channel(invoice, [METHOD]):
                sentences[invoice] = sentence
            else:
                free.append(invoice_data["chorus_document"])
        documents = self.env["l10n_fr_chorus_pro.document"]._chorus_write_down(free)
        for attempt in free:
            if attempt.move not in documents.move_id:
                sentences[attempt.move] = self.env._(
                    "Someone else is sending it right now."
                )
        return documents, sentences

    @api.model
    def _chorus_is_unanswered(self, live):
        """Whether nobody knows if Chorus Pro has this attempt. Where its deposit knows
        more than its invoice, that is on its way there."""
        is_known = live.deposit_id.state in ("deposited", "to_send")
        return live.state in OPEN_STATES and not is_known

    def _chorus_reuse(self, live, invoice_data):
        """An attempt exists: it counts as success once its outcome is known.

        Odoo replays the whole wizard after a serialization failure: the second run must
        neither call nor fail, and the invoice gets the file that was deposited.

        :return: a sentence where the attempt forbids to go on, else False
        """
        if self._chorus_is_unanswered(live):
            return self.env._(
                "The answer of Chorus Pro to an earlier attempt is still missing. Do"
                " not send the invoice again: Odoo is checking whether it was received."
            )
        if live.door == ENTRY:
            return False  # data alone: it leaves nothing on the invoice
        invoice = live.move_id
        key, kept, values = live._chorus_file_values()
        content = live._chorus_content()
        if kept:
            invoice_data.pop(key, None)  # made anew while the earlier one was found
            return False
        if invoice_data.get("pdf_attachment_values") and not content:
            return False
        if not content:
            return self.env._(
                "%s is in Chorus Pro already and will not be sent there again.",
                invoice.name,
            )
        invoice_data[key] = {
            "res_model": invoice._name,
            "res_id": invoice.id,
            "raw": content,
            **values,
        }
        return False


class AccountMove(models.Model):
    _inherit = "account.move"

    @api.model
    def _cron_account_move_send(self, job_count=10):
        # EXTENDS 'account'
        res = super()._cron_account_move_send(job_count)
        # Where nothing of a batch waits for ours, it ends here.
        self.env["l10n_fr_chorus_pro.batch"]._chorus_tell_ended()
        return res
