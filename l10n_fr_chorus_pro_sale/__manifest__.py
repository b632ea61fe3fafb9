{
    "name": "France - Chorus Pro: Sales",
    "summary": "Service, commitment and contract from the sales order to the invoice",
    "version": "19.0.1.0.0",
    "category": "Accounting/Localizations/EDI",
    "countries": ["fr"],
    "license": "LGPL-3",
    "author": "l10n_fr_chorus_pro contributors",
    "depends": ["l10n_fr_chorus_pro", "sale"],
    "data": ["views/sale_order_views.xml"],
    "auto_install": True,
}
