"""Which companies agree with invoices of others, and who of their people does."""

from odoo import models

from ..connection.res_company_roles import VALIDATOR
from ..receiving.may_act import GROUP_OF_ACTOR
from ..receiving.roles import VALIDATOR as AS_VALIDATOR

# Characters of a SIRET that name the legal body.
SIREN = 9


class ResCompany(models.Model):
    _inherit = "res.company"

    def _chorus_validators(self):
        """The companies of this account that agree with invoices of others."""
        return self._chorus_shared_companies().filtered(
            lambda company: company._chorus_does(VALIDATOR)
        )

    def _chorus_validator_of(self, row):
        """The company of these that the portal asks about an invoice.

        :param ValidationRow row: of a search
        :return: the one that bears the SIRET, else the SIREN; the first where nobody is
            named; where somebody else is, one whose SIRET is not known, or none
        """
        sirets = {c: c._chorus_siret(c.company_registry) for c in self}
        for length in (None, SIREN):
            asked = row.validator[:length]
            for company, siret in sirets.items():
                if asked and asked == siret[:length]:
                    return company
        unknown = self.filtered(lambda company: not sirets[company])
        return (unknown if row.validator else self)[:1]

    def _chorus_reminded_validator(self):
        """Who is told before the time to answer is over: the person responsible for
        Chorus Pro where he validates, else the first who does.

        :return: a user, empty where there is none
        """
        self.ensure_one()
        group = self.env.ref(GROUP_OF_ACTOR[AS_VALIDATOR])
        people = group.all_user_ids.filtered(
            lambda user: user.active and not user.share and self in user.company_ids
        ).sorted("id")
        responsible = self.sudo().l10n_fr_chorus_responsible_id
        return (responsible & people or people)[:1]
