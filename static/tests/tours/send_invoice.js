import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("l10n_fr_chorus_pro_send", {
    steps: () => [
        {
            content: "Open Odoo's own Send dialog",
            trigger: "button[name='action_invoice_sent']:visible",
            run: "click",
        },
        {
            content: "Tick Chorus Pro",
            trigger: ".modal .o_field_account_json_checkboxes label:contains('Chorus Pro')",
            run: "click",
        },
        {
            content: "Leave e-mail out",
            trigger: ".modal .o_field_account_json_checkboxes label:contains('mail')",
            run: "click",
        },
        {
            content: "The dialog has taken both ticks in: nothing is left to mail",
            trigger: ".modal:not(:has(.o_field_widget[name='mail_partner_ids']))",
        },
        {
            content: "Send",
            trigger: ".modal button[name='action_send_and_print']",
            run: "click",
        },
        {
            content: "The badge says that the invoice was handed over",
            trigger:
                "body:not(:has(.modal)) .o_form_view .o_field_widget[name='l10n_fr_chorus_status_label']:contains('Transmise')",
        },
        {
            content: "Ask Chorus Pro where it is",
            trigger: "button[name='action_chorus_refresh']",
            run: "click",
        },
        {
            content: "The badge says what the portal says",
            trigger:
                ".o_form_view .o_field_widget[name='l10n_fr_chorus_status_label']:contains('Mise à disposition')",
        },
        {
            content: "One due date: that of the law, and not that of the accounts",
            trigger:
                ".o_form_view:not(:has([name='invoice_date_due']:visible)) .o_field_widget[name='l10n_fr_chorus_due_date']:only:visible",
        },
        {
            content: "So does the chatter",
            trigger: ".o-mail-Message:contains('Chorus Pro : Mise à disposition')",
        },
        {
            content: "The history is in the Chorus Pro tab",
            trigger: ".o_notebook .nav-link:contains('Chorus Pro')",
            run: "click",
        },
        {
            trigger:
                ".o_field_widget[name='l10n_fr_chorus_event_ids'] li:contains('Déposée')",
        },
    ],
});

registry.category("web_tour.tours").add("l10n_fr_chorus_pro_send_hanging", {
    steps: () => [
        {
            content: "Until the customer has it, the due date is that of the accounts",
            trigger:
                ".o_form_view:not(:has([name='l10n_fr_chorus_due_date']:visible)) .o_field_widget[name='invoice_date_due']:only:visible",
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
            content: "One message says that it may have been received",
            trigger: ".o_notification:only:contains('a peut-être été reçue')",
        },
        {
            content: "The dialog is closed, the form says what is known",
            trigger:
                "body:not(:has(.modal)) .o_form_view .o_field_widget[name='l10n_fr_chorus_status_label']:contains('En cours de vérification')",
        },
        {
            content: "So does the banner",
            trigger: ".o_form_view .o_field_widget[name='alerts'] .alert:contains('Ne renvoyez pas')",
        },
    ],
});
