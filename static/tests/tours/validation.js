import { registry } from "@web/core/registry";

const CONFIRM = ".modal button[name='action_confirm']:visible";
const STATUS = ".o_form_view div[name='next_step']";

/** Click on a button of the header. */
function choose(label) {
    return {
        content: `Click on ${label}`,
        trigger: `.o_statusbar_buttons button:visible:contains(/^${label}$/)`,
        run: "click",
    };
}

registry.category("web_tour.tours").add("l10n_fr_chorus_pro_validation", {
    steps: () => [
        {
            content: "The list has the subcontractor's invoice, with its last day",
            trigger: ".o_list_view .o_data_row:contains('ST1') td[name='supplier_name']",
            run: "click",
        },
        {
            content: "The banner says until when, and what silence means",
            trigger: `${STATUS}:contains('R.2193-12')`,
        },
        {
            content: "So does it that the contract is not there",
            trigger: ".o_form_view div[name='contract_doubts']:contains('2026-T-08')",
        },
        {
            content: "Its documents are there",
            trigger: ".o_form_view .o_field_widget[name='document_ids'] .o_data_row:contains('ST1')",
        },
        choose("Valider en partie"),
        {
            content: "The dialog warns of the contract too",
            trigger: ".modal .alert-warning:contains('2026-T-08')",
        },
        {
            trigger: ".modal .o_field_widget[name='amount_admitted'] input",
            run: "edit 800",
        },
        {
            trigger: ".modal .o_field_widget[name='words'] textarea",
            run: "edit Deux prises manquent.",
        },
        { content: "Tell Chorus Pro", trigger: CONFIRM, run: "click" },
        {
            content: "It is validated, and nothing is left to be done",
            trigger: `body:not(:has(.modal)) ${STATUS}:contains('Validée')`,
        },
        {
            content: "The conversation tells who did it, and why not all of it",
            trigger: ".o-mail-Message:contains('validée en partie par'):contains('Deux prises manquent.')",
        },
        {
            content: "The form shows what was admitted",
            trigger: ".o_form_view .o_field_widget[name='amount_admitted']:contains('800')",
        },
    ],
});
