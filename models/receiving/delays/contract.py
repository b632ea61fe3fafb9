"""What a contract says of the time to pay, where it says something of its own."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class ChorusReceivedContract(models.Model):
    """A contract whose clauses move the time to pay; others need no row.

    By its number, as suppliers write it on their invoices.
    """

    _name = "l10n_fr_chorus_pro.received.contract"
    _description = "Contract of a Public Body"
    _order = "number, id"
    _rec_name = "number"
    _rec_names_search = ["number", "name"]

    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
        ondelete="cascade",
    )
    number = fields.Char(
        required=True, help="As it stands on the invoices (numéro de marché)."
    )
    name = fields.Char(string="Subject")
    days = fields.Integer(
        string="Days to Pay",
        help="A shorter time to pay than that of the law (L2192-10). 0: that of the"
        " law.",
    )
    works_manager_counts = fields.Boolean(
        string="From the Works Manager",
        help="The contract says that the works manager (maître d'œuvre) receives claims"
        " for payment: the time to pay a month's claim runs from the day he has it"
        " (R2192-12).",
    )
    conformity_counts = fields.Boolean(
        string="From Conformity",
        help="The contract provides for a check of what was delivered, and lets the"
        " time to pay run from the day its conformity is stated (R2192-17): here the"
        " day of service done.",
    )
    conformity_days = fields.Integer(
        string="Days to Check",
        default=30,
        help="How long that check may last. After it what was delivered is held to be"
        " in conformity (R2192-17); more than 30 days only by express clause.",
    )

    _number_unique = models.Constraint(
        "UNIQUE(company_id, number)", "This contract is there already."
    )
    _days_positive = models.Constraint(
        "CHECK(days >= 0 AND conformity_days >= 0)", "Days are counted from 0 on."
    )

    @api.constrains("days", "company_id")
    def _check_days(self):
        for contract in self:
            legal = contract.company_id._chorus_own_days()
            if contract.days > legal:
                raise ValidationError(
                    self.env._(
                        "Contract %(number)s: a contract may shorten the time to pay,"
                        " and not lengthen it (L2192-10). Enter at most %(days)s days.",
                        number=contract.number,
                        days=legal,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            vals["number"] = (vals.get("number") or "").strip()
        contracts = super().create(vals_list)
        contracts._chorus_reckon_contracts()
        return contracts

    def write(self, vals):
        before = self._chorus_invoices_domain()
        if "number" in vals:
            vals = {**vals, "number": (vals["number"] or "").strip()}
        result = super().write(vals)
        self._chorus_reckon_contracts(before)
        return result

    def unlink(self):
        before = self._chorus_invoices_domain()
        result = super().unlink()
        self.browse()._chorus_reckon_contracts(before)
        return result

    def _chorus_invoices_domain(self):
        """What was received under these contracts, and perhaps more: suppliers write
        a number with spaces around it."""
        return Domain.OR(
            Domain("company_id", "=", contract.company_id.id)
            & Domain("contract_number", "ilike", contract.number)
            for contract in self
        )

    def _chorus_reckon_contracts(self, before=Domain.FALSE):
        """What is not paid yet of these contracts: reckon its time to pay anew.

        :param before: the domain of what they were about until now
        """
        received = self.env["l10n_fr_chorus_pro.received"]
        received._chorus_reckon_open(before | self._chorus_invoices_domain())

    @api.model
    def _chorus_clauses_of(self, received):
        """The contracts of received invoices, in one query.

        :return: dict of contracts by (company id, number)
        """
        numbers = {(one.contract_number or "").strip() for one in received} - {""}
        if not numbers:
            return {}
        found = self.sudo().search(
            [
                ("company_id", "in", received.company_id.ids),
                ("number", "in", list(numbers)),
            ]
        )
        return {(one.company_id.id, one.number): one for one in found}
