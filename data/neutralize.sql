-- A copy of a production database must neither send invoices nor hold its secrets.
UPDATE res_company
   SET l10n_fr_chorus_environment = NULL,
       l10n_fr_chorus_client_id = NULL,
       l10n_fr_chorus_client_secret = NULL,
       l10n_fr_chorus_login = NULL,
       l10n_fr_chorus_password = NULL;
