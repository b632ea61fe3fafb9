from odoo import fields, models
from odoo.exceptions import UserError

from ..models.directory.party_identifiers import SIRET, party_identifier
from ..tools.notification import notify


class ChorusActionMixin(models.AbstractModel):
    """What the dialogs share that act on an invoice in Chorus Pro."""

    _name = "l10n_fr_chorus_pro.action.mixin"
    _inherit = ["l10n_fr_chorus_pro.dialog.mixin"]
    _description = "Action on an invoice in Chorus Pro"

    move_id = fields.Many2one(
        comodel_name="account.move", string="Invoice", required=True, readonly=True
    )
    meaning = fields.Text(related="move_id.l10n_fr_chorus_meaning", related_sudo=False)

    def _take(self, action):
        """The document of the invoice, locked for an action that is still allowed.

        :raises UserError: it is not, or somebody else is at it
        """
        self.ensure_one()
        self.move_id.check_access("write")
        document = self.move_id._chorus_current_document()
        document._chorus_take(action)
        return document

    def _siret_of(self, partner):
        """The SIRET that Chorus Pro knows a party by.

        :param partner: a commercial partner
        :raises UserError: it has none, or is a contact of another company, which would
            be found out after Chorus Pro was told
        """
        company = self.move_id.company_id
        if not partner.sudo().filtered_domain(partner._check_company_domain(company)):
            raise UserError(
                self.env._(
                    "%(contact)s is a contact of another company: choose one of"
                    " %(company)s.",
                    contact=partner.display_name,
                    company=company.name,
                )
            )
        identifier = party_identifier(partner)
        if identifier.kind is not SIRET or not identifier.has_form():
            raise UserError(
                self.env._(
                    "%s has no SIRET of 14 digits. Open it and enter it as company ID.",
                    partner.display_name,
                )
            )
        return identifier.value

    def _close(self, done):
        """Close the dialog and say where the invoice is now.

        :param bool done: what ``_chorus_perform`` returned
        """
        status = self.move_id.l10n_fr_chorus_status_label
        if done:
            message = self.env._(
                "%(invoice)s: done, now « %(status)s ».",
                invoice=self.move_id.name,
                status=status,
            )
        else:
            message = self.env._(
                "%(invoice)s was « %(status)s » already when Chorus Pro was asked:"
                " nothing was sent.",
                invoice=self.move_id.name,
                status=status,
            )
        close = {"type": "ir.actions.act_window_close"}
        return notify(
            self.env, message, kind="success" if done else "warning", then=close
        )
