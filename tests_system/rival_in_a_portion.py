"""Runs in an Odoo shell, whose ``env`` is its own: three invoices are handed over in one
transaction, in the middle of which the second one is sent by another."""

import json
import os
from pathlib import Path

from odoo.addons.l10n_fr_chorus_pro.chorus_api.statuses import CII
from odoo.addons.l10n_fr_chorus_pro.models.deposit.document_sending import Attempt
from odoo.addons.l10n_fr_chorus_pro.models.einvoice.facturx_document import render
from odoo.addons.l10n_fr_chorus_pro.tools.row_locks import take_unchanged_rows

env = globals()["env"]
ids = json.loads(os.environ["RIVAL_IDS"])


def content_of(move):
    return render(move.env["l10n_fr_chorus_pro.terms"]._en16931(move), CII)


moves = env["account.move"].browse(ids)
# The portion has begun: from here on it sees nothing of what others commit.
data = {move: {"chorus_document": ("xml", content_of(move), CII)} for move in moves}

with env.registry.cursor() as cursor:
    rival = env(cr=cursor)
    move = rival["account.move"].browse(ids[1])
    attempt = Attempt(move, "rival.xml", content_of(move), CII)
    rival["l10n_fr_chorus_pro.document"]._chorus_write_down([attempt])

documents, sentences = env["account.move.send"]._chorus_write_down_invoices(
    data, take_unchanged_rows(moves)
)
env.cr.commit()
answer = {
    "written_down": documents.move_id.ids,
    "kept_back": [move.id for move in sentences],
    "files": {
        move.id: move.sudo().l10n_fr_chorus_document_ids.mapped("file_name")
        for move in moves
    },
}
Path(os.environ["RIVAL_ANSWER"]).write_text(json.dumps(answer), encoding="utf-8")
