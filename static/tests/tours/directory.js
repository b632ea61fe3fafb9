import { registry } from "@web/core/registry";

const HEADER = "TypeIdentifiant;Identifiant;RaisonSociale;GestionService;StructureActive;Humeur";
const ROW = "SIRET;12345678200051;Ville;true;true;gaie";

/** Put a file into the field, as a person does who chooses it from the disk. */
function chooseFile({ anchor }) {
    const files = new DataTransfer();
    files.items.add(new File([`${HEADER}\r\n${ROW}\r\n`], "annuaire.csv", { type: "text/csv" }));
    anchor.files = files.files;
    anchor.dispatchEvent(new Event("change", { bubbles: true }));
}

registry.category("web_tour.tours").add("l10n_fr_chorus_pro_directory_upload", {
    steps: () => [
        {
            content: "Import a file",
            trigger: ".o_list_view .o_control_panel button[name]",
            run: "click",
        },
        {
            content: "Choose it",
            trigger: ".modal .o_field_widget[name='file'] input[type='file']:not(:visible)",
            run: chooseFile,
        },
        {
            content: "It is there",
            trigger: ".modal .o_field_widget[name='file'] input:value(annuaire.csv)",
        },
        { content: "Import", trigger: ".modal button[name='action_import']", run: "click" },
        {
            content: "It waits for the scheduled action",
            trigger:
                ".o_form_view .o_statusbar_status button[data-value='waiting'].o_arrow_button_current",
        },
    ],
});

registry.category("web_tour.tours").add("l10n_fr_chorus_pro_directory_report", {
    steps: () => [
        {
            content: "It is read; open it",
            trigger: ".o_list_view .o_data_row .o_data_cell[name='file_name']:contains('annuaire.csv')",
            run: "click",
        },
        {
            content: "How it ended",
            trigger: ".o_form_view .o_field_widget[name='changed_count']:contains('1')",
        },
        {
            content: "What was not understood",
            trigger: ".o_form_view .o_field_widget[name='problems'] li:contains('humeur')",
        },
    ],
});
