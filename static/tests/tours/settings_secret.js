import { registry } from "@web/core/registry";

const TEST = "button[name='action_chorus_test_connection']";
const PASSWORD = ".o_field_widget[name='l10n_fr_chorus_password'] input";

registry.category("web_tour.tours").add("l10n_fr_chorus_pro_settings_secret", {
    steps: () => [
        {
            content: "Type the password",
            trigger: PASSWORD,
            timeout: 60000,
            run: "edit simulator",
        },
        {
            content: "Try it",
            trigger: TEST,
            run: "click",
        },
        {
            content: "All is accepted: one dialog says so",
            trigger:
                ".modal .o_chorus_lines li[data-name='technical'][data-state='done']",
        },
        {
            trigger: ".modal .o_chorus_close",
            run: "click",
        },
        {
            content: "That it is set is shown, not what it is",
            timeout: 60000,
            trigger: ".o_field_widget[name='l10n_fr_chorus_password'] input[placeholder*='•']:value(/^$/)",
        },
        {
            content: "Try it again",
            trigger: TEST,
            run: "click",
        },
        {
            content: "The account is accepted",
            trigger: ".modal:contains('accepte le compte')",
        },
    ],
});
