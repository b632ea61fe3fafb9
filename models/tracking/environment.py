"""From one environment to another: what was sent or waits there is not here.

A test platform is left behind with all that was sent to it. What only waits is taken
back whatever the environments are: the next one would get what was meant for another.
"""

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...tools.row_locks import wait_for_rows
from ..connection.res_company import ENVIRONMENTS
from ..invoice.states import ENDED_STATES, OPEN_STATES

ENVIRONMENT = "l10n_fr_chorus_environment"
PRODUCTION = "production"
TEST_ENVIRONMENTS = [code for code, _label in ENVIRONMENTS if code != PRODUCTION]


class ResCompany(models.Model):
    _inherit = "res.company"

    def write(self, vals):
        # EXTENDS 'base'
        if ENVIRONMENT not in vals:
            return super().write(vals)
        own = {company: company[ENVIRONMENT] for company in self}
        family = self.sudo().search([("id", "child_of", self.ids)])
        before = family._chorus_environments()
        res = super().write(vals)
        for company, environment in own.items():
            if environment and environment != vals[ENVIRONMENT]:
                self.env["res.partner"]._chorus_forget_directory()
                company._chorus_forget_own_side()
        family._chorus_leave_environments(before)
        return res

    def _chorus_environments(self):
        """The environment that each company uses: its own, or that of a parent.

        :rtype: dict
        """
        return {
            company: company._chorus_account_company()[ENVIRONMENT] for company in self
        }

    def _chorus_leave_environments(self, before):
        """Take back what waits for another environment than that of now, and free what
        was sent for a test by companies that are in production now.

        :param dict before: the environment that each of these companies has used
        """
        now = self._chorus_environments()
        gone = self.filtered(lambda c: before[c] and before[c] != now[c])
        live = self.filtered(lambda c: now[c] == PRODUCTION)
        documents = self.env["l10n_fr_chorus_pro.document"].sudo()
        # Where the call ended and somebody held the invoice, its deposit alone knows.
        waiting = documents.search(
            Domain("company_id", "in", gone.ids)
            & (
                Domain("state", "=", "to_send")
                | Domain("state", "in", OPEN_STATES)
                & Domain("deposit_id.state", "=", "to_send")
            )
        )
        tests = documents.search(
            [
                ("company_id", "in", live.ids),
                ("deposit_id.environment", "in", TEST_ENVIRONMENTS),
                ("state", "not in", ENDED_STATES),
            ]
        )
        (waiting | tests)._chorus_leave_environment(before)


class ChorusDocument(models.Model):
    _inherit = "l10n_fr_chorus_pro.document"

    def _chorus_of_environment(self, company):
        """Those that the portal of a company's settings can know.

        :raises UserError: it can know none of them
        """
        environment = company._chorus_account_company().l10n_fr_chorus_environment
        known = self.filtered(
            lambda d: not d.deposit_id or d.deposit_id.environment == environment
        )
        if self and environment and not known:
            raise UserError(
                self.env._(
                    "%(invoice)s was sent to another environment of Chorus Pro"
                    " (%(environment)s) than that of the settings.",
                    invoice=self[0].invoice_number,
                    environment=_label(self.env, self[0].deposit_id.environment),
                )
            )
        return known

    def _chorus_leave_environment(self, before):
        """End these attempts, with a word about it on their invoices.

        :param dict before: the environment that each company has used
        """
        # As a deposit settles its answer: in this order, so that neither waits for the
        # other; and before the first change, which a conflict would undo.
        for rows in (self.deposit_id, self, self.move_id):
            wait_for_rows(rows)
        for document in self:
            env = document.company_id._chorus_lang_env()
            environment = document.deposit_id.environment or before[document.company_id]
            # Asked before the state changes: what waited has never left.
            state = "not_sent" if document._chorus_waits() else "not_received"
            title, text = document._chorus_leaving_words(env, _label(env, environment))
            document._chorus_set_state(state, text)
            step = env._("Send it again, under the same number.")
            document._chorus_say(title, reason=text, step=step)
            document.move_id._chorus_free_to_send()
        self.deposit_id._chorus_write_deposit_state("not_received", next_check_at=False)

    def _chorus_waits(self):
        """Whether the attempt surely has not left yet."""
        return "to_send" in (self.state, self.deposit_id.state)

    def _chorus_leaving_words(self, env, environment):
        """
        :param str environment: its name
        :return: (title, sentence)
        """
        if self._chorus_waits():
            return (
                env._("Chorus Pro: taken back before it was sent"),
                env._(
                    "Queued for another environment of Chorus Pro (%s) than that of the"
                    " settings: it was not sent.",
                    environment,
                ),
            )
        return (
            env._("Chorus Pro: the test is over"),
            env._(
                "Sent for a test alone (%s): your customer has not received it.",
                environment,
            ),
        )


def _label(env, environment):
    """The name of an environment in the reader's language."""
    field = env["res.company"]._fields[ENVIRONMENT]
    return dict(field._description_selection(env))[environment]
