"""Credentials that an integrator keeps out of the database."""

import os

from odoo import models
from odoo.tools import config


class ResCompany(models.Model):
    _inherit = "res.company"

    def _chorus_credential(self, name):
        """A credential of this company's own connection.

        What was entered in the settings wins. Else the server's configuration file or
        its environment gives it, under the name of the field, with the company's SIRET
        behind it where several companies have accounts of their own:
        ``l10n_fr_chorus_password_73282932000074`` in ``odoo.conf``, or the same in
        capitals in the environment.

        :param str name: a field of ``CREDENTIALS``
        :return: str, empty where there is none
        """
        self.ensure_one()
        siret = self._chorus_siret(self.company_registry)
        places = (f"{name}_{siret}", name)
        return (
            self.sudo()[name]
            or next(filter(None, (config.get(place) for place in places)), "")
            or next(filter(None, (os.environ.get(p.upper()) for p in places)), "")
        )

    def _chorus_secret_hint(self, name):
        """What stands in the place of a secret in the settings: where it is, never what
        it is."""
        if self.sudo()[name]:
            return self.env._("••••••••  (set)")
        if self._chorus_credential(name):
            return self.env._("••••••••  (set on the server)")
        return self.env._("Not set")
