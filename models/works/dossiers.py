"""The screen of works dossiers: where the money is, most urgent first.

Plain data, as the overview of invoices returns them; nothing is stored.
"""

from odoo import api, models
from odoo.tools import format_date

from ...tools.portal_time import portal_day, portal_today
from . import next_actor
from .dossier_events import deposited_on
from .next_actor import standing_of
from .standing_texts import details, headline, holder_name, kind_of, moves

# On one page.
MOST = 60
PIECE = "l10n_fr_chorus_pro.works.piece"
TONES = {
    next_actor.SETTLED: "success",
    next_actor.WITHDRAWN: "muted",
    next_actor.ANSWERED_UNSEEN: "warning",
}


class ChorusWorksDossiers(models.AbstractModel):
    _name = "l10n_fr_chorus_pro.works.dossiers"
    _description = "Works Dossiers"

    @api.model
    def action_read(self, contract_id=False):
        """The dossiers of a contract; without one, those under way.

        :param int contract_id: id of a contract
        :return: dict with a list ``dossiers``, and how many more there are as ``left``
        """
        pieces = self.env[PIECE]
        domain = pieces._chorus_under_way_domain()
        if contract_id:
            domain = [("contract_id", "=", contract_id)]
        today = portal_today(self.env)
        groups = pieces._chorus_dossiers_of(domain)
        found = [(standing_of(group, today), group) for group in groups]
        if not contract_id:
            found = [row for row in found if _is_open(row[0])]
        found.sort(key=lambda row: _urgency(row[0], today))
        return {
            "dossiers": [
                self._chorus_dossier_data(standing, group, today)
                for standing, group in found[:MOST]
            ],
            "left": max(0, len(found) - MOST),
        }

    def _chorus_dossier_data(self, standing, group, today):
        """One dossier as the screen shows it."""
        piece, contract = standing.piece, standing.piece.contract_id
        late = standing.days_late(today)
        tone = "danger" if late else "warning" if standing.is_ours else "info"
        return {
            "id": piece.id,
            "key": piece.dossier_key,
            "title": contract.display_name or piece.contract_number or "",
            "contract_id": contract.id,
            "headline": headline(self.env, standing, holder_name(standing)),
            "tone": tone if standing.holder else TONES[standing.outcome],
            "details": details(self.env, standing, today),
            "moves": moves(self.env, standing),
            "pieces": [self._chorus_piece_data(one) for one in group],
        }

    def _chorus_piece_data(self, piece):
        """One piece of the timeline."""
        day = deposited_on(piece)
        return {
            "id": piece.id,
            "label": piece.label or piece.framework or "",
            "number": piece.number,
            "day": format_date(self.env, day) if day else "",
            "by": piece.depositor_name or "",
            "kind": kind_of(piece),
            "amount": piece.currency_id.format(piece.amount_total),
            "status": piece.status_label or "",
            "tone": piece.tone or "muted",
            "is_outside": piece.is_outside,
            "events": [
                {
                    "id": event.id,
                    "label": event.label,
                    "day": portal_day(self.env, event.happened_at)
                    if event.happened_at
                    else "",
                    "comment": event.comment or "",
                }
                for event in piece.event_ids
            ],
        }

    @api.model
    def action_move(self, piece_id, name):
        """Do what the screen offers.

        :param int piece_id: the piece that the move is about
        :param str name: of ``next_actor``
        :return: an action
        """
        piece = self.env[PIECE].browse(piece_id)
        piece.check_access("read")
        if name in (next_actor.REMIND, next_actor.TELL_OWNER):
            return piece._chorus_remind_holder(to_owner=name == next_actor.TELL_OWNER)
        if name == next_actor.ACCEPTANCE and piece.contract_id:
            return piece.contract_id._get_records_action()
        if name == next_actor.VALIDATE:
            received = self.env["l10n_fr_chorus_pro.received"].search(
                [
                    ("role", "=", "validator"),
                    ("company_id", "=", piece.company_id.id),
                    ("environment", "=", piece.environment),
                    ("chorus_identifier", "=", piece.chorus_identifier),
                ]
            )
            piece = received or piece
        return piece._get_records_action()


def _is_open(standing):
    return standing.holder or standing.outcome == next_actor.ANSWERED_UNSEEN


def _urgency(standing, today):
    """Late first, then what waits for us, then the next to end; paid last."""
    until = standing.terms[0].until if standing.terms else None
    return (
        not standing.holder,
        -standing.days_late(today),
        not standing.is_ours,
        str(until or "9"),
        standing.piece.id,
    )
