"""The commitment that an invoice names, looked up before the invoice leaves."""

import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ..chorus_api import ChorusError
from .account_move import PEOPLE_OF_ACCOUNTING
from .account_move_customers import TIME_LIMIT
from .checks import COMMITMENT_CHECKS
from .commitment import REGISTERED_RECIPIENTS
from .commitment_checks import figures_texts, kept_commitment
from .commitment_portal import RELOAD
from .error_texts import explain, explain_reading
from .notification import notify
from .partner_look_up import PATIENCE
from .row_locks import take_free_rows
from .typed_texts import typed_code

_logger = logging.getLogger(__name__)

# How old what is known of a commitment may be when an invoice on it is deposited.
LONGEST_AGE = timedelta(days=1)


class AccountMove(models.Model):
    _inherit = "account.move"

    l10n_fr_chorus_commitment_id = fields.Many2one(
        comodel_name="l10n_fr_chorus_pro.commitment",
        string="Commitment",
        compute="_compute_l10n_fr_chorus_commitment_id",
        compute_sudo=True,
        groups=PEOPLE_OF_ACCOUNTING,
    )
    l10n_fr_chorus_has_commitment = fields.Boolean(
        string="Commitment of the State",
        compute="_compute_l10n_fr_chorus_has_commitment",
        help="Whether the invoice names a commitment that Chorus Pro keeps.",
        groups="base.group_user",
    )

    # The invoices of a commitment are looked for by its number.
    _chorus_commitment_index = models.Index(
        "(purchase_order_reference) WHERE purchase_order_reference IS NOT NULL"
    )

    @api.depends(
        "purchase_order_reference",
        "commercial_partner_id.company_registry",
        "move_type",
    )
    def _compute_l10n_fr_chorus_has_commitment(self):
        for move in self:
            move.l10n_fr_chorus_has_commitment = (
                move.move_type in ("out_invoice", "out_refund")
                and bool(typed_code(move.purchase_order_reference))
                and move._chorus_recipient_siret() in REGISTERED_RECIPIENTS
            )

    @api.depends(
        "l10n_fr_chorus_has_commitment", "purchase_order_reference", "company_id"
    )
    def _compute_l10n_fr_chorus_commitment_id(self):
        self.l10n_fr_chorus_commitment_id = False
        wanted = self.filtered("l10n_fr_chorus_has_commitment")
        if not wanted:
            return
        accounts = {c: c._chorus_account_company() for c in wanted.company_id}
        commitments = self.env["l10n_fr_chorus_pro.commitment"]
        typed = [typed_code(move.purchase_order_reference) for move in wanted]
        spellings = {form for n in typed for form in (n, n.upper(), n.lower())}
        kept = commitments.with_context(active_test=False).search(
            [
                ("number", "in", [*spellings]),
                ("company_id", "in", [account.id for account in accounts.values()]),
            ]
        )
        by_key = {(c.company_id.id, c.environment, c.number.upper()): c for c in kept}
        for move in wanted:
            account = accounts[move.company_id]
            number = typed_code(move.purchase_order_reference).upper()
            key = (account.id, account.l10n_fr_chorus_environment, number)
            move.l10n_fr_chorus_commitment_id = by_key.get(key, False)

    # -- Asking the portal -----------------------------------------------------

    def action_chorus_check_commitment(self):
        """Look the commitment up in Chorus Pro now, and compare the invoice with it.

        :raises UserError: it cannot be looked up, in a sentence
        """
        self.ensure_one()
        self.check_access("write")
        if not self.l10n_fr_chorus_has_commitment:
            raise UserError(
                self.env._(
                    "Chorus Pro keeps the commitments of the State alone: enter a"
                    " commitment number on an invoice to the State (SIRET %s).",
                    ", ".join(REGISTERED_RECIPIENTS),
                )
            )
        try:
            with self.company_id._chorus_client(patience=PATIENCE) as client:
                self._chorus_look_up_commitment(client)
        except ChorusError as error:
            raise UserError(explain_reading(self.env, error)) from error
        sentences = self._chorus_commitment_sentences()
        if sentences:
            return notify(self.env, "\n".join(sentences), kind="warning", then=RELOAD)
        return notify(self.env, self._chorus_commitment_praise(), then=RELOAD)

    def _chorus_look_up_commitment(self, client):
        """Read the one commitment that these invoices name from the portal.

        :raises ChorusError: the portal or its configuration failed
        """
        account = self.company_id._chorus_account_company()
        commitments = self.env["l10n_fr_chorus_pro.commitment"]
        number = self[:1]._chorus_commitment_number()
        commitments._chorus_look_up(account, client, number)
        kept = kept_commitment(self[:1])
        if kept.active:
            customers = self.commercial_partner_id.filtered(kept._chorus_is_for)
            kept.partner_ids |= customers

    def _chorus_commitment_sentences(self):
        """What is wrong with the commitment, by what is kept of it.

        :rtype: list of str
        """
        self.ensure_one()
        return [
            failure.sentence
            for failure in self._chorus_failures()
            if failure.check in COMMITMENT_CHECKS
        ]

    def _chorus_commitment_praise(self):
        figures = figures_texts(self)
        if figures:
            return self.env._(
                "The commitment %(number)s suits the invoice: ordered %(ordered)s,"
                " invoiced elsewhere in Odoo %(elsewhere)s, this invoice %(here)s,"
                " %(left)s left.",
                **figures,
            )
        return self.env._(
            "The commitment %s suits the invoice.", self._chorus_commitment_number()
        )

    def _chorus_freshen_commitments(self, company):
        """Before a deposit: look up what is not known, or was not for some time.

        It is a service to the sender and stops nothing: where the portal does not
        answer, what is kept counts. What it changes is told on the invoice.

        :param company: of these invoices, whose account asks
        """
        old = self.filtered(lambda move: move._chorus_has_old_commitment())
        if not old or not company._chorus_may_ask():
            return
        try:
            with company._chorus_client(patience=TIME_LIMIT) as client:
                for moves in old.grouped(
                    lambda move: move._chorus_commitment_number()
                ).values():
                    moves._chorus_freshen_commitment(client)
        except ChorusError as error:
            _logger.info("Commitments not looked up: %s", explain(self.env, error))

    def _chorus_has_old_commitment(self):
        if not self.l10n_fr_chorus_has_commitment:
            return False
        kept = kept_commitment(self)
        oldest = fields.Datetime.now() - LONGEST_AGE
        # One that the portal did not know may have been made since.
        return not kept.active or not kept.refreshed_at or kept.refreshed_at <= oldest

    def _chorus_freshen_commitment(self, client):
        """Look up the one commitment of these invoices, unless another worker is at it:
        that one's answer is as good."""
        kept = kept_commitment(self[:1])
        before = {move: move._chorus_commitment_sentences() for move in self}
        try:
            with self.env.cr.savepoint():
                if not kept or take_free_rows(kept, allow_referencing=True):
                    self._chorus_look_up_commitment(client)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            _logger.info("Commitment %s is looked up by another worker", kept.number)
            return
        for move in self:
            sentences = move._chorus_commitment_sentences()
            if sentences and sentences != before[move]:
                move._chorus_tell_commitment(sentences)

    def _chorus_tell_commitment(self, sentences):
        """Leave a note of what was found out while the invoice was being sent."""
        env = self.company_id._chorus_lang_env()
        self.with_env(env).message_post(
            body=env._("Chorus Pro: %s", " ".join(sentences)),
            subtype_xmlid="mail.mt_note",
        )
