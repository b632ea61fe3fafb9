{
    "name": "Chorus Pro beside the approved platform, tests alone",
    "summary": "Run with the stand-in, or beside the real l10n_fr_pdp",
    "version": "19.0.1.0.0",
    "category": "Hidden",
    "license": "LGPL-3",
    "author": "l10n_fr_chorus_pro contributors",  # pylint: disable=manifest-required-author
    "depends": ["l10n_fr_chorus_pro", "account_payment_mode_stand_in"],
    "assets": {"web.assets_tests": ["chorus_neighbours/static/tests/**/*"]},
}
