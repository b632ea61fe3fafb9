import { registry } from "@web/core/registry";

const SERVICES = ".o_field_widget[name='l10n_fr_chorus_service_ids']";
const SERVICE = ".o_field_widget[name='l10n_fr_chorus_service_id'] input";
const STATUS = ".o_form_view .o_field_widget[name='l10n_fr_chorus_status_label']";

registry.category("web_tour.tours").add("l10n_fr_chorus_pro_find_body", {
    steps: () => [
        {
            content: "Open the menu of Chorus Pro",
            trigger: ".o_menu_sections [data-menu-xmlid='l10n_fr_chorus_pro.chorus_pro_menu']",
            run: "click",
        },
        {
            content: "Find a public body",
            trigger: ".dropdown-item[data-menu-xmlid='l10n_fr_chorus_pro.find_body_menu']",
            run: "click",
        },
        {
            content: "By its SIRET",
            trigger: ".modal .o_field_widget[name='kind'] input[data-value='siret']",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name='siret'] input",
            run: "edit 123 456 782 00028",
        },
        { trigger: ".modal button[name='action_search']", run: "click" },
        {
            content: "It is found: make it a customer",
            trigger:
                ".modal tr:contains('Service Obligatoire') button[name='action_open']",
            run: "click",
        },
        {
            content: "Its form opens",
            trigger: "body:not(:has(.modal)) .o_form_view .nav-link[name='accounting']",
            run: "click",
        },
        {
            content: "It says what it asks for",
            trigger: ".o_field_widget[name='l10n_fr_chorus_requirement']:contains('service')",
        },
        {
            content: "Its services have arrived",
            trigger: `${SERVICES} td:contains('SERVICE_DEST_SERV_OBL')`,
        },
    ],
});

registry.category("web_tour.tours").add("l10n_fr_chorus_pro_choose_service", {
    steps: () => [
        {
            trigger: ".o_notebook .nav-link[name='chorus_pro']",
            run: "click",
        },
        {
            content: "Type the first letters of the service's name",
            trigger: SERVICE,
            run: "edit Direction",
        },
        {
            content: "Choose it",
            trigger: ".o-autocomplete--dropdown-item:contains('SERVICE_DEST_MIXTE')",
            run: "click",
        },
        {
            content: "It is chosen",
            trigger: `.o_field_widget[name='l10n_fr_chorus_service_id']:has(input:value('SERVICE_DEST_MIXTE'))`,
        },
        {
            trigger: "button[name='action_post']:visible",
            run: "click",
        },
        {
            content: "The banner asks for the commitment",
            trigger: ".o_form_view .alert:contains('engagement')",
        },
        {
            content: "So does the Send dialog",
            trigger: "button[name='action_invoice_sent']:visible",
            run: "click",
        },
        {
            trigger: ".modal .alert:contains('engagement')",
        },
        {
            trigger: ".modal .btn-close",
            run: "click",
        },
        {
            content: "Enter it",
            trigger:
                "body:not(:has(.modal)) .o_field_widget[name='purchase_order_reference'] input",
            run: "edit EJ-2026-42",
        },
        {
            content: "Nothing is missing any more",
            trigger: "button[name='action_invoice_sent']:visible",
            run: "click",
        },
        {
            trigger: ".modal:not(:has(.alert-danger)) button[name='action_send_and_print']",
            run: "click",
        },
        {
            content: "It was handed over",
            trigger: `body:not(:has(.modal)) ${STATUS}:contains('Transmise')`,
        },
    ],
});

registry.category("web_tour.tours").add("l10n_fr_chorus_pro_look_up_fails", {
    steps: () => [
        {
            content: "Change something first",
            trigger: ".o_field_widget[name='street'] input",
            run: "edit 7 rue Neuve",
        },
        {
            trigger: ".o_notebook .nav-link[name='accounting']",
            run: "click",
        },
        {
            content: "Look it up, while the API is refused",
            trigger: "button[name='action_chorus_look_up']",
            run: "click",
        },
        {
            content: "A sentence says which API",
            trigger: ".modal:contains('Structures')",
        },
        {
            trigger: ".modal footer button",
            run: "click",
        },
        {
            content: "What was typed is still there",
            trigger:
                "body:not(:has(.modal)) .o_field_widget[name='street']:has(input:value('7 rue Neuve'))",
        },
    ],
});

registry.category("web_tour.tours").add("l10n_fr_chorus_pro_own_side", {
    steps: () => [
        {
            content: "Ask in whose name the account may invoice",
            trigger: "button[name='action_chorus_read_own_side']",
            run: "click",
        },
        {
            content: "That of the company's SIRET is chosen",
            trigger:
                ".o_field_widget[name='l10n_fr_chorus_own_structure_id']:has(input:value('73282932000074'))",
        },
        {
            content: "Its bank details are shown",
            trigger:
                ".o_field_widget[name='l10n_fr_chorus_own_bank_account_ids']:contains('Compte courant')",
        },
    ],
});
