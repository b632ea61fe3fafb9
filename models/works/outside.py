"""« Deposited outside Odoo »: a piece that a person has declared, until the portal
shows it; then it is one with what the portal shows.
"""

from functools import partial

from odoo import api, models

# What people have added to the declared piece.
KEPT = ("supervisor_received_on", "owner_received_on", "contested_on")
PROOFS = ("supervisor_proof_ids", "owner_proof_ids")


class ChorusWorksPiece(models.Model):
    _inherit = "l10n_fr_chorus_pro.works.piece"

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS 'mail'
        pieces = super().create(vals_list)
        pieces.filtered("chorus_identifier")._chorus_take_declared()
        return pieces

    @api.model
    def _chorus_own_namesakes(self, company, number, day):
        """The pieces that Chorus Pro would take for the same one: of the same number,
        year and SIREN, of whichever company.

        :rtype: records through ``sudo``
        """
        account = company.sudo()._chorus_account_company()
        siren = company._chorus_siret(company.company_registry)[:9]
        if not siren:
            return self.sudo().browse()
        return self.sudo().search(
            [
                ("environment", "=", account.l10n_fr_chorus_environment),
                ("number", "=", number),
                ("piece_date", ">=", day.replace(month=1, day=1)),
                ("piece_date", "<=", day.replace(month=12, day=31)),
                ("supplier_siret", "=like", f"{siren}%"),
            ]
        )

    def _chorus_take_declared(self):
        """Take over what was declared of these, which the portal shows now."""
        if not self:
            return
        declared = self.sudo().search(
            [
                ("is_outside", "=", True),
                ("company_id", "in", self.company_id.ids),
                ("number", "in", self.mapped("number")),
            ]
        )
        for piece in self if declared else ():
            same = declared.filtered(partial(_is_declared, piece))[:1]
            if same:
                piece.sudo()._chorus_absorb(same)
                declared -= same

    def _chorus_absorb(self, declared):
        """Become one with a declared piece: its days, proofs, messages and answers."""
        self.ensure_one()
        self.write(
            {
                **{name: declared[name] for name in KEPT if not self[name]},
                **{n: [(4, one.id) for one in declared[n]] for n in PROOFS},
            }
        )
        self.search([("previous_id", "=", declared.id)]).previous_id = self
        declared.message_ids.write({"res_id": self.id})
        attachments = self.env["ir.attachment"].search(
            [("res_model", "=", self._name), ("res_id", "=", declared.id)]
        )
        attachments.write({"res_id": self.id})
        declared.unlink()


def _is_declared(piece, declared):
    """Whether a piece that the portal shows is the declared one: what it does not tell
    may be anything."""
    siren = (piece.supplier_siret or "")[:9]
    return (
        declared.company_id == piece.company_id
        and declared.environment == piece.environment
        and declared.number == piece.number
        and piece.framework in (False, declared.framework)
        and siren in ("", (declared.supplier_siret or "")[:9])
        and (not piece.piece_date or declared.piece_date.year == piece.piece_date.year)
    )
