import { registry } from "@web/core/registry";

const LINE = ".o_field_widget[name='l10n_fr_chorus_event_ids'] .o_chorus_timeline_line";

registry.category("web_tour.tours").add("l10n_fr_chorus_pro_timeline", {
    steps: () => [
        {
            content: "Open the tab of Chorus Pro",
            trigger: ".o_notebook .nav-link:contains('Chorus Pro')",
            run: "click",
        },
        {
            content: "The newest line stands first, with its reason",
            trigger: `${LINE}:first-child:contains('Suspendue'):contains('Bon de livraison manquant')`,
        },
        {
            content: "And who to call about it",
            trigger: `${LINE}:first-child:contains('Jeanne Moreau') a[href='tel:+33 2 99 00 00 00']`,
        },
        {
            content: "The time is that of Paris, to the minute",
            trigger: `${LINE}:first-child:contains('02/03/2026 10:30')`,
        },
        {
            content: "An action is not a status, and is told in words",
            trigger: `${LINE}:has(.fa-user):contains('Facture téléchargée'):contains('Action')`,
        },
        {
            content: "An event keeps its words, a code that nobody knows too",
            trigger: `${LINE}:has(.fa-info):contains('Relance par courrier')`,
        },
        {
            trigger: `${LINE}:has(.fa-flag):contains('STATUT_NOUVEAU')`,
        },
        {
            content: "The same as a list",
            trigger: "button[name='action_chorus_history']",
            run: "click",
        },
        {
            trigger: ".o_list_view .o_data_row:contains('Suspendue')",
        },
        {
            content: "Choose its lines",
            trigger: ".o_list_view thead .o_list_record_selector input",
            run: "click",
        },
        {
            content: "They can be exported",
            trigger: ".o_control_panel .o_cp_action_menus .dropdown-toggle:contains('Action')",
            run: "click",
        },
        {
            trigger: ".o_menu_item:contains('Exporter')",
        },
    ],
});

registry.category("web_tour.tours").add("l10n_fr_chorus_pro_timeline_unread", {
    steps: () => [
        {
            content: "Open the tab of Chorus Pro",
            trigger: ".o_notebook .nav-link:contains('Chorus Pro')",
            run: "click",
        },
        {
            content: "The history that nobody had asked for is there",
            trigger: `${LINE}:last-child:contains('Déposée')`,
        },
        {
            trigger: `${LINE}:first-child:contains('Mise à disposition du destinataire')`,
        },
    ],
});
