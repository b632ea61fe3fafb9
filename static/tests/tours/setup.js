import { registry } from "@web/core/registry";

const line = (name, state) =>
    `.o_chorus_setup li[data-name='${name}']` + (state ? `[data-state='${state}']` : "");
const result = (name, state) => `.modal .o_chorus_lines li[data-name='${name}'][data-state='${state}']`;
const field = (name) => `.o_field_widget[name='l10n_fr_chorus_${name}'] input`;
const close = { trigger: ".modal .o_chorus_close", run: "click" };
const closed = { content: "Closed", trigger: "body:not(:has(.modal))" };

const type = (name, text) => ({
    content: `Type ${name}`,
    trigger: field(name),
    run: `edit ${text}`,
});
const test = {
    content: "Test the connection",
    trigger: "button[name='action_chorus_test_connection']",
    run: "click",
};

registry.category("web_tour.tours").add("l10n_fr_chorus_pro_setup_administrator", {
    steps: () => [
        { content: "There is no SIRET", trigger: line("siret", "missing") },
        {
            content: "The telephone is missing: open the company",
            trigger: `${line("address", "missing")} button`,
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name='phone'] input",
            run: "edit +33 4 72 00 00 01",
        },
        {
            content: "Odoo loads anew what it knows of companies",
            trigger: ".modal .o_form_button_save",
            run: "click",
            expectUnloadPage: true,
        },
        { content: "The telephone is there", trigger: line("address", "done") },
        {
            content: "There is no IBAN: enter the first one",
            trigger: `${line("iban", "missing")} button`,
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name='acc_number'] input",
            run: "edit FR14 2004 1010 0505 0001 3M02 606",
        },
        { trigger: ".modal .o_form_button_save", run: "click" },
        closed,
        { content: "The IBAN is there", trigger: line("iban", "done") },
        {
            content: "Enter the credentials",
            trigger: `${line("piste", "missing")} button`,
            run: "click",
        },
        type("client_id", "simulator"),
        type("client_secret", "wrong"),
        type("login", "TECH_1_0000001@cpro.fr"),
        type("password", "wrong"),
        test,
        { content: "PISTE refuses", trigger: result("piste", "missing") },
        { content: "Nothing else is blamed", trigger: result("technical", "open") },
        close,
        closed,
        { content: "The checklist says so too", trigger: line("piste", "missing") },
        type("client_secret", "simulator"),
        test,
        { content: "Half right: PISTE accepts", trigger: result("piste", "done") },
        { content: "The account is refused", trigger: result("technical", "missing") },
        close,
        closed,
        { content: "The checklist knows both", trigger: line("piste", "done") },
        { trigger: line("technical", "missing") },
        type("password", "simulator"),
        test,
        { content: "The account is accepted", trigger: result("technical", "done") },
        { content: "It has another company", trigger: result("structure", "missing") },
        close,
        closed,
        {
            content: "Read the structure of the account",
            trigger: `${line("structure", "open")} button[data-button='read']`,
            run: "click",
        },
        { trigger: ".modal .o_chorus_lines" },
        close,
        closed,
        { content: "Its structure is there", trigger: line("structure", "done") },
        {
            content: "Take the SIRET of the structure",
            trigger: `${line("siret", "missing")} button:contains('73282932000074')`,
            run: "click",
        },
        { content: "The SIRET is there", trigger: line("siret", "done") },
        {
            content: "Nothing is missing any more",
            trigger: ".o_chorus_setup:not(:has(li[data-state='open'])):not(:has(li[data-state='missing']:not([data-name='printer'])))",
        },
    ],
});

registry.category("web_tour.tours").add("l10n_fr_chorus_pro_setup_manager", {
    steps: () => [
        { content: "He sees the connection", trigger: line("piste", "open") },
        {
            content: "He may not test it",
            trigger: `.o_chorus_setup:not(:has(button[data-button='test']))`,
        },
        {
            content: "His own form reads the structure",
            trigger: `${line("structure", "open")} button`,
            run: "click",
        },
        { trigger: ".modal button[name='action_read_own_side']", run: "click" },
        {
            trigger:
                ".modal .o_field_widget[name='l10n_fr_chorus_own_structure_id'] input:value(73282932000074)",
        },
        { trigger: ".modal button[name='action_save']", run: "click" },
        closed,
        { content: "The line is green", trigger: line("structure", "done") },
    ],
});
