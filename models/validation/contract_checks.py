"""What an invoice to validate is compared with: the contract, and what the acte spécial
says of the subcontractor. All of it warns, and none keeps anybody from answering.
"""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import formatLang

from ..contract.contract import bare_number
from ..receiving.bills.supplier_siren import SIREN_LENGTH
from ..receiving.roles import VALIDATOR

# What counts against the ceiling: agreed with, in words or in silence, and not refused.
AGREED = ("validated", "run_out", "with_body", "paid_by_body")
# Below this amount of the subcontract, VAT included, nobody is paid directly (CCP
# R.2193-10). Who owes the VAT himself has an untaxed contract: the usual rate is added.
LEAST_DIRECT, USUAL_VAT = 600, 1.2
SIRET_LENGTH = 14


class ChorusReceived(models.Model):
    _inherit = "l10n_fr_chorus_pro.received"

    public_contract_id = fields.Many2one(
        comodel_name="l10n_fr_chorus_pro.contract",
        compute="_compute_contract_id",
        help="The contract in Odoo that the invoice names, of the same public body.",
    )
    contract_party_id = fields.Many2one(
        comodel_name="l10n_fr_chorus_pro.contract.party",
        string="Party of the Contract",
        compute="_compute_contract_id",
        help="What the contract says of who sent the invoice.",
    )
    contract_doubts = fields.Text(
        string="To Look At Before You Agree", compute="_compute_contract_doubts"
    )

    @api.depends("role", "contract_number", "recipient_siret", "supplier_identifier")
    def _compute_contract_id(self):
        contracts = self.env["l10n_fr_chorus_pro.contract"]
        for received in self:
            found = contracts
            if received.role == VALIDATOR and received.contract_number:
                found = contracts._chorus_contracts_of(
                    received.company_id,
                    received.contract_number,
                    received.recipient_siret,
                )
            party = received._chorus_party_of(found)
            received.public_contract_id = party.contract_id or found[:1]
            received.contract_party_id = party

    def _chorus_party_of(self, contracts):
        """The party of these contracts that bears the SIRET of who sent this, else his
        SIREN; empty where there is none."""
        clean = self.company_id._chorus_siret
        parties = contracts.sudo().party_ids
        for length in (SIRET_LENGTH, SIREN_LENGTH):
            wanted = clean(self.supplier_identifier)[:length]
            found = parties.filtered(
                lambda party, wanted=wanted, length=length: (
                    wanted
                    and clean(party.partner_id.company_registry)[:length] == wanted
                )
            )
            if found:
                return found[:1]
        return parties.browse()

    @api.depends("public_contract_id", "contract_party_id", "stage", "framework")
    @api.depends_context("lang")
    def _compute_contract_doubts(self):
        for received in self:
            is_asked = received.role == VALIDATOR and received.stage == "to_validate"
            doubts = received._chorus_contract_doubts() if is_asked else []
            received.contract_doubts = "\n".join(filter(None, doubts)) or False

    def _chorus_contract_doubts(self):
        """What of the contract speaks against an agreement.

        :return: list of sentences, some of them empty
        """
        self.ensure_one()
        contract, party = self.sudo().public_contract_id, self.sudo().contract_party_id
        if not self.contract_number:
            return [self.env._("The invoice names no contract.")]
        if not contract:
            return [
                self.env._(
                    "No contract %(number)s of %(body)s is in Odoo: nothing was"
                    " compared. Make the contract, with its subcontractors.",
                    number=self.contract_number,
                    body=self.recipient_name or self.recipient_siret,
                )
            ]
        if not party:
            return [
                self.env._(
                    "%(supplier)s is none of the parties of contract %(contract)s. The"
                    " public body has to accept a subcontractor and the terms of its"
                    " payment (CCP L.2193-4).",
                    supplier=self.supplier_name,
                    contract=contract.number,
                )
            ]
        if not self._chorus_is_subcontractor_s():
            return []
        return [
            self._chorus_acceptance_doubt(party),
            self._chorus_rank_doubt(party),
            self._chorus_least_doubt(party),
            self._chorus_ceiling_doubt(party),
        ]

    def _chorus_acceptance_doubt(self, party):
        if party.accepted_on:
            return ""
        return self.env._(
            "%s is not accepted by the public body, as far as the contract in Odoo"
            " says: it is not paid directly before (CCP L.2193-4).",
            party.partner_id.name,
        )

    def _chorus_rank_doubt(self, party):
        if party.rank == 1:
            return ""
        return self.env._(
            "%(supplier)s is a subcontractor of rank %(rank)s: the public body pays"
            " directly those of the first rank alone (CCP L.2193-11).",
            supplier=party.partner_id.name,
            rank=party.rank,
        )

    def _chorus_least_doubt(self, party):
        if not party.ceiling or party.ceiling * USUAL_VAT >= LEAST_DIRECT:
            return ""
        return self.env._(
            "The subcontract is of less than 600 € with VAT: the public body does not"
            " pay it directly (CCP R.2193-10)."
        )

    def _chorus_ceiling_doubt(self, party):
        if self.is_credit_note:
            return ""
        total = self._chorus_agreed_before() + self.amount_untaxed
        currency, ceiling = party.currency_id, self._chorus_ceiling_of(party)
        if not ceiling or currency.compare_amounts(total, ceiling) <= 0:
            return ""
        amounts = {
            name: formatLang(self.env, amount, currency_obj=currency)
            for name, amount in (("total", total), ("ceiling", ceiling))
        }
        return self.env._(
            "With this invoice %(total)s without VAT are agreed with, and the public"
            " body pays %(ceiling)s at the most to this subcontractor. Have the acte"
            " spécial changed first (CCP R.2193-1 and R.2193-3).",
            **amounts,
        )

    def _chorus_ceiling_of(self, party):
        """Up to what the public body pays this subcontractor: of all lots that bear the
        number together, since an invoice does not say which of them it is of.

        :return: untaxed; 0 where one of them has no ceiling
        """
        company = self.company_id
        contracts = self.env["l10n_fr_chorus_pro.contract"]._chorus_contracts_of(
            company, self.contract_number, self.recipient_siret
        )
        siren = self._chorus_supplier_siren()
        own = contracts.party_ids.filtered(
            lambda one: (
                one.kind == party.kind
                and company._chorus_siret(one.partner_id.company_registry).startswith(
                    siren
                )
            )
        )
        ceilings = (own | party).mapped("ceiling")
        return sum(ceilings) if all(ceilings) else 0.0

    def _chorus_supplier_siren(self):
        """The SIREN of who sent it; another identifier as it is."""
        identifier = self.company_id._chorus_siret(self.supplier_identifier)
        is_siret = len(identifier) == SIRET_LENGTH and identifier.isdigit()
        return identifier[:SIREN_LENGTH] if is_siret else identifier

    def _chorus_agreed_before(self):
        """What was agreed with of this subcontractor's invoices of the contract, this
        one left out, less its credit notes: untaxed."""
        number = bare_number(self.contract_number)
        clean = self.company_id._chorus_siret
        body = clean(self.recipient_siret)
        found = self.sudo().search(
            Domain("role", "=", VALIDATOR)
            & Domain("company_id", "=", self.company_id.id)
            & Domain("environment", "=", self.environment)
            & Domain("stage", "in", AGREED)
            & Domain(
                "supplier_identifier", "=like", f"{self._chorus_supplier_siren()}%"
            )
            & Domain("contract_number", "!=", False)
            & Domain("id", "!=", self._origin.id)
        )
        same = found.filtered(
            lambda one: (
                bare_number(one.contract_number) == number
                and clean(one.recipient_siret) == body
            )
        )
        return sum(
            -abs(one.amount_admitted) if one.is_credit_note else one.amount_admitted
            for one in same
        )

    # -- Making the contract ---------------------------------------------------

    def action_chorus_make_contract(self):
        """Make the contract that the invoice names, with who sent it as a party.

        :return: an action that opens it
        :raises UserError: it names none, or the public body is not in Odoo
        """
        self.ensure_one()
        self.check_access("read")
        contract = self.public_contract_id or self._chorus_new_contract()
        return contract.sudo(False).with_env(self.env)._get_records_action()

    def _chorus_new_contract(self):
        """With the rights of the user: he may make contracts."""
        if self.role != VALIDATOR or not self.contract_number:
            raise UserError(self.env._("The invoice names no contract."))
        company = self.company_id
        body = company._chorus_body_of(self.recipient_siret)
        if not body:
            body = self._chorus_new_partner(self.recipient_name, self.recipient_siret)
        supplier = company._chorus_body_of(self.supplier_identifier)
        if not supplier:
            supplier = self._chorus_new_partner(
                self.supplier_name, self.supplier_identifier
            )
        is_agent = not self._chorus_is_subcontractor_s()
        kind = "co_contractor" if is_agent else "subcontractor"
        contracts = self.env["l10n_fr_chorus_pro.contract"].with_company(company)
        return contracts.create(
            {
                "company_id": company.id,
                "number": self.contract_number,
                "customer_id": body.id,
                "our_role": "agent" if is_agent else "main",
                "party_ids": [
                    fields.Command.create({"kind": kind, "partner_id": supplier.id})
                ],
            }
        )

    def _chorus_new_partner(self, name, siret):
        """A contact of the portal's own words, whoever may make contacts else."""
        partners = self.env["res.partner"].sudo()
        return partners.create(
            {
                "name": name or siret,
                "company_registry": siret,
                "country_id": self.env.ref("base.fr").id,
                "is_company": True,
            }
        )
