from odoo import api, fields, models
from odoo.exceptions import UserError

from ..chorus_api.statuses import RECYCLE
from ..models.checks.directory import SERVICE_LIMIT
from ..models.checks.references import REFERENCE_LIMIT
from ..models.directory.party_identifiers import party_identifier
from ..tools.typed_texts import typed_code


class ChorusRecycle(models.TransientModel):
    """Send an invoice on that went to the wrong place, under its number."""

    _name = "l10n_fr_chorus_pro.recycle"
    _inherit = ["l10n_fr_chorus_pro.action.mixin"]
    _description = "Recycle an invoice in Chorus Pro"

    recipient_id = fields.Many2one(
        comodel_name="res.partner",
        required=True,
        compute="_compute_routing",
        compute_sudo=False,
        store=True,
        precompute=True,
        readonly=False,
        help="Who is to receive the invoice. Open it to correct its SIRET; another"
        " establishment is a customer of its own.",
    )
    siret = fields.Char(string="SIRET", compute="_compute_siret")
    service_code = fields.Char(
        compute="_compute_routing",
        compute_sudo=False,
        store=True,
        precompute=True,
        readonly=False,
        help="Service that processes the invoice, where the customer asks for one.",
    )
    customer_id = fields.Many2one(
        comodel_name="res.partner",
        string="Public Body",
        related="recipient_id.commercial_partner_id",
        related_sudo=False,
    )
    service_id = fields.Many2one(
        comodel_name="l10n_fr_chorus_pro.service",
        compute="_compute_service_id",
        compute_sudo=False,
        readonly=False,
        domain="[('partner_id', '=', customer_id), ('code', '!=', hidden_service)]",
        help="Who processes the invoice at the customer's (BT-10).",
    )
    has_services = fields.Boolean(compute="_compute_service_id", compute_sudo=False)
    hidden_service = fields.Char(
        related="move_id.l10n_fr_chorus_hidden_service", related_sudo=False
    )
    commitment_number = fields.Char(
        compute="_compute_routing",
        compute_sudo=False,
        store=True,
        precompute=True,
        readonly=False,
        help="Number of the commitment (engagement juridique), where the customer asks"
        " for one.",
    )

    @api.depends("move_id")
    def _compute_routing(self):
        for wizard in self:
            move = wizard.move_id
            wizard.recipient_id = move.commercial_partner_id
            wizard.service_code = move.buyer_reference
            wizard.commitment_number = move.purchase_order_reference

    @api.depends("recipient_id", "service_code", "move_id")
    def _compute_service_id(self):
        for wizard in self:
            customer = wizard.recipient_id.commercial_partner_id
            code = typed_code(wizard.service_code)
            service = (customer if code else customer.browse())._chorus_service(code)
            wizard.service_id = service.sudo(False)
            wizard.has_services = bool(service) or customer._chorus_has_services(
                wizard.hidden_service
            )

    @api.onchange("service_id")
    def _onchange_service_id(self):
        code = typed_code(self.service_code)
        customer = self.recipient_id.commercial_partner_id
        # A code that is none of theirs was typed, and stays until one is chosen.
        if self.service_id or (code and customer._chorus_service(code)):
            self.service_code = self.service_id.code

    @api.depends("recipient_id.company_registry")
    def _compute_siret(self):
        for wizard in self:
            wizard.siret = party_identifier(
                wizard.recipient_id.commercial_partner_id
            ).value

    def action_look_up(self):
        """Ask the directory for the services of the recipient, and come back.

        :raises UserError: it has no SIRET, the portal refused or did not answer
        """
        self.ensure_one()
        self.check_access("write")
        note = self.recipient_id.commercial_partner_id.action_chorus_look_up()
        note["params"]["next"] = {
            "type": "ir.actions.act_window",
            "name": self.env._("Recycle the Invoice"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
        }
        return note

    def action_confirm(self):
        """Send the invoice on with what was corrected, and bring its status back.

        :raises UserError: nothing was corrected, something does not suit, the status
            forbids it by now, Chorus Pro refused or did not answer
        """
        self.ensure_one()
        siret, service = self.siret or "", typed_code(self.service_code)
        commitment = typed_code(self.commitment_number)
        customer = self.recipient_id.commercial_partner_id
        service = (service and customer._chorus_service(service).code) or service
        document = self._take(RECYCLE)
        self._check(document, siret, service, commitment)

        def recycle(client):
            client.recycle_invoice(
                document.chorus_identifier, siret, service, commitment
            )

        done = document._chorus_perform(recycle)
        if done:
            document.recipient_siret = siret
            self.move_id.write(
                {
                    "buyer_reference": service or False,
                    "purchase_order_reference": commitment or False,
                }
            )
            self._tell(siret, service, commitment)
        return self._close(done)

    def _check(self, document, siret, service, commitment):
        self._siret_of(self.recipient_id.commercial_partner_id)
        move = self.move_id
        before = (
            document.recipient_siret,
            move._chorus_service_code(),
            move._chorus_commitment_number(),
        )
        if (siret, service, commitment) == before:
            raise UserError(
                self.env._(
                    "Nothing has changed: correct the recipient, the service code or"
                    " the commitment number first."
                )
            )
        for value, limit in ((service, SERVICE_LIMIT), (commitment, REFERENCE_LIMIT)):
            if len(value) > limit:
                raise UserError(
                    self.env._(
                        "« %(value)s » is longer than the %(limit)s characters that"
                        " Chorus Pro takes.",
                        value=value,
                        limit=limit,
                    )
                )

    def _tell(self, siret, service, commitment):
        """Keep where the invoice was sent on to in the chatter."""
        none = self.env._("none")
        self.move_id.message_post(
            body=self.env._(
                "Chorus Pro: sent on under the same number to %(customer)s (SIRET"
                " %(siret)s), service %(service)s, commitment %(commitment)s.",
                customer=self.recipient_id.commercial_partner_id.name,
                siret=siret,
                service=service or none,
                commitment=commitment or none,
            ),
            subtype_xmlid="mail.mt_note",
        )
