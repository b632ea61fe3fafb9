"""What a supplier does with an issued invoice: told to the portal once, then read back.

An answer that got lost is never repeated blindly: the status of the invoice tells
whether the action was done.
"""

import logging
from functools import partial

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...chorus_api import ChorusError, Rejected, Uncertain
from ...chorus_api.statuses import PROCESS_REJECTION, invoice_status
from ...tools.row_locks import do_alone, wait_for_rows
from ..connection.error_texts import explain

_logger = logging.getLogger(__name__)


class ChorusDocument(models.Model):
    _inherit = "l10n_fr_chorus_pro.document"

    rejection_due = fields.Boolean(
        help="Settled in Odoo; Chorus Pro is still to be told (« Traiter le rejet »)."
    )

    _rejection_due_idx = models.Index("(id) WHERE rejection_due IS TRUE")

    # -- Once, then read back --------------------------------------------------

    def _chorus_take(self, action):
        """Lock the invoice for an action that its status must still allow.

        :param str action: one of ``chorus_api.statuses``, such as ``COMPLETE``
        :raises UserError: the status does not allow it, or somebody else is at it
        """
        self.ensure_one()
        # A conflict after the call would make Odoo repeat it.
        if not (
            self.try_lock_for_update()
            and self.move_id.try_lock_for_update(allow_referencing=True)
        ):
            raise UserError(
                self.env._("Someone else is working on it right now. Try again.")
            )
        self.invalidate_recordset()
        status = invoice_status(self.raw_status or "")
        if action not in status.actions:
            raise UserError(
                self.env._(
                    "%(invoice)s is « %(status)s » in Chorus Pro by now: this can no"
                    " longer be done. Close and look at the invoice.",
                    invoice=self.invoice_number,
                    status=status.label,
                )
            )

    def _chorus_perform(self, operation):
        """Do something at the portal with this invoice, and bring its new status back.

        :param operation: a function of a client, which raises its errors
        :return: True where it was done; False where the portal refused it because the
            invoice has another status already, which is known from then on
        :raises UserError: nothing was done, or nobody knows, in a sentence
        """
        self.ensure_one()
        before, problem = self.raw_status, None
        try:
            with self.company_id._chorus_client() as client:
                try:
                    operation(client)
                except (Rejected, Uncertain) as error:
                    problem = error
                self._chorus_read_back(client, problem)
        except ChorusError as error:
            raise UserError(explain(self.env, error)) from error
        if not problem:
            return True
        if self.raw_status != before:
            return isinstance(problem, Uncertain)
        if isinstance(problem, Rejected):
            raise UserError(explain(self.env, problem)) from problem
        raise UserError(
            self.env._(
                "The answer of Chorus Pro did not reach us, and %s has not changed"
                " there. Click Refresh in some minutes before you try again.",
                self.invoice_number,
            )
        ) from problem

    def _chorus_read_back(self, client, problem):
        """Read the status that an action led to.

        What was done stays done where this fails: the next refresh brings the status.
        """
        try:
            self._chorus_refresh_one(client)
        except ChorusError as error:
            if problem:
                raise
            _logger.info("Status after an action not read: %s", type(error).__name__)

    # -- Rejections ------------------------------------------------------------

    def _chorus_settle_rejection(self, way_out):
        """Remember how a rejection was settled, and tell the portal.

        A portal that does not answer is told by a later refresh: the accounts do not
        wait for it.

        :param str way_out: a key of ``WAYS_OUT``
        """
        self.ensure_one()
        actions = invoice_status(self.raw_status or "").actions
        # One that was kept open may be settled again: the portal knows then.
        is_told = self.way_out and not self.rejection_due
        is_due = PROCESS_REJECTION in actions and not is_told
        self.write({"way_out": way_out, "rejection_due": is_due})
        if not self.rejection_due:
            return
        try:
            with self.company_id._chorus_client() as client:
                self._chorus_tell_rejection(client)
        except ChorusError as error:
            _logger.info("Rejection not told yet: %s", type(error).__name__)

    def _chorus_tell_rejection(self, client):
        """Mark the rejection as handled in the portal (« Traiter le rejet »).

        :raises ChorusError: the portal did not answer; a later refresh asks again
        """
        env = self.company_id._chorus_lang_env()
        wait_for_rows(self.move_id)  # a conflict after the call would repeat it
        try:
            client.process_rejections([self.chorus_identifier])
        except Rejected as error:
            self._chorus_say(
                env._("Chorus Pro: the rejection could not be marked as handled"),
                reason=error.message,
                step=env._("Mark it in Chorus Pro, with « Traiter le rejet »."),
            )
        self.rejection_due = False
        if self.chorus_identifier:
            self._chorus_read_history(client)

    @api.model
    def _chorus_tell_rejections(self, account):
        """Tell the portal of rejections that were settled while it was silent.

        :return: an iterator, to be committed at each stop
        """
        domain = [
            *self._chorus_account_domain(account),
            ("rejection_due", "=", True),
        ]
        documents = self.sudo().search(domain)
        if not documents:
            return
        with account._chorus_client() as client:
            for document in documents:
                do_alone(document, partial(document._chorus_tell_rejection, client))
                yield
