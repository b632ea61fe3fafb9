import { registry } from "@web/core/registry";

const CONFIRM = ".modal button[name='action_confirm']:visible";
const STATUS = ".o_form_view div[name='next_step']";
// On a telephone the buttons lie behind one that opens them.
const HEADER = ".o_form_view .o_form_statusbar";

/** Open the actions where they are folded, as on a telephone. */
function unfold() {
    return {
        content: "Open the actions where they are folded",
        trigger: `${HEADER}, .o_form_view .o_form_statusbar`,
        async run() {
            const folded = document.querySelector(
                ".o_statusbar_buttons .o-dropdown.dropdown-toggle, .o_statusbar_buttons .dropdown-toggle"
            );
            if (folded && !folded.classList.contains("show")) {
                folded.click();
            }
        },
    };
}

/** Click on an act, wherever its button is. */
function choose(label) {
    return [
        unfold(),
        {
            content: `Click on ${label}`,
            trigger: `.o_statusbar_buttons button:visible:contains(/^${label}$/), .o-dropdown--menu button:visible:contains(/^${label}$/)`,
            run: "click",
        },
    ];
}

registry.category("web_tour.tours").add("l10n_fr_chorus_pro_receiving_certify", {
    steps: () => [
        {
            content: "The banner says what to do",
            trigger: `${STATUS}:contains('certifiez le service fait')`,
        },
        ...choose("Service fait"),
        {
            content: "The dialog says in whose name",
            trigger: ".modal .o_field_widget[name='user_name']:contains('agent')",
        },
        {
            content: "The day that the invoice tells of the service",
            trigger: ".modal .o_field_widget[name='service_done_on']",
        },
        { content: "Tell Chorus Pro", trigger: CONFIRM, run: "click" },
        {
            content: "It is certified",
            trigger: `body:not(:has(.modal)) ${STATUS}:contains('Service fait')`,
        },
        {
            content: "The conversation tells who did it",
            trigger: ".o-mail-Message:contains('service fait certifié par agent')",
        },
    ],
});

registry.category("web_tour.tours").add("l10n_fr_chorus_pro_receiving_suspend", {
    steps: () => [
        ...choose("Suspendre"),
        {
            content: "Choose what is missing",
            trigger: ".modal .o_field_widget[name='missing_item_ids'] label:contains('bon de livraison')",
            run: "click",
        },
        {
            content: "Say more",
            trigger: ".modal .o_field_widget[name='words'] textarea",
            run: "edit Il doit être signé.",
        },
        {
            content: "Leave the field",
            trigger: ".modal .o_field_widget[name='user_name']",
            run: "click",
        },
        {
            content: "The dialog shows what the supplier will read",
            trigger: ".modal .o_field_widget[name='supplier_reads']:contains('bon de livraison. Il doit être signé.')",
        },
        { content: "Tell Chorus Pro", trigger: CONFIRM, run: "click" },
        {
            content: "It is suspended, with its reason",
            trigger: `body:not(:has(.modal)) ${STATUS}:contains('Suspendue'):contains('bon de livraison')`,
        },
    ],
});

registry.category("web_tour.tours").add("l10n_fr_chorus_pro_receiving_blocked", {
    steps: () => [
        {
            content: "The form says why payment may not be ordered",
            trigger: ".o_form_view div[name='payee_block']:contains('créancier')",
        },
        ...choose("Mandater"),
        {
            content: "So does the dialog",
            trigger: ".modal .alert-warning:contains('créancier')",
        },
        {
            trigger: ".modal .o_field_widget[name='mandate_number'] input",
            run: "edit 2026-118",
        },
        { trigger: CONFIRM, run: "click" },
        {
            content: "Nothing was sent",
            trigger: ".modal:contains('créancier') .modal-footer button:contains('Fermer')",
            run: "click",
        },
        {
            content: "The dialog is still there",
            trigger: ".modal .o_field_widget[name='mandate_number'] input:value(2026-118)",
        },
        { trigger: ".modal button[special='cancel']:visible", run: "click" },
        { content: "Closed", trigger: "body:not(:has(.modal))" },
    ],
});

registry.category("web_tour.tours").add("l10n_fr_chorus_pro_receiving_order", {
    steps: () => [
        ...choose("Mandater"),
        {
            trigger: ".modal .o_field_widget[name='mandate_number'] input",
            run: "edit 2026-118",
        },
        { content: "Tell Chorus Pro", trigger: CONFIRM, run: "click" },
        {
            content: "Payment is ordered; the rest is for Hélios",
            trigger: `body:not(:has(.modal)) ${STATUS}:contains('Mandatée'):contains('Hélios')`,
        },
        {
            content: "The conversation has the number",
            trigger: ".o-mail-Message:contains('2026-118')",
        },
    ],
});

registry.category("web_tour.tours").add("l10n_fr_chorus_pro_receiving_bill", {
    steps: () => [
        {
            content: "The bill shows where it is at Chorus Pro",
            trigger: ".o_form_view div[name='l10n_fr_chorus_received_banners']:contains('Mise à disposition')",
        },
        {
            content: "And that its total is another one",
            trigger: ".o_form_view div[name='l10n_fr_chorus_received_banners'] .alert-warning:contains('120')",
        },
        {
            content: "Go to what was received",
            trigger: "button[name='action_chorus_open_received']",
            run: "click",
        },
        {
            content: "Its documents are there, under the supplier's names",
            trigger: ".o_field_widget[name='document_ids']:contains('Facture F1.pdf')",
        },
        {
            content: "And its history",
            trigger: ".o_notebook a[name='history']",
            run: "click",
        },
        { trigger: ".o_chorus_timeline_line:contains('Mise à disposition')" },
        {
            content: "Back to the bill",
            trigger: "button[name='action_chorus_open_bill']",
            run: "click",
        },
        { trigger: ".o_form_view div[name='l10n_fr_chorus_received_banners']" },
    ],
});

registry.category("web_tour.tours").add("l10n_fr_chorus_pro_receiving_call_back", {
    steps: () => [
        {
            content: "The form says that the account is not known: look at it",
            trigger: ".o_form_view div[name='payee_block'] button:contains('Voir le créancier')",
            run: "click",
        },
        ...choose("Enregistrer le contre-appel"),
        {
            content: "The number that was called",
            trigger: ".modal .o_field_widget[name='phone'] input",
            run: "edit 01 40 00 00 01",
        },
        {
            content: "Where it is from",
            trigger: ".modal .o_field_widget[name='phone_source'] input",
            run: "click",
        },
        { trigger: ".o_select_menu_item:contains('Le marché')", run: "click" },
        {
            content: "Who answered",
            trigger: ".modal .o_field_widget[name='spoke_with'] input",
            run: "edit Mme Roux, comptable",
        },
        {
            content: "The supplier confirms the account",
            trigger: ".modal .o_field_widget[name='decision'] label:contains('confirme ce compte')",
            run: "click",
        },
        { content: "Record it", trigger: CONFIRM, run: "click" },
        {
            content: "It is confirmed, with who called back",
            trigger: "body:not(:has(.modal)) .o_form_view .o_field_widget[name='spoke_with']:contains('Mme Roux')",
        },
    ],
});

registry.category("web_tour.tours").add("l10n_fr_chorus_pro_receiving_make_bill", {
    steps: () => [
        ...choose("Créer la facture fournisseur"),
        {
            content: "The bill opens, with the status at Chorus Pro",
            trigger: ".o_form_view div[name='l10n_fr_chorus_received_banners']:contains('Mise à disposition')",
        },
        {
            content: "Its conversation begins with where it comes from",
            trigger: ".o-mail-Message:contains('Réception par Chorus Pro'):contains('F1')",
        },
    ],
});

registry.category("web_tour.tours").add("l10n_fr_chorus_pro_receiving_export", {
    steps: () => [
        {
            content: "Open the actions of the invoice",
            trigger: ".o_control_panel .o_cp_action_menus .dropdown-toggle",
            run: "click",
        },
        {
            trigger: ".o-dropdown--menu .o_menu_item:contains('Exporter vers le logiciel financier')",
            run: "click",
        },
        {
            content: "Its account is not confirmed: it is not in the file",
            trigger: ".modal .alert-warning:contains('Factures sans IBAN dans le fichier'):contains('1')",
        },
        {
            content: "With the documents",
            trigger: ".modal .o_field_widget[name='with_documents'] input",
            run: "click",
        },
        { trigger: ".modal button[name='action_export']", run: "click" },
        { trigger: ".modal button[special='cancel']:visible", run: "click" },
        { content: "Closed", trigger: "body:not(:has(.modal))" },
    ],
});

const line = (name, state) => `.o_chorus_setup li[data-name='${name}'][data-state='${state}']`;

registry.category("web_tour.tours").add("l10n_fr_chorus_pro_receiving_setup", {
    steps: () => [
        {
            content: "Nothing was read yet: read what is received",
            trigger: `${line("receiving_structures", "open")} button:contains('Lire ce qui est reçu')`,
            run: "click",
        },
        { content: "It is read", trigger: line("receiving_structures", "done") },
        {
            content: "Nobody certifies yet: open the delegations",
            trigger: `${line("people", "missing")} button[data-button='delegations']`,
            run: "click",
        },
        { trigger: ".o_nocontent_help:contains('Pas encore de délégation')" },
    ],
});
