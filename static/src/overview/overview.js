import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { Component, onWillStart, useState } from "@odoo/owl";

const OVERVIEW = "l10n_fr_chorus_pro.overview";
const BATCH = "l10n_fr_chorus_pro.batch";

/** Where all invoices are, what needs the reader, and whether the connection works. */
export class ChorusOverview extends Component {
    static template = "l10n_fr_chorus_pro.Overview";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.display = { controlPanel: {} };
        this.state = useState({});
        onWillStart(() => this.read());
    }

    async read() {
        Object.assign(this.state, await this.orm.call(OVERVIEW, "action_read"));
    }

    openList(list) {
        return this.action.doAction(list.action);
    }

    async openMine() {
        return this.action.doAction(await this.orm.call(OVERVIEW, "action_open_mine"));
    }

    async openBatch(batch) {
        return this.action.doAction(await this.orm.call(BATCH, "action_open", [[batch.id]]));
    }

    setUp(connection) {
        return this.action.doAction(connection.setup);
    }
}

registry.category("actions").add("l10n_fr_chorus_pro.overview", ChorusOverview);
