"""What all our dialogs share: who fills one in names only what he may see."""

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command


class ChorusDialogMixin(models.AbstractModel):
    """A record that a dialog names is shown in it, and much is derived from it.

    Odoo shows the name of any record, and computes through ``sudo``: what is named is
    looked at before either. Rules keep each dialog for its author.
    """

    _name = "l10n_fr_chorus_pro.dialog.mixin"
    _inherit = ["l10n_fr_chorus_pro.sealed.fields"]
    _description = "Dialog of Chorus Pro"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_named(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_named(vals)
        return super().write(vals)

    @api.model
    def default_get(self, fields):
        # EXTENDS 'base'
        values = super().default_get(fields)
        self._check_named(values)
        return values

    def onchange(self, values, field_names, fields_spec):
        # EXTENDS 'web'
        self._check_named(values)
        return super().onchange(values, field_names, fields_spec)

    @api.model
    def _check_named(self, values):
        """Whether the user may read all records that values name.

        :param dict values: as for ``write``; those of lines, by their commands, too
        :raises AccessError: one of them is not for the user
        """
        for name, value in values.items():
            field = self._fields.get(name)
            if not value or not field or not field.relational:
                continue
            records = self.env[field.comodel_name]
            if field.type == "many2one" and isinstance(value, dict):
                # The dialog around a line, as the form has it by now.
                ids, lines = [value["id"]] if value.get("id") else [], [value]
            elif field.type == "many2one":
                ids, lines = [value], []
            else:
                ids, lines = _of_commands(value)
            records.browse(ids).check_access("read")
            if isinstance(records, type(self.env[ChorusDialogMixin._name])):
                for line in lines:
                    records._check_named(line)

    def _other_search(self):
        """What was found belongs to another connection than that of the company now.

        :rtype: UserError
        """
        return UserError(
            self.env._(
                "What was found is of another company, or of another environment of"
                " Chorus Pro than that of the settings now. Search again."
            )
        )


def _of_commands(value):
    """Which records the value of a list of records names.

    :param value: commands, or ids
    :return: (ids, dicts of values of single records)
    """
    ids, lines = [], []
    for command in value:
        if isinstance(command, int):
            ids.append(command)
            continue
        code, record_id, *values = command
        if code == Command.SET:
            ids += values[0]
        elif record_id and code != Command.CREATE:
            ids.append(record_id)
        if code in (Command.CREATE, Command.UPDATE):
            lines.append(values[0])
    return ids, lines
