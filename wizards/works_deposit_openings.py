"""From a dossier, or from a claim, to the dialog that hands the next piece in."""

from odoo import models
from odoo.tools.date_utils import end_of

from ..models.einvoice.numbers import number_fault
from ..models.works import next_actor
from ..models.works.deposits.kinds import PIECE_KINDS
from ..models.works.dossier_events import SIGNED_ACCOUNT
from ..models.works.pieces import PIECES
from ..tools.portal_time import portal_today
from ..tools.typed_texts import typed_code
from .works_deposit import MONTHLY_CLAIMS

DIALOG = "l10n_fr_chorus_pro.works_deposit_action"
# Of who is validated first, at the end, by the role in the contract.
FINAL_CLAIMS = {"subcontractor": "A10", "co_contractor": "A14"}


class ChorusWorksPiece(models.Model):
    _inherit = "l10n_fr_chorus_pro.works.piece"

    def action_chorus_deposit_next(self, move=next_actor.DEPOSIT):
        """Hand in what the dossier of this piece waits for.

        :param str move: a deposit among the moves of ``next_actor``
        :return: action of the dialog, filled in; of the piece, where what is due is not
            handed in from here
        """
        self.ensure_one()
        self.check_access("read")
        framework, before, like = self._chorus_due_piece(move)
        if framework not in PIECE_KINDS or not like.contract_id:
            return self._get_records_action()
        return _dialog(
            self.env,
            contract_id=like.contract_id.id,
            framework=framework,
            previous_id=before.id,
            amount_untaxed=like.amount_untaxed,
            amount_due=like.amount_due or like.amount_total,
        )

    def _chorus_due_piece(self, move):
        """What is to be deposited by a move.

        :return: (framework, the piece it answers, the one that has its amounts)
        """
        standing = self._chorus_dossier_standing()
        last = standing.piece
        if move == next_actor.DEPOSIT:
            return standing.opens, last, last
        if move == next_actor.SIGN:
            return SIGNED_ACCOUNT, last, last
        row = PIECES.get(last.framework)
        # Too early is the final claim, also once the supervisor has answered it.
        own = last if row and row.is_suppliers else last.previous_id
        return own.framework, own.previous_id, own


class ChorusWorksClaim(models.Model):
    _inherit = "l10n_fr_chorus_pro.works.claim"

    def action_chorus_deposit_claim(self):
        """Hand this claim in: as it states, at initial prices and to date.

        :return: action of the dialog, filled in
        """
        self.ensure_one()
        self.check_access("write")
        contract, today = self.contract_id, portal_today(self.env)
        number = f"{typed_code(contract.number)}-{self.number}"
        table, usual = (FINAL_CLAIMS, "A7") if self.is_final else (MONTHLY_CLAIMS, "A4")
        # A month is claimed at its end; the final claim follows the reception.
        day = today if self.is_final else min(end_of(self.month, "month"), today)
        return _dialog(
            self.env,
            contract_id=contract.id,
            framework=table.get(contract.our_role, usual),
            number="" if number_fault(number) else number,
            piece_date=day,
            amount_untaxed=self.works_total,
            tax_id=contract.works_tax_id.id,
        )


def _dialog(env, **values):
    """The dialog, filled in.

    :param values: of its fields; one that is empty is left to the dialog
    :return: an action
    """
    action = env["ir.actions.act_window"]._for_xml_id(DIALOG)
    defaults = {f"default_{name}": value for name, value in values.items() if value}
    return {**action, "context": defaults}
