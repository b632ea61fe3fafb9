"""Received invoices with bank details, and who calls back about them."""

from decimal import Decimal

from odoo import fields

from ..chorus_api.pivot import PivotAccount, PivotParty
from ..models.receiving.content import ReceivedContent, content_of_pivot
from .common import COMPANY_SIRET, WANTS_NOTHING
from .receiving_common import ReceivingMixin

FIRST = "FR7630006000011234567890189"
OTHER = "FR1420041010050500013M02606"
FACTORS = "DE89370400440532013000"
KNOWN_PHONE = "+33 4 72 11 22 33"


def content(account=FIRST, holder="", kind="IBAN", **values):
    """What the file of an invoice states, as it is kept.

    :param account: number of the account; empty where none is named
    """
    today = fields.Date.today()
    supplier = PivotParty("SIRET", COMPANY_SIRET, "Atelier Lumière SARL", "FR")
    bank_account = None
    if account or holder:
        bank_account = PivotAccount(kind, account, "Banque", holder)
    texts = (
        "chorus_invoice_id number resent origin_number framework payment_label"
        " contract_number commitment_number entry_mode recipient_name service_code"
        " service_name version"
    )
    told = {
        **dict.fromkeys(texts.split(), ""),
        "is_credit_note": False,
        "issued_on": today,
        "delivered_on": today,
        "received_on": today,
        "works_manager_on": None,
        "payment_code": "30",
        "currency": "EUR",
        "untaxed": Decimal(100),
        "total": Decimal(120),
        "amount_due": Decimal(120),
        "supplier": supplier,
        "bank_account": bank_account,
        "recipient": WANTS_NOTHING,
        "taxes": (),
        "lines": (),
        "validations": (),
        **values,
    }
    return content_of_pivot(ReceivedContent(**told))


class PayeeMixin(ReceivingMixin):
    """The supplier is in Odoo since before; two finance officers look after payees."""

    @classmethod
    def setUpChorus(cls):
        super().setUpChorus()
        cls.supplier = cls.new_customer("Atelier Lumière SARL", COMPANY_SIRET)
        cls.supplier.phone = KNOWN_PHONE
        cls.second = cls.new_receiver("finances-2", "finance")

    def came(self, number="F1", account=FIRST, holder="", move=None, **values):
        """An invoice whose content came, with its supplier known."""
        told = content(account, holder, **values)
        received = self.new_received(
            number,
            content=told,
            content_state="downloaded",
            content_version=1,
            partner_id=self.supplier.id,
            amount_due=float(told["amount_due"]),
        )
        received.move_id = move
        received._chorus_look_at_payee()
        return received

    def completed(self, received, account=FIRST, holder=""):
        """The supplier sent its content once more."""
        received.write(
            {
                "content": content(account, holder, resent="completed"),
                "content_version": received.content_version + 1,
                "resent": "completed",
            }
        )
        received._chorus_look_at_payee()

    def new_bill(self, **values):
        bills = self.env["account.move"].sudo().with_company(self.company)
        line = {"name": "Éclairage", "quantity": 1, "price_unit": 100, "tax_ids": []}
        return bills.create(
            {
                "move_type": "in_invoice",
                "partner_id": self.supplier.id,
                "invoice_date": fields.Date.today(),
                "invoice_line_ids": [(0, 0, line)],
                **values,
            }
        )

    def call_back(self, check, user=None, decision="confirmed", **values):
        """Record a call-back in the dialog."""
        dialogs = self.env["l10n_fr_chorus_pro.call.back"].with_user(
            user or self.second
        )
        answer = {
            "check_id": check.id,
            "decision": decision,
            "phone": "01 40 00 00 01",
            "phone_source": "contract",
            "spoke_with": "Mme Roux, comptable",
            **values,
        }
        return dialogs.create(answer).action_confirm()

    def blocks(self, received, user=None):
        return received.with_user(user or self.orderer)._chorus_why_payee_blocks()

    def account_of(self, received):
        """The account to pay today: (number, holder), both empty where none is."""
        return received._chorus_payee_accounts()[received.id]

    def checks(self):
        checks = self.env["l10n_fr_chorus_pro.payee.check"].sudo()
        return checks.search([("company_id", "=", self.company.id)])

    def assignment(self, **values):
        env = self.env(user=self.finance)
        notice = env["ir.attachment"].create({"name": "n.pdf", "raw": b"x"})
        return env["l10n_fr_chorus_pro.assignment"].create(
            {
                "company_id": self.company.id,
                "partner_id": self.supplier.id,
                "factor_id": self.town.id,
                "account_number": FACTORS,
                "notified_on": "2020-01-31",
                "document_ids": notice.ids,
                **values,
            }
        )

    def flush_tracking(self):
        """What is told of changes is told with the transaction."""
        self.env.flush_all()
        self.env.cr.precommit.run()
