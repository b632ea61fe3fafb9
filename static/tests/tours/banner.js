import { registry } from "@web/core/registry";

const STATUS = ".o_form_view .o_field_widget[name='l10n_fr_chorus_status_label']";
const BUTTONS = ".o_statusbar_buttons";

registry.category("web_tour.tours").add("l10n_fr_chorus_pro_banner", {
    steps: () => [
        {
            content: "The badge says that the invoice is yours to send",
            trigger: `${STATUS}:contains('À envoyer')`,
        },
        {
            content: "The banner says what is missing; one click goes there",
            trigger: ".o_field_actionable_errors .alert:contains('engagement') a:contains('Aller au champ')",
            run: "click",
        },
        {
            content: "The tab is open and the cursor in the field",
            trigger: ".o_field_widget[name='purchase_order_reference'] input:focus",
            run: "edit EJ-2026-77",
        },
        {
            content: "Save it",
            trigger: ".o_form_status_indicator_buttons:visible",
            run: "press alt+s",
        },
        {
            content: "Send it by the keyboard: nothing is missing any more",
            trigger: `.o_form_view:not(:has(.alert:contains('engagement'))):has(.o_form_status_indicator_buttons.invisible) ${BUTTONS} button[name='action_invoice_sent']`,
            run: "press alt+y",
        },
        {
            content: "Odoo's own dialog, with Chorus Pro ticked",
            trigger: ".modal .o_field_account_json_checkboxes label:contains('Chorus Pro')",
            run: "press alt+q",
        },
        {
            content: "The portal asked for patience: the banner says when Odoo tries again",
            trigger: ".alert:contains('réessaie à') a:contains('Envoyer maintenant')",
            run: "dblclick",
        },
        {
            content: "It is back, and has the invoice",
            trigger: `${STATUS}:contains('Transmise')`,
        },
        {
            content: "The banner is gone",
            trigger: ".o_form_view:not(:has(a:contains('Envoyer maintenant')))",
        },
    ],
});

registry.category("web_tour.tours").add("l10n_fr_chorus_pro_complete_by_keyboard", {
    steps: () => [
        {
            content: "What the status asks for comes first, and is coloured alone",
            trigger: `${BUTTONS} button:first-child.btn-primary:contains('Compléter')`,
        },
        {
            trigger: `${BUTTONS}:not(:has(button.btn-primary:contains('Payer'))) button:contains('Payer')`,
        },
        {
            content: "The banner opens the same dialog",
            trigger: ".o_field_actionable_errors .alert a:contains('Compléter')",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name='meaning']:contains('Bon de livraison')",
            run: "press Escape",
        },
        {
            content: "And so does the keyboard",
            trigger: `body:not(:has(.modal)) ${BUTTONS}`,
            run: "press alt+k",
        },
        {
            content: "The cursor is where the explanation goes",
            trigger: ".modal .o_field_widget[name='comment'] textarea:focus",
            run: "edit Le bon signé est parti par la poste.",
        },
        {
            trigger: ".modal",
            run: "press alt+q",
        },
        {
            content: "The invoice is completed",
            trigger: `body:not(:has(.modal)) ${STATUS}:contains('Complétée')`,
        },
    ],
});

registry.category("web_tour.tours").add("l10n_fr_chorus_pro_look_only", {
    steps: () => [
        {
            content: "The banner tells what the customer waits for",
            trigger: ".o_field_actionable_errors .alert:contains('Bon de livraison')",
        },
        {
            content: "Neither banner nor header offers to answer",
            trigger: `.o_form_view:not(:has(.alert a)):not(:has(${BUTTONS} button:contains('Compléter'))) .o_field_widget[name='l10n_fr_chorus_status_label']:contains('Suspendue')`,
        },
    ],
});
