"""The customer invoice of a month: draft until the claim is admitted."""

from decimal import Decimal

from odoo import Command, api, models
from odoo.exceptions import UserError
from odoo.tools import formatLang

from .contract import exact, in_order
from .figures import Statement

PAID = ("paid", "in_payment")


class ChorusWorksClaim(models.Model):
    _inherit = "l10n_fr_chorus_pro.works.claim"

    # What becomes of the invoice is read anew each time: to depend on its state would
    # cost every invoice of every company a query.
    @api.depends("move_id")
    def _compute_move_state(self):
        for claim in self:
            claim.move_state = claim.move_id.state
            claim.has_invoice = claim._chorus_has_invoice()

    @api.depends("deposited_on", "admitted_on", "dispute", "move_id")
    def _compute_state(self):
        for claim in self:
            if claim.move_id.payment_state in PAID:
                claim.state = "paid"
            elif claim.admitted_on:
                is_less = claim.dispute != "none"
                claim.state = "admitted_for_less" if is_less else "admitted"
            else:
                claim.state = "deposited" if claim.deposited_on else "draft"

    def action_chorus_open_invoice(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": self.move_id.id,
            "views": [[False, "form"]],
        }

    def action_chorus_make_invoice(self):
        """Make the draft invoice of the month, and open it.

        :raises UserError: it is there already, nothing is claimed, or the contract
            lacks what an invoice needs
        """
        self.ensure_one()
        self.check_access("write")
        if not self._chorus_has_invoice():
            self._chorus_refuse_invoice()
            move = self.env["account.move"].create(self._chorus_invoice_values())
            self.sudo().write({"move_id": move.id, "posted_as_claimed": False})
            self._chorus_write_amounts()
        return self.action_chorus_open_invoice()

    def _chorus_refuse_invoice(self):
        """:raises UserError: the month is not ours to invoice, or not yet"""
        contract = self.contract_id
        if contract.our_role == "subcontractor":
            raise UserError(
                self.env._(
                    "You are a subcontractor in contract %s: your customer is the main"
                    " contractor, and not the public body. Make the invoice to"
                    " him in Invoicing, without VAT (CGI, article 283, 2 nonies).",
                    contract.number,
                )
            )
        if not contract.works_tax_id:
            raise UserError(
                self.env._(
                    "Contract %s has no VAT yet: choose it on the contract, then make"
                    " the invoice.",
                    contract.number,
                )
            )
        if self.works <= 0:
            raise UserError(
                self.env._(
                    "%s claims no works beyond those of the month before: there is"
                    " nothing to invoice.",
                    self.display_name,
                )
            )

    def _chorus_has_invoice(self):
        """Whether there is an invoice that was neither cancelled nor reversed."""
        move = self.move_id
        return bool(
            move and move.state != "cancel" and move.payment_state != "reversed"
        )

    def _chorus_invoice_values(self):
        contract = self.contract_id
        env = self.company_id._chorus_lang_env()
        return {
            "move_type": "out_invoice",
            "company_id": self.company_id.id,
            "partner_id": contract.customer_id.id,
            "currency_id": contract.currency_id.id,
            "buyer_reference": contract.service_id.code,
            "contract_reference": contract.number,
            "ref": self.with_env(env).display_name,
            "l10n_fr_chorus_is_works": True,
        }

    def _chorus_excess(self):
        """By how much the invoices of earlier claims exceed what counts of these:
        one was posted as claimed, and what was not admitted comes again.

        :return: what counts, negative parts of it too, as a Statement of which untaxed
            amount (as ``works``), vat, retention, recovered and subcontracted are set
        """
        self.ensure_one()
        names = ("works", "vat", "retention", "recovered", "subcontracted")
        excess = dict.fromkeys(names, Decimal(0))
        kept = self.contract_id.claim_ids
        for claim, (_expected, counted) in kept._chorus_reckon_months().items():
            if in_order(claim) >= in_order(self) or not claim._chorus_has_invoice():
                continue
            for name, amount in claim._chorus_month_invoiced().items():
                excess[name] += exact(amount) - getattr(counted, name)
            excess["works"] -= counted.revision
        return Statement(**excess)

    def _chorus_month_invoiced(self):
        """What the invoice of the month says, less its credit notes."""
        move = self.move_id
        credit = move.reversal_move_ids.filtered(lambda one: one.state == "posted")
        return {
            "works": move.amount_untaxed - sum(credit.mapped("amount_untaxed")),
            "vat": move.amount_tax - sum(credit.mapped("amount_tax")),
            "retention": move.l10n_fr_chorus_retention,
            "recovered": move.l10n_fr_chorus_advance,
            "subcontracted": move.l10n_fr_chorus_direct_payment,
        }

    def _chorus_write_amounts(self, as_claimed=False):
        """Put into the draft invoice what the month comes to: as admitted, else as
        claimed; or as claimed in any case."""
        for claim in self:
            expected, counted = claim._chorus_reckon_months()[claim]
            month, excess = expected if as_claimed else counted, claim._chorus_excess()
            env = claim.company_id._chorus_lang_env()
            written = formatLang(env, claim.coefficient, digits=6)
            coefficient = written.rstrip("0").rstrip(",.")
            rows = [
                (env._("Works of the month, at initial prices"), month.works),
                (env._("Revision, coefficient %s", coefficient), month.revision),
                (env._("Invoiced before, and admitted now"), -excess.works),
            ]
            lines = [claim._chorus_line(*row) for row in rows if row[1]]
            move = claim.move_id
            move.write({"invoice_line_ids": [Command.clear(), *lines]})
            claim._chorus_fit_invoice_vat(float(month.vat - excess.vat))
            claim._chorus_write_taken_off(month, excess)

    def _chorus_write_taken_off(self, month, excess):
        """What of the invoice is not due to us now.

        :param Statement month: what the invoice is of
        :param Statement excess: of earlier invoices
        """
        subcontracted = month.subcontracted - excess.subcontracted
        self.move_id.write(
            {
                "l10n_fr_chorus_retention": float(month.retention - excess.retention),
                "l10n_fr_chorus_advance": float(month.recovered - excess.recovered),
                "l10n_fr_chorus_direct_payment": float(subcontracted),
            }
        )

    def _chorus_line(self, text, amount):
        return Command.create(
            {
                "name": text,
                "quantity": 1,
                "price_unit": float(amount),
                "tax_ids": [Command.set(self.contract_id.works_tax_id.ids)],
            }
        )

    def _chorus_fit_invoice_vat(self, vat):
        """The statement rounds once a month; Odoo may round each line."""
        move = self.move_id
        line = move.line_ids.filtered("tax_line_id")[:1]
        difference = move.currency_id.round(vat - move.amount_tax)
        if line and difference:
            with move._get_edi_creation():
                line.amount_currency += difference * move.direction_sign

    def action_chorus_take_admitted(self):
        """The draft invoice says what was admitted; the dispute over it is settled.

        :raises UserError: it is posted: that is corrected by hand
        """
        self.check_access("write")
        for claim in self:
            if claim._chorus_has_invoice() and claim.move_id.state == "posted":
                raise UserError(
                    self.env._(
                        "%s is posted. What was not admitted stays owed until the"
                        " dispute is settled; correct it by hand if you give it up.",
                        claim.move_id.display_name,
                    )
                )
            if claim.dispute == "open":
                claim.action_chorus_settle()
            if claim.move_id.state == "draft":
                claim._chorus_write_amounts()

    def action_chorus_post_as_claimed(self):
        """Post the invoice for what was claimed: the user insists on it."""
        self.check_access("write")
        for claim in self:
            if claim.move_id.state != "draft":
                raise UserError(
                    self.env._("%s has no draft invoice.", claim.display_name)
                )
            claim._chorus_write_amounts(as_claimed=True)
            claim.sudo().posted_as_claimed = True
            claim.move_id.action_post()
            claim.message_post(
                body=self.env._(
                    "Invoice %s was posted as claimed. What is not admitted stays an"
                    " open dispute.",
                    claim.move_id.name,
                )
            )
