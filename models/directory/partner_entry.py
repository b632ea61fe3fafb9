"""What an entry of a directory file tells of a customer, in terms of its fields.

What the file does not tell stays as it is: a file of structures says nothing of their
services, the public list nothing of the structure's number.
"""

from odoo import fields, models

from .partner_directory import ACTIVE, CLOSED


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _chorus_keep_entry(self, entry):
        """Write what an entry tells, where it differs from what is known.

        The name stays, and so does the day of the look-up where nothing changed.

        :param DirectoryEntry entry: of this partner's SIRET
        :return: whether anything changed
        """
        self.ensure_one()
        is_changed = False
        if entry.structure:
            values = self._chorus_structure_values(entry.structure)
            is_changed = self._chorus_keep_structure(values)
        if entry.services is not None:
            rows = [_service_values(service) for service in entry.services]
            complete = entry.services_complete
            is_changed |= self._chorus_keep_services(rows, complete=complete)
        if is_changed:
            now = {"l10n_fr_chorus_directory_date": fields.Datetime.now()}
            self._chorus_keep_structure(now)
        return is_changed

    def _chorus_structure_values(self, structure):
        told = {
            "l10n_fr_chorus_structure_ref": structure.structure_ref or None,
            "l10n_fr_chorus_requirement": structure.requirement or None,
            "l10n_fr_chorus_works_owner_only": structure.works_owner_only,
        }
        if structure.payment_reported is not None:
            not_reported = not structure.payment_reported
            told["l10n_fr_chorus_payment_not_reported"] = not_reported
        state = CLOSED if structure.active is False else ACTIVE
        # Where nothing is told of it, it is in the directory, that is all.
        if structure.active is None and self.l10n_fr_chorus_directory_state == CLOSED:
            state = CLOSED
        told["l10n_fr_chorus_directory_state"] = state
        return {name: value for name, value in told.items() if value is not None}


def _service_values(service):
    told = {
        "code": service.code,
        "name": service.name or None,
        "active": service.active,
        "service_ref": service.service_ref or None,
        "opened_on": service.valid_from,
        "closed_on": service.valid_to,
        "commitment_required": service.commitment_required,
        "detail_read": None if service.commitment_required is None else True,
    }
    return {name: value for name, value in told.items() if value is not None}
