"""The journal of calls: what was asked of Chorus Pro, when, and what came of it.

A client keeps its calls in memory until it is closed: between the commit of an attempt
and its answer no SQL may run. Then they are written at once, by a connection of their
own, so that what is rolled back here stays in the journal; what cannot be written is
lost, and nothing else is.
"""

import logging

from odoo import api, fields, models
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

DAYS_PARAMETER = "l10n_fr_chorus_pro.call_days"
DAYS = 30
# Whoever holds the table or the company for longer, the journal does not wait for.
PATIENCE = "500ms"
PURGED_AT_ONCE = 10_000

# By the kinds of errors of ``chorus_api``.
FAILURES = {
    "Unavailable": ("unavailable", "No answer"),
    "Uncertain": ("uncertain", "Answer lost"),
    "Rejected": ("rejected", "Refused by Chorus Pro"),
    "ConfigurationError": ("configuration", "Account or access refused"),
    "ProtocolError": ("protocol", "Answer not understood"),
}
OTHER_FAILURE = ("other", "Another failure")
COLUMNS = (
    "company_id",
    "environment",
    "called_at",
    "operation",
    "subject",
    "milliseconds",
    "http_status",
    "return_code",
    "correlation_id",
    "failure",
)


class ChorusCall(models.Model):
    """One call of the API. Nobody has write access: the connection writes it."""

    _name = "l10n_fr_chorus_pro.call"
    _description = "Call of Chorus Pro"
    _order = "called_at desc, id desc"
    _rec_name = "operation"
    # A journal of its own: nobody creates or changes a line.
    _log_access = False

    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        ondelete="cascade",
        help="The company whose account called, for all companies that use it.",
    )
    environment = fields.Char(
        help="Which Chorus Pro was called: simulator, sandbox or production."
    )
    called_at = fields.Datetime(required=True)
    operation = fields.Char(
        required=True,
        help="What was called, as the documentation of Chorus Pro names it; « token »"
        " is the access that PISTE gives out.",
    )
    subject = fields.Char(
        help="What it was about: number of the flow or of the invoice at Chorus Pro,"
        " number of the invoice, or name of the file.",
    )
    milliseconds = fields.Integer(
        string="Duration (ms)", aggregator="avg", help="Until the answer was read."
    )
    http_status = fields.Char(string="HTTP Status", help="Empty where no answer came.")
    return_code = fields.Char(
        help="The portal's own code of the answer (codeRetour): 0 is success."
    )
    correlation_id = fields.Char(
        string="Number at PISTE",
        help="Number of the request at the gateway: tell it to the support of PISTE.",
    )
    failure = fields.Selection(
        selection=[*FAILURES.values(), OTHER_FAILURE],
        help="Empty where the call did what it was made for.",
    )

    _company_idx = models.Index("(company_id, called_at DESC)")
    _called_at_idx = models.Index("(called_at)")

    @api.model
    def _chorus_journal(self, company_id, environment, calls):
        """Write calls down; whatever fails of that is told to the log alone.

        :param int company_id: the company whose account called
        :param str environment: which Chorus Pro was called
        :param calls: list of ``chorus_api.journal.Call``
        """
        rows = [_row(company_id, environment, call) for call in calls]
        try:
            if self.env["account.move.send"]._can_commit():
                with self.env.registry.cursor() as cursor:
                    cursor.execute(SQL("SET LOCAL lock_timeout = %s", PATIENCE))
                    self._chorus_insert(cursor, rows)
            else:
                # No other connection sees what a test has made.
                with self.env.cr.savepoint(flush=False):
                    self._chorus_insert(self.env.cr, rows)
        except Exception as error:  # noqa: BLE001 - what was done at the portal counts
            _logger.warning("Calls not written down: %s", type(error).__name__)

    @api.model
    def _chorus_insert(self, cursor, rows):
        """One statement, whatever the number of calls."""
        query = SQL(
            "INSERT INTO %s (%s) VALUES %s",
            SQL.identifier(self._table),
            SQL(", ").join(map(SQL.identifier, COLUMNS)),
            SQL(", ").join(rows),
        )
        cursor.execute(query, log_exceptions=False)

    @api.autovacuum
    def _gc_calls(self):
        """Forget calls that are older than the parameter says.

        :return: (how many were forgotten, whether there are more)
        """
        parameters = self.env["ir.config_parameter"].sudo()
        try:
            days = int(parameters.get_param(DAYS_PARAMETER, DAYS))
        except ValueError:
            days = DAYS
        oldest = fields.Datetime.subtract(fields.Datetime.now(), days=max(days, 0))
        domain = [("called_at", "<", oldest)]
        calls = self.sudo().search(domain, limit=PURGED_AT_ONCE, order="id")
        calls.unlink()
        return len(calls), len(calls) == PURGED_AT_ONCE


def _row(company_id, environment, call):
    """The values of a call, in the order of ``COLUMNS``.

    :rtype: SQL
    """
    failure, _label = FAILURES.get(call.failure, OTHER_FAILURE)
    return SQL(
        "%s",
        (
            company_id,
            environment,
            call.at,
            call.operation,
            call.subject or None,
            call.milliseconds,
            _text(call.http_status),
            _text(call.return_code),
            call.correlation_id or None,
            failure if call.failure else None,
        ),
    )


def _text(number):
    return None if number is None else str(number)
