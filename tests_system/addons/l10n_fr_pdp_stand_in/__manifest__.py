{
    "name": "Stand-in for Odoo's approved platform, for tests alone",
    "summary": "The fields, gates and flows of l10n_fr_pdp that Chorus Pro meets",
    "version": "19.0.1.0.0",
    "category": "Hidden",
    "license": "LGPL-3",
    "author": "l10n_fr_chorus_pro contributors",  # pylint: disable=manifest-required-author
    # As the real one: loaded after us (same depth, later name), so above us.
    "depends": ["account_peppol", "l10n_fr_facturx_chorus_pro"],
    "data": ["security/ir.model.access.csv"],
}
