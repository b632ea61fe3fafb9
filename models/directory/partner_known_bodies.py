"""Which public bodies of the directory are contacts already."""

from odoo import api, models

from ...chorus_api import parties

# By kind of identifier: the field of a contact that holds it, and where it lives.
KINDS = {
    parties.SIRET: ("company_registry", "FR"),
    parties.RIDET: ("company_registry", "NC"),
    parties.TAHITI: ("company_registry", "PF"),
    parties.EU_VAT: ("vat", ""),
}


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def _chorus_by_identifier(self, keys):
        """The companies that public bodies are in Odoo already.

        :param keys: pairs (kind of identifier, identifier)
        :return: dict of such pairs to ids
        """
        found = {}
        for field in ("company_registry", "vat"):
            forms = {
                form: key
                for key in keys
                if KINDS[key[0]][0] == field
                for form in written_forms(key[1])
            }
            for partner in self.search([(field, "in", list(forms))], order="id desc"):
                found[forms[partner[field]]] = partner.commercial_partner_id.id
        return found


def written_forms(identifier):
    """As people write it into a contact: without spaces, or in groups of a SIRET."""
    forms = [identifier]
    if len(identifier) == 14:
        siren, rest = identifier[:9], identifier[9:]
        spaced = f"{siren[:3]} {siren[3:6]} {siren[6:]}"
        forms += [f"{siren} {rest}", f"{spaced} {rest}", f"{spaced}{rest}"]
    return forms
