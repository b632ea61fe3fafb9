"""Whose account an invoice is to be paid to, and what keeps it from being ordered.

The newest check about an account says whether it may be paid; what users write on bank
accounts in Odoo says nothing.
"""

import re
import unicodedata
from dataclasses import dataclass

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import format_date

from ..roles import RECIPIENT
from .account_numbers import clean_account, half_hidden, ibans_in
from .payee_check import CONFIRMED, REFUSED, WAITING

# Of UNTDID 4461: the supplier takes the money himself, or has it; and what needs no
# account of his, where none is named.
TAKEN = ("48", "49", "54", "55", "59", "97")
WITHOUT_ACCOUNT = ("10", "20")
LEGAL_FORMS = {"sa", "sas", "sasu", "sarl", "eurl", "sci", "snc", "scop", "ei"}
ASSIGNED = re.compile(r"affactur|subrog|cession", re.IGNORECASE)


@dataclass(frozen=True)
class Payee:
    """Whom an invoice asks to pay.

    :param number: of the account, to compare by; empty where none is named
    :param holder: who receives the money, where it is not the supplier
    :param is_assigned: the invoice tells of an assignment in words
    """

    number: str = ""
    bank: str = ""
    holder: str = ""
    is_assigned: bool = False

    @property
    def is_factor(self):
        return bool(self.holder or self.is_assigned)


class ChorusReceived(models.Model):
    _inherit = "l10n_fr_chorus_pro.received"

    payee_check_id = fields.Many2one(
        comodel_name="l10n_fr_chorus_pro.payee.check",
        string="Payee",
        index="btree_not_null",
        ondelete="set null",
        help="The check that says whether the account may be paid.",
    )
    payee_state = fields.Selection(
        related="payee_check_id.state", string="State of the Payee", store=True
    )
    payee_version = fields.Integer(
        help="Which version of its content the payee was compared with."
    )
    payee_block = fields.Text(
        string="Why the Payee Blocks", compute="_compute_payee_block"
    )

    @api.depends_context("uid", "lang")
    @api.depends("payee_check_id", "payee_state", "content_version", "move_id")
    def _compute_payee_block(self):
        for received in self:
            is_open = not (received._chorus_stage().over or received.is_credit_note)
            is_open = is_open and received.role == RECIPIENT
            is_open = is_open and not received._chorus_stage().ordered
            why = received._chorus_payee_sentence() if is_open else ""
            received.payee_block = why or False

    # -- What the invoice tells ------------------------------------------------

    def _chorus_payee(self):
        """Whom the content of the invoice asks to pay.

        :return: a :class:`Payee`, or None where the body has to pay to no account
        """
        self.ensure_one()
        content = self._chorus_content_read()
        if self.is_credit_note:
            return None
        if not content:
            return Payee()
        if content.is_credit_note or (self.sudo()._chorus_net_asked() or 0) <= 0:
            return None
        if content.payment_code in TAKEN:
            return None
        told = content.bank_account
        named = told.holder if told else ""
        payee = Payee(
            number=clean_account(told.account) if told else "",
            bank=told.bank if told else "",
            holder="" if self._chorus_is_supplier_s(named) else named,
            is_assigned=bool(ASSIGNED.search(content.payment_label or "")),
        )
        if payee.number or payee.is_factor:
            return payee
        return None if content.payment_code in WITHOUT_ACCOUNT else payee

    def _chorus_is_supplier_s(self, holder):
        """Whether a holder is the supplier itself, however its name is written."""
        names = (self.supplier_name, self.sudo().partner_id.name)
        return not holder or bare(holder) in {bare(name) for name in names if name}

    def _chorus_accounts_sent(self, payee):
        """Accounts that documents of a completion name, other than the invoice's.

        :return: dict of document by number
        """
        found = {}
        for document in self.sudo().document_ids.filtered(
            lambda document: document.content_version > 1
        ):
            for text in document._chorus_texts():
                found |= dict.fromkeys(ibans_in(text), document)
        own = self.company_id.sudo().partner_id.bank_ids.mapped("acc_number")
        for number in (payee.number, *map(clean_account, own)):
            found.pop(number, None)
        return found

    # -- What is known ---------------------------------------------------------

    def _chorus_payee_checks(self):
        """All checks about this supplier in this company, the newest first."""
        self.ensure_one()
        supplier = self.sudo().partner_id.commercial_partner_id
        found = self._chorus_checks_by_supplier()
        none = self.env["l10n_fr_chorus_pro.payee.check"].sudo()
        return found.get((self.company_id, supplier), none)

    def _chorus_payee_check(self, payee, checks=None):
        """The check that says whether this invoice may be paid, and where to.

        Another account that came with a completion comes first: it waits, or was
        confirmed in place of the invoice's. Then the account that the invoice names;
        where it names none, the one entered for it, else the supplier's last: never
        that where somebody else is to be paid.

        :param checks: all about its supplier, the newest first, where they are known
        """
        if checks is None:
            checks = self._chorus_payee_checks()
        newest = checks.browse()
        for check in checks:
            if check.account_number not in newest.mapped("account_number"):
                newest |= check
        sent = newest.filtered(
            lambda check: (
                check.document_id
                and check.received_id == self
                and check.state != REFUSED
            )
        )
        if sent:
            return sent[:1]
        if payee.number:
            return newest.filtered(lambda c: c.account_number == payee.number)
        entered = newest.filtered(lambda c: c.is_entered and c.received_id == self)
        if payee.is_factor:
            return entered[:1]
        own = newest.filtered(
            lambda c: c.state == CONFIRMED and (not c.is_factor or c.is_supplier_s)
        )
        return (entered or own)[:1]

    # -- Comparing -------------------------------------------------------------

    def _chorus_look_at_payee(self):
        """Compare the bank details of these invoices with what is known of their
        suppliers: known ones go on their bills, others wait for a call-back."""
        for received in self.sudo():
            payee = received._chorus_payee()
            check = received.payee_check_id.browse()
            if payee and received.partner_id:
                received._chorus_ask_about(payee)
                check = received._chorus_payee_check(payee)
            news = (check, received.content_version)
            if (received.payee_check_id, received.payee_version) != news:
                received.payee_check_id, received.payee_version = news
            received._chorus_put_payee()

    def _chorus_ask_about(self, payee):
        """A check for each account that nobody asked about yet, with its holder."""
        checks = self._chorus_payee_checks()
        known = checks.mapped("account_number")
        asked = checks.browse()
        if payee.number and not self._chorus_is_asked(payee, checks):
            asked |= self._chorus_ask(payee)
        if self.content_version > 1 and self.payee_version != self.content_version:
            for number, document in self._chorus_accounts_sent(payee).items():
                if number not in known:
                    sent = Payee(number=number)
                    asked |= self._chorus_ask(sent, document_id=document.id)
        for check in asked:
            env = self.company_id._chorus_lang_env()
            self._chorus_tell_news(
                env._("Bank details to call back about"),
                reason=" ".join(check.with_env(env)._chorus_reasons()),
                step=env._(
                    "Payment is not ordered before a second person has called the"
                    " supplier, on a number that is not from the invoice, and recorded"
                    " it."
                ),
            )

    def _chorus_is_asked(self, payee, checks):
        """Whether somebody was asked about an account as this invoice names it.

        That a factor holds it, or another one, is news of an account that is known.
        """
        same = checks.filtered(lambda check: check.account_number == payee.number)
        if payee.holder:
            holders = {bare(check.holder or "") for check in same}
            return bare(payee.holder) in holders
        if payee.is_assigned:
            return any(same.mapped("is_factor"))
        return bool(same)

    def _chorus_ask(self, payee, **values):
        """:rtype: payee.check, waiting for a call-back"""
        supplier = self.partner_id.commercial_partner_id
        confirmed = self._chorus_payee_checks().filtered(
            lambda check: check.state == CONFIRMED
        )
        known = supplier.bank_ids.mapped("acc_number")
        old = [*confirmed.mapped("account_number"), *map(clean_account, known)]
        old = [number for number in old if number != payee.number]
        is_again = self.content_version > 1
        return self.env["l10n_fr_chorus_pro.payee.check"].create(
            {
                "company_id": self.company_id.id,
                "received_id": self.id,
                "partner_id": supplier.id,
                "account_number": payee.number,
                "bank_name": payee.bank,
                "holder": payee.holder,
                "old_account": old[0] if old else False,
                "is_first": not confirmed,
                "is_changed": bool(old),
                "is_with_completion": is_again,
                "is_factor": payee.is_factor,
                "asked_by_id": self.env.ref("base.user_root").id,
                "asked_at": fields.Datetime.now(),
                **values,
            }
        )

    # -- What blocks -----------------------------------------------------------

    def _chorus_why_payee_blocks(self):
        """Why payment of this invoice may not be ordered yet, be it by this user.

        :return: a sentence with what to do; empty where its payee is known
        """
        self.ensure_one()
        received = self.sudo()
        if received.payee_version != received.content_version:
            received._chorus_look_at_payee()
        # An assignment may have begun or ended since.
        received._chorus_put_payee()
        return self._chorus_payee_sentence()

    def _chorus_payee_sentence(self):
        """The same of what was compared, and writes nothing."""
        received, env = self.sudo(), self.env
        payee = received._chorus_payee()
        if not payee:
            return ""
        if not received.partner_id:
            return env._(
                "The payee is not known: the supplier is not in Odoo yet. Have the bill"
                " made first."
            )
        check = received._chorus_payee_check(payee).with_env(env).sudo()
        if not check and payee.is_factor:
            return env._(
                "%(holder)s is to be paid in place of the supplier, and the invoice"
                " names no account: enter that of the notice of assignment; a second"
                " person then calls back.",
                holder=payee.holder or env._("a factor"),
            )
        if not check:
            return env._(
                "The payee is not known: the invoice names no bank details. Enter those"
                " of the supplier's file; a second person then calls back."
            )
        if check.state == WAITING:
            told = " ".join(check._chorus_reasons())
            call = env._(
                "A finance officer calls the supplier back on a number that is not from"
                " the invoice, and records it."
            )
            return f"{told} {call}"
        if check.state == REFUSED:
            return env._(
                "%(who)s called back on %(when)s: the account %(number)s is not the"
                " supplier's. Suspend or reject the invoice.",
                who=check.called_by_id.name,
                when=format_date(env, check.called_at),
                number=half_hidden(check.account_number),
            )
        return received.with_env(env)._chorus_why_not_paid_on(check)

    def action_chorus_open_payee(self):
        """The bank details that wait, or the dialog to enter them where none are told.

        :return: an action
        """
        self.ensure_one()
        self.check_access("read")
        if check := self.payee_check_id:
            return check._get_records_action()
        name = "l10n_fr_chorus_pro.payee_entry_action"
        action = self.env["ir.actions.act_window"]._for_xml_id(name)
        return {**action, "context": {"default_received_id": self.id}}

    # -- By hand ---------------------------------------------------------------

    def _chorus_enter_payee(self, number, holder=""):
        """Bank details that a person has on file, for an invoice that names none.

        :return: the check, for another person to call back
        :raises AccessError: not a finance officer
        """
        self.ensure_one()
        self.check_access("read")
        if not self.env.user.has_group("l10n_fr_chorus_pro.group_received_finance"):
            raise AccessError(self.env._("Only a finance officer enters bank details."))
        is_others = not self._chorus_is_supplier_s(holder)
        payee = Payee(
            number=clean_account(number),
            holder=holder if is_others else "",
        )
        asked = {"is_entered": True, "asked_by_id": self.env.user.id}
        check = self.sudo()._chorus_ask(payee, **asked)
        self._chorus_look_at_payee()
        return check.sudo(False)


def bare(name):
    """A name without case, accents, punctuation and legal form."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    words = re.sub(r"[^\w\s]", "", plain).split()
    return " ".join(word for word in words if word not in LEGAL_FORMS)
