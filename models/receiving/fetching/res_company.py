"""What a public body asks Chorus Pro for: its structures, from a day on."""

from dateutil.relativedelta import relativedelta

from odoo import fields, models

from ....chorus_api.receiving import KINDS
from ...connection.res_company_roles import PUBLIC_BODY
from ...connection.time_limits import LOOK_UP_LIMIT

RECEIVE_FROM = "l10n_fr_chorus_receive_from"
# Other bodies whose services are read while a person waits; of more, next time.
BODIES_AT_ONCE = 5


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
            lambda company: company._chorus_does(PUBLIC_BODY)
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
        details and, where it receives already, the structures that it receives for.

        To begin to receive is a decision of its own: this does not take it.

        :raises ChorusError: the portal refused or did not answer; what it told is kept
        """
        self._chorus_read_own_side()
        every = self.sudo().with_context(active_test=False)
        if every.l10n_fr_chorus_intake_ids and self._chorus_does(PUBLIC_BODY):
            self._chorus_read_receiving_structures()

    def _chorus_read_receiving_structures(self):
        """Ask for the structures for which this company's account receives, and keep
        what is to be fetched of each: invoices and works pieces of all its services.

        What is known stays, active or not. A structure that bears the SIRET of another
        company of the account is that company's, any other one the account's.

        :return: the intakes of these structures
        :raises ChorusError: the portal refused or did not answer; what it told is kept
        """
        self.ensure_one()
        with self._chorus_client(patience=LOOK_UP_LIMIT) as client:
            structures = client.list_receiving_structures()
            found = self.env["l10n_fr_chorus_pro.intake"].sudo()
            others = self.env["res.partner"].sudo()
            for structure in structures:
                found |= self._chorus_keep_intakes(structure)
                body = self._chorus_structure_partner(structure)
                if self._chorus_owner_of(structure):
                    body._chorus_read_structure(client, service_codes=())
                elif not body.l10n_fr_chorus_directory_date:
                    others |= body
            for body in others[:BODIES_AT_ONCE]:
                body._chorus_read_structure(client, service_codes=())
        return found

    def _chorus_structure_partner(self, structure):
        """The partner that is a structure, added where none is: services are those of
        a partner, and are delegated and fetched one by one.

        :param OwnStructure structure: as the portal lists it
        """
        company = self._chorus_owner_of(structure) or self
        values = {
            "name": structure.name or structure.identifier,
            "company_registry": structure.identifier,
            "country_id": self.env.ref("base.fr").id,
            "is_company": True,
        }
        body = company._chorus_body_of(structure.identifier)
        return body or self.env["res.partner"].sudo().create(values)

    def _chorus_owner_of(self, structure):
        """The company of this account that bears the SIRET of a structure.

        :param OwnStructure structure: as the portal lists it
        :return: a company, empty where none does
        """
        shared = self._chorus_account_company()._chorus_shared_companies()
        clean = self._chorus_siret
        return shared.filtered(
            lambda c: clean(c.company_registry) == structure.identifier
        )[:1]

    def _chorus_keep_intakes(self, structure):
        """Keep what is fetched of a structure, once among all companies.

        :param OwnStructure structure: as the portal lists it
        :return: the intakes of the whole of it, an invoice kind each
        """
        intakes = self.env["l10n_fr_chorus_pro.intake"].sudo()
        account = self._chorus_account_company()
        known = intakes.with_context(active_test=False).search(
            [
                ("environment", "=", account.l10n_fr_chorus_environment),
                ("structure_ref", "=", structure.structure_ref),
            ]
        )
        owner = self._chorus_owner_of(structure)
        if owner:
            known = known._chorus_pass_on_to(owner)
        else:
            receiver = account if account._chorus_does(PUBLIC_BODY) else self.sudo()
            # Who has it keeps it, be it a company with the same account of its own.
            owner = (known.filtered("active") or known).company_id[:1] or receiver
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
                    "company_id": owner.id,
                    "structure_ref": structure.structure_ref,
                    "kind": kind,
                    **names,
                }
                for kind in KINDS
                if kind in missing
            ]
        )
