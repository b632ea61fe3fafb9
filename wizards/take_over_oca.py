"""Take-over of what OCA's addon for Chorus Pro has sent: flows, invoices, customers.

What is taken over is followed from here; nothing is asked of Chorus Pro for it. Whoever
does it again finds nothing left to take.
"""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..chorus_api.statuses import invoice_status
from ..models.connection.time_limits import CLICK_LIMIT
from ..models.invoice.states import OVER_STATES
from ..tools.notification import notify
from ..tools.progress import Progress
from ..tools.row_locks import take_free_rows
from . import oca_tables

# Invoices that are written together.
PORTION = 100
PRODUCTION = "production"


class ChorusTakeOverOca(models.TransientModel):
    _name = "l10n_fr_chorus_pro.take.over.oca"
    _inherit = ["l10n_fr_chorus_pro.take.over.mixin"]
    _description = "Take over from OCA's addon"

    move_ids = fields.Many2many(
        comodel_name="account.move",
        string="Invoices",
        compute="_compute_preview",
        help="Posted invoices that OCA's addon has sent and that are not followed yet.",
    )
    flow_count = fields.Integer(string="Flows", compute="_compute_preview")
    rejected_count = fields.Integer(
        string="Of Rejected Flows",
        compute="_compute_preview",
        help="Chorus Pro rejected their file as a whole: they wait to be sent again.",
    )
    partner_ids = fields.Many2many(
        comodel_name="res.partner",
        string="Customers",
        compute="_compute_preview",
        help="They are invoiced by Chorus Pro from now on; one who was given another"
        " sending method since keeps it.",
    )
    service_count = fields.Integer(string="Services", compute="_compute_preview")
    contact_count = fields.Integer(
        string="Contacts with a Service", compute="_compute_preview"
    )
    file_count = fields.Integer(
        string="Invoices with Documents to Send",
        compute="_compute_preview",
        help="Not sent yet: the documents that were to go with them stay theirs.",
    )
    has_anything = fields.Boolean(compute="_compute_preview")
    warning = fields.Char(compute="_compute_warning")

    @api.depends("company_id")
    def _compute_preview(self):
        self.env.flush_all()  # what follows is read by SQL
        cursor = self.env.cr
        is_there = oca_tables.is_there(cursor)
        for wizard in self:
            number = wizard.company_id.id
            if not (is_there and number):
                wizard.update(dict.fromkeys(PREVIEW, False))
                continue
            sent, rejected = oca_tables.sent_invoices(cursor, number)
            services = oca_tables.services(cursor, number)
            wizard.move_ids = [invoice.move_id for invoice in sent]
            wizard.flow_count = len({i.flow_number for i in sent if i.flow_number})
            wizard.rejected_count = len(rejected)
            wizard.partner_ids = oca_tables.customers(cursor, number)
            wizard.service_count = sum(map(len, services.values()))
            wizard.contact_count = len(oca_tables.contact_codes(cursor, number))
            wizard.file_count = len(oca_tables.files_to_send(cursor, number))
            wizard.has_anything = any(wizard[name] for name in TAKEN)

    @api.depends("company_id")
    def _compute_warning(self):
        for wizard in self:
            wizard.warning = wizard._other_environment()

    def _other_environment(self):
        """A sentence where the company is connected elsewhere than its invoices were
        sent to; empty where it is not."""
        if not self.company_id or not oca_tables.is_there(self.env.cr):
            return ""
        account = self.company_id._chorus_account_company()
        environment = account.l10n_fr_chorus_environment
        was_test = oca_tables.was_test(self.env.cr, self.company_id.id)
        if was_test and environment == PRODUCTION:
            return self.env._(
                "These invoices were sent to the qualification platform, and the"
                " company is connected to production, which knows none of them."
            )
        if environment and environment != PRODUCTION and not was_test:
            return self.env._(
                "These invoices were sent to production. The company is connected to a"
                " test environment, which knows none of them: go on in a copy of the"
                " database only."
            )
        return ""

    # -- Taking over -----------------------------------------------------------

    def action_adopt(self):
        """Take over what the dialog shows, for as long as a person waits.

        :raises AccessError: not an accounting manager of the company
        :raises UserError: there is no connection, or it is one to elsewhere
        """
        self.ensure_one()
        self._check_manager()
        self._check_connection()
        click = Progress(self.env, len(self.move_ids), CLICK_LIMIT)
        self._adopt_customers()
        self._adopt_files()
        taken = self._adopt_invoices(click)
        self.invalidate_recordset()
        left = len(self.move_ids)
        messages = [self.env._("%s invoices taken over from OCA's addon.", taken)]
        if left:
            messages.append(
                self.env._(
                    "Left for the next time (%s): open this dialog again to go on.",
                    left,
                )
            )
        then = {"type": "ir.actions.act_window_close"}
        kind = "warning" if left else "success"
        return notify(self.env, "\n".join(messages), kind=kind, then=then)

    def _check_connection(self):
        if not oca_tables.is_there(self.env.cr):
            raise UserError(
                self.env._("This database holds nothing of OCA's addon any more.")
            )
        account = self.company_id._chorus_account_company()
        if not account:
            raise UserError(
                self.env._(
                    "Choose the environment of Chorus Pro in the settings first: what"
                    " is taken over is followed there."
                )
            )
        was_test = oca_tables.was_test(self.env.cr, self.company_id.id)
        if was_test and account.l10n_fr_chorus_environment == PRODUCTION:
            raise UserError(self._other_environment())

    def _adopt_customers(self):
        """Customers, their services, and the services of contacts."""
        cursor, number = self.env.cr, self.company_id.id
        partners = self.env["res.partner"].sudo().with_company(self.company_id)
        customers = partners.browse(oca_tables.customers(cursor, number))
        customers.invoice_sending_method = "chorus_pro"
        for partner_id, rows in oca_tables.services(cursor, number).items():
            partners.browse(partner_id)._chorus_keep_services(rows, complete=False)
        for partner_id, code in oca_tables.contact_codes(cursor, number).items():
            partners.browse(partner_id).l10n_fr_chorus_service_code = code

    def _adopt_files(self):
        """The documents of what was not sent yet."""
        moves = self.env["account.move"].sudo()
        files = oca_tables.files_to_send(self.env.cr, self.company_id.id)
        for move_id, file_ids in files.items():
            move = moves.browse(move_id)
            move.l10n_fr_chorus_attachment_ids = [Command.set(file_ids)]

    def _adopt_invoices(self, click):
        """Follow what was sent, flow by flow.

        :return: how many invoices are followed now
        """
        sent, _rejected = oca_tables.sent_invoices(self.env.cr, self.company_id.id)
        flows = {}
        for invoice in sent:
            flows.setdefault(invoice.flow_number, []).append(invoice)
        taken = 0
        for flow_number, invoices in flows.items():
            for start in range(0, len(invoices), PORTION):
                if click.is_over():
                    return taken
                portion = invoices[start : start + PORTION]
                taken += self._adopt_portion(flow_number, portion)
                click.step(len(portion))
        return taken

    def _adopt_portion(self, flow_number, invoices):
        """Follow invoices of one flow; those that somebody else is at are left."""
        moves = self.env["account.move"].browse(i.move_id for i in invoices)
        free = take_free_rows(moves)
        rows = {self.env["account.move"].browse(i.move_id): i for i in invoices}
        found = {move: _values(rows[move]) for move in moves if move in free}
        if not found:
            return 0
        deposit = self.env["l10n_fr_chorus_pro.deposit"]._chorus_of_flow(
            self.company_id,
            flow_number,
            invoices[0].flow_date,
            is_done=all(i.identifier or i.status for i in invoices),
        )
        for document in self._follow(deposit, found):
            if document.state not in OVER_STATES:
                self._tell_taken_over(document)
        return len(found)


TAKEN = ("move_ids", "partner_ids", "service_count", "contact_count", "file_count")
PREVIEW = (*TAKEN, "flow_count", "rejected_count", "has_anything")


def _values(invoice):
    """What is known of an invoice, as values of a document."""
    state = invoice_status(invoice.status).state if invoice.status else "deposited"
    return {
        "state": state,
        "raw_status": invoice.status or False,
        # When OCA's addon read it: the history says when it was given.
        "status_date": invoice.status_at,
        "chorus_identifier": invoice.identifier or False,
        "row_deposited_on": invoice.flow_date,
        # One that is over would cost a call each for what nobody waits for.
        "history_due": bool(invoice.identifier) and state not in OVER_STATES,
    }
