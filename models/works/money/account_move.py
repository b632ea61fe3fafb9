"""The invoice of a claim: not posted before its admission, and never sent itself."""

from odoo import api, fields, models
from odoo.exceptions import UserError

WORKS = "l10n_fr_chorus_is_works"


class AccountMove(models.Model):
    _inherit = "account.move"

    l10n_fr_chorus_claim_ids = fields.One2many(
        comodel_name="l10n_fr_chorus_pro.works.claim",
        inverse_name="move_id",
        string="Claim of Works",
        help="The claim whose month this invoice is. Chorus Pro has the claim, and the"
        " invoice is not sent.",
        groups="base.group_user",
    )
    l10n_fr_chorus_claim_note = fields.Text(
        string="State of the Claim",
        compute="_compute_l10n_fr_chorus_claim_note",
        groups="base.group_user",
    )
    l10n_fr_chorus_claim_due = fields.Monetary(
        string="Due to Us Now",
        compute="_compute_l10n_fr_chorus_claim_note",
        help="The total without retention, advance, penalties and what the public body"
        " pays to subcontractors.",
        groups="base.group_user",
    )
    l10n_fr_chorus_withheld_move_id = fields.Many2one(
        comodel_name="account.move",
        string="Retention and Advance",
        chorus_sealed=True,
        copy=False,
        readonly=True,
        index="btree_not_null",
        help="The entry that puts the retention on an account of its own and takes the"
        " advance off what the customer owes.",
        groups="base.group_user",
    )

    @api.depends(
        "state",
        "amount_total",
        "l10n_fr_chorus_is_works",
        "l10n_fr_chorus_retention",
        "l10n_fr_chorus_advance",
        "l10n_fr_chorus_direct_payment",
        "l10n_fr_chorus_claim_ids.state",
        "l10n_fr_chorus_claim_ids.dispute",
        "l10n_fr_chorus_claim_ids.admitted_on",
        "l10n_fr_chorus_claim_ids.admitted_other",
        "l10n_fr_chorus_claim_ids.posted_as_claimed",
    )
    def _compute_l10n_fr_chorus_claim_note(self):
        for move in self:
            claim = move._chorus_works_claim().sudo()
            note = move._chorus_claim_note(claim) if claim else False
            move.l10n_fr_chorus_claim_note = note
            held = move.l10n_fr_chorus_retention + move.l10n_fr_chorus_advance
            held += move.l10n_fr_chorus_direct_payment
            held += claim.admitted_on and claim.admitted_other or 0
            due = move.amount_total - held if claim else 0
            move.l10n_fr_chorus_claim_due = due

    def write(self, vals):
        # EXTENDS 'account'
        if not vals.get(WORKS, True) and self.sudo().l10n_fr_chorus_claim_ids:
            raise UserError(
                self.env._(
                    "The invoice of a claim stays one of a works contract: its claim"
                    " goes through Chorus Pro, and not the invoice."
                )
            )
        return super().write(vals)

    def _chorus_works_claim(self):
        """The claim of an invoice; no query for invoices of other contracts."""
        is_works = self.l10n_fr_chorus_is_works
        claims = self.env["l10n_fr_chorus_pro.works.claim"]
        found = self.sudo().l10n_fr_chorus_claim_ids[:1] if is_works else claims
        return found.with_env(self.env)

    def action_chorus_open_claim(self):
        self.ensure_one()
        return self.l10n_fr_chorus_claim_ids[:1].get_formview_action()

    def _chorus_claim_sentence(self):
        """Why the invoice of a claim is not sent; None for any other."""
        if claim := self._chorus_works_claim().sudo():
            return self.env._(
                "%s goes through Chorus Pro itself. Its invoice is for the accounts"
                " alone, and is not sent.",
                claim.display_name,
            )
        return None

    def _chorus_claim_note(self, claim):
        """What is to be known of the claim, as a sentence."""
        money = self.currency_id.format
        if not claim.admitted_on:
            if self.state == "posted":
                return self.env._(
                    "Posted as claimed. Nothing is admitted yet; what is not will stay"
                    " an open dispute."
                )
            return self.env._(
                "%s is not admitted yet: the invoice stays in draft until it is.",
                claim.display_name,
            )
        if claim.dispute == "open":
            return self.env._(
                "Open dispute: %(amount)s was claimed and not admitted.\n"
                "%(differences)s",
                amount=money(claim.disputed_amount),
                differences=claim.differences,
            )
        if other := claim.admitted_other:
            return self.env._(
                "%(claim)s is admitted. The public body takes off %(amount)s of"
                " penalties and others.",
                claim=claim.display_name,
                amount=money(other),
            )
        return self.env._("%s is admitted.", claim.display_name)

    def _post(self, soft=True):
        # EXTENDS 'account'
        of_claims = self.sudo().filtered(lambda one: one._chorus_works_claim())
        for move in of_claims:
            move._chorus_fit_admitted()
        self._chorus_free_credited()
        posted = super()._post(soft)
        for move in posted.filtered(lambda one: one.sudo() in of_claims):
            move._chorus_mark_outside(move.l10n_fr_chorus_claim_ids)
            move._chorus_book_withheld()
        return posted

    def _chorus_mark_outside(self, claim):
        """Chorus Pro has the claim, and declares it; without one it is taken back.

        :param claim: empty where the invoice is a draft again
        """
        claim = claim.with_env(self.company_id._chorus_lang_env())
        self.sudo().write(
            {
                "l10n_fr_chorus_outside_reason": claim.display_name,
                "l10n_fr_chorus_outside_way": "chorus_pro" if claim else False,
            }
        )

    def _chorus_fit_admitted(self):
        """What is taken off becomes what was admitted, however old the draft is.

        :raises UserError: the claim is not admitted, or not for that amount
        """
        claim = self.l10n_fr_chorus_claim_ids[:1]
        if claim.posted_as_claimed:
            return
        if not claim.admitted_on:
            raise UserError(
                self.env._(
                    "%s is not admitted yet, and its invoice stays in draft. Enter what"
                    " the statement of the works supervisor admits, or choose Post as"
                    " Claimed on the claim.",
                    claim.display_name,
                )
            )
        excess, counted = (
            claim._chorus_excess(),
            claim._chorus_reckon_months()[claim][1],
        )
        total = float(counted.total - excess.works - excess.vat)
        if self.currency_id.compare_amounts(self.amount_total, total):
            raise UserError(
                self.env._(
                    "%(claim)s was admitted for %(admitted)s with VAT, and the invoice"
                    " says %(invoice)s. On the claim, choose Take What Was Admitted, or"
                    " Post as Claimed: the difference then stays an open dispute.",
                    claim=claim.display_name,
                    admitted=self.currency_id.format(total),
                    invoice=self.currency_id.format(self.amount_total),
                )
            )
        claim._chorus_write_taken_off(counted, excess)
