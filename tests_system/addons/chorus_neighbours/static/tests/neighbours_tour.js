import { registry } from "@web/core/registry";

// Milliseconds: the browser waits for the server here, which a busy machine delays.
const timeout = 60000;

const METHODS = ".modal .o_field_account_json_checkboxes";

registry.category("web_tour.tours").add("chorus_neighbours_dialog", {
    steps: () => [
        {
            content: "Open Odoo's own Send dialog",
            trigger: "button[name='action_invoice_sent']:visible",
            run: "click",
            timeout,
        },
        {
            content: "Chorus Pro is ticked, though the customer has no VAT number",
            trigger: `${METHODS} .form-check:contains('Chorus Pro') input:checked`,
            timeout,
        },
        {
            content: "Neither e-mail is",
            trigger: `${METHODS}:not(:has(.form-check:contains('mail') input:checked))`,
        },
        {
            content: "Nor the network that knows the customer",
            trigger: `${METHODS}:not(:has(.form-check:contains('Peppol') input:checked))`,
        },
        {
            content: "Send",
            trigger: ".modal button[name='action_send_and_print']",
            run: "click",
        },
        {
            content: "It was handed over to Chorus Pro",
            trigger:
                "body:not(:has(.modal)) .o_form_view .o_field_widget[name='l10n_fr_chorus_status_label']:contains('Transmise')",
            timeout,
        },
        {
            content: "Who declares it is in the Chorus Pro tab",
            trigger: ".o_notebook .nav-link:contains('Chorus Pro')",
            run: "click",
        },
        {
            trigger:
                ".o_field_widget[name='l10n_fr_chorus_declared']:contains('Déclarée par Chorus Pro')",
        },
    ],
});

registry.category("web_tour.tours").add("chorus_neighbours_batch", {
    steps: () => [
        {
            content: "Take both invoices",
            trigger: ".o_list_view thead .o_list_record_selector input",
            run: "click",
            timeout,
        },
        {
            content: "Send them",
            trigger: ".o_control_panel button[name='action_send_and_print']:visible",
            run: "click",
            timeout,
        },
        {
            content: "Both go by Chorus Pro",
            trigger: ".modal:contains('2'):contains('par Chorus Pro')",
            timeout,
        },
        {
            trigger: ".modal button[name='action_send_and_print']",
            run: "click",
        },
        {
            content: "They are on their way",
            trigger: "body:not(:has(.modal)) .o_notification",
            timeout,
        },
    ],
});
