"""What of a posted invoice is not due now, in accounts of its own.

The retention waits on 4117, and the advance that was booked on 4191 when it was paid is
used up. What the public body pays to subcontractors stays on the customer's account: it
is settled with what we owe them. A retention that a month gives back stays on 4117
until the payment is put on it.
"""

from odoo import Command, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

RETENTION, ADVANCE = "4117", "4191"


class ChorusContract(models.Model):
    _inherit = "l10n_fr_chorus_pro.contract"

    retention_account_id = fields.Many2one(
        comodel_name="account.account",
        check_company=True,
        default=lambda self: self._chorus_usual_account(RETENTION, "asset_receivable"),
        domain="[('account_type', '=', 'asset_receivable')]",
        help="Where retentions wait until they are paid back: 4117 in the French"
        " chart.",
    )
    advance_account_id = fields.Many2one(
        comodel_name="account.account",
        check_company=True,
        default=lambda self: self._chorus_usual_account(ADVANCE, "liability_current"),
        domain="[('account_type', '=', 'liability_current')]",
        help="Where the advance was booked when the public body paid it: 4191 in the"
        " French chart.",
    )

    def _chorus_usual_account(self, prefix, account_type):
        """The first account of the company whose code begins so; may be empty."""
        accounts = self.env["account.account"]
        return accounts.search(
            Domain(accounts._check_company_domain(self.env.company))
            & Domain(
                [("code", "=like", f"{prefix}%"), ("account_type", "=", account_type)]
            ),
            limit=1,
        )


class AccountMove(models.Model):
    _inherit = "account.move"

    def _chorus_book_withheld(self):
        """Move retention and advance off the customer's account, and reconcile.

        :raises UserError: the contract names no account for one of them
        """
        self.ensure_one()
        contract = self.sudo().l10n_fr_chorus_claim_ids.contract_id
        retention = max(self.l10n_fr_chorus_retention, 0)
        rows = [
            (retention, contract.retention_account_id, RETENTION),
            (self.l10n_fr_chorus_advance, contract.advance_account_id, ADVANCE),
        ]
        rows = [row for row in rows if not self.currency_id.is_zero(row[0])]
        if not rows:
            return
        for _amount, account, code in rows:
            if not account:
                raise UserError(
                    self.env._(
                        "Contract %(contract)s: choose the account %(code)s in its tab"
                        " Money, then post %(invoice)s.",
                        contract=contract.number,
                        code=code,
                        invoice=self.display_name,
                    )
                )
        owed = self.line_ids.filtered(
            lambda line: line.display_type == "payment_term" and not line.reconciled
        )
        entry = self.env["account.move"].create(
            self._chorus_withheld_values(rows, owed)
        )
        self.sudo().l10n_fr_chorus_withheld_move_id = entry
        entry._post(soft=False)
        self._chorus_reconcile_withheld(rows, owed)

    def _chorus_reconcile_withheld(self, rows, owed):
        """What an advance pays is paid; of a retention the VAT that is due on payment
        waits until it is paid back (:mod:`.cash_basis`)."""
        entry = self.sudo().l10n_fr_chorus_withheld_move_id.with_env(self.env)
        taken = entry.line_ids.sorted("id")[1::2]
        # An advance that was taken off too much comes back with the retention.
        taken.with_context(no_cash_basis=True).reconcile()
        for line, (_amount, _account, code) in zip(taken, rows, strict=True):
            open_lines = (line | owed).filtered(lambda one: not one.reconciled)
            open_lines.with_context(no_cash_basis=code == RETENTION).reconcile()

    def _chorus_withheld_values(self, rows, owed):
        """:param rows: (amount, account, code) of what is not due now"""
        env = self.company_id._chorus_lang_env()
        texts = {
            RETENTION: env._("Retention, %s", self.name),
            ADVANCE: env._("Advance taken off, %s", self.name),
        }
        lines = []
        for amount, account, code in rows:
            lines.append((texts[code], account, amount))
            lines.append((self.name, owed.account_id, -amount))
        return {
            "move_type": "entry",
            "company_id": self.company_id.id,
            "date": self.date,
            "ref": self.name,
            "journal_id": self.env["account.journal"]
            .search(
                [
                    *self.env["account.journal"]._check_company_domain(self.company_id),
                    ("type", "=", "general"),
                ],
                limit=1,
            )
            .id,
            "line_ids": [
                Command.create(
                    {
                        "name": text,
                        "account_id": account.id,
                        "partner_id": self.commercial_partner_id.id,
                        "balance": amount,
                    }
                )
                for text, account, amount in lines
            ],
        }

    def button_draft(self):
        # EXTENDS 'account'
        of_claims = self.filtered(lambda one: one._chorus_works_claim())
        entries = of_claims.sudo().l10n_fr_chorus_withheld_move_id
        for move in of_claims:
            move.check_access("write")
            move._chorus_mark_outside(move.l10n_fr_chorus_claim_ids.browse())
            move.sudo().l10n_fr_chorus_claim_ids.posted_as_claimed = False
        res = super().button_draft()
        # The invoice is no more what it was made of.
        of_claims._chorus_undo_withheld(entries.with_env(self.env))
        return res

    def _chorus_free_credited(self):
        """Before these credit notes are posted: an invoice that one of them credits as
        a whole owes no retention, and gave no advance back."""
        for note in self.filtered(lambda one: one.move_type == "out_refund"):
            invoice = note.reversed_entry_id.sudo()
            entry = invoice.l10n_fr_chorus_withheld_move_id
            if entry and note.amount_total == invoice.amount_total:
                invoice._chorus_undo_withheld(entry)

    def _chorus_undo_withheld(self, entries):
        """Take entries back that were posted: their numbers stay, as an audit wants it.

        :param entries: of these invoices, which have none any more
        """
        self.sudo().l10n_fr_chorus_withheld_move_id = False
        kept = entries.filtered(lambda one: one.state != "cancel")
        locked = kept.filtered(lambda one: not one._can_be_unlinked())
        (kept - locked).button_cancel()
        if locked:
            values = [{"date": one.date, "ref": one.ref} for one in locked]
            locked._reverse_moves(values, cancel=True)
