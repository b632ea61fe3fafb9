"""The contract of a works piece, and what the piece knows from it: who its supervisor
and its owner are, whom the search does not tell."""

from odoo import api, models

from .pieces import OWNER, PIECES, SUPERVISOR


class ChorusWorksPiece(models.Model):
    _inherit = "l10n_fr_chorus_pro.works.piece"

    @api.model
    def _chorus_find_contracts(self, account):
        """Find the contracts of an account's pieces that have none yet: somebody may
        have entered one since."""
        alone = self.sudo().search(
            [
                ("company_id", "in", account._chorus_shared_companies().ids),
                ("contract_id", "=", False),
                ("contract_number", "!=", False),
            ]
        )
        groups = alone.grouped(
            lambda p: (p.company_id, p.contract_number, p.recipient_siret)
        )
        contracts = self.env["l10n_fr_chorus_pro.contract"]
        for (company, number, siret), pieces in groups.items():
            found = contracts._chorus_contracts_of(company, number, siret)
            # Of several lots nothing tells which one is meant.
            if len(found) == 1:
                pieces._chorus_take_contract(found)

    def _chorus_take_contract(self, contract):
        """Belong to a contract, and know from it what is not told otherwise."""
        self.sudo().contract_id = contract
        supervisor, owner = contract.works_supervisor_id, contract.works_owner_id
        for piece in self.sudo():
            known = {
                "works_supervisor_siret": _siret(supervisor),
                "works_supervisor_service": contract.works_supervisor_service,
                "works_owner_siret": _siret(owner),
            }
            row = PIECES.get(piece.framework)
            party = {SUPERVISOR: supervisor, OWNER: owner}.get(row and row.depositor)
            if party:
                known |= {
                    "depositor_siret": _siret(party),
                    "depositor_name": party.name,
                }
            news = {n: value for n, value in known.items() if value and not piece[n]}
            if news:
                piece.write(news)


def _siret(partner):
    """The SIRET of a partner, without the spaces people type into it."""
    return partner.env["res.company"]._chorus_siret(partner.company_registry)
