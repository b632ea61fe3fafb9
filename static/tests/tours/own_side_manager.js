import { registry } from "@web/core/registry";

const CHOSEN =
    ".o_field_widget[name='l10n_fr_chorus_own_structure_id'] input:value(73282932000074)";
const BANK_DETAILS =
    ".o_field_widget[name='l10n_fr_chorus_own_bank_account_ids'] .o_tag:contains('Compte courant')";

registry.category("web_tour.tours").add("l10n_fr_chorus_pro_own_side_manager", {
    steps: () => [
        {
            content: "Type something first",
            trigger: ".modal .o_field_widget[name='l10n_fr_chorus_lot_size'] input",
            run: "edit 7",
        },
        {
            content: "Read it from the portal",
            trigger: ".modal button[name='action_read_own_side']",
            run: "click",
        },
        { content: "Our structure is chosen", trigger: `.modal ${CHOSEN}` },
        { content: "Its bank details are shown", trigger: `.modal ${BANK_DETAILS}` },
        {
            content: "What was typed is still there",
            trigger: ".modal .o_field_widget[name='l10n_fr_chorus_lot_size'] input:value(7)",
        },
        { content: "Save", trigger: ".modal button[name='action_save']", run: "click" },
        { content: "Closed", trigger: "body:not(:has(.modal))" },
    ],
});
