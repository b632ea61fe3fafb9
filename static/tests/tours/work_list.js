import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

const TOWN = ".o_data_row:contains('Ville de Saint-Aubin')";
const HOSPITAL = ".o_data_row:contains('Centre hospitalier du Val')";

registry.category("web_tour.tours").add("l10n_fr_chorus_pro_work_list", {
    steps: () => [
        {
            content: "The card of the journal counts what needs somebody",
            trigger: "a[name='action_chorus_work_list']:contains('1'):contains('Action requise')",
            run: "click",
        },
        {
            content: "Its list shows the suspended invoice alone",
            trigger: `.o_list_view:not(:has(${TOWN})) ${HOSPITAL}:contains('Suspendue')`,
        },
        {
            content: "Take the filter away",
            trigger: ".o_searchview_facet:contains('action requise') .o_facet_remove",
            run: "click",
        },
        {
            content: "Both invoices are there",
            trigger: `.o_list_view:has(${HOSPITAL}) ${TOWN}`,
        },
        ...stepUtils.goToAppSteps("account.menu_finance", "Open Invoicing"),
        {
            content: "Go by the menu of Chorus Pro",
            trigger: ".o_menu_sections [data-menu-xmlid='l10n_fr_chorus_pro.chorus_pro_menu']",
            run: "click",
        },
        {
            content: "To what was released and is not in Odoo",
            trigger: "[data-menu-xmlid='l10n_fr_chorus_pro.work_list_menu_released']",
            run: "click",
        },
        {
            content: "The paid-out invoice alone is left",
            trigger: `.o_list_view:not(:has(${HOSPITAL})) ${TOWN}:contains('Mise en paiement')`,
        },
        {
            content: "Then to the figures",
            trigger: ".o_menu_sections [data-menu-xmlid='l10n_fr_chorus_pro.chorus_pro_menu']",
            run: "click",
        },
        {
            trigger: "[data-menu-xmlid='l10n_fr_chorus_pro.report_menu']",
            run: "click",
        },
        {
            content: "By public body",
            trigger: ".o_pivot th:contains('Ville de Saint-Aubin')",
        },
    ],
});
