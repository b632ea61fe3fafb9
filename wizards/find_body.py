"""Find a public body in Chorus Pro, and make a contact of it in one click."""

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..chorus_api import ChorusError, StructureSearch, parties
from ..models.connection.error_texts import explain_reading
from ..models.connection.time_limits import LOOK_UP_LIMIT
from ..models.directory.partner_known_bodies import KINDS
from ..tools.notification import notify
from .find_body_query import SIREN, read_query

# More than a person reads; the portal tells how many there are.
SHOWN = 80
# The prefix of a VAT number is that of a country, but for Greece.
VAT_COUNTRIES = {"EL": "GR"}


class ChorusFindBody(models.TransientModel):
    _name = "l10n_fr_chorus_pro.find.body"
    _inherit = ["l10n_fr_chorus_pro.dialog.mixin"]
    _description = "Find a Public Body"

    text = fields.Char(
        string="SIRET, VAT Number or Name",
        help="A SIRET of 14 digits, a VAT number of another country of the Union, or a"
        " part of the name, the town or the postcode.",
    )
    town = fields.Char(help="With a name: only those in this town, or a part of it.")
    target_id = fields.Many2one(
        comodel_name="res.partner",
        string="For Contact",
        readonly=True,
        help="Whose SIRET is looked for. Empty: a new contact is made.",
    )
    line_ids = fields.One2many(
        comodel_name="l10n_fr_chorus_pro.find.body.line",
        inverse_name="find_id",
        string="Found",
    )
    message = fields.Text(readonly=True)
    is_failed = fields.Boolean(readonly=True)

    def action_search(self):
        """List what the portal finds; what went wrong stands in the dialog.

        :return: the action that shows the dialog again, with what was typed
        """
        self.ensure_one()
        self.check_access("write")
        self.sudo().line_ids.unlink()
        self.is_failed = False
        try:
            self._find()
        except ChorusError as error:
            self.is_failed = True
            self.message = explain_reading(self.env, error)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Find a Public Body"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }

    def _find(self):
        """:raises ChorusError: the portal refused or did not answer"""
        text, town = (self.text or "").strip(), (self.town or "").strip()
        identifier, kind = read_query(text)
        if not text and not town:
            self.message = self.env._("Enter a SIRET, a VAT number, a name or a town.")
            return
        if kind == SIREN:
            self.message = self.env._(
                "Chorus Pro finds French public bodies by SIRET or by name, not by VAT"
                " number or SIREN (%s). Enter the 14 digits of the SIRET, or a name.",
                identifier,
            )
            return
        with self.env.company._chorus_client(patience=LOOK_UP_LIMIT) as client:
            rows, total = self._ask(client, text, town, identifier, kind)
        self._show([row for row in rows if row["kind"] in KINDS], total)

    def _ask(self, client, text, town, identifier, kind):
        """The first page of a search, as (list of values of lines, how many in all).

        The search of structures alone takes a name and a town together and knows closed
        ones; that of recipients alone tells the town.
        """
        if identifier or (text and town):
            criteria = (
                {"identifier": identifier, "identifier_kind": kind}
                if identifier
                else {"name": text, "town": town}
            )
            search = StructureSearch(public_only=True, **criteria)
            page = next(client.search_structures(search, page_size=SHOWN))
            return [_structure_values(row) for row in page.rows], page.total
        page = next(client.search_recipients(text or town, page_size=SHOWN))
        return [_recipient_values(row) for row in page.rows], page.total

    def _show(self, rows, total):
        partners = self.env["res.partner"]._chorus_by_identifier(
            [(row["kind"], row["identifier"]) for row in rows]
        )
        self.sudo().line_ids = [
            Command.create(
                {**row, "partner_id": partners.get((row["kind"], row["identifier"]))}
            )
            for row in rows
        ]
        if not rows:
            self.message = self.env._(
                "Chorus Pro knows no such public body. Check the number, or enter fewer"
                " letters of the name."
            )
        elif total > len(rows):
            self.message = self.env._(
                "%(shown)s of %(total)s are shown. Enter more of the name, or a town.",
                shown=len(rows),
                total=total,
            )
        else:
            self.message = False


class ChorusFindBodyLine(models.TransientModel):
    _name = "l10n_fr_chorus_pro.find.body.line"
    _inherit = ["l10n_fr_chorus_pro.dialog.mixin"]
    _description = "Public Body Found"

    find_id = fields.Many2one(
        comodel_name="l10n_fr_chorus_pro.find.body",
        required=True,
        ondelete="cascade",
        chorus_sealed=True,
    )
    name = fields.Char(readonly=True, chorus_sealed=True)
    identifier = fields.Char(string="SIRET", readonly=True, chorus_sealed=True)
    kind = fields.Char(readonly=True, chorus_sealed=True)
    zip = fields.Char(string="Postcode", readonly=True, chorus_sealed=True)
    city = fields.Char(string="Town", readonly=True, chorus_sealed=True)
    is_open = fields.Boolean(string="Active", readonly=True, chorus_sealed=True)
    # As the directory is everybody's, so a contact may be one that is not shared.
    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Contact", readonly=True, chorus_sealed=True
    )

    def action_choose(self):
        """Open the contact of this body; make one and look it up where there is none,
        or give its identifier to the contact that the search was for.

        :raises UserError: the user may not create contacts
        """
        self.ensure_one()
        self.check_access("read")
        partners = self.env["res.partner"]
        key = (self.kind, self.identifier)
        if self.kind not in KINDS or not self.identifier:
            raise UserError(
                self.env._("This line is not one that Chorus Pro gave. Search again.")
            )
        # Somebody may have been quicker since the search.
        if known := partners._chorus_by_identifier([key]).get(key):
            return partners.browse(known)._get_records_action()
        if target := self.find_id.target_id:
            target.write({KINDS[self.kind][0]: self.identifier})
            self._give_terms(target)
            return target.action_chorus_look_up()
        if not partners.has_access("create"):
            raise UserError(
                self.env._(
                    "You may not create contacts. Ask an administrator for the right"
                    " “Contact Creation”, or to create %s.",
                    self.name,
                )
            )
        partner = partners.create(self._partner_values())
        kind, sentence = self._look_up(partner)
        sentence = " ".join(filter(None, [sentence, self._give_terms(partner)]))
        opened = partner._get_records_action()
        return notify(self.env, sentence, kind=kind, then=opened)

    def _partner_values(self):
        """The contact, as far as the search tells of it."""
        field, country = KINDS[self.kind]
        if not country:
            prefix = self.identifier[:2]
            country = VAT_COUNTRIES.get(prefix, prefix)
        return {
            "name": self.name,
            "is_company": True,
            field: self.identifier,
            "zip": self.zip,
            "city": self.city,
            "country_id": self.env["res.country"].search([("code", "=", country)]).id,
            "customer_rank": 1,
            "invoice_sending_method": "chorus_pro",
        }

    def _look_up(self, partner):
        """Add address, requirement and services; without them the contact is made too.

        :return: (kind of note, sentence)
        """
        try:
            with self.env.company._chorus_client(patience=LOOK_UP_LIMIT) as client:
                structure = partner._chorus_read_structure(client)
        except ChorusError as error:
            return "warning", self.env._(
                "%(customer)s was created, but not looked up. %(error)s",
                customer=partner.display_name,
                error=explain_reading(self.env, error),
            )
        if structure:
            partner.write(self._address_values(structure.address))
        return partner._chorus_look_up_sentence()

    def _address_values(self, address):
        told = {
            "street": address.street,
            "street2": address.street2,
            "zip": address.postcode,
            "city": address.town,
            "phone": address.phone,
            # An EU VAT number is of its country, whatever the address says.
            "country_id": self.kind == parties.SIRET and self._country(address).id,
        }
        return {name: value for name, value in told.items() if value}

    def _country(self, address):
        """The portal keeps a code or a French name."""
        countries = self.env["res.country"]
        if len(address.country) == 2:
            return countries.search([("code", "=", address.country.upper())])
        installed = [code for code, _name in self.env["res.lang"].get_installed()]
        # No French in the database, no French names: the country is not known then.
        for code in filter(lambda c: c.startswith("fr"), installed):
            names = countries.with_context(lang=code)
            if found := names.search([("name", "=ilike", address.country)], limit=1):
                return found
        return countries


def _structure_values(row):
    return {
        "name": row.name,
        "identifier": row.identifier,
        "kind": row.identifier_kind,
        "is_open": row.active,
    }


def _recipient_values(row):
    return {
        "name": row.name,
        "identifier": row.siret,
        "kind": parties.SIRET,
        "zip": row.postcode,
        "city": row.town,
        "is_open": True,
    }


class ResPartner(models.Model):
    _inherit = "res.partner"

    def action_chorus_find(self):
        """Search for the identifier of this customer, by its name and town.

        :return: the action of the dialog, with what was found
        """
        self.ensure_one()
        self.check_access("write")
        wizard = self.env["l10n_fr_chorus_pro.find.body"].create(
            {"text": self.name, "town": self.city, "target_id": self.id}
        )
        return wizard.action_search()
