def migrate(cr, version):
    """The mark was called « Deposited Outside Odoo »: in Chorus Pro, that is."""
    cr.execute(
        """
        UPDATE account_move
           SET l10n_fr_chorus_outside_way = 'chorus_pro'
         WHERE l10n_fr_chorus_outside_reason IS NOT NULL
           AND l10n_fr_chorus_outside_way IS NULL
        """
    )
