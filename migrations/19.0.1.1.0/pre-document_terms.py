"""What documents say by now: no undefined payment means, totals as they are written."""


def migrate(cr, version):
    # Code 01, which the rules of EN 16931 refuse, was read as a transfer (G1.14).
    cr.execute(
        "UPDATE account_move SET l10n_fr_chorus_payment_means = '30'"
        " WHERE l10n_fr_chorus_payment_means = '01'"
    )
    # An attempt keeps the total that its document states, which is the one before it
    # was rounded to the coin.
    cr.execute(
        """
        UPDATE l10n_fr_chorus_pro_document document
           SET amount_total = document.amount_total - rounding.amount
          FROM (
                SELECT line.move_id,
                       SUM(line.amount_currency)
                       * CASE WHEN move.move_type = 'out_refund' THEN 1 ELSE -1 END
                       AS amount
                  FROM account_move_line line
                  JOIN account_move move ON move.id = line.move_id
                 WHERE line.display_type = 'rounding'
                   AND line.tax_repartition_line_id IS NULL
                   AND move.move_type IN ('out_invoice', 'out_refund')
              GROUP BY line.move_id, move.move_type
               ) rounding
         WHERE rounding.move_id = document.move_id
        """
    )
