"""Contacts that are merged: what the directory told of the one that stays."""

from odoo import models

from ..models.directory.partner_directory import FORGOTTEN_DIRECTORY
from ..models.directory.party_identifiers import party_identifier


class MergePartners(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _update_values(self, src_partners, dst_partner):
        # EXTENDS 'base'
        # Core copies field by field, also what is no person's to write.
        kept = dst_partner.sudo()
        known = {name: kept[name] for name in FORGOTTEN_DIRECTORY}
        before = party_identifier(kept)
        (src_partners.sudo() | kept).write(FORGOTTEN_DIRECTORY)
        super()._update_values(src_partners, dst_partner)
        if party_identifier(kept) == before:
            kept.write(known)
