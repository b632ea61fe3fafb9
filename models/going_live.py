"""From the test platforms to production: what was sent there is not here."""

from odoo import models
from odoo.exceptions import UserError

from .document import ENDED_STATES
from .res_company import ENVIRONMENTS

TEST_ENVIRONMENTS = [code for code, _label in ENVIRONMENTS if code != "production"]


class ResCompany(models.Model):
    _inherit = "res.company"

    def write(self, vals):
        # EXTENDS 'base'
        environment = "l10n_fr_chorus_environment"
        old = {company: company[environment] for company in self if environment in vals}
        res = super().write(vals)
        for company, before in old.items():
            if before and before != vals[environment]:
                self.env["res.partner"]._chorus_forget_directory()
                company._chorus_forget_own_side()
        if vals.get("l10n_fr_chorus_environment") == "production":
            for company in self:
                company._chorus_end_tests()
        return res

    def _chorus_end_tests(self):
        """Free the invoices that were sent for a test: no customer has them."""
        documents = self.env["l10n_fr_chorus_pro.document"].sudo()
        documents.search(
            [
                ("company_id", "in", self._chorus_shared_companies().ids),
                ("deposit_id.environment", "in", TEST_ENVIRONMENTS),
                ("state", "not in", ENDED_STATES),
            ]
        )._chorus_end_test()


class ChorusDeposit(models.Model):
    _inherit = "l10n_fr_chorus_pro.deposit"

    def _chorus_environment_label(self, env):
        labels = self._fields["environment"]._description_selection(env)
        return dict(labels)[self.environment]


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
                    environment=self[0].deposit_id._chorus_environment_label(self.env),
                )
            )
        return known

    def _chorus_end_test(self):
        """End attempts on a test platform, with a word about it on their invoices."""
        for document in self:
            env = document.company_id._chorus_lang_env()
            text = env._(
                "Sent for a test alone (%s): your customer has not received it.",
                document.deposit_id._chorus_environment_label(env),
            )
            document._chorus_set_state("not_received", text)
            document._chorus_say(
                env._("Chorus Pro: the test is over"),
                reason=text,
                step=env._("Send it again, under the same number."),
            )
            document.move_id._chorus_free_to_send()
        self.deposit_id.write({"state": "not_received", "next_check_at": False})
