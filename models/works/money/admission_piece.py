"""The piece of a claim at the portal, and what the statement that answers it admits.

Which amounts of a statement are meant is deduced: ``doc/portal.md``, R 1.7.
"""

import re

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ....chorus_api.statuses import REFUSED, invoice_status
from ....tools.portal_time import portal_date, portal_day
from ..pieces import FINAL, MONTHLY, PIECES, SUPERVISOR, VALIDATOR
from .contract import exact

# By which a supplier claims a month; by which he claims all that the works come to.
MONTHLY_CLAIMS = tuple(
    piece.code
    for piece in PIECES.values()
    if piece.is_suppliers and MONTHLY in piece.circuits
)
FINAL_CLAIMS = tuple(
    piece.code
    for piece in PIECES.values()
    if piece.is_suppliers
    and FINAL in piece.circuits
    and piece.addressee in (SUPERVISOR, VALIDATOR)
)
# By which supervisor and owner admit what a month claims.
STATEMENTS = tuple(
    piece.code
    for piece in PIECES.values()
    if not piece.is_suppliers and MONTHLY in piece.circuits
)
LAST_NUMBER = re.compile(r"(\d+)\D*$")


class ChorusWorksClaim(models.Model):
    _inherit = "l10n_fr_chorus_pro.works.claim"

    statement_id = fields.Many2one(
        comodel_name="l10n_fr_chorus_pro.works.piece",
        string="Statement in Chorus Pro",
        compute="_compute_statement_id",
        help="The latest piece of its dossier that says what is admitted.",
    )
    statement_note = fields.Text(
        compute="_compute_statement_note",
        help="What the statement in Chorus Pro admits, until the claim says the same.",
    )

    # -- The piece of the claim ------------------------------------------------

    @api.depends(
        "number",
        "is_final",
        "contract_id.piece_ids.framework",
        "contract_id.piece_ids.is_ours",
        "contract_id.piece_ids.number",
        "contract_id.piece_ids.raw_status",
    )
    def _compute_piece_id(self):
        """A piece that somebody chose stays, until it is refused and made anew."""
        for claim in self:
            piece = claim.piece_id
            if not piece or _is_refused(piece):
                others = claim.contract_id.claim_ids - claim - claim._origin
                found = claim._chorus_pieces_by_number() - others.piece_id
                piece = found if len(found) == 1 else piece
            claim.piece_id = piece

    def _chorus_pieces_by_number(self):
        """The pieces of the contract that may be this claim: of a final one all final
        claims, for a contract has one."""
        account = self.company_id._chorus_account_company()
        codes = FINAL_CLAIMS if self.is_final else MONTHLY_CLAIMS
        return self.contract_id.piece_ids.filtered(
            lambda piece: (
                piece.is_ours
                and piece.framework in codes
                and piece.environment == account.l10n_fr_chorus_environment
                and not _is_refused(piece)
                and (self.is_final or _last_number(piece) == self.number)
            )
        )

    @api.constrains("piece_id", "contract_id")
    def _check_piece(self):
        for claim in self:
            if claim.piece_id.contract_id - claim.contract_id:
                raise ValidationError(
                    self.env._(
                        "%s belongs to another contract.", claim.piece_id.display_name
                    )
                )

    @api.depends("piece_id.deposited_at")
    def _compute_deposited_on(self):
        for claim in self:
            at = claim.piece_id.deposited_at
            claim.deposited_on = portal_date(self.env, at) if at else claim.deposited_on

    # -- What is admitted ------------------------------------------------------

    @api.depends("piece_id.dossier_key")
    def _compute_statement_id(self):
        pieces = self.piece_id
        found = pieces.search(
            [
                ("company_id", "in", pieces.company_id.ids),
                ("dossier_key", "in", pieces.mapped("dossier_key")),
                ("framework", "in", STATEMENTS),
            ]
        ).filtered(lambda piece: not _is_refused(piece))
        # What the owner says comes after what the supervisor says.
        latest = (found - found.previous_id).grouped(_dossier_of)
        for claim in self:
            of_dossier = latest.get(_dossier_of(claim.piece_id), found.browse())
            claim.statement_id = claim.piece_id and of_dossier[:1]

    @api.depends(lambda self: ["statement_id", *self._chorus_reckoned_by()])
    def _compute_statement_note(self):
        for claim, (_expected, counted) in self._chorus_reckon_months().items():
            piece = claim.statement_id
            untaxed, total = counted.works + counted.revision, counted.total
            told = exact(piece.amount_untaxed), exact(piece.amount_total)
            is_same = claim.admitted_on and (untaxed, total) == told
            claim.statement_note = (
                claim._chorus_statement_text(piece, counted)
                if piece and not is_same
                else False
            )

    def _chorus_statement_text(self, piece, counted):
        """What a statement admits, beside what was entered, as sentences.

        :param Statement counted: what counts of the month
        """
        env, money = self.env, self.currency_id.format
        sentences = [
            env._(
                "%(label)s %(number)s of %(day)s admits %(untaxed)s untaxed,"
                " %(vat)s VAT, %(total)s with VAT.",
                label=piece.label or piece.framework,
                number=piece.number,
                day=portal_day(env, piece.deposited_at) if piece.deposited_at else "–",
                untaxed=money(piece.amount_untaxed),
                vat=money(piece.amount_total - piece.amount_untaxed),
                total=money(piece.amount_total),
            )
        ]
        if self.admitted_on:
            sentences.append(
                env._(
                    "What was entered here is %(untaxed)s untaxed, %(vat)s VAT,"
                    " %(total)s with VAT.",
                    untaxed=money(float(counted.works + counted.revision)),
                    vat=money(float(counted.vat)),
                    total=money(float(counted.total)),
                )
            )
        if piece.amount_due and piece.amount_due != piece.amount_total:
            sentences.append(
                env._("%s of it is to be paid.", money(piece.amount_due)),
            )
        return " ".join(sentences)

    def action_chorus_take_statement(self):
        """Take as admitted what the statement in Chorus Pro says, in place of what was
        entered; what it does not tell follows from the contract.

        :raises UserError: no statement answers the claim's piece
        """
        self.check_access("write")
        for claim in self:
            piece = claim.statement_id
            if not piece:
                raise UserError(
                    self.env._(
                        "%s: Chorus Pro shows no statement for it yet. Choose its piece"
                        " on the claim, or enter what was admitted.",
                        claim.display_name,
                    )
                )
            text = claim._chorus_statement_text(piece, claim._chorus_counted())
            claim._chorus_admit_amounts(
                exact(piece.amount_untaxed), exact(piece.amount_total)
            )
            if piece.deposited_at:
                claim.admitted_on = portal_date(self.env, piece.deposited_at)
            else:
                claim.admitted_on = claim.admitted_on or piece.piece_date
            claim.message_post(
                body=self.env._(
                    "Taken from Chorus Pro: %s The parts that it does not tell"
                    " (works and revision, subcontractors, retention, advance) follow"
                    " from the contract: compare them with the statement.",
                    text,
                )
            )

    def _chorus_counted(self):
        return self._chorus_reckon_months()[self][1]

    def _chorus_admit_amounts(self, untaxed, total):
        """Keep as admitted what comes to these amounts of the month.

        :param Decimal untaxed: works with their revision
        :param Decimal total: the same with VAT
        """
        self.ensure_one()
        terms, before = (
            self.contract_id._chorus_terms(self.month),
            self._chorus_before(),
        )
        expected = self._chorus_forecast(terms, before)
        works = terms.round(untaxed / exact(self.coefficient))
        if untaxed == expected.works + expected.revision:
            works = expected.works
        self._chorus_admit_works(before.works_total + works)
        self.update(
            {
                "admitted_revision": float(untaxed - works),
                "admitted_vat": float(total - untaxed),
            }
        )


def _is_refused(piece):
    return bool(piece.raw_status) and invoice_status(piece.raw_status).kind == REFUSED


def _last_number(piece):
    """The last number in the number of a piece, such as 4 of P2026-04; 0: none."""
    found = LAST_NUMBER.search(piece.number or "")
    return int(found[1]) if found else 0


def _dossier_of(piece):
    return piece.company_id, piece.environment, piece.dossier_key
