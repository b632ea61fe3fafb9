"""What was typed in the settings was kept there too, beside the company."""

SECRETS = ("l10n_fr_chorus_client_secret", "l10n_fr_chorus_password")


def migrate(cr, _version):
    for secret in SECRETS:
        cr.execute(f"ALTER TABLE res_config_settings DROP COLUMN IF EXISTS {secret}")
