from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.works.pieces import PIECES
from ..tools.portal_time import portal_today


class ChorusWorksOutside(models.TransientModel):
    """Say that a works piece was deposited outside Odoo."""

    _name = "l10n_fr_chorus_pro.works.outside"
    _inherit = ["l10n_fr_chorus_pro.dialog.mixin"]
    _description = "Works piece deposited outside Odoo"

    contract_id = fields.Many2one(
        comodel_name="l10n_fr_chorus_pro.contract", required=True
    )
    previous_id = fields.Many2one(
        comodel_name="l10n_fr_chorus_pro.works.piece",
        string="Answers",
        domain="[('contract_id', '=', contract_id)]",
        help="The piece that it follows in its dossier; empty for a new dossier.",
    )
    framework = fields.Selection(
        selection=lambda _self: [
            (row.code, f"{row.code}: {row.label}")
            for row in PIECES.values()
            if row.is_suppliers
        ],
        string="What It Is",
        required=True,
        default="A4",
        help="Such as A4, the claim of a month.",
    )
    number = fields.Char(required=True, help="As it stands on the piece.")
    piece_date = fields.Date(
        string="Date", required=True, default=fields.Date.context_today
    )
    deposited_on = fields.Date(
        required=True,
        default=lambda self: portal_today(self.env),
        help="The day on which it was deposited, in the portal or by hand.",
    )
    currency_id = fields.Many2one(related="contract_id.currency_id")
    amount_untaxed = fields.Monetary(string="Untaxed Amount", required=True)
    amount_total = fields.Monetary(string="Total", required=True)
    document_ids = fields.Many2many(
        comodel_name="ir.attachment",
        # Core else asks for the rights on every attachment there is.
        bypass_search_access=True,
        help="The piece itself, signed where it has to be.",
    )

    @api.onchange("previous_id")
    def _onchange_previous_id(self):
        if self.previous_id:
            self.contract_id = self.previous_id.contract_id or self.contract_id

    def action_confirm(self):
        """Keep the piece until the portal shows it.

        :return: an action that opens it
        :raises UserError: it is known already, or its day lies in the future
        """
        self.ensure_one()
        self.contract_id.check_access("write")
        self._check_new()
        piece = self.env["l10n_fr_chorus_pro.works.piece"].sudo().create(self._values())
        self.document_ids._chorus_claim(piece)
        piece.message_post(
            body=self.env._("Deposited outside Odoo."),
            attachment_ids=self.document_ids.ids,
            subtype_xmlid="mail.mt_note",
        )
        return piece.sudo(False)._get_records_action()

    def _check_new(self):
        if self.deposited_on > portal_today(self.env):
            raise UserError(self.env._("It cannot be deposited on a day to come."))
        known = self.env["l10n_fr_chorus_pro.works.piece"]._chorus_own_namesakes(
            self.contract_id.company_id, self.number.strip(), self.piece_date
        )
        if known.filtered(lambda piece: piece.framework in (False, self.framework)):
            raise UserError(
                self.env._("%s is known already: open its dossier.", self.number)
            )

    def _values(self):
        contract = self.contract_id
        company = contract.company_id
        siret = company._chorus_siret(company.company_registry)
        customer = contract.customer_id
        return {
            "company_id": company.id,
            "environment": company.sudo()
            ._chorus_account_company()
            .l10n_fr_chorus_environment,
            "framework": self.framework,
            "number": self.number.strip(),
            "piece_date": self.piece_date,
            "deposited_at": fields.Datetime.to_datetime(self.deposited_on),
            "contract_number": contract.number,
            "contract_id": contract.id,
            "previous_id": self.previous_id.id,
            "supplier_siret": siret,
            "supplier_name": company.name,
            "depositor_siret": siret,
            "depositor_name": company.name,
            "recipient_siret": company._chorus_siret(customer.company_registry),
            "recipient_name": customer.name,
            "currency_id": self.currency_id.id,
            "amount_untaxed": self.amount_untaxed,
            "amount_total": self.amount_total,
            "is_ours": True,
            "is_outside": True,
        }
