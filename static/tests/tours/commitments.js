import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

const ORDERED = "1501966748";

registry.category("web_tour.tours").add("l10n_fr_chorus_pro_commitments", {
    steps: () => [
        ...stepUtils.goToAppSteps("account.menu_finance", "Open Invoicing"),
        {
            content: "Go by the menu of Chorus Pro",
            trigger: ".o_menu_sections [data-menu-xmlid='l10n_fr_chorus_pro.chorus_pro_menu']",
            run: "click",
        },
        {
            trigger: "[data-menu-xmlid='l10n_fr_chorus_pro.commitment_menu']",
            run: "click",
        },
        {
            content: "Nothing is kept yet: ask Chorus Pro",
            trigger: ".o_list_view:has(.o_nocontent_help) .o_list_buttons button.btn-primary, .o_control_panel:has(+ .o_content .o_nocontent_help) button.btn-primary",
            run: "click",
        },
        {
            content: "By contract",
            trigger: ".modal [name='contract_number'] input",
            run: "edit 2025-DIR-0042",
        },
        {
            trigger: ".modal button[name='action_search']",
            run: "click",
        },
        {
            content: "Two are found, with state and amount",
            trigger: `.modal .o_list_renderer:not(:has(.o_data_row:nth-child(3))) .o_data_row:contains('${ORDERED}'):contains('Commandé'):contains('000,00')`,
        },
        {
            content: "Choose one of them",
            trigger: `.modal .o_data_row:contains('${ORDERED}') [name='chosen']`,
            run: "click",
        },
        {
            trigger: `.modal .o_data_row:contains('${ORDERED}') [name='chosen'] input`,
            run: "check",
        },
        {
            trigger: ".modal button[name='action_keep']",
            run: "click",
        },
        {
            content: "The detail has its lines and its customer",
            trigger: "body:not(:has(.modal)) .o_form_view [name='line_ids'] .o_data_row:contains('000,00'):contains('Commandé')",
        },
        {
            trigger: ".o_form_view [name='partner_ids']:contains('Préfecture du Rhône')",
        },
        {
            content: "Download its documents",
            trigger: "button[name='action_chorus_download_documents']",
            run: "click",
        },
        {
            trigger: ".o_form_view .nav-link[name='documents']",
            run: "click",
        },
        {
            trigger: `.o_form_view [name='document_ids']:contains('Engagement_${ORDERED}')`,
        },
        {
            content: "Invoice it",
            trigger: "button[name='action_chorus_invoice']",
            run: "click",
        },
        {
            trigger: ".o_form_view [name='partner_id'] input:value('Préfecture du Rhône')",
        },
        {
            trigger: ".o_form_view .nav-link[name='chorus_pro']",
            run: "click",
        },
        {
            trigger: `.o_form_view [name='purchase_order_reference'] input:value('${ORDERED}')`,
        },
        {
            content: "With the service that has ordered",
            trigger: ".o_form_view [name='buyer_reference'] input:value('AAASCPV')",
        },
    ],
});
