import { registry } from "@web/core/registry";

const STATUS = ".o_form_view .o_field_widget[name='l10n_fr_chorus_status_label']";
const CONFIRM = ".modal button[name='action_confirm']";

/** Put a file into the field, as a person does who chooses it from the disk. */
function chooseFile({ anchor }) {
    const files = new DataTransfer();
    const content = "%PDF-1.4 bon de livraison";
    files.items.add(new File([content], "bon_de_livraison.pdf", { type: "application/pdf" }));
    anchor.files = files.files;
    anchor.dispatchEvent(new Event("change", { bubbles: true }));
}

registry.category("web_tour.tours").add("l10n_fr_chorus_pro_complete", {
    steps: () => [
        {
            content: "The banner says what the customer waits for, and the button to click",
            trigger: ".o_form_view .alert:contains('Bon de livraison manquant'):contains('Compléter')",
        },
        {
            content: "Ask for a credit note all the same",
            trigger: ".o_statusbar_buttons button:contains('Compléter')",
        },
        {
            trigger: "button[name='action_reverse']:visible",
            run: "click",
        },
        {
            content: "The dialog says what is usually done, and leads there",
            trigger: ".modal .alert-info:contains('aucun avoir') button:visible:contains('Compléter')",
            run: "click",
        },
        {
            content: "The customer's words are there",
            trigger: ".modal .o_field_widget[name='meaning']:contains('Bon de livraison manquant')",
        },
        {
            content: "Explain",
            trigger: ".modal .o_field_widget[name='comment'] textarea",
            run: "edit Le bon signé est joint.",
        },
        {
            content: "Add the delivery note",
            trigger: ".modal .o_field_widget[name='attachment_ids'] input.o_input_file:not(:visible)",
            run: chooseFile,
        },
        {
            content: "It is there",
            trigger: ".modal .o_attachment:contains('bon_de_livraison.pdf')",
        },
        { content: "Send", trigger: CONFIRM, run: "click" },
        {
            content: "The invoice is completed",
            trigger: `body:not(:has(.modal)) ${STATUS}:contains('Complétée')`,
        },
        {
            content: "What was sent stands in the chatter",
            trigger: ".o-mail-Message:contains('Le bon signé est joint.')",
        },
    ],
});

registry.category("web_tour.tours").add("l10n_fr_chorus_pro_recycle", {
    steps: () => [
        {
            content: "Recycle",
            trigger: ".o_statusbar_buttons button:contains('Recycler')",
            run: "click",
        },
        {
            content: "The dialog says that this way is being given up",
            trigger: ".modal p:contains('Chorus Pro abandonne')",
        },
        {
            content: "No service is known: the code that was sent is there",
            trigger: ".modal .o_field_widget[name='service_code'] input:value(ANCIEN_SERVICE)",
        },
        {
            content: "Ask the directory which there are",
            trigger: ".modal button[name='action_look_up']",
            run: "click",
        },
        {
            content: "What was sent is none of them",
            trigger: ".modal [name='other_service']:visible",
        },
        {
            content: "Choose the right one by its first letters",
            trigger: ".modal .o_field_widget[name='service_id'] input",
            run: "edit direction des a",
        },
        {
            trigger: ".o-autocomplete--dropdown-item a:contains('SERVICE_DEST_SERV_OBL')",
            run: "click",
        },
        {
            content: "The code that was sent is gone",
            trigger: ".modal:not(:has(.o_field_widget[name='service_code']:visible))",
        },
        {
            content: "Name the right commitment",
            trigger: ".modal .o_field_widget[name='commitment_number'] input",
            run: "edit EJ-2026-77",
        },
        { content: "Send on", trigger: CONFIRM, run: "click" },
        {
            content: "The invoice is on its way again",
            trigger: `body:not(:has(.modal)) ${STATUS}:contains('Déposée')`,
        },
        {
            content: "The chatter says where to",
            trigger: ".o-mail-Message:contains('engagement EJ-2026-77')",
        },
    ],
});

registry.category("web_tour.tours").add("l10n_fr_chorus_pro_correct", {
    steps: () => [
        {
            content: "Correct",
            trigger: ".o_statusbar_buttons button:contains('Corriger')",
            run: "click",
        },
        {
            content: "The way out that the reason proposes is chosen",
            trigger: ".modal .o_radio_item:has(input[data-value='reinvoice']:checked)",
        },
        { content: "Confirm", trigger: CONFIRM, run: "click" },
        {
            content: "The new invoice opens as a draft, and says what it replaces",
            trigger: ".o_form_view .alert:contains('Remplace'):contains('Montant erroné')",
        },
        {
            content: "Post it",
            trigger: "button[name='action_post']:visible",
            run: "click",
        },
        {
            content: "Send it",
            trigger: "button[name='action_invoice_sent']:visible",
            run: "click",
        },
        {
            trigger: ".modal button[name='action_send_and_print']",
            run: "click",
        },
        {
            content: "It was handed over",
            trigger: `body:not(:has(.modal)) ${STATUS}:contains('Transmise')`,
        },
    ],
});
