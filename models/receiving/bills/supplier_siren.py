"""A French supplier whose establishment is not known: known by its SIREN alone, or by
its VAT number, which is made of it.
"""

from odoo import models
from odoo.fields import Domain

from ....chorus_api import parties
from ....tools.typed_texts import without_blanks

SIREN_LENGTH = 9


class ChorusReceived(models.Model):
    _inherit = "l10n_fr_chorus_pro.received"

    def _chorus_partners_by_siren(self):
        """The companies that have the supplier's SIREN, and the SIRET of none of its
        establishments."""
        siret = without_blanks(self.supplier_identifier)
        if self.supplier_kind != parties.SIRET or len(siret) < SIREN_LENGTH:
            return self.env["res.partner"]
        siren = siret[:SIREN_LENGTH]
        found = self._chorus_own_partners(siren_domain(siren))
        return found.filtered(
            lambda partner: (
                without_blanks(partner.company_registry or "") in ("", siren)
            )
        )

    def _chorus_ask_which_supplier(self, partners, facts):
        """Of several with one SIREN the likeliest; somebody has to say."""
        chosen = self._chorus_choose_supplier(partners)
        facts.questions.append(
            self.env._(
                "Several contacts have the SIREN of %(identifier)s: %(chosen)s was"
                " taken, not %(others)s. Give the SIRET to the right one, and take it"
                " on this bill.",
                identifier=self.supplier_identifier,
                chosen=chosen.display_name,
                others=", ".join((partners - chosen).mapped("display_name")),
            )
        )
        return chosen


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _chorus_write_siret_found(self, received, facts):
        """Write the SIRET of a received invoice's supplier on its contact, and tell."""
        for partner in self:
            siret = without_blanks(received.supplier_identifier)
            partner.company_registry = siret
            facts.news.append(
                received.env._(
                    "%(partner)s was known by its SIREN: it got the SIRET %(siret)s.",
                    partner=partner.display_name,
                    siret=siret,
                )
            )


def siren_domain(siren):
    """Contacts that have a SIREN, as their number or in that of VAT."""
    grouped = f"{siren[:3]} {siren[3:6]} {siren[6:]}"
    if not siren.isdigit():
        return Domain.FALSE
    key = f"{(12 + 3 * int(siren)) % 97:02d}"
    numbers = [
        f"FR{first}{key}{second}{number}"
        for first in ("", " ")
        for second in ("", " ")
        for number in (siren, grouped)
    ]
    return Domain("company_registry", "in", [siren, grouped]) | Domain(
        "vat", "in", numbers
    )
