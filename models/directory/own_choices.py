"""What the supplier chose of its own side: bank details, and a service of its own.

Only an invoice as data names them (``doc/portal.md``, A 2.1); a file has its IBAN.
"""

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResCompany(models.Model):
    _inherit = "res.company"

    l10n_fr_chorus_own_bank_account_id = fields.Many2one(
        comodel_name="l10n_fr_chorus_pro.own.bank.account",
        string="Bank Details to Be Paid On",
        copy=False,
        ondelete="set null",
        domain="[('structure_id', '=', l10n_fr_chorus_own_structure_id)]",
        help="Which of the bank details in Chorus Pro an invoice names that goes as a"
        " plain PDF or as data entry, where it is paid by transfer. Empty: the only"
        " ones, else none.",
        groups="base.group_user",
    )
    l10n_fr_chorus_own_service_id = fields.Many2one(
        comodel_name="l10n_fr_chorus_pro.service",
        string="Own Service",
        copy=False,
        ondelete="set null",
        domain="[('partner_id', '=', partner_id)]",
        help="The service of your own structure that an invoice names which goes as a"
        " plain PDF or as data entry. Usually empty; the qualification platform may"
        " want one where your structure has services.",
        groups="base.group_user",
    )

    @api.constrains(
        "l10n_fr_chorus_own_bank_account_id", "l10n_fr_chorus_own_service_id"
    )
    def _check_l10n_fr_chorus_own_choices(self):
        for company in self.sudo():
            account = company.l10n_fr_chorus_own_bank_account_id
            # A branch uses the account of a parent.
            owner = account.structure_id.company_id
            service = company.l10n_fr_chorus_own_service_id
            is_theirs = owner and owner not in company.parent_ids
            if is_theirs or service and service.partner_id != company.partner_id:
                raise ValidationError(
                    self.env._(
                        "« %(choice)s » belongs to another company: choose what was"
                        " read for %(company)s.",
                        choice=(account if is_theirs else service).display_name,
                        company=company.name,
                    )
                )

    def _chorus_own_bank_account(self):
        """The bank details in Chorus Pro to be paid on.

        :return: those that were chosen, else the only ones; empty where there is a
            choice, or none
        :rtype: l10n_fr_chorus_pro.own.bank.account
        """
        self.ensure_one()
        company = self.sudo()
        accounts = company.l10n_fr_chorus_own_structure_id.bank_account_ids
        # Another structure may have been chosen since.
        chosen = company.l10n_fr_chorus_own_bank_account_id & accounts
        return chosen or (accounts if len(accounts) == 1 else accounts.browse())
