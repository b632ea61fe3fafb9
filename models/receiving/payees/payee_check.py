from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, UserError

from ....tools.row_locks import hold_or_refuse
from .account_numbers import clean_account, half_hidden

WAITING, CONFIRMED, REFUSED = "waiting", "confirmed", "refused"
SOURCES = [
    ("contract", "The contract"),
    ("earlier", "An earlier file or invoice"),
    ("directory", "A public directory"),
    ("odoo", "The supplier's contact in Odoo, from before"),
    ("other", "Another source"),
]


class ChorusPayeeCheck(models.Model):
    """Bank details that somebody has to call back about before they are paid.

    Kept whole and for good: what was asked is not changed, what was answered is not
    either. The newest one about an account says whether it may be paid.
    """

    _name = "l10n_fr_chorus_pro.payee.check"
    _description = "Bank Details to Call Back About"
    _order = "id desc"

    company_id = fields.Many2one(
        comodel_name="res.company", required=True, index=True, ondelete="restrict"
    )
    received_id = fields.Many2one(
        comodel_name="l10n_fr_chorus_pro.received",
        string="Invoice",
        required=True,
        index=True,
        ondelete="restrict",
        help="The invoice that named these details first, or anew.",
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Supplier",
        required=True,
        index=True,
        ondelete="restrict",
    )
    document_id = fields.Many2one(
        comodel_name="l10n_fr_chorus_pro.received.document",
        string="Named by",
        ondelete="restrict",
        help="A document of a completion that names another account than the invoice.",
    )

    # -- What is asked ---------------------------------------------------------

    old_account = fields.Char(
        help="The account that was paid, or known, until now; empty where none was."
    )
    account_number = fields.Char(string="New Account", required=True)
    bank_name = fields.Char(string="Bank")
    holder = fields.Char(help="Who receives the money, where it is not the supplier.")
    is_first = fields.Boolean(
        string="First Account", help="No account of this supplier was confirmed before."
    )
    is_changed = fields.Boolean(
        string="Changed Account", help="Another one was confirmed or known before."
    )
    is_with_completion = fields.Boolean(
        string="Came With a Completion",
        help="The supplier sent it with a completion or a recycling of the invoice.",
    )
    is_factor = fields.Boolean(
        string="Somebody Else Is Paid",
        help="The holder is not the supplier: a factor, to whom it was assigned.",
    )
    is_entered = fields.Boolean(
        string="Asked by a Person",
        help="Somebody entered these details by hand, or doubts an earlier answer:"
        " another person calls back.",
    )
    asked_by_id = fields.Many2one(
        comodel_name="res.users",
        required=True,
        ondelete="restrict",
        help="Odoo itself where the invoice named the details.",
    )
    asked_at = fields.Datetime(required=True)
    why = fields.Text(string="Why It Blocks", compute="_compute_why")

    # -- What was answered -----------------------------------------------------

    state = fields.Selection(
        selection=[
            (WAITING, "To call back"),
            (CONFIRMED, "Confirmed"),
            (REFUSED, "Not theirs"),
        ],
        required=True,
        default=WAITING,
        index=True,
    )
    called_by_id = fields.Many2one(comodel_name="res.users", ondelete="restrict")
    called_at = fields.Datetime(string="Called On")
    phone = fields.Char(string="Number Called")
    phone_source = fields.Selection(
        selection=SOURCES,
        string="Where the Number Is From",
        help="Never from the invoice itself.",
    )
    phone_source_detail = fields.Char(string="Which One")
    spoke_with = fields.Char(help="Name and post of who answered.")
    is_supplier_s = fields.Boolean(
        string="The Supplier Under Another Name",
        help="The holder is the supplier itself: no assignment is needed.",
    )
    note = fields.Text()

    @api.depends("partner_id", "account_number")
    def _compute_display_name(self):
        for check in self:
            number = half_hidden(check.account_number)
            check.display_name = f"{check.partner_id.name} – {number}"

    @api.depends("is_first", "is_changed", "is_with_completion", "is_factor", "holder")
    @api.depends_context("lang")
    def _compute_why(self):
        for check in self:
            check.why = " ".join(check._chorus_reasons())

    def write(self, vals):
        # Whoever writes, by whatever right: an answer stands as it was given.
        if any(check.state != WAITING for check in self):
            raise AccessError(
                self.env._("A recorded call-back is not changed: ask anew instead.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise AccessError(self.env._("What was asked about a payee is kept for good."))

    # -- Words -----------------------------------------------------------------

    def _chorus_reasons(self):
        """Why these details are not paid without a call-back.

        :return: list of sentences, in the language of the environment
        """
        self.ensure_one()
        env, new = self.env, half_hidden(self.account_number)
        reasons = []
        if self.is_changed:
            reasons.append(
                env._(
                    "The account of %(supplier)s changed from %(old)s to %(new)s.",
                    supplier=self.partner_id.name,
                    old=half_hidden(self.old_account),
                    new=new,
                )
            )
        elif self.is_first:
            reasons.append(
                env._(
                    "%(new)s is the first account of %(supplier)s.",
                    supplier=self.partner_id.name,
                    new=new,
                )
            )
        if self.document_id:
            name = self.document_id.name
            reasons.append(
                env._("The document %s names it, and the invoice another one.", name)
            )
        elif self.is_with_completion:
            reasons.append(env._("It came with a completion of the invoice."))
        if self.is_factor and not self.is_supplier_s:
            holder = self.holder or env._("a factor")
            reasons.append(env._("Its holder is not the supplier: %s.", holder))
        if self.is_entered:
            asked_by = self.asked_by_id.name
            reasons.append(env._("%s entered it or asks anew.", asked_by))
        return reasons

    # -- The answer ------------------------------------------------------------

    def _chorus_why_not_caller(self):
        """Why the user is not the one to call back: he is to be a second person.

        :return: a sentence; empty where he may
        """
        self.ensure_one()
        user, check = self.env.user, self.sudo()
        if user._is_superuser() or user.share:
            return self.env._("A person calls back, signed in under his own name.")
        if not user.has_group("l10n_fr_chorus_pro.group_received_finance"):
            whom = check.received_id.with_user(user)._chorus_whom_to_ask()
            return self.env._("Finance officers call back. %s", whom)
        accounts = check._chorus_accounts_in_odoo()
        assignments = check._chorus_assignments()
        entered = accounts.create_uid | accounts.write_uid
        entered |= assignments.create_uid | assignments.edited_by_id
        if check.is_entered:
            entered |= check.asked_by_id
        if user in entered:
            return self.env._(
                "You entered these bank details, or the assignment: a second person"
                " calls back."
            )
        if "order" in check.received_id._chorus_acts_of(user):
            return self.env._(
                "You ordered the payment of this invoice: somebody else calls back."
            )
        return ""

    def _chorus_answer(self, state, values):
        """Keep the answer for good, in the user's name; put the account where it is
        paid, and tell of it.

        :param str state: CONFIRMED or REFUSED
        :param dict values: the telephone number and all about the call
        :raises UserError: it was answered already, or not by this user
        """
        self.ensure_one()
        check = self.sudo()
        hold_or_refuse(check)
        check.invalidate_recordset()
        if check.state != WAITING:
            raise UserError(self.env._("Somebody has called back already: look again."))
        if why := self._chorus_why_not_caller():
            raise UserError(why)
        answer = {"called_by_id": self.env.user.id, "called_at": fields.Datetime.now()}
        check.write({**values, **answer, "state": state})
        if state == CONFIRMED:
            check._chorus_keep_bank_account()
        check._chorus_tell_answer()
        invoices = check._chorus_invoices()
        invoices.invalidate_recordset(["payee_check_id"])
        invoices._chorus_look_at_payee()

    def _chorus_invoices(self):
        """The received invoices that these details are about."""
        self.ensure_one()
        domain = [
            ("company_id", "=", self.company_id.id),
            ("payee_check_id.partner_id", "=", self.partner_id.id),
            ("payee_check_id.account_number", "=", self.account_number),
            ("stage", "!=", "ended"),
        ]
        received = self.env["l10n_fr_chorus_pro.received"].sudo()
        return received.search(domain) | self.sudo().received_id

    def _chorus_accounts_in_odoo(self):
        """Odoo's bank accounts of the supplier with this number, archived too."""
        self.ensure_one()
        accounts = self.env["res.partner.bank"].sudo().with_context(active_test=False)
        found = accounts.search(
            [
                ("partner_id", "=", self.partner_id.id),
                ("company_id", "in", [False, self.company_id.id]),
            ]
        )
        number = self.account_number
        return found.filtered(lambda acc: clean_account(acc.acc_number) == number)

    def _chorus_paid_account(self):
        """The one to be paid on: of this number still, trusted, and not archived."""
        return self._chorus_accounts_in_odoo().filtered(
            lambda account: account.active and account.allow_out_payment
        )[:1]

    def _chorus_keep_bank_account(self):
        """What was confirmed is a trusted bank account of the supplier."""
        # To trust an account is the right of the call-back, not of a group of users.
        check = self.with_user(SUPERUSER_ID)
        account = check._chorus_accounts_in_odoo()[:1].with_user(SUPERUSER_ID)
        if account:
            account.write({"active": True, "allow_out_payment": True})
            return
        check.env["res.partner.bank"].create(
            {
                "partner_id": check.partner_id.id,
                "acc_number": check.account_number,
                "acc_holder_name": check.holder or check.partner_id.name,
                "allow_out_payment": True,
            }
        )

    def _chorus_assignments(self):
        """The assignments on file of the supplier to this account."""
        self.ensure_one()
        domain = [
            ("company_id", "=", self.company_id.id),
            ("partner_id", "=", self.partner_id.id),
        ]
        found = self.env["l10n_fr_chorus_pro.assignment"].sudo().search(domain)
        return found.filtered(
            lambda a: clean_account(a.account_number) == self.account_number
        )

    def _chorus_tell_answer(self):
        """Old and new on the supplier's contact, and on the invoice or its bill."""
        env = self.company_id._chorus_lang_env()
        check = self.with_env(env(su=True))
        numbers = {
            "old": half_hidden(check.old_account) or env._("none"),
            "new": half_hidden(check.account_number),
            "who": check.called_by_id.name,
        }
        if check.state == CONFIRMED:
            title = env._(
                "Payee: %(old)s → %(new)s, confirmed by a call-back of %(who)s.",
                **numbers,
            )
        else:
            title = env._(
                "Payee: %(new)s is not the supplier's, %(who)s called back. It is not"
                " paid; before: %(old)s.",
                **numbers,
            )
        check.partner_id.message_post(body=title)
        check.received_id._chorus_tell_news(title)

    # -- Doubts ----------------------------------------------------------------

    def action_chorus_ask_again(self):
        """Doubt an answer: the details wait once more, for another person's call.

        :raises AccessError: not a finance officer
        :raises UserError: it waits already
        """
        self.ensure_one()
        self.check_access("read")
        if not self.env.user.has_group("l10n_fr_chorus_pro.group_received_finance"):
            raise AccessError(self.env._("Only a finance officer asks anew."))
        if self.state == WAITING:
            raise UserError(self.env._("It waits for a call-back already."))
        asked = {
            "is_entered": True,
            "asked_by_id": self.env.user.id,
            "asked_at": fields.Datetime.now(),
            "state": WAITING,
        }
        kept = ("company_id", "received_id", "partner_id", "document_id")
        kept += ("old_account", "account_number", "bank_name", "holder")
        kept += ("is_first", "is_changed", "is_with_completion", "is_factor")
        values = self.sudo().copy_data()[0]
        again = self.sudo().create({n: values.get(n) for n in kept} | asked)
        self._chorus_invoices()._chorus_look_at_payee()
        return again._get_records_action()
