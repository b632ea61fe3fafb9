"""The ground of the tests of a public body: the town that receives invoices."""

import zlib

from odoo import Command, fields

from ..chorus_api.receiving import KINDS, WITH_REASON
from ..models.receiving.acts import ACTS
from .common import COMPANY_SIRET, WANTS_NOTHING, ChorusCase, ChorusHttpCase

TOWN_LOGIN = "TECH_1_0000003@cpro.fr"
PREFIX = "l10n_fr_chorus_pro.group_received_"


def _reason(code, reason="Il manque le bon de livraison"):
    return reason if code in WITH_REASON else ""


class ReceivingMixin:
    """The company is the town of the simulator; what it receives is put there by
    :meth:`put`, as a supplier's deposit would have."""

    @classmethod
    def setUpChorus(cls):
        super().setUpChorus()
        cls.company.sudo().write(
            {
                "name": "Commune de Sansexigence",
                "company_registry": WANTS_NOTHING,
                "vat": False,
                "l10n_fr_chorus_login": TOWN_LOGIN,
                "l10n_fr_chorus_is_public_body": True,
                "l10n_fr_chorus_is_supplier": False,
            }
        )
        with cls.company._chorus_client() as client:
            (own,) = client.list_receiving_structures()
        cls.intakes = (
            cls.env["l10n_fr_chorus_pro.intake"]
            .sudo()
            .create(
                [
                    {
                        "company_id": cls.company.id,
                        "structure_ref": own.structure_ref,
                        "structure_siret": own.identifier,
                        "structure_name": own.name,
                        "kind": kind,
                    }
                    for kind in KINDS
                ]
            )
        )
        cls.reader = cls.new_receiver("lecteur", "reader")
        cls.agent = cls.new_receiver("agent", "agent")
        cls.orderer = cls.new_receiver("ordonnateur", "orderer")
        cls.public_accountant = cls.new_receiver("agent-comptable", "accountant")
        cls.finance = cls.new_receiver("finances", "finance")
        cls.delegation = cls.delegate(cls.agent)

    @classmethod
    def new_receiver(cls, login, *groups):
        """Somebody of the town, by the ends of the names of his groups."""
        return cls.new_user(login, ",".join(PREFIX + group for group in groups))

    @classmethod
    def delegate(cls, user, actor="agent", **values):
        """A delegation by the one who orders: of all services, since yesterday."""
        delegations = cls.env["l10n_fr_chorus_pro.delegation"].sudo()
        return delegations.create(
            {
                "company_id": cls.company.id,
                "user_id": user.id,
                "actor": actor,
                "scope": "all",
                "date_from": fields.Date.subtract(fields.Date.today(), days=1),
                "delegated_by_id": cls.orderer.id,
                **values,
            }
        )

    def did(self, received, user, act, **values):
        """Somebody did something with a received invoice, and the portal took it."""
        acts = self.env["l10n_fr_chorus_pro.received.act"].sudo()
        return acts.create(
            {
                "received_id": received.id,
                "act": act,
                "raw_status": ACTS[act].status,
                "status_before": received.raw_status,
                "user_id": user.id,
                "asked_at": fields.Datetime.now(),
                "state": "done",
                **values,
            }
        )

    def put(self, number="F1", status="MISE_A_DISPOSITION", **values):
        """An invoice of the demo company that the town has at the portal.

        :param values: of the simulator's control ``drafts``
        :return: the portal's identifier, as a text
        """
        draft = {"supplier": COMPANY_SIRET, "recipient": WANTS_NOTHING, "total": 120}
        made = self.simulator.control(
            "POST", "drafts", draft | {"number": number, "status": status} | values
        )
        return str(made["id"])

    def new_received(self, number="F1", **values):
        """A received invoice as the search left it, without asking the portal."""
        received = self.env["l10n_fr_chorus_pro.received"].sudo()
        return received.create(
            {
                "company_id": self.company.id,
                "environment": "simulator",
                "chorus_identifier": f"9{zlib.crc32(number.encode())}",
                "kind": "FACTURE",
                "invoice_type": "FACTURE",
                "invoice_number": number,
                "invoice_date": fields.Date.today(),
                "supplier_kind": "SIRET",
                "supplier_identifier": COMPANY_SIRET,
                "supplier_name": "Atelier Lumière SARL",
                "recipient_siret": WANTS_NOTHING,
                "currency_id": self.company.currency_id.id,
                "amount_untaxed": 100,
                "amount_total": 120,
                "amount_due": 120,
                "raw_status": "MISE_A_DISPOSITION",
                "status_date": fields.Datetime.now(),
                **values,
            }
        )

    def know_payee(self, received):
        """Somebody called back about the supplier's account: nothing keeps the payment
        from being ordered but what the invoice itself tells."""
        supplier = received.partner_id or self.new_customer(
            received.supplier_name, received.supplier_identifier
        )
        received.partner_id = supplier
        checks = self.env["l10n_fr_chorus_pro.payee.check"].sudo()
        check = checks.create(
            {
                "company_id": self.company.id,
                "received_id": received.id,
                "partner_id": supplier.id,
                "account_number": "FR7630006000011234567890189",
                "asked_by_id": self.env.ref("base.user_root").id,
                "asked_at": fields.Datetime.now(),
                "called_by_id": self.finance.id,
                "called_at": fields.Datetime.now(),
                "state": "confirmed",
            }
        )
        check._chorus_keep_bank_account()
        received._chorus_look_at_payee()

    def give_history(self, received, *statuses):
        """Statuses of a received invoice, oldest first; the last one is current.

        :param statuses: (code, naive UTC datetime), where the portal wants a reason
            perhaps another one than ours
        """
        received.sudo().event_ids = [Command.clear()] + [
            Command.create(
                {
                    "kind": "status",
                    "remote_id": f"{number}",
                    "code": code,
                    "happened_at": moment,
                    "comment": _reason(code, *reason),
                }
            )
            for number, (code, moment, *reason) in enumerate(statuses, 1)
        ]
        code, moment, *reason = statuses[-1]
        received._chorus_take_status(code, moment, _reason(code, *reason))
        return received

    def by_identifier(self, identifier):
        received = self.env["l10n_fr_chorus_pro.received"].sudo()
        return received.search([("chorus_identifier", "=", str(identifier))])


class ReceivingCase(ReceivingMixin, ChorusCase):
    """Base of the tests that need no browser."""


class ReceivingHttpCase(ReceivingMixin, ChorusHttpCase):
    """Base of those that do."""
