"""Who may what over RPC. One row for each model, one for each public method."""

# Each with a record of our company; dialogs are those of the role itself, but for the
# other company, whose accounting manager tries those of our accountant.
ROLES = ("invoicing", "manager", "read-only", "portal", "other company")

# r: read, w: write, c: create one like it, u: unlink; - nothing.
MODELS = {
    "l10n_fr_chorus_pro.accounting.settings": "- rwcu - - -",
    "l10n_fr_chorus_pro.assignment": "- - - - -",
    "l10n_fr_chorus_pro.attach.commitment": "rwcu rwcu - - -",
    "l10n_fr_chorus_pro.batch": "r r r - -",
    # Of those who receive: ``test_received_bill.py``.
    "l10n_fr_chorus_pro.billing.rule": "- - - - -",
    # Of system administrators: ``test_calls.py``.
    "l10n_fr_chorus_pro.call": "- - - - -",
    "l10n_fr_chorus_pro.call.back": "- - - - -",
    "l10n_fr_chorus_pro.commitment": "r r r - -",
    "l10n_fr_chorus_pro.commitment.line": "r r r - -",
    "l10n_fr_chorus_pro.commitment.request": "r r r - -",
    "l10n_fr_chorus_pro.complete": "rwcu rwcu - - -",
    # The other company: "number and lot are there already" is a sentence.
    "l10n_fr_chorus_pro.contract": "rwc rwcu r - c",
    "l10n_fr_chorus_pro.contract.amendment": "rwcu rwcu r - -",
    "l10n_fr_chorus_pro.contract.party": "rwcu rwcu r - -",
    "l10n_fr_chorus_pro.contest": "rwcu rwcu - - -",
    "l10n_fr_chorus_pro.works.objection": "rwcu rwcu - - -",
    "l10n_fr_chorus_pro.works.objection.head": "rwcu rwcu - - -",
    "l10n_fr_chorus_pro.works.outside": "rwcu rwcu - - -",
    "l10n_fr_chorus_pro.works.receipts": "rwcu rwcu - - -",
    "l10n_fr_chorus_pro.correct": "rwcu rwcu - - -",
    "l10n_fr_chorus_pro.correct.validator": "rwcu rwcu - - -",
    "l10n_fr_chorus_pro.decide": "- rwcu - - -",
    # Who has a role in receiving: ``test_receiving_roles.py``.
    "l10n_fr_chorus_pro.delegation": "- - - - -",
    "l10n_fr_chorus_pro.deposit": "r r r - -",
    "l10n_fr_chorus_pro.directory.import": "- r - - -",
    # Without a record of ours, another company's own: create.
    "l10n_fr_chorus_pro.directory.upload": "- rwcu - - c",
    "l10n_fr_chorus_pro.document": "r r r - -",
    "l10n_fr_chorus_pro.event": "r r r - -",
    "l10n_fr_chorus_pro.export": "- - - - -",
    "l10n_fr_chorus_pro.receiving.settings": "- - - - -",
    "l10n_fr_chorus_pro.factor": "r rwcu r - -",
    "l10n_fr_chorus_pro.find.body": "rwcu rwcu - - c",
    "l10n_fr_chorus_pro.find.body.line": "rw rw - - -",
    "l10n_fr_chorus_pro.find.commitment": "rwcu rwcu - - -",
    "l10n_fr_chorus_pro.find.commitment.line": "rw rw - - -",
    "l10n_fr_chorus_pro.intake": "- - - - -",
    # Of all companies: the rates of the bank, the delays of the law.
    "l10n_fr_chorus_pro.interest.rate": "r rwcu r - rwcu",
    "l10n_fr_chorus_pro.mark.outside": "rwcu rwcu - - -",
    "l10n_fr_chorus_pro.missing.item": "- - - - -",
    "l10n_fr_chorus_pro.own.bank.account": "r r r - -",
    "l10n_fr_chorus_pro.own.structure": "r r r - -",
    "l10n_fr_chorus_pro.payee.check": "- - - - -",
    "l10n_fr_chorus_pro.payee.entry": "- - - - -",
    "l10n_fr_chorus_pro.payment.delay": "r rwcu r - rwcu",
    "l10n_fr_chorus_pro.portal.code": "r r r - -",
    "l10n_fr_chorus_pro.process": "- - - - -",
    "l10n_fr_chorus_pro.process.line": "- - - - -",
    "l10n_fr_chorus_pro.reason": "r rwcu r - rwcu",
    "l10n_fr_chorus_pro.received": "- - - - -",
    "l10n_fr_chorus_pro.received.act": "- - - - -",
    "l10n_fr_chorus_pro.received.contract": "- - - - -",
    "l10n_fr_chorus_pro.received.document": "- - - - -",
    "l10n_fr_chorus_pro.received.event": "- - - - -",
    "l10n_fr_chorus_pro.received.report": "- - - - -",
    "l10n_fr_chorus_pro.recycle": "rwcu rwcu - - -",
    "l10n_fr_chorus_pro.report": "r r r - -",
    "l10n_fr_chorus_pro.service": "r r r - -",
    # Of validators: ``test_validation_rpc.py``.
    "l10n_fr_chorus_pro.settle": "- - - - -",
    "l10n_fr_chorus_pro.take.over": "- rwcu - - -",
    "l10n_fr_chorus_pro.take.over.line": "- rw - - -",
    "l10n_fr_chorus_pro.take.over.oca": "- rwcu - - -",
    "l10n_fr_chorus_pro.works.cursor": "- r - - -",
    "l10n_fr_chorus_pro.works.event": "r r r - -",
    "l10n_fr_chorus_pro.works.piece": "r r r - -",
    "l10n_fr_chorus_pro.works.claim": "rwcu rwcu r - -",
    "l10n_fr_chorus_pro.works.claim.share": "rwcu rwcu r - -",
    "l10n_fr_chorus_pro.validate": "- - - - -",
    "l10n_fr_chorus_pro.validation.search": "- - - - -",
    "l10n_fr_chorus_pro.works.attempt": "r r r - -",
    "l10n_fr_chorus_pro.works.deposit": "rwcu rwcu - - -",
}

# + allowed, be it that a sentence says why not now; - refused.
METHODS = {
    "account.journal": {
        # Opens a list, of those invoices that the user may see.
        "action_chorus_work_list": "+ + + + +",
    },
    "account.move": {
        "action_chorus_check_commitment": "+ + - - -",
        "action_chorus_history": "+ + + + +",
        "action_chorus_not_at_platform": "+ + - - -",
        "action_chorus_not_outside": "+ + - - -",
        # Reads nothing for those who may not see histories.
        # Who has a role in receiving: ``test_receiving_acts.py``.
        "action_chorus_open_received": "- - - - -",
        "action_chorus_open_claim": "+ + + - -",
        "action_chorus_read_history": "+ + + + +",
        "action_chorus_refresh": "+ + - - -",
        "action_chorus_remind": "+ + - - -",
        "action_chorus_send_as_pdf": "+ + - - -",
        "action_chorus_send_now": "+ + - - -",
        "action_chorus_shorten_names": "+ + - - -",
        # Core opens its dialog for all who read; ours adds nothing without the right.
        "action_send_and_print": "+ + + + -",
        "button_cancel": "+ + - - -",
        "button_draft": "+ + - - -",
    },
    # Core's dialog is everybody's; of a hidden invoice it says nothing.
    "account.move.reversal": {"action_chorus_usual": "+ + - - +"},
    "account.move.send.batch.wizard": {
        # To another company it is a dialog without an invoice: core sends nothing.
        "action_send_and_print": "+ + - - +",
    },
    "account.move.send.wizard": {
        "action_send_and_print": "+ + - - -",
    },
    "ir.module.module": {
        "button_uninstall": "- - - - -",
    },
    "l10n_fr_chorus_pro.accounting.settings": {
        "action_read_own_side": "- + - - -",
        "action_save": "- + - - -",
    },
    "l10n_fr_chorus_pro.attach.commitment": {"action_confirm": "+ + - - -"},
    # Opens a list, of those invoices that the user may see.
    "l10n_fr_chorus_pro.batch": {"action_open": "+ + + - -"},
    "l10n_fr_chorus_pro.call.back": {"action_confirm": "- - - - -"},
    "l10n_fr_chorus_pro.commitment": {
        "action_chorus_download_documents": "+ + - - -",
        "action_chorus_invoice": "+ + - - -",
        "action_chorus_open_invoices": "+ + + - -",
        "action_chorus_refresh": "+ + - - -",
    },
    "l10n_fr_chorus_pro.complete": {
        "action_confirm": "+ + - - -",
        "action_shorten_names": "+ + - - -",
    },
    # The sample is not rejected: there is nothing to contest.
    "l10n_fr_chorus_pro.contest": {"action_confirm": "+ + - - -"},
    "l10n_fr_chorus_pro.works.objection": {"action_confirm": "+ + - - -"},
    "l10n_fr_chorus_pro.works.outside": {"action_confirm": "+ + - - -"},
    "l10n_fr_chorus_pro.works.receipts": {"action_confirm": "+ + - - -"},
    "l10n_fr_chorus_pro.correct": {"action_confirm": "+ + - - -"},
    "l10n_fr_chorus_pro.correct.validator": {"action_confirm": "+ + - - -"},
    "l10n_fr_chorus_pro.decide": {"action_confirm": "- + - - -"},
    "l10n_fr_chorus_pro.directory.upload": {"action_import": "- + - - -"},
    "l10n_fr_chorus_pro.export": {"action_export": "- - - - -"},
    "l10n_fr_chorus_pro.receiving.settings": {"action_save": "- - - - -"},
    "l10n_fr_chorus_pro.find.body": {"action_search": "+ + - - -"},
    "l10n_fr_chorus_pro.find.body.line": {
        "action_choose": "+ + - - -",
        "action_invoice_by_chorus": "+ + - - -",
    },
    "l10n_fr_chorus_pro.find.commitment": {
        "action_keep": "+ + - - -",
        "action_search": "+ + - - -",
    },
    "l10n_fr_chorus_pro.intake": {"action_chorus_add_service": "- - - - -"},
    "l10n_fr_chorus_pro.mark.outside": {"action_confirm": "+ + - - -"},
    "l10n_fr_chorus_pro.process": {"action_confirm": "- - - - -"},
    # Who has a role in receiving: ``test_receiving_roles.py``.
    "l10n_fr_chorus_pro.received": {
        "action_chorus_download_again": "- - - - -",
        "action_chorus_draft_interest_bill": "- - - - -",
        "action_chorus_fetch_now": "- - - - -",
        "action_chorus_fetch_to_validate": "- - - - -",
        "action_chorus_make_bill": "- - - - -",
        "action_chorus_make_contract": "- - - - -",
        "action_chorus_make_validated_bill": "- - - - -",
        "action_chorus_open_bill": "- - - - -",
        "action_chorus_open_payee": "- - - - -",
        "action_chorus_open_to_validate": "- - - - -",
        "action_chorus_received_refresh": "- - - - -",
        "action_chorus_refresh_to_validate": "- - - - -",
        # Of core: which form, and nothing of the invoice.
        "get_formview_id": "+ + + + +",
    },
    "l10n_fr_chorus_pro.payee.check": {"action_chorus_ask_again": "- - - - -"},
    "l10n_fr_chorus_pro.payee.entry": {"action_confirm": "- - - - -"},
    "l10n_fr_chorus_pro.received.document": {"action_chorus_open": "- - - - -"},
    "l10n_fr_chorus_pro.recycle": {
        "action_confirm": "+ + - - -",
        "action_look_up": "+ + - - -",
    },
    "l10n_fr_chorus_pro.settle": {"action_confirm": "- - - - -"},
    "l10n_fr_chorus_pro.validate": {"action_confirm": "- - - - -"},
    "l10n_fr_chorus_pro.take.over": {
        "action_adopt": "- + - - -",
        "action_go_on": "- + - - -",
        "action_open_oca": "- + - - -",
        "action_search": "- + - - -",
    },
    "l10n_fr_chorus_pro.take.over.oca": {"action_adopt": "- + - - -"},
    "l10n_fr_chorus_pro.works.claim": {
        "action_chorus_admit": "+ + - - -",
        "action_chorus_deposit_claim": "+ + - - -",
        "action_chorus_deposited": "+ + - - -",
        "action_chorus_make_invoice": "+ + - - -",
        "action_chorus_open_invoice": "+ + + - -",
        "action_chorus_post_as_claimed": "+ + - - -",
        "action_chorus_settle": "+ + - - -",
        "action_chorus_take_admitted": "+ + - - -",
        "action_chorus_take_statement": "+ + - - -",
    },
    # Opens a dialog, of those who may hand in.
    "l10n_fr_chorus_pro.works.piece": {"action_chorus_deposit_next": "+ + + - -"},
    "l10n_fr_chorus_pro.works.attempt": {"action_chorus_not_there": "+ + - - -"},
    "l10n_fr_chorus_pro.works.deposit": {"action_confirm": "+ + - - -"},
    "res.company": {
        # Without the name of a button that is theirs.
        "action_chorus_do_setup": "- - - - -",
        "action_chorus_read_setup": "- + - - -",
    },
    "res.config.settings": {
        "action_chorus_do_setup": "- - - - -",
        "action_chorus_read_own_side": "- - - - -",
        "action_chorus_test_connection": "- - - - -",
    },
    "res.partner": {
        "action_chorus_find": "+ + - - -",
        "action_chorus_look_up": "+ + - - -",
        # Opens a list, of those commitments that the user may see.
        "action_chorus_open_commitments": "+ + + + +",
    },
}
