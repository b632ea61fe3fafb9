"""What the addon alone writes: attempts, statuses, what directory and portal told.

Any client can write a stored compute and a field that forms show as read-only. These
are written through ``sudo`` alone; no context opens them, for that is the client's.
"""

from odoo import api, models

# The parameter of a field that is written through ``sudo`` alone.
SEALED = "chorus_sealed"


class ChorusSealedFields(models.AbstractModel):
    _name = "l10n_fr_chorus_pro.sealed.fields"
    _description = "Fields that Chorus Pro alone writes"

    @api.model
    def _has_field_access(self, field, operation):
        # EXTENDS 'base'
        if operation == "write" and not self.env.su and self._chorus_seals(field.name):
            return False
        return super()._has_field_access(field, operation)

    @api.model
    def default_get(self, fields):
        # EXTENDS 'base'
        # Core creates by ``sudo`` in the context, and with the defaults, of a user.
        return super().default_get([n for n in fields if not self._chorus_seals(n)])

    def onchange(self, values, field_names, fields_spec):
        # EXTENDS 'web'
        # Sealed values of the form are shown, not told: others would be derived from
        # them, through ``sudo``.
        values = {n: v for n, v in values.items() if not self._chorus_seals(n)}
        names = [n for n in field_names if not self._chorus_seals(n)]
        return super().onchange(values, names, fields_spec)

    @api.model
    def _valid_field_parameter(self, field, name):
        # EXTENDS 'base'
        return name == SEALED or super()._valid_field_parameter(field, name)

    @api.model
    def _chorus_seals(self, name):
        """Whether a field is sealed: it says so where it is defined."""
        field = self._fields.get(name)
        # One that shows another takes its parameters over.
        return bool(field) and not field.related and getattr(field, SEALED, False)


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "l10n_fr_chorus_pro.sealed.fields"]


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "l10n_fr_chorus_pro.sealed.fields"]
