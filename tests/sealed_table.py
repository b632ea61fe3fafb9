"""Which fields nobody but the addon writes, by model."""

SEALED_FIELDS = {
    "l10n_fr_chorus_pro.assignment": frozenset({"edited_by_id"}),
    "account.move": frozenset(
        {
            "l10n_fr_chorus_available_date",
            "l10n_fr_chorus_batch_id",
            "l10n_fr_chorus_contested_on",
            "l10n_fr_chorus_document_ids",
            "l10n_fr_chorus_due_date",
            "l10n_fr_chorus_identifier",
            "l10n_fr_chorus_mandate_number",
            "l10n_fr_chorus_outside_reason",
            "l10n_fr_chorus_outside_way",
            "l10n_fr_chorus_platform_call",
            "l10n_fr_chorus_reason",
            "l10n_fr_chorus_received_doubts",
            "l10n_fr_chorus_received_due",
            "l10n_fr_chorus_received_gap",
            "l10n_fr_chorus_received_total",
            "l10n_fr_chorus_release_date",
            "l10n_fr_chorus_replaced_id",
            "l10n_fr_chorus_replacement_ids",
            "l10n_fr_chorus_state",
            "l10n_fr_chorus_status",
            "l10n_fr_chorus_status_date",
            "l10n_fr_chorus_twice_told",
            "l10n_fr_chorus_way_out",
            "l10n_fr_chorus_withheld_move_id",
        }
    ),
    "res.partner": frozenset(
        {
            "l10n_fr_chorus_commitment_ids",
            "l10n_fr_chorus_directory_date",
            "l10n_fr_chorus_directory_state",
            "l10n_fr_chorus_look_up_due",
            "l10n_fr_chorus_payment_not_reported",
            "l10n_fr_chorus_requirement",
            "l10n_fr_chorus_service_ids",
            "l10n_fr_chorus_structure_ref",
            "l10n_fr_chorus_works_owner_only",
        }
    ),
    # What the portal told is not typed.
    "l10n_fr_chorus_pro.find.body.line": frozenset(
        {
            "city",
            "find_id",
            "identifier",
            "is_open",
            "kind",
            "name",
            "partner_id",
            "zip",
        }
    ),
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
    "l10n_fr_chorus_pro.works.deposit": frozenset({"reference"}),
}
