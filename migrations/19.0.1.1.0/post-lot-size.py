"""Lots of an impossible size were stored; the deposit took one invoice for them."""


def migrate(cr, _version):
    cr.execute(
        """
        UPDATE res_company
           SET l10n_fr_chorus_lot_size = LEAST(
                   GREATEST(COALESCE(l10n_fr_chorus_lot_size, 50), 1), 500)
         WHERE COALESCE(l10n_fr_chorus_lot_size, 0) NOT BETWEEN 1 AND 500
        """
    )
