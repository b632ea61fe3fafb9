from odoo import models
from odoo.tools import ormcache


class UomUom(models.Model):
    _inherit = "uom.uom"

    @ormcache("self.id")
    def _chorus_unece_code(self):
        """The code of UNECE recommendation 20, which core looks up by external ids."""
        return self._get_unece_code()

    def write(self, vals):
        # EXTENDS 'uom'
        self.env.registry.clear_cache()  # another addon may go by a field of the unit
        return super().write(vals)
