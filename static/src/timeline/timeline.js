import { formatDateTime } from "@web/core/l10n/dates";
import { localization } from "@web/core/l10n/localization";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { useService } from "@web/core/utils/hooks";
import { Component, useEffect, useState } from "@odoo/owl";

// Bootstrap has no background called muted.
const MARKS = { muted: "secondary" };
const ICONS = { status: "fa-flag", action: "fa-user", event: "fa-info" };

/** The life of an invoice at Chorus Pro, newest first, on the portal's clock. */
export class ChorusTimeline extends Component {
    static template = "l10n_fr_chorus_pro.Timeline";
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ isReading: false, problem: "" });
        useEffect(
            () => {
                this.bring();
            },
            () => [this.props.record.resId]
        );
    }

    /** Whoever opens a history that was never asked for has it read. */
    async bring() {
        const { name, record } = this.props;
        this.state.problem = "";
        this.state.isReading = false;
        const { resId } = record;
        if (record.data[name].count || !record.data.l10n_fr_chorus_identifier) {
            return;
        }
        this.state.isReading = true;
        let problem = "";
        try {
            problem = await this.orm.silent.call(
                record.resModel,
                "action_chorus_read_history",
                [[resId]]
            );
        } finally {
            this.state.isReading = false;
        }
        // Somebody may have gone on to the next invoice meanwhile.
        if (this.props.record.resId !== resId) {
            return;
        }
        this.state.problem = problem;
        // What is being typed stays: the history shows when the invoice is opened again.
        if (!problem && !(await record.isDirty())) {
            await record.load();
        }
    }

    get lines() {
        const list = this.props.record.data[this.props.name];
        const kinds = Object.fromEntries(list.fields.kind.selection);
        return list.records.map(({ id, data }) => ({
            id,
            label: data.label,
            tone: MARKS[data.tone] || data.tone,
            icon: ICONS[data.kind],
            kind: kinds[data.kind],
            isStatus: data.kind === "status",
            moment: formatDateTime(data.happened_at, {
                tz: "Europe/Paris",
                format: `${localization.dateFormat} HH:mm`,
            }),
            comment: data.comment,
            author: data.author,
            // Left out of the view for those who may not see them.
            email: data.author_email,
            phone: data.author_phone,
        }));
    }
}

registry.category("fields").add("chorus_timeline", {
    component: ChorusTimeline,
    supportedTypes: ["one2many"],
    useSubView: true,
});
