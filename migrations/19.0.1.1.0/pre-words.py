"""What an ended attempt is has changed: the index is made anew by the model."""


def migrate(cr, version):
    if version:
        cr.execute("DROP INDEX IF EXISTS l10n_fr_chorus_pro_document_live_move_unique")
