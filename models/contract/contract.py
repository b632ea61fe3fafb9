"""A public contract that the company works on; Chorus Pro keeps none."""

import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.typed_texts import typed_code

ROLES = [
    ("main", "Main contractor"),
    ("agent", "Agent of the group"),
    ("co_contractor", "Co-contractor"),
    ("subcontractor", "Subcontractor"),
]
# Whose claims somebody else agrees with first.
VALIDATED_ROLES = ("co_contractor", "subcontractor")


def bare_number(number):
    """A number by which contracts are compared: letters and digits, in capitals. People
    write the same one with spaces, dashes or strokes.

    :rtype: str
    """
    return re.sub(r"[\W_]", "", typed_code(number)).upper()


class ChorusContract(models.Model):
    _name = "l10n_fr_chorus_pro.contract"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _description = "Public Contract"
    _order = "number, lot, id"
    _rec_names_search = ["number", "bare_number", "name"]
    _check_company_auto = True

    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
        ondelete="cascade",
    )
    number = fields.Char(
        string="Contract Number",
        required=True,
        tracking=True,
        help="As it stands on invoices and claims (numéro de marché).",
    )
    bare_number = fields.Char(
        compute="_compute_bare_number",
        store=True,
        index=True,
        help="Letters and digits of the number, by which pieces find their contract.",
    )
    lot = fields.Char(help="Where the contract is divided into lots: which one.")
    name = fields.Char(string="Subject")
    customer_id = fields.Many2one(
        comodel_name="res.partner",
        string="Public Body",
        required=True,
        index=True,
        check_company=True,
        domain="[('is_company', '=', True)]",
        ondelete="restrict",
        tracking=True,
        help="Who pays.",
    )
    service_id = fields.Many2one(
        comodel_name="l10n_fr_chorus_pro.service",
        string="Financial Service",
        domain="[('partner_id', '=', customer_id)]",
        ondelete="restrict",
        help="The service of the public body that pays.",
    )
    is_works = fields.Boolean(
        string="Works Contract",
        default=True,
        help="The contract follows the CCAG travaux: what is owed is claimed by pieces"
        " that go from hand to hand, and not by invoices alone.",
    )
    our_role = fields.Selection(
        selection=ROLES,
        required=True,
        default="main",
        tracking=True,
        help="What the company is in this contract. Another company agrees first with"
        " what a co-contractor or a subcontractor claims.",
    )
    main_contractor_id = fields.Many2one(
        comodel_name="res.partner",
        string="Who Validates Us",
        check_company=True,
        domain="[('is_company', '=', True)]",
        ondelete="restrict",
        help="The main contractor (titulaire) of a subcontractor, the agent"
        " (mandataire) of a co-contractor.",
    )
    works_supervisor_id = fields.Many2one(
        comodel_name="res.partner",
        check_company=True,
        domain="[('is_company', '=', True)]",
        ondelete="restrict",
        tracking=True,
        help="Maître d'œuvre: claims go to it first. It states what is owed each"
        " month.",
    )
    works_supervisor_service = fields.Char(
        string="Service of the Works Supervisor",
        help="Code of its service in Chorus Pro, which pieces for it have to name.",
    )
    works_owner_id = fields.Many2one(
        comodel_name="res.partner",
        compute="_compute_works_owner_id",
        store=True,
        readonly=False,
        precompute=True,
        check_company=True,
        domain="[('is_company', '=', True)]",
        ondelete="restrict",
        tracking=True,
        help="Maître d'ouvrage: for whom the works are done. Mostly who pays, too.",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount_untaxed = fields.Monetary(
        string="Initial Amount",
        tracking=True,
        help="Untaxed amount of the contract as it was notified, without amendments.",
    )
    amendment_ids = fields.One2many(
        comodel_name="l10n_fr_chorus_pro.contract.amendment",
        inverse_name="contract_id",
        string="Amendments",
    )
    total_untaxed = fields.Monetary(
        string="Amount with Amendments",
        compute="_compute_total_untaxed",
        help="Untaxed: the initial amount and that of all amendments.",
    )
    notified_on = fields.Date(
        string="Contract Notified On", help="When the contract was notified to us."
    )
    acceptance_notified_on = fields.Date(
        string="Reception Notified On",
        tracking=True,
        help="When the decision on the reception of the works was notified. The final"
        " claim is due within 30 days from it (CCAG travaux 2021, article 12.3.2).",
    )
    party_ids = fields.One2many(
        comodel_name="l10n_fr_chorus_pro.contract.party",
        inverse_name="contract_id",
        string="Other Parties",
    )

    _number_unique = models.UniqueIndex(
        "(company_id, customer_id, number, COALESCE(lot, ''))",
        "This contract is there already: the same number and lot of the same body.",
    )

    @api.depends("number")
    def _compute_bare_number(self):
        for contract in self:
            contract.bare_number = bare_number(contract.number)

    @api.depends("customer_id")
    def _compute_works_owner_id(self):
        for contract in self:
            contract.works_owner_id = contract.works_owner_id or contract.customer_id

    @api.depends("amount_untaxed", "amendment_ids.amount_untaxed")
    def _compute_total_untaxed(self):
        for contract in self:
            amendments = sum(contract.amendment_ids.mapped("amount_untaxed"))
            contract.total_untaxed = contract.amount_untaxed + amendments

    @api.depends("number", "lot", "name")
    def _compute_display_name(self):
        for contract in self:
            lot = contract.lot and self.env._("lot %s", contract.lot)
            names = filter(None, (contract.number, lot, contract.name))
            contract.display_name = " – ".join(names)

    @api.constrains("number")
    def _check_number(self):
        for contract in self:
            if not contract.bare_number:
                raise ValidationError(
                    self.env._("A contract number has letters or digits.")
                )

    @api.constrains("our_role", "main_contractor_id", "company_id")
    def _check_main_contractor(self):
        for contract in self.filtered("main_contractor_id"):
            own = contract.company_id.partner_id
            if contract.main_contractor_id.commercial_partner_id == own:
                raise ValidationError(
                    self.env._(
                        "Contract %s: nobody validates his own claims. Choose the"
                        " company that agrees with yours, or another role.",
                        contract.number,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._chorus_typed(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._chorus_typed(vals))

    @api.model
    def _chorus_typed(self, vals):
        """Values without what nobody sees in a number."""
        typed = {name: vals[name] for name in ("number", "lot") if vals.get(name)}
        return {**vals, **{name: typed_code(text) for name, text in typed.items()}}

    def _chorus_is_validated(self):
        """Whether another company agrees first with what this one claims."""
        self.ensure_one()
        return self.our_role in VALIDATED_ROLES

    @api.model
    def _chorus_contracts_of(self, company, number, customer_siret=None):
        """The contracts of a company that bear a number, one for each lot.

        :param company: record of res.company
        :param str number: as somebody wrote it
        :param customer_siret: of the body that pays, where it is known
        :return: contracts through ``sudo``, maybe none
        """
        bare = bare_number(number)
        if not bare:
            return self.sudo().browse()
        contracts = self.sudo().search(
            [("company_id", "=", company.id), ("bare_number", "=", bare)]
        )
        if not customer_siret:
            return contracts
        siret = company._chorus_siret(customer_siret)
        return contracts.filtered(
            lambda one: company._chorus_siret(one.customer_id.company_registry) == siret
        )
