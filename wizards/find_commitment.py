"""Search the State's commitments in Chorus Pro, and keep the chosen ones."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..chorus_api import ChorusError, CommitmentSearch
from ..chorus_api.commitment_states import commitment_kind, commitment_state
from ..models.commitment.portal import rows_values
from ..models.connection.error_texts import explain_reading
from ..tools.notification import notify

# Where the list of results ends: whoever looks for one order does not read more.
LISTED = 100
ROW_FIELDS = (
    "number",
    "commitment_ref",
    "kind",
    "state",
    "service_code",
    "service_name",
    "supplier_siret",
    "supplier_name",
    "notified_on",
    "amount",
    "has_documents",
)


class ChorusFindCommitment(models.TransientModel):
    _name = "l10n_fr_chorus_pro.find.commitment"
    _inherit = ["l10n_fr_chorus_pro.dialog.mixin"]
    _description = "Search commitments in Chorus Pro"

    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        default=lambda self: self.env.context.get("chorus_customer_id"),
        help="The customer that the chosen commitments are attached to. Empty: the one"
        " that has the SIRET of the recipient.",
    )
    number = fields.Char(string="Commitment Number")
    contract_number = fields.Char()
    notified_from = fields.Date()
    notified_to = fields.Date()
    amount_from = fields.Float(help="With taxes.")
    amount_to = fields.Float(help="With taxes.")
    line_ids = fields.One2many(
        comodel_name="l10n_fr_chorus_pro.find.commitment.line",
        inverse_name="search_id",
        string="Commitments",
    )
    searched = fields.Boolean(chorus_sealed=True)
    searched_account_id = fields.Many2one(
        comodel_name="res.company", readonly=True, chorus_sealed=True
    )
    searched_environment = fields.Char(readonly=True, chorus_sealed=True)
    found_count = fields.Integer(
        string="Found in Chorus Pro", readonly=True, chorus_sealed=True
    )
    unlisted = fields.Char(compute="_compute_unlisted")

    @api.depends("found_count", "line_ids")
    def _compute_unlisted(self):
        for search in self:
            listed = len(search.line_ids)
            search.unlisted = search.found_count > listed and self.env._(
                "Chorus Pro finds %(found)s commitments; the %(listed)s newest are"
                " listed. Narrow the search to see the others.",
                found=search.found_count,
                listed=listed,
            )

    def action_search(self):
        """List what Chorus Pro finds, up to a limit.

        :raises UserError: a criterion contradicts itself; the portal or its
            configuration failed
        """
        self.ensure_one()
        self._check()
        rows, total = [], 0
        try:
            with self.company_id._chorus_client() as client:
                for page in client.search_commitments(
                    self._criteria(), page_size=LISTED
                ):
                    rows += page.rows
                    total = max(page.total, len(rows))
                    if len(rows) >= LISTED:
                        break
        except ChorusError as error:
            raise UserError(explain_reading(self.env, error)) from error
        rows = rows[:LISTED]
        self._list(rows)
        account = self.company_id._chorus_account_company()
        self.sudo().write(
            {
                "searched": True,
                "searched_account_id": account.id,
                "searched_environment": account.l10n_fr_chorus_environment,
                "found_count": total,
            }
        )
        return self._reopen()

    def _check(self):
        self.check_access("write")
        # The connection of a company is for its own people.
        self.company_id.check_access("read")
        if self.notified_from and self.notified_to:
            if self.notified_from > self.notified_to:
                raise UserError(
                    self.env._("The period ends before it begins: change its dates.")
                )
        if self.amount_to and self.amount_from > self.amount_to:
            raise UserError(
                self.env._("The lowest amount is above the highest: change them.")
            )

    def _criteria(self):
        return CommitmentSearch(
            number=(self.number or "").strip(),
            contract_number=(self.contract_number or "").strip(),
            notified_from=self.notified_from or None,
            notified_to=self.notified_to or None,
            total_from=self.amount_from or None,
            total_to=self.amount_to or None,
        )

    def _list(self, rows):
        """Show rows of the portal; the only one is chosen already."""
        values = [
            {**row, "chosen": len(rows) == 1} for row in rows_values(self.env, rows)
        ]
        contract = (self.contract_number or "").strip()
        for value in values:
            value["contract_number"] = contract
        lines = [Command.clear(), *map(Command.create, values)]
        self.sudo().line_ids = lines

    def action_keep(self):
        """Keep the chosen commitments with their detail, and open them.

        What the search told is kept also where the portal falls silent meanwhile.

        :raises UserError: nothing was chosen
        """
        self.ensure_one()
        self.check_access("write")
        self.company_id.check_access("read")
        chosen = self.line_ids.filtered("chosen")
        if not chosen:
            raise UserError(self.env._("Choose the commitments to keep."))
        account = self.company_id._chorus_account_company()
        here = (account.id, account.l10n_fr_chorus_environment)
        if (self.searched_account_id.id, self.searched_environment) != here:
            raise self._other_search()
        commitments = self.env["l10n_fr_chorus_pro.commitment"].sudo()
        for line in chosen:
            commitments |= commitments._chorus_keep(account, line._values())
        if self.partner_id:
            self.partner_id.check_access("read")
            commitments.partner_ids |= self.partner_id.commercial_partner_id
        action = commitments._chorus_open()
        try:
            with self.company_id._chorus_client() as client:
                for commitment in commitments:
                    commitment._chorus_read_detail(client)
        except ChorusError as error:
            message = self.env._(
                "Kept, but not all of their detail: %s",
                explain_reading(self.env, error),
            )
            return notify(self.env, message, kind="warning", then=action)
        return action

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Search Commitments in Chorus Pro"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }


class ChorusFindCommitmentLine(models.TransientModel):
    _name = "l10n_fr_chorus_pro.find.commitment.line"
    _inherit = ["l10n_fr_chorus_pro.dialog.mixin"]
    _description = "Commitment found in Chorus Pro"

    search_id = fields.Many2one(
        comodel_name="l10n_fr_chorus_pro.find.commitment",
        required=True,
        ondelete="cascade",
        chorus_sealed=True,
    )
    chosen = fields.Boolean(string="Keep")
    number = fields.Char(readonly=True, chorus_sealed=True)
    commitment_ref = fields.Char(
        string="Chorus Pro Identifier", readonly=True, chorus_sealed=True
    )
    kind = fields.Char(string="Kind Code", readonly=True, chorus_sealed=True)
    kind_label = fields.Char(string="Kind", compute="_compute_labels")
    state = fields.Char(string="State Code", readonly=True, chorus_sealed=True)
    state_label = fields.Char(string="State", compute="_compute_labels")
    service_code = fields.Char(readonly=True, chorus_sealed=True)
    service_name = fields.Char(string="Service", readonly=True, chorus_sealed=True)
    supplier_siret = fields.Char(
        string="Supplier SIRET", readonly=True, chorus_sealed=True
    )
    supplier_name = fields.Char(string="Supplier", readonly=True, chorus_sealed=True)
    contract_number = fields.Char(readonly=True, chorus_sealed=True)
    notified_on = fields.Date(readonly=True, chorus_sealed=True)
    amount = fields.Monetary(readonly=True, chorus_sealed=True)
    currency_id = fields.Many2one(
        comodel_name="res.currency", readonly=True, chorus_sealed=True
    )
    has_documents = fields.Boolean(readonly=True, chorus_sealed=True)

    @api.depends("state", "kind")
    def _compute_labels(self):
        for line in self:
            line.state_label = line.state and commitment_state(line.state).label
            line.kind_label = line.kind and commitment_kind(line.kind).label

    def _values(self):
        """What the portal told of it, as the fields of a commitment."""
        self.ensure_one()
        values = {name: self[name] for name in ROW_FIELDS}
        if self.contract_number:
            values["contract_number"] = self.contract_number
        return values | {"currency_id": self.currency_id.id}
