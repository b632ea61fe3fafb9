"""Runs in an Odoo shell, whose ``env`` is its own: a portion of three invoices is
handed over as core's scheduled action does, and the second one is sent by somebody else
in the middle of it."""

import json
import os
from pathlib import Path

from odoo.addons.l10n_fr_chorus_pro.models.connection.submission_modes import (
    SUBMISSION_MODES,
)
from odoo.addons.l10n_fr_chorus_pro.models.deposit.document_sending import Attempt
from odoo.addons.l10n_fr_chorus_pro.models.einvoice.facturx_document import render

env = globals()["env"]
ids = json.loads(os.environ["RIVAL_IDS"])
moves = env["account.move"].browse(ids)
sender = env.registry["account.move.send"]
queue = sender._chorus_queue


def queue_after_rival(self, invoices_data):
    with env.registry.cursor() as cursor:
        rival = env(cr=cursor)
        move = rival["account.move"].browse(ids[1])
        mode = SUBMISSION_MODES["cii"]
        content = render(rival["l10n_fr_chorus_pro.terms"]._en16931(move), mode.syntax)
        attempt = Attempt(move, "rival.xml", content, mode)
        rival["l10n_fr_chorus_pro.document"]._chorus_write_down([attempt])
    return queue(self, invoices_data)


def hand_over():
    env["account.move.send"]._generate_and_send_invoices(
        moves.filtered("sending_data"), from_cron=True
    )
    env.cr.commit()
    return {
        "waiting": moves.filtered("sending_data").ids,
        "messages": [len(move.message_ids) for move in moves],
        "files": {
            move.id: move.sudo().l10n_fr_chorus_document_ids.mapped("file_name")
            for move in moves
        },
    }


moves.sending_data = {"sending_methods": ["chorus_pro"]}
env.cr.commit()
told = [len(move.message_ids) for move in moves]
sender._chorus_queue = queue_after_rival
first = hand_over()
sender._chorus_queue = queue
answer = {"told": told, "runs": [first, hand_over()]}
Path(os.environ["RIVAL_ANSWER"]).write_text(json.dumps(answer), encoding="utf-8")
