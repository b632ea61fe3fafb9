import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { pick } from "@web/core/utils/objects";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { Component, onMounted, onWillStart, status, useState } from "@odoo/owl";

// By the state of a line; the words are for those who do not see colours.
const MARKS = {
    done: { icon: "fa-check-circle text-success", words: _t("Done") },
    missing: { icon: "fa-times-circle text-danger", words: _t("To be done") },
    note: { icon: "fa-info-circle text-info", words: _t("Not needed by everybody") },
    open: { icon: "fa-circle-o text-muted", words: _t("Not tried yet") },
};

/** Lines with a state, a sentence, and maybe a button: of a set-up or of a test. */
export class ChorusLines extends Component {
    static template = "l10n_fr_chorus_pro.Lines";
    static props = {
        lines: Array,
        press: { type: Function, optional: true },
    };

    mark(line) {
        return MARKS[line.state];
    }
}

function focusOn(place) {
    const element = document.getElementById(place);
    element?.scrollIntoView({ behavior: "smooth", block: "start" });
    element?.querySelector("input, select, button")?.focus({ preventScroll: true });
    return Boolean(element);
}

/** The checklist of the company, by itself. */
class ChorusSetup extends Component {
    static template = "l10n_fr_chorus_pro.Setup";
    static components = { ChorusLines };
    static props = { press: Function };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ summary: "", links: [], lines: [] });
        onWillStart(() => this.load());
    }

    async load() {
        // A button may have led elsewhere.
        if (status(this) === "destroyed") {
            return;
        }
        const found = await this.orm.call("res.company", "action_chorus_read_setup", [
            [user.activeCompany.id],
        ]);
        Object.assign(this.state, found);
    }

    async press(line) {
        await this.props.press(line, () => this.load());
        await this.load();
    }
}

/** The checklist as a page of its own. */
class ChorusSetupPage extends Component {
    static template = "l10n_fr_chorus_pro.SetupPage";
    static components = { ChorusSetup, Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.company = user.activeCompany.name;
    }

    async press(line, reload) {
        const action = await this.orm.call("res.company", "action_chorus_do_setup", [
            [user.activeCompany.id],
            line.button,
        ]);
        if (action) {
            await this.action.doAction(action, { onClose: reload });
        }
    }
}

/** The checklist in the settings, where what is typed counts for its buttons. */
class ChorusSetupWidget extends Component {
    static template = "l10n_fr_chorus_pro.SetupWidget";
    static components = { ChorusSetup };
    static props = { ...standardWidgetProps };

    setup() {
        onMounted(() => {
            const { chorus_place } = this.props.record.context;
            if (chorus_place) {
                focusOn(chorus_place);
            }
        });
    }

    async press(line) {
        if (line.place && focusOn(line.place)) {
            return;
        }
        await this.env.onClickViewButton({
            clickParams: {
                type: "object",
                name: "action_chorus_do_setup",
                noSaveDialog: true,
                buttonContext: { chorus_setup: line.button },
            },
            getResParams: () =>
                pick(
                    this.props.record,
                    "context",
                    "evalContext",
                    "resModel",
                    "resId",
                    "resIds"
                ),
        });
    }
}

/** What a test of the connection found. */
class ChorusConnectionResult extends Component {
    static template = "l10n_fr_chorus_pro.ConnectionResult";
    static components = { ChorusLines };
    static props = { ...standardActionServiceProps };

    setup() {
        this.action = useService("action");
    }

    close() {
        this.action.doAction({ type: "ir.actions.act_window_close" });
    }
}

registry.category("actions").add("chorus_pro_setup", ChorusSetupPage);
registry.category("actions").add("chorus_pro_connection_result", ChorusConnectionResult);
registry.category("view_widgets").add("chorus_pro_setup", { component: ChorusSetupWidget });
