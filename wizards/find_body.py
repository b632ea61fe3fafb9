from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..chorus_api import ChorusError, StructureSearch, parties
from ..models.error_texts import explain_reading
from ..models.partner_look_up import PATIENCE

BY_SIRET, BY_VAT, BY_NAME = "siret", "vat", "name"
# As many results as one looks through; who finds more says more.
RESULT_LIMIT = 40


class ChorusFindBody(models.TransientModel):
    """Search the directory of Chorus Pro, and make customers of what is found."""

    _name = "l10n_fr_chorus_pro.find.body"
    _description = "Find a public body in Chorus Pro"

    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        help="Customer without a SIRET, which gets that of the body that is chosen.",
    )
    kind = fields.Selection(
        selection=[
            (BY_SIRET, "SIRET"),
            (BY_VAT, "VAT number"),
            (BY_NAME, "Name and town"),
        ],
        string="Search By",
        required=True,
        default=BY_NAME,
    )
    siret = fields.Char(string="SIRET")
    vat = fields.Char(
        string="VAT Number",
        help="Of a body in another country of the European Union. Those in France are"
        " known by their SIRET.",
    )
    name = fields.Char(help="A part of its name is enough.")
    town = fields.Char(help="A part of the town's name is enough.")
    result_ids = fields.One2many(
        comodel_name="l10n_fr_chorus_pro.find.body.result",
        inverse_name="search_id",
        string="Found",
    )
    searched = fields.Boolean()
    total = fields.Integer(string="Found in All", readonly=True)
    has_more = fields.Boolean(compute="_compute_has_more")

    @api.depends("total", "result_ids")
    def _compute_has_more(self):
        for search in self:
            search.has_more = search.total > len(search.result_ids)

    def action_search(self):
        """Show the first results of the directory, active ones first.

        :raises UserError: nothing to look for was entered, the portal refused or did
            not answer, in a sentence; what was typed stays in the dialog
        """
        self.ensure_one()
        self.check_access("write")
        search = self._criteria()
        try:
            with self.company_id._chorus_client(patience=PATIENCE) as client:
                page = next(client.search_structures(search, page_size=RESULT_LIMIT))
        except ChorusError as error:
            raise UserError(explain_reading(self.env, error)) from error
        self.write(
            {
                "searched": True,
                "total": max(page.total, len(page.rows)),
                "result_ids": [
                    Command.clear(),
                    *(Command.create(_result_values(row)) for row in page.rows),
                ],
            }
        )
        return self._reopen()

    def _criteria(self):
        # A public body may invoice private companies.
        private = self.company_id.l10n_fr_chorus_is_public_body
        if self.kind == BY_SIRET:
            siret = self.company_id._chorus_siret(self.siret)
            if len(siret) != 14 or not siret.isdigit():
                raise UserError(self.env._("A SIRET has 14 digits."))
            return StructureSearch(
                identifier=siret, identifier_kind=parties.SIRET, all_private=private
            )
        if self.kind == BY_VAT:
            vat = self._vat()
            return StructureSearch(
                identifier=vat, identifier_kind=parties.EU_VAT, all_private=private
            )
        if not (self.name or "").strip() and not (self.town or "").strip():
            raise UserError(
                self.env._("Enter a part of the name, or of the town's name.")
            )
        return StructureSearch(
            name=(self.name or "").strip(),
            town=(self.town or "").strip(),
            public_only=True,
        )

    def _vat(self):
        vat = "".join(filter(str.isalnum, self.vat or "")).upper()
        if not vat[:2].isalpha() or len(vat) < 4:
            raise UserError(
                self.env._(
                    "A VAT number begins with the two letters of its country, such as"
                    " BE0123456749."
                )
            )
        if vat.startswith("FR"):
            raise UserError(
                self.env._(
                    "Chorus Pro knows French bodies by their SIRET, not by their VAT"
                    " number: its last nine digits, %s, are the SIREN with which the"
                    " SIRET begins. Search by SIRET, or by name and town.",
                    vat[-9:],
                )
            )
        return vat

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Find a Public Body"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }


class ChorusFindBodyResult(models.TransientModel):
    _name = "l10n_fr_chorus_pro.find.body.result"
    _description = "Public body found in Chorus Pro"
    _order = "active_there desc, id"

    search_id = fields.Many2one(
        comodel_name="l10n_fr_chorus_pro.find.body", required=True, ondelete="cascade"
    )
    identifier = fields.Char(string="SIRET", readonly=True)
    identifier_kind = fields.Char(readonly=True)
    name = fields.Char(readonly=True)
    active_there = fields.Boolean(
        string="Active", readonly=True, help="A closed one takes no invoices."
    )
    structure_ref = fields.Char(readonly=True)
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        compute="_compute_partner_id",
        help="Customer of Odoo with this SIRET.",
    )

    @api.depends("identifier")
    def _compute_partner_id(self):
        for company, results in self.grouped(lambda r: r.search_id.company_id).items():
            known = results._known_partners(company)
            for result in results:
                result.partner_id = known.get(result.identifier)

    def _known_partners(self, company):
        """The customers of a company with these identifiers.

        :return: dict {identifier: partner}
        """
        identifiers = [i for i in self.mapped("identifier") if i]
        # People type a SIRET in three ways.
        written = {w: i for i in identifiers for w in (i, *_with_spaces(i))}
        partners = self.env["res.partner"].search(
            Domain("is_company", "=", True)
            & Domain("company_id", "in", (False, company.id))
            & (
                Domain("company_registry", "in", list(written))
                | Domain("vat", "in", identifiers)
            ),
            order="id desc",
        )
        known = {p.vat: p for p in partners if p.vat}
        for partner in partners:
            if siret := written.get(partner.company_registry):
                known[siret] = partner
        return known

    def action_open(self):
        """Open the customer with this SIRET, which is made where there is none.

        :return: an action
        :raises UserError: the portal refused or did not answer, in a sentence
        """
        self.ensure_one()
        partner = self.partner_id or self._make_partner()
        return {
            **partner._get_records_action(),
            "views": [(False, "form")],
            "target": "current",
        }

    def _make_partner(self):
        """Make a customer of this body, or complete the one the search came from."""
        search = self.search_id
        partner = search.partner_id.commercial_partner_id
        partner.check_access("write") if partner else partner.check_access("create")
        try:
            with search.company_id._chorus_client(patience=PATIENCE) as client:
                structure = client.read_structure(self.structure_ref)
                values = self._partner_values(structure)
                if partner:
                    partner = partner.with_company(search.company_id)
                    identity = ("company_registry", "vat", "invoice_sending_method")
                    partner.write(
                        {
                            name: value
                            for name, value in values.items()
                            if name in identity or not partner[name]
                        }
                    )
                else:
                    partners = self.env["res.partner"].with_company(search.company_id)
                    partner = partners.create(values)
                partner._chorus_read_structure(client)
        except ChorusError as error:
            raise UserError(explain_reading(self.env, error)) from error
        return partner

    def _partner_values(self, structure):
        """A customer as the directory knows it; the country is France where the portal
        gives a name and not a code."""
        address = structure.address
        countries = self.env["res.country"]
        is_code = len(address.country) == 2 and address.country.isalpha()
        country = is_code and countries.search([("code", "=", address.country.upper())])
        is_vat = self.identifier_kind == parties.EU_VAT
        if is_vat:
            country = countries.search([("code", "=", self.identifier[:2])])
        return {
            "name": structure.name or self.name,
            "is_company": True,
            "vat" if is_vat else "company_registry": self.identifier,
            "street": address.street or False,
            "street2": address.street2 or False,
            "zip": address.postcode or False,
            "city": address.town or False,
            "country_id": (country or self.env.ref("base.fr")).id,
            "email": structure.email or False,
            "phone": address.phone or False,
            "lang": self.env["res.lang"]._get_code("fr_FR") or self.env.lang,
            "invoice_sending_method": "chorus_pro",
        }


def _with_spaces(siret):
    siren, nic = siret[:9], siret[9:]
    groups = " ".join((siren[:3], siren[3:6], siren[6:]))
    return f"{siren} {nic}", f"{groups} {nic}"


def _result_values(row):
    return {
        "identifier": row.identifier,
        "identifier_kind": row.identifier_kind,
        "name": row.name,
        "active_there": row.active,
        "structure_ref": row.structure_ref,
    }
