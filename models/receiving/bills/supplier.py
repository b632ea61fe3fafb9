"""Which partner the supplier of a received invoice is: by its identifier, never by its
name. One that is not known is made.
"""

from odoo import models
from odoo.fields import Domain
from odoo.tools import escape_psql

from ....chorus_api import parties
from ....tools.typed_texts import without_blanks
from ...directory.partner_known_bodies import written_forms
from ...directory.party_identifiers import party_identifier

# Where Greece's VAT numbers begin otherwise than its country's code.
COUNTRY_OF_PREFIX = {"EL": "GR"}
COUNTRY_OF_KIND = {
    parties.SIRET: "FR",
    parties.RIDET: "NC",
    parties.TAHITI: "PF",
}


class ChorusReceived(models.Model):
    _inherit = "l10n_fr_chorus_pro.received"

    def _chorus_find_supplier(self, facts):
        """The supplier of this invoice, made where there is none.

        :param facts: :class:`~.facts.BillFacts`; gets what is doubtful
        """
        self.ensure_one()
        found = self._chorus_known_supplier() or self._chorus_partners_by_identifier()
        if not found:
            found = self._chorus_partners_by_siren()
            if len(found) > 1:
                return self._chorus_ask_which_supplier(found, facts)
            found._chorus_write_siret_found(self, facts)
        if not found:
            return self._chorus_new_supplier(facts)
        if len(found) == 1:
            return found
        chosen = self._chorus_choose_supplier(found)
        others = ", ".join((found - chosen).mapped("display_name"))
        sentence = self.env._(
            "Several contacts have the identifier %(identifier)s: %(chosen)s was taken,"
            " not %(others)s. Merge them, or take the identifier off those that are"
            " none.",
            identifier=self.supplier_identifier,
            chosen=chosen.display_name,
            others=others,
        )
        facts.doubts.append(sentence)
        return chosen

    def _chorus_known_supplier(self):
        """Whom an earlier invoice of this very supplier was booked on."""
        if not self.supplier_identifier:
            return self.env["res.partner"]
        domain = Domain("company_id", "=", self.company_id.id) & Domain(
            [
                ("supplier_kind", "=", self.supplier_kind),
                ("supplier_identifier", "=", self.supplier_identifier),
                ("partner_id", "!=", False),
                ("move_id", "!=", False),
            ]
        )
        earlier = self.search(domain, order="id desc", limit=1).partner_id
        return earlier if self._chorus_has_identifier(earlier) else earlier.browse()

    def _chorus_has_identifier(self, partner):
        """Whether a partner still has the identifier, of those that partners keep."""
        if self.supplier_kind != parties.SIRET:
            return bool(partner)
        registry = without_blanks(partner.company_registry)
        return registry == without_blanks(self.supplier_identifier)

    def _chorus_partners_by_identifier(self):
        """The companies that have the identifier, archived ones where no other does."""
        value = without_blanks(self.supplier_identifier)
        kind = self.supplier_kind
        if not value:
            return self.env["res.partner"]
        if kind == parties.EU_VAT:
            wanted = Domain("vat", "in", [value, value.upper(), _grouped_vat(value)])
        elif kind in COUNTRY_OF_KIND:
            wanted = Domain("company_registry", "in", written_forms(value))
            if kind != parties.SIRET:
                wanted &= Domain("country_id.code", "=", COUNTRY_OF_KIND[kind])
        elif kind == parties.NON_EU:
            return self._chorus_partners_outside_europe()
        else:
            return self.env["res.partner"]
        return self._chorus_own_partners(wanted)

    def _chorus_own_partners(self, wanted):
        company = Domain("company_id", "in", [False, self.company_id.id])
        partners = self.env["res.partner"].with_context(active_test=False)
        found = partners.search(wanted & company, order="active desc, id")
        found = found.commercial_partner_id.with_context(active_test=True)
        return found.filtered("active") or found

    def _chorus_partners_outside_europe(self):
        """Those whose identifier, made of country and name, is this very one."""
        value = without_blanks(self.supplier_identifier).upper()
        country = Domain("country_id.code", "=", value[:2])
        companies = Domain("parent_id", "=", False) & Domain("is_company", "=", True)
        # Blanks may be told or not: the first letters narrow the search.
        named = Domain("name", "=ilike", f"{escape_psql(value[2:4])}%")
        found = self._chorus_own_partners(country & companies & named)
        return found.filtered(
            lambda partner: (
                without_blanks(party_identifier(partner).value).upper() == value
            )
        )

    def _chorus_choose_supplier(self, partners):
        """Of several with one identifier, the one that has most bills, else the first
        one that is a company."""
        groups = self.env["account.move"]._read_group(
            [
                ("commercial_partner_id", "in", partners.ids),
                ("company_id", "=", self.company_id.id),
                ("move_type", "in", ("in_invoice", "in_refund")),
            ],
            ["commercial_partner_id"],
            ["__count"],
        )
        bills = {partner: count for partner, count in groups}
        return max(
            partners,
            key=lambda partner: (
                bills.get(partner, 0),
                partner.is_company,
                -partner.id,
            ),
        )

    # -- One that is not known -------------------------------------------------

    def _chorus_new_supplier(self, facts):
        country = self._chorus_supplier_country()
        values = {
            "name": self.supplier_name or self.supplier_identifier,
            "is_company": self.supplier_kind != parties.PERSON,
            "country_id": country.id,
            "company_id": False,
        }
        facts.news.append(
            self.env._(
                "The contact %s was made with what Chorus Pro tells of the supplier.",
                values["name"],
            )
        )
        value = without_blanks(self.supplier_identifier)
        if self.supplier_kind in COUNTRY_OF_KIND:
            values["company_registry"] = value
        elif self.supplier_kind == parties.EU_VAT:
            checked, _code = self.env["res.partner"]._run_vat_checks(
                country, value, validation="setnull"
            )
            values["vat"] = checked
            if not checked:
                facts.doubts.append(
                    self.env._("Its VAT number %s is not a valid one.", value)
                )
        return self.env["res.partner"].create(values)

    def _chorus_supplier_country(self):
        code = self.supplier_country or COUNTRY_OF_KIND.get(self.supplier_kind)
        if not code and self.supplier_kind in (parties.EU_VAT, parties.NON_EU):
            code = (self.supplier_identifier or "")[:2].upper()
        code = COUNTRY_OF_PREFIX.get(code, code)
        return self.env["res.country"].search([("code", "=", code)], limit=1)


def _grouped_vat(value):
    """A VAT number with its country apart, as some write it."""
    return f"{value[:2]} {value[2:]}"
