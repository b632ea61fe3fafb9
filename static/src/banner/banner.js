import { registry } from "@web/core/registry";

// A tab is drawn some frames after the click on it.
const FRAMES = 20;
const ENTRIES = "input, textarea, select, .o_field_x2many_list_row_add a, button, a";

const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));

function shownField(form, names) {
    return names
        .map((name) => form.querySelector(`.o_field_widget[name="${name}"]`))
        .find((field) => field?.offsetParent);
}

async function awaitField(form, names) {
    for (let frame = 0; frame < FRAMES; frame++) {
        const field = shownField(form, names);
        if (field) {
            return field;
        }
        await nextFrame();
    }
    return undefined;
}

/** The field on the form that is open, its tab brought to the front where need be. */
async function findField(form, names) {
    const field = shownField(form, names);
    if (field) {
        return field;
    }
    const tabs = [...form.querySelectorAll(".o_notebook .nav-link")];
    const isOurs = (tab) => (tab.getAttribute("name") === "chorus_pro" ? 0 : 1);
    for (const tab of tabs.sort((a, b) => isOurs(a) - isOurs(b))) {
        tab.click();
        const found = await awaitField(form, names);
        if (found) {
            return found;
        }
    }
    return undefined;
}

function isOpen(env, model, id) {
    const controller = env.services.action.currentController;
    const shown = controller?.currentState?.resId || controller?.props?.resId || false;
    return controller?.action?.res_model === model && shown === (id || false);
}

/**
 * Put the cursor into a field of the invoice that is on the screen; where it is not,
 * open the record.
 *
 * @param {Object} action.params `id` of the invoice, names of `fields` of which the
 *   first one shown is meant, and `opened`, the action that opens the record
 */
async function goToField(env, { params }) {
    if (!isOpen(env, "account.move", params.id)) {
        const modes = params.opened.view_mode.split(",");
        return { ...params.opened, views: modes.map((mode) => [false, mode]) };
    }
    if (document.querySelector(".o_dialog .o_form_view")) {
        await env.services.action.doAction({ type: "ir.actions.act_window_close" });
    }
    const form = document.querySelector(".o_action_manager .o_form_view");
    const field = await findField(form, params.fields);
    if (field) {
        field.scrollIntoView({ block: "center" });
        (field.querySelector(ENTRIES) || field).focus();
    }
}

// Who clicks twice means it once.
const underWay = new Set();

/** Call a method of records, and go on with the action that it answers. */
async function call(env, { params }) {
    const { model, method, ids } = params;
    const key = `${model},${method},${ids}`;
    if (underWay.has(key)) {
        return;
    }
    underWay.add(key);
    try {
        return await env.services.orm.call(model, method, [ids]);
    } finally {
        underWay.delete(key);
    }
}

/** Open the dialog that answers a status, as its button in the header does. */
async function openDialog(env, { params }) {
    const { doAction } = env.services.action;
    await doAction(params.dialog, {
        additionalContext: { active_id: params.id, active_ids: [params.id] },
        onClose: () => doAction("soft_reload"),
    });
}

registry.category("actions").add("l10n_fr_chorus_pro.open_dialog", openDialog);
registry.category("actions").add("l10n_fr_chorus_pro.go_to_field", goToField);
registry.category("actions").add("l10n_fr_chorus_pro.call", call);
