import { registry } from "@web/core/registry";

const MENU = ".o_menu_sections [data-menu-xmlid='l10n_fr_chorus_pro.chorus_pro_menu']";
const HOSPITAL = ".o_data_row:contains('Centre hospitalier du Val')";

registry.category("web_tour.tours").add("l10n_fr_chorus_pro_overview", {
    steps: () => [
        {
            content: "Open the menu",
            trigger: MENU,
            run: "click",
        },
        {
            content: "It has headings",
            trigger: ".o-dropdown--menu .dropdown-menu_group:contains('Échanges')",
        },
        {
            content: "First of all the overview",
            trigger: "[data-menu-xmlid='l10n_fr_chorus_pro.overview_menu']",
            run: "click",
        },
        {
            content: "The connection works",
            trigger: ".o_chorus_overview .alert-success:contains('La connexion fonctionne')",
        },
        {
            content: "Two invoices need somebody",
            trigger: ".o_chorus_overview button[name='action']:contains('2')",
            run: "click",
        },
        {
            content: "The list says what to do, with the button on the row",
            trigger: `${HOSPITAL}:contains('attend une pièce') button:contains('Compléter')`,
            run: "click",
        },
        {
            content: "The dialog is of that invoice",
            trigger: ".modal .o_field_widget[name='meaning']:contains('Bon de livraison manquant')",
        },
        {
            content: "Not now",
            trigger: ".modal .btn-close",
            run: "click",
        },
        {
            content: "Back to the overview",
            trigger: "body:not(:has(.modal)) .o_breadcrumb a:contains('Chorus Pro')",
            run: "click",
        },
        {
            content: "What was sent together has a line",
            trigger: ".o_chorus_overview button[name='batch']:contains('1 transmise, 1 à corriger')",
            run: "click",
        },
        {
            content: "It opens the one to correct",
            trigger: ".o_list_view .o_data_row:only-child:contains('Ville de Saint-Aubin')",
        },
        { content: "The menu again", trigger: MENU, run: "click" },
        {
            content: "To a list where nothing waits",
            trigger: "[data-menu-xmlid='l10n_fr_chorus_pro.work_list_menu_uncertain']",
            run: "click",
        },
        {
            content: "It says so",
            trigger: ".o_view_nocontent:contains('Tout est à jour')",
        },
        { content: "And once more", trigger: MENU, run: "click" },
        {
            content: "To those that nobody has sent",
            trigger: "[data-menu-xmlid='l10n_fr_chorus_pro.work_list_menu_to_send']",
            run: "click",
        },
        {
            content: "Each can be sent from its row",
            trigger: ".o_data_row button[name='action_invoice_sent']:contains('Envoyer')",
        },
        {
            content: "Choose all of them",
            trigger: "thead .o_list_record_selector input",
            run: "click",
        },
        {
            content: "Send them together",
            trigger: ".o_control_panel button[name='action_send_and_print']",
            run: "click",
        },
        {
            content: "Yes",
            trigger: ".modal button[name='action_send_and_print']",
            run: "click",
        },
        {
            content: "They leave in the background",
            trigger: "body:not(:has(.modal)) .o_notification:contains('arrière-plan')",
        },
    ],
});

registry.category("web_tour.tours").add("l10n_fr_chorus_pro_overview_read", {
    steps: () => [
        {
            content: "Who only reads sees the same counts",
            trigger: ".o_chorus_overview button[name='action']:contains('2')",
            run: "click",
        },
        {
            content: "And no button on a row",
            trigger: `.o_list_view:not(:has(button:contains('Compléter'))) ${HOSPITAL}`,
        },
    ],
});

registry.category("web_tour.tours").add("l10n_fr_chorus_pro_cards", {
    steps: () => [
        {
            content: "The overview fits a telephone",
            trigger: ".o_chorus_overview button[name='action']:contains('2')",
            run: "click",
        },
        {
            content: "A card has customer, status and what to do",
            trigger:
                ".o_kanban_record:contains('Centre hospitalier du Val'):contains('Suspendue'):contains('attend une pièce') button:contains('Compléter')",
            run: "click",
        },
        {
            content: "The dialog is of that invoice",
            trigger: ".modal .o_field_widget[name='meaning']:contains('Bon de livraison manquant')",
        },
    ],
});
