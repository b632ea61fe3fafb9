{
    "name": "Stand-in for payment modes, for tests alone",
    "summary": "An invoice with a payment mode names no account",
    "version": "19.0.1.0.0",
    "category": "Hidden",
    "license": "LGPL-3",
    "author": "l10n_fr_chorus_pro contributors",  # pylint: disable=manifest-required-author
    "depends": ["account"],
    "data": ["security/ir.model.access.csv"],
}
