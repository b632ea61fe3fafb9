{
    "name": "Faults inside Odoo, for tests alone",
    "summary": "Loaded server-wide by the tests of faults; never installed",
    "version": "19.0.1.0.0",
    "category": "Hidden",
    "license": "LGPL-3",
    "author": "l10n_fr_chorus_pro contributors",  # pylint: disable=manifest-required-author
    "depends": ["base"],
}
