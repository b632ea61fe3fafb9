"""What the addon alone writes: attempts, statuses, what directory and portal told.

Any client can write a stored compute and a field that forms show as read-only. These
are written through ``sudo`` alone; no context opens them, for that is the client's.
"""

from odoo import api, models

SEALED_FIELDS = {
    "account.move": frozenset(
        {
            "l10n_fr_chorus_available_date",
            "l10n_fr_chorus_document_ids",
            "l10n_fr_chorus_due_date",
            "l10n_fr_chorus_identifier",
            "l10n_fr_chorus_mandate_number",
            "l10n_fr_chorus_outside_reason",
            "l10n_fr_chorus_outside_way",
            "l10n_fr_chorus_platform_call",
            "l10n_fr_chorus_reason",
            "l10n_fr_chorus_release_date",
            "l10n_fr_chorus_replaced_id",
            "l10n_fr_chorus_replacement_ids",
            "l10n_fr_chorus_state",
            "l10n_fr_chorus_status",
            "l10n_fr_chorus_status_date",
            "l10n_fr_chorus_twice_told",
            "l10n_fr_chorus_way_out",
        }
    ),
    "res.partner": frozenset(
        {
            "l10n_fr_chorus_commitment_ids",
            "l10n_fr_chorus_directory_date",
            "l10n_fr_chorus_directory_state",
            "l10n_fr_chorus_payment_not_reported",
            "l10n_fr_chorus_requirement",
            "l10n_fr_chorus_service_ids",
            "l10n_fr_chorus_structure_ref",
            "l10n_fr_chorus_works_owner_only",
        }
    ),
    # What the portal told is not typed.
    "l10n_fr_chorus_pro.find.commitment": frozenset(
        {"found_count", "searched", "searched_account_id", "searched_environment"}
    ),
    "l10n_fr_chorus_pro.find.commitment.line": frozenset(
        {
            "amount",
            "commitment_ref",
            "contract_number",
            "currency_id",
            "has_documents",
            "kind",
            "notified_on",
            "number",
            "search_id",
            "service_code",
            "service_name",
            "state",
            "supplier_name",
            "supplier_siret",
        }
    ),
    "l10n_fr_chorus_pro.take.over": frozenset(
        {
            "failure",
            "known_count",
            "next_page",
            "page_count",
            "read_count",
            "searched",
            "searched_environment",
            "searched_from",
        }
    ),
    "l10n_fr_chorus_pro.take.over.line": frozenset(
        {
            "chorus_identifier",
            "comment",
            "deposited_on",
            "flow_number",
            "is_doubtful",
            "move_id",
            "recipient_name",
            "status",
            "status_date",
            "take_over_id",
            "total",
        }
    ),
}


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
    def _chorus_seals(self, name):
        return name in SEALED_FIELDS.get(self._name, ())


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "l10n_fr_chorus_pro.sealed.fields"]


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "l10n_fr_chorus_pro.sealed.fields"]
