import { registry } from "@web/core/registry";

const STATUS =
    "body:not(:has(.modal)) .o_form_view .o_field_widget[name='l10n_fr_chorus_status_label']";

/** Open the invoice of a customer from the list. */
const open = (customer) => ({
    content: `Open the invoice of ${customer}`,
    trigger: `.o_list_view .o_data_row:contains('${customer}') td[name='invoice_partner_display_name']`,
    run: "click",
});
const BACK = {
    content: "Back to the list",
    trigger: ".o_breadcrumb .o_back_button a, .o_breadcrumb a:contains('Factures')",
    run: "click",
};
const DEPOSITED = {
    content: "The badge says that Chorus Pro has it",
    trigger: `${STATUS}:contains('Déposée')`,
};

/** Send by Odoo's own dialog, in a format that is chosen there. */
const sendAs = (format) => [
    {
        content: "Open Odoo's own Send dialog",
        trigger: ".o_statusbar_buttons button[name='action_invoice_sent'].btn-primary",
        run: "click",
    },
    {
        content: "It would go as usual for the customer",
        trigger:
            ".modal .o_field_widget[name='l10n_fr_chorus_submission_mode'] input[placeholder='Comme pour ce client']",
        run: "click",
    },
    {
        content: `Choose ${format}`,
        trigger: `.o_select_menu_item:contains('${format}')`,
        run: "click",
    },
    {
        content: "Send",
        trigger: ".modal button[name='action_send_and_print']",
        run: "click",
    },
    DEPOSITED,
];

const PDF = [
    open("Ville de Saint-Aubin"),
    ...sendAs("PDF simple"),
    {
        content: "The chatter says how it went, with the file",
        trigger:
            ".o-mail-Message:contains('en PDF simple') .o-mail-AttachmentContainer:contains('.pdf')",
    },
    BACK,
];

const WAY_OUT = [
    open("Centre hospitalier du Val"),
    { content: "Its file was refused", trigger: `${STATUS}:contains('Dépôt rejeté')` },
    {
        content: "It may be mended and sent again",
        trigger: ".o_statusbar_buttons button[name='action_invoice_sent'].btn-primary",
    },
    {
        content: "Or go as a plain PDF: two quick clicks",
        trigger: "button[name='action_chorus_send_as_pdf']",
        run: "dblclick",
    },
    {
        content: "A note says where it is",
        trigger: ".o_notification:contains('Déposée')",
    },
    DEPOSITED,
    {
        content: "The way out is not offered any more",
        trigger: ".o_form_view:not(:has(button[name='action_chorus_send_as_pdf']))",
    },
    BACK,
];

const ENTRY = [
    open("Département du Val"),
    ...sendAs("Saisie"),
    {
        content: "Nobody is asked to print what Chorus Pro has made a PDF of",
        trigger: ".o_statusbar_buttons button:not(.btn-primary):contains('Imprimer')",
    },
    {
        content: "Open the PDF that came back",
        trigger:
            ".o-mail-Message:contains('a établi le PDF') .o-mail-AttachmentContainer:contains('Chorus_Pro_')",
        run: "click",
    },
    {
        content: "It is shown",
        trigger: ".o-FileViewer :iframe .page[data-loaded='true']",
    },
    {
        content: "Close it",
        trigger: ".o-FileViewer-headerButton:last",
        run: "click",
    },
    { trigger: "body:not(:has(.o-FileViewer)) .o_form_view" },
];

registry.category("web_tour.tours").add("l10n_fr_chorus_pro_doors", {
    steps: () => [...PDF, ...WAY_OUT, ...ENTRY],
});
