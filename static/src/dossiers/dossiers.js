import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";

const DOSSIERS = "l10n_fr_chorus_pro.works.dossiers";
// Answered by a dialog of the addon; what else is offered the server opens.
const DIALOGS = {
    receipts: "l10n_fr_chorus_pro.works_receipts_action",
    contest: "l10n_fr_chorus_pro.works_contest_action",
    reasons: "l10n_fr_chorus_pro.works_objection_action",
};
const PIECE = "l10n_fr_chorus_pro.works.piece";
const PIECES_ACTION = "l10n_fr_chorus_pro.works_piece_action";
// A piece is to be handed in.
const DEPOSITS = ["deposit", "sign", "again"];

/** Dossiers of works: one sentence that says where the money is, then its pieces. */
export class ChorusDossierList extends Component {
    static template = "l10n_fr_chorus_pro.DossierList";
    static props = { contractId: { type: [Number, Boolean], optional: true } };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ dossiers: [], left: 0, open: {} });
        onWillStart(() => this.read(this.props.contractId));
        onWillUpdateProps((props) => this.read(props.contractId));
    }

    async read(contractId) {
        const found = await this.orm.call(DOSSIERS, "action_read", [contractId || false]);
        Object.assign(this.state, found);
    }

    toggle(dossier) {
        this.state.open[dossier.id] = !this.state.open[dossier.id];
    }

    async move(move) {
        const onClose = () => this.read(this.props.contractId);
        if (DIALOGS[move.name]) {
            const additionalContext = { active_id: move.piece_id };
            return this.action.doAction(DIALOGS[move.name], { additionalContext, onClose });
        }
        const action = DEPOSITS.includes(move.name)
            ? await this.orm.call(PIECE, "action_chorus_deposit_next", [[move.piece_id], move.name])
            : await this.orm.call(DOSSIERS, "action_move", [move.piece_id, move.name]);
        return this.action.doAction(action, { onClose });
    }

    /** What has no place on this screen, in the list of pieces. */
    async openAll() {
        const action = await this.action.loadAction(PIECES_ACTION);
        const contractId = this.props.contractId;
        const domain = contractId ? [["contract_id", "=", contractId]] : [["is_over", "=", false]];
        const context = { search_default_group_dossier: 1 };
        return this.action.doAction({ ...action, domain, context });
    }

    openPiece(piece) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: PIECE,
            res_id: piece.id,
            views: [[false, "form"]],
        });
    }
}

/** All dossiers under way. */
export class ChorusDossiers extends Component {
    static template = "l10n_fr_chorus_pro.Dossiers";
    static components = { Layout, ChorusDossierList };
    static props = { ...standardActionServiceProps };

    setup() {
        this.display = { controlPanel: {} };
    }

    get contractId() {
        return this.props.action.context?.contract_id || false;
    }
}

/** Those of the contract on whose form it stands. */
export class ChorusContractDossiers extends Component {
    static template = "l10n_fr_chorus_pro.ContractDossiers";
    static components = { ChorusDossierList };
    static props = { ...standardWidgetProps };
}

registry.category("actions").add("l10n_fr_chorus_pro.dossiers", ChorusDossiers);
registry.category("view_widgets").add("chorus_dossiers", { component: ChorusContractDossiers });
