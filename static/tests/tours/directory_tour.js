import { registry } from "@web/core/registry";

const SEARCH = ".modal button[name='action_search']";
const BANNER = ".o_form_view .o_field_widget[name='alerts'] .alert";

registry.category("web_tour.tours").add("l10n_fr_chorus_pro_find", {
    steps: () => [
        {
            content: "Open the menu of Chorus Pro",
            trigger: ".o_menu_sections [data-menu-xmlid='l10n_fr_chorus_pro.chorus_pro_menu']",
            run: "click",
        },
        {
            content: "Find a public body",
            trigger: ".o-dropdown--menu [data-menu-xmlid='l10n_fr_chorus_pro.find_body_menu']",
            run: "click",
        },
        {
            content: "Type a SIRET that nobody has",
            trigger: ".modal .o_field_widget[name='text'] input",
            run: "edit 12345678299999",
        },
        { content: "Search", trigger: SEARCH, run: "click" },
        {
            content: "Nothing is found, in words",
            trigger: ".modal:not(:has(.o_data_row)) .alert-info:visible",
        },
        {
            content: "What was typed is still there; correct it",
            trigger: ".modal .o_field_widget[name='text'] input:value(12345678299999)",
            run: "edit 123 456 782 00028",
        },
        { content: "Search", trigger: SEARCH, run: "click" },
        {
            content: "It is found; make a contact of it",
            trigger:
                ".modal tr:contains('Service Obligatoire'):contains('12345678200028') button[name='action_choose']:visible",
            run: "click",
        },
        {
            content: "The note tells what it asks for",
            trigger: ".o_notification:contains('Service Obligatoire')",
        },
        {
            content: "The contact is open",
            trigger: "body:not(:has(.modal)) .o_form_view .o_notebook .nav-link[name='accounting']",
            run: "click",
        },
        {
            content: "So are its services",
            trigger:
                ".o_field_widget[name='l10n_fr_chorus_service_ids'] td:contains('SERVICE_DEST_SERV_OBL')",
        },
    ],
});

registry.category("web_tour.tours").add("l10n_fr_chorus_pro_find_known", {
    steps: () => [
        {
            content: "Type the name of a hospital",
            trigger: ".modal .o_field_widget[name='text'] input",
            run: "edit cancale",
        },
        { content: "Search", trigger: SEARCH, run: "click" },
        {
            content: "It is known, and its terms are proposed; it is none, say so",
            trigger:
                ".modal tr:contains('Centre hospitalier'):contains('50 jours') td[name='delay_id']",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name='delay_id'] input",
            run: "edit Entreprise",
        },
        {
            trigger: ".o-autocomplete--dropdown-item a:contains('Entreprise publique')",
            run: "click",
        },
        {
            content: "Other terms are proposed",
            trigger: ".modal tr:contains('Centre hospitalier'):contains('60 jours')",
        },
        {
            content: "Invoice it by Chorus Pro",
            trigger: ".modal tr:contains('60 jours') button[name='action_invoice_by_chorus']:visible",
            run: "click",
        },
        {
            content: "The note says for which company",
            trigger:
                ".o_notification:contains('Atelier Lumière SARL facture désormais'):contains('60 jours')",
        },
        {
            content: "The contact is open",
            trigger: "body:not(:has(.modal)) .o_form_view .o_notebook .nav-link[name='accounting']",
        },
    ],
});

registry.category("web_tour.tours").add("l10n_fr_chorus_pro_look_up", {
    steps: () => [
        {
            trigger: ".o_form_view .o_notebook .nav-link[name='accounting']",
            run: "click",
        },
        {
            content: "Look up",
            trigger: "button[name='action_chorus_look_up']",
            run: "click",
        },
        {
            content: "The note tells what it asks for",
            trigger: ".o_notification:contains('Département du Val'):contains('code service')",
        },
        {
            content: "The services have arrived",
            trigger:
                ".o_field_widget[name='l10n_fr_chorus_service_ids'] td:contains('SERVICE_DEST_SERV_OBL')",
        },
    ],
});

registry.category("web_tour.tours").add("l10n_fr_chorus_pro_find_siret", {
    steps: () => [
        {
            trigger: ".o_form_view .o_notebook .nav-link[name='accounting']",
            run: "click",
        },
        {
            content: "Search by the name of the contact",
            trigger: "button[name='action_chorus_find']",
            run: "click",
        },
        {
            content: "Take the SIRET of what is found",
            trigger:
                ".modal tr:contains('12345678200028') button[name='action_choose']:visible",
            run: "click",
        },
        {
            content: "The contact has it",
            trigger:
                "body:not(:has(.modal)) .o_form_view .o_field_widget[name='company_registry'] input:value(12345678200028)",
        },
        {
            content: "And its services",
            trigger:
                ".o_field_widget[name='l10n_fr_chorus_service_ids'] td:contains('SERVICE_DEST_SERV_OBL')",
        },
    ],
});

registry.category("web_tour.tours").add("l10n_fr_chorus_pro_requirements", {
    steps: () => [
        {
            content: "Open the Chorus Pro tab",
            trigger: ".o_notebook .nav-link[name='chorus_pro']",
            run: "click",
        },
        {
            content: "Type something before the look-up",
            trigger: ".o_field_widget[name='contract_reference'] input",
            run: "edit M-2026-3",
        },
        {
            content: "The banner says that nothing is known yet: look up",
            trigger: `${BANNER} [name='l10n_fr_chorus_pro_unknown']:contains('Métropole') a`,
            run: "click",
        },
        {
            content: "It tells now what is missing",
            trigger: `${BANNER} [name^='l10n_fr_chorus_pro_missing_service']:contains('Métropole')`,
        },
        {
            content: "The tab is open",
            trigger: ".o_notebook .nav-link[name='chorus_pro']",
            run: "click",
        },
        {
            content: "What was typed is not lost",
            trigger: ".o_field_widget[name='contract_reference'] input:value(M-2026-3)",
        },
        {
            content: "The tab marks what is asked for",
            trigger: "[name='chorus_pro_misses_service']:visible",
        },
        {
            trigger: "[name='chorus_pro_misses_commitment']:visible",
        },
        {
            content: "Type the first letters of the service",
            trigger: ".o_field_widget[name='l10n_fr_chorus_service_id'] input",
            run: "edit direction de la c",
        },
        {
            content: "Choose it",
            trigger:
                ".o-autocomplete--dropdown-item a:contains('SERVICE_DEST_MIXTE – Direction de la commande publique')",
            run: "click",
        },
        {
            content: "The mark of the service is gone",
            trigger: "body:not(:has([name='chorus_pro_misses_service']:visible))",
        },
        {
            content: "The banner asks for the commitment alone",
            trigger: `${BANNER}:only(:has([name^='l10n_fr_chorus_pro_missing_commitment']))`,
        },
        {
            content: "Give it",
            trigger: ".o_field_widget[name='purchase_order_reference'] input",
            run: "edit EJ-2026-12 && press Tab",
        },
        {
            content: "Nothing is missing any more",
            trigger: "body:not(:has([name='chorus_pro_misses_commitment']:visible))",
        },
        {
            content: "The banner is gone",
            trigger: `body:not(:has(${BANNER}:contains('Métropole')))`,
        },
        {
            content: "Send",
            trigger: "button[name='action_invoice_sent']:visible",
            run: "click",
        },
        {
            trigger: ".modal button[name='action_send_and_print']",
            run: "click",
        },
        {
            content: "It was handed over",
            trigger:
                "body:not(:has(.modal)) .o_form_view .o_field_widget[name='l10n_fr_chorus_status_label']:contains('Transmise')",
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
            content: "One dialog says what came of it",
            trigger: ".modal .o_chorus_lines li[data-name='structure'][data-state='done']",
        },
        {
            trigger: ".modal .o_chorus_close",
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
