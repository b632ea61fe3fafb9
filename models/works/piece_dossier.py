"""A piece in its dossier: its contract, who has received it, where it stands."""

import sys
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ...chorus_api.statuses import ENDED, INVOICE_STATUSES, PAID
from ...tools.portal_time import portal_today
from ..telling.unlawful import (
    CONTESTABLE,
    TACIT_FRAMEWORKS,
    Rejection,
    unlawful_rows,
)
from .dossier_events import (
    NOTIFIED_ACCOUNTS,
    deposited_on,
    events_of,
    reason_of,
    term_of,
)
from .next_actor import standing_of
from .pieces import ANSWERED

# What a person looks back for.
DAYS_SHOWN = 90
OVER = [
    status.code
    for status in INVOICE_STATUSES.values()
    if status.kind in (PAID, ENDED) and status.code not in ANSWERED
]


class ChorusWorksPiece(models.Model):
    _inherit = "l10n_fr_chorus_pro.works.piece"

    supervisor_received_on = fields.Date(
        string="Received by the Works Supervisor",
        copy=False,
        help="The day on the proof, where the portal does not tell it; of a general"
        " account that of our reasons against it.",
    )
    owner_received_on = fields.Date(
        string="Received by the Works Owner",
        copy=False,
        help="The day on the proof, where the portal does not tell it; of a general"
        " account that of our reasons against it.",
    )
    supervisor_proof_ids = fields.Many2many(
        comodel_name="ir.attachment",
        relation="chorus_works_supervisor_proof_rel",
        string="Proofs of the Works Supervisor",
        copy=False,
        help="What proves that the works supervisor received it, and when.",
    )
    owner_proof_ids = fields.Many2many(
        comodel_name="ir.attachment",
        relation="chorus_works_owner_proof_rel",
        string="Proofs of the Works Owner",
        copy=False,
        help="What proves that the works owner received it, and when.",
    )
    unlawful = fields.Char(
        compute="_compute_unlawful",
        help="Codes of what the law holds against its rejection.",
    )
    contested_on = fields.Date(
        copy=False, help="The day a letter against its rejection was made."
    )
    reasons_given_on = fields.Date(
        copy=False,
        help="The day a letter of reasons against this general account was made; the"
        " days of receipt are those of the letter.",
    )
    may_be_objected = fields.Boolean(
        compute="_compute_may_be_objected",
        help="A general account that we have not signed.",
    )

    @api.depends(
        *("raw_status", "reason", "framework", "is_ours", "event_ids.comment"),
        *("dossier_key", "supervisor_received_on", "owner_received_on"),
        "contract_id.acceptance_notified_on",
    )
    def _compute_unlawful(self):
        reasons = self.env["l10n_fr_chorus_pro.reason"].sudo()
        for piece in self:
            rows = []
            if piece.raw_status in CONTESTABLE and piece.is_ours:
                reason = reason_of(piece)
                codes = reasons._chorus_find(reason).filtered("code")
                rejection = Rejection(
                    is_works=True,
                    framework=piece.framework or "",
                    codes=frozenset(codes.mapped("code")),
                    text=reason,
                    is_counted=piece._chorus_is_tacit_counted(),
                )
                rows = unlawful_rows(rejection)
            piece.unlawful = ",".join(row.code for row in rows) or False

    @api.depends("framework", "raw_status")
    def _compute_may_be_objected(self):
        for piece in self:
            piece.may_be_objected = (
                piece.framework in NOTIFIED_ACCOUNTS
                and piece.raw_status not in (*ANSWERED, *OVER)
            )

    def _chorus_is_tacit_counted(self):
        """Whether the days in which our signed general account is to be answered have
        begun: one before its time may be rejected (CCAG Travaux 12.4.4)."""
        if self.framework not in TACIT_FRAMEWORKS:
            return False
        events = events_of(self._chorus_dossier(), self.contract_id)
        return bool(term_of("tacit", events, self.contract_id).began)

    def _chorus_dossier(self):
        """All pieces of the dossier of this one, oldest first."""
        self.ensure_one()
        pieces = self.search(
            [
                ("company_id", "=", self.company_id.id),
                ("environment", "=", self.environment),
                ("dossier_key", "=", self.dossier_key),
            ]
        )
        return pieces._chorus_in_order()

    @api.model
    def _chorus_dossiers_of(self, domain):
        """The dossiers of which a piece is in a domain, whole.

        :return: list of recordsets, each in order
        """

        def key(piece):
            return piece.company_id.id, piece.environment, piece.dossier_key

        wanted = {key(piece) for piece in self.search(domain)}
        beside = self.search([("dossier_key", "in", [one[2] for one in wanted])])
        groups = beside.grouped(key)
        return [groups[one]._chorus_in_order() for one in groups if one in wanted]

    @api.model
    def _chorus_under_way_domain(self):
        """What is not paid yet; what was refused long ago was redone elsewhere. Of what
        was answered, that whose answer was not seen."""
        since = fields.Datetime.now() - timedelta(days=DAYS_SHOWN)
        answered = self._search([("previous_id", "!=", False)]).subselect("previous_id")
        unseen = Domain("raw_status", "not in", ANSWERED)
        unseen |= Domain("id", "not in", answered)
        return (Domain("raw_status", "not in", OVER) & unseen) & (
            Domain("is_over", "=", False) | Domain("status_date", ">=", since)
        )

    def _chorus_in_order(self):
        """These as they were deposited; of a day, in the order of the circuit."""
        return self.sorted(
            lambda piece: (
                str(deposited_on(piece) or ""),
                # The portal's numbers grow; what it has not shown yet is the newest.
                int(piece.chorus_identifier or sys.maxsize),
                piece.id,
            )
        )

    def _chorus_dossier_standing(self):
        """Where the dossier of this piece stands today.

        :rtype: next_actor.Standing
        """
        return standing_of(self._chorus_dossier(), portal_today(self.env))
