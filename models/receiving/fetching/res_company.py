"""What a public body asks Chorus Pro for: its structures, from a day on."""

from dateutil.relativedelta import relativedelta

from odoo import fields, models

from ....chorus_api.receiving import KINDS
from ...connection.time_limits import LOOK_UP_LIMIT

RECEIVE_FROM = "l10n_fr_chorus_receive_from"


class ResCompany(models.Model):
    _inherit = "res.company"

    l10n_fr_chorus_receive_from = fields.Date(
        string="Receive Invoices From",
        copy=False,
        help="Invoices deposited in Chorus Pro since that day are fetched: a month"
        " before the first connection, unless you say otherwise. What is older stays"
        " in the portal, whatever becomes of it.",
        groups="base.group_user",
    )

    def write(self, vals):
        # EXTENDS 'base'
        res = super().write(vals)
        if RECEIVE_FROM in vals:
            # What is earlier was passed over by now.
            every = self.sudo().with_context(active_test=False)
            every.l10n_fr_chorus_intake_ids._chorus_begin_anew()
        return res

    def _chorus_begin_receiving(self):
        """Note from when on invoices are fetched, where nobody has said so."""
        for company in self.sudo():
            if not company[RECEIVE_FROM]:
                today = fields.Date.context_today(company)
                company[RECEIVE_FROM] = today - relativedelta(months=1)

    def _chorus_intakes(self):
        """What the portal is asked for by this account, for all companies that use it
        and are public bodies.

        :return: intakes of the environment of now
        """
        companies = self._chorus_shared_companies().filtered(
            "l10n_fr_chorus_is_public_body"
        )
        intakes = self.env["l10n_fr_chorus_pro.intake"].sudo()
        return intakes.search(
            [
                ("company_id", "in", companies.ids),
                ("environment", "=", self.l10n_fr_chorus_environment),
            ]
        )

    def _chorus_read_sides(self):
        """Read what the company is at the portal: its own structures with their bank
        details and, of a public body, what it receives.

        :raises ChorusError: the portal refused or did not answer; what it told is kept
        """
        self._chorus_read_own_side()
        if self.l10n_fr_chorus_is_public_body:
            self._chorus_read_receiving_structures()

    def _chorus_read_receiving_structures(self):
        """Ask for the structures for which this company's account receives, and keep
        what is to be fetched of each: invoices and works pieces of all its services.

        What is known stays, active or not. A structure that bears the SIRET of another
        company of the account is that company's, any other one this company's.

        :return: the intakes of these structures
        :raises ChorusError: the portal refused or did not answer; what it told is kept
        """
        self.ensure_one()
        with self._chorus_client(patience=LOOK_UP_LIMIT) as client:
            structures = client.list_receiving_structures()
            found = self.env["l10n_fr_chorus_pro.intake"].sudo()
            for structure in structures:
                company = self._chorus_receiver_of(structure)
                found |= company._chorus_keep_intakes(structure)
                if company._chorus_siret(company.company_registry) == (
                    structure.identifier
                ):
                    partner = company.partner_id.sudo()
                    partner._chorus_read_structure(client, service_codes=())
        return found

    def _chorus_receiver_of(self, structure):
        """The company of this account that receives for a structure.

        :param OwnStructure structure: as the portal lists it
        """
        shared = self._chorus_account_company()._chorus_shared_companies()
        clean = self._chorus_siret
        owners = shared.filtered(
            lambda c: clean(c.company_registry) == structure.identifier
        )
        return owners[:1] or self.sudo()

    def _chorus_keep_intakes(self, structure):
        """
        :param OwnStructure structure: as the portal lists it
        :return: the intakes of the whole of it, an invoice kind each
        """
        intakes = self.env["l10n_fr_chorus_pro.intake"].sudo()
        environment = self._chorus_account_company().l10n_fr_chorus_environment
        known = intakes.with_context(active_test=False).search(
            [
                ("company_id", "=", self.id),
                ("environment", "=", environment),
                ("structure_ref", "=", structure.structure_ref),
            ]
        )
        names = {
            "structure_siret": structure.identifier,
            "structure_name": structure.name,
        }
        known.write(names)
        # Where services were chosen one by one, the whole is not asked for as well.
        missing = set(KINDS) - set(known.mapped("kind"))
        return known | intakes.create(
            [
                {
                    "company_id": self.id,
                    "structure_ref": structure.structure_ref,
                    "kind": kind,
                    **names,
                }
                for kind in KINDS
                if kind in missing
            ]
        )
