-- A copy of a production database must neither send invoices nor hold its secrets.
UPDATE res_company
   SET l10n_fr_chorus_environment = NULL,
       l10n_fr_chorus_client_id = NULL,
       l10n_fr_chorus_client_secret = NULL,
       l10n_fr_chorus_login = NULL,
       l10n_fr_chorus_password = NULL;
-- Whoever supervises production does not take the copy for it.
DELETE FROM ir_config_parameter WHERE key = 'l10n_fr_chorus_pro.health_token';
-- Version 19.0.1.0.0 kept what was typed in the settings as well.
DO $$
DECLARE
    secret text;
BEGIN
    FOR secret IN
        SELECT column_name
          FROM information_schema.columns
         WHERE table_schema = current_schema()
           AND table_name = 'res_config_settings'
           AND column_name IN ('l10n_fr_chorus_client_secret', 'l10n_fr_chorus_password')
    LOOP
        EXECUTE format('UPDATE res_config_settings SET %I = NULL', secret);
    END LOOP;
END $$;
