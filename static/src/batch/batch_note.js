import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

/** At the end of a batch: what came of it, until the person who sent it closes it. */
export const chorusBatchService = {
    dependencies: ["action", "bus_service", "notification", "orm"],

    start(env, { action, bus_service, notification, orm }) {
        bus_service.subscribe("l10n_fr_chorus_pro.batch", ({ id, message, type }) => {
            const close = notification.add(message, {
                title: _t("Chorus Pro"),
                type,
                sticky: true,
                buttons: [
                    {
                        name: _t("Open"),
                        primary: true,
                        onClick: async () => {
                            close();
                            const list = await orm.call(
                                "l10n_fr_chorus_pro.batch",
                                "action_open",
                                [[id]]
                            );
                            await action.doAction(list);
                        },
                    },
                ],
            });
        });
    },
};

registry.category("services").add("l10n_fr_chorus_pro.batch", chorusBatchService);
