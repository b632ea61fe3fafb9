import { registry } from "@web/core/registry";

const DOSSIER = ".o_chorus_dossier";

registry.category("web_tour.tours").add("l10n_fr_chorus_pro_dossiers", {
    steps: () => [
        {
            content: "One sentence says where the money is",
            trigger: `${DOSSIER} h2:contains("chez le maître d'ouvrage")`,
        },
        {
            content: "Its pieces are folded",
            trigger: `${DOSSIER}:not(:has(li)) button[name='pieces']`,
            run: "click",
        },
        {
            content: "What was claimed",
            trigger: `${DOSSIER} li[data-number='D1']:contains('demandé')`,
        },
        {
            content: "What was admitted, and its history",
            trigger: `${DOSSIER} li[data-number='E1']:contains('admis')`,
        },
        {
            content: "Nothing hangs over the edge of a telephone",
            trigger: DOSSIER,
            run() {
                const page = document.scrollingElement;
                if (page.scrollWidth > page.clientWidth) {
                    throw new Error("The page is wider than the telephone");
                }
            },
        },
        {
            content: "The piece itself",
            trigger: `${DOSSIER} li[data-number='E1'] button`,
            run: "click",
        },
        { trigger: ".o_form_view .o_field_widget[name='number']:contains('E1')" },
    ],
});
