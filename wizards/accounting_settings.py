from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..chorus_api import ChorusError
from ..models.connection.error_texts import explain_reading

# What an accounting manager decides: neither the connection nor a secret.
DECISIONS = (
    "l10n_fr_chorus_submission_mode",
    "l10n_fr_chorus_lot_size",
    "l10n_fr_chorus_factor_id",
    "l10n_fr_chorus_responsible_id",
    "l10n_fr_chorus_own_structure_id",
    "l10n_fr_chorus_own_bank_account_id",
    "l10n_fr_chorus_own_service_id",
)


class ChorusAccountingSettings(models.TransientModel):
    """What the accounting manager sets, who may not write companies or Settings."""

    _name = "l10n_fr_chorus_pro.accounting.settings"
    _inherit = ["l10n_fr_chorus_pro.dialog.mixin"]
    _description = "Chorus Pro settings of the accounting manager"

    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    l10n_fr_chorus_submission_mode = fields.Selection(
        selection=lambda self: self._chorus_selection("submission_mode"),
        string="Format",
        required=True,
        help="How an invoice goes to Chorus Pro: as a file, as a plain PDF with data"
        " beside it, or as data alone. A customer may have another one.",
    )
    l10n_fr_chorus_lot_size = fields.Integer(
        string="Invoices per Lot",
        help="How many invoices are deposited in one file when many are sent at once.",
    )
    l10n_fr_chorus_factor_id = fields.Many2one(
        comodel_name="l10n_fr_chorus_pro.factor",
        string="Factor",
        domain="[('company_id', '=', company_id)]",
    )
    l10n_fr_chorus_responsible_id = fields.Many2one(
        comodel_name="res.users",
        string="Responsible Person",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="Who is told what needs action, where the salesperson of the invoice may"
        " not invoice.",
    )

    account_id = fields.Many2one(comodel_name="res.company", compute="_compute_account")
    l10n_fr_chorus_own_structure_id = fields.Many2one(
        comodel_name="l10n_fr_chorus_pro.own.structure",
        string="Own Structure",
        domain="[('company_id', '=', account_id)]",
        help="The establishment in whose name this company invoices: that of its"
        " SIRET, unless you choose another one.",
    )
    l10n_fr_chorus_own_bank_account_ids = fields.One2many(
        related="l10n_fr_chorus_own_structure_id.bank_account_ids",
        string="Bank Details in Chorus Pro",
    )
    l10n_fr_chorus_own_bank_account_id = fields.Many2one(
        comodel_name="l10n_fr_chorus_pro.own.bank.account",
        string="Bank Details to Be Paid On",
        domain="[('structure_id', '=', l10n_fr_chorus_own_structure_id)]",
        help="Which of the bank details in Chorus Pro an invoice names that goes as a"
        " plain PDF or as data entry, where it is paid by transfer. Empty: the only"
        " ones, else none.",
    )
    partner_id = fields.Many2one(related="company_id.partner_id")
    l10n_fr_chorus_own_service_id = fields.Many2one(
        comodel_name="l10n_fr_chorus_pro.service",
        string="Own Service",
        domain="[('partner_id', '=', partner_id)]",
        help="The service of your own structure that an invoice names which goes as a"
        " plain PDF or as data entry. Usually empty; the qualification platform may"
        " want one where your structure has services.",
    )
    l10n_fr_chorus_own_date = fields.Datetime(
        related="company_id.l10n_fr_chorus_own_date"
    )
    own_warning = fields.Char(compute="_compute_own_warning")

    @api.depends("company_id")
    def _compute_account(self):
        for settings in self:
            account = settings.company_id._chorus_account_company()
            settings.account_id = account.sudo(False)

    @api.depends("company_id")
    def _compute_own_warning(self):
        for settings in self:
            settings.own_warning = settings.company_id._chorus_own_sentence()

    @api.model
    def _chorus_selection(self, name):
        field = self.env["res.company"]._fields[f"l10n_fr_chorus_{name}"]
        return field._description_selection(self.env)

    @api.model
    def default_get(self, fields):
        # EXTENDS 'base'
        values = super().default_get(fields)
        company = self.env.company
        for name in set(DECISIONS) & set(fields):
            values[name] = company._fields[name].convert_to_write(
                company[name], company
            )
        return values

    def action_read_own_side(self):
        """Ask Chorus Pro for the structures of the account and their bank details; of a
        public body, for what it receives as well.

        :return: this form again, with what was typed and what was found
        :raises AccessError: not an accounting manager of that company
        :raises UserError: the portal refused or did not answer, in a sentence
        """
        self.ensure_one()
        self._check_manager()
        company = self.company_id.sudo()
        try:
            company._chorus_read_sides()
        except ChorusError as error:
            raise UserError(explain_reading(self.env, error)) from error
        if not self.l10n_fr_chorus_own_structure_id:
            self.l10n_fr_chorus_own_structure_id = (
                company.l10n_fr_chorus_own_structure_id
            )
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def action_save(self):
        """Write what was decided on the company, and nothing else.

        :raises AccessError: not an accounting manager of that company
        """
        self.ensure_one()
        self._check_manager()
        values = self._convert_to_write({name: self[name] for name in DECISIONS})
        self.company_id.sudo().write(values)
        return {"type": "ir.actions.act_window_close"}

    def _check_manager(self):
        is_manager = self.env.user.has_group("account.group_account_manager")
        if not is_manager or self.company_id not in self.env.companies:
            raise AccessError(
                self.env._("Only an accounting manager of the company may decide this.")
            )
