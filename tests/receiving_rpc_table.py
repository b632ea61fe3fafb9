"""Who may what over RPC on the side of a public body: as ``rpc_table.py``."""

# Groups of the body's people, with a record of their company; dialogs are those of the
# role itself, but for the finance officer of another company, who tries those of ours.
ROLES = ("reader", "agent", "orderer", "accountant", "finance", "stranger")

# r: read, w: write, c: create one like it, u: unlink; - nothing.
MODELS = {
    "l10n_fr_chorus_pro.assignment": "r r r r rwc -",
    # Without a record of ours, another company's own: create.
    "l10n_fr_chorus_pro.billing.rule": "r r r r rwcu c",
    "l10n_fr_chorus_pro.call.back": "- - - - rwcu -",
    "l10n_fr_chorus_pro.delegation": "r r r r rwc -",
    "l10n_fr_chorus_pro.export": "- - rwcu rwcu rwcu -",
    "l10n_fr_chorus_pro.intake": "r r r r rw -",
    "l10n_fr_chorus_pro.missing.item": "r r r r rwcu rwcu",
    "l10n_fr_chorus_pro.payee.check": "r r r r r -",
    "l10n_fr_chorus_pro.payee.entry": "- - - - rwcu -",
    "l10n_fr_chorus_pro.process": "- rwcu rwcu rwcu - -",
    "l10n_fr_chorus_pro.process.line": "- rwcu rwcu rwcu - -",
    "l10n_fr_chorus_pro.received": "r r r r r -",
    "l10n_fr_chorus_pro.received.act": "r r r r r -",
    "l10n_fr_chorus_pro.received.contract": "r r r r rwcu c",
    "l10n_fr_chorus_pro.received.document": "r r r r r -",
    "l10n_fr_chorus_pro.received.event": "r r r r r -",
    "l10n_fr_chorus_pro.received.report": "r r r r r -",
    "l10n_fr_chorus_pro.receiving.settings": "- - - - rwcu -",
}

# + allowed, be it that a sentence says why not now; - refused.
METHODS = {
    "l10n_fr_chorus_pro.call.back": {"action_confirm": "- - - - + -"},
    "l10n_fr_chorus_pro.export": {"action_export": "- - + + + -"},
    "l10n_fr_chorus_pro.intake": {"action_chorus_add_service": "- - - - + -"},
    "l10n_fr_chorus_pro.payee.check": {"action_chorus_ask_again": "- - - - + -"},
    "l10n_fr_chorus_pro.payee.entry": {"action_confirm": "- - - - + -"},
    "l10n_fr_chorus_pro.process": {"action_confirm": "- + + + - -"},
    "l10n_fr_chorus_pro.received": {
        "action_chorus_download_again": "+ + + + + -",
        "action_chorus_draft_interest_bill": "- - - - + -",
        "action_chorus_fetch_now": "+ + + + + -",
        "action_chorus_fetch_to_validate": "- - - - - -",
        "action_chorus_make_bill": "- - - - + -",
        # Those of validators say that it is none of theirs.
        "action_chorus_make_contract": "+ + + + + -",
        "action_chorus_make_validated_bill": "- - - - + -",
        "action_chorus_open_bill": "+ + + + + -",
        "action_chorus_open_payee": "+ + + + + -",
        "action_chorus_open_to_validate": "+ + + + + -",
        "action_chorus_received_refresh": "+ + + + + -",
        "action_chorus_refresh_to_validate": "+ + + + + -",
        # Of core: which form, and nothing of the invoice.
        "get_formview_id": "+ + + + + +",
    },
    "l10n_fr_chorus_pro.receiving.settings": {"action_save": "- - - - + -"},
    "l10n_fr_chorus_pro.received.document": {"action_chorus_open": "+ + + + + -"},
}
