{
    "name": "France - Chorus Pro: Purchases",
    "summary": "Invoices that a public body received, matched to what it ordered",
    "version": "19.0.1.0.0",
    "category": "Accounting/Localizations/EDI",
    "countries": ["fr"],
    "license": "LGPL-3",
    "author": "l10n_fr_chorus_pro contributors",
    "depends": ["l10n_fr_chorus_pro", "purchase"],
    "data": ["views/purchase_order_views.xml"],
    "auto_install": True,
}
